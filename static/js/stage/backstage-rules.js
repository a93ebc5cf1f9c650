// What the green room's screen shows of a long evening: a page at a time, and who has to be ready. Pure.

/** @typedef {import('./show.js').Line} Line */
/** @typedef {import('./clock.js').TrackCount} TrackCount */

const PAGE_S = 12;
const NAMED = 3;

/**
 * The page that is due now; pages turn by the server's second, so two screens side by side show the same.
 * @template T @param {readonly T[]} all @param {number} size @param {number} second
 */
export function pageOf(all, size, second) {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const page = Math.floor(second / PAGE_S) % pages;
  return { page, pages, rows: all.slice(page * size, (page + 1) * size) };
}

/**
 * Who is on in the rows that come, each named once, the nearest first.
 * @param {readonly Line[]} lines @param {TrackCount | null} state @returns {{row: string, owner: string, at: number | null}[]}
 */
export function preparing(lines, state) {
  const counted = new Map((state?.rows ?? []).map((one) => [one.id, one]));
  const coming = lines.filter(({ fact, row }) => fact.plays && counted.get(row.id)?.state === 'upcoming');
  const owners = coming.map(({ row }) => ({ row: row.id, owner: String(row.cells?.owner ?? '').trim(), at: counted.get(row.id)?.expected_start ?? null })).filter((one) => one.owner);
  return owners.filter((one, place) => owners.findIndex((other) => other.owner === one.owner) === place).slice(0, NAMED);
}
