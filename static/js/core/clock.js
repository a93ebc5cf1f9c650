/**
 * One clock: server time as well as this device can know it.
 *
 * The local side is the monotonic clock of the page, so a person (or a time service) who sets the tablet's wall clock
 * does not move a countdown. Every exchange of four stamps bounds the true offset by half its round trip; the median of
 * the 8 quickest of the last 120 is used (the quick ones are the symmetric ones). The last known offset from the wall
 * clock is remembered, so a page that is opened again without a network still knows that its tablet is 3 hours wrong.
 */

const KEPT = 120;
const USED = 8;
const BURST = 8;
const BURST_GAP_MS = 250;
const EVERY_MS = 15_000;
/** Small steps back are waited out; a larger one is a correction and is shown at once. */
const WAIT_OUT_MS = 1000;
/** Wall and monotonic clock apart by this much: the device slept or its clock was set. Old samples say nothing then. */
const JUMP_MS = 2000;
const MEMORY = 'ops.clock';

/** @typedef {{offset: number, rtt: number}} Sample */
/** @typedef {{t0: number, t1: number, t2: number, t3: number}} Stamps */

/** Device time in ms since 1970 that never jumps while the page lives. */
export const localNow = () => performance.timeOrigin + performance.now();

/**
 * @param {number} t0 sent, device
 * @param {number} t1 received, server
 * @param {number} t2 answered, server
 * @param {number} t3 received, device
 * @returns {Sample}
 */
export function toSample(t0, t1, t2, t3) {
  return { offset: (t1 - t0 + (t2 - t3)) / 2, rtt: Math.max(0, t3 - t0 - (t2 - t1)) };
}

/**
 * @param {Sample[]} samples at least one
 * @returns {{offset: number, error: number}} both in ms
 */
export function estimate(samples) {
  const quick = [...samples].sort((a, b) => a.rtt - b.rtt).slice(0, USED);
  const best = /** @type {Sample} */ (quick[0]);
  const offsets = quick.map((sample) => sample.offset).sort((a, b) => a - b);
  const half = offsets.length >> 1;
  const middle = offsets.length % 2 ? offsets[half] : ((offsets[half - 1] ?? 0) + (offsets[half] ?? 0)) / 2;
  const offset = middle ?? best.offset;
  return { offset, error: Math.abs(offset - best.offset) + best.rtt / 2 };
}

/**
 * @param {{local?: () => number, wall?: () => number, memory?: Pick<Storage, 'getItem' | 'setItem'> | null}} [parts]
 */
export function createClock({ local = localNow, wall = Date.now, memory = storage() } = {}) {
  /** @type {Sample[]} */
  let samples = [];
  let gap = wall() - local();
  let shown = -Infinity;
  const remembered = recall(memory);
  /** @type {number | null} */
  let offset = remembered === null ? null : remembered + gap;
  /** @type {number | null} */
  let error = null;

  function forgetAfterJump() {
    const now = wall() - local();
    if (Math.abs(now - gap) > JUMP_MS) samples = [];
    gap = now;
  }

  return {
    /** Server time in ms; the device's own time until the server was heard. Never steps back visibly. */
    now() {
      const exact = local() + (offset ?? 0);
      if (exact < shown && shown - exact < WAIT_OUT_MS) return shown;
      shown = exact;
      return exact;
    },
    /** Device time in ms, the one that `offset` is measured against: use it for `device_at`. */
    local,
    /** Server minus device in ms, null when never measured. */
    get offset() { return offset; },
    /** Largest possible error of `offset` in ms; null when it comes from an earlier visit or was never measured. */
    get error() { return error; },
    /** Was the server heard since this page was opened? */
    get measured() { return error !== null; },
    /**
     * @param {number} t0
     * @param {number} t1
     * @param {number} t2
     * @param {number} t3
     */
    sample(t0, t1, t2, t3) {
      if (![t0, t1, t2, t3].every(Number.isFinite)) return;
      forgetAfterJump();
      samples = [...samples, toSample(t0, t1, t2, t3)].slice(-KEPT);
      ({ offset, error } = estimate(samples));
      memory?.setItem(MEMORY, String(offset - gap));
    },
  };
}

/** Storage may be refused by the browser; the clock then only forgets. @returns {Storage | null} */
function storage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/**
 * Server minus wall clock as it was last known.
 * @param {Pick<Storage, 'getItem'> | null} memory
 */
function recall(memory) {
  const text = memory?.getItem(MEMORY);
  const value = text ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}

export const clock = createClock();

/**
 * Sample now in a burst, then every 15 s. `sampleFn` asks once and gives the four stamps, or null when there is no link.
 * @param {() => Promise<Stamps | null>} sampleFn
 * @returns {{burst: () => Promise<void>, stop: () => void}}
 */
export function startClock(sampleFn) {
  let bursting = false;
  async function once() {
    const got = await sampleFn().catch(() => null);
    if (got) clock.sample(got.t0, got.t1, got.t2, got.t3);
    return got !== null;
  }
  async function burst() {
    if (bursting) return;
    bursting = true;
    for (let n = 0; n < BURST && (await once()); n += 1) await pause(BURST_GAP_MS);
    bursting = false;
  }
  const timer = setInterval(once, EVERY_MS);
  void burst();
  return { burst, stop: () => clearInterval(timer) };
}

/** @param {number} ms @returns {Promise<void>} */
const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });
