// Two tablets let one guest in: the one that was told "accepted" hears of it as well, from the feed.
// Which of the two became "the later one" is the server's order of the scans, not the order of the uploads. Pure.

/** @import { Batch } from '../core/store.js' */
/** @import { Clash, Issues, Mine } from './types.js' */

/**
 * Which of my scans does this batch set against a scan of another tablet?
 * @param {Batch} batch @param {(ref: string) => boolean} mine was this scan made here
 * @returns {Clash[]}
 */
export function clashesIn(batch, mine) {
  const issues = new Map((batch.rows?.issue ?? []).map((row) => [row.id, row]));
  const found = (batch.changes ?? []).flatMap(({ facts }) => [...asFirst(facts, issues, mine), ...asSecond(facts, issues, mine)]);
  return [...new Map(found.map((one) => [one.ref, one])).values()];
}

/**
 * Mine stands; one of another tablet came after it: handed in now, or before mine, which was made earlier.
 * When mine is the later one, the answer to its upload says it.
 * @param {any} facts @param {Issues} issues @param {(ref: string) => boolean} mine @returns {Clash[]}
 */
function asFirst(facts, issues, mine) {
  const own = mine(facts?.ref);
  const first = own ? facts.ref : facts?.first;
  const later = own ? turned(facts).filter((ref) => !mine(ref)) : facts?.state === 'conflict' && mine(first) ? [facts.ref] : [];
  return later.map((ref) => {
    const issue = issues.get(`conflict:${ref}`);
    const said = issue?.facts ?? {};
    const at = issue?.at ?? (own ? null : facts.scan_at) ?? null;
    return { ref: first, guest: facts.guest ?? null, name: issue?.name ?? '', other: { gate: said.gate ?? '', device: said.device ?? '', by: said.operator ?? '', at } };
  });
}

/** Scans of before that are a conflict now. @param {any} facts @returns {string[]} */
const turned = (facts) => (facts?.also ?? []).filter((/** @type {any} */ one) => one.state === 'conflict').map((/** @type {any} */ one) => one.ref);

/**
 * Mine was counted, and an earlier one of another tablet has only now been handed in: whatever kind its line is.
 * @param {any} facts @param {Issues} issues @param {(ref: string) => boolean} mine @returns {Clash[]}
 */
function asSecond(facts, issues, mine) {
  return turned(facts).filter(mine).map((ref) => {
    const issue = issues.get(`conflict:${ref}`);
    const said = issue?.facts ?? {};
    const other = { gate: said.first_gate ?? '', device: said.first_device ?? '', by: said.first_by ?? '', at: said.first_at ?? facts.scan_at ?? null };
    return { ref, guest: facts.guest ?? null, name: issue?.name ?? '', other };
  });
}

/**
 * A fresh snapshot brings no lines: which of its conflicts are about my scans and were not heard of before?
 * @param {Record<string, any>[]} issues @param {Set<string>} known ids of issues that were here before @param {Mine} mine
 * @param {string} device this one's name @returns {Clash[]}
 */
export function clashesAmong(issues, known, mine, device) {
  return issues.filter((row) => row.kind === 'conflict' && !known.has(row.id)).flatMap((row) => {
    const { facts = {} } = row;
    const about = { guest: row.guest ?? null, name: row.name ?? '' };
    const later = row.id.slice('conflict:'.length);
    const asLater = { ref: later, ...about, other: { gate: facts.first_gate ?? '', device: facts.first_device ?? '', by: facts.first_by ?? '', at: facts.first_at ?? null } };
    if (mine.has(later)) return mine.get(later)?.told ? [] : [asLater];
    // The row does not name the scan that stands; it was made here, and for this guest.
    const first = facts.first_device === device && row.guest ? [...mine].find(([, one]) => one.guest === row.guest) : null;
    if (!first || first[1].told) return [];
    return [{ ref: first[0], ...about, other: { gate: facts.gate ?? '', device: facts.device ?? '', by: facts.operator ?? '', at: row.at ?? null } }];
  });
}
