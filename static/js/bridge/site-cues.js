/**
 * The cues of a site: armed on arrival, fired by the site's own disciplined clock, told to the hub until it has heard.
 * Nothing here needs the hub once a cue is armed.
 */

import { atInstant, cancelled, OVER, receive, TIMED } from './rules-cues.js';

/** @typedef {import('./rules-cues.js').Cue} Cue @typedef {import('./rules-cues.js').CueState} CueState */
/**
 * @typedef {{state: CueState, received_at: number | null, late_by: number, fired_at: number | null, err: number | null,
 *   acked: boolean, told: boolean}} Held what this page knows of one cue; `acked` and `told`: the hub has heard
 * @typedef {{hubNow: () => number, wake: (id: string, hubAt: number, run: () => void) => void, drop: (id: string) => void,
 *   changed: () => void, onFired: (cue: Cue, held: Held) => void, health: () => Record<string, number | null>}} CueTools
 * @typedef {{name: 'bridge_ack' | 'bridge_done', said: Record<string, unknown>}} Report
 */

/** The page wakes this long before the instant and waits the rest awake, ms. */
const EARLY_MS = 8;
const KEPT = 60;

/** @param {CueTools} tools @param {Record<string, Held>} [kept] */
export function siteCues(tools, kept = {}) {
  /** @type {Map<string, Cue>} */
  const cues = new Map();
  /** @type {Record<string, Held>} */
  const held = { ...kept };

  /** A cue from the hub, by the line or with the join; the second time it changes nothing. @param {any} cue */
  function take(cue) {
    cues.set(cue.id, cue);
    const told = Object.values(/** @type {Record<string, {state: CueState}>} */ (cue.sites ?? {}))[0]?.state ?? 'sent';
    if (held[cue.id]) return arm(cue);
    if (OVER.includes(told)) { held[cue.id] = over(told); return tools.changed(); }
    const now = tools.hubNow();
    // The hub has our word from before this page was opened: it is armed, and its instant may have passed since.
    const [state, late] = told === 'armed' ? laterFate(cue, now) : receive(cue, now, {});
    held[cue.id] = { state: 'armed', received_at: now, late_by: 0, fired_at: null, err: null, acked: told === 'armed', told: false };
    if (state === 'armed') arm(cue);
    else finish(cue, state, late);
    if (cue.kind === 'cancel') cancel(cue);
    prune();
    tools.changed();
  }

  /** @param {CueState} state @returns {Held} */
  const over = (state) => ({ state, received_at: null, late_by: 0, fired_at: null, err: null, acked: true, told: true });

  /** @param {Cue} cue @param {number} now @returns {[CueState, number]} */
  const laterFate = (cue, now) => (now < cue.fire_at ? ['armed', 0] : receive(cue, now, {}));

  /** @param {Cue} cue */
  function arm(cue) {
    if (held[cue.id]?.state !== 'armed') return;
    tools.wake(cue.id, cue.fire_at - EARLY_MS, () => fire(cue.id));
  }

  /** @param {string} id */
  function fire(id) {
    const cue = cues.get(id);
    if (!cue || held[id]?.state !== 'armed') return;
    if (tools.hubNow() < cue.fire_at - 2 * EARLY_MS) return arm(cue); // the clock has been corrected since
    while (tools.hubNow() < cue.fire_at);
    const [state, late] = atInstant(cue, tools.hubNow(), 'armed');
    finish(cue, state, late);
    tools.changed();
  }

  /** @param {Cue} cue @param {CueState} state @param {number} late */
  function finish(cue, state, late) {
    const one = held[cue.id];
    if (!one) return;
    const now = tools.hubNow();
    const fired = state === 'fired' || state === 'late';
    held[cue.id] = { ...one, state, late_by: state === 'fired' ? 0 : Math.max(0, late), fired_at: fired ? now : null, err: fired && TIMED.includes(cue.kind) ? now - cue.fire_at : null };
    tools.onFired(cue, /** @type {Held} */ (held[cue.id]));
  }

  /** @param {Cue} cue the one of kind cancel */
  function cancel(cue) {
    const one = held[cue.of];
    if (one?.state !== 'armed') return;
    tools.drop(cue.of);
    held[cue.of] = { ...one, state: 'cancelled' };
  }

  function prune() {
    const ids = [...cues.values()].sort((a, b) => a.seq - b.seq).map((cue) => cue.id);
    for (const id of ids.slice(0, -KEPT)) if (held[id]?.told) { cues.delete(id); delete held[id]; }
  }

  /** What the hub has not heard yet. @returns {Report[]} */
  function reports() {
    return [...cues.values()].sort((a, b) => a.seq - b.seq).flatMap(/** @returns {Report[]} */ (cue) => {
      const one = held[cue.id];
      if (!one || one.told) return [];
      const common = { cue: cue.id, received_at: one.received_at, late_by: one.late_by, health: tools.health() };
      if (OVER.includes(one.state)) return [{ name: /** @type {const} */ ('bridge_done'), said: { ...common, state: one.state, fired_at: one.fired_at, err: one.err } }];
      return one.acked ? [] : [{ name: /** @type {const} */ ('bridge_ack'), said: common }];
    });
  }

  /** The hub has heard a report. @param {Report} report */
  function heard({ name, said }) {
    const one = held[String(said.cue)];
    if (!one) return;
    if (name === 'bridge_done') one.told = true;
    one.acked = true;
  }

  return {
    take, reports, heard, held,
    list: () => [...cues.values()],
    /** The newest number that is here without a gap before it. */
    last: () => Math.max(0, ...[...cues.values()].map((cue) => cue.seq)),
    /** What is armed and ahead, the next first. */
    ahead: () => [...cues.values()].filter((cue) => held[cue.id]?.state === 'armed' && cue.fire_at > tools.hubNow() && !cancelled(cue, [...cues.values()])).sort((a, b) => a.fire_at - b.fire_at),
  };
}

/**
 * Tells the hub what it has not heard, all at once: on a line that was down, one after the other would be a round trip each.
 * What comes up meanwhile is told right after it.
 * @param {{may: () => boolean, reports: () => Report[], heard: (one: Report) => void, tell: (one: Report) => Promise<unknown>,
 *   after: () => void}} tools  `tell` answers null when the hub has not heard
 * @returns {() => Promise<void>}
 */
export function reporter({ may, reports, heard, tell, after }) {
  let busy = false;
  return async () => {
    if (busy || !may()) return;
    busy = true;
    await null; // a join brings many cues in one breath: they are told together
    try {
      for (let rest = reports(), open = true; open && rest.length; rest = reports()) {
        const answers = await Promise.all(rest.map(tell));
        rest.forEach((one, n) => { if (answers[n]) heard(one); });
        open = answers.every(Boolean) && may();
      }
    } finally {
      busy = false;
    }
    after();
  };
}

/** The newest timed cue that this site let go by, unless something came after it. @param {Cue[]} cues @param {Record<string, Held>} held */
export function missedCue(cues, held) {
  const mine = cues.filter((cue) => cue.kind !== 'cancel' && held[cue.id] && held[cue.id]?.state !== 'armed' && held[cue.id]?.state !== 'cancelled');
  const last = mine.sort((a, b) => a.fire_at - b.fire_at || a.seq - b.seq).at(-1);
  return last && held[last.id]?.state === 'missed' ? last : null;
}
