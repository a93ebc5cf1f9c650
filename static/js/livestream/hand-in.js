// What a revoked phone still holds goes to the server before it is deleted here: act by act in the order of the presses,
// with photos inside. Nothing of it is done there until somebody of the office takes it in. Tried again until it is there.

import { ApiError, call, newRef } from '../core/api.js';

/** @typedef {{ref: string, event: string, path: string, body: Record<string, any>, photo?: {bytes: Blob, name: string} | null}} Item */
/** @typedef {{ref: string, path: string, body: Record<string, any>, photo?: {name: string, data: string}}} Handed */
/** @typedef {(event: string, items: Handed[]) => Promise<unknown>} Tell */

const AT_ONCE = 20;
const SEND_MS = 20_000;
const WAITS_MS = [1_000, 3_000, 10_000, 30_000];

/** @param {Blob} bytes */
async function asText(bytes) {
  const whole = new Uint8Array(await bytes.arrayBuffer());
  let text = '';
  for (let at = 0; at < whole.length; at += 8192) text += String.fromCharCode(...whole.subarray(at, at + 8192));
  return btoa(text);
}

/** @param {Item} item @returns {Promise<Handed>} */
async function packed({ ref, path, body, photo }) {
  return { ref, path, body, ...(photo ? { photo: { name: photo.name, data: await asText(photo.bytes) } } : {}) };
}

/** Some at a time; a photo goes alone, for it is large. @param {Item[]} items @returns {Item[][]} */
export function portions(items) {
  /** @type {Item[][]} */
  const found = [];
  for (const item of items) {
    const last = found.at(-1);
    const joins = last && !item.photo && last.length < AT_ONCE && !last.some((one) => one.photo) && last[0]?.event === item.event;
    if (joins) last.push(item); else found.push([item]);
  }
  return found;
}

/** @type {Tell} */
const tellServer = (event, items) => call('POST', `/api/events/${encodeURIComponent(event)}/live/handed-in`, { ref: newRef(), items }, { as: 'device', timeout: SEND_MS });

/** A 4xx of our server will not become a yes: what it does not take is not asked for ever. @param {unknown} error */
const isFinal = (error) => error instanceof ApiError && error.answered && error.status >= 400 && error.status < 500 && error.status !== 429;

/**
 * Hand everything in. Answers how many the server did not take.
 * @param {Item[]} items in the order of the presses
 * @param {{tell?: Tell, wait?: (ms: number) => Promise<unknown>, left?: (n: number) => void}} [by] `left`: hears how many are still here
 */
export async function handIn(items, { tell = tellServer, wait = (ms) => new Promise((done) => { setTimeout(done, ms); }), left = () => undefined } = {}) {
  let remaining = items.length;
  let lost = 0;
  left(remaining);
  for (const portion of portions(items)) {
    const sent = await Promise.all(portion.map(packed));
    for (let tries = 0; ; tries += 1) {
      try {
        await tell(portion[0]?.event ?? '', sent);
        break;
      } catch (error) {
        if (isFinal(error)) { lost += portion.length; break; }
        await wait(WAITS_MS[Math.min(tries, WAITS_MS.length - 1)] ?? 30_000);
      }
    }
    remaining -= portion.length;
    left(remaining);
  }
  return lost;
}
