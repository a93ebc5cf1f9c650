// The faces of the booth's page: nothing planned, before, ready, on air, figures. One thumb, one button at the lower edge.

import { clock } from '../core/clock.js';
import { hasWord, Hold, html, Icon, Notice, Pill, second, Strip, t, timeHM, useEffect } from '../core/ui.js';
import { toRead, wayBack } from './booth-acts.js';
import { Acts, Asked, coordinatorOf, Help, Swap } from './booth-asks.js';
import { Behind, Soon } from './booth-behind.js';
import { inTheWay, unticked } from './booth-decide.js';
import { said } from './booth-deeds.js';
import { Figures, FiguresFoot, Nudge } from './booth-figures.js';
import { Goods } from './booth-goods.js';
import { about, Cancelled, GateList, hours, Next, OnAir, Refusals, SlotHead, WayBack } from './booth-parts.js';
import { choose, faceOf, lastFigures, LIVE_FROM_MS, nudged, overdue, owing, READY_FROM_MS, takenAway, UNDO_MS } from './booth-slots.js';
import { withInstants } from './booth-facts.js';

/** @typedef {import('./booth-keep.js').Booth} Booth */
/** @typedef {import('./booth-deeds.js').Deeds} Deeds */
/** @typedef {import('./booth-slots.js').Slot} Slot */
/** @typedef {{booth: Booth, deeds: Deeds, facts: Record<string, any>, slot: Slot}} Parts */

/** @param {Booth} booth */
const sums = (booth) => (/** @type {string} */ id) => booth.kept.store.get('live_figure_sum', id);

/** @param {Parts & {otherwise?: any}} props */
function Undo({ booth, deeds, slot, otherwise = null }) {
  const way = wayBack(slot, booth.last(slot.id), Math.max(clock.now(), second.value * 1000), UNDO_MS);
  if (!way) return otherwise;
  return html`<${WayBack} words=${t(`live.booth.done.${way.act}`)} left=${way.left} onUndo=${() => deeds.step(slot, way.act)} />`;
}

/** Why the last press did not go. @param {{slot: Slot}} props */
const Said = ({ slot }) => (said.value?.slot === slot.id ? html`<${Notice} kind="look" alert title=${said.value.text} />` : null);

/** @param {Parts & {lines: import('./booth-decide.js').Line[]}} props */
function Before(props) {
  const { booth, deeds, facts, slot, lines } = props;
  const ready = slot.state === 'ready';
  const asked = slot.state === 'requested';
  const gate = html`<${GateList} slot=${slot} lines=${lines} coordinator=${coordinatorOf(facts)} onTick=${(/** @type {string} */ what, /** @type {boolean} */ on) => deeds.tick(slot, what, on)} />`;
  return html`<${SlotHead} facts=${facts} slot=${slot} />${asked && html`<${Notice} kind="look" icon="clock" title=${t('live.booth.not_confirmed', { who: coordinatorOf(facts) })} />`}
    ${ready ? html`<${Undo} ...${props} otherwise=${html`<p><${Pill} icon="check">${t('live.booth.ready_told')}</${Pill}></p>`} />${gate}<${Soon}><${Goods} facts=${facts} slot=${slot} deeds=${deeds} /></${Soon}>` : !asked && gate}
    <${Behind} of=${[facts, slot]}><${Acts} facts=${facts} slot=${slot} deeds=${deeds} before=${!asked} /><${Requests} booth=${booth} />
    <${Swap} facts=${facts} slot=${slot} deeds=${deeds} /></${Behind}>`;
}

/** @param {Parts} props */
function Live(props) {
  const { booth, deeds, facts, slot } = props;
  const now = second.value * 1000;
  return html`<h1 class="hidden-text">${t('live.booth.on_air')}</h1><${OnAir} slot=${slot} /><${Undo} ...${props} />${nudged(slot, now, new Set(booth.nudged.value)) && html`<${Nudge} slot=${slot} deeds=${deeds} />`}
    <${Soon}><${Goods} facts=${facts} slot=${slot} deeds=${deeds} /></${Soon}><${Behind} of=${[facts, slot]}><${Acts} facts=${facts} slot=${slot} deeds=${deeds} before=${false} /><${Requests} booth=${booth} /></${Behind}>`;
}

/** @param {Booth} booth */
function requestsOf(booth) {
  const own = new Set(booth.slots.value.map((one) => one.id));
  const me = `device:${booth.kept.identity.value?.device.id}`;
  return booth.kept.store.list('live_request').map(withInstants).filter((one) => one.by === me || own.has(one.slot));
}

/** @param {{booth: Booth}} props */
const Requests = ({ booth }) => html`<${Asked} requests=${requestsOf(booth).filter(({ kind }) => kind !== 'press')} waiting=${booth.waiting.value} />`;

/** @param {string} act */
const actWords = (act) => (hasWord(`live.booth.act.${act}`) ? t(`live.booth.act.${act}`) : act);

/** Nothing planned, or the next is far. @param {{booth: Booth, deeds: Deeds, facts: Record<string, any>}} props */
const Free = ({ booth, deeds, facts }) => html`<h1>${t('live.booth.none')}</h1><p>${t('live.booth.none_next', { who: coordinatorOf(facts) })}</p><p class="buttons"><${Help} facts=${facts} slot=${null} deeds=${deeds} /></p><${Requests} booth=${booth} />`;

/** Slots that are over without figures. @param {{booth: Booth, facts: Record<string, any>, now: number}} props */
function Owing({ booth, facts, now }) {
  const owed = owing(booth.slots.value, sums(booth), new Set(booth.told.value));
  const loud = new Set(overdue(owed, now, booth.later.value).map((one) => one.id));
  return html`${owed.slice(-3).map((one) => html`<div key=${one.id} class=${`owing ${loud.has(one.id) ? 'look' : ''}`} role=${loud.has(one.id) ? 'status' : undefined} data-owing=${one.id}>
    <p>${loud.has(one.id) && html`<${Icon} name="triangle-alert" /> `}<b class="num">${hours(one, now)}</b> ${about(facts, one)}<br />${t('live.booth.owing')}</p><button type="button" class="button" onClick=${() => booth.remember('stay', one.id)}>${t('live.booth.type_in')}</button></div>`)}`;
}

/** @param {Parts & {lines: import('./booth-decide.js').Line[], now: number}} props */
function ReadyButton({ deeds, slot, lines, now }) {
  const n = unticked(slot).length + lines.length;
  const early = slot.starts - READY_FROM_MS;
  if (slot.state !== 'confirmed') return null;
  if (now < early) return html`<button type="button" class="button thumb wide" disabled>${t('live.booth.ready_from', { at: timeHM(early) })}</button>`;
  if (n) return html`<button type="button" class="button thumb wide" data-act="ready" disabled><span>${t('live.booth.ready_after', { n })}</span></button>`;
  return html`<button type="button" class="button main thumb wide" data-act="ready" onClick=${() => deeds.step(slot, 'ready')}>${t('live.booth.ready')}</button>`;
}

/** @param {Parts & {now: number}} props */
function LiveButton({ deeds, slot, now }) {
  const from = slot.starts - LIVE_FROM_MS;
  if (now < from) return html`<button type="button" class="button thumb wide" data-act="go_live" disabled>${t('live.booth.live_from', { at: timeHM(from) })}</button>`;
  return html`<${Hold} key="live" kind="live thumb wide go-live" onHold=${() => deeds.step(slot, 'go_live')}><${Icon} name="radio" /> ${t('live.booth.hold_live')}</${Hold}>`;
}

/** @param {Parts & {face: string, lines: import('./booth-decide.js').Line[], now: number}} props */
function Foot(props) {
  const { booth, deeds, facts, slot, face } = props;
  if (face === 'over') return html`<${FiguresFoot} facts=${facts} slot=${slot} last=${lastFigures(booth.slots.value, slot, sums(booth))} deeds=${deeds} />`;
  const said = html`<${Said} slot=${slot} />`;
  if (face === 'live') return html`${said}<${Hold} key="end" kind="thumb wide end" onHold=${() => deeds.step(slot, 'end')}>${t('live.booth.hold_end')}</${Hold}>`;
  return html`${said}${face === 'ready' ? html`<${LiveButton} ...${props} />` : html`<${ReadyButton} ...${props} />`}`;
}

/** @param {Parts & {face: string, lines: import('./booth-decide.js').Line[]}} props */
function Face(props) {
  const { booth, facts, slot, face, deeds } = props;
  if (face === 'live') return html`<${Live} ...${props} />`;
  if (face === 'over') return html`<${Figures} facts=${facts} slot=${slot} last=${lastFigures(booth.slots.value, slot, sums(booth))} deeds=${deeds} undo=${html`<${Undo} ...${props} />`} />`;
  return html`<${Before} ...${props} />`;
}

/** @param {{booth: Booth, deeds: Deeds}} props */
function Work({ booth, deeds }) {
  const facts = booth.facts.value;
  const now = second.value * 1000;
  const { slot, next } = choose(booth.slots.value, now, booth.stay.value);
  const face = faceOf(slot, now);
  // Papers hold by the day: what is in the way is asked anew each minute, not each second.
  const lines = slot && ['confirmed', 'ready'].includes(slot.state) ? inTheWay(facts, slot, now - (now % 60_000)) : [];
  const parts = { booth, deeds, facts, slot, face, lines, now };
  useEffect(() => scrollTo(0, 0), [face, slot?.id]); // another face begins at its top
  const refused = html`<${Refusals} all=${toRead(booth.refusals.value, requestsOf(booth), new Set(booth.read.value), actWords)} onRead=${booth.haveRead} />`;
  // On air, and while figures are typed, nothing of another slot pushes the clock or the keys away.
  const gone = face === 'live' || face === 'over' ? [] : takenAway(Object.values(facts.slots), facts.sessions, booth.post(), now, new Set(booth.read.value));
  const owed = face !== 'over' && html`<${Owing} booth=${booth} facts=${facts} now=${now} />`;
  return html`<main data-face=${face} data-slot=${slot?.id ?? ''}><div class="booth-work">${refused}<${Cancelled} facts=${facts} all=${gone} now=${now} onRead=${booth.haveRead} />${face !== 'live' && owed}
      ${slot ? html`<${Face} ...${parts} />` : html`<${Free} booth=${booth} deeds=${deeds} facts=${facts} />`}${face === 'live' && owed}${face !== 'over' && html`<${Next} facts=${facts} next=${next} />`}</div></main>
    <footer class=${`act ${face}`}>${slot && html`<${Foot} ...${parts} />`}</footer>`;
}

/** @param {{name: string, left: number}} props `left`: acts of a revoked phone on their way to the office */
function Stop({ name, left }) {
  const icon = { unpaired: 'smartphone', first_offline: 'wifi-off' }[name] ?? 'ban';
  return html`<main class="page"><div class="empty"><${Icon} name=${icon} /><h1 class="title">${t(`live.booth.stop.${name}`)}</h1><p role="status">${name === 'revoked' && left > 0 ? t('live.booth.stop.revoked_sending', { n: left }) : t(`live.booth.stop.${name}_next`)}</p>
    ${name === 'unpaired' && html`<p class="buttons"><a class="button main" href="/pair">${t('live.booth.stop.pair')}</a></p>`}
    ${name === 'first_offline' && html`<p class="buttons"><button type="button" class="button main" onClick=${() => location.reload()}>${t('core.act.retry')}</button></p>`}</div></main>`;
}

/** @param {{booth: Booth, deeds: Deeds}} props */
export function App({ booth, deeds }) {
  const phase = booth.kept.phase.value;
  const feed = booth.kept.feed.value;
  const loading = html`<main class="page"><h1>${t('live.booth.title')}</h1><p role="status">${t('core.loading')}</p></main>`;
  if (phase !== 'ready' || !feed) return phase === 'asking' ? loading : html`<${Stop} name=${phase} left=${booth.pending.value} />`;
  const room = booth.facts.value.rooms[booth.post()]?.name;
  const who = room ?? booth.kept.identity.value?.device.name ?? '';
  return html`<div class="screen booth"><header class="stage-head"><${Strip} who=${who} state=${feed.state} queue=${booth.pending.value} /></header>
    ${!booth.ready.value ? loading : booth.post() ? html`<${Work} booth=${booth} deeds=${deeds} />` : html`<main class="page"><${Notice} kind="look" title=${t('live.booth.no_post')}><p>${t('live.booth.no_post_next')}</p></${Notice}></main>`}</div>`;
}
