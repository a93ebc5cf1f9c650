/**
 * The show as this page holds it: rows of the feed put together into what clock.js counts from. Nothing is planned here;
 * the places of the rows come from the server, and only the second makes anything move.
 */

import { painted } from '../core/pace.js';
import { steady } from '../core/memo.js';
import { computed, effect, second, signal } from '../core/ui.js';
import { count, glance } from './clock.js';
import { trackFacts } from './unfold.js';

/**
 * @typedef {import('../core/store.js').Store} Store
 * @typedef {import('../core/store.js').Row} Row
 * @typedef {import('./live.js').Fact} Fact
 * @typedef {import('./live.js').TrackFacts} TrackFacts
 * @typedef {import('./clock.js').TrackCount} TrackCount
 * @typedef {{row: Row, fact: Fact}} Line a row of the sheet and what the clock knows of it
 * @typedef {{facts: TrackFacts, lines: Line[]}} Sheet
 * @typedef {ReturnType<typeof readShow>} Show
 */

const CALM_S = 5;

/** @param {Row} track @param {Map<string, Row>} rows @returns {Sheet} */
function sheetOf(track, rows) {
  const own = /** @type {any[]} */ (track.places.map((/** @type {string} */ id) => rows.get(id)).filter(Boolean));
  const facts = trackFacts(/** @type {any} */ ({ id: track.id }), own, []);
  return { facts, lines: own.map((row, place) => ({ row, fact: /** @type {Fact} */ (facts.rows[place]) })) };
}

/** @param {Map<string, Row>} ran @param {string} track */
function runsOf(ran, track) {
  return [...ran.values()].filter((one) => one.track === track).map(({ id, started, ended }) => ({ row: id, started, ended })).sort((a, b) => a.ended - b.ended);
}

/**
 * A signal that has what is read a frame after what it is counted from: a cue moves the expected time of every row, and
 * whoever calls it looks elsewhere first. It begins with its first reader.
 * @template T
 * @param {() => unknown} moved what the counting begins from @param {() => T} read
 */
function aFrameLater(moved, read) {
  /** @type {import('../core/vendor.js').Signal<T> | undefined} */
  let found;
  return () => {
    if (found) return found;
    const later = found = signal(read());
    let asked = 0;
    effect(() => {
      moved();
      const mine = asked += 1;
      painted(() => { if (mine === asked) later.value = read(); });
    });
    return later;
  };
}

/** @param {Store} store */
export function readShow(store) {
  /** The track that was chosen on this page. */
  const chosen = signal('');
  const tracks = computed(() => [...store.list('track')].sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1)));

  /** Changes with the sheet only, not with a cue. @type {{ readonly value: Map<string, Sheet>, peek: () => Map<string, Sheet> }} */
  const sheets = computed(() => {
    const rows = new Map(store.list('sheet_row').map((row) => [row.id, row]));
    return new Map(tracks.value.map((track) => [track.id, sheetOf(track, rows)]));
  });

  /** The last run of each row in this take. */
  const ran = computed(() => new Map(store.list('ran').map((one) => [one.id, one])));

  const facts = computed(() => {
    const clocks = new Map(store.list('clock').map((one) => [one.id, one]));
    const tracks = [...sheets.value].flatMap(([id, sheet]) => {
      const clock = clocks.get(id);
      return clock ? [/** @type {TrackFacts} */ ({ ...sheet.facts, .../** @type {any} */ (clock), runs: runsOf(ran.value, id) })] : [];
    });
    return { at: Math.max(0, ...[...clocks.values()].map((clock) => clock.at)), tracks };
  });

  const counted = computed(() => new Map(count(facts.value, second.value * 1000).tracks.map((track) => [track.id, track])));
  const track = computed(() => tracks.value.find((one) => one.id === chosen.value) ?? tracks.value[0] ?? null);
  const clock = computed(() => (track.value ? store.get('clock', track.value.id) ?? null : null));
  const lines = computed(() => sheets.value.get(track.value?.id ?? '')?.lines ?? []);
  const state = computed(() => counted.value.get(track.value?.id ?? '') ?? null);
  /** The clock of this moment, without the times of all rows. */
  const now = computed(() => glance(facts.value, track.value?.id ?? '', second.value * 1000));
  const standing = steady(() => {
    const now = clock.value;
    return { on: Boolean(now?.live), paused: typeof now?.live?.paused_at === 'number', held: Boolean(now?.held), relative: Boolean(now?.relative) };
  });
  /** Within its time a row moves no other: then all times need not be counted every second. */
  const beat = computed(() => {
    const { live } = now.value;
    return live && live.remaining > 0 && !standing.value.paused ? Math.floor(second.value / CALM_S) : second.value;
  });
  const at = computed(() => new Map(lines.value.map((line, place) => [line.row.id, place])));

  /** @param {string | null | undefined} id @returns {Line | null} */
  const line = (id) => (id ? lines.value[at.value.get(id) ?? -1] ?? null : null);
  const live = computed(() => line(clock.value?.live?.row));
  const standby = computed(() => line(clock.value?.standby));

  return {
    store, chosen, tracks, track, clock, lines, state, ran, line, live, standby, facts, sheets, counted, now, standing,
    /** `state`, a frame after what it is counted from. */
    later: aFrameLater(() => [facts.value, track.value, beat.value], () => state.peek()),
    /** The row's place in the sheet. @param {string} id */
    placeOf: (id) => at.value.get(id) ?? -1,
    /** The row that plays behind this one. @param {string} id */
    after: (id) => lines.value.slice((at.value.get(id) ?? lines.value.length) + 1).find((one) => one.fact.plays) ?? null,
  };
}
