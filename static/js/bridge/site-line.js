/**
 * The line of a site to its hub: asks for the time four times a second, which is the heartbeat as well, and makes a new
 * socket when 1.5 s pass without an answer. A socket that seems open may be dead for minutes; nobody waits for it here.
 */

import { io } from '../../vendor/socket.io-client-4.8.4/socket.io.esm.min.js';
import { askEvery } from './clock.js';
import { STALE_MS } from './rules-cues.js';
import { createScouts, KNOCK_MS, knock } from './site-scouts.js';

/**
 * How long a try to connect may take. A request that was sent while the line was dead is repeated by the system after a
 * second, so short tries come first; a slow line needs the long one. Side by side they would wait for each other: a
 * browser opens one WebSocket to a server at a time.
 */
const TRY_MS = [800, 800, 1_900];
const ACK_MS = 2_000;
const AGAIN_MS = [100, 250];
/**
 * A browser lets a new socket wait longer the more of the last minutes have failed, in the end for seconds each. So a hub that
 * refuses is soon asked by plain requests alone; so is a line that stays dead, beside one long try.
 */
const REFUSED_AT_FIRST = 3;
const REFUSED_WITHIN_MS = 400;
const QUICK_TRIES = 10;
const LONG_TRY_MS = 120_000;
/** Where the hub has just answered a plain request, a socket that has to wait its turn is worth waiting for. */
const THERE_TRY_MS = 6_000;
/** Words of the server that no waiting will heal. */
export const FINAL = new Set(['device_revoked', 'sign_in_needed', 'forbidden', 'not_found']);

/** Wait before the next try, ms. @param {number} tries how many there were */
export const againIn = (tries) => AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)] ?? 250;
/** How long a try may take, ms. @param {number} tries how many there were */
export const tryFor = (tries) => (tries < QUICK_TRIES ? TRY_MS[tries % TRY_MS.length] ?? 1_900 : LONG_TRY_MS);

/**
 * @typedef {{
 *   clock: import('./clock.js').BridgeClock, local: () => number, heardAgo?: number, delay?: () => number | null,
 *   join: () => {cue: number, talk: number}, onJoined: (told: any) => void,
 *   hear: Record<string, (said: any) => void>, onEnd: (code: string) => void, onLink: (up: boolean, tries: number) => void,
 *   onTime?: (t0: number, t1: number, t2: number, t3: number) => void, dial?: typeof io,
 * }} LineOptions
 * @typedef {ReturnType<typeof openLine>} Line
 */

/** @param {LineOptions} options */
export function openLine({ clock, local, heardAgo = Infinity, delay = () => null, join, onJoined, hear, onEnd, onLink, onTime = () => {}, dial = io }) {
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
  let longest = 0;
  let knocking = false;

  const now = local;
  // On a line that was dead an answer is newer than a long try that still waits: a fresh socket is quicker.
  const scouts = createScouts(() => { if (!ended && longest === LONG_TRY_MS && !socket?.connected && now() - openedAt > REFUSED_WITHIN_MS) void open(true); });

  /** @param {boolean} [there] the hub has just answered a plain request */
  async function open(there = false) {
    if (knocking) return;
    close();
    openedAt = now();
    if (refusals >= REFUSED_AT_FIRST && !there) {
      knocking = true;
      there = await knock(AbortSignal.timeout(KNOCK_MS));
      knocking = false;
      if (ended) return;
      if (!there) return lost();
      openedAt = now();
    }
    longest = there ? THERE_TRY_MS : tryFor(tries);
    const mine = dial({
      path: '/socket.io/', transports: ['websocket'], reconnection: false, autoConnect: false, forceNew: true, timeout: longest,
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
    scouts.home();
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
    scouts.home();
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
    const ranOut = !joined && now() - openedAt > REFUSED_WITHIN_MS;
    refusals = joined || ranOut ? 0 : refusals + 1;
    close();
    nextTry = ranOut ? now() : now() + againIn(tries); // who has waited for an answer need not wait once more
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
    if (!joined && tries >= QUICK_TRIES) scouts.send(at);
    if (!socket) { if (at >= nextTry) void open(); return; }
    if (!joined) { if (at - openedAt > longest + ACK_MS) lost(); return; }
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
    stop() { ended = true; scouts.home(); close(); },
  };
}
