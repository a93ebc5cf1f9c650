/** What rings: alarms of slots, requests of booths, and what could not be done. */

import { Field } from '../office/office.js';
import { html, Icon, Notice, t, timeHM, useState } from '../core/ui.js';
import { HANDED, HandedIn } from './schedule-handed.js';
import { groups } from './schedule-grid.js';
import { orElse, times } from './schedule-words.js';

/** @typedef {import('./schedule-state.js').Schedule} Schedule @typedef {import('./schedule-acts.js').Acts} Acts */

const GRAVE = new Set(['overrun', 'propose_no_show', 'late']);

/** @param {Schedule} sc @returns {{slot: any, kind: string}[]} */
const ringing = (sc) => [...sc.ringing.value].map(([id, kind]) => ({ slot: sc.byId.value.get(id), kind }));

/** One is shown as it is where there is room; several, and on a phone each, stand behind their count, so that the plan keeps the screen. @param {{sc: Schedule, acts: Acts, narrow?: boolean}} props */
export function Rings({ sc, acts, narrow = false }) {
  const [open, setOpen] = useState(false);
  const some = ringing(sc).sort((a, b) => Number(GRAVE.has(b.kind)) - Number(GRAVE.has(a.kind)));
  const requests = sc.requests.value.filter(({ kind }) => kind !== HANDED);
  const handed = groups(sc.requests.value.filter(({ kind }) => kind === HANDED), ({ by }) => by);
  const n = some.length + requests.length + handed.size;
  if (!n) return null;
  const all = html`${some.map(({ slot, kind }) => html`<${Alarm} key=${`${slot.id}/${kind}`} sc=${sc} slot=${slot} kind=${kind} />`)}
    ${requests.map((one) => html`<${Request} key=${one.id} sc=${sc} acts=${acts} one=${one} />`)}${[...handed].map(([by, rows]) => html`<${HandedIn} key=${by} sc=${sc} acts=${acts} rows=${rows} />`)}`;
  const kinds = countWords([...some.map(({ kind }) => t(`schedule.alarm.${kind}`)), ...requests.map(({ kind }) => orElse(`schedule.request.${kind}`, kind)), ...[...handed].map(() => t('schedule.request.handed_in'))]);
  return html`<section class="rings" aria-label=${t('schedule.rings')} aria-live="polite">${n === 1 && !narrow ? all : html`
    <button type="button" class=${`rings-head ${some.some(({ kind }) => GRAVE.has(kind)) ? 'live' : 'look'}`} aria-expanded=${open} onClick=${() => setOpen(!open)}><${Icon} name="bell" />
      <span><b>${t('schedule.n_rings', { n })}</b> <span class="quiet-ink">${kinds}</span></span><${Icon} name=${open ? 'chevron-up' : 'chevron-down'} /></button>${open && all}`}</section>`;
}

/** "3 × Trễ 15 phút: vắng mặt? · Gọi điều phối" @param {string[]} words */
const countWords = (words) => [...groups(words, (one) => one)].map(([one, some]) => (some.length > 1 ? `${some.length} × ${one}` : one)).join(' · ');

/** @param {{sc: Schedule, slot: any, kind: string}} props */
function Alarm({ sc, slot, kind }) {
  return html`<div class=${`ring ${GRAVE.has(kind) ? 'live' : 'look'}`}><${Icon} name="bell" /><p><b>${t(`schedule.alarm.${kind}`)}</b> <span class="num">${times(slot)}</span> ${sc.title(slot)} · ${sc.name('rooms', sc.room(slot))}</p>
    <button type="button" class="button" onClick=${() => sc.goTo(slot.id)}>${t('schedule.open_slot')}</button></div>`;
}

/** @param {{sc: Schedule, acts: Acts, one: any}} props */
function Request({ sc, acts, one }) {
  const [words, setWords] = useState(/** @type {string | null} */ (null));
  const slot = sc.byId.value.get(one.slot);
  const wanted = wantedWords(sc, one.wanted ?? {});
  return html`<div class="ring look"><${Icon} name=${one.kind === 'help' ? 'phone' : 'hand'} /><p><b>${orElse(`schedule.request.${one.kind}`, one.kind)}</b> ${slot && html`<span class="num">${times(slot)}</span> ${sc.title(slot)} · ${sc.name('rooms', sc.room(slot))}`}
      ${wanted && html`<br /><span>${wanted}</span>`}${one.reason && html`<br /><span class="quiet-ink">${one.kind === 'press' ? orElse(`live.refused.${one.reason}`, one.reason) : orElse(`live.reason.${one.reason}`, one.reason)}</span>`}<br /><span class="quiet-ink">${sc.who(one.by)}, ${timeHM(one.made_at)}</span></p>
    <p class="buttons">${slot && html`<button type="button" class="button" onClick=${() => sc.goTo(slot.id)}>${t('schedule.open_slot')}</button>`}
      ${sc.may.confirm && words === null && html`<button type="button" class="button" onClick=${() => acts.answer(one.id, true, '')}>${t(MOVES.has(one.kind) ? 'schedule.accept' : 'schedule.answered')}</button>${!SAID.has(one.kind) && html`<button type="button" class="button" onClick=${() => setWords('')}>${t('schedule.refuse')}…</button>`}`}</p>
    ${words !== null && html`<form class="ring-words" onSubmit=${async (/** @type {Event} */ e) => { e.preventDefault(); if (words.trim() && (await acts.answer(one.id, false, words.trim()))) setWords(null); }}>
      <${Field} label=${t('schedule.refuse_why')} value=${words} onInput=${(/** @type {any} */ e) => setWords(e.currentTarget.value)} /><p class="buttons"><button class="button main" disabled=${!words.trim()}>${t('schedule.refuse')}</button><button type="button" class="button plain" onClick=${() => setWords(null)}>${t('core.act.cancel')}</button></p></form>`}</div>`;
}

const MOVES = new Set(['swap', 'extra']);
const SAID = new Set(['press']); // nobody asks for anything: it is read

/** The free cell that a booth asks for. @param {Schedule} sc @param {any} wanted */
function wantedWords(sc, wanted) {
  const time = wanted.starts && `${timeHM(wanted.starts)}${wanted.ends ? `–${timeHM(wanted.ends)}` : ''}`;
  const press = wanted.do && orElse(`live.booth.act.${wanted.do}`, wanted.do);
  if (press) return `${press} · ${timeHM(wanted.at)}`;
  const parts = [time, wanted.room && sc.name('rooms', wanted.room), wanted.product && sc.name('products', wanted.product), wanted.minutes && t('schedule.n_minutes', { n: wanted.minutes })];
  const words = parts.filter(Boolean).join(' · ');
  return words ? t('schedule.wants', { words }) : '';
}

/** What could not be done; two hands in one field see both values. @param {{sc: Schedule, acts: Acts}} props */
export function Problem({ sc, acts }) {
  const one = sc.problem.value;
  if (!one) return null;
  if (one.stale) return html`<${Stale} sc=${sc} acts=${acts} stale=${one.stale} />`;
  const keys = one.error?.fields?.conflicts;
  const titles = Array.isArray(keys) ? sc.conflictTitles(keys) : [];
  return html`<${Notice} kind="live" alert title=${one.words}>${titles.length > 0 && html`<ul>${titles.map((/** @type {string} */ words) => html`<li key=${words}>${words}</li>`)}</ul>`}
    <p class="buttons"><button type="button" class="button" onClick=${() => { sc.problem.value = null; }}>${t('core.act.close')}</button></p></${Notice}>`;
}

/** @param {{sc: Schedule, acts: Acts, stale: any}} props */
function Stale({ sc, acts, stale }) {
  const { slot, changes, fields } = stale;
  const field = fields?.field ?? Object.keys(changes)[0] ?? '';
  return html`<${Notice} kind="look" alert title=${t('schedule.stale', { who: sc.who(fields?.by), slot: sc.title(slot) })}>
    <dl class="gate-facts"><div><dt>${t('schedule.theirs', { field: t(`schedule.field.${field}`) })}</dt><dd>${sc.said(field, fields?.theirs)}</dd></div><div><dt>${t('schedule.mine')}</dt><dd>${sc.said(field, changes[field])}</dd></div></dl>
    <p class="buttons"><button type="button" class="button main" onClick=${acts.theirs}>${t('schedule.keep_theirs')}</button><button type="button" class="button" onClick=${acts.mine}>${t('schedule.keep_mine')}</button></p></${Notice}>`;
}

/** Why is a slot moved that people know of? @param {{sc: Schedule, acts: Acts}} props */
export function AskWhy({ sc, acts }) {
  const asked = sc.asking.value;
  const [note, setNote] = useState('');
  if (!asked) return null;
  const done = (/** @type {Event} */ e) => { e.preventDefault(); if (note.trim()) { acts.withNote(note.trim()); setNote(''); sc.open.value = null; } };
  const said = Object.entries(asked.changes).map(([field, value]) => `${t(`schedule.field.${field}`)}: ${sc.said(field, value)}`).join(', ');
  return html`<form class="in-place ask-why" onSubmit=${done}><p><b>${t('schedule.ask_why', { slot: sc.title(asked.slot) })}</b></p><p>${said}</p>
    <${Field} label=${t('schedule.why_note')} hint=${t('schedule.why_hint')} value=${note} maxlength="300" onInput=${(/** @type {any} */ e) => setNote(e.currentTarget.value)} />
    <p class="buttons"><button class="button main" disabled=${!note.trim()}>${t('schedule.move_anyway')}</button><button type="button" class="button plain" onClick=${() => { sc.asking.value = null; }}>${t('core.act.cancel')}</button></p></form>`;
}
