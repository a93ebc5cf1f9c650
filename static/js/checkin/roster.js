// The roster on the tablet: one signed file from the server, kept as it came, plus the rows that changed since.
// Kept as bytes and not as 20,000 records, because reading one value and parsing it is what makes an offline reload quick.

import { ApiError } from '../core/api.js';
import { fold, matcher } from '../core/names.js';
import { verifier, verifySignature } from './codes.js';
import { unitOf } from './desk-words.js';

/** @typedef {import('../core/store.js').Store} Store */
/** @typedef {import('../core/store.js').Row} Row */
/** @typedef {import('../core/store.js').Batch} Batch */
/** @typedef {import('../core/store.js').Snapshot} Snapshot */
/** @typedef {import('../core/local-db.js').Local} Local */
/** @typedef {{ event: string, epoch: string, seq: number, at: number, signed: boolean }} Header */
/** @typedef {{ row: Row, name: string, text: string }} Person `name` and `text` are folded */

const DOWNLOAD_MS = 30_000;
const WRITE_AFTER_MS = 250;
const CHUNK = 1500;
const SORTED_AT_MOST = 300;
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

/** @param {{ local: Local, store: Store, event: string, publicKey: () => string, onHeader: (header: Header) => void }} parts */
export function createRoster({ local, store, event, publicKey, onHeader }) {
  /** @type {Map<string, { id: string, revoked: boolean }>} */
  let byHash = new Map();
  /** @type {Map<string, Person>} */
  let people = new Map();
  /** Units repeat; folding each once halves the work. @type {Map<string, string>} */
  const units = new Map();
  /** @type {Header | null} */
  let header = null;
  /** @type {Map<string, string>} */
  let unwritten = new Map();
  /** @type {any} */
  let timer = null;
  let indexing = 0;
  /** Rises with every change of a name, so that an old answer is not narrowed. */
  let changes = 0;
  /** @type {{ folded: string, hits: Person[], of: number }} */
  let asked = { folded: '', hits: [], of: -1 };

  /** What this tablet already knows; null sends the feed to the server. */
  async function load() {
    const read = local.db.transaction(['meta', 'blob', 'row']);
    const [kept, bytes, keys, rows] = await Promise.all([
      read.objectStore('meta').get('roster'), read.objectStore('blob').get('roster'),
      read.objectStore('row').getAllKeys(), read.objectStore('row').getAll(),
    ]);
    if (!kept?.signed || !bytes || kept.event !== event) return null;
    const snapshot = JSON.parse(new TextDecoder().decode(bytes));
    store.reset({ ...snapshot, epoch: kept.epoch, seq: kept.seq });
    overlay(keys, rows);
    setHeader(kept);
    indexAll();
    return { epoch: kept.epoch, seq: kept.seq };
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
    store.drop(gone);
    store.upsert(changed);
  }

  /** The whole file from the server; on the disk before it is used. @returns {Promise<Snapshot>} */
  async function snapshot() {
    const got = await downloadRoster({ event, publicKey: publicKey() });
    const { epoch, seq } = got.snapshot;
    const fresh = { event, epoch, seq, at: Date.now(), signed: true };
    clearTimeout(timer);
    unwritten = new Map();
    const write = local.db.transaction(['meta', 'blob', 'row'], 'readwrite');
    await Promise.all([
      write.objectStore('blob').put(got.bytes, 'roster'), write.objectStore('row').clear(),
      write.objectStore('meta').put(fresh, 'roster'), write.done,
    ]).catch(() => undefined); // no room: it still works until the page is closed, and the start screen says so
    setHeader(fresh);
    return got.snapshot;
  }

  /** @param {{ snapshot: Snapshot } | { batch: Batch }} news */
  function save(news) {
    if ('snapshot' in news) return indexAll();
    for (const row of news.batch.rows?.guest ?? []) indexOne(row);
    for (const id of news.batch.gone?.guest ?? []) if (people.delete(id)) changes += 1;
    remember(news.batch.rows ?? {}, news.batch.gone ?? {});
  }

  /** Rows that came with an answer and not with the feed. @param {Row[]} guests */
  function take(guests) {
    store.upsert({ guest: guests });
    for (const row of guests) indexOne(row);
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

  /** Codes at once, names in slices: a code must be found now, a name only when somebody has typed it. */
  function indexAll() {
    const guests = store.list('guest');
    byHash = new Map();
    people = new Map();
    for (const row of guests) indexCodes(row);
    indexing += 1;
    indexNames(guests, 0, indexing);
  }

  /** @param {Row[]} guests @param {number} from @param {number} turn */
  function indexNames(guests, from, turn) {
    if (turn !== indexing) return;
    for (const row of guests.slice(from, from + CHUNK)) if (!people.has(row.id)) indexName(row);
    if (from + CHUNK < guests.length) setTimeout(indexNames, 0, guests, from + CHUNK, turn);
  }

  /** @param {Row} row */
  function indexOne(row) {
    indexCodes(row);
    indexName(row);
  }

  /** @param {Row} row */
  function indexCodes(row) {
    for (const hash of row.revoked ?? []) byHash.set(hash, { id: row.id, revoked: true });
    if (row.code) byHash.set(row.code, { id: row.id, revoked: false });
  }

  /** @param {Row} row */
  function indexName(row) {
    const known = people.get(row.id);
    const same = known && known.row.name === row.name && known.row.unit === row.unit && known.row.delegation === row.delegation;
    const name = same ? known.name : fold(row.name);
    changes += 1;
    people.set(row.id, { row, name, text: same ? known.text : ` ${name} ${foldUnit(unitOf(row, store))}` });
  }

  /** @param {string} unit */
  function foldUnit(unit) {
    let folded = units.get(unit);
    if (folded === undefined) units.set(unit, (folded = fold(unit)));
    return folded;
  }

  /**
   * Guests whose name and unit hold every word of the query, best first.
   * @param {string} query @param {number} limit @returns {{ found: Row[], total: number }}
   */
  function search(query, limit) {
    const folded = fold(query);
    if (!folded) return { found: [], total: 0 };
    const hits = candidates(folded);
    const order = ranker(folded, query);
    /** @type {Row[][]} */
    const shelves = [];
    for (const person of hits) (shelves[order(person)] ??= []).push(person.row);
    /** @type {Row[]} */
    const found = [];
    for (const shelf of shelves) if (shelf && found.length < limit) found.push(...inOrder(shelf).slice(0, limit - found.length));
    return { found, total: hits.length };
  }

  /**
   * Whoever fits the query. A longer query only looks through those that fitted the shorter one; a word must begin
   * where a word begins, which throws out nearly everybody before the dearer test.
   * @param {string} folded @returns {Person[]}
   */
  function candidates(folded) {
    const from = asked.folded && folded.startsWith(asked.folded) && asked.of === changes ? asked.hits : people.values();
    const begins = folded.split(' ').map((word) => ` ${word}`);
    const fits = begins.length > 1 ? matcher(folded) : null;
    /** @type {Person[]} */
    const hits = [];
    for (const person of from) if (holdsAll(person.text, begins) && (!fits || fits(person.text))) hits.push(person);
    asked = { folded, hits, of: changes };
    return hits;
  }

  return {
    load, snapshot, save, take, search,
    /** @param {string} hash */
    find: (hash) => byHash.get(hash) ?? null,
    get size() { return people.size; },
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

/** @param {string} text @param {string[]} words */
function holdsAll(text, words) {
  for (const word of words) if (!text.includes(word)) return false;
  return true;
}

/** By name; a query that fits hundreds is not finished yet, and sorting them all would only make the typing slow. @param {Row[]} rows */
const inOrder = (rows) => (rows.length > SORTED_AT_MOST ? rows : rows.sort((a, b) => (a.name < b.name ? -1 : 1)));

/**
 * The shelf of a person for this query, smaller is better: typed accents met exactly, then the name's words in the
 * typed order, VIPs before others.
 * @param {string} folded @param {string} typed @returns {(person: Person) => number} 0..15
 */
export function ranker(folded, typed) {
  const exact = typed.trim().toLowerCase().normalize('NFC');
  const accented = exact !== folded;
  const words = folded.split(' ');
  return ({ row, name }) => {
    const accents = accented && row.name.toLowerCase().includes(exact);
    return (accents ? 0 : 8) + (name.startsWith(words[0]) ? 0 : 4) + (leftToRight(words, name) ? 0 : 2) + (row.vip ? 0 : 1);
  };
}

/** Do the typed beginnings meet the name's words from left to right? @param {string[]} typed @param {string} name */
function leftToRight(typed, name) {
  let at = 0;
  for (const word of typed) {
    const starts = at === 0 && name.startsWith(word);
    const next = starts ? 0 : name.indexOf(` ${word}`, at) + 1;
    if (!starts && next === 0) return false;
    at = next + word.length;
  }
  return true;
}
