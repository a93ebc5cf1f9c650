// @ts-check
/** The line of a site on a hub that is silent, refuses, or is there again: how it is looked for, by a clock moved by hand. */
import assert from "node:assert/strict";
import test from "node:test";
import { createClock } from "../../static/js/bridge/clock.js";
import { openLine } from "../../static/js/bridge/site-line.js";

const TICK = 100;
const turn = () => new Promise((done) => setImmediate(done));

/** A page with its line; sockets and plain requests are answered by hand. */
function page() {
  let now = 0;
  /** @type {any[]} */
  const sockets = [];
  /** @type {((status: number) => void)[]} */
  const asked = [];
  globalThis.fetch = /** @type {any} */ ((/** @type {string} */ _path, /** @type {{signal: AbortSignal}} */ { signal }) => new Promise((done, failed) => {
    asked.push((status) => (status ? done({ status }) : failed(new Error("refused"))));
    signal.addEventListener("abort", () => failed(new Error("aborted")));
  }));
  /** @param {any} options */
  const dial = (options) => {
    /** @type {Record<string, (said?: any) => void>} */
    const ears = {};
    const socket = {
      at: now, longest: options.timeout, connected: false, gone: false, joins: 0,
      on: (/** @type {string} */ name, /** @type {() => void} */ run) => { ears[name] = run; },
      connect: () => {}, removeAllListeners: () => {}, disconnect: () => { socket.gone = true; },
      timeout: () => ({ emitWithAck: async () => { socket.joins += 1; return { ok: true, now }; } }),
      volatile: { emit: () => {} },
      open: async () => { socket.connected = true; ears.connect?.(); await turn(); },
      refuse: () => ears.connect_error?.(new Error("websocket error")),
      runOut: () => ears.connect_error?.(new Error("timeout")),
    };
    sockets.push(socket);
    return socket;
  };
  let joined = 0;
  const line = openLine(/** @type {any} */ ({
    clock: createClock(), local: () => now, dial, join: () => ({ cue: 0, talk: 0 }), onJoined: () => { joined += 1; },
    hear: {}, onEnd: () => {}, onLink: () => {},
  }));
  /** Time passes; sockets that got no answer run out. @param {number} ms */
  const pass = async (ms) => {
    for (const end = now + ms; now < end; now += TICK) {
      for (const one of sockets) if (!one.gone && !one.connected && now - one.at >= one.longest) one.runOut();
      line.beat();
      await turn();
    }
  };
  return { line, pass, sockets, asked, joined: () => joined, last: () => sockets.at(-1) };
}

test("a silent line: ten quick tries, then one long one and plain requests, so that the browser slows no socket down", async () => {
  const { pass, sockets, asked } = page();
  await pass(15_000);
  assert.deepEqual(sockets.slice(0, 11).map((one) => one.longest), [800, 800, 1_900, 800, 800, 1_900, 800, 800, 1_900, 800, 120_000]);
  const [first, second] = sockets;
  assert.ok(second.at - first.at <= 800 + 2 * TICK, "a try that ran out is followed at once");
  await pass(165_000);
  assert.ok(sockets.length <= 12, `${sockets.length} sockets in three minutes`);
  assert.equal(asked.length, 12, "plain requests look meanwhile");
});

test("a plain request that is answered makes a fresh socket, once, and never takes a joining one away", async () => {
  const { pass, sockets, asked, joined, last } = page();
  await pass(42_000);
  const before = sockets.length;
  asked[0]?.(200);
  await turn();
  assert.equal(sockets.length, before + 1);
  asked[1]?.(200);
  await turn();
  await pass(1_000);
  asked[2]?.(200);
  await turn();
  assert.equal(sockets.length, before + 1, "the fresh one is waited for, also when the browser lets it wait");
  await last().open();
  assert.equal(joined(), 1);
  await pass(1_000);
  assert.equal(sockets.length, before + 1);
});

test("a hub that refuses is asked by plain requests after three tries, and by a socket when it answers", async () => {
  const { pass, sockets, asked, joined, last } = page();
  for (let n = 0; n < 3; n += 1) {
    await pass(TICK);
    while (sockets.length <= n) await pass(TICK);
    last().refuse();
  }
  await pass(400);
  assert.deepEqual([sockets.length, asked.length], [3, 1]);
  asked[0]?.(0);
  await turn();
  await pass(400);
  assert.deepEqual([sockets.length, asked.length], [3, 2]);
  asked[1]?.(200);
  await turn();
  await last().open();
  assert.deepEqual([sockets.length, joined()], [4, 1]);
});
