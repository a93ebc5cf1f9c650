// @ts-check
/** What the page of the record knows: the runs and takes of a track, which take is shown, which are compared. */

import { computed, signal, t } from '../core/ui.js';
import { read } from '../office/office.js';

/**
 * @typedef {{track: string, take: number, n: number, row: string, cue: string, title: string, started: number, ended: number,
 *   added: number, paused: number, due: number, duration: number, late: number, took: number, over: number, cause: string}} Run
 * @typedef {{track: string, take: number, name: string, runs: number, now: boolean, started: number | null, ended: number | null,
 *   took: number, planned: number}} Take
 * @typedef {ReturnType<typeof recordState>} RecordState
 */

/** @param {Take} take */
export const takeName = (take) => take.name || t('stage.record.take', { n: take.take });

export function recordState() {
  const found = signal(/** @type {{runs: Run[], takes: Take[]} | null} */ (null));
  const problem = signal(/** @type {unknown} */ (null));
  const track = signal('');
  /** The take that is looked at; 0: the newest that ran. */
  const chosen = signal(0);
  /** Takes that are left out of the comparison: a new one is compared until somebody takes it out. */
  const left = signal(/** @type {ReadonlySet<number>} */ (new Set()));

  const takes = computed(() => (found.value?.takes ?? []).filter((one) => one.runs > 0 || one.now || one.name));
  const ran = computed(() => takes.value.filter((one) => one.runs > 0));
  const take = computed(() => takes.value.find((one) => one.take === chosen.value) ?? ran.value.at(-1) ?? takes.value.at(-1) ?? null);
  const runs = computed(() => (found.value?.runs ?? []).filter((one) => one.take === take.value?.take));
  const compared = computed(() => ran.value.filter((one) => !left.value.has(one.take)));

  /** The newest question wins; an answer that comes late is not shown. */
  let asked = 0;
  async function load() {
    asked += 1;
    const mine = asked;
    try {
      const answer = await read(`/stage/record?track=${encodeURIComponent(track.peek())}`);
      if (mine === asked) {
        found.value = answer;
        problem.value = null;
      }
    } catch (error) {
      if (mine === asked) problem.value = error;
    }
  }

  /** @param {string} name */
  function chooseTrack(name) {
    track.value = name;
    found.value = null;
    chosen.value = 0;
    left.value = new Set();
    return load();
  }

  /** @param {number} number @param {boolean} on */
  function compare(number, on) {
    const next = new Set(left.peek());
    if (on) next.delete(number);
    else next.add(number);
    left.value = next;
  }

  return { found, problem, track, chosen, takes, take, runs, compared, load, chooseTrack, compare };
}
