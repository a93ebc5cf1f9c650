// The file of the roster: fetched with a checked signature, kept as it came, and laid out for reading. And the rows that changed since.
//
// The guests of the signed file, laid out so that a reload parses none of them: each row as its JSON text in one block of
// bytes, and tables that say where the row of an id or of a code lies. Made once, after the signature was checked.

import { ApiError } from '../core/api.js';
import { answerOf, written } from '../core/local-db.js';
import { verifier, verifySignature } from './codes.js';

/** @import { Local } from '../core/local-db.js' */
/** @import { Row, Rows, Snapshot, Store } from '../core/store.js' */
/** @import { Block, Gone, GuestFile, Header, Index, Kept, Table } from './types.js' */

const DOWNLOAD_MS = 30_000;
const WRITE_AFTER_MS = 250;
/** Rises when folding or the layout changes: what an older page kept is then made anew. */
export const INDEX_FORMAT = 1;
export const BLOCK_ROWS = 1000;
const LONGEST_CHAR = 3; // bytes of UTF-8 for one unit of a JavaScript string

/** FNV-1a. @param {string} key */
function hashOf(key) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i += 1) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** @param {string[]} keys all different @returns {Table} */
export function makeTable(keys) {
  const at = new Int32Array(keys.length + 1);
  // Twice the keys at least: the next free slot is near.
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * keys.length + 2)));
  keys.forEach((key, n) => {
    at[n + 1] = at[n] + key.length;
    let slot = hashOf(key) & (slots.length - 1);
    while (slots[slot]) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = n + 1;
  });
  return { text: keys.join(''), at, slots };
}

/** Number of a key, -1 when it is none. @param {Table} table @param {string} key */
export function findKey({ text, at, slots }, key) {
  let slot = hashOf(key) & (slots.length - 1);
  for (; slots[slot]; slot = (slot + 1) & (slots.length - 1)) {
    const n = slots[slot] - 1;
    if (at[n + 1] - at[n] === key.length && text.startsWith(key, at[n])) return n;
  }
  return -1;
}

/** @param {Row[]} rows @returns {Block} */
export function packRows(rows) {
  const texts = rows.map((row) => JSON.stringify(row));
  const room = new Uint8Array(LONGEST_CHAR * texts.reduce((sum, text) => sum + text.length, 0));
  const [at, encoder] = [new Int32Array(rows.length + 1), new TextEncoder()];
  texts.forEach((text, i) => { at[i + 1] = at[i] + encoder.encodeInto(text, room.subarray(at[i])).written; });
  return { bytes: room.slice(0, at[rows.length]), at };
}

/**
 * Every code with its row; a code that somebody holds now is not a replaced one.
 * @param {Row[]} rows @returns {Pick<GuestFile, 'codes' | 'holders'>}
 */
export function tableOfCodes(rows) {
  /** @type {Map<string, number>} */
  const holders = new Map();
  rows.forEach((row, i) => {
    for (const hash of row.revoked ?? []) holders.set(hash, 2 * i + 1);
    if (row.code) holders.set(row.code, 2 * i);
  });
  return { codes: makeTable([...holders.keys()]), holders: Int32Array.from(holders.values()) };
}

/** @param {GuestFile} file */
export function openGuestFile({ ids, codes, holders, blocks }) {
  const size = ids.at.length - 1;
  const decoder = new TextDecoder();
  /** Rows read so far: the same object each time. @type {Map<number, Row>} */
  const read = new Map();

  /** @param {number} i @returns {Row} */
  function rowAt(i) {
    let row = read.get(i);
    if (!row) {
      const { bytes, at } = blocks[Math.floor(i / BLOCK_ROWS)];
      const k = i % BLOCK_ROWS;
      row = /** @type {Row} */ (JSON.parse(decoder.decode(bytes.subarray(at[k], at[k + 1]))));
      read.set(i, row);
    }
    return row;
  }

  /** @param {string} id @returns {number | undefined} */
  function numberOf(id) {
    const n = findKey(ids, id);
    return n < 0 ? undefined : n;
  }

  return {
    size, rowAt, numberOf,
    has: (/** @type {string} */ id) => findKey(ids, id) >= 0,
    get(/** @type {string} */ id) {
      const i = numberOf(id);
      return i === undefined ? undefined : rowAt(i);
    },
    all: () => Array.from({ length: size }, (_, i) => rowAt(i)),
    /** Whose code is it? @param {string} hash @returns {{ id: string, revoked: boolean } | null} */
    holder(hash) {
      const n = findKey(codes, hash);
      return n < 0 ? null : { id: rowAt(holders[n] >> 1).id, revoked: (holders[n] & 1) === 1 };
    },
  };
}

/**
 * @param {string} event @param {string} publicKey
 * @returns {Promise<{ bytes: ArrayBuffer, snapshot: Snapshot }>}
 */
export async function downloadRoster(event, publicKey) {
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
    answerOf(read.objectStore('meta').get('roster')), answerOf(read.objectStore('blob').get('index')), answerOf(read.objectStore('row').getAllKeys()), answerOf(read.objectStore('row').getAll()),
  ]);
  return { header, index, keys, rows };
}

/** The kept rows by their entity. @param {Kept} kept */
export function changesIn({ keys, rows }) {
  const [changed, gone] = [/** @type {Rows} */ ({}), /** @type {Gone} */ ({})];
  keys.forEach((key, i) => {
    const [entity, id] = split(String(key));
    if (rows[i] === '') (gone[entity] ??= []).push(id);
    else (changed[entity] ??= []).push(JSON.parse(rows[i]));
  });
  return { changed, gone };
}

/** `entity/id`; an id may hold a slash. @param {string} key @returns {[string, string]} */
function split(key) {
  const at = key.indexOf('/');
  return [key.slice(0, at), key.slice(at + 1)];
}

/** @param {Row[]} rows */
export const slices = (rows) => Array.from({ length: Math.ceil(rows.length / BLOCK_ROWS) }, (_, i) => rows.slice(i * BLOCK_ROWS, (i + 1) * BLOCK_ROWS));

/** Let the page answer. */
export const pause = () => new Promise((done) => { setTimeout(done); });

/** @param {Row[]} guests */
export async function layOutGuests(guests) {
  const blocks = [];
  for (const some of slices(guests)) {
    blocks.push(packRows(some));
    await pause();
  }
  const ids = makeTable(guests.map((row) => row.id));
  await pause();
  const laid = { ids, ...tableOfCodes(guests), blocks };
  await pause();
  return laid;
}

/** @param {{ local: Local, store: Store, onHeader: (header: Header) => void }} parts */
export function openDisk({ local: { db }, store, onHeader }) {
  /** @type {Header | null} */
  let header = null;
  /** @type {Map<string, string>} */
  let unwritten = new Map();
  /** @type {any} */
  let timer = null;

  /** @param {Header} kept */
  function setHeader(kept) {
    header = kept;
    onHeader(kept);
  }

  /** The file as it came. @returns {Promise<Snapshot | null>} */
  async function readFile() {
    const bytes = await answerOf(db.transaction('blob').objectStore('blob').get('roster'));
    return bytes ? JSON.parse(new TextDecoder().decode(bytes)) : null;
  }

  /** A new file in the place of all that lay here. @param {ArrayBuffer} bytes @param {Header} fresh */
  async function writeFile(bytes, fresh) {
    clearTimeout(timer);
    timer = null;
    unwritten = new Map();
    const tx = db.transaction(['meta', 'blob', 'row'], 'readwrite');
    const blob = tx.objectStore('blob');
    blob.put(bytes, 'roster');
    blob.delete('index');
    tx.objectStore('row').clear();
    tx.objectStore('meta').put(fresh, 'roster');
    await written(tx).catch(() => undefined); // no room: it still works until the page is closed, and the start screen says so
    setHeader(fresh);
  }

  /** @param {Omit<Index, 'format'>} made */
  async function writeIndex(made) {
    try {
      const tx = db.transaction('blob', 'readwrite');
      tx.objectStore('blob').put({ format: INDEX_FORMAT, ...made }, 'index');
      await written(tx);
    } catch { /* no room, or no database any more: the next reload reads the file itself */ }
  }

  /** @param {Rows} rows @param {Gone} gone */
  function remember(rows, gone) {
    for (const [entity, some] of Object.entries(rows)) for (const row of some) unwritten.set(`${entity}/${row.id}`, JSON.stringify(row));
    for (const [entity, ids] of Object.entries(gone)) for (const id of ids) unwritten.set(`${entity}/${id}`, '');
    clearTimeout(timer);
    timer = setTimeout(write, WRITE_AFTER_MS);
  }

  /** Rows and position in one transaction: a reload never claims a seq whose rows it has not got. */
  async function write() {
    clearTimeout(timer);
    timer = null;
    if (!header) return;
    const [rows, kept] = [unwritten, { ...header, ...store.position, at: Date.now() }];
    unwritten = new Map();
    const tx = db.transaction(['meta', 'row'], 'readwrite');
    for (const [key, text] of rows) tx.objectStore('row').put(text, key);
    tx.objectStore('meta').put(kept, 'roster');
    await written(tx).catch(() => undefined);
    setHeader(kept);
  }

  return {
    readFile, writeFile, writeIndex, remember, setHeader,
    get header() { return header; },
    /** Write what is still in memory, before the page goes. With nothing to write the next page need not wait for it. */
    settle: async () => { if (timer !== null) await write(); },
  };
}
