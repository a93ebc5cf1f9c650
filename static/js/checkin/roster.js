// The roster on the tablet: one signed file from the server, kept as it came, plus the rows that changed since. Beside it
// lies the same file laid out for reading (`index`), made after the signature was checked: a reload parses no guest that
// nobody asks for. Without that layout the file itself is read.

import { createNameIndex, readsSame, SHOWN, unitOf } from './name-index.js';
import { BLOCK_ROWS, changesIn, downloadRoster, INDEX_FORMAT, layOutGuests, openDisk, openGuestFile, pause, readKept, slices } from './roster-file.js';

/** @import { Local } from '../core/local-db.js' */
/** @import { Batch, Row, Rows, Snapshot, Store } from '../core/store.js' */
/** @import { Header, Index, Kept } from './types.js' */
/** @typedef {ReturnType<typeof createNameIndex>} Names */
/** @typedef {{ local: Local, store: Store, event: string, kept: Promise<Kept>, publicKey: () => string, onHeader: (header: Header) => void }} Parts */
/** @typedef {ReturnType<typeof assemble>} State */

/** Codes put into the index without a pause; until they are all there, a code is looked for row by row. */
const CODES_AT_ONCE = 4000;
const OPENS_WITHIN_MS = 5000;
const FIRST_QUERIES = ['n th h', 'phuong', 'n n', ...'hntldpvbcgkmqstuxaeiory'];

/** @param {Parts} parts */
export function createRoster(parts) {
  const r = assemble(parts);
  return {
    load: () => load(r), snapshot: () => snapshot(r), refresh: () => refresh(r),
    save: (/** @type {{ snapshot: Snapshot } | { batch: Batch }} */ news) => save(r, news),
    take: (/** @type {Row[]} */ guests) => take(r, guests),
    find: r.codes.find, ready: r.door.ready, search: r.names.search, settle: r.disk.settle,
    get size() { return r.store.size('guest'); },
    get header() { return r.disk.header; },
  };
}

/** @param {Parts} parts `turn` rises when all is read anew: slices of an older turn stop */
const assemble = ({ local, store, event, kept, publicKey, onHeader }) => ({
  local, store, event, publicKey, turn: 0, first: /** @type {Promise<Kept> | null} */ (kept),
  door: createDoor(), codes: createCodes(store), names: namesOf(store, (id) => store.get('guest', id)), disk: openDisk({ local, store, onHeader }),
});

/** @param {Store} store @param {(id: string) => Row | undefined} current */
const namesOf = (store, current) => createNameIndex({ unitOf: (row) => unitOf(row, store), current });

/** Whose code is it? From the laid out file where there is one, and from the rows that came since. @param {Store} store */
function createCodes(store) {
  /** The guests of the file, when they were laid out before this page opened. @type {ReturnType<typeof openGuestFile> | null} */
  let file = null;
  /** Codes of the file without that, and codes that changed since. @type {Map<string, { id: string, revoked: boolean }>} */
  let byHash = new Map();
  /** Are all codes in the index? */
  let all = true;

  /** Start anew. @param {typeof file} laid */
  function open(laid) {
    file = laid;
    byHash = new Map();
    all = true;
  }

  /** @param {Row} row */
  function put(row) {
    for (const hash of row.revoked ?? []) byHash.set(hash, { id: row.id, revoked: true });
    if (row.code) byHash.set(row.code, { id: row.id, revoked: false });
  }

  /** @param {Row[]} guests @param {() => boolean} stale @param {number} [from] */
  function fill(guests, stale, from = 0) {
    if (stale()) return;
    const upto = from + CODES_AT_ONCE;
    // What changed meanwhile is the newer word.
    for (const row of guests.slice(from, upto)) put(store.get('guest', row.id) ?? row);
    all = upto >= guests.length;
    if (!all) setTimeout(fill, 0, guests, stale, upto);
  }

  /** @param {string} hash @returns {{ id: string, revoked: boolean } | null} */
  function find(hash) {
    const hit = byHash.get(hash) ?? file?.holder(hash);
    if (hit || all) return hit ?? null;
    const rows = store.list('guest');
    const holder = rows.find((row) => row.code === hash) ?? rows.find((row) => row.revoked?.includes(hash));
    return holder ? { id: holder.id, revoked: holder.code !== hash } : null;
  }

  return { open, put, fill, find };
}

function createDoor() {
  let open = false;
  /** @type {(value?: unknown) => void} */
  let opened = () => undefined;
  const opening = new Promise((done) => { opened = done; });
  return {
    /** Until the list is here nobody is in it: a scan into a page that is still opening waits for it, but not for ever. */
    async ready() {
      if (open) return;
      await new Promise((done) => {
        const latest = setTimeout(done, OPENS_WITHIN_MS);
        void opening.then(() => { clearTimeout(latest); done(undefined); });
      });
    },
    /** In the next task: changed rows kept beside the file are put over it first. */
    openSoon() {
      setTimeout(() => { open = true; opened(); });
    },
  };
}

/** What this tablet already knows; null sends the feed to the server. @param {State} r */
async function load(r) {
  const kept = await (r.first ?? readKept(r.local));
  r.first = null;
  const { header: known, index } = kept;
  if (!known?.signed || known.event !== r.event) return null;
  if (index?.format === INDEX_FORMAT && index.file === known.file) openIndex(r, index, known);
  else if (!(await openFile(r, known))) return null;
  r.disk.setHeader(known);
  overlay(r, kept);
  return { epoch: known.epoch, seq: known.seq };
}

/** @param {State} r @param {Index} index @param {Header} known */
function openIndex(r, index, { epoch, seq }) {
  const file = openGuestFile(index.guests);
  const stale = nextTurn(r);
  r.codes.open(file);
  r.store.reset({ epoch, seq, rows: JSON.parse(index.others) });
  r.store.shelve('guest', file);
  r.names.reset(index.names, file);
  r.door.openSoon();
  warmUp(r.names, stale);
}

/** The file as it came, from the disk. @param {State} r @param {Header} known @returns {Promise<boolean>} is there one */
async function openFile(r, { epoch, seq }) {
  const kept = await r.disk.readFile();
  if (!kept) return false;
  r.store.reset({ ...kept, epoch, seq });
  indexAll(r, kept);
  return true;
}

/** @param {State} r @returns {() => boolean} has another turn begun since */
function nextTurn(r) {
  const mine = r.turn += 1;
  return () => mine !== r.turn;
}

/** @param {State} r @param {Kept} kept */
function overlay(r, kept) {
  const { changed, gone } = changesIn(kept);
  const guests = changed.guest ?? [];
  const renamed = guests.filter((row) => !readsSame(r.store.get('guest', row.id), row));
  r.store.drop(gone);
  r.store.upsert(changed);
  guests.forEach(r.codes.put);
  renamed.forEach(r.names.change);
  gone.guest?.forEach(r.names.remove);
}

/** The whole file from the server; on the disk before it is used. @param {State} r @returns {Promise<Snapshot>} */
async function snapshot({ event, publicKey, disk }) {
  const got = await downloadRoster(event, publicKey());
  const { epoch, seq } = got.snapshot;
  const now = Date.now();
  await disk.writeFile(got.bytes, { event, epoch, seq, at: now, signed: true, file: now });
  return got.snapshot;
}

/** @param {State} r @param {{ snapshot: Snapshot } | { batch: Batch }} news */
function save(r, news) {
  if ('snapshot' in news) return indexAll(r, news.snapshot);
  const { rows = {}, gone = {} } = news.batch;
  indexChanges(r, rows.guest, gone.guest);
  r.disk.remember(rows, gone);
}

/** Rows that came with an answer and not with the feed. @param {State} r @param {Row[]} guest */
function take(r, guest) {
  r.store.upsert({ guest });
  indexChanges(r, guest);
  r.disk.remember({ guest }, {});
}

/** @param {State} r @param {Row[]} [rows] @param {string[]} [gone] */
function indexChanges({ codes, names }, rows = [], gone = []) {
  rows.forEach(codes.put);
  rows.forEach(names.change);
  gone.forEach(names.remove);
}

/** Codes, names and layout in slices, so that the page answers meanwhile. @param {State} r @param {Snapshot} snapshot */
function indexAll(r, { rows }) {
  const stale = nextTurn(r);
  r.codes.open(null);
  r.names.reset();
  r.codes.fill(rows.guest ?? [], stale);
  setTimeout(indexNames, 0, r, rows, stale);
  r.door.openSoon();
}

/** @param {State} r @param {Rows} rows @param {() => boolean} stale @param {number} [from] */
function indexNames(r, rows, stale, from = 0) {
  if (stale()) return;
  const guests = rows.guest ?? [];
  if (from >= guests.length) {
    warmUp(r.names, stale);
    return void layOut(r, rows, r.names);
  }
  r.names.add(guests.slice(from, from + BLOCK_ROWS));
  setTimeout(indexNames, 0, r, rows, stale, from + BLOCK_ROWS);
}

/** The next reload need not read the file again. @param {State} r @param {Rows} rows @param {Names} names */
async function layOut({ disk }, { guest = [], ...others }, names, file = disk.header?.file) {
  const guests = await layOutGuests(guest);
  // Another download may have come meanwhile.
  if (file && disk.header?.file === file) await disk.writeIndex({ file, others: JSON.stringify(others), guests, names: names.keep() });
}

/** A newer file for the next reload; this page goes on with the rows it has. @param {State} r */
async function refresh(r) {
  const { rows } = await snapshot(r);
  const file = r.disk.header?.file;
  const folded = namesOf(r.store, () => undefined);
  for (const some of slices(rows.guest ?? [])) {
    folded.add(some);
    await pause();
  }
  await layOut(r, rows, folded, file);
}

/**
 * The first letter fits half the list, and the first search of all is the slowest: answered when nobody waits for it.
 * @param {Names} names @param {() => boolean} stale @param {number} [from]
 */
function warmUp(names, stale, from = 0) {
  const query = FIRST_QUERIES[from];
  if (query === undefined) return;
  const run = () => {
    if (stale()) return;
    names.search(query, SHOWN);
    warmUp(names, stale, from + 1);
  };
  if ('requestIdleCallback' in globalThis) requestIdleCallback(run, { timeout: 5000 });
  else setTimeout(run, 100);
}
