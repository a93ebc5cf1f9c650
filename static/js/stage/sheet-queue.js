/**
 * What was typed and is on its way. One change is sent after the other; a cell keeps what was typed until the feed
 * brings it back, through lost links and reloads, and until somebody decides where two people wrote in one cell.
 */

import { newRef } from '../core/api.js';
import { signal } from '../core/vendor.js';

/**
 * @typedef {Record<string, any>} Edit
 * @typedef {{key: string, track: string, row: string, column: string, text: string, edits: Edit[], base: Record<string, number>, blind?: boolean}} Cell
 *   `base`: the numbers of the last changes when the hand began to write; `blind`: whatever stands there now
 * @typedef {Cell & {state: 'sending' | 'sent' | 'unsent' | 'conflict' | 'refused', seq?: number, theirs?: string, by?: string, why?: string}} Draft
 * @typedef {{ref: string, path: string, track: string, label: string, cells: Cell[], edits: Edit[], body: Record<string, unknown>, done: (answer: any) => void}} Job
 * @typedef {{answered?: boolean, code?: string, fields?: Record<string, string>}} Problem
 * @typedef {{send: (path: string, body: Record<string, unknown>) => Promise<any>, position: () => number, words: (error: unknown) => string,
 *   tell: (words: string) => void, memory?: Pick<Storage, 'getItem' | 'setItem'> | null, name?: string}} Means
 * @typedef {ReturnType<typeof createQueue>} Queue
 */

const AGAIN_MS = 3000;

/** @param {Edit} edit @returns {string[]} row and field of everything that it writes */
const keysOf = ({ row, values }) => Object.keys(values ?? {}).map((field) => `${row}/${field}`);

/** @param {Means} means */
export function createQueue({ send, position, words, tell, memory = null, name = 'sheet' }) {
  /** By row and column. @type {import('../core/vendor.js').Signal<Map<string, Draft>>} */
  const drafts = signal(new Map());
  /** How many changes wait for a link. */
  const waiting = signal(0);
  /** @type {Job[]} */
  const jobs = [];
  let busy = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let again;

  /** @param {Iterable<Draft>} some @param {Iterable<string>} [gone] */
  function show(some, gone = []) {
    const next = new Map(drafts.peek());
    for (const one of some) next.set(one.key, one);
    for (const key of gone) next.delete(key);
    drafts.value = next;
    const kept = [...next.values()].filter((one) => one.state !== 'sent');
    memory?.setItem(name, JSON.stringify(kept));
  }

  /** The drafts of a job that were not typed over meanwhile. @param {Job} job */
  const own = (job) => job.cells.filter((cell) => drafts.peek().get(cell.key)?.base === cell.base);

  /** @param {Job} job */
  function body(job) {
    if (job.path !== 'edit') return { ...job.body, ref: job.ref };
    const edits = [...job.cells.flatMap((cell) => cell.edits), ...job.edits];
    const seen = Object.fromEntries(job.cells.filter((cell) => !cell.blind).flatMap((cell) => cell.edits.flatMap(keysOf).map((key) => [key, cell.base[key.slice(key.indexOf('/') + 1)] ?? 0])));
    return { ref: job.ref, track: job.track, label: job.label, edits, seen: { ...seen, .../** @type {any} */ (job.body.seen) } };
  }

  async function run() {
    const [job] = jobs;
    if (busy || !job) return;
    busy = true;
    clearTimeout(again);
    try {
      finished(job, await send(job.path, body(job)));
    } catch (error) {
      failed(job, /** @type {Problem} */ (error));
    }
    busy = false;
    if (!waiting.peek()) void run();
  }

  /** @param {Job} job @param {any} answer */
  function finished(job, answer) {
    jobs.shift();
    waiting.value = 0;
    const { seq } = answer;
    const mine = new Set(job.cells.flatMap((cell) => cell.edits.flatMap(keysOf)));
    // What was typed into the same cell meanwhile was typed over our own change.
    if (seq) for (const cell of jobs.flatMap((one) => one.cells)) for (const key of cell.edits.flatMap(keysOf)) if (mine.has(key)) cell.base[key.slice(key.indexOf('/') + 1)] = seq;
    const there = !seq || position() >= seq;
    show(there ? [] : own(job).map((cell) => ({ ...cell, state: 'sent', seq })), there ? own(job).map((cell) => cell.key) : []);
    job.done(answer);
  }

  /** @param {Job} job @param {Problem} error */
  function failed(job, error) {
    if (!error.answered) {
      waiting.value = jobs.length;
      show(jobs.flatMap(own).map((cell) => ({ ...cell, state: 'unsent' })));
      again = setTimeout(retry, AGAIN_MS);
      return;
    }
    waiting.value = 0;
    if (error.code === 'cell_changed' && contested(job, error.fields ?? {})) return;
    jobs.shift();
    const why = words(error);
    show(own(job).map((cell) => ({ ...cell, state: 'refused', why })));
    if (!job.cells.length) tell(why);
    job.done(null);
  }

  /** One cell of the job was changed by somebody else: it stays with its hand, the others go on. @param {Job} job @param {Record<string, string>} fields */
  function contested(job, { row, field, theirs, by }) {
    const cell = job.cells.find((one) => one.edits.flatMap(keysOf).includes(`${row}/${field}`));
    if (!cell) return false;
    if (drafts.peek().get(cell.key)?.base === cell.base) show([{ ...cell, state: 'conflict', theirs, by }]);
    job.cells = job.cells.filter((one) => one !== cell);
    job.ref = newRef();
    if (job.cells.length || job.edits.length) return true;
    jobs.shift();
    job.done(null);
    return true;
  }

  function retry() {
    clearTimeout(again);
    waiting.value = 0;
    void run();
  }

  /** @param {Omit<Job, 'ref' | 'done'>} job @returns {Promise<any>} the answer, null when it was refused */
  function queue(job) {
    return new Promise((done) => {
      jobs.push({ ...job, ref: newRef(), done });
      if (waiting.peek()) waiting.value = jobs.length;
      void run();
    });
  }

  /** What was typed into cells, with edits that belong to it. @param {string} track @param {string} label @param {Cell[]} cells @param {Edit[]} [edits] */
  function put(track, label, cells, edits = []) {
    const state = waiting.peek() ? /** @type {const} */ ('unsent') : /** @type {const} */ ('sending');
    show(cells.map((cell) => ({ ...cell, state })));
    return queue({ path: 'edit', track, label, cells, edits, body: {} });
  }

  return {
    drafts, waiting, put, retry,
    /** Changes of rows. @param {string} track @param {string} label @param {Edit[]} edits @param {Record<string, number>} [seen] */
    edit: (track, label, edits, seen = {}) => queue({ path: 'edit', track, label, cells: [], edits, body: { seen } }),
    /** Another command, in its turn. @param {string} path @param {Record<string, unknown>} [more] */
    act: (path, more = {}) => queue({ path, track: '', label: '', cells: [], edits: [], body: more }),
    /** The feed has come to a number: what it brought needs no draft any more. @param {number} seq */
    settle(seq) {
      const there = [...drafts.peek().values()].filter((one) => one.state === 'sent' && (one.seq ?? 0) <= seq).map((one) => one.key);
      if (there.length) show([], there);
    },
    /** Leave what the other wrote. @param {string} key */
    drop: (key) => show([], [key]),
    /** Write it all the same. @param {string} key @param {string} label @param {Record<string, number>} revs as they are now */
    force(key, label, revs) {
      const draft = drafts.peek().get(key);
      if (!draft) return;
      const { track, row, column, text, edits, base } = draft;
      const newer = edits.flatMap(keysOf).some((one) => (revs[one.slice(row.length + 1)] ?? 0) > (base[one.slice(row.length + 1)] ?? 0));
      void put(track, label, [{ key, track, row, column, text, edits, base: { ...revs }, blind: !newer }]);
    },
    /** What a page that was closed too early had not sent. @param {(draft: Draft) => boolean} still @param {(draft: Draft) => string} label */
    restore(still, label) {
      /** @type {Draft[]} */
      let kept = [];
      try { kept = JSON.parse(memory?.getItem(name) ?? '[]'); } catch { kept = []; }
      for (const one of kept) {
        const { state: _state, seq: _seq, ...cell } = one;
        if (still(one)) void put(cell.track, label(one), [cell]);
        else show([{ ...one, state: 'refused', why: '' }]);
      }
    },
  };
}
