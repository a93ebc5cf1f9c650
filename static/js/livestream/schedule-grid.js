// @ts-check
/** Which column a slot stands in, by room, by host or by channel. Pure. */

/** @typedef {Record<string, any> & {id: string}} Row @typedef {Record<string, any> & {id: string, starts: number, ends: number}} Slot */
/** @typedef {'room' | 'host' | 'channel'} View */
/** @typedef {{id: string, name: string, about: string}} Column */
/** @typedef {{slot: Slot, as: 'own' | 'help'}} Item  `help`: a person is there as an assistant */

export const VIEWS = /** @type {View[]} */ (['room', 'host', 'channel']);
/** Nobody and nothing chosen yet. */
export const NONE = '';

/** The room in which a slot takes place. @param {Row} slot @param {Map<string, Row>} sessions */
export const roomOf = (slot, sessions) => slot.room || sessions.get(slot.session)?.room || NONE;

/** The column that a slot belongs to. @param {View} view @param {Row} slot @param {Map<string, Row>} sessions @returns {string} */
export const columnOf = (view, slot, sessions) => (view === 'room' ? roomOf(slot, sessions) : slot[view] || NONE);

/** @param {Row} a @param {Row} b */
const byOrder = (a, b) => (a.order ?? 0) - (b.order ?? 0) || byName(a, b);
/** @param {Row} a @param {Row} b */
const byName = (a, b) => String(a.name).localeCompare(String(b.name), 'vi') || (a.id < b.id ? -1 : 1);

/** @param {{rooms: Row[], persons: Row[], channels: Row[]}} rows @param {View} view @returns {Column[]} */
export function allColumns({ rooms, persons, channels }, view) {
  if (view === 'room') return [...rooms].sort(byOrder).map(({ id, name, kind }) => ({ id, name, about: kind ?? '' }));
  if (view === 'channel') return [...channels].sort(byName).map(({ id, name, platform }) => ({ id, name, about: platform ?? '' }));
  return persons.filter(({ roles }) => !roles?.length || roles.includes('host')).sort(byName).map(({ id, name }) => ({ id, name, about: '' }));
}

/** Whose column shows it: the own one, and for people also those who assist. @param {View} view @param {Slot} slot @param {Map<string, Row>} sessions @returns {[string, Item['as']][]} */
function homesOf(view, slot, sessions) {
  const own = columnOf(view, slot, sessions);
  const helpers = view === 'host' ? (slot.assistants ?? []).filter((/** @type {string} */ id) => id !== own) : [];
  return [[own, 'own'], ...helpers.map((/** @type {string} */ id) => [id, 'help'])];
}

/**
 * Slots of a day by column.
 * @param {View} view @param {Slot[]} slots @param {Map<string, Row>} sessions
 * @returns {Map<string, Item[]>}
 */
export function spread(view, slots, sessions) {
  /** @type {Map<string, Item[]>} */
  const found = new Map();
  for (const slot of slots) {
    for (const [id, as] of homesOf(view, slot, sessions)) {
      const some = found.get(id);
      if (some) some.push({ slot, as }); else found.set(id, [{ slot, as }]);
    }
  }
  return found;
}

/**
 * The columns to show: all, or those with a slot; what has no place yet stands first, and only when there is such.
 * @param {Column[]} all @param {Map<string, Item[]>} placed @param {{name: string, onlyUsed?: boolean}} more `name`: of the column without a place
 */
export function shownColumns(all, placed, { name, onlyUsed = false }) {
  const known = new Set(all.map(({ id }) => id));
  const strays = [...placed.keys()].filter((id) => id !== NONE && !known.has(id)).map((id) => ({ id, name: id, about: '' }));
  const none = placed.has(NONE) ? [{ id: NONE, name, about: '' }] : [];
  return [...none, ...all.filter(({ id }) => !onlyUsed || placed.has(id)), ...strays];
}

/** Slots in the order in which they are read: time, then column. @template {{id: string, starts: number, ends: number}} T @param {T[]} slots */
export const inOrder = (slots) => [...slots].sort((a, b) => a.starts - b.starts || a.ends - b.ends || (a.id < b.id ? -1 : 1));

/**
 * The card that an arrow key leads to: the next in the column, or the one nearest in time in the next column with any.
 * @param {Map<string, Item[]>} placed @param {Column[]} columns @param {{id: string, column: string}} from @param {{down?: number, right?: number}} by
 * @returns {{id: string, column: string} | null}
 */
export function neighbour(placed, columns, from, { down = 0, right = 0 }) {
  const own = inOrder((placed.get(from.column) ?? []).map(({ slot }) => slot));
  const at = own.findIndex(({ id }) => id === from.id);
  if (down) {
    const next = own[at + down];
    return next ? { id: next.id, column: from.column } : null;
  }
  const ids = columns.map(({ id }) => id);
  for (let n = ids.indexOf(from.column) + right; n >= 0 && n < ids.length; n += right) {
    const column = ids[n] ?? NONE;
    const near = nearest((placed.get(column) ?? []).map(({ slot }) => slot), own[at]?.starts ?? 0);
    if (near) return { id: near.id, column };
  }
  return null;
}

/** @param {Slot[]} some @param {number} at */
const nearest = (some, at) => some.reduce((/** @type {Slot | null} */ best, one) => (best && Math.abs(best.starts - at) <= Math.abs(one.starts - at) ? best : one), null);

/** Things by what they have in common, in the order of arrival. @template T @param {T[]} some @param {(one: T) => string} key @returns {Map<string, T[]>} */
export function groups(some, key) {
  /** @type {Map<string, T[]>} */
  const found = new Map();
  for (const one of some) {
    const name = key(one);
    const there = found.get(name);
    if (there) there.push(one); else found.set(name, [one]);
  }
  return found;
}
