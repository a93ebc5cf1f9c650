// The guests of the signed file, laid out so that a reload parses none of them: each row as its JSON text in one block of
// bytes, and tables that say where the row of an id or of a code lies. Made once, after the signature was checked.

/** @typedef {import('../core/store.js').Row} Row */
/** Keys one after the other, and an open hash table of their numbers (0: free). @typedef {{ text: string, at: Int32Array, slots: Int32Array }} Table */
/** @typedef {{ bytes: Uint8Array<ArrayBuffer>, at: Int32Array }} Block rows as JSON text, one after the other */
/** `holders`: of each code the row * 2, + 1 when it was replaced. @typedef {{ ids: Table, codes: Table, holders: Int32Array, blocks: Block[] }} GuestFile */

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
