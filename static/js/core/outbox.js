// The outbox: what a person did here and the server has not yet confirmed. Nothing leaves it without an answer that
// repeats its `ref`. Every item carries the device's own number, without gaps, so that the server can name what never
// came. The outbox knows no domain and no browser: storage, sending and clock are handed in.

/** @typedef {{ code: string, message: string, at: number }} Parked */
/**
 * `item` is what is sent; `about` stays here, for the page.
 * @typedef {{ n: number, ref: string, made_at: number, parked: Parked | null, item: Record<string, any>,
 *   about: Record<string, any> }} Entry
 */
/** @typedef {{ ref: string, state?: string | null, error?: { code: string, message: string } | null } & Record<string, any>} Answer */
/** @typedef {{ answers: Answer[] } & Record<string, any>} Reply */
/** @typedef {'ok' | 'offline' | 'captive' | 'busy' | 'signed_out' | 'odd'} Trouble */
/**
 * @typedef {object} Box where entries live; every promise resolves when the entry is really on the disk
 * @property {() => Promise<{ entries: Entry[], last: number }>} load unsent entries by number, and the last number given out
 * @property {(entry: Entry) => Promise<void>} add
 * @property {(entries: Entry[], answers: Answer[]) => Promise<void>} done
 * @property {(entry: Entry) => Promise<void>} change
 */
/** @typedef {{ read(): number, write(n: number): void }} Witness a second place for the last number, outside the box */
/**
 * @typedef {object} Options
 * @property {Box} box
 * @property {Witness} witness
 * @property {(items: Record<string, any>[]) => Promise<Reply>} send throws SendError
 * @property {() => void} [onChange]
 * @property {(entry: Entry, answer: Answer) => void} [onAnswer]
 * @property {(reply: Reply) => void} [onReply]
 * @property {() => number} [now] ms
 * @property {() => number} [random]
 * @property {(run: () => void, ms: number) => any} [later]
 * @property {(timer: any) => void} [forget]
 */

export const BATCH = 200;
export const TICK_MS = 10_000;
export const PARKED_AGAIN_MS = 5 * 60_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/** Why a batch did not go through. `refused`: the server read it and does not take it as it is. */
export class SendError extends Error {
  /** @param {Trouble | 'refused'} kind @param {{ code?: string, message?: string, retryAfterMs?: number }} [about] */
  constructor(kind, about = {}) {
    super(about.message ?? kind);
    this.kind = kind;
    this.code = about.code ?? kind;
    this.retryAfterMs = about.retryAfterMs ?? 0;
  }
}

/**
 * How long to leave the server alone after the nth failure in a row: doubling, capped, and spread so that twenty
 * tablets do not come back in the same instant.
 * @param {number} failures @param {number} random 0..1
 */
export function waitAfter(failures, random) {
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10));
  return Math.round(full * (0.6 + 0.4 * random));
}

/**
 * The last number that may have been given out. The witness alone is ahead when the box was emptied under us.
 * @param {number} stored @param {number} witnessed @returns {{ last: number, lost: [number, number] | null }}
 */
export function agreeOnLast(stored, witnessed) {
  return { last: Math.max(stored, witnessed), lost: witnessed > stored ? [stored + 1, witnessed] : null };
}

/** @param {Options} options */
export function createOutbox(options) {
  const { box, witness, send } = options;
  const now = options.now ?? Date.now;
  const random = options.random ?? Math.random;
  const later = options.later ?? ((run, ms) => setTimeout(run, ms));
  const forget = options.forget ?? ((timer) => clearTimeout(timer));

  /** @type {Entry[]} */
  let entries = [];
  let last = 0;
  /** @type {[number, number] | null} */
  let lost = null;
  /** @type {Trouble} */
  let trouble = 'ok';
  let failures = 0;
  let busy = false;
  let again = false;
  let stopped = false;
  /** @type {any} */
  let timer = null;
  /** @type {Promise<unknown>} */
  let turn = Promise.resolve();

  const changed = () => options.onChange?.();
  const fresh = () => entries.filter((entry) => !entry.parked);
  const dueParked = () => entries.filter((entry) => entry.parked && now() - entry.parked.at >= PARKED_AGAIN_MS);

  async function start() {
    const loaded = await box.load();
    ({ last, lost } = agreeOnLast(loaded.last, witness.read()));
    entries = loaded.entries;
    witness.write(last);
    changed();
    void flush();
  }

  /**
   * Number the item and keep it. Resolves when it is on the disk; rejects, without spending the number, when it is not.
   * @param {(n: number) => Record<string, any> & { ref: string }} make @param {Record<string, any>} [about]
   * @returns {Promise<Entry>}
   */
  function add(make, about = {}) {
    const mine = turn.then(() => write(make, about));
    turn = mine.catch(() => undefined);
    return mine;
  }

  /** @param {(n: number) => Record<string, any> & { ref: string }} make @param {Record<string, any>} about */
  async function write(make, about) {
    const item = make(last + 1);
    const entry = { n: last + 1, ref: item.ref, made_at: now(), parked: null, item, about };
    await box.add(entry);
    last = entry.n;
    witness.write(last);
    entries.push(entry);
    changed();
    void flush();
    return entry;
  }

  /** Send all that waits, oldest first. Only one flush runs; a call meanwhile makes it run once more. */
  async function flush() {
    if (stopped) return;
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    forget(timer);
    try {
      await sendAll();
      if (entries.length === 0) succeeded();
    } catch (error) {
      failed(error);
    } finally {
      busy = false;
    }
    if (again) {
      again = false;
      void flush();
    } else plan();
  }

  async function sendAll() {
    for (let batch = fresh().slice(0, BATCH); batch.length > 0; batch = fresh().slice(0, BATCH)) await deliver(batch);
    // One by one: a parked item has already shown that it can take others down with it.
    for (const entry of dueParked()) await deliver([entry]);
  }

  /**
   * One request. A refused batch is halved down to the single item that spoils it, so it never holds up the others.
   * @param {Entry[]} batch @returns {Promise<void>}
   */
  async function deliver(batch) {
    let reply;
    try {
      reply = await send(batch.map((entry) => entry.item));
    } catch (error) {
      if (!(error instanceof SendError) || error.kind !== 'refused') throw error;
      succeeded();
      if (batch.length === 1) return park(batch[0], error.code, error.message);
      const half = Math.ceil(batch.length / 2);
      await deliver(batch.slice(0, half));
      return deliver(batch.slice(half));
    }
    await accept(batch, reply);
  }

  /** @param {Entry[]} batch @param {Reply} reply */
  async function accept(batch, reply) {
    const byRef = new Map((reply.answers ?? []).map((answer) => [answer.ref, answer]));
    /** @param {Entry} entry */
    const answered = (entry) => byRef.get(entry.ref);
    const taken = batch.filter((entry) => answered(entry)?.state);
    const poison = batch.filter((entry) => answered(entry) && !answered(entry)?.state);
    // A 200 that knows none of our refs is not an answer to us, whoever sent it.
    if (taken.length + poison.length === 0) throw new SendError('odd');
    succeeded();
    if (taken.length) await remove(taken, taken.map((entry) => /** @type {Answer} */ (answered(entry))));
    for (const entry of poison) await park(entry, answered(entry)?.error?.code ?? 'odd', answered(entry)?.error?.message ?? '');
    options.onReply?.(reply);
    if (taken.length + poison.length < batch.length) throw new SendError('odd');
  }

  /** @param {Entry[]} taken @param {Answer[]} answers */
  async function remove(taken, answers) {
    await box.done(taken, answers);
    const gone = new Set(taken.map((entry) => entry.ref));
    entries = entries.filter((entry) => !gone.has(entry.ref));
    changed();
    taken.forEach((entry, i) => options.onAnswer?.(entry, answers[i]));
  }

  /** @param {Entry} entry @param {string} code @param {string} message */
  async function park(entry, code, message) {
    entry.parked = { code, message, at: now() };
    await box.change(entry);
    changed();
  }

  function succeeded() {
    failures = 0;
    if (trouble === 'ok') return;
    trouble = 'ok';
    changed();
  }

  /** @param {unknown} error */
  function failed(error) {
    failures += 1;
    trouble = error instanceof SendError && error.kind !== 'refused' ? error.kind : 'odd';
    const asked = error instanceof SendError ? error.retryAfterMs : 0;
    timer = later(() => void flush(), Math.max(asked, waitAfter(failures, random())));
    changed();
  }

  function plan() {
    if (stopped || failures > 0) return;
    forget(timer);
    timer = later(() => void flush(), TICK_MS);
  }

  /** Try the parked ones now: somebody has read the reason and asks for it. */
  async function retryParked() {
    for (const entry of entries) if (entry.parked) entry.parked.at = 0;
    await flush();
  }

  /**
   * Offer items again that an earlier database had confirmed: after a restored backup the server may have lost them.
   * @param {Entry[]} old
   */
  async function offerAgain(old) {
    const known = new Set(entries.map((entry) => entry.ref));
    for (const entry of old.filter((one) => !known.has(one.ref))) {
      const back = { ...entry, parked: null };
      await box.add(back);
      entries.push(back);
    }
    entries.sort((a, b) => a.n - b.n);
    changed();
    await flush();
  }

  function stop() {
    stopped = true;
    forget(timer);
  }

  return {
    start, add, flush, retryParked, offerAgain, stop,
    get pending() { return entries.length; },
    get entries() { return entries; },
    get parked() { return entries.filter((entry) => entry.parked); },
    get oldest() { return entries.length ? entries[0].made_at : null; },
    get last() { return last; },
    get lost() { return lost; },
    get trouble() { return trouble; },
    get sending() { return busy; },
  };
}
