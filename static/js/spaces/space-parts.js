// @ts-check
// The pieces of a booth's tablet: the code, the counter, demos, tours.

import { clock } from '../core/clock.js';
import { hasWord, html, Icon, Notice, number, Pill, second, signal, t, timeHM, toast, useState } from '../core/ui.js';
import { pathOf, qr, QUIET } from './qr.js';
import { Lamp } from './space-lamp.js';
import { shownAt, spaced } from './space-code.js';
import { demosNow, insideNow, isOpen, lampOf, undoable } from './space-rules.js';

/** @typedef {import('./space-keep.js').Space} Space */

/** What is shown now. @type {import('../core/vendor.js').Signal<{step: number, code: string, url: string, lead: string, until: number} | null>} */
export const shown = signal(null);
/** Which codes `shown` was made from. @type {any} */
let madeFrom = null;

/** Looked at each second: a new code when its half minute begins. @param {Space} space */
export async function turnCode(space) {
  const codes = space.codes.peek();
  const now = clock.now();
  const before = shown.peek();
  if (before && madeFrom === codes && now < before.until && now >= before.until - 31_000) return;
  shown.value = codes && globalThis.crypto?.subtle ? await shownAt(codes, now) : null;
  madeFrom = codes;
}

/** @param {{text: string, label: string}} props */
export function QrCode({ text, label }) {
  const { rows } = qr(text);
  const side = rows.length + 2 * QUIET;
  return html`<div class="qr space-qr" data-url=${text}><svg viewBox=${`0 0 ${side} ${side}`} role="img" aria-label=${label}><path d=${pathOf(rows)} /></svg></div>`;
}

/** Why there is no code to show. @param {Space} space */
function noCode({ codes, online }) {
  if (!globalThis.crypto?.subtle) return 'insecure';
  if (codes.value) return 'keys_over';
  return online() ? 'asking' : 'first_online';
}

/** The code of this half minute. @param {{space: Space, big?: boolean}} props */
export function CodePanel({ space, big = false }) {
  const { booth } = space.place.value;
  const now = shown.value;
  if (!booth) return null;
  if (!booth.stamps) return html`<${Notice} icon="info" title=${t('spaces.space.no_stamps')} />`;
  if (!now) return html`<${Notice} kind="look" title=${t(`spaces.space.no_code.${noCode(space)}`)} />`;
  const left = Math.max(0, Math.ceil((now.until - second.value * 1000) / 1000));
  return html`<section class=${`code-panel ${big ? 'big' : ''}`} aria-labelledby="code-head"><h2 id="code-head">${t('spaces.space.scan_me')}</h2>
    <${QrCode} text=${now.url} label=${t('spaces.space.code_alt', { booth: booth.name })} />
    <p class="code-text num" data-code=${now.code}>${spaced(now.code)}</p>
    <p class="quiet">${t('spaces.space.changes_in')} <span class="num">${left}</span> ${t('spaces.space.seconds')} · ${t('spaces.space.key')} <b class="num">${booth.key}</b></p>
    ${booth.printed && html`<p><${Pill} state="look" icon="printer">${t('spaces.space.printed')}</${Pill}></p>`}</section>`;
}

/** @param {Space} space @param {number} by */
async function count(space, by) {
  const { area } = space.place.peek();
  if (!area) return;
  const words = t('spaces.space.tap.count', { by: by > 0 ? `+${by}` : `−${-by}` });
  if (!(await space.tap('count', { area: area.id, by }, { kind: 'count', area: area.id, by, words }))) toast(t('spaces.space.not_kept'));
}

/** People inside: one tap each at the door. @param {{space: Space}} props */
export function Counter({ space }) {
  const { area } = space.place.value;
  if (!area) return null;
  const row = space.kept.store.get('space_count', area.id);
  const inside = insideNow(row?.inside ?? 0, space.laid.value, area.id);
  const linked = space.linked();
  const rules = space.kept.store.get('space_settings', 'spaces');
  // The office says the same of an empty place outside its hours.
  const closed = inside === 0 && !isOpen(timeHM(second.value * 1000), area.opens || rules?.opens || '', area.closes || rules?.closes || '');
  const { percent, lamp } = closed ? { percent: null, lamp: 'closed' } : lampOf(inside, area.safety, linked);
  // For a moment a row may hold a tap whose answer is still on its way: no key goes dead under a thumb for that.
  const empty = inside === 0 && !space.laid.value.length;
  const steps = [[-5, 'minus'], [-1, 'minus'], [1, 'plus'], [5, 'plus']];
  return html`<section class=${`counter ${lamp}`} aria-labelledby="count-head"><h2 id="count-head">${t('spaces.space.inside')} <span class="quiet">${area.name}</span></h2>
    <p class="inside"><b class="num" data-inside=${inside}>${number(inside)}</b> ${area.safety ? html`<span>/ ${number(area.safety)}</span>` : html`<span class="quiet">${t('spaces.space.no_safety')}</span>`} <${Lamp} lamp=${lamp} percent=${percent} /></p>
    ${!linked && area.safety && html`<p class="quiet small">${t('spaces.space.alone')}</p>`}
    <p class="count-keys">${steps.map(([by]) => html`<button type="button" key=${by} class=${`button thumb ${by === 1 ? 'main' : ''}`} data-by=${by} disabled=${Number(by) < 0 && empty} aria-label=${t(Number(by) > 0 ? 'spaces.space.in' : 'spaces.space.out', { n: Math.abs(Number(by)) })} onClick=${() => count(space, Number(by))}>${Number(by) > 0 ? '+' : '−'}${Math.abs(Number(by))}</button>`)}</p></section>`;
}

/** The way back for the newest tap. @param {{space: Space}} props */
export function WayBack({ space }) {
  const one = undoable(space.taps.value, second.value * 1000);
  if (!one) return null;
  const undo = async () => {
    const by = one.by ? -one.by : undefined;
    const what = { kind: /** @type {const} */ ('undo'), of: one.ref, area: one.area, by, people: one.people ? -one.people : undefined, words: t('spaces.space.tap.undo', { what: one.words }) };
    if (!(await space.tap(`taps/${encodeURIComponent(one.ref)}/undo`, {}, what))) toast(t('spaces.space.not_kept'));
  };
  return html`<div class="way-back" role="status"><span>${one.words} · <time>${timeHM(one.at)}</time></span><button type="button" class="button" data-undo onClick=${undo}><${Icon} name="undo-2" /> ${t('core.act.undo')}</button></div>`;
}

/** @param {{space: Space, kiosk?: boolean}} props */
export function Demos({ space, kiosk = false }) {
  const { booth } = space.place.value;
  if (!booth?.demos?.length) return kiosk ? null : html`<section><h2>${t('spaces.space.demos')}</h2><p class="quiet">${t('spaces.space.demos_none')}</p></section>`;
  const tell = async (/** @type {any} */ demo) => { if (!(await space.tap('demo', { booth: booth.id, demo: demo.id, people: 0 }, { kind: 'demo', demo: demo.id, words: t('spaces.space.tap.demo', { title: demo.title }) }))) toast(t('spaces.space.not_kept')); };
  return html`<section aria-labelledby="demos"><h2 id="demos">${t('spaces.space.demos')}</h2><ul class="rows">${demosNow(booth.demos, timeHM(second.value * 1000)).map(({ demo, times, running, next }) => html`<li key=${demo.id}><div class=${`row keep ${running ? 'now' : ''}`} data-demo=${demo.id}><div><p class="title">${demo.title}</p>
      <p class="about">${running ? html`<b>${t('spaces.space.demo_now', { at: running })}</b> · ` : next ? html`${t('spaces.space.demo_next', { at: next })} · ` : ''}<span class="num">${times.length ? t('spaces.space.demo_times', { times: times.join(', ') }) : ''}</span>${demo.minutes ? ` · ${t('spaces.space.minutes', { n: demo.minutes })}` : ''}</p></div>
      ${!kiosk && html`<div class="side"><button type="button" class="button" onClick=${() => tell(demo)}><${Icon} name="check" /> ${t('spaces.space.demo_done')}</button></div>`}</div></li>`)}</ul></section>`;
}

const TOUR_SIZES = [5, 10, 20];

/** A delegation is counted by its guide: how many, one tap. @param {{space: Space}} props */
export function Tour({ space }) {
  const [people, setPeople] = useState('');
  const { booth } = space.place.value;
  if (!booth) return null;
  const n = Number(people);
  const fits = Number.isInteger(n) && n >= 1 && n <= 200;
  const send = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!fits) return;
    if (await space.tap('tour', { booth: booth.id, people: n }, { kind: 'tour', people: n, words: t('spaces.space.tap.tour', { n }) })) setPeople('');
    else toast(t('spaces.space.not_kept'));
  };
  return html`<section aria-labelledby="tour"><h2 id="tour">${t('spaces.space.tour')}</h2><form class="tour" onSubmit=${send}>
    <p class="buttons">${TOUR_SIZES.map((size) => html`<button type="button" key=${size} class="button" aria-pressed=${n === size} onClick=${() => setPeople(String(size))}>${size}</button>`)}
      <label class="hidden-text" for="people">${t('spaces.space.tour_people')}</label><input id="people" class="small-number" inputmode="numeric" maxlength="3" autocomplete="off" placeholder=${t('spaces.space.tour_people')} value=${people} onInput=${(/** @type {any} */ e) => setPeople(e.currentTarget.value.replace(/\D/g, ''))} />
      <button class="button main" data-act="tour" disabled=${!fits}>${t('spaces.space.tour_send')}</button></p></form></section>`;
}

/** Tapped here, and not taken by the server. @param {{space: Space}} props */
export const Refusals = ({ space }) => html`${space.refusals.value.slice(0, 3).map((one) => html`<${Notice} key=${one.ref} kind="live" alert title=${t('spaces.space.refused', { what: one.words, at: timeHM(one.at) })}><p>${hasWord(`spaces.refused.${one.message}`) ? t(`spaces.refused.${one.message}`) : one.message}</p>
  <p class="buttons"><button type="button" class="button" onClick=${() => space.remember('refusals', space.refusals.peek().filter((other) => other.ref !== one.ref))}>${t('spaces.space.read')}</button></p></${Notice}>`)}`;

/** What this booth has done so far. @param {{space: Space}} props */
export function Tally({ space }) {
  const { booth } = space.place.value;
  const row = booth && space.kept.store.get('space_tally', booth.id);
  if (!booth) return null;
  const figures = [['scans', row?.scans ?? 0], ['cards', row?.cards ?? 0], ['demos', row?.demos ?? 0], ['tours', row?.tours ?? 0], ['leads', row?.leads ?? 0]];
  return html`<dl class="facts">${figures.map(([name, n]) => html`<div key=${name}><dt>${t(`spaces.tally.${name}`)}</dt><dd data-tally=${name}>${number(Number(n))}</dd></div>`)}</dl>`;
}
