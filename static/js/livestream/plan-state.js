/** Proposals of the planner: asked for, watched, found again after the page was left, answered. */

import { signal } from '../core/ui.js';
import { act, read } from '../office/office.js';

/**
 * @typedef {{starts?: number, ends?: number, room?: string, host?: string, channel?: string}} Fields
 * @typedef {{id: string, session: string, slot: string, also: string[], changes: Fields, was: Fields, reasons: string[],
 *   gain: number, conflicts: string[]}} Move
 * @typedef {{by: string, starts: number}} Blocker
 * @typedef {{starts: number, room: string, host: string, channel: string, over: string, session: string}} Miss
 * @typedef {{starts: number, blockers: Blocker[], nearest: Miss[], goods?: string[]}} Why
 * @typedef {{session: string, slot: string, why: Why | null}} Unplaced
 * @typedef {{commune: string, asked: number, placed: number, prime_minutes: number}} Fair
 * @typedef {{before?: number, after?: number, score?: number, placed?: number, asked?: number,
 *   counts?: {open: number, placed: number, all: number}, parts?: Record<string, number>}} Score
 * @typedef {{id: string, state: string, error: string | null, progress: number, by: string, made_at: string, score: Score,
 *   scope: {what: string, days: string[] | null, sessions: string[] | null}, limit: {seconds: number}, moves: Move[],
 *   unplaced: Unplaced[], fairness: Fair[], stale: string[], taken: string[]}} Proposal
 * @typedef {{starts: number, ends: number, room: string, host: string, channel: string}} Place
 * @typedef {{unit: string, slot: string, state: 'placed' | 'fixed' | 'fits' | 'blocked', starts?: number, blockers?: Blocker[],
 *   nearest?: Miss[], goods?: string[], must_move?: {place: Place, moves: {session: string, place: Place}[]} | null}} WhyUnit
 */

const EVERY_MS = 400;

/** Why a session has no place. @param {string} session @returns {Promise<{session: string, units: WhyUnit[]}>} */
export const whyNot = (session) => read(`/live/why-not?session=${encodeURIComponent(session)}`);

/** The newest proposal, as long as somebody looks at it. */
export function watchProposal() {
  const proposal = signal(/** @type {Proposal | null} */ (null));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let over = false;

  /** @param {string} id */
  async function look(id) {
    clearTimeout(timer);
    const found = /** @type {Proposal} */ (await read(`/live/proposals/${id}`));
    if (over) return;
    proposal.value = found;
    if (found.state === 'working') timer = setTimeout(() => void look(id).catch(() => { timer = setTimeout(() => void look(id).catch(() => {}), 5 * EVERY_MS); }), EVERY_MS);
  }

  return {
    proposal,
    look,
    /** Somebody may have asked before: what still waits for an answer is shown again. */
    async find() {
      const [newest] = (await read('/live/proposals')).proposals;
      if (newest && ['working', 'ready'].includes(newest.state)) await look(newest.id);
    },
    /** @param {{what: string, days: string[] | null, seconds: number}} asked */
    async ask({ what, days, seconds }) {
      const job = await act('/live/proposals', { scope: { what, ...(days ? { days } : {}) }, seconds });
      await look(job.id);
    },
    /** @param {string[] | 'all' | 'none'} moves */
    async answer(moves) {
      const { id } = /** @type {Proposal} */ (proposal.value);
      try {
        await act(`/live/proposals/${id}/accept`, { moves });
      } catch (error) {
        await look(id).catch(() => {});
        throw error;
      }
      await look(id);
    },
    /** @param {string} id */
    async stop(id) {
      await act(`/jobs/${id}/stop`);
      await look(id);
    },
    leave() {
      over = true;
      clearTimeout(timer);
    },
  };
}

/** @typedef {ReturnType<typeof watchProposal>} Watch */
