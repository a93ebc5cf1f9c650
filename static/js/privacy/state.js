/** How the event stands with personal data: read once, again after every act and when somebody else acted. */

import { read } from '../office/office.js';
import { signal } from '../core/ui.js';

/** @type {import('../core/vendor.js').Signal<any | null>} */
export const state = signal(null);
/** @type {import('../core/vendor.js').Signal<any | null>} */
export const notices = signal(null);
/** @type {import('../core/vendor.js').Signal<any | null>} */
export const log = signal(null);
/** The last purge, running or over. @type {import('../core/vendor.js').Signal<any | null>} */
export const job = signal(null);
export const problem = signal(/** @type {unknown} */ (null));

const POLL_MS = 700;

export async function load() {
  problem.value = null;
  try {
    const [now, words, taken, jobs] = await Promise.all([
      read('/privacy'), read('/notices'), read('/access'), read('/jobs?kind=privacy.purge').catch(() => ({ jobs: [] })),
    ]);
    [state.value, notices.value, log.value, job.value] = [now, words, taken, jobs.jobs[0] ?? null];
  } catch (error) {
    problem.value = error;
  }
}

/** Rows of the access log older than those that are shown. */
export async function loadOlder() {
  const last = log.value.rows.at(-1);
  const older = await read(`/access?before=${Date.parse(last.at)}`);
  log.value = { ...log.value, rows: [...log.value.rows, ...older.rows], end: older.rows.length === 0 };
}

/** @param {any} one */
export const isRunning = (one) => one?.state === 'waiting' || one?.state === 'running';

let following = false;
/** Follow a purge to its end; the page may be left and found again meanwhile. */
export async function follow() {
  if (following) return;
  following = true;
  while (isRunning(job.value)) {
    await new Promise((done) => setTimeout(done, POLL_MS));
    try {
      job.value = await read(`/jobs/${encodeURIComponent(job.value.id)}`);
    } catch { /* the next look asks again */ }
  }
  following = false;
  await load();
}
