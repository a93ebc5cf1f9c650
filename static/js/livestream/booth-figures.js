// Takings typed in twenty seconds: three fields, a large keypad, the last time in grey, a doubt when a nought is off.

import { html, Icon, number, signal, t, timeHM, useEffect, useRef, useState } from '../core/ui.js';
import { digitsOf, doubts, FIELDS, fits, isEmpty, NOTHING, press, valuesOf } from './booth-numbers.js';
import { WithPhoto } from './booth-goods.js';
import { platformName } from './booth-parts.js';

/** @typedef {import('./booth-slots.js').Slot} Slot */
/** @typedef {import('./booth-numbers.js').Field} Field */
/** @typedef {import('./booth-numbers.js').Values} Values */
/** @typedef {{facts: Record<string, any>, slot: Slot, last: Values, deeds: import('./booth-deeds.js').Deeds}} Parts */

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '000', '0', 'back'];
/** What is being typed, by slot: it stays through another face of the page. @type {import('../core/vendor.js').Signal<{slot: string, typed: import('./booth-numbers.js').Typed, at: Field}>} */
const draft = signal({ slot: '', typed: NOTHING, at: 'gmv' });
/** The doubts that were read and sent past: as text, so that another number asks again. */
const passed = signal('');

/** @param {string} slot */
const draftOf = (slot) => (draft.value.slot === slot ? draft.value : { slot, typed: NOTHING, at: /** @type {Field} */ ('gmv') });

/** @param {Slot} slot @param {Record<string, any>} facts */
const pricesOf = (slot, facts) => (slot.goods ?? []).map((/** @type {any} */ one) => one.price || facts.products[one.product]?.live_price || facts.products[one.product]?.price || 0);

/** @param {Parts} parts */
function look({ facts, slot, last }) {
  const now = draftOf(slot.id);
  const values = valuesOf(now.typed);
  const prices = pricesOf(slot, facts);
  return { ...now, values, prices, found: doubts(values, { prices, last }) };
}

/** @param {import('./booth-numbers.js').Doubt} doubt */
const doubtWords = ({ code, more }) => t(`live.booth.doubt.${code}`, Object.fromEntries(Object.entries(more).map(([key, one]) => [key, number(one)])));

/** @param {{field: Field, now: ReturnType<typeof look>}} props */
function Hint({ field, now }) {
  const doubt = now.found[field];
  if (doubt) return html`<p class="error" id=${`doubt-${field}`}><${Icon} name="triangle-alert" /> <span>${doubtWords(doubt)}</span></p>`;
  const exact = field === 'gmv' ? fits(now.values, now.prices) : null;
  return exact && html`<p class="hint" id=${`doubt-${field}`}>${t('live.booth.fits', { n: number(exact.pieces), price: number(exact.price) })}</p>`;
}

/** @param {{field: Field, now: ReturnType<typeof look>, slot: Slot, last: Values}} props */
function OneField({ field, now, slot, last }) {
  const box = useRef(/** @type {HTMLInputElement | null} */ (null));
  // The keys lie over the page: the field, and the doubt below it, are kept above them.
  useEffect(() => { if (now.at === field) { box.current?.focus({ preventScroll: true }); box.current?.closest('.figure')?.scrollIntoView({ block: 'nearest' }); } }, [now.at === field, Boolean(now.found[field])]);
  const text = now.typed[field];
  const at = () => { if (draftOf(slot.id).at !== field) draft.value = { ...draftOf(slot.id), at: field }; };
  const type = (/** @type {any} */ e) => { draft.value = { ...draftOf(slot.id), typed: { ...now.typed, [field]: digitsOf(e.currentTarget.value, field) } }; };
  return html`<div class=${`field figure ${now.at === field ? 'here' : ''}`}><label for=${`n-${field}`}>${t(`live.booth.figure.${field}`)}</label>
    <input id=${`n-${field}`} ref=${box} inputmode="none" autocomplete="off" enterkeyhint="next" value=${text === '' ? '' : number(Number(text))} placeholder=${last[field] === null ? '' : number(/** @type {number} */ (last[field]))}
      aria-invalid=${now.found[field] ? 'true' : undefined} aria-describedby=${`doubt-${field}`} onFocus=${at} onInput=${type} /><${Hint} field=${field} now=${now} /></div>`;
}

/** @param {Parts & {undo: any}} props */
export function Figures(props) {
  const { facts, slot, last, deeds, undo } = props;
  const now = look(props);
  const platform = platformName(facts.channels[slot.channel]?.platform);
  return html`<div class="figures"><h1 class="big">${t('live.booth.figures')} <span class="num">${timeHM(slot.starts)}–${timeHM(slot.ends)}</span></h1>${undo}
    <p class="quiet">${t('live.booth.figures.where', { platform })}</p>
    ${FIELDS.map((field) => html`<${OneField} key=${field} field=${field} now=${now} slot=${slot} last=${last} />`)}
    <p class="buttons equal"><${WithPhoto} words=${t('live.booth.figures.photo')} onFile=${(/** @type {File | null} */ file) => void deeds.shot(slot, file)} />
      <button type="button" class="button" data-act="none" onClick=${() => void deeds.tell(slot, { gmv: null, orders: null, peak: null })}>${t('live.booth.figures.none')}</button></p></div>`;
}

/** @param {{onKey: (key: string) => void}} props */
const Keypad = ({ onKey }) => html`<div class="keypad" role="group" aria-label=${t('live.booth.keypad')}>${KEYS.map((key) => html`<button type="button" key=${key} class="button num" data-key=${key}
  onPointerDown=${(/** @type {Event} */ e) => e.preventDefault()} onClick=${() => onKey(key)}>${key === 'back' ? html`<${Icon} name="chevron-left" label=${t('live.booth.key.back')} />` : key}</button>`)}</div>`;

/** Keypad, and the one button: the next field, then send; sent past a doubt only by a second press. @param {Parts} props */
export function FiguresFoot(props) {
  const { slot, deeds } = props;
  const now = look(props);
  const rest = FIELDS.slice(FIELDS.indexOf(now.at) + 1);
  const doubt = JSON.stringify(now.found);
  const asked = doubt !== '{}' && passed.value !== doubt;
  const key = (/** @type {string} */ one) => { draft.value = { ...now, typed: { ...now.typed, [now.at]: press(now.typed[now.at], one, now.at) } }; };
  const go = () => {
    if (rest.length) draft.value = { ...now, at: /** @type {Field} */ (rest[0]) };
    else if (asked) passed.value = doubt;
    else void deeds.tell(slot, now.values);
  };
  const words = rest.length ? t('live.booth.next_field', { field: t(`live.booth.figure.${rest[0]}`) }) : doubt !== '{}' && !asked ? t('live.booth.figures.send_anyway') : t('live.booth.figures.send');
  return html`<${Keypad} onKey=${key} /><button type="button" class="button main thumb wide" data-act="send" disabled=${!rest.length && isEmpty(now.values)} onClick=${go}>${words}</button>`;
}

/** In the middle of the show, without a sound: one number. @param {{slot: Slot, deeds: import('./booth-deeds.js').Deeds}} props */
export function Nudge({ slot, deeds }) {
  const [text, setText] = useState('');
  const send = (/** @type {Event} */ e) => { e.preventDefault(); if (text) deeds.peak(slot, Number(text)); };
  return html`<form class="nudge" onSubmit=${send}><label for="peak-now"><b>${t('live.booth.nudge')}</b></label>
    <div class="nudge-row"><input id="peak-now" inputmode="numeric" autocomplete="off" value=${text} onInput=${(/** @type {any} */ e) => setText(digitsOf(e.currentTarget.value, 'peak'))} />
      <button class="button main" disabled=${!text}>${t('live.booth.nudge.send')}</button><button type="button" class="button plain" data-act="later" onClick=${() => deeds.peak(slot, null)}>${t('live.booth.later')}</button></div></form>`;
}
