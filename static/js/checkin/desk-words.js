// How each verdict looks and what it is called: colour, icon and word always together.

import { dateDMY, lang, t, timeHM, timeOrDay } from '../core/ui.js';
import { unitOf } from './name-index.js';

export { unitOf };

/** @typedef {import('./desk-senses.js').Tone} Tone */
/** @typedef {import('../core/store.js').Row} Row */
/** @typedef {import('../core/store.js').Store} Store */
/** @typedef {import('./types.js').Card} Card */

/** @type {Record<string, [Tone, string]>} */
const LOOKS = {
  ok: ['go', 'check'], reentry: ['go', 'check'], multiple: ['go', 'check'], override: ['go', 'check'],
  exit: ['go', 'log-out'], exit_unmatched: ['look', 'log-out'], exit_unknown: ['look', 'log-out'],
  unknown: ['live', 'x'], wrong_event: ['live', 'x'], revoked_code: ['live', 'x'], cancelled: ['live', 'ban'], blocked: ['live', 'ban'],
  not_approved: ['look', 'user-plus'], not_confirmed: ['look', 'circle-help'], wrong_gate: ['look', 'arrow-right'], too_early: ['look', 'clock'], too_late: ['look', 'clock'],
  already_in: ['look', 'clock'], no_reentry: ['look', 'log-out'], refused_at_desk: ['look', 'circle-help'],
  conflict: ['look', 'triangle-alert'], disputed: ['live', 'triangle-alert'], unresolved: ['look', 'circle-help'], quarantined: ['look', 'triangle-alert'],
  not_kept: ['live', 'triangle-alert'], bent: ['look', 'keyboard'], undo_refused: ['look', 'triangle-alert'], group: ['go', 'users'],
};

/** @param {string} reason @returns {{ tone: Tone, icon: string }} */
export function look(reason) {
  const [tone, icon] = LOOKS[reason] ?? ['look', 'circle-help'];
  return { tone, icon };
}

/** @type {Intl.NumberFormat | null} */
let counts = null;
/** 1.250 or 1,250. One kept format: making one costs more than drawing the card. @param {number} value */
export const count = (value) => (counts ??= new Intl.NumberFormat(lang() === 'vi' ? 'vi-VN' : 'en-GB')).format(value);

/** Ông/Bà + full name. @param {Row | null | undefined} row */
export const fullName = (row) => [row?.honorific, row?.name].filter(Boolean).join(' ');

/** title · unit @param {Row | null | undefined} row @param {Store} store */
export const about = (row, store) => (row ? [row.title, unitOf(row, store)].filter(Boolean).join(' · ') : '');

/** Gates other than ours that take the guest: those meant for the category before those for everybody. @param {Row | null} row @param {Row[]} gates @param {string | null} own */
export function gatesFor(row, gates, own) {
  const others = gates.filter((gate) => gate.id !== own);
  const meant = others.filter((gate) => gate.categories?.includes(row?.category));
  return meant.length ? meant : others.filter((gate) => !gate.categories?.length);
}

/** The large word of a card. @param {Card} card @param {{ gates: Row[], gate: Row | null, now: number }} around */
export function headline(card, { gates, gate, now }) {
  const { reason, first, row } = card;
  if (reason === 'already_in' && first?.at) return t('desk.word.already_in_at', { at: timeOrDay(first.at, now) });
  if (reason === 'too_early' && gate?.opens_at) return t('desk.word.too_early_at', { at: timeOrDay(gate.opens_at, now) });
  if (reason === 'too_late' && gate?.closes_at) return t('desk.word.too_late_at', { at: timeOrDay(gate.closes_at, now) });
  if (reason === 'wrong_gate') {
    const [other] = gatesFor(row, gates, gate?.id ?? null);
    if (other) return t('desk.word.go_to', { gate: other.name });
  }
  return t(`desk.word.${reason}`);
}

/** What to do now, in one or two sentences. @param {Card} card @param {Row | null} gate */
export function advice(card, gate) {
  const { reason, row } = card;
  if (reason === 'blocked') return [row?.blocked, t('desk.do.blocked')].filter(Boolean).join('. ');
  if (reason === 'override') return t('desk.do.override', { why: card.overrideReason ?? '' });
  if (reason === 'too_early' || reason === 'too_late') {
    return t('desk.do.window', { gate: gate?.name ?? '', from: gate?.opens_at ? timeHM(gate.opens_at) : '…', to: gate?.closes_at ? timeHM(gate.closes_at) : '…' });
  }
  if (['ok', 'exit'].includes(reason)) return '';
  const key = `desk.do.${reason}`;
  const words = t(key);
  return words === key ? '' : words;
}

/** How long ago, in words. @param {number | string} at @param {number} now */
export function ago(at, now) {
  const minutes = Math.floor((now - new Date(at).getTime()) / 60_000);
  if (minutes < 1) return t('desk.ago.now');
  if (minutes < 60) return t('desk.ago.minutes', { n: minutes });
  if (minutes < 24 * 60) return t('desk.ago.hours', { h: Math.floor(minutes / 60), m: minutes % 60 });
  return dateDMY(at);
}
