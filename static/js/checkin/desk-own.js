// What was done at this tablet, for "Vừa vào" and for telling: others may do something to the same guest later.

import { painted } from '../core/pace.js';
import * as state from './desk-state.js';

/** @import { Answer, Box, Entry } from '../core/outbox.js' */
/** @import { Clash, Recent } from './types.js' */

export const RECENT_KEPT = 60;

/** @param {string} ref */
export function markUndone(ref) {
  state.undone.value = new Set([...state.undone.peek(), ref]);
}

/** The list "Vừa vào" after a reload: what waits and what was sent lately. @param {Entry[]} entries */
export function recallRecent(entries) {
  const all = entries.sort((a, b) => b.n - a.n);
  state.undone.value = new Set(all.filter((one) => one.item.type === 'undo').map((one) => one.item.target));
  state.recent.value = all.filter((one) => one.item.type === 'scan');
}

export function createOwn() {
  /** Kept scans that "Vừa vào" does not show yet. @type {Recent[]} */
  let unlisted = [];
  /** People whom this tablet entered, and whether it was said that somebody doubts them. @type {Map<string, boolean>} */
  const entered = new Map();

  /** Done here. @param {Entry} entry @param {boolean} [told] was a conflict of the scan already said */
  function note({ ref, item, about }, told = false) {
    if (item.type === 'scan') state.mine.set(ref, { guest: about.admit && item.direction === 'in' ? (about.guest ?? null) : null, told });
    const one = item.type === 'walk_in' ? item.guest : item.type === 'stand_in' ? item.new_guest : null;
    if (one && !entered.has(one)) entered.set(one, false);
  }

  function list() {
    if (!unlisted.length) return;
    state.recent.value = [...unlisted.reverse(), ...state.recent.peek()].slice(0, RECENT_KEPT);
    unlisted = [];
  }

  /** The outbox's box, telling the page what was just done here. @param {Box} box @returns {Box} */
  const watched = (box) => ({
    ...box,
    async add(entry) {
      await box.add(entry);
      note(entry);
      if (entry.item.type !== 'scan') return;
      unlisted.push(entry);
      painted(list); // the card takes it along when it comes first
    },
  });

  /** What the server said to it. @param {Entry} entry @param {Answer} answer */
  function answered(entry, { state: became, guest }) {
    if (entry.item.type === 'scan') note(entry, became === 'conflict');
    if (became === 'doubtful' && guest) entered.set(guest.id, true);
  }

  /** What another tablet did to scans of ours. @param {Clash[]} clashes @param {(clash: Clash) => void} say */
  function noticeClashes(clashes, say) {
    for (const clash of clashes) {
      const mine = state.mine.get(clash.ref);
      if (!mine || state.undone.peek().has(clash.ref)) continue;
      mine.told = true;
      say(clash);
    }
  }

  /** Another tablet entered the same person, or another deputy: both hear of it. @param {Record<string, any>[]} issues @param {(guest: string, reason: string) => void} say */
  function noticeDoubts(issues, say) {
    for (const { kind, facts } of issues) {
      if (kind !== 'doubtful' && kind !== 'stand_in') continue;
      const mine = facts.people.find((/** @type {any} */ one) => entered.get(one.id) === false);
      if (!mine) continue;
      entered.set(mine.id, true);
      say(mine.id, kind === 'doubtful' ? 'same_name' : 'stand_in_there');
    }
  }

  return { note, list, watched, answered, noticeClashes, noticeDoubts };
}
