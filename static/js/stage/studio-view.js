// The studio clock: a ring of sixty seconds round the time of day, a lamp that says whether a row is on, and what a
// gallery asks for at one glance.

import { html, Icon, Pill, second, t, timeHM, timeHMS } from '../core/ui.js';
import { Digits, Offset, reading, Said } from './timer-view.js';
import { cueOf, titleOf } from './words.js';

/** @typedef {import('./show.js').Show} Show */
/** @typedef {import('./show.js').Line} Line */

const TICKS = [...Array(60).keys()];

/** A point of the ring, 0 at the top. @param {number} at 0..59 @param {number} radius */
const point = (at, radius) => ({ x: 100 + radius * Math.sin((at * Math.PI) / 30), y: 100 - radius * Math.cos((at * Math.PI) / 30) });

function Ring() {
  const now = second.value * 1000;
  const passed = second.value % 60;
  return html`<div class="ring"><svg viewBox="0 0 200 200" aria-hidden="true">
      ${TICKS.map((at) => { const { x, y } = point(at, 94); return html`<circle key=${at} class=${at <= passed ? 'lit' : 'dim'} cx=${x} cy=${y} r=${at % 5 ? 2.2 : 3.6} />`; })}</svg>
    <p class="ring-time"><time>${timeHM(now)}</time><span class="num">${timeHMS(now).slice(-2)}</span></p></div>`;
}

/** @param {{show: Show}} props */
function Lamp({ show }) {
  const on = Boolean(show.state.value?.live);
  return html`<p class=${`lamp ${on ? 'on' : ''}`} role="status"><${Icon} name=${on ? 'radio' : 'minus'} /> <b>${t(on ? 'stage.studio.on' : 'stage.studio.off')}</b></p>`;
}

/** @param {{show: Show}} props */
function Facts({ show }) {
  const clock = show.state.value?.live;
  const live = show.clock.value?.live;
  const end = show.state.value?.expected_end ?? null;
  return html`<dl class="studio-facts"><div><dt>${t('stage.studio.started')}</dt><dd>${live ? html`<time>${timeHMS(live.started)}</time>` : t('stage.call.no_offset')}</dd></div>
    <div><dt>${t('stage.studio.row_end')}</dt><dd>${clock ? html`<time>${timeHMS(clock.finish)}</time>` : t('stage.call.no_offset')}</dd></div>
    <div><dt>${t('stage.studio.show_end')}</dt><dd>${end ? html`<time>${timeHMS(end)}</time>` : t('stage.call.no_offset')}</dd></div></dl>`;
}

/** @param {{tag: string, line: Line | null, none: string, icon: string}} props */
const Named = ({ tag, line, none, icon }) => html`<div class="studio-row">${line && html`<p class="tag"><${Icon} name=${icon} /> ${tag}${cueOf(line.row) && html` · ${t('stage.cue')} <span class="num">${cueOf(line.row)}</span>`}</p>`}<p class="next-name">${line ? titleOf(line.row) : none}</p></div>`;

/** @param {{show: Show, device: {id: string, role: string} | undefined}} props */
export function Screen({ show, device }) {
  const { ms, word, icon, look } = reading(show);
  return html`<main class=${`studio-work ${look}`}><h1 class="hidden-text">${t('stage.studio.title')}</h1>
    <div class="studio-clock"><${Ring} /><${Lamp} show=${show} /></div>
    <div class="studio-side"><div class=${`studio-count ${look}`}><p class="phase"><${Icon} name=${icon} /> <span>${word}</span>${show.clock.value?.held && html` <${Pill} state="look" icon="hand">${t('stage.call.held')}</${Pill}>`}</p><${Digits} ms=${ms} /></div>
      <div class="studio-offset"><${Offset} show=${show} /></div><${Facts} show=${show} /><${Said} show=${show} device=${device} />
      <${Named} tag=${t('stage.mc.now')} icon="play" line=${show.live.value} none=${t(show.standby.value ? 'stage.call.not_on' : 'stage.call.over')} />
      <${Named} tag=${t('stage.mc.next')} icon="hand" line=${show.standby.value} none=${t('stage.mc.no_next')} /></div></main>`;
}
