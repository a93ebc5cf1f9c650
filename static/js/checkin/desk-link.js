// Between this tablet and the server: who we are to it, what waits here and goes to it, and the feed that comes from it.

import { ApiError, call } from '../core/api.js';
import { clock } from '../core/clock.js';
import { openFeed } from '../core/feed.js';
import { sentOfTheDay } from '../core/local-db.js';
import { SendError } from '../core/outbox.js';
import { painted } from '../core/pace.js';
import { clashesAmong, clashesIn } from './desk-clash.js';
import { adopt } from './desk-farewell.js';
import { card } from './desk-scan.js';
import { sound } from './desk-senses.js';
import { battery } from './desk-shell.js';
import * as state from './desk-state.js';

/** @import { Feed } from '../core/feed.js' */
/** @import { Local } from '../core/local-db.js' */
/** @import { Reply } from '../core/outbox.js' */
/** @import { Batch } from '../core/store.js' */
/** @import { Clash, Identity, LineParts } from './types.js' */
/** @typedef {ReturnType<typeof import('../core/outbox.js').createOutbox>} Outbox */

const CHANGES_BEFORE_FRESH = 3000;
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

export const who = () => /** @type {Identity} */ (state.identity.peek());

/** The second place for the last number: another store than the one that may be evicted. @param {string} device */
export const witnessOf = (device, key = `ops.desk.seq.${device}`) => ({
  read() { try { return Number(localStorage.getItem(key) ?? 0) || 0; } catch { return 0; } },
  /** @param {number} n */
  write(n) { try { localStorage.setItem(key, String(n)); } catch { /* one witness less */ } },
});

/** @param {{ local: Local, onConfirmed: () => void, onRevoked: () => void }} parts */
export function createIdentity({ local, onConfirmed, onRevoked }) {
  /** Has the server said in this session that we are still who we were? Until then nothing is sent: it might carry another tablet's numbers. */
  let confirmed = false;

  /** The server's word when there is a network, else what it said last. @param {Identity | null} known @returns {Promise<Identity | null>} */
  async function find(known) {
    const asked = ask(known);
    return known ?? asked;
  }

  /** @param {Identity | null} known @returns {Promise<Identity | null>} */
  async function ask(known) {
    try {
      const said = await call('GET', '/api/device', undefined, { as: 'device', timeout: 6000 });
      state.signedOut.value = false;
      if (known && (known.device.id !== said.device.id || known.event.id !== said.event.id)) return await becomeAnother(said);
      await local.remember('identity', said).catch(() => undefined); // no room: what waits here can still be sent
      state.identity.value = said;
      if (!confirmed) {
        confirmed = true;
        onConfirmed();
      }
      return said;
    } catch (error) {
      unknownHere(error, known);
      return null;
    }
  }

  /** @param {unknown} error @param {Identity | null} known */
  function unknownHere(error, known) {
    const { code, answered, status } = error instanceof ApiError ? error : { code: '' };
    if (code === 'device_revoked') onRevoked();
    else if (answered && status === 401) {
      if (known) state.signedOut.value = true;
      else state.phase.value = 'unpaired';
    } else if (!known) state.phase.value = 'first_offline';
  }

  /** The tablet was paired anew: start from nothing, with the old queue taken along. @param {Identity} said @returns {Promise<null>} */
  async function becomeAnother(said) {
    await adopt(local);
    await local.remember('identity', said);
    location.reload();
    return null;
  }

  return {
    find, ask,
    /** Send whatever the server says: what waits is handed in. */
    confirm: () => { confirmed = true; },
    get confirmed() { return confirmed; },
  };
}

/** @param {LineParts} parts */
export function createLine({ store, local, outbox, roster, scan, own, onOnline, onRevoked }) {
  /** @type {Feed | null} */
  let feed = null;
  let closed = false;
  let batches = 0;
  /** What this tablet did before the page was opened is known again. @type {Promise<unknown>} */
  let recalled;

  /** @param {() => Clash[]} clashes @param {Record<string, any>[]} issues */
  const notice = (clashes, issues) => void recalled.then(() => {
    own.noticeClashes(clashes(), scan.collide);
    own.noticeDoubts(issues, scan.doubt);
  });

  /** @template T @param {() => Promise<T>} take @returns {Promise<T>} */
  async function takeRoster(take) {
    try {
      const taken = await take();
      state.rosterFailure.value = '';
      return taken;
    } catch (error) {
      const code = error instanceof ApiError ? error.code : 'unknown';
      state.rosterFailure.value = code;
      if (code === 'roster_unsigned') sound('live');
      if (code === 'device_revoked') onRevoked();
      throw error;
    }
  }

  /** The whole list anew: conflicts that arose while this tablet heard nothing are said as if it had. */
  async function startAgain() {
    const known = new Set(store.list('issue').map((row) => row.id));
    const taken = await takeRoster(roster.snapshot);
    const issues = taken.rows.issue ?? [];
    setTimeout(layOwnOver); // when the page has the new rows
    // when the page has the new rows, for the guest's name
    painted(() => notice(() => clashesAmong(issues, known, state.mine, who().device.name), issues.filter((row) => !known.has(row.id))));
    return taken;
  }

  /** People whom only this tablet knows yet are not in the server's list. */
  function layOwnOver() {
    const rows = outbox.entries.flatMap((entry) => entry.about.rows ?? []);
    if (rows.length) roster.take(rows);
  }

  /** @param {Batch} news */
  function onBatch(news) {
    notice(() => clashesIn(news, (ref) => state.mine.has(ref)), news.rows?.issue ?? []);
    if (++batches <= CHANGES_BEFORE_FRESH || outbox.pending || card.peek()) return;
    batches = 0;
    void takeRoster(roster.refresh).catch(() => undefined);
  }

  /** Another database answers (a restored backup): offer it what the old one had already taken. @param {string | undefined} epoch */
  async function noticeEpoch(epoch) {
    const known = await local.recall('epoch');
    if (!epoch || epoch === known) return;
    await local.remember('epoch', epoch).catch(() => undefined);
    if (known) await outbox.offerAgain((await sentOfTheDay(local)).map((one) => one.entry));
  }

  /** @param {Promise<unknown>} early */
  function open(early) {
    recalled = early;
    feed = openFeed({
      event: who().event.id, audience: 'desk', as: 'device', store, snapshot: startAgain, save: roster.save, onBatch, onRevoked,
      load: () => roster.load().catch(() => null),
      onState: ({ link }) => {
        if (link !== 'online') return;
        onOnline();
        void noticeEpoch(store.position.epoch);
      },
    });
  }

  /** Say how we are; hear which of our numbers never came. */
  async function beat() {
    if (closed || !feed) return;
    const about = aboutDevice(outbox);
    const heard = feed.state.peek().link === 'online' ? await feed.beat(about) : await call('POST', '/api/device/beat', about, { as: 'device', timeout: 4000 }).catch(() => null);
    if (Array.isArray(heard?.missing)) state.missing.value = heard.missing;
  }

  /** @param {Reply} reply */
  function onReply({ epoch, revoked }) {
    if (revoked) return onRevoked();
    void noticeEpoch(epoch);
    if (state.missing.peek()?.length) void beat(); // what was missing may just have arrived
  }

  return {
    open, beat, onReply,
    close() { closed = true; feed?.close(); },
    get feed() { return feed; },
  };
}
