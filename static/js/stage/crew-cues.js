// Which cues are a department's own, and in what order they come. Pure.

/** @typedef {import('../core/store.js').Row} Row */
/** @typedef {import('./show.js').Line} Line */
/** @typedef {import('./clock.js').TrackCount} TrackCount */
/** @typedef {{id: string, columns: string[], names: string[]}} Department */
/** @typedef {{row: Row, text: string, at: number | null, state: string}} Cue */

/** The departments of a sheet, in the order of its columns. @param {readonly Row[]} columns @returns {Department[]} */
export function departments(columns) {
  /** @type {Map<string, Department>} */
  const found = new Map();
  for (const one of [...columns].sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1))) {
    if (!one.department) continue;
    const { columns: ids, names } = found.get(one.department) ?? { columns: [], names: [] };
    found.set(one.department, { id: one.department, columns: [...ids, one.id], names: [...names, one.name] });
  }
  return [...found.values()];
}

/** What a row asks of a department. @param {Row} row @param {Department} department */
export const workIn = (row, department) => department.columns.map((column) => String(row.cells?.[column] ?? '').trim()).filter(Boolean).join('\n');

/**
 * The cues that are on and those that come, the nearest first; what has no time yet stands last, in the sheet's order.
 * @param {readonly Line[]} lines @param {TrackCount | null} state @param {Department} department
 * @returns {{now: Cue[], coming: Cue[]}}
 */
export function ownCues(lines, state, department) {
  const counted = new Map((state?.rows ?? []).map((one) => [one.id, one]));
  const cues = lines.flatMap(({ row }) => {
    const text = workIn(row, department);
    const { state: at = '', expected_start = null } = counted.get(row.id) ?? {};
    return text ? [{ row, text, at: expected_start, state: at }] : [];
  });
  const coming = cues.filter((one) => one.state === 'upcoming').sort((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity) || 0);
  return { now: cues.filter((one) => one.state === 'live' || one.state === 'running'), coming };
}
