// The pieces that every face of the booth's page shows: the head of a slot, the clock, what is in the way.

import { hasWord, html, Icon, Notice, Pill, second, span, t, timeHM, timeOrDay } from '../core/ui.js';
import { unticked, ticksOf } from './booth-decide.js';
import { left, READY_FROM_MS, takenRef } from './booth-slots.js';

/** @typedef {import('./booth-slots.js').Slot} Slot */
/** @typedef {Record<string, any>} Facts */

/** @param {string | undefined} platform */
export const platformName = (platform) => (platform && hasWord(`live.platform.${platform}`) ? t(`live.platform.${platform}`) : { tiktok: 'TikTok', shopee: 'Shopee', lazada: 'Lazada', facebook: 'Facebook', youtube: 'YouTube' }[platform ?? ''] ?? platform ?? '');

/** "TikTok · Đặng Quỳnh Nghi" @param {Facts} facts @param {Slot} slot */
export const about = (facts, slot) => [platformName(facts.channels[slot.channel]?.platform), facts.persons[slot.host]?.name].filter(Boolean).join(' · ');

/** 20:20–20:50, with the day when it is another one. @param {{starts: number, ends: number}} slot @param {number} now */
export const hours = ({ starts, ends }, now) => `${timeOrDay(starts, now)}–${timeHM(ends)}`;

/** @param {Facts} facts @param {Slot} slot */
export const titleOf = (facts, slot) => slot.title || facts.sessions[slot.session]?.title || '';

/** @param {{ms: number}} props */
function Digits({ ms }) {
  const text = span(Math.abs(ms));
  return html`<p class=${`digits ${text.length > 5 ? 'hours' : ''}`} role="timer" aria-live="off">${text}</p>`;
}

/** @param {{facts: Facts, slot: Slot, small?: boolean}} props */
export function SlotHead({ facts, slot }) {
  const now = second.value * 1000;
  const ms = left(slot, now);
  return html`<div class="slot-now"><p class="tag">${t('live.booth.own')}</p><h1 class="num">${hours(slot, now)}</h1><p class="large">${about(facts, slot)}</p>
    ${titleOf(facts, slot) && html`<p>${titleOf(facts, slot)}</p>`}
    <div class=${`countdown ${ms < 0 ? 'look' : ''}`}><p class="phase"><${Icon} name=${ms < 0 ? 'triangle-alert' : 'clock'} /> ${t(ms < 0 ? 'live.booth.late_by' : 'live.booth.begins_in')}</p><${Digits} ms=${ms} /></div>
    ${slot.late_min > 0 && html`<p><${Pill} state="look" icon="clock">${t('live.booth.late_told', { n: slot.late_min })}</${Pill}></p>`}</div>`;
}

/** @param {{slot: Slot}} props */
export function OnAir({ slot }) {
  const ms = left(slot, second.value * 1000);
  const text = `${ms < 0 ? '+' : ''}${span(Math.abs(ms))}`;
  return html`<div class=${`onair ${ms < 0 ? 'overrun' : ''}`}><p class="word"><${Icon} name="radio" /> ${t('live.booth.on_air')}</p><p class=${`num left ${text.length > 6 ? 'hours' : ''}`} role="timer" aria-live="off">${text}</p>
    <p>${t(ms < 0 ? 'live.booth.over_since' : 'live.booth.left_until')} <time>${timeHM(slot.ends)}</time></p></div>`;
}

/** What a person looks at with their own eyes. @param {{slot: Slot, onTick: (what: string, on: boolean) => void}} props */
const Ticks = ({ slot, onTick }) => html`${ticksOf(slot).map((what) => html`<li key=${what}><label class="tick"><input type="checkbox" data-tick=${what} checked=${Boolean(slot.ticks?.[what])}
  onChange=${(/** @type {any} */ e) => onTick(what, e.currentTarget.checked)} /><span>${t(`live.booth.tick.${what}`)}</span></label></li>`)}`;

/** @param {{line: import('./booth-decide.js').Line, coordinator: string}} props */
const InTheWay = ({ line, coordinator }) => html`<li class="wait" data-conflict=${line.kind}><p><${Icon} name="clock" /> <span><b>${t(`live.conflict.${line.kind}.title`, line.params)}</b><br />
  ${t('live.booth.who_mends', { who: line.owner || coordinator })}</span></p></li>`;

/** Nothing is left: press, or wait for the minute from which it may be pressed. @param {Slot} slot */
function allThere(slot) {
  const from = slot.starts - READY_FROM_MS;
  return second.value * 1000 < from ? t('live.booth.nothing_left_yet', { at: timeHM(from) }) : t('live.booth.nothing_left');
}

/** @param {{slot: Slot, lines: import('./booth-decide.js').Line[], coordinator: string, onTick: (what: string, on: boolean) => void}} props */
export function GateList({ slot, lines, coordinator, onTick }) {
  const ready = slot.state === 'ready';
  const n = (ready ? 0 : unticked(slot).length) + lines.length;
  if (ready && !n) return null;
  return html`<section aria-labelledby="gate"><h2 class="list-head" id="gate">${n ? t(ready ? 'live.booth.things_left_live' : 'live.booth.things_left', { n }) : allThere(slot)}</h2>
    <ul class="ticks gate">${lines.map((line) => html`<${InTheWay} key=${line.key} line=${line} coordinator=${coordinator} />`)}${!ready && html`<${Ticks} slot=${slot} onTick=${onTick} />`}</ul></section>`;
}

/** What comes after. @param {{facts: Facts, next: Slot | null}} props */
export function Next({ facts, next }) {
  if (!next) return null;
  return html`<section class="next" aria-label=${t('live.booth.next')}><p class="tag">${t('live.booth.next')}</p><p><b class="num">${hours(next, second.value * 1000)}</b> ${about(facts, next)}</p></section>`;
}

/** Pressed here, and not taken by the server: what, when, why. @param {{all: (import('./booth-acts.js').Refusal & {kept?: boolean})[], onRead: (ref: string) => void}} props */
export const Refusals = ({ all, onRead }) => html`${all.slice(0, 3).map((one) => html`<${Notice} key=${one.ref} kind="live" alert title=${t('live.booth.refused', { what: one.words, at: timeHM(one.at) })}>
  <p>${one.message && one.message !== one.code ? one.message : hasWord(`live.refused.${one.code}`) ? t(`live.refused.${one.code}`) : t('core.error.other', { code: one.code })}</p>
  ${one.kept && html`<p>${t('live.booth.press_next')}</p>`}<p class="buttons"><button type="button" class="button" data-read onClick=${() => onRead(one.ref)}>${t('live.booth.refused_read')}</button></p></${Notice}>`)}`;

/** Slots that were taken away, each until somebody has read it. @param {{facts: Record<string, any>, all: import('./booth-slots.js').Slot[], now: number, onRead: (ref: string) => void}} props */
export const Cancelled = ({ facts, all, now, onRead }) => html`${all.slice(0, 3).map((one) => html`<${Notice} key=${one.id} kind="look" icon="ban" alert title=${t('live.booth.cancelled', { when: hours(one, now) })}>
  <p>${about(facts, one)}</p>${one.note && html`<p>${one.note}</p>`}<p class="buttons"><button type="button" class="button" data-cancelled=${one.id} onClick=${() => onRead(takenRef(one))}>${t('live.booth.refused_read')}</button></p></${Notice}>`)}`;

/** A way back for as long as it is open. @param {{words: string, left: number, onUndo: () => void}} props */
export const WayBack = ({ words, left: ms, onUndo }) => html`<div class="way-back" role="status"><span>${words}</span>
  <button type="button" class="button" data-undo onClick=${onUndo}><${Icon} name="undo-2" /> ${t('core.act.undo')} <span class="num">${Math.ceil(ms / 1000)}</span></button></div>`;
