/** What the board says about a delegation, a gate, a guest. Pure: rows and now in, values out. */

/** From this long before the start an empty delegation is worth a look; earlier everybody is simply not here yet. */
export const LOOK_BEFORE_MS = 30 * 60_000;
const BARS = 10;

/** @typedef {import('../core/store.js').Row} Row */

/**
 * State of a delegation: a code, and whether it asks for a look.
 * @param {Row} row @param {boolean} soon is the start near
 * @returns {{code: 'over' | 'full' | 'coming' | 'none' | 'unconfirmed' | 'empty', look: boolean, over: number}}
 */
export function delegationState(row, soon) {
  const over = row.present - row.invited;
  if (over > 0) return { code: 'over', look: true, over };
  if (row.present > 0) return { code: row.present >= Math.max(row.confirmed, 1) ? 'full' : 'coming', look: false, over: 0 };
  if (!row.invited) return { code: 'empty', look: false, over: 0 };
  if (!row.confirmed) return { code: 'unconfirmed', look: false, over: 0 };
  return { code: 'none', look: soon, over: 0 };
}

/**
 * Categories in order, each with its delegations in order; empty ones left out.
 * @param {Row[]} categories @param {Row[]} delegations
 * @returns {Array<{category: Row, rows: Row[]}>}
 */
export function grouped(categories, delegations) {
  /** @type {Map<string, Row[]>} */
  const byCategory = new Map();
  for (const row of delegations) {
    const rows = byCategory.get(row.category);
    if (rows) rows.push(row);
    else byCategory.set(row.category, [row]);
  }
  return [...categories].sort(inOrder)
    .map((category) => ({ category, rows: (byCategory.get(category.id) ?? []).sort(inOrder) }))
    .filter((group) => group.rows.length > 0);
}

/** @param {Row} a @param {Row} b */
const inOrder = (a, b) => a.order - b.order || (a.id < b.id ? -1 : 1);

/**
 * VIPs in protocol order: category, delegation, head first, then as they came in the list. They keep their place.
 * @param {Row[]} guests @param {Array<{category: Row, rows: Row[]}>} groups
 */
export function vipsInOrder(guests, groups) {
  const place = new Map(groups.flatMap((group) => group.rows).map((row, n) => /** @type {const} */ ([row.id, n])));
  const last = place.size;
  return guests.filter((guest) => guest.vip)
    .sort((a, b) => (place.get(a.delegation) ?? last) - (place.get(b.delegation) ?? last) || Number(b.head) - Number(a.head) || (a.id < b.id ? -1 : 1));
}

/**
 * Entries of the last minutes, oldest first; minutes without entries are 0.
 * @param {Array<[number, number]> | undefined} minutes @param {number} now ms
 */
export function lastMinutes(minutes, now) {
  const current = Math.floor(now / 60_000);
  const counts = new Map(minutes ?? []);
  return Array.from({ length: BARS }, (_, n) => counts.get(current - BARS + 1 + n) ?? 0);
}

/** Entries per minute as it is now: the running minute, or the full one before while that was busier. @param {number[]} bars */
export const perMinute = (bars) => Math.max(bars.at(-1) ?? 0, bars.at(-2) ?? 0);

/**
 * The first of them: neither kind may push the other off the screen, so one place is kept for the second kind.
 * @param {Row[]} rows in order @param {number} most
 */
export function firstIssues(rows, most) {
  const others = rows.filter((row) => row.kind !== 'arrival');
  const arrivals = rows.filter((row) => row.kind === 'arrival').slice(0, others.length ? most - 1 : most);
  return [...arrivals, ...others.slice(0, most - arrivals.length)];
}

/**
 * Issues by kind: who waits at the door, then what two tablets disagree on; newest first inside a kind.
 * @param {Row[]} issues
 */
export function issuesInOrder(issues) {
  const weight = /** @type {Record<string, number>} */ ({ call: 0, arrival: 1, walk_in: 2, conflict: 3, disputed: 4, stand_in: 5, doubtful: 6, unresolved: 7, quarantined: 8 });
  return [...issues].sort((a, b) => (weight[a.kind] ?? 9) - (weight[b.kind] ?? 9) || (a.at < b.at ? 1 : -1));
}
