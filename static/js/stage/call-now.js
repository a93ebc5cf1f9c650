/**
 * The caller's left side: what is on, what stands by, what comes then. Each word is a signal of its own: a cue and a second
 * write the texts that they change and draw nothing anew.
 */

import { html, Icon, Pill, t, timeHMS, useComputed } from '../core/ui.js';
import { cell, cueOf, digits, length, phaseLook, titleOf } from './words.js';

/** @typedef {import('./show.js').Show} Show */
/** @typedef {import('./show.js').Line} Line */
/** @typedef {import('../core/store.js').Row} Row */
/** @typedef {{readonly value: Line | null}} LineNow */

/** Who speaks, sound, light. @param {{line: LineNow}} props */
function About({ line }) {
  const words = useComputed(() => ['owner', 'audio', 'light'].map((one) => cell(line.value?.row, one)).filter(Boolean).join(' · '));
  return html`<p class="quiet">${words}</p>`;
}

/** @param {{ms: {readonly value: number | null}}} props */
export function Digits({ ms }) {
  const parts = digits(ms.value ?? 0);
  return html`<p class=${`digits ${parts.join('').length > 4 ? 'long' : ''} ${parts.length > 2 ? 'hours' : ''}`} role="timer" aria-live="off">${parts.map((part, i) => html`${i > 0 && html`<span class="colon">:</span>`}<span>${part}</span>`)}</p>`;
}

/** @param {{show: Show}} props */
export function NowCard({ show }) {
  const on = useComputed(() => Boolean(show.live.value && show.now.value.live));
  return on.value ? html`<${OnCard} show=${show} />` : html`<${Nothing} show=${show} />`;
}

/** @param {{show: Show}} props */
function OnCard({ show }) {
  const title = useComputed(() => titleOf(show.live.value?.row));
  const phase = useComputed(() => show.now.value.live?.phase);
  const look = useComputed(() => phaseLook(phase.value, show.standing.value.paused).look);
  const ms = useComputed(() => show.now.value.live?.remaining ?? null);
  return html`<div class=${useComputed(() => `now-card ${look.value}`)}><p class="tag"><${Icon} name="play" /> ${t('stage.call.on')} <${Cue} line=${show.live} /></p><h2>${title}</h2><${About} line=${show.live} />
    <div class=${useComputed(() => `countdown ${look.value}`)}><${Digits} ms=${ms} /><p class="phase"><${Phase} show=${show} phase=${phase} /><${Until} show=${show} /></p></div>
    <${Progress} show=${show} look=${look} /></div>`;
}

/** Shape and word of the clock. @param {{show: Show, phase: {readonly value: string | undefined}}} props */
function Phase({ show, phase }) {
  const { key, icon } = phaseLook(phase.value, show.standing.value.paused);
  return html`<${Icon} name=${icon} /> ${t(`stage.clock.${key}`)}`;
}

/** @param {{show: Show}} props */
function Until({ show }) {
  const word = useComputed(() => t((show.now.value.live?.remaining ?? 0) < 0 ? 'stage.call.was_due' : 'stage.call.until'));
  const finish = useComputed(() => timeHMS(show.now.value.live?.finish));
  const given = useComputed(() => {
    const added = show.clock.value?.live?.added ?? 0;
    return added ? ` · ${t('stage.call.given', { by: `${added > 0 ? '+' : '\u2212'}${length(added)}` })}` : '';
  });
  return html`<span class="until">${word} <time>${finish}</time><span class="num">${given}</span></span>`;
}

/** @param {{show: Show, look: {readonly value: string}}} props */
function Progress({ show, look }) {
  const whole = useComputed(() => Math.max(1, (show.now.value.live?.finish ?? 0) - (show.clock.value?.live?.started ?? 0)));
  const done = useComputed(() => Math.min(whole.value, Math.max(0, whole.value - (show.now.value.live?.remaining ?? 0))));
  const words = useComputed(() => t('stage.call.progress', { done: length(done.value), whole: length(whole.value) }));
  return html`<progress class=${useComputed(() => `progress ${look.value}`)} value=${done} max=${whole} aria-label=${words}></progress>`;
}

/** @param {{line: LineNow}} props */
export function Cue({ line }) {
  const cue = useComputed(() => cueOf(line.value?.row));
  return html`<span>${useComputed(() => (cue.value ? `· ${t('stage.cue')} ` : ''))}<span class="num">${cue}</span></span>`;
}

/** Nothing is on: how long until the row that stands by is meant to begin. @param {{show: Show}} props */
function Nothing({ show }) {
  const ms = useComputed(() => show.now.value.until_start);
  const until = ms.value;
  const over = !show.standby.value;
  return html`<div class="now-card"><p class="tag"><${Icon} name=${over ? 'check' : 'clock'} /> ${t(over ? 'stage.call.over' : 'stage.call.not_on')}</p>
    ${until === null ? html`<p class="quiet">${t(over ? 'stage.call.over_next' : 'stage.call.not_on_next')}</p>`
      : html`<div class="countdown"><${Digits} ms=${ms} /><p class="phase"><${Icon} name="clock" /> ${t(until >= 0 ? 'stage.clock.starts_in' : 'stage.clock.late_by')}</p></div>`}</div>`;
}

/** Who has said "ready" for the row that stands by. @param {{show: Show}} props */
function Ready({ show }) {
  const names = useComputed(() => {
    const id = show.standby.value?.row.id;
    return show.store.list('ready').filter((one) => one.row === id).map((one) => one.role).join(' ');
  });
  if (!names.value) return null;
  return html`<ul class="ready">${names.value.split(' ').map((role) => html`<li key=${role}><${Icon} name="check" /> ${t(`core.role.${role}`)}</li>`)}</ul>`;
}

/** @param {{show: Show, onOrder: () => void}} props */
export function NextCard({ show, onOrder }) {
  const some = useComputed(() => Boolean(show.standby.value));
  if (some.value) return html`<${Standby} show=${show} onOrder=${onOrder} />`;
  return html`<div class="next-card"><p class="tag"><${Icon} name="hand" /> ${t('stage.call.standby')}</p><p class="quiet">${t('stage.call.no_standby')}</p></div>`;
}

/** @param {{show: Show, onOrder: () => void}} props */
function Standby({ show, onOrder }) {
  const line = show.standby;
  const title = useComputed(() => titleOf(line.value?.row));
  const lasts = useComputed(() => `· ${length(line.value?.fact.duration ?? 0)}`);
  return html`<div class="next-card"><p class="tag"><${Icon} name="hand" /> ${t('stage.call.standby')} <${Cue} line=${line} /> <span class="num">${lasts}</span></p><h2>${title}</h2><div class="about-line"><${About} line=${line} /><${Ready} show=${show} /></div>
    <${Odd} show=${show} onOrder=${onOrder} /></div>`;
}

/** What is not as always: it is held, or it is not the row that follows. @param {{show: Show, onOrder: () => void}} props */
function Odd({ show, onOrder }) {
  const held = useComputed(() => Boolean(show.clock.value?.held));
  const out = useComputed(() => Boolean(show.clock.value?.next) && show.clock.value?.next !== show.standby.value?.row.id);
  return html`${held.value && html`<p><${Pill} state="look" icon="hand">${t('stage.call.held')}</${Pill}></p>`}
    ${out.value && html`<p class="buttons out"><${Pill} state="look" icon="arrow-left-right">${t('stage.call.out_of_order')}</${Pill}><button type="button" class="button" onClick=${onOrder}>${t('stage.call.in_order')}</button></p>`}`;
}

/** The row behind the one that stands by: nobody acts on it yet, it follows a frame later. @param {{show: Show}} props */
export function Then({ show }) {
  const line = useComputed(() => {
    void show.later().value;
    const standby = show.standby.peek();
    return standby ? show.after(standby.row.id) : null;
  });
  const some = useComputed(() => Boolean(line.value));
  return some.value ? html`<${Thereafter} show=${show} line=${line} />` : null;
}

/** @param {{show: Show, line: LineNow}} props */
function Thereafter({ show, line }) {
  const cue = useComputed(() => cueOf(line.value?.row));
  const title = useComputed(() => titleOf(line.value?.row));
  const at = useComputed(() => {
    const expected = show.later().value?.rows[show.placeOf(line.value?.row.id ?? '')]?.expected_start;
    return expected ? timeHMS(expected) : length(line.value?.fact.duration ?? 0);
  });
  return html`<p class="then"><span class="tag"><${Icon} name="chevron-right" /> ${t('stage.call.then')} <span class="num">${cue}</span></span> ${title} <span class="num quiet">${at}</span></p>`;
}
