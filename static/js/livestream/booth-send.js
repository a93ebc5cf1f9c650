// How the outbox of the booth reaches the server: one command after the other, each at its own address, a photo before the
// command that names it. An answer of our own server settles an item, also a refusal: it is told, and the item does not come back.

import { ApiError, call } from '../core/api.js';
import { SendError } from '../core/outbox.js';

/** @typedef {{ref: string, event: string, path: string, body: Record<string, any>, photo?: {ref: string, bytes: Blob, name: string} | null}} Item */
/** @typedef {import('../core/outbox.js').Answer} Answer */

/** The server read it and says no, for good: a state, a right, a body that does not fit. */
const SETTLED = new Set([400, 403, 404, 409, 413, 415, 422]);
const SEND_MS = 12_000;
const PHOTO_MS = 30_000;

/** Bytes and not JSON, so beside `call`; the answer is read the same way. @param {string} path @param {Blob} bytes */
async function upload(path, bytes) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PHOTO_MS);
  try {
    const answer = await fetch(path, { method: 'POST', body: bytes, headers: { 'Content-Type': 'application/octet-stream', Accept: 'application/json', 'Ops-As': 'device' }, credentials: 'same-origin', cache: 'no-store', signal: stop.signal });
    const told = await answer.json().catch(() => null);
    if (answer.ok && told?.facts) return told;
    const { code = 'not_our_answer', message } = told?.error ?? {};
    throw new ApiError({ code, message, status: answer.status, answered: Boolean(told?.error) });
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError({ code: stop.signal.aborted ? 'no_answer_in_time' : 'no_network' });
  } finally {
    clearTimeout(timer);
  }
}

/** @param {string} event @param {string} path */
const address = (event, path) => `/api/events/${encodeURIComponent(event)}/${path}`;

/** @param {Item} item @returns {Promise<any>} */
async function tell({ ref, event, path, body, photo }) {
  /** @type {Record<string, any>} */
  const full = { ...body, ref };
  if (photo) {
    const query = new URLSearchParams({ ref: photo.ref, name: photo.name });
    full.file_hash = (await upload(address(event, `live/files?${query}`), photo.bytes)).facts.hash;
  }
  return call('POST', address(event, path), full, { as: 'device', timeout: SEND_MS });
}

/** @param {ApiError} error @returns {SendError} */
function trouble(error) {
  const about = { code: error.code, message: error.message, retryAfterMs: (error.retryAfter ?? 0) * 1000 };
  if (!error.answered) return new SendError(error.code === 'not_our_answer' ? (error.status < 500 ? 'captive' : 'busy') : 'offline', about);
  if (error.status === 401 || error.code === 'device_revoked') return new SendError('signed_out', about);
  return new SendError('busy', about);
}

/** What the server said about an item: done, or no and why. @param {Item} item @param {typeof tell} by @returns {Promise<Answer>} */
async function answerTo(item, by) {
  try {
    const line = await by(item);
    return { ref: item.ref, state: 'taken', seq: line?.seq ?? null, facts: line?.facts ?? {} };
  } catch (error) {
    if (!(error instanceof ApiError)) throw new SendError('odd', { message: String(error) });
    if (!error.answered || !SETTLED.has(error.status) || error.code === 'device_revoked') throw trouble(error);
    return { ref: item.ref, state: 'refused', refused: { code: error.fields?.refusal ?? error.code, message: error.message } };
  }
}

/**
 * For the outbox: items in the order in which they were pressed. What came through before the link broke is settled.
 * @param {typeof tell} [by] how one item is told; another one in tests
 */
export function makeSend(by = tell) {
  /** @param {Record<string, any>[]} items */
  return async function send(items) {
    /** @type {Answer[]} */
    const answers = [];
    for (const item of /** @type {Item[]} */ (items)) {
      try {
        answers.push(await answerTo(item, by));
      } catch (error) {
        if (!answers.length) throw error;
        return { answers };
      }
    }
    return { answers };
  };
}
