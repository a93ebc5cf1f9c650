/** Who else has the sheet open, and in which cell. Said every few seconds, forgotten by itself. */

import { call, newRef } from '../core/api.js';
import { eventPath } from '../core/page.js';
import { effect, signal } from '../core/vendor.js';
import { othersOf } from './sheet-people.js';

/** @typedef {import('./sheet-state.js').Editor} Editor @typedef {import('./sheet-people.js').Other} Other */

const EVERY_MS = 3000;
const HIDDEN_MS = 10_000;
const SOON_MS = 300;

/** @param {Editor} ed */
export function keepPresence(ed) {
  const client = `p${newRef().slice(0, 13).replaceAll('-', '')}`;
  /** @type {import('../core/vendor.js').Signal<Other[]>} */
  const others = signal([]);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let asking = false;
  const place = () => {
    const { row, col } = ed.choice.peek().cursor;
    return { client, track: ed.track.peek(), row, field: row ? (ed.columns.peek()[col]?.id ?? '').replace('#', '') : '' };
  };

  async function say() {
    clearTimeout(timer);
    if (asking) return soon(SOON_MS);
    asking = true;
    try {
      const { present } = await call('POST', `${eventPath()}/stage/presence`, place());
      const shown = present.map((/** @type {Other} */ one) => ({ ...one, field: ['start', 'length'].includes(one.field) ? `#${one.field}` : one.field }));
      others.value = othersOf(shown, client, others.peek());
    } catch {
      others.value = [];
    }
    asking = false;
    soon(document.visibilityState === 'hidden' ? HIDDEN_MS : EVERY_MS);
  }

  /** @param {number} ms */
  function soon(ms) {
    clearTimeout(timer);
    timer = setTimeout(say, ms);
  }

  effect(() => { void ed.choice.value; void ed.track.value; soon(SOON_MS); });
  addEventListener('pagehide', () => {
    void fetch(`${eventPath()}/stage/presence`, { method: 'POST', keepalive: true, credentials: 'same-origin', headers: { 'Content-Type': 'application/json', 'Ops-As': document.body.dataset.as ?? '' }, body: JSON.stringify({ ...place(), gone: true }) }).catch(() => undefined);
  });
  return others;
}
