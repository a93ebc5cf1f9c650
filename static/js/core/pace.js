/** What may wait until the important thing stands on the screen: on a slow tablet a list or a request costs as much as it. */

/** A hidden page draws no frames; what waits for one must not wait for ever. Long enough that a slow tablet's frame still comes first. */
const NO_FRAME_MS = 250;
/** From a frame that this page has finished to the glass: other threads draw it, on the same few processors. */
const TO_GLASS_MS = 25;

/** What waits for the next frame: one frame and one timer for all of it. @type {(() => void)[]} */
let waiting = [];

/** When the next frame stands on the screen. @param {() => void} run */
export function painted(run) {
  if (waiting.push(run) > 1) return;
  const mine = waiting;
  const latest = setTimeout(release, NO_FRAME_MS, mine);
  requestAnimationFrame(() => {
    clearTimeout(latest);
    if (mine === waiting) waiting = [];
    setTimeout(release, TO_GLASS_MS, mine);
  });
}

/** Each in a task of its own: the page answers in between. @param {(() => void)[]} some */
function release(some) {
  if (some === waiting) waiting = [];
  for (const run of some.splice(0)) setTimeout(run);
}

/** `run` once, after the next frame, however often it is asked for. @param {() => void} run */
export function soon(run) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    painted(() => { waiting = false; run(); });
  };
}

/** Begin when the next frame has been drawn. @template {any[]} A @template R @param {(...args: A) => Promise<R>} act */
export const afterPaint = (act) => async (/** @type {A} */ ...args) => {
  await new Promise((done) => painted(() => done(undefined)));
  return act(...args);
};
