/** Conflicts of the whole plan, kept: after a change only the slots that it touches are asked again. */

import { clock } from '../core/clock.js';
import { computed, second } from '../core/ui.js';
import { check, gate, names, paramsOf, prepare } from './rules.js';
import { factsOf, standingFacts } from './schedule-facts.js';

/** @typedef {import('./rules-kinds.js').Conflict} Conflict @typedef {ReturnType<typeof createChecker>} Checker */

/** Has somebody signed for it? Of a pair either slot may carry the name. @param {Conflict} one @param {Record<string, any>} slots */
export function signedFor(one, slots) {
  const list = one.level === 'block' ? 'overrides' : 'acks';
  return one.slots.flatMap((id) => slots[id]?.[list] ?? []).find((sign) => names(one, sign)) ?? null;
}

/** Slots whose row is another one than before. @param {Record<string, any>} before @param {Record<string, any>} after */
export function changedIds(before, after) {
  const ids = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...ids].filter((id) => before[id] !== after[id]);
}

/** Conflicts by slot. @param {Conflict[]} found @returns {Map<string, Conflict[]>} */
export function bySlot(found) {
  /** @type {Map<string, Conflict[]>} */
  const map = new Map();
  for (const one of found) for (const id of one.slots) map.set(id, [...(map.get(id) ?? []), one]);
  return map;
}

/** What was found before, without what touches those slots; and everybody who met them. @param {Conflict[]} found @param {Iterable<string>} ids */
export function without(found, ids) {
  const asked = new Set(ids);
  const gone = found.filter((one) => one.slots.some((id) => asked.has(id)));
  for (const one of gone) for (const id of one.slots) asked.add(id);
  return { kept: found.filter((one) => !one.slots.some((id) => asked.has(id))), asked: [...asked] };
}

const WEIGHT = /** @type {Record<string, number>} */ ({ block: 0, warn: 1 });

/** @param {import('../core/store.js').Store} store @param {number} offsetMin */
export function createChecker(store, offsetMin) {
  /** @type {{standing: any, minute: number, sessions: any, slots: Record<string, any>, found: Conflict[]} | null} */
  let kept = null;
  const minute = computed(() => Math.floor(second.value / 60));
  const standing = computed(() => standingFacts(store, offsetMin));
  const facts = computed(() => factsOf(store, standing.value, minute.value ? clock.now() : 0));
  const index = computed(() => prepare(facts.value));
  const sessionsAt = store.version('live_session');

  const found = computed(() => {
    const now = facts.value;
    const about = { standing: standing.value, minute: minute.value, sessions: sessionsAt.value, slots: now.slots };
    const same = kept && kept.standing === about.standing && kept.sessions === about.sessions;
    const next = same && kept ? again(kept, about) : check(index.value);
    kept = { ...about, found: next };
    return next;
  });

  /** @param {NonNullable<typeof kept>} before @param {Omit<NonNullable<typeof kept>, 'found'>} after */
  function again(before, after) {
    const ids = changedIds(before.slots, after.slots);
    if (before.minute !== after.minute) ids.push(...Object.values(after.slots).filter(({ state }) => state === 'live').map(({ id }) => id));
    if (!ids.length) return before.found;
    const { kept: rest, asked } = without(before.found, ids);
    const there = asked.filter((id) => after.slots[id]);
    return there.length ? [...rest, ...check(index.value, there)] : rest;
  }

  const map = computed(() => bySlot(found.value));

  /** @param {Conflict[]} some @param {any} slot */
  function countOf(some, slot) {
    const all = facts.value.slots;
    const open = some.filter((one) => one.slots.includes(slot.id) && !signedFor(one, all));
    const block = open.filter(({ level }) => level === 'block').length;
    return { block, warn: open.length - block };
  }

  return {
    facts, index, found, countOf,
    /** @param {string} id @returns {Conflict[]} */
    of: (id) => [...(map.value.get(id) ?? [])].sort((a, b) => (WEIGHT[a.level] ?? 2) - (WEIGHT[b.level] ?? 2)),
    /** @param {any} slot */
    marks: (slot) => countOf(map.value.get(slot.id) ?? [], slot),
    /** @param {Conflict} one */
    signed: (one) => signedFor(one, facts.value.slots),
    /** Were it there, so long, with that one. @param {string} id @param {Record<string, any>} changes @returns {Conflict[]} */
    whatIf: (id, changes) => check(index.value, [id], { [id]: changes }),
    /** @param {string} id @param {'confirm' | 'ready' | 'go_live'} what @returns {Conflict[]} */
    gate: (id, what) => (facts.value.slots[id] ? gate(index.value, id, what) : []),
    /** Names and numbers for the sentence. @param {Conflict} one */
    params: (one) => paramsOf(one, index.value),
  };
}
