/**
 * The live feed of one event: a snapshot, then batches in order over one WebSocket (docs/api.md, section 5).
 *
 * "Start again" is the same code as the first load. Reconnecting is done here and not by the socket library, so that
 * the strip can say the truth: which try it is, and since when there is no link.
 */

import { io } from '../../vendor/socket.io-client-4.8.4/socket.io.esm.min.js';
import { ApiError, call } from './api.js';
import { clock, localNow, startClock } from './clock.js';
import { signal } from './vendor.js';

/**
 * @typedef {import('./store.js').Batch} Batch
 * @typedef {import('./store.js').Snapshot} Snapshot
 * @typedef {{link: 'connecting' | 'online' | 'reconnecting' | 'offline', since: number, tries: number,
 *   error: string | null}} LinkState `since`: server ms
 * @typedef {{epoch: string, seq: number}} Position
 * @typedef {{id: string, seen_at?: string | null, queue?: number | null, oldest?: number | null, dev_seq?: number,
 *   offset_ms?: number | null, battery?: number | null, missing?: Array<[number, number]>}} Presence what a device said of itself
 * @typedef {{
 *   event: string, audience: string, as?: 'staff' | 'device', store: import('./store.js').Store,
 *   load?: () => Promise<Position | null>,
 *   snapshot?: () => Promise<Snapshot>,
 *   save?: (kept: {snapshot: Snapshot} | {batch: Batch}) => unknown,
 *   onBatch?: (batch: Batch) => void, onState?: (state: LinkState) => void, onRevoked?: () => void,
 *   hear?: Record<string, (said: any) => void>,
 * }} FeedOptions
 * @typedef {ReturnType<typeof openFeed>} Feed
 */

const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 5000;
/** Server pings every 10 s and waits 8 s: silence longer than this means the line is dead. */
const SILENCE_MS = 18_000;
/** After this long without a link the strip stops saying "reconnecting" and says "offline". */
const OFFLINE_AFTER_MS = 5000;
const ACK_MS = 5000;
const PROBE_MS = 2500;
/** A server may open the line and then say nothing. */
const CONNECT_MS = 12_000;
/** Asked twice for the same missing batch and still a hole: take a fresh snapshot. */
const HOLES_BEFORE_RESET = 2;

/** Wait before try number n: doubles from 0.5 to 5 s, spread by half. @param {number} tries @param {number} chance 0..1 */
export function retryDelay(tries, chance) {
  const full = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** Math.max(0, tries - 1));
  return full / 2 + (full / 2) * chance;
}

/** Errors of `hello` that no waiting will heal. */
const FINAL = new Set(['device_revoked', 'sign_in_needed', 'forbidden', 'not_found']);

/** @param {FeedOptions} options */
export function openFeed(options) {
  const { event, audience, as, store } = options;
  /** @type {import('./vendor.js').Signal<LinkState>} */
  const state = signal({ link: 'connecting', since: clock.now(), tries: 0, error: null });
  /** Last heard of each device, by id. @type {import('./vendor.js').Signal<Map<string, Presence>>} */
  const presence = signal(new Map());
  const ready = signal(false);
  const socket = io({
    path: '/socket.io/', transports: ['websocket'], reconnection: false,
    autoConnect: false, forceNew: true, timeout: 6000, auth: { as },
  });

  let closed = false;
  let lastFrame = localNow();
  let holes = 0;
  let greeting = false;
  /** Batches that came while `hello` was under way. @type {Batch[]} */
  let early = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retryTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let connectTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let offlineTimer;

  /** @param {Partial<LinkState>} change */
  function show(change) {
    const before = state.peek();
    const link = change.link ?? before.link;
    const wasUp = before.link === 'online';
    const since = (link === 'online') === wasUp ? before.since : clock.now();
    state.value = { ...before, ...change, since };
    options.onState?.(state.peek());
  }

  /** First "reconnecting", and "offline" when it lasts or when the browser itself says so. */
  function showLost() {
    const { link } = state.peek();
    if (link === 'offline') return;
    if (globalThis.navigator?.onLine === false) return show({ link: 'offline' });
    if (link === 'online') show({ link: 'reconnecting' });
    offlineTimer ??= setTimeout(() => show({ link: 'offline' }), OFFLINE_AFTER_MS);
  }

  function calmDown() {
    clearTimeout(offlineTimer);
    offlineTimer = undefined;
  }

  /** @param {number} [delay] */
  function connectSoon(delay) {
    if (closed) return;
    clearTimeout(retryTimer);
    const tries = state.peek().tries + 1;
    show({ tries });
    retryTimer = setTimeout(connect, delay ?? retryDelay(tries, Math.random()));
  }

  function connect() {
    if (closed || socket.connected) return;
    socket.disconnect();
    clearTimeout(connectTimer);
    connectTimer = setTimeout(() => { if (!socket.connected) reconnectNow(); }, CONNECT_MS);
    socket.connect();
  }

  /** Drop what may be a dead line and try at once. */
  function reconnectNow() {
    if (closed) return;
    socket.disconnect();
    showLost();
    connectSoon(0);
  }

  /** @param {string} code */
  function end(code) {
    close();
    show({ link: 'offline', error: code });
    if (code === 'device_revoked') options.onRevoked?.();
  }

  async function hello() {
    if (greeting) return;
    greeting = true;
    early = [];
    try {
      const ack = await socket.timeout(ACK_MS).emitWithAck('hello', { event, audience, ...store.position });
      lastFrame = localNow();
      if (!ack?.ok) return refused(ack?.error?.code ?? 'unknown');
      if (ack.reset) return void (await startAgain());
      if (ack.batch) take(ack.batch);
      online();
    } catch {
      if (closed) return;
      socket.disconnect();
      showLost();
      connectSoon();
    } finally {
      greeting = false;
      for (const batch of early.splice(0)) receive(batch);
    }
  }

  /** @param {string} code */
  function refused(code) {
    if (FINAL.has(code)) return end(code);
    socket.disconnect();
    show({ error: code });
    showLost();
    connectSoon(RETRY_MAX_MS);
  }

  function online() {
    holes = 0;
    calmDown();
    show({ link: 'online', tries: 0, error: null });
    ready.value = true;
    void ticking.burst();
  }

  /** The journal here and there do not fit: the whole state again, then `hello` from there. */
  async function startAgain() {
    await fromSnapshot();
    greeting = false;
    await hello();
  }

  async function fromSnapshot() {
    const snapshot = await (options.snapshot ?? httpSnapshot)();
    store.reset(snapshot);
    ready.value = true;
    options.save?.({ snapshot });
  }

  /** @returns {Promise<Snapshot>} */
  function httpSnapshot() {
    return call('GET', `/api/events/${encodeURIComponent(event)}/snapshot/${audience}`, undefined, { as, timeout: 20_000 });
  }

  /** @param {Batch} batch */
  function receive(batch) {
    if (greeting) early.push(batch);
    else if (take(batch) === 'hole') hole();
  }

  /** @param {Batch} batch */
  function take(batch) {
    const outcome = store.apply(batch);
    if (outcome === 'applied') {
      options.save?.({ batch });
      options.onBatch?.(batch);
    }
    return outcome;
  }

  function hole() {
    holes += 1;
    if (holes > HOLES_BEFORE_RESET) store.stand({ epoch: '', seq: 0 });
    void hello();
  }

  /** @param {string} name @param {Record<string, unknown>} payload @returns {Promise<any>} null without a link */
  async function ask(name, payload, wait = ACK_MS) {
    if (!socket.connected) return null;
    const answer = await socket.timeout(wait).emitWithAck(name, payload).catch(() => null);
    if (answer) lastFrame = localNow();
    return answer;
  }

  async function sampleTime() {
    const t0 = localNow();
    const answer = await ask('time', { t0 });
    return answer ? { t0, t1: answer.t1, t2: answer.t2, t3: localNow() } : null;
  }

  /** Is the line alive? A silent one is asked; without an answer it is opened again. */
  async function probe() {
    if (closed) return;
    if (!socket.connected) {
      if (ready.peek()) connectSoon(0);
      return;
    }
    if (localNow() - lastFrame > SILENCE_MS) return reconnectNow();
    if (!(await ask('time', { t0: localNow() }, PROBE_MS)) && socket.connected) reconnectNow();
    else void ticking.burst();
  }

  const onVisible = () => { if (document.visibilityState === 'visible') void probe(); };
  const onProbe = () => void probe();

  async function begin() {
    try {
      const position = await options.load?.();
      if (position) {
        store.stand(position);
        ready.value = true;
      } else {
        await fromSnapshot();
      }
      connect();
    } catch (error) {
      if (closed) return;
      const code = error instanceof ApiError ? error.code : 'unknown';
      if (error instanceof ApiError && FINAL.has(code)) return end(code);
      show({ error: code, tries: state.peek().tries + 1 });
      showLost();
      retryTimer = setTimeout(begin, retryDelay(state.peek().tries, Math.random()));
    }
  }

  function close() {
    closed = true;
    clearTimeout(retryTimer);
    clearTimeout(connectTimer);
    calmDown();
    ticking.stop();
    document.removeEventListener('visibilitychange', onVisible);
    for (const name of ['online', 'offline', 'pageshow']) removeEventListener(name, onProbe);
    socket.disconnect();
  }

  socket.on('connect', () => { clearTimeout(connectTimer); lastFrame = localNow(); void hello(); });
  socket.on('batch', (batch) => { lastFrame = localNow(); receive(batch); });
  socket.on('presence', ({ devices }) => {
    lastFrame = localNow();
    presence.value = new Map([...presence.peek(), ...devices.map((/** @type {Presence} */ one) => /** @type {const} */ ([one.id, one]))]);
  });
  for (const [name, run] of Object.entries(options.hear ?? {})) socket.on(name, run);
  socket.on('revoked', () => end('device_revoked'));
  socket.on('bye', ({ retry_ms: wait }) => {
    socket.disconnect();
    showLost();
    connectSoon((wait ?? RETRY_MIN_MS) * (1 + Math.random()));
  });
  socket.on('connect_error', (error) => {
    const code = /** @type {any} */ (error).data?.code ?? error.message;
    if (FINAL.has(code)) return end(code);
    showLost();
    connectSoon();
  });
  socket.on('disconnect', (reason) => {
    if (closed || reason === 'io client disconnect') return;
    showLost();
    connectSoon();
  });
  socket.io.on('ping', () => { lastFrame = localNow(); });

  const ticking = startClock(sampleTime);
  document.addEventListener('visibilitychange', onVisible);
  for (const name of ['online', 'offline', 'pageshow']) addEventListener(name, onProbe);
  void begin();

  return {
    state, presence, ready, store, close,
    /** Ask the server something; null without an answer in time. @type {(name: string, said: Record<string, unknown>, wait?: number) => Promise<any>} */
    ask,
    /** Report of a device; null when there is no link. @param {Record<string, unknown>} payload */
    beat: (payload) => ask('beat', payload),
    /** Try at once, for a button. */
    retry: reconnectNow,
  };
}
