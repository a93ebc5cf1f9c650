// What may wait until the verdict stands on the screen: on a slow tablet a list or a request costs as much as the card.

/** `run` once, after what is under way, however often it is asked for. @param {() => void} run */
export function soon(run) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => { waiting = false; run(); });
  };
}

/** A hidden page draws no frames; what waits for one must not wait for ever. */
const NO_FRAME_MS = 50;

/** Begin when the next frame has been drawn. @template {any[]} A @template R @param {(...args: A) => Promise<R>} act */
export const afterPaint = (act) => async (/** @type {A} */ ...args) => {
  await new Promise((done) => {
    const latest = setTimeout(done, NO_FRAME_MS);
    requestAnimationFrame(() => setTimeout(() => { clearTimeout(latest); done(undefined); }));
  });
  return act(...args);
};
