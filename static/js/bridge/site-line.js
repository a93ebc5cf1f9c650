/**
 * The line of a site to its hub: asks for the time four times a second, which is the heartbeat as well, and makes a new
 * socket when 1.5 s pass without an answer. A socket that seems open may be dead for minutes; nobody waits for it here.
 */

import { io } from '../../vendor/socket.io-client-4.8.4/socket.io.esm.min.js';
import { askEvery } from './clock.js';
import { STALE_MS } from './rules-cues.js';

/**
 * How long a try to connect may take. A request that was sent while the line was dead is repeated by the system after a
 * second, so short tries come first; a slow line needs the long one. Side by side they would wait for each other: a
 * browser opens one WebSocket to a server at a time.
 */
const TRY_MS = [800, 800, 1_900];
const ACK_MS = 2_000;
const AGAIN_MS = [100, 250];
/**
 * Browsers let sockets wait longer and longer when many have failed, in the end for seconds each. A hub that is down
 * refuses many in a short time: after a few it is asked by plain requests, which nothing slows down, until one is answered.
 * On a dead line a try takes its time, few fail, and a new socket is the quick way: a plain request would wait for the
 * connection that an earlier one has begun, whose repeats come ever more seldom.
 */
const REFUSED_AT_FIRST = 3;
const FAILED_AT_MOST = 20;
const REFUSED_WITHIN_MS = 400;
/** Words of the server that no waiting will heal. */
export const FINAL = new Set(['device_revoked', 'sign_in_needed', 'forbidden', 'not_found']);

/** Wait before the next try, ms. @param {number} tries how many there were */
export const againIn = (tries) => AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)] ?? 250;
/** How long a try may take, ms. @param {number} tries how many there were */
export const tryFor = (tries) => TRY_MS[tries % TRY_MS.length] ?? 1_900;

/** Is the hub there? @param {number} longest ms @returns {Promise<boolean>} */
async function knock(longest) {
  const answer = await fetch('/healthz', { cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(longest) }).catch(() => null);
  return answer?.status === 200;
}

/**
 * @typedef {{
 *   clock: import('./clock.js').BridgeClock, local: () => number, heardAgo?: number, delay?: () => number | null,
 *   join: () => {cue: number, talk: number}, onJoined: (told: any) => void,
 *   hear: Record<string, (said: any) => void>, onEnd: (code: string) => void, onLink: (up: boolean, tries: number) => void,
 *   onTime?: (t0: number, t1: number, t2: number, t3: number) => void,
 * }} LineOptions
 * @typedef {ReturnType<typeof openLine>} Line
 */

/** @param {LineOptions} options */
export function openLine({ clock, local, heardAgo = Infinity, delay = () => null, join, onJoined, hear, onEnd, onLink, onTime = () => {} }) {
  /** @type {any} */
  let socket = null;
  let joined = false;
  let ended = false;
  let tries = 0;
  /** How many tries in a row were refused at once. */
  let refusals = 0;
  let openedAt = 0;
  let askedAt = -Infinity;
  let heardAt = local() - heardAgo;
  let nextTry = 0;
  let knocking = false;

  const now = local;

  async function open() {
    if (knocking) return;
    close();
    openedAt = now();
    if (refusals >= REFUSED_AT_FIRST || tries >= FAILED_AT_MOST) {
      knocking = true;
      const there = await knock(tryFor(tries));
      knocking = false;
      if (ended) return;
      if (!there) return lost();
      openedAt = now();
    }
    const mine = io({
      path: '/socket.io/', transports: ['websocket'], reconnection: false, autoConnect: false, forceNew: true, timeout: tryFor(tries),
      auth: { as: 'device' },
    });
    socket = mine;
    mine.on('connect', () => void enter(mine));
    mine.on('connect_error', (error) => { if (mine === socket) refused(/** @type {any} */ (error).data?.code ?? error.message); });
    mine.on('disconnect', () => { if (mine === socket) lost(); });
    mine.on('revoked', () => end('device_revoked'));
    mine.on('bridge_refresh', () => void enter(mine));
    for (const [name, run] of Object.entries(hear)) mine.on(name, (/** @type {any} */ said) => { if (mine === socket) run(said); });
    mine.connect();
  }

  /** @param {any} mine */
  async function enter(mine) {
    const t0 = now();
    const told = await mine.timeout(ACK_MS).emitWithAck('bridge_join', join()).catch(() => null);
    if (mine !== socket) return;
    if (!told) return lost();
    if (!told.ok) return refused(told.error?.code ?? 'unknown');
    joined = true;
    tries = 0;
    refusals = 0;
    heardAt = now();
    clock.add(t0, told.now, told.now, heardAt); // a cue that comes with the join must not be judged by this device's own clock
    askedAt = -Infinity;
    openedAt = now();
    onJoined(told);
    onLink(true, 0);
    beat();
  }

  /** @param {string} code */
  function refused(code) {
    if (FINAL.has(code)) return end(code);
    lost();
  }

  /** @param {string} code */
  function end(code) {
    ended = true;
    close();
    onLink(false, tries);
    onEnd(code);
  }

  function close() {
    const old = socket;
    socket = null;
    joined = false;
    old?.removeAllListeners();
    old?.disconnect();
  }

  function lost() {
    refusals = joined || now() - openedAt > REFUSED_WITHIN_MS ? 0 : refusals + 1;
    close();
    nextTry = now() + againIn(tries);
    tries += 1;
    onLink(false, tries);
  }

  function ask() {
    const mine = socket;
    const t0 = now();
    askedAt = t0;
    const gauge = clock.offset === null ? undefined : { offset: clock.offset, pm: clock.pm, rtt: clock.rtt, n: clock.n, epoch: clock.epoch, delay: delay() };
    mine.volatile.emit('bridge_clk', { t0, g: gauge }, (/** @type {any} */ told) => {
      if (mine !== socket || !told) return;
      heardAt = now();
      clock.add(t0, told.t1, told.t2, heardAt);
      onTime(t0, told.t1, told.t2, heardAt);
    });
  }

  /** What is due now; called ten times a second or more. */
  function beat() {
    if (ended) return;
    const at = now();
    if (!socket) { if (at >= nextTry) void open(); return; }
    if (!joined) { if (at - openedAt > tryFor(tries) + ACK_MS) lost(); return; }
    if (at - heardAt > STALE_MS) return lost();
    if (at - askedAt >= askEvery(at - openedAt) - 5) ask();
  }

  return {
    beat,
    /** Ms since the hub last answered. */
    silence: () => now() - heardAt,
    get up() { return joined; },
    /** Say something; the answer, or null without one. @param {string} name @param {Record<string, unknown>} said @returns {Promise<any>} */
    async tell(name, said) {
      const mine = socket;
      if (!joined) return null;
      return mine.timeout(ACK_MS).emitWithAck(name, said).catch(() => null);
    },
    retry() { if (!ended && !joined) { tries = 0; refusals = 0; void open(); } },
    stop() { ended = true; close(); },
  };
}
