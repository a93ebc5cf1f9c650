/** Timers that keep time in a tab nobody looks at: a lamp there must go grey as fast as on a screen in front. */

const WORKER = new URL('./metronome-worker.js', import.meta.url);

/**
 * @typedef {{every: (ms: number, run: () => void) => void, at: (id: string, ms: number, run: () => void) => void,
 *   drop: (id: string) => void}} Metronome  `at`: once, `ms` from now; the same id again moves it
 */

/** @returns {Metronome} */
export function metronome() {
  try {
    return byWorker(new Worker(WORKER));
  } catch {
    return byPage();
  }
}

/** @param {Worker} worker @returns {Metronome} */
function byWorker(worker) {
  /** @type {Map<string, () => void>} */
  const runs = new Map();
  let tick = () => {};
  worker.addEventListener('message', ({ data }) => {
    if (data.tick) return tick();
    const run = runs.get(data.at);
    runs.delete(data.at);
    run?.();
  });
  return {
    every(ms, run) { tick = run; worker.postMessage({ every: ms }); },
    at(id, ms, run) { runs.set(id, run); worker.postMessage({ at: id, ms: Math.max(0, ms) }); },
    drop(id) { runs.delete(id); worker.postMessage({ drop: id }); },
  };
}

/** Where no worker may run: the page's own timers. @returns {Metronome} */
function byPage() {
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  const timers = new Map();
  const drop = (/** @type {string} */ id) => { clearTimeout(timers.get(id)); timers.delete(id); };
  return {
    every(ms, run) { setInterval(run, ms); },
    at(id, ms, run) { drop(id); timers.set(id, setTimeout(() => { timers.delete(id); run(); }, Math.max(0, ms))); },
    drop,
  };
}
