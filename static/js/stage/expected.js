// @ts-check
/**
 * When every later row is to be expected, counted from the live clocks and the facts of the plan. The twin of the
 * second half of ops/stage/rules/forecast.py.
 */
import { movedBy, position, readClock, waitMet } from "./live.js";

/**
 * @typedef {import("./live.js").TrackFacts} TrackFacts
 * @typedef {import("./live.js").Fact} Fact
 * @typedef {import("./live.js").Wait} Wait
 * @typedef {import("./live.js").Expected} Expected
 */

/** @type {Readonly<Expected>} */
export const UNKNOWN = Object.freeze({ start: null, end: null, slack: null });

/** One track, walked from where it stands to its end. */
export class Course {
  /**
   * @param {TrackFacts} track
   * @param {readonly TrackFacts[]} tracks
   * @param {number} now
   */
  constructor(track, tracks, now) {
    this.track = track;
    this.tracks = tracks;
    this.now = now;
    this.here = position(track);
    this.index = 0;
    /** @type {Map<string, Expected>} */
    this.rows = new Map();
    this.read = readClock(track, now);
    this.chained = this.read !== null;
    this.at = Math.max(now, this.read ? this.read.clock.finish : (track.roll_from ?? now));
    /** @type {number | null} */
    this.end = this.read ? this.at : null;
    this.begun = new Map(track.runs.map((run) => [run.row, run.started]));
    if (track.live) this.begun.set(track.live.row, track.live.started);
  }

  /**
   * Walk on until a row waits for one that is not known yet. True: some way was made.
   * @param {ReadonlyMap<string, Course>} courses
   */
  run(courses) {
    const before = this.index;
    for (let fact = this.track.rows[this.index]; fact; fact = this.track.rows[this.index]) {
      /** @type {number | null} */
      let held = null;
      if (fact.wait && this.index > this.here && !waitMet(fact.wait, this.tracks)) {
        held = courses.get(fact.wait.track)?.knownAt(fact.wait) ?? null;
        if (held === null) break;
      }
      this.step(fact, held);
    }
    return this.index > before;
  }

  /** @param {Wait} wait */
  knownAt(wait) {
    const found = this.rows.get(wait.row);
    return found ? ((wait.point === "start" ? found.start : found.end) ?? this.now) : null;
  }

  /**
   * @param {Fact} fact
   * @param {number | null} held
   */
  step(fact, held) {
    let expected = UNKNOWN;
    if (!fact.plays) expected = this.beside(fact);
    else if (this.index > this.here) expected = this.advance(fact, held);
    else if (this.index === this.here && this.track.live) {
      expected = { start: this.track.live.started, end: this.at, slack: null };
    }
    this.rows.set(fact.id, expected);
    this.index += 1;
  }

  /**
   * A row to come begins when the one before it has ended, and not before its own start.
   * @param {Fact} fact
   * @param {number | null} held
   * @returns {Expected}
   */
  advance(fact, held) {
    const arrival = Math.max(this.at + (this.chained ? fact.lag : 0), held ?? -Infinity);
    const start = Math.max(arrival, this.floor(fact));
    this.at = fact.ends_at === undefined ? start + fact.duration : Math.max(start, fact.ends_at);
    this.end = this.at;
    this.chained = true;
    return { start, end: this.at, slack: fact.begins === "hard" ? fact.start - arrival : null };
  }

  /** The first row after a standstill keeps its planned start. @param {Fact} fact */
  floor(fact) {
    const floor = !this.chained && this.track.roll_from === null ? fact.due : fact.floor;
    return floor === undefined ? -Infinity : floor + movedBy(this.track, fact);
  }

  /**
   * @param {Fact} fact
   * @returns {Expected}
   */
  beside(fact) {
    if (fact.kind === "milestone" && !fact.skip && this.index > this.here) {
      return { ...UNKNOWN, start: this.chained ? this.at : Math.max(this.at, fact.due) };
    }
    if (fact.kind !== "timed" || fact.skip) return UNKNOWN;
    const start = fact.floor ?? this.hostStart(fact);
    if (start === null) return UNKNOWN;
    const end = fact.ends_at === undefined ? start + fact.duration : Math.max(start, fact.ends_at);
    return { start, end, slack: null };
  }

  /**
   * @param {Fact} fact
   * @returns {number | null}
   */
  hostStart(fact) {
    if (fact.beside === undefined) return fact.due;
    return this.rows.get(fact.beside)?.start ?? this.begun.get(fact.beside) ?? null;
  }
}

/**
 * Every track from where it stands. Rows that wait for one another in a ring are let go; the server names them.
 * @param {readonly TrackFacts[]} tracks
 * @param {number} now
 * @returns {Map<string, Course>}
 */
export function walk(tracks, now) {
  const courses = new Map(tracks.map((track) => [track.id, new Course(track, tracks, now)]));
  for (;;) {
    const moved = [...courses.values()].map((course) => course.run(courses));
    const stuck = [...courses.values()].find((course) => course.index < course.track.rows.length);
    if (!stuck) return courses;
    const fact = stuck.track.rows[stuck.index];
    if (fact && !moved.includes(true)) stuck.step(fact, null);
  }
}
