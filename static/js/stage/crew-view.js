// The crew's screen: the own cue that comes, how long until then, one tap to say "ready", and GO when it is called.

import { hasWord, html, Icon, Pill, second, t, timeHM, timeHMS } from '../core/ui.js';
import { departments, ownCues } from './crew-cues.js';
import { cueOf, digits, length, phaseLook, titleOf } from './words.js';

/** @typedef {import('./crew-cues.js').Cue} Cue */
/** @typedef {import('./crew-cues.js').Department} Department */
/** @typedef {import('./show.js').Show} Show */
/** @typedef {import('./crew-ready.js').Taps} Taps */

const GO_SHOWN_MS = 15_000;
const LISTED = 6;

/** @param {Department} department */
export const departmentName = ({ id, names }) => (hasWord(`stage.department.${id}`) ? t(`stage.department.${id}`) : names.join(', '));

/** Once on every device. @param {{show: Show, onChoose: (id: string) => void}} props */
export function Choose({ show, onChoose }) {
  const all = departments(show.store.list('sheet_column'));
  return html`<main class="crew-work"><h1>${t('stage.crew.which')}</h1><p>${t('stage.crew.which_next')}</p>
    ${all.length ? html`<ul class="stack">${all.map((one) => html`<li key=${one.id}><button type="button" class="button thumb wide" data-department=${one.id} onClick=${() => onChoose(one.id)}>${departmentName(one)}</button></li>`)}</ul>`
      : html`<p><b>${t('stage.crew.no_departments')}</b></p>`}</main>`;
}

/** @param {{row: import('../core/store.js').Row}} props */
const CueNo = ({ row }) => (cueOf(row) ? html`${t('stage.cue')} <span class="num">${cueOf(row)}</span>` : html`<span>${titleOf(row)}</span>`);

/** @param {{text: string}} props */
const Work = ({ text }) => html`${text.split('\n').map((line) => html`<span class="work-line">${line}</span>`)}`;

/** @param {{ms: number | null}} props */
function Digits({ ms }) {
  if (ms === null) return null;
  const parts = digits(Math.max(0, ms));
  return html`<p class=${`digits ${parts.length > 2 ? 'hours' : ''}`} role="timer" aria-live="off">${parts.join(':')}</p>`;
}

/** @param {Cue} cue */
const until = (cue) => (cue.at === null ? null : cue.at - second.value * 1000);

/** What a crew has to know of the clock that everybody follows: soon over, over and by how much, paused, held. @param {{show: Show}} props */
function Clock({ show }) {
  const { live } = show.now.value;
  const { held, paused } = show.standing.value;
  const { key, icon, look } = phaseLook(live?.phase, paused);
  const by = live && live.remaining < 0 ? ` ${length(-live.remaining)}` : '';
  if (!held && !(live && look)) return null;
  return html`<p class="buttons">${live && look && html`<${Pill} state=${look} icon=${icon}>${t(`stage.clock.${key}`)}<span class="num">${by}</span></${Pill}>`}
    ${held && html`<${Pill} state="look" icon="hand">${t('stage.call.held')}</${Pill}>`}</p>`;
}

/** What is on for everybody, and what of it is ours. @param {{show: Show, now: Cue[]}} props */
function Now({ show, now }) {
  const live = show.live.value?.row;
  return html`<section class="crew-now" aria-label=${t('stage.mc.now')}>
    <p class="tag"><${Icon} name=${live ? 'play' : 'clock'} /> ${live ? html`${t('stage.mc.now')} · <${CueNo} row=${live} />${cueOf(live) && html` · ${titleOf(live)}`}` : t(show.standby.value ? 'stage.call.not_on' : 'stage.call.over')}</p><${Clock} show=${show} />
    ${now.map((cue) => html`<p key=${cue.row.id} data-now=${cue.row.id}><b><${Work} text=${cue.text} /></b>${cue.row.id !== live?.id && html` <span class="quiet">${titleOf(cue.row)}</span>`}</p>`)}
    ${live && !now.length && html`<p class="quiet">${t('stage.crew.nothing_now')}</p>`}</section>`;
}

/** @param {{cues: Cue[]}} props */
function Later({ cues }) {
  if (!cues.length) return null;
  return html`<section class="crew-later"><h2 class="list-head">${t('stage.crew.later')}</h2><ol class="timeline">${cues.slice(0, LISTED).map((cue) => html`<li key=${cue.row.id}>
    <time>${cue.at === null ? '' : timeHM(cue.at)}</time><div><b><span class="num">${cueOf(cue.row)}</span> ${cueOf(cue.row) && '· '}<${Work} text=${cue.text} /></b><p class="quiet">${titleOf(cue.row)}</p></div></li>`)}</ol></section>`;
}

/** @param {{show: Show, now: Cue[], coming: Cue[]}} props */
function Waiting({ show, now, coming }) {
  const [cue, ...later] = coming;
  // What is due comes when it is called.
  const atTheCall = !cue || (until(cue) ?? 0) <= 0;
  return html`<${Now} show=${show} now=${now} />${cue ? html`<div class="countdown"><p class="phase"><${Icon} name=${atTheCall ? 'hand' : 'clock'} /> <span><${CueNo} row=${cue.row} /> ${t(atTheCall ? 'stage.crew.at_the_call' : 'stage.crew.in')}</span></p><${Digits} ms=${until(cue)} /></div>
      <div class="mine" data-next=${cue.row.id}><h2><${Work} text=${cue.text} /></h2><p>${titleOf(cue.row)}</p></div><${Later} cues=${later} />`
    : html`<div class="mine"><h2>${t('stage.crew.no_more')}</h2></div>`}`;
}

/** @param {{show: Show, cue: Cue, ready: ReturnType<Taps['of']>, later: Cue[]}} props */
function Standby({ show, cue, ready, later }) {
  return html`<div class="called standby" data-next=${cue.row.id}><p class="tag"><${Icon} name="hand" /> ${t('stage.clock.waits')} · <${CueNo} row=${cue.row} /></p><${Digits} ms=${until(cue)} />
    <h2><${Work} text=${cue.text} /></h2><p>${titleOf(cue.row)}</p>
    <p class="buttons"><${ReadyPill} ready=${ready} />${show.clock.value?.held && html`<${Pill} state="look" icon="hand">${t('stage.call.held')}</${Pill}>`}</p></div><${Later} cues=${later} />`;
}

/** @param {{ready: ReturnType<Taps['of']>}} props */
function ReadyPill({ ready }) {
  if (!ready.told) return html`<${Pill} state="look" icon="cloud-off">${t('stage.crew.ready_unsent')}</${Pill}>`;
  return html`<${Pill} icon="check">${t('stage.crew.ready_said')} <time>${timeHMS(ready.at)}</time></${Pill}>`;
}

/** @param {{cue: Cue, started: number}} props */
const Gone = ({ cue, started }) => html`<div class="called gone" role="alert" data-gone=${cue.row.id}><p class="word">GO</p>
  <div><p class="tag"><${CueNo} row=${cue.row} /></p><h2><${Work} text=${cue.text} /></h2></div>${cueOf(cue.row) && html`<p>${titleOf(cue.row)}</p>`}<p class="gone-at">${t('stage.crew.called_at')} <time>${timeHMS(started)}</time></p></div>`;

/** The own cue that was called a moment ago and is not the one that was answered here. @param {Show} show @param {Cue[]} now @param {string} answered */
function justCalled(show, now, answered) {
  const live = show.clock.value?.live;
  const cue = now.find((one) => one.row.id === live?.row);
  const key = `${live?.row} ${live?.started}`;
  return cue && answered !== key && second.value * 1000 - live.started < GO_SHOWN_MS ? { cue, key, started: live.started } : null;
}

/** @param {{cue: Cue, ready: ReturnType<Taps['of']>, taps: Taps}} props */
function ReadyButton({ cue, ready, taps }) {
  const tap = () => taps.tap(cue.row.id, !ready.on);
  if (ready.on) return html`<button type="button" class="button thumb wide" onClick=${tap}><${Icon} name="undo-2" /> ${t('stage.crew.not_ready')}</button>`;
  return html`<button type="button" class="button main thumb wide" onClick=${tap}><span>${t('stage.crew.ready')} <${CueNo} row=${cue.row} /></span></button>`;
}

/** @param {{show: Show, department: Department, taps: Taps, message: any, answered: string, onAnswer: (call: string) => void, onOther: () => void}} props */
export function Screen({ show, department, taps, message, answered, onAnswer, onOther }) {
  const { now, coming } = ownCues(show.lines.value, show.state.value, department);
  const called = justCalled(show, now, answered);
  const [cue, ...later] = coming;
  const ready = cue ? taps.of(cue.row.id) : null;
  const waits = ready?.on && cue?.row.id === show.clock.value?.standby;
  const view = called ? html`<${Gone} ...${called} />` : waits ? html`<${Standby} show=${show} cue=${cue} ready=${ready} later=${later} />`
    : html`<${Waiting} show=${show} now=${now} coming=${coming} />${ready?.on && html`<p><${ReadyPill} ready=${ready} /></p>`}`;
  return html`<main><h1 class="hidden-text">${t('stage.crew.title')} · ${departmentName(department)}</h1>${message}
      <div class="crew-work">${view}${!called && html`<p><button type="button" class="button plain" onClick=${onOther}><${Icon} name="arrow-left-right" /> ${t('stage.crew.other')}</button></p>`}</div></main>
    <footer class="act">${called ? html`<button type="button" class="button thumb wide" onClick=${() => onAnswer(called.key)}><${Icon} name="check" /> ${t('stage.crew.done')}</button>`
      : cue && html`<${ReadyButton} cue=${cue} ready=${ready} taps=${taps} />`}</footer>`;
}
