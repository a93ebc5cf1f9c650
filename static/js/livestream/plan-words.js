/** What a proposal says, in names instead of ids. */

import { hasWord, number, t, timeHM } from '../core/ui.js';

/** @typedef {import('../core/store.js').Store} Store */
/** @typedef {import('./plan-state.js').Fields} Fields */
/** @typedef {import('./plan-state.js').Move} Move */

const TABLES = { room: 'live_room', host: 'live_person', channel: 'channel', session: 'live_session', producer: 'producer', product: 'product' };

/** @param {Store} store @param {keyof typeof TABLES} kind @param {string} id */
export function nameOf(store, kind, id) {
  if (!id) return t('plan.nobody');
  const row = /** @type {any} */ (store.get(TABLES[kind], id));
  return row?.name ?? row?.title ?? id;
}

/** Thứ Ba 11/11 19:00 @param {number | undefined} at */
export function dayAndTime(at) {
  if (at === undefined) return '';
  const day = new Date(at).toLocaleDateString(document.documentElement.lang === 'en' ? 'en-GB' : 'vi', { weekday: 'short', day: '2-digit', month: '2-digit', timeZone: 'Asia/Ho_Chi_Minh' });
  return `${timeHM(at)} ${day}`;
}

/** A conflict as a proposal knows it: its kind, without the names. @param {string} kind `papers.ocop` */
export function kindWords(kind) {
  const own = `plan.kind.${kind}`;
  return hasWord(own) ? t(own) : t('plan.kind.other');
}

/** One change in a line: what it is, what it was. @param {Store} store @param {Move} move @returns {{field: string, to: string, from: string}[]} */
export function changesOf(store, move) {
  const { changes, was } = move;
  const lines = [];
  if (changes.starts !== undefined) lines.push({ field: 'starts', to: dayAndTime(changes.starts), from: move.slot ? dayAndTime(was.starts) : '' });
  for (const field of /** @type {const} */ (['room', 'host', 'channel'])) {
    const to = changes[field];
    if (to !== undefined) lines.push({ field, to: nameOf(store, field, to), from: move.slot ? nameOf(store, field, was[field] ?? '') : '' });
  }
  return lines;
}

/** Points with their sign: a score is only ever held against another one. @param {number} points */
export const signed = (points) => `${points > 0 ? '+' : points < 0 ? '−' : ''}${number(Math.abs(Math.round(points)))}`;

/** Moves as the grid draws them: whole places, also where only a host changes. @param {Store} store @param {Move[]} moves */
export function ghostsOf(store, moves) {
  return moves.map((move) => {
    const slot = /** @type {any} */ (move.slot ? store.get('live_slot', move.slot) : undefined);
    const session = /** @type {any} */ (store.get('live_session', move.session));
    return {
      slot: move.slot, session: move.session, room: slot?.room || session?.room || '', host: slot?.host ?? '', channel: slot?.channel ?? '',
      starts: slot?.starts, ends: slot?.ends, ...isoOf(move.changes),
    };
  });
}

/** @param {Fields} changes */
function isoOf({ starts, ends, ...rest }) {
  const times = starts === undefined || ends === undefined ? {} : { starts: new Date(starts).toISOString(), ends: new Date(ends).toISOString() };
  return { ...rest, ...times };
}
