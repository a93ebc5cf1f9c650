// The timer on a wall or a monitor at the foot of the stage: to be read from the far end of the hall.

import { html, Icon, Pill, second, t, timeHMS } from '../core/ui.js';
import { messagesFor } from './mc-read.js';
import { cueOf, digits, lateness, length, phaseLook, titleOf } from './words.js';

/** @typedef {import('./show.js').Show} Show */

/** @type {Record<string, [icon: string, look: string]>} */
const OFFSETS = { late: ['triangle-alert', 'look'], early: ['skip-forward', ''], on_time: ['check', ''] };

/** What is counted, and its colour, shape and word. @param {Show} show */
export function reading(show) {
  const state = show.state.value;
  const clock = state?.live;
  const live = show.clock.value?.live;
  if (clock && live) {
    const { key, icon, look } = phaseLook(clock.phase, live.paused_at !== null);
    return { ms: clock.remaining, word: t(`stage.clock.${key}`), icon, look, whole: Math.max(1, clock.finish - live.started) };
  }
  const until = state?.until_start ?? null;
  if (until === null) return { ms: null, word: t(show.standby.value ? 'stage.clock.waits' : 'stage.mc.clock.ended'), icon: show.standby.value ? 'hand' : 'check', look: '', whole: 0 };
  return { ms: until, word: t(until >= 0 ? 'stage.clock.starts_in' : 'stage.clock.late_by'), icon: until >= 0 ? 'clock' : 'bell', look: until >= 0 ? '' : 'look', whole: 0 };
}

/** No sign: the word says which way it counts, and the digits keep their size. @param {{ms: number | null}} props */
export function Digits({ ms }) {
  if (ms === null) return null;
  const parts = digits(ms).map((part) => part.replace('+', ''));
  return html`<p class=${`digits ${parts.length > 2 ? 'hours' : ''}`} role="timer" aria-live="off">${parts.join(':')}</p>`;
}

/** How far the show is behind or ahead. @param {{show: Show}} props */
export function Offset({ show }) {
  const offset = show.state.value?.offset?.[show.clock.value?.relative ? 'relative' : 'absolute'] ?? null;
  if (offset === null) return null;
  const [icon, look] = OFFSETS[lateness(offset)] ?? OFFSETS.on_time;
  return html`<p class=${`timer-offset ${look}`}><${Icon} name=${icon} /> <span>${t(`stage.call.${lateness(offset)}`)}${lateness(offset) !== 'on_time' && html` <span class="num">${length(offset)}</span>`}</span></p>`;
}

/** @param {{tag: any, line: import('./show.js').Line | null, none: string}} props */
const Named = ({ tag, line, none }) => html`<div><p class="tag">${tag}${line && cueOf(line.row) && html` · ${t('stage.cue')} <span class="num">${cueOf(line.row)}</span>`}</p>
  <p class="next-name">${line ? titleOf(line.row) : none}</p></div>`;

/** The newest thing the caller has to say here; it stays until it is taken off. @param {{show: Show, device: {id: string, role: string} | undefined}} props */
export function Said({ show, device }) {
  const one = device ? messagesFor(show.store.list('message'), device)[0] : null;
  return html`<div role="status">${one && html`<div key=${one.id} class=${`timer-message ${one.look}`}><${Icon} name="message-square" /> <p><b>${one.text}</b></p></div>`}</div>`;
}

/** @param {{show: Show, device: {id: string, role: string} | undefined}} props */
export function Screen({ show, device }) {
  const { ms, word, icon, look, whole } = reading(show);
  const done = whole && ms !== null ? Math.min(whole, Math.max(0, whole - ms)) : 0;
  return html`<main class=${`timer-work ${look}`}><h1 class="hidden-text">${t('stage.timer.title')}</h1>
    <div class="timer-head">${ms !== null && html`<p class="phase"><${Icon} name=${icon} /> <span>${word}</span></p>`}${show.clock.value?.held && html`<p><${Pill} state="look" icon="hand">${t('stage.call.held')}</${Pill}></p>`}
      <${Offset} show=${show} /><p class="timer-clock"><time>${timeHMS(second.value * 1000)}</time></p></div>
    <div class="timer-digits">${ms === null ? html`<p class="timer-word"><${Icon} name=${icon} /> <span>${word}</span></p>` : html`<${Digits} ms=${ms} />`}</div>
    ${whole ? html`<progress class="progress ink" value=${done} max=${whole} aria-label=${t('stage.call.progress', { done: length(done), whole: length(whole) })}></progress>` : html`<div></div>`}
    <${Said} show=${show} device=${device} />
    <div class="timer-rows">${show.live.value && html`<${Named} tag=${t('stage.mc.now')} line=${show.live.value} none="" />`}
      <${Named} tag=${t('stage.mc.next')} line=${show.standby.value} none=${t('stage.mc.no_next')} /></div></main>`;
}
