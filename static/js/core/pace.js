/** What may wait until the important thing stands on the screen: on a slow tablet a list or a request costs as much as it. */

/** A hidden page draws no frames; what waits for one must not wait for ever. */
const NO_FRAME_MS = 50;

/** When the next frame has been drawn. @param {() => void} run */
export function painted(run) {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    run();
  };
  setTimeout(once, NO_FRAME_MS);
  requestAnimationFrame(() => setTimeout(once));
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
