// What goes with a file to the server, and what comes back of it. Pure.

/**
 * @typedef {{at: number, cell: string, title: string, field: string, sample: string}} Column
 * @typedef {{field: string, old: string, new: string}} Change
 * @typedef {{n: number, id: string, line: number, kind: string, state: 'new' | 'changed' | 'same', start: string, duration: string,
 *   parallel: boolean, cue: string, title: string, changes: Change[]}} Row
 * @typedef {{cell: string, code: string, said: string, note: boolean, words: string}} Doubt
 * @typedef {{track: string, seq: number, sheet: string, columns: Column[], rows: Row[], gone: Array<{id: string, cue: string, title: string}>,
 *   counts: Record<string, number>, doubts: Doubt[], refused: string | null, problem: string | null}} Preview
 * @typedef {{name: string, bytes: ArrayBuffer}} Chosen
 */

export const FILE_LIMIT = 10 * 1024 * 1024;

/** `4:title,6:` of the columns that somebody has corrected. @param {ReadonlyMap<number, string>} chosen */
export const columnWords = (chosen) => [...chosen].sort(([a], [b]) => a - b).map(([at, field]) => `${at}:${field}`).join(',');

/** `1-4,7` of row numbers: five hundred of them stand in an address. @param {Iterable<number>} numbers */
export function ranges(numbers) {
  /** @type {Array<[number, number]>} */
  const spans = [];
  for (const n of [...numbers].sort((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last && last[1] === n - 1) last[1] = n;
    else spans.push([n, n]);
  }
  return spans.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

/** Doubts by the row of the file that their cell stands in. @param {Doubt[]} doubts @returns {Map<number, Doubt[]>} */
export function byLine(doubts) {
  /** @type {Map<number, Doubt[]>} */
  const found = new Map();
  for (const one of doubts) {
    const line = Number(/(\d+)$/.exec(one.cell)?.[1] ?? 0);
    found.set(line, [...(found.get(line) ?? []), one]);
  }
  return found;
}

/** The field of a column is chosen; whoever had it before gives it up. @param {ReadonlyMap<number, string>} chosen @param {Column[]} columns @param {number} at @param {string} field */
export function rechosen(chosen, columns, at, field) {
  const next = new Map(chosen);
  for (const one of columns) if (field && one.at !== at && one.field === field) next.set(one.at, '');
  next.set(at, field);
  return next;
}
