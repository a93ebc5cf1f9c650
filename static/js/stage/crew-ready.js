// "Ready" for a cue. A tap without a network is kept here and said as soon as there is one, unless the cue has gone by.

import { ApiError, command } from '../core/api.js';
import { effect, signal, toast } from '../core/ui.js';
import { refusal } from './words.js';

/** @typedef {ReturnType<typeof crewReady>} Taps */

const MEMORY = 'ready';

/** @param {import('../protocol/intro-keep.js').Kept} kept @param {import('./show.js').Show} show */
export function crewReady(kept, show) {
  const { store, identity, feed } = kept;
  /** Row -> what was tapped and is not yet in the feed. @type {import('../core/vendor.js').Signal<Record<string, boolean>>} */
  const waiting = signal({});
  const sending = new Set();

  /** @param {string} row */
  function known(row) {
    const device = identity.value?.device;
    return device ? store.get('ready', `${row}/${device.role}/${device.id}`) ?? null : null;
  }
  /** @param {Record<string, boolean>} now */
  function hold(now) {
    waiting.value = now;
    kept.remember(MEMORY, now);
  }
  /** @param {string} row */
  function forget(row) {
    const { [row]: _, ...rest } = waiting.peek();
    hold(rest);
  }
  /** @param {string} row */
  const ahead = (row) => show.state.peek()?.rows.find((one) => one.id === row)?.state === 'upcoming';

  /** @param {string} row */
  async function tell(row) {
    const on = waiting.peek()[row];
    if (on === undefined || sending.has(row)) return;
    if (!ahead(row)) return forget(row);
    sending.add(row);
    try {
      await command(`/api/events/${encodeURIComponent(identity.peek()?.event.id ?? '')}/stage/ready`, { row, on }, { as: 'device' });
    } catch (error) {
      if (error instanceof ApiError && error.answered) {
        forget(row);
        toast(refusal(error));
      }
    }
    sending.delete(row);
    settle();
    if (waiting.peek()[row] !== undefined && waiting.peek()[row] !== on) void tell(row);
  }

  /** What the feed says by now needs no more keeping. */
  function settle() {
    const left = Object.entries(waiting.value).filter(([row, on]) => Boolean(known(row)) !== on || sending.has(row));
    if (left.length < Object.keys(waiting.peek()).length) hold(Object.fromEntries(left));
  }
  effect(settle);
  effect(() => {
    if (feed.value?.state.value.link === 'online' && feed.value.ready.value) for (const row of Object.keys(waiting.peek())) void tell(row);
  });

  return {
    async open() {
      waiting.value = { ...((await kept.recall(MEMORY).catch(() => null)) ?? {}), ...waiting.peek() };
      if (feed.peek()?.state.peek().link === 'online') for (const row of Object.keys(waiting.peek())) void tell(row);
    },
    /** @param {string} row @param {boolean} on */
    tap(row, on) {
      hold({ ...waiting.peek(), [row]: on });
      void tell(row);
    },
    /** Whether this device is ready for a row, since when, and whether the caller knows. @param {string} row */
    of(row) {
      const told = known(row);
      const on = waiting.value[row] ?? Boolean(told);
      return { on, at: told?.at ?? null, told: Boolean(told) === on };
    },
  };
}
