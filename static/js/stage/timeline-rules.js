// The evening laid along a line: where each row was planned, where it stands now, what lies between two of them. Pure.

/** @typedef {import('./show.js').Line} Line */
/** @typedef {import('./clock.js').TrackCount} TrackCount */
/** @typedef {{started: number, ended: number}} Ran */
/**
 * @typedef {{id: string, line: Line, state: string, plan: [number, number], real: [number, number], late: number, hard: boolean, beside: boolean,
 *   between: number, slack: number | null}} Item `real`: as it ran, runs or is expected; `between`: ms of gap (or, negative, overlap) in front of it
 */

const SLOT_MS = 15 * 60_000;

/** @param {Line} line @param {TrackCount['rows'][number] | undefined} one @param {Ran | undefined} ran @param {{row: string, started: number} | null} live @param {TrackCount | null} state @returns {[number, number]} */
function realOf(line, one, ran, live, state) {
  const { start, duration } = line.fact;
  if (live?.row === line.row.id && state?.live) return [live.started, Math.max(state.live.finish, live.started + state.live.elapsed)];
  if (one?.state === 'done' && ran) return [ran.started, ran.ended];
  if (one?.expected_start !== null && one?.expected_start !== undefined) return [one.expected_start, one.expected_end ?? one.expected_start + duration];
  return [start, start + duration];
}

/**
 * @param {readonly Line[]} lines @param {TrackCount | null} state @param {ReadonlyMap<string, Ran>} ran @param {{row: string, started: number} | null} live
 * @returns {Item[]}
 */
export function layOut(lines, state, ran, live) {
  const counted = new Map((state?.rows ?? []).map((one) => [one.id, one]));
  /** @type {number | null} */
  let latest = null;
  return lines.filter(({ fact }) => fact.kind === 'timed').map((line) => {
    const { fact, row } = line;
    const one = counted.get(row.id);
    const end = fact.ends_at ?? fact.start + fact.duration;
    const between = fact.plays && latest !== null ? fact.start - latest : 0;
    if (fact.plays) latest = Math.max(latest ?? end, end);
    const real = realOf(line, one, /** @type {Ran | undefined} */ (ran.get(row.id)), live, state);
    return {
      id: row.id, line, state: one?.state ?? 'upcoming', plan: [fact.start, end], real, late: real[0] - fact.start, hard: fact.begins === 'hard',
      beside: !fact.plays && !fact.skip, between, slack: one?.slack ?? null,
    };
  });
}

/**
 * Whether a sheet has a place in the evening: somebody has said when it begins, or it has begun. Else its rows stand at
 * the first minute of the day.
 * @param {readonly Line[]} lines @param {readonly Item[]} items
 */
export function isPlaced(lines, items) {
  const first = lines.find(({ fact }) => fact.plays);
  return first?.fact.begins !== 'linked' || items.some((one) => ['live', 'running', 'done'].includes(one.state));
}

/**
 * From the first quarter of an hour to the last, with now in it when it is near.
 * @param {readonly Item[]} items @param {number} now @returns {[number, number]}
 */
export function rangeOf(items, now) {
  const starts = items.flatMap((one) => [one.plan[0], one.real[0]]);
  const ends = items.flatMap((one) => [one.plan[1], one.real[1]]);
  const [from, to] = [Math.min(...starts), Math.max(...ends)];
  const near = now > from - SLOT_MS * 4 && now < to + SLOT_MS * 4;
  const first = Math.floor((near ? Math.min(from, now) : from) / SLOT_MS) * SLOT_MS;
  return [first, Math.max(first + SLOT_MS, Math.ceil((near ? Math.max(to, now) : to) / SLOT_MS) * SLOT_MS)];
}

/** Where the scale is written: every 5, 15, 30 minutes or every so many hours, at most `most` times. @param {[number, number]} range @param {number} most */
export function ticksOf([from, to], most) {
  const step = [5, 15, 30, 60, 120, 240, 480, 1440].map((one) => one * 60_000).find((one) => (to - from) / one <= most) ?? 2_880 * 60_000;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, place) => first + place * step);
}

/** Rows that overlap stand in lanes below one another. @param {readonly Item[]} items @returns {Map<string, number>} */
export function lanesOf(items) {
  /** @type {number[]} */
  const free = [];
  /** @type {Map<string, number>} */
  const lanes = new Map();
  for (const one of [...items].sort((a, b) => a.real[0] - b.real[0])) {
    const open = free.findIndex((until) => until <= one.real[0] + 1000);
    const lane = open < 0 ? free.length : open;
    free[lane] = one.real[1];
    lanes.set(one.id, Math.min(lane, MOST_LANES - 1));
  }
  return lanes;
}
export const MOST_LANES = 3;

/** How many rows are over: all before the last one that was, while something is still to come. @param {readonly Item[]} items */
export function splitAt(items) {
  const next = items.findIndex((one) => ['live', 'running', 'upcoming'].includes(one.state));
  return Math.max(0, next < 0 ? 0 : next - 1);
}
