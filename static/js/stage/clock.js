// @ts-check
/**
 * Everything on a stage screen that moves by the mere passing of time, counted from the facts that the server has
 * placed. Links, locks, gaps and delay rows are unknown here: the plan pass is the server's alone, and this only
 * counts. The twin of ops/stage/rules/forecast.py; tests/vectors/stage_facts.json holds both to the same answers.
 */
import { UNKNOWN, walk } from "./expected.js";
import { movedBy, readClock } from "./live.js";

/**
 * @typedef {import("./live.js").TrackFacts} TrackFacts
 * @typedef {import("./live.js").Fact} Fact
 * @typedef {import("./live.js").Clock} Clock
 * @typedef {import("./live.js").Expected} Expected
 * @typedef {{id: string, live: Clock | null, phase: string | null,
 *   offset: {absolute: number, relative: number} | null, until_start: number | null, expected_end: number | null,
 *   flag: {row: string, expected_start: number | null} | null,
 *   hard: {row: string, start: number, expected_start: number | null, slack: number}[],
 *   groups: {id: string, expected_end: number | null}[],
 *   rows: {id: string, state: string, expected_start: number | null, expected_end: number | null,
 *     slack: number | null}[]}} TrackCount
 */

/**
 * A screen whose clock is a little behind the server's sees the moment of the last step, not one before it.
 * @param {{at: number, tracks: TrackFacts[]}} facts
 * @param {number} now
 * @returns {{tracks: TrackCount[]}}
 */
export function count({ at, tracks }, now) {
  const courses = walk(tracks, Math.max(now, at));
  return { tracks: [...courses.values()].map(tell) };
}

/**
 * What of a track is known without walking its sheet: the live clock, and how long until the first row.
 * @param {{at: number, tracks: TrackFacts[]}} facts
 * @param {string} id
 * @param {number} now
 * @returns {{live: Clock | null, until_start: number | null}}
 */
export function glance({ at, tracks }, id, now) {
  const track = tracks.find((one) => one.id === id);
  const instant = Math.max(now, at);
  if (!track) return { live: null, until_start: null };
  return { live: readClock(track, instant)?.clock ?? null, until_start: untilStart(track, instant) };
}

/**
 * @param {import("./expected.js").Course} course
 * @returns {TrackCount}
 */
function tell(course) {
  const { track, read, rows, here, now } = course;
  const ended = new Map(track.runs.map((run) => [run.row, run.ended]));
  const flag = track.rows.find((fact, place) => place > here && fact.plays && fact.flag);
  return {
    id: track.id,
    live: read?.clock ?? null,
    phase: read ? read.clock.phase : track.roll ? "pending" : null,
    offset: read?.offset ?? null,
    until_start: untilStart(track, now),
    expected_end: course.end ?? track.runs.at(-1)?.ended ?? null,
    flag: flag ? { row: flag.id, expected_start: rows.get(flag.id)?.start ?? null } : null,
    hard: track.rows.flatMap((fact) => {
      const { start = null, slack = null } = rows.get(fact.id) ?? UNKNOWN;
      return slack === null ? [] : [{ row: fact.id, start: fact.start, expected_start: start, slack }];
    }),
    groups: track.groups.map((group) => {
      const last = group.rows.at(-1) ?? "";
      return { id: group.id, expected_end: rows.get(last)?.end ?? ended.get(last) ?? null };
    }),
    rows: track.rows.map((fact, place) => {
      const expected = rows.get(fact.id) ?? UNKNOWN;
      const { start: expected_start, end: expected_end, slack } = expected;
      const state = rowState(fact, place - here, track, expected, ended, now);
      return { id: fact.id, state, expected_start, expected_end, slack };
    }),
  };
}

/**
 * How long until the standby row is meant to begin, while nothing is live.
 * @param {TrackFacts} track
 * @param {number} now
 */
function untilStart(track, now) {
  const fact = track.rows.find((row) => row.id === track.standby);
  if (track.live || !fact) return null;
  const moved = movedBy(track, fact);
  if (!track.roll || track.roll_from === null) return fact.due + moved - now;
  return Math.max(track.roll_from, fact.floor === undefined ? -Infinity : fact.floor + moved) - now;
}

/**
 * upcoming, live, done, passed (its turn is over, it never ran), skipped; running: a parallel row at its time.
 * @param {Fact} fact
 * @param {number} ahead
 * @param {TrackFacts} track
 * @param {Expected} expected
 * @param {ReadonlyMap<string, number>} ended
 * @param {number} now
 */
function rowState(fact, ahead, track, { start, end }, ended, now) {
  if (fact.skip) return "skipped";
  if (fact.plays) {
    if (ahead > 0) return "upcoming";
    if (ahead === 0 && track.live) return "live";
    return ended.has(fact.id) ? "done" : "passed";
  }
  if (fact.kind !== "timed" || start === null || end === null) return ahead > 0 ? "upcoming" : "passed";
  if (now < start) return "upcoming";
  return now < end ? "running" : "done";
}
