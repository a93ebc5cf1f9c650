/** Pages without a feed still show a true link and a true clock: they ask the server's time, 4 times a minute. */

import { ApiError, call } from './api.js';
import { clock, localNow, startClock } from './clock.js';
import { signal } from './vendor.js';

/** @typedef {import('./feed.js').LinkState} LinkState */

export function openPulse() {
  /** @type {import('./vendor.js').Signal<LinkState>} */
  const state = signal({ link: 'connecting', since: clock.now(), tries: 0, error: null });

  /** @param {boolean} up @param {string | null} error */
  function show(up, error) {
    const before = state.peek();
    const since = (before.link === 'online') === up ? before.since : clock.now();
    const tries = up ? 0 : before.tries + 1;
    state.value = { link: up ? 'online' : tries > 1 ? 'offline' : 'reconnecting', since, tries, error };
  }

  async function sample() {
    const t0 = localNow();
    try {
      const { t1, t2 } = await call('GET', `/api/time?t0=${t0}`, undefined, { timeout: 4000 });
      const t3 = localNow();
      show(true, null);
      return { t0, t1, t2, t3 };
    } catch (error) {
      show(false, error instanceof ApiError ? error.code : 'unknown');
      return null;
    }
  }

  const ticking = startClock(sample);
  const again = () => void ticking.burst();
  addEventListener('online', again);
  addEventListener('offline', again);
  return { state, close: ticking.stop };
}
