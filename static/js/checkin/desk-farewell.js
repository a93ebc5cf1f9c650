// How a tablet leaves the event: guests' data goes at once, what the server has not got yet goes only when it has it.

import { answerOf, wipe, written } from '../core/local-db.js';

/** @typedef {import('../core/local-db.js').Local} Local */
/** @typedef {ReturnType<typeof import('../core/outbox.js').createOutbox>} Outbox */

export const DB_NAME = 'ops-desk';
/** After the event's end plus this, nothing of it stays on a tablet. */
export const KEPT_AFTER_END_MS = 48 * 3600_000;
const LOOK_EVERY_MS = 3000;

/** The roster and the cached page; the outbox stays. @param {Local} local */
export async function dropGuests(local) {
  const write = local.db.transaction(['meta', 'blob', 'row'], 'readwrite');
  for (const name of ['blob', 'row']) write.objectStore(name).clear();
  write.objectStore('meta').delete('roster');
  await written(write);
  if ('caches' in globalThis) await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
}

/**
 * Hand in what waits, then delete everything. `onLeft` hears how many still wait.
 * @param {Local} local @param {Outbox} outbox @param {(left: number) => void} onLeft
 */
export async function handInAndWipe(local, outbox, onLeft) {
  await dropGuests(local).catch(() => undefined);
  for (;;) {
    onLeft(outbox.pending);
    if (outbox.pending === 0) break;
    await outbox.retryParked();
    if (outbox.pending > 0) await new Promise((done) => { setTimeout(done, LOOK_EVERY_MS); });
  }
  outbox.stop();
  await wipe(DB_NAME, local);
}

/** @param {string | undefined} endsAt @param {number} now ms */
export const isOver = (endsAt, now) => Boolean(endsAt) && now > Date.parse(/** @type {string} */ (endsAt)) + KEPT_AFTER_END_MS;

/**
 * Another pairing on the same tablet: what the old one has not sent is handed over, numbered from one like everything
 * of the new device; the refs stay, so nothing is done twice.
 * @param {Local} local
 */
export async function adopt({ db }) {
  const write = db.transaction(['outbox', 'sent', 'blob', 'row', 'meta'], 'readwrite');
  const old = await answerOf(write.objectStore('outbox').getAll());
  for (const name of ['outbox', 'sent', 'blob', 'row']) write.objectStore(name).clear();
  write.objectStore('meta').delete('roster');
  old.forEach((entry, i) => write.objectStore('outbox').put({ ...entry, n: i + 1, item: { ...entry.item, dev_seq: i + 1 } }));
  await written(write);
}
