// @ts-check
/**
 * One live clock, read from the facts that the server has placed. The twin of the first half of
 * ops/stage/rules/forecast.py. Instants are whole milliseconds since the epoch (UTC). Nothing here reads a clock.
 */

/**
 * @typedef {{track: string, row: string, point: string}} Wait
 * @typedef {{id: string, kind: string, begins: string, plays?: boolean, skip?: boolean, beside?: string,
 *   start: number, duration: number, due: number, floor?: number, lag: number, ends_at?: number,
 *   warning?: number, danger?: number, flag?: boolean, wait?: Wait}} Fact
 * @typedef {{row: string, started: number, added: number, paused: number, paused_at: number | null}} Live
 * @typedef {{id: string, live: Live | null, place: string | null, standby: string | null, roll: boolean,
 *   roll_from: number | null, relative: boolean, late_start: number | null,
 *   runs: {row: string, started: number, ended: number}[], groups: {id: string, rows: string[]}[],
 *   rows: Fact[]}} TrackFacts  as `facts_of`; after a step `clocks_of` brings all but groups and rows
 * @typedef {{start: number | null, end: number | null, slack: number | null}} Expected
 * @typedef {{finish: number, remaining: number, elapsed: number, overtime: number, phase: string}} Clock
 */

/**
 * Where the sheet stands: the index of the live row, else of the last one that was; -1 before the first.
 * @param {TrackFacts} track
 */
export function position(track) {
  const name = track.live ? track.live.row : track.place;
  return track.rows.findIndex((fact) => fact.id === name);
}

/**
 * @param {Live} live
 * @param {number} now
 */
function runningPause(live, now) {
  return live.paused_at === null ? 0 : Math.max(0, now - live.paused_at);
}

/**
 * When the row is to end by its clock. A row that counts to its end does not care for pauses.
 * @param {Live} live
 * @param {Fact} fact
 * @param {number} now
 */
export function finishOf(live, fact, now) {
  if (fact.ends_at !== undefined) return fact.ends_at + live.added;
  return live.started + fact.duration + live.added + live.paused + runningPause(live, now);
}

/**
 * @param {number} remaining
 * @param {number | undefined} warning
 * @param {number | undefined} danger
 */
export function phaseOf(remaining, warning, danger) {
  if (remaining < 0) return "overtime";
  if (danger !== undefined && remaining <= danger) return "danger";
  return warning !== undefined && remaining <= warning ? "warning" : "default";
}

/**
 * The live clock and how far the show is behind (positive) or ahead (negative).
 * @param {TrackFacts} track
 * @param {number} now
 * @returns {{clock: Clock, offset: {absolute: number, relative: number}} | null}
 */
export function readClock(track, now) {
  const { live } = track;
  const fact = track.rows.find((row) => row.id === live?.row);
  if (!live || !fact) return null;
  const finish = finishOf(live, fact, now);
  const remaining = finish - now;
  const overtime = Math.max(0, -remaining);
  const pause = runningPause(live, now);
  const moved = fact.ends_at === undefined ? live.started - fact.due + live.paused + pause : 0;
  const absolute = overtime + live.added + moved;
  const elapsed = now - live.started - live.paused - pause;
  const phase = phaseOf(remaining, fact.warning, fact.danger);
  return {
    clock: { finish: Math.max(finish, live.started), remaining, elapsed, overtime, phase },
    offset: { absolute, relative: absolute - (track.late_start ?? 0) },
  };
}

/**
 * Whether nothing is left to wait for: it happened, it was passed over, or it will not come.
 * @param {Wait} wait
 * @param {readonly TrackFacts[]} tracks
 */
export function waitMet(wait, tracks) {
  const track = tracks.find((other) => other.id === wait.track);
  const place = track ? track.rows.findIndex((fact) => fact.id === wait.row) : -1;
  if (!track || place < 0 || track.rows[place]?.skip) return true;
  if (track.runs.some((run) => run.row === wait.row) || place < position(track)) return true;
  return wait.point === "start" && track.live?.row === wait.row;
}

/**
 * How far a planned start has moved with the real start of the show. A hard one never moves.
 * @param {TrackFacts} track
 * @param {Fact} fact
 */
export function movedBy(track, fact) {
  return track.relative && fact.begins !== "hard" ? (track.late_start ?? 0) : 0;
}
