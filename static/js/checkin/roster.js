// The roster on the tablet: one signed file from the server, kept as it came, plus the rows that changed since. Beside it
// lies the same file laid out for reading (`index`), made after the signature was checked: a reload parses no guest that
// nobody asks for. Without that layout the file itself is read.

import { ApiError } from '../core/api.js';
import { verifier, verifySignature } from './codes.js';
import { createNameIndex, readsSame, SHOWN, unitOf } from './name-index.js';
import { BLOCK_ROWS, makeTable, openGuestFile, packRows, tableOfCodes } from './roster-file.js';

/** @typedef {import('../core/store.js').Store} Store */
/** @typedef {import('../core/store.js').Row} Row */
/** @typedef {import('../core/store.js').Batch} Batch */
/** @typedef {import('../core/store.js').Snapshot} Snapshot */
/** @typedef {import('../core/local-db.js').Local} Local */
/** @typedef {{ event: string, epoch: string, seq: number, at: number, signed: boolean, file?: number }} Header `file`: which download the kept bytes are */
/** @typedef {{ header: Header | undefined, index: Index | undefined, keys: IDBValidKey[], rows: string[] }} Kept */
/**
 * `others`: rows that are no guests, as JSON.
 * @typedef {{ format: number, file: number, others: string, guests: import('./roster-file.js').GuestFile, names: import('./name-index.js').KeptNames }} Index
 */

const DOWNLOAD_MS = 30_000;
const WRITE_AFTER_MS = 250;
const OPENS_WITHIN_MS = 5000;
/** Codes put into the index without a pause; until they are all there, a code is looked for row by row. */
const CODES_AT_ONCE = 4000;
const FIRST_QUERIES = ['n th h', 'phuong', 'n n', ...'hntldpvbcgkmqstuxaeiory'];
/** Rises when folding or the layout changes: what an older page kept is then made anew. */
const INDEX_FORMAT = 1;
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
  const [header, index, keys, rows] = await Promise.all([
    read.objectStore('meta').get('roster'), read.objectStore('blob').get('index'), read.objectStore('row').getAllKeys(), read.objectStore('row').getAll(),
  ]);
  return { header, index, keys, rows };
}

/** @param {{ local: Local, store: Store, event: string, kept: Promise<Kept>, publicKey: () => string, onHeader: (header: Header) => void }} parts */
export function createRoster({ local, store, event, kept: early, publicKey, onHeader }) {
  /** @type {Promise<Kept> | null} */
  let first = early;
  /** The guests of the file, when they were laid out before this page opened. @type {ReturnType<typeof openGuestFile> | null} */
  let file = null;
  /** Codes of the file without that, and codes that changed since. @type {Map<string, { id: string, revoked: boolean }>} */
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
    const { header: known, index } = kept;
    if (!known?.signed || known.event !== event) return null;
    if (index?.format === INDEX_FORMAT && index.file === known.file) openIndex(index, known);
    else if (!(await readFile(known))) return null;
    setHeader(known);
    overlay(kept.keys, kept.rows);
    return { epoch: known.epoch, seq: known.seq };
  }

  /** @param {Index} index @param {Header} known */
  function openIndex(index, known) {
    forget();
    store.reset({ epoch: known.epoch, seq: known.seq, rows: JSON.parse(index.others) });
    file = openGuestFile(index.guests);
    store.shelve('guest', file);
    names.reset(index.names, file);
    openSoon();
    warmUp();
  }

  /** The file as it came, from the disk. @param {Header} known @returns {Promise<boolean>} is there one */
  async function readFile(known) {
    const bytes = await local.db.get('blob', 'roster');
    if (!bytes) return false;
    const snapshot = JSON.parse(new TextDecoder().decode(bytes));
    store.reset({ ...snapshot, epoch: known.epoch, seq: known.seq });
    header = known; // what is laid out now belongs to this file
    indexAll(snapshot);
    return true;
  }

  function forget() {
    file = null;
    byHash = new Map();
    allCodes = true;
    indexing += 1;
  }

  /** In the next task: changed rows kept beside the file are put over it first. */
  function openSoon() {
    setTimeout(() => { open = true; opened(); });
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
      write.objectStore('blob').put(got.bytes, 'roster'), write.objectStore('blob').delete('index'), write.objectStore('row').clear(),
      write.objectStore('meta').put(fresh, 'roster'), write.done,
    ]).catch(() => undefined); // no room: it still works until the page is closed, and the start screen says so
    setHeader(fresh);
    return got.snapshot;
  }

  /** @param {{ snapshot: Snapshot } | { batch: Batch }} news */
  function save(news) {
    if ('snapshot' in news) return indexAll(news.snapshot);
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

  /** Codes, names and layout in slices, so that the page answers meanwhile. @param {Snapshot} snapshot */
  function indexAll({ rows }) {
    const guests = rows.guest ?? [];
    forget();
    allCodes = false;
    names.reset();
    indexCodes(guests, 0, indexing);
    setTimeout(indexNames, 0, rows, 0, indexing);
    openSoon();
  }

  /** @param {Row[]} guests @param {number} from @param {number} turn */
  function indexCodes(guests, from, turn) {
    if (turn !== indexing) return;
    // What changed meanwhile is the newer word.
    for (let i = from; i < Math.min(from + CODES_AT_ONCE, guests.length); i += 1) indexCode(store.get('guest', guests[i].id) ?? guests[i]);
    if (from + CODES_AT_ONCE < guests.length) setTimeout(indexCodes, 0, guests, from + CODES_AT_ONCE, turn);
    else allCodes = true;
  }

  /** @param {Record<string, Row[]>} rows @param {number} from @param {number} turn */
  function indexNames(rows, from, turn) {
    if (turn !== indexing) return;
    const guests = rows.guest ?? [];
    if (from >= guests.length) {
      warmUp();
      return void layOut(rows, header?.file, names);
    }
    names.add(guests.slice(from, from + BLOCK_ROWS));
    setTimeout(indexNames, 0, rows, from + BLOCK_ROWS, turn);
  }

  /**
   * The next reload need not read the file again.
   * @param {Record<string, Row[]>} rows @param {number | undefined} of which download they are @param {Pick<typeof names, 'keep'>} folded
   */
  async function layOut({ guest: guests = [], ...others }, of, folded) {
    const blocks = [];
    for (const some of slices(guests)) {
      blocks.push(packRows(some));
      await pause();
    }
    const ids = makeTable(guests.map((row) => row.id));
    await pause();
    const laid = { ids, ...tableOfCodes(guests), blocks };
    await pause();
    if (!of || header?.file !== of) return;
    const record = { format: INDEX_FORMAT, file: of, others: JSON.stringify(others), guests: laid, names: folded.keep() };
    await local.db.put('blob', record, 'index').catch(() => undefined); // no room: the next reload reads the file itself
  }

  /** A newer file for the next reload; this page goes on with the rows it has. */
  async function refresh() {
    const { rows } = await snapshot();
    const of = header?.file;
    const folded = createNameIndex({ unitOf: (row) => unitOf(row, store), current: () => undefined });
    for (const some of slices(rows.guest ?? [])) {
      folded.add(some);
      await pause();
    }
    await layOut(rows, of, folded);
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
    const hit = byHash.get(hash) ?? file?.holder(hash);
    if (hit || allCodes) return hit ?? null;
    const rows = store.list('guest');
    const holder = rows.find((row) => row.code === hash) ?? rows.find((row) => row.revoked?.includes(hash));
    return holder ? { id: holder.id, revoked: holder.code !== hash } : null;
  }

  return {
    load, snapshot, refresh, save, take, find, ready, search: names.search,
    get size() { return store.size('guest'); },
    get header() { return header; },
    /** Write what is still in memory, before the page goes. */
    settle: () => { clearTimeout(timer); return write(); },
  };
}

/** @param {Row[]} rows */
const slices = (rows) => Array.from({ length: Math.ceil(rows.length / BLOCK_ROWS) }, (_, i) => rows.slice(i * BLOCK_ROWS, (i + 1) * BLOCK_ROWS));

/** Let the page answer. */
const pause = () => new Promise((done) => { setTimeout(done); });

/** `entity/id`; an id may hold a slash. @param {string} key @returns {[string, string]} */
function split(key) {
  const at = key.indexOf('/');
  return [key.slice(0, at), key.slice(at + 1)];
}
