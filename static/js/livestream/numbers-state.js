// @ts-check
/** What the page of numbers knows: slots with what stands of them, totals, which day and which slot is looked at. */

import { computed, signal } from '../core/ui.js';
import { dateDMY } from '../core/when.js';
import { read } from '../office/office.js';

/**
 * @typedef {{value: number | null, status: string, source: string, as_of: number, parts: number}} Standing
 * @typedef {{id: string, title: string, channel: string, channel_name: string, platform: string, room: string, room_name: string,
 *   starts: number, ends: number, actual_start: number | null, actual_end: number | null, state: string,
 *   metrics: Record<string, Standing>, coverage: {have: number, of: number, final: boolean}, files: string[], by: string, due: string}} SlotNumbers
 * @typedef {{value: number | null, how: string, have: number, of: number, status: string, as_of: number | null, slot: string,
 *   by_platform: Record<string, number>}} Total
 * @typedef {{slots: SlotNumbers[], totals: Record<string, Total>, coverage: {have: number, of: number}, planned: number, now: number}} Numbers
 * @typedef {ReturnType<typeof numbersState>} NumbersState
 */

export const MAIN = ['gmv', 'orders', 'peak'];
/** What the table shows beside the three; further ones stand in the slot. */
export const MORE = ['items', 'views', 'viewers', 'buyers', 'average', 'likes', 'comments', 'shares', 'follows', 'clicks', 'carts', 'impressions', 'refunds', 'live_s'];
export const PLATFORMS = /** @type {Record<string, string>} */ ({ tiktok: 'TikTok', shopee: 'Shopee', lazada: 'Lazada', facebook: 'Facebook', youtube: 'YouTube' });

/** @param {SlotNumbers} slot */
export const begin = (slot) => slot.actual_start ?? slot.starts;

export function numbersState() {
  const found = signal(/** @type {Numbers | null} */ (null));
  const problem = signal(/** @type {unknown} */ (null));
  const day = signal('');
  const open = signal('');
  const days = computed(() => [...new Set((found.value?.slots ?? []).map((one) => dateDMY(begin(one))))]);
  const slots = computed(() => (found.value?.slots ?? []).filter((one) => !day.value || dateDMY(begin(one)) === day.value));
  const due = computed(() => (found.value?.slots ?? []).filter((one) => one.due));

  let asked = 0;
  /** The newest question wins. */
  async function load() {
    asked += 1;
    const mine = asked;
    try {
      const answer = await read('/live/numbers');
      if (mine === asked) { found.value = answer; problem.value = null; }
    } catch (error) {
      if (mine === asked) problem.value = error;
    }
  }
  return { found, problem, day, open, days, slots, due, load };
}
