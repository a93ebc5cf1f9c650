/** The caller's left side: what is on, what stands by, what comes then. */

import { html, Icon, Pill, t, timeHMS } from '../core/ui.js';
import { cell, cueOf, digits, length, phaseLook, titleOf } from './words.js';

/** @typedef {import('./show.js').Show} Show */
/** @typedef {import('./show.js').Line} Line */

/** @param {{row: import('../core/store.js').Row}} props */
const About = ({ row }) => html`<p class="quiet">${['owner', 'audio', 'light'].map((one) => cell(row, one)).filter(Boolean).join(' · ')}</p>`;

/** @param {{ms: number}} props */
export const Digits = ({ ms }) => {
  const parts = digits(ms);
  return html`<p class=${`digits ${parts.join('').length > 4 ? 'long' : ''} ${parts.length > 2 ? 'hours' : ''}`} role="timer" aria-live="off">${parts.map((part, i) => html`${i > 0 && html`<span class="colon">:</span>`}<span>${part}</span>`)}</p>`;
};

/** @param {{show: Show}} props */
export function NowCard({ show }) {
  const line = show.live.value;
  const clock = show.now.value.live;
  if (!line || !clock) return html`<${Nothing} show=${show} />`;
  const { row } = line;
  const live = show.clock.value?.live;
  const { key, icon, look } = phaseLook(clock.phase, show.standing.value.paused);
  const whole = Math.max(1, clock.finish - live.started);
  const done = Math.min(whole, Math.max(0, whole - clock.remaining));
  const given = live.added ? ` · ${t('stage.call.given', { by: `${live.added > 0 ? '+' : '\u2212'}${length(live.added)}` })}` : '';
  return html`<div class=${`now-card ${look}`}><p class="tag"><${Icon} name="play" /> ${t('stage.call.on')} <${Cue} row=${row} /></p><h2>${titleOf(row)}</h2><${About} row=${row} />
    <div class=${`countdown ${look}`}><${Digits} ms=${clock.remaining} /><p class="phase"><${Icon} name=${icon} /> ${t(`stage.clock.${key}`)}<span class="until">${t(clock.remaining < 0 ? 'stage.call.was_due' : 'stage.call.until')} <time>${timeHMS(clock.finish)}</time><span class="num">${given}</span></span></p></div>
    <progress class=${`progress ${look}`} value=${done} max=${whole} aria-label=${t('stage.call.progress', { done: length(done), whole: length(whole) })}></progress></div>`;
}

/** @param {{row: import('../core/store.js').Row}} props */
export const Cue = ({ row }) => (cueOf(row) ? html`<span>· ${t('stage.cue')} <span class="num">${cueOf(row)}</span></span>` : null);

/** Nothing is on: how long until the row that stands by is meant to begin. @param {{show: Show}} props */
function Nothing({ show }) {
  const until = show.now.value.until_start;
  const over = !show.standby.value;
  return html`<div class="now-card"><p class="tag"><${Icon} name=${over ? 'check' : 'clock'} /> ${t(over ? 'stage.call.over' : 'stage.call.not_on')}</p>
    ${until === null ? html`<p class="quiet">${t(over ? 'stage.call.over_next' : 'stage.call.not_on_next')}</p>`
      : html`<div class="countdown"><${Digits} ms=${until} /><p class="phase"><${Icon} name="clock" /> ${t(until >= 0 ? 'stage.clock.starts_in' : 'stage.clock.late_by')}</p></div>`}</div>`;
}

/** Who has said "ready" for a row. @param {{show: Show, id: string}} props */
function Ready({ show, id }) {
  const roles = show.store.list('ready').filter((one) => one.row === id);
  if (!roles.length) return null;
  return html`<ul class="ready">${roles.map((one) => html`<li key=${one.id}><${Icon} name="check" /> ${t(`core.role.${one.role}`)}</li>`)}</ul>`;
}

/** @param {{show: Show, onOrder: () => void}} props */
export function NextCard({ show, onOrder }) {
  const line = show.standby.value;
  const clock = show.clock.value;
  if (!line) return html`<div class="next-card"><p class="tag"><${Icon} name="hand" /> ${t('stage.call.standby')}</p><p class="quiet">${t('stage.call.no_standby')}</p></div>`;
  const out = clock?.next && clock.next !== line.row.id;
  return html`<div class="next-card"><p class="tag"><${Icon} name="hand" /> ${t('stage.call.standby')} <${Cue} row=${line.row} /> <span class="num">· ${length(line.fact.duration)}</span></p><h2>${titleOf(line.row)}</h2><div class="about-line"><${About} row=${line.row} /><${Ready} show=${show} id=${line.row.id} /></div>
    ${clock?.held && html`<p><${Pill} state="look" icon="hand">${t('stage.call.held')}</${Pill}></p>`}
    ${out && html`<p class="buttons out"><${Pill} state="look" icon="arrow-left-right">${t('stage.call.out_of_order')}</${Pill}><button type="button" class="button" onClick=${onOrder}>${t('stage.call.in_order')}</button></p>`}</div>`;
}

/** @param {{show: Show}} props */
export function Then({ show }) {
  const line = show.standby.value ? show.after(show.standby.value.row.id) : null;
  if (!line) return null;
  const expected = show.later().value?.rows[show.placeOf(line.row.id)]?.expected_start;
  return html`<p class="then"><span class="tag"><${Icon} name="chevron-right" /> ${t('stage.call.then')} <span class="num">${cueOf(line.row)}</span></span> ${titleOf(line.row)} <span class="num quiet">${expected ? timeHMS(expected) : length(line.fact.duration)}</span></p>`;
}
