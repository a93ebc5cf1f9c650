// The roster on the tablet: one signed file from the server, kept as it came, plus the rows that changed since.
// Kept as bytes and not as 20,000 records, because reading one value and parsing it is what makes an offline reload quick.

import { ApiError } from '../core/api.js';
import { verifier, verifySignature } from './codes.js';
import { createNameIndex, NAMES_FORMAT, readsSame, SEGMENT_ROWS, SHOWN, unitOf } from './name-index.js';

/** @typedef {import('../core/store.js').Store} Store */
/** @typedef {import('../core/store.js').Row} Row */
/** @typedef {import('../core/store.js').Batch} Batch */
/** @typedef {import('../core/store.js').Snapshot} Snapshot */
/** @typedef {import('../core/local-db.js').Local} Local */
/** @typedef {{ event: string, epoch: string, seq: number, at: number, signed: boolean, file?: number }} Header `file`: which download the kept bytes are */
/** @typedef {{ header: Header | undefined, bytes: ArrayBuffer | undefined, names: Names | undefined, keys: IDBValidKey[], rows: string[] }} Kept */
/** @typedef {{ format: number, file: number, segments: import('./name-index.js').Segment[] }} Names */

const DOWNLOAD_MS = 30_000;
const WRITE_AFTER_MS = 250;
const OPENS_WITHIN_MS = 5000;
/** Codes put into the index without a pause; until they are all there, a code is looked for row by row. */
const CODES_AT_ONCE = 4000;
const FIRST_QUERIES = ['n th h', ...'hntldpvbcgkmqstuxaeiory'];
/** So many changed rows make a reload slow: fetch the whole file again. */
export const CHANGED_ROWS_LIMIT = 3000;

/**
 * @param {{ event: string, publicKey: string }} of
 * @returns {Promise<{ bytes: ArrayBuffer, snapshot: Snapshot }>}
 */
export async function downloadRoster({ event, publicKey }) {
  // Asked before the download: a browser that cannot check would only fetch it again and again.
  if (!(await verifier())) throw new ApiError({ code: 'roster_unverifiable' });
  const answer = await ask(`/api/events/${encodeURIComponent(event)}/snapshot/desk`);
  const bytes = await answer.arrayBuffer();
  const signed = await verifySignature(publicKey, bytes, answer.headers.get('Ops-Signature') ?? '');
  // A list of names from nobody knows whom opens the door to anybody: rather the old one, or none.
  if (signed !== true) throw new ApiError({ code: 'roster_unsigned', status: 200, answered: true });
  return { bytes, snapshot: JSON.parse(new TextDecoder().decode(bytes)) };
}

/** @param {string} path @returns {Promise<Response>} */
async function ask(path) {
  // no-store: the browser's own cache would outlive a wipe
  const options = /** @type {RequestInit} */ ({ headers: { 'Ops-As': 'device', Accept: 'application/json' }, cache: 'no-store', credentials: 'same-origin', signal: AbortSignal.timeout(DOWNLOAD_MS) });
  const answer = await fetch(path, options).catch(() => null);
  if (!answer) throw new ApiError({ code: 'no_network' });
  const json = (answer.headers.get('Content-Type') ?? '').includes('json');
  if (answer.ok && json) return answer;
  const error = json ? (await answer.json().catch(() => null))?.error : null;
  throw new ApiError({ code: error?.code ?? 'not_our_answer', message: error?.message, status: answer.status, answered: Boolean(error) });
}

/** What lies on the disk, in one look. Begun before the rest of the page is ready. @param {Local} local @returns {Promise<Kept>} */
export async function readKept(local) {
  const read = local.db.transaction(['meta', 'blob', 'row']);
  const [header, bytes, names, keys, rows] = await Promise.all([
    read.objectStore('meta').get('roster'), read.objectStore('blob').get('roster'), read.objectStore('blob').get('names'),
    read.objectStore('row').getAllKeys(), read.objectStore('row').getAll(),
  ]);
  return { header, bytes, names, keys, rows };
}

/** @param {{ local: Local, store: Store, event: string, kept: Promise<Kept>, publicKey: () => string, onHeader: (header: Header) => void }} parts */
export function createRoster({ local, store, event, kept: early, publicKey, onHeader }) {
  /** @type {Promise<Kept> | null} */
  let first = early;
  /** @type {Map<string, { id: string, revoked: boolean }>} */
  let byHash = new Map();
  /** Are all codes in the index? */
  let allCodes = true;
  const names = createNameIndex({ unitOf: (row) => unitOf(row, store), current: (id) => store.get('guest', id) });
  /** @type {Header | null} */
  let header = null;
  /** @type {Map<string, string>} */
  let unwritten = new Map();
  /** @type {any} */
  let timer = null;
  let indexing = 0;
  let open = false;
  /** @type {(value?: unknown) => void} */
  let opened = () => undefined;
  const opening = new Promise((done) => { opened = done; });

  /** Until the list is here nobody is in it: a scan into a page that is still opening waits for it, but not for ever. */
  async function ready() {
    if (open) return;
    await new Promise((done) => {
      const latest = setTimeout(done, OPENS_WITHIN_MS);
      void opening.then(() => { clearTimeout(latest); done(undefined); });
    });
  }

  /** What this tablet already knows; null sends the feed to the server. */
  async function load() {
    const kept = await (first ?? readKept(local));
    first = null;
    const { header: known, bytes } = kept;
    if (!known?.signed || !bytes || known.event !== event) return null;
    const snapshot = JSON.parse(new TextDecoder().decode(bytes));
    store.reset({ ...snapshot, epoch: known.epoch, seq: known.seq });
    setHeader(known);
    const usable = kept.names?.format === NAMES_FORMAT && kept.names.file === known.file;
    indexAll(snapshot.rows.guest ?? [], usable ? kept.names : undefined);
    overlay(kept.keys, kept.rows);
    return { epoch: known.epoch, seq: known.seq };
  }

  /** @param {IDBValidKey[]} keys @param {string[]} rows */
  function overlay(keys, rows) {
    /** @type {Record<string, Row[]>} */
    const changed = {};
    /** @type {Record<string, string[]>} */
    const gone = {};
    keys.forEach((key, i) => {
      const [entity, id] = split(String(key));
      if (rows[i] === '') (gone[entity] ??= []).push(id);
      else (changed[entity] ??= []).push(JSON.parse(rows[i]));
    });
    const renamed = (changed.guest ?? []).filter((row) => !readsSame(store.get('guest', row.id), row));
    store.drop(gone);
    store.upsert(changed);
    for (const row of changed.guest ?? []) indexCode(row);
    for (const row of renamed) names.change(row);
    for (const id of gone.guest ?? []) names.remove(id);
  }

  /** The whole file from the server; on the disk before it is used. @returns {Promise<Snapshot>} */
  async function snapshot() {
    const got = await downloadRoster({ event, publicKey: publicKey() });
    const { epoch, seq } = got.snapshot;
    const now = Date.now();
    const fresh = { event, epoch, seq, at: now, signed: true, file: now };
    clearTimeout(timer);
    unwritten = new Map();
    const write = local.db.transaction(['meta', 'blob', 'row'], 'readwrite');
    await Promise.all([
      write.objectStore('blob').put(got.bytes, 'roster'), write.objectStore('blob').delete('names'), write.objectStore('row').clear(),
      write.objectStore('meta').put(fresh, 'roster'), write.done,
    ]).catch(() => undefined); // no room: it still works until the page is closed, and the start screen says so
    setHeader(fresh);
    return got.snapshot;
  }

  /** @param {{ snapshot: Snapshot } | { batch: Batch }} news */
  function save(news) {
    if ('snapshot' in news) return indexAll(news.snapshot.rows.guest ?? []);
    indexChanges(news.batch.rows?.guest ?? [], news.batch.gone?.guest ?? []);
    remember(news.batch.rows ?? {}, news.batch.gone ?? {});
  }

  /** Rows that came with an answer and not with the feed. @param {Row[]} guests */
  function take(guests) {
    store.upsert({ guest: guests });
    indexChanges(guests, []);
    remember({ guest: guests }, {});
  }

  /** @param {Record<string, Row[]>} rows @param {Record<string, string[]>} gone */
  function remember(rows, gone) {
    for (const [entity, some] of Object.entries(rows)) for (const row of some) unwritten.set(`${entity}/${row.id}`, JSON.stringify(row));
    for (const [entity, ids] of Object.entries(gone)) for (const id of ids) unwritten.set(`${entity}/${id}`, '');
    clearTimeout(timer);
    timer = setTimeout(write, WRITE_AFTER_MS);
  }

  /** Rows and position in one transaction: a reload never claims a seq whose rows it has not got. */
  async function write() {
    if (!header) return;
    const [rows, kept] = [unwritten, { ...header, ...store.position, at: Date.now() }];
    unwritten = new Map();
    const tx = local.db.transaction(['meta', 'row'], 'readwrite');
    const puts = [...rows].map(([key, text]) => tx.objectStore('row').put(text, key));
    await Promise.all([...puts, tx.objectStore('meta').put(kept, 'roster'), tx.done]).catch(() => undefined);
    setHeader(kept);
  }

  /** @param {Header} kept */
  function setHeader(kept) {
    header = kept;
    onHeader(kept);
  }

  /**
   * Codes and names in slices, so that the page answers meanwhile; names folded before are taken as they are.
   * @param {Row[]} guests in the order of the file @param {Names} [kept]
   */
  function indexAll(guests, kept) {
    byHash = new Map();
    allCodes = false;
    names.reset();
    indexing += 1;
    if (kept) kept.segments.forEach((segment, i) => names.add(guests.slice(i * SEGMENT_ROWS, (i + 1) * SEGMENT_ROWS), segment));
    indexCodes(guests, 0, indexing);
    if (!kept) setTimeout(indexNames, 0, guests, 0, indexing);
    // In the next task: changed rows kept beside the file are put over it first.
    setTimeout(() => { open = true; opened(); });
  }

  /** @param {Row[]} guests @param {number} from @param {number} turn */
  function indexCodes(guests, from, turn) {
    if (turn !== indexing) return;
    // What changed meanwhile is the newer word.
    for (let i = from; i < Math.min(from + CODES_AT_ONCE, guests.length); i += 1) indexCode(store.get('guest', guests[i].id) ?? guests[i]);
    if (from + CODES_AT_ONCE < guests.length) setTimeout(indexCodes, 0, guests, from + CODES_AT_ONCE, turn);
    else {
      allCodes = true;
      if (names.segments().length) warmUp();
    }
  }

  /** @param {Row[]} guests @param {number} from @param {number} turn */
  function indexNames(guests, from, turn) {
    if (turn !== indexing) return;
    if (from >= guests.length) {
      warmUp();
      return void keepNames();
    }
    names.add(guests.slice(from, from + SEGMENT_ROWS));
    setTimeout(indexNames, 0, guests, from + SEGMENT_ROWS, turn);
  }

  /**
   * The first letter fits half the list, and the first search of all is the slowest: answered when nobody waits for it.
   * @param {number} [from]
   */
  function warmUp(from = 0) {
    const query = FIRST_QUERIES[from];
    if (query === undefined) return;
    const turn = indexing;
    const run = () => {
      if (turn !== indexing) return;
      names.search(query, SHOWN);
      warmUp(from + 1);
    };
    if ('requestIdleCallback' in globalThis) requestIdleCallback(run, { timeout: 5000 });
    else setTimeout(run, 100);
  }

  /** The next reload need not fold them again. */
  async function keepNames() {
    if (!header?.file) return;
    const record = { format: NAMES_FORMAT, file: header.file, segments: names.segments() };
    await local.db.put('blob', record, 'names').catch(() => undefined);
  }

  /** @param {Row[]} rows @param {string[]} gone */
  function indexChanges(rows, gone) {
    for (const row of rows) {
      indexCode(row);
      names.change(row);
    }
    for (const id of gone) names.remove(id);
  }

  /** @param {Row} row */
  function indexCode(row) {
    for (const hash of row.revoked ?? []) byHash.set(hash, { id: row.id, revoked: true });
    if (row.code) byHash.set(row.code, { id: row.id, revoked: false });
  }

  /** @param {string} hash @returns {{ id: string, revoked: boolean } | null} */
  function find(hash) {
    const hit = byHash.get(hash);
    if (hit || allCodes) return hit ?? null;
    const rows = store.list('guest');
    const holder = rows.find((row) => row.code === hash) ?? rows.find((row) => row.revoked?.includes(hash));
    return holder ? { id: holder.id, revoked: holder.code !== hash } : null;
  }

  return {
    load, snapshot, save, take, find, ready, search: names.search,
    get size() { return store.list('guest').length; },
    get header() { return header; },
    /** Write what is still in memory, before the page goes. */
    settle: () => { clearTimeout(timer); return write(); },
  };
}

/** `entity/id`; an id may hold a slash. @param {string} key @returns {[string, string]} */
function split(key) {
  const at = key.indexOf('/');
  return [key.slice(0, at), key.slice(at + 1)];
}
