/** What the office's page of invitations knows: the filter, the rows, who is chosen, the jobs. */

import { signal } from '../core/ui.js';
import { read } from '../office/office.js';

export const PAGE = 100;
const POLL_MS = 800;
const OPEN = ['waiting', 'running'];

export const filter = signal({ state: '', delegation: '', q: '' });
/** @type {import('../core/vendor.js').Signal<any | null>} */
export const found = signal(null);
/** @type {import('../core/vendor.js').Signal<unknown>} */
export const problem = signal(null);
/** @type {import('../core/vendor.js').Signal<Set<string>>} */
export const chosen = signal(new Set());
/** @type {import('../core/vendor.js').Signal<any[]>} */
export const jobs = signal([]);
/** Rises when the journal says that an invitation changed. */
export const changed = signal(0);
let latest = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let polling;

/** Read the list for the filter; `more` goes on behind what is there. @param {boolean} [more] */
export async function look(more = false) {
  latest += 1;
  const mine = latest;
  const before = more ? (found.peek()?.invitations ?? []) : [];
  const { state, delegation, q } = filter.peek();
  const params = new URLSearchParams({ limit: String(PAGE), after: String(before.length), state, delegation, q: q.trim() });
  try {
    const answer = await read(`/invitations?${params}`);
    if (mine !== latest) return;
    problem.value = null;
    found.value = { ...answer, invitations: [...before, ...answer.invitations] };
  } catch (error) {
    if (mine === latest) problem.value = error;
  }
}

/** The last jobs; asked again while one of them runs. */
export async function lookAtJobs() {
  clearTimeout(polling);
  try {
    const all = (await read('/jobs')).jobs;
    jobs.value = all.filter((/** @type {any} */ job) => job.kind.startsWith('invitations.')).slice(0, 6);
  } catch {
    // The strip says that the link is away; the next line of the journal asks again.
  }
  if (jobs.peek().some(isOpen)) polling = setTimeout(() => void lookAtJobs(), POLL_MS);
}

/** @param {any} job */
export const isOpen = (job) => OPEN.includes(job.state);

/** Who an act is for: those ticked, else the whole filter. @returns {{guests?: string[], delegation?: string, n: number}} */
export function audience() {
  const ids = [...chosen.value];
  if (ids.length) return { guests: ids, n: ids.length };
  const { state, delegation, q } = filter.value;
  const n = found.value?.found ?? 0;
  if (!state && !q.trim()) return { ...(delegation ? { delegation } : {}), n };
  return { guests: (found.value?.invitations ?? []).map((/** @type {any} */ one) => one.id), n };
}

/** A filter by state or words names its guests one by one: all of them have to be read first. */
export async function readAll() {
  const { state, q } = filter.peek();
  if (chosen.peek().size || (!state && !q.trim())) return;
  while ((found.peek()?.invitations.length ?? 0) < (found.peek()?.found ?? 0)) {
    const before = found.peek()?.invitations.length ?? 0;
    await look(true);
    if ((found.peek()?.invitations.length ?? 0) === before) return;
  }
}

/** @param {string} id */
export function tick(id) {
  const next = new Set(chosen.peek());
  if (!next.delete(id)) next.add(id);
  chosen.value = next;
}
