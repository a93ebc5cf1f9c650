// Between the outbox and the server: one call, and what its failures mean for what waits here.

import { ApiError, call } from '../core/api.js';
import { clock } from '../core/clock.js';
import { SendError } from '../core/outbox.js';
import { battery } from './desk-shell.js';

/** @typedef {ReturnType<typeof import('../core/outbox.js').createOutbox>} Outbox */

const SEND_MS = 12_000;
const REFUSED = new Set([400, 413, 415, 422]);
/** A server that fails three times on the same batch may be failing on one item of it: then the batch is halved. */
const FAULTS_BEFORE_SPLIT = 3;

/** How this tablet is doing; goes with every beat and every scan. @param {Outbox} outbox */
export function aboutDevice(outbox) {
  return {
    queue: outbox.pending, oldest: outbox.entries[0]?.n ?? null, dev_seq: outbox.last,
    offset_ms: clock.offset === null ? null : Math.round(clock.offset), battery: battery.peek()?.level ?? null,
  };
}

/** @param {{ event: () => string, outbox: () => Outbox, confirmed: () => boolean, onRevoked: () => void }} parts */
export function makeSend({ event, outbox, confirmed, onRevoked }) {
  let faults = 0;

  /** @param {Record<string, any>[]} items */
  return async function send(items) {
    if (!confirmed()) throw new SendError('offline');
    const body = { sent_at: new Date(clock.local()).toISOString(), device: aboutDevice(outbox()), items };
    try {
      const reply = await call('POST', `/api/events/${encodeURIComponent(event())}/scans`, body, { as: 'device', timeout: SEND_MS });
      // JSON that is not an answer to scans came from somebody else's server.
      if (!Array.isArray(reply?.answers)) throw new SendError('captive');
      faults = 0;
      return reply;
    } catch (error) {
      if (error instanceof ApiError && error.status === 500) faults += 1;
      if (error instanceof ApiError && error.code === 'device_revoked') onRevoked();
      throw error instanceof SendError ? error : meaning(error, faults);
    }
  };
}

/** @param {unknown} error @param {number} faults @returns {SendError} */
export function meaning(error, faults) {
  if (!(error instanceof ApiError)) return new SendError('odd', { message: String(error) });
  const about = { code: error.code, message: error.message, retryAfterMs: (error.retryAfter ?? 0) * 1000 };
  if (!error.answered) {
    if (error.code !== 'not_our_answer') return new SendError('offline', about);
    return new SendError(error.status < 500 ? 'captive' : 'busy', about);
  }
  if (error.status === 401 || error.code === 'device_revoked') return new SendError('signed_out', about);
  if (REFUSED.has(error.status) || (error.status === 500 && faults >= FAULTS_BEFORE_SPLIT)) return new SendError('refused', about);
  return new SendError(error.status === 429 || error.status >= 500 ? 'busy' : 'odd', about);
}
