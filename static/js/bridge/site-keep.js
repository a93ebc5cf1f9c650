/**
 * What a site's page keeps on its device: who it is, its cues and what it did with each, the last words. A reload never
 * fires a cue twice, and with the hub gone the page opens, counts on and fires what it holds armed.
 */

const NAME = 'ops.bridge.site';
/** What is older belongs to another evening. */
const HOLDS_MS = 24 * 3_600_000;
const TALKS = 30;

/**
 * @typedef {{invite: string, me: any, cues: any[], talks: any[], held: Record<string, import('./site-cues.js').Held>,
 *   heard_at: number}} Kept `heard_at`: when the hub was last heard, by this device's own wall clock, ms
 */

/** What lies here from before, if it is of this evening. @param {number} [now] wall clock, ms @returns {Kept | null} */
export function recall(now = Date.now()) {
  try {
    const found = JSON.parse(localStorage.getItem(NAME) ?? 'null');
    const whole = found?.me?.site?.id && Array.isArray(found.cues) && Array.isArray(found.talks) && found.held;
    return whole && Math.abs(now - found.heard_at) < HOLDS_MS ? found : null;
  } catch {
    return null;
  }
}

/** @param {Kept} kept */
export function keep(kept) {
  try {
    localStorage.setItem(NAME, JSON.stringify({ ...kept, talks: kept.talks.slice(-TALKS) }));
  } catch {
    // storage is full or refused: the page works on, only a reload forgets
  }
}

/** The invite is not this device's any more. */
export function forget() {
  try {
    localStorage.removeItem(NAME);
  } catch {
    // what could not be kept need not be forgotten
  }
}
