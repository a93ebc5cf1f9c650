// The side of the tablet: find somebody by name, how many are in, who came just now, and what needs a look.

import { fold } from '../core/names.js';
import { painted } from '../core/pace.js';
import { html, Icon, Pill, second, signal, span, t, timeHM, useEffect, useState } from '../core/ui.js';
import { parseCode, prettyCode } from './codes.js';
import { standing } from './desk-decide.js';
import { direction } from './desk-scan.js';
import { about, count } from './desk-words.js';
import { SHOWN } from './name-index.js';

/** @typedef {import('../core/store.js').Row} Row */
/** @typedef {import('../core/outbox.js').Entry} Entry */
/** @typedef {{ ref: string, made_at: number, item: Record<string, any>, about: Record<string, any> }} Recent */

/** As many as a screen holds; the rest is drawn in the next frame, so that typing stays quick. */
const SHOWN_AT_ONCE = 8;
const RECENT_SHOWN = 5;

export const query = signal('');

/** The name with the typed beginnings marked. @param {string} name @param {string} typed */
export function marked(name, typed) {
  const wanted = fold(typed).split(' ').filter(Boolean).sort((a, b) => b.length - a.length);
  return name.split(' ').map((word, i) => {
    const folded = fold(word);
    const at = wanted.findIndex((one) => folded.startsWith(one));
    const length = at < 0 ? 0 : wanted.splice(at, 1)[0].length;
    return html`${i > 0 && ' '}${length ? html`<mark>${word.slice(0, length)}</mark>${word.slice(length)}` : word}`;
  });
}

/** @param {Row} row @param {Entry[]} entries @param {boolean} conflict @returns {{ kind: string, pill: any }} */
function stateOf(row, entries, conflict) {
  /** @param {string} kind @param {string} icon @param {string} words */
  const say = (kind, icon, words) => ({ kind, pill: html`<${Pill} state=${kind === 'live' ? 'no' : kind} icon=${icon}>${words}<//>` });
  if (conflict) return say('look', 'triangle-alert', t('desk.state.conflict'));
  const now = standing(row, entries);
  if (now.inside) return say('go', 'check', now.at ? t('desk.state.in_at', { at: timeHM(now.at) }) : t('desk.state.in'));
  if (row.stand_in) return say('look', 'repeat', t('extras.state.stand_in'));
  if (row.approval === 'pending') return say('look', 'user-plus', t('extras.state.pending'));
  if (row.status === 'cancelled') return say('live', 'x', t('desk.state.cancelled'));
  if (row.blocked) return say('live', 'ban', t('desk.state.blocked'));
  if (now.entries) return say('', 'log-out', t('desk.state.out'));
  if (row.status === 'declined') return say('look', 'minus', t('desk.state.declined'));
  return say('', '', t(row.status === 'confirmed' ? 'desk.state.awaited' : 'desk.state.not_confirmed'));
}

/** @param {{ row: Row, store: import('../core/store.js').Store, entries: Entry[], conflict: boolean, onAdmit: (row: Row) => void }} props */
function Hit({ row, store, entries, conflict, onAdmit }) {
  const { kind, pill } = stateOf(row, entries, conflict);
  return html`<li><button type="button" class=${`row ${kind}`} data-guest=${row.id} onClick=${() => onAdmit(row)}>
    <span><span class="title">${row.honorific ? `${row.honorific} ` : ''}${marked(row.name, query.value)}${row.vip ? html` <${Pill} state="brand" icon="crown">VIP<//>` : ''}</span><span class="about">${about(row, store)}</span></span>
    <span class="side">${row.seat && html`<span class="num large">${row.seat}</span>`}${pill}</span></button></li>`;
}

/** @param {{ typed: string, found: Row[], store: import('../core/store.js').Store, entries: Entry[], conflicts: Set<string>, onAdmit: (row: Row) => void }} props */
function Hits({ typed, found, store, entries, conflicts, onAdmit }) {
  const [whole, setWhole] = useState('');
  useEffect(() => painted(() => setWhole(typed)), [typed]);
  const shown = whole === typed ? found : found.slice(0, SHOWN_AT_ONCE);
  return html`<ul class="rows">${shown.map((row) => html`<${Hit} key=${row.id} row=${row} store=${store} entries=${entries} conflict=${conflicts.has(row.id)} onAdmit=${onAdmit} />`)}</ul>`;
}

/**
 * @param {{ roster: any, store: import('../core/store.js').Store, entries: Entry[], onAdmit: (row: Row) => void, onCode: (text: string) => void }} props
 */
export function Results({ roster, store, entries, onAdmit, onCode }) {
  void store.version('guest').value;
  const typed = query.value;
  const code = parseCode(typed);
  if (code) return html`<button type="button" class="button main thumb wide" onClick=${() => onCode(typed)}><${Icon} name="qr-code" /> <span>${t('desk.use_code')} <span class="num">${prettyCode(code)}</span></span></button>`;
  const { found, total } = roster.search(typed, SHOWN);
  const conflicts = new Set(store.list('issue').filter((one) => one.kind === 'conflict').map((one) => one.guest));
  if (!total) return html`<p class="large">${t('desk.found_none')}</p>`;
  return html`<p class="quiet found">${t(direction.value === 'out' ? 'desk.found_out' : 'desk.found', { n: count(total), all: count(roster.size) })}</p>
    <${Hits} typed=${typed} found=${found} store=${store} entries=${entries} conflicts=${conflicts} onAdmit=${onAdmit} />
    ${total > found.length && html`<p class="quiet">${t('desk.found_more', { n: count(total - found.length) })}</p>`}`;
}

/** @param {{ onEnter: (text: string) => void }} props */
export function FindBox({ onEnter }) {
  /** @param {Event} event */
  const submit = (event) => { event.preventDefault(); onEnter(query.peek()); };
  return html`<form class="field find" role="search" aria-label=${t('desk.find')} onSubmit=${submit}>
    <label for="find">${t('desk.find')}</label>
    <div class="find-box"><${Icon} name="search" /><input id="find" type="search" autocomplete="off" autocapitalize="off" autocorrect="off" spellcheck="false" enterkeyhint="search"
      placeholder=${t('desk.find_example')} value=${query.value} onInput=${(/** @type {any} */ e) => { query.value = e.target.value; }} /></div>
  </form>`;
}

/** "Cổng A" of "Cổng A - Sảnh chính": the place is known to whoever stands there. @param {string} name */
export const shortGate = (name) => name.split(' - ')[0].trim() || name;

/** People through this gate in the last minute: this minute, and of the one before the part that is still in it. @param {Row | null} gate @param {number} now */
export function perMinute(gate, now) {
  const counts = new Map(/** @type {[number, number][]} */ (gate?.minutes ?? []));
  const minute = Math.floor(now / 60_000);
  const part = 1 - (now % 60_000) / 60_000;
  return Math.round((counts.get(minute) ?? 0) + (counts.get(minute - 1) ?? 0) * part);
}

/** @param {{ event: Row | null, gate: Row | null, waiting: number }} props `waiting`: entries the server does not know yet */
export function Counters({ event, gate, waiting }) {
  if (!event) return null;
  const present = (event.present ?? 0) + waiting;
  const expected = event.confirmed || event.invited || 0;
  return html`<dl class="facts">
    <div><dt>${t('desk.count.in')}</dt><dd>${count(present)}</dd></div>
    <div><dt>${t('desk.count.awaited')}</dt><dd>${count(Math.max(0, expected - present))}</dd></div>
    ${gate && html`<div><dt>${t('desk.count.per_minute', { gate: shortGate(gate.name) })}</dt><dd>${count(perMinute(gate, second.value * 1000))}</dd></div>`}
  </dl>`;
}

/**
 * @param {{ recent: Recent[], undone: Set<string>, store: import('../core/store.js').Store, undoLeft: (one: Recent) => number, onUndo: (one: Recent) => void }} props
 */
export function JustNow({ recent, undone, store, undoLeft, onUndo }) {
  void second.value;
  const way = direction.value;
  const shown = recent.filter((one) => one.item.direction === way && one.about.admit && one.about.guest).slice(0, RECENT_SHOWN);
  if (!shown.length) return null;
  return html`<div><h2 class="list-head">${t(way === 'out' ? 'desk.just_out' : 'desk.just_in')}</h2>
    <ul class="rows">${shown.map((one) => {
      const row = store.get('guest', one.about.guest);
      const back = undone.has(one.ref);
      const left = back ? 0 : undoLeft(one);
      return html`<li key=${one.ref} class=${`row ${back ? '' : 'go'}`}><div><p class="title">${back ? html`<s>${row?.name}</s>` : row?.name}</p><p class="about">${about(row, store)}</p></div>
        <div class="side">${left > 0 ? html`<button type="button" class="button" onClick=${() => onUndo(one)}><${Icon} name="undo-2" /> <span>${t('core.act.undo')} <span class="num">${span(left + 999)}</span></span></button>`
          : back ? html`<${Pill} icon="undo-2">${t('desk.state.undone')}<//>` : html`<span class="num large">${row?.seat ?? ''}</span>`}</div></li>`;
    })}</ul></div>`;
}
