// @ts-check
/**
 * From the rows of the feed to what clock.js counts from. The server tells a row's start from the end of the row that
 * played before it, so that a longer row does not touch those behind it; one sum along the sheet gives the instants
 * back. The twin of `unfold` in ops/stage/rules/folded.py.
 */

/**
 * @typedef {import("./live.js").Fact} Fact
 * @typedef {import("./live.js").TrackFacts} TrackFacts
 * @typedef {{id: string, track: string, plan: {group?: string, kind?: string}, fact: Fact}} SheetRow
 * @typedef {Omit<TrackFacts, "runs" | "groups" | "rows"> & {at: number}} ClockRow
 * @typedef {{id: string, track: string, started: number, ended: number}} RanRow
 */

/**
 * @param {readonly Fact[]} told
 * @returns {Fact[]}
 */
export function unfold(told) {
  /** @type {Map<string, number>} */
  const starts = new Map();
  let end = 0;
  return told.map((one) => {
    const start = one.start + (one.beside === undefined ? end : (starts.get(one.beside) ?? end));
    const fact = { ...one, start, due: one.due + start };
    if (one.floor !== undefined) fact.floor = one.floor + start;
    if (one.ends_at !== undefined) fact.ends_at = one.ends_at + start;
    if (one.plays) {
      starts.set(one.id, start);
      end = start + one.duration;
    }
    return fact;
  });
}

/**
 * The facts of one track, as clock.js wants them. `rows` stand in sheet order.
 * @param {ClockRow} clock
 * @param {readonly SheetRow[]} rows
 * @param {readonly RanRow[]} ran
 * @returns {TrackFacts}
 */
export function trackFacts(clock, rows, ran) {
  const facts = unfold(rows.map((row) => row.fact));
  return {
    ...clock,
    rows: facts,
    groups: groupsOf(rows, facts),
    runs: ran
      .filter((run) => run.track === clock.id)
      .map(({ id, started, ended }) => ({ row: id, started, ended }))
      .sort((one, two) => one.ended - two.ended),
  };
}

/**
 * Groups by their children that play.
 * @param {readonly SheetRow[]} rows
 * @param {readonly Fact[]} facts
 */
function groupsOf(rows, facts) {
  /** @type {Map<string, string[]>} */
  const children = new Map();
  for (const row of rows) if (row.plan.kind === "group") children.set(row.id, []);
  rows.forEach((row, place) => {
    if (facts[place]?.plays) children.get(row.plan.group ?? "")?.push(row.id);
  });
  return [...children].map(([id, names]) => ({ id, rows: names }));
}
