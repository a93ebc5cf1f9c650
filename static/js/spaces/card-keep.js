// @ts-check
// The stamp card on this phone: a random token, the card as the server knew it last, scans that wait for a network.

import { fate, queued, without } from './card-rules.js';
import { newRef, post } from './small.js';

/** @typedef {import('./card-rules.js').Kept} Kept */
/** @typedef {import('./small.js').Failure} Failure */
/** @typedef {{key: number, kind: 'stamped' | 'already' | 'weak' | 'refused' | 'kept', booth: string, words: string, ticket?: string, until?: string}} Said */

const MEMORY = 'ops.card';
const CLOCK = 'ops.card.clock';
const AGAIN_MS = 15_000;
const MOST_SAID = 4;
const FRESH_MS = 3000;

/** @returns {Kept} */
function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(MEMORY) ?? 'null');
    if (kept && Array.isArray(kept.queue)) return { token: String(kept.token ?? ''), card: kept.card ?? null, queue: kept.queue };
  } catch { /* refused or spoilt storage: a new card begins */ }
  return { token: '', card: null, queue: [] };
}

/** @param {() => void} changed drawn again after every change */
export function openCard(changed) {
  let kept = recall();
  /** @type {Said[]} */
  let said = [];
  let [offline, busy, loading, storage, sayings] = [false, false, true, true, 0];
  let waitUntil = 0;
  let heardAt = 0;
  /** @type {Failure | null} */
  let trouble = null;
  let offset = Number((() => { try { return localStorage.getItem(CLOCK); } catch { return 0; } })()) || 0;

  /** @param {Partial<Kept>} news */
  function keep(news) {
    kept = { ...kept, ...news };
    try { localStorage.setItem(MEMORY, JSON.stringify(kept)); storage = true; } catch { storage = false; }
    changed();
  }

  /** @param {Omit<Said, 'key'>} one */
  function say(one) {
    sayings += 1;
    said = [{ ...one, key: sayings }, ...said].slice(0, MOST_SAID);
    changed();
  }

  /** How far this phone's clock is off: a scan keeps the phone's time and this. */
  async function lookAtClock() {
    const t0 = Date.now();
    try {
      const { t1, t2 } = await (await fetch(`/api/time?t0=${t0}`, { cache: 'no-store' })).json();
      offset = Math.round((t1 + t2) / 2 - (t0 + Date.now()) / 2);
      localStorage.setItem(CLOCK, String(offset));
    } catch { /* the last known one holds */ }
  }

  const nameOf = (/** @type {string} */ key) => kept.card?.booths.find((one) => one.key === key)?.name ?? '';

  /** A code was read or typed. @param {string} booth key @param {string} code */
  function scan(booth, code) {
    said = said.filter((one) => one.kind !== 'refused' || one.booth !== nameOf(booth)); // tried anew: what was said of the last try is over
    const at = Date.now();
    keep({ queue: queued(kept.queue, { ref: newRef(), booth, code, scanned_at: new Date(at).toISOString(), offset_ms: offset, at }) });
    void flush(true);
  }

  /** @param {import('./card-rules.js').Waiting} one */
  async function sendOne({ at: _, ...one }) {
    const had = kept.token;
    try {
      const told = await post('/api/k/scan', { ...one, token: had });
      offline = false;
      heardAt = Date.now();
      const { stamp } = told;
      keep({ token: told.token ?? had, card: told.card, queue: without(kept.queue, one.ref) });
      say({ kind: stamp.state === 'already' ? 'already' : stamp.weak ? 'weak' : 'stamped', booth: stamp.name, words: '', ticket: told.ticket, until: told.ticket_until });
      return true;
    } catch (problem) {
      return settle(one, /** @type {Failure} */ (problem), Boolean(had));
    }
  }

  /** @param {{ref: string, booth: string}} one @param {Failure} error @param {boolean} had @returns {boolean} whether to go on with the next */
  function settle(one, error, had) {
    const what = fate(error, had);
    if (what === 'again') {
      offline = !error.answered;
      waitUntil = Date.now() + error.retryAfterMs;
      trouble = error;
      changed();
      return false;
    }
    if (what === 'card') {
      keep({ token: '', card: null }); // deleted on the server, or of another event: the same item is sent again and makes a new one
      return true;
    }
    keep({ queue: without(kept.queue, one.ref) });
    say({ kind: 'refused', booth: nameOf(one.booth), words: error.status === 404 ? '' : error.message });
    return true;
  }

  /** Send what waits, oldest first, one after the other. @param {boolean} [now] somebody pressed: do not wait */
  async function flush(now = false) {
    if (busy || !kept.queue.length || (!now && Date.now() < waitUntil)) return;
    busy = true;
    trouble = null;
    changed();
    while (kept.queue.length && (await sendOne(kept.queue[0])));
    busy = false;
    changed();
  }

  /** The card as the server has it; without a token what the cookie of this browser opens. @param {string} [token] */
  async function refresh(token = kept.token) {
    try {
      const told = await post('/api/k/card', { token });
      offline = false;
      keep({ token: told.token, card: told.card });
      return true;
    } catch (problem) {
      const error = /** @type {Failure} */ (problem);
      offline = !error.answered;
      if (error.status === 404 && token === kept.token) keep({ token: '', card: null });
      return false;
    } finally {
      loading = false;
      changed();
    }
  }

  /** A badge opens the card that belongs to it. @param {string} booth @param {string} code @param {string} invitation */
  async function useBadge(booth, code, invitation) {
    const told = await post('/api/k/guest', { ref: newRef(), booth, code, invitation, agree: true });
    keep({ token: told.token, card: told.card });
  }

  function forget() {
    said = [];
    kept = { token: '', card: null, queue: [] };
    try { localStorage.removeItem(MEMORY); } catch { /* nothing was kept */ }
    changed();
  }

  /** Send what waits; the answer to a scan is the card as well. */
  async function renew() {
    await flush(true);
    loading = false;
    if (Date.now() - heardAt > FRESH_MS) await refresh();
    else changed();
  }

  function start() {
    void lookAtClock();
    void renew();
    setInterval(() => void flush(), AGAIN_MS);
    for (const name of ['online', 'pageshow']) addEventListener(name, () => void flush(true));
    document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') void renew(); });
    addEventListener('offline', () => { offline = true; changed(); });
    // two tabs of one phone: the other has sent or taken something
    addEventListener('storage', ({ key }) => { if (key === MEMORY) { kept = recall(); changed(); } });
  }

  return {
    start, scan, flush, refresh, useBadge, forget,
    get kept() { return kept; }, get said() { return said; }, get offline() { return offline; }, get busy() { return busy; },
    get loading() { return loading; }, get storage() { return storage; }, get trouble() { return trouble; },
    dismiss(/** @type {number} */ key) { said = said.filter((one) => one.key !== key); changed(); },
  };
}
/** @typedef {ReturnType<typeof openCard>} OwnCard */
