// What a desk does for a guest beside scanning: walk-ins, deputies, corrections, notes, calls, a whole delegation.
// Each is one numbered item of the outbox; the rows it changes are laid over the list here at once, so that the next tap
// already sees them, with or without a network.

import { newRef } from '../core/api.js';
import { fold } from '../core/names.js';
import { standing } from './desk-decide.js';
import * as state from './desk-state.js';

/** @typedef {import('../core/store.js').Row} Row */
/** @typedef {import('../core/outbox.js').Entry} Entry */
/** @typedef {{ honorific: string, name: string, title: string, unit?: string }} Words */
/** @typedef {import('./desk-app.js').Acts} Acts */

/** An id that no other tablet makes; the pattern of ids begins with a letter. */
export const newGuestId = () => `w${newRef().replaceAll('-', '')}`;

/**
 * What becomes of a walk-in here, as on the server.
 * @param {string} rule allowed, approval or closed @param {string} role @returns {Record<string, string>}
 */
export function admission(rule, role) {
  if (rule === 'closed') return { approval: 'refused', status: 'cancelled' };
  if (rule === 'allowed') return { status: 'confirmed' };
  return ['supervisor', 'organiser', 'protocol'].includes(role) ? { approval: 'approved', status: 'confirmed' } : { approval: 'pending', status: 'invited' };
}

/** @param {Row} row @param {Words} words */
const worded = (row, words) => ({ ...row, ...words });

/** @param {Acts} acts */
export function createDeeds(acts) {
  const store = acts.store();
  const device = () => /** @type {import('./types.js').Identity} */ (state.identity.peek()).device;

  /**
   * One item into the outbox; `rows` is what this tablet knows by it.
   * @param {string} type @param {Record<string, any>} facts @param {Row[]} rows @returns {Promise<Entry>}
   */
  async function keep(type, facts, rows) {
    const entry = await acts.outbox().add((/** @type {number} */ n) => ({ type, ref: newRef(), dev_seq: n, ...facts, ...acts.scan().stamp() }), { rows });
    if (rows.length) acts.roster().take(rows);
    return entry;
  }

  /** Somebody who is on no list. @param {string} delegation @param {Words} words @returns {Promise<Row>} */
  async function walkIn(delegation, words) {
    const group = store.get('delegation', delegation);
    const rule = store.list('event')[0]?.walk_ins ?? 'approval';
    const row = worded({ id: newGuestId(), delegation, category: group?.category, rank: 999, walk_in: true, ...admission(rule, device().role) }, words);
    await keep('walk_in', { guest: row.id, delegation, ...words }, [row]);
    return row;
  }

  /** Đi thay. An entry that was just made for the invited person was the deputy's. @param {Row} invited @param {Words} words @param {string | undefined} ref */
  async function standIn(invited, words, ref) {
    const scanned = state.recent.peek().find((one) => one.ref === ref);
    if (scanned?.about.admit && !state.undone.peek().has(scanned.ref) && acts.scan().undoLeft(scanned) > 0) await acts.scan().takeBack(scanned);
    const { delegation, category } = invited;
    const row = worded({ id: newGuestId(), delegation, category, rank: 999, status: 'confirmed', stands_for: invited.id, ...(invited.unit && { unit: invited.unit }) }, words);
    const now = store.get('guest', invited.id) ?? invited;
    const pointing = now.stand_in ? [] : [{ ...now, stand_in: row.id, status: 'declined' }];
    await keep('stand_in', { guest: invited.id, new_guest: row.id, ...words }, [row, ...pointing]);
    return row;
  }

  /** @param {Row} deputy */
  async function cancelStandIn(deputy) {
    const invited = store.get('guest', deputy.stands_for);
    const free = invited?.stand_in === deputy.id ? [{ ...invited, stand_in: undefined, status: 'confirmed' }] : [];
    await keep('stand_in_cancel', { guest: deputy.stands_for, deputy: deputy.id }, [{ ...deputy, status: 'cancelled' }, ...free]);
  }

  /** @param {Row} row @param {Partial<Words>} changes */
  const correct = (row, changes) => keep('correct', { guest: row.id, changes }, [{ ...row, ...changes }]);

  /** @param {Row} row @param {string} text */
  const note = (row, text) => keep('note', { guest: row.id, text }, [{ ...row, note: [row.note, text].filter(Boolean).join(' · ') }]);

  /** @param {string} text @param {string | undefined} guest */
  const callHelp = (text, guest) => keep('call', { guest: store.get('guest', guest ?? '') ? guest : null, text }, []);

  /** @param {Row[]} rows @returns {Promise<Entry[]>} those who are in by this tap */
  async function admitAll(rows) {
    const made = [];
    for (const row of rows) {
      const entry = await acts.scan().enter(store.get('guest', row.id) ?? row, 'group');
      if (entry) made.push(entry);
    }
    return made;
  }

  /** @param {Entry[]} entries */
  async function takeAllBack(entries) {
    for (const entry of entries) await acts.scan().takeBack(entry);
  }

  /** The people of a delegation, each with what this desk would say. @param {string} delegation @returns {Member[]} */
  function members(delegation) {
    const { entries } = acts.outbox();
    const mine = store.list('guest').filter((row) => row.delegation === delegation && !row.stand_in && (row.status !== 'cancelled' || row.approval === 'refused'));
    return mine.map((row) => {
      const here = standing(row, entries);
      const verdict = acts.scan().decide({ code: null, row, revoked: false, method: 'group' }, 'in', false);
      return { row, inside: here.inside, fit: verdict.admit && !here.inside, reason: verdict.reason };
    }).sort(byPlace);
  }

  return { walkIn, standIn, cancelStandIn, correct, note, callHelp, admitAll, takeAllBack, members };
}

/** @typedef {{ row: Row, inside: boolean, fit: boolean, reason: string }} Member */

/** The head first, then by rank; who is in already stands below. @param {Member} a @param {Member} b */
const byPlace = (a, b) => Number(a.inside) - Number(b.inside) || Number(Boolean(b.row.head)) - Number(Boolean(a.row.head)) || a.row.rank - b.row.rank || a.row.name.localeCompare(b.row.name, 'vi', { numeric: true });

/**
 * Titles of the list that begin like what is typed, the frequent ones first.
 * @param {Row[]} rows @param {string} typed @param {number} most @returns {string[]}
 */
export function titlesLike(rows, typed, most) {
  const wanted = fold(typed);
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { title } of rows) if (title && title.length < 60) counts.set(title, (counts.get(title) ?? 0) + 1);
  const fits = [...counts].filter(([title]) => fold(title).startsWith(wanted) && title !== typed);
  return fits.sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0], 'vi')).slice(0, most).map(([title]) => title);
}
