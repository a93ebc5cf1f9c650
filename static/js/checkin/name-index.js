// Search by name on the tablet. Names share few words and units repeat, so each word knows its rows: a typed beginning
// marks rows from short lists of numbers and no text is looked at. A reload takes the lists from the disk as they are.

import { fold } from '../core/names.js';

/** @typedef {import('../core/store.js').Row} Row */
/** @typedef {Map<string, ArrayLike<number>>} Book word -> rows, a row as often as it has the word */
/**
 * `words`: of names, each place as 2 * row, + 1 where the name begins with it. `units`: blank and folded unit -> rows.
 * @typedef {object} Shelf
 * @property {number} size
 * @property {Book} words
 * @property {Book} units
 * @property {(i: number) => string} folded the name as search compares it
 * @property {(i: number) => string} exact the name in lower case, with accents
 * @property {Bits} vip
 * @property {Map<string, Marks>} marks of words typed before: a letter more changes only the last word
 * @property {(i: number) => Row} rowAt
 * @property {(id: string) => number | undefined} numberOf
 * @property {Set<number>} dead
 */
/** One bit a row. @typedef {Uint32Array<ArrayBuffer>} Bits */
/** @typedef {{ all: Bits, named: Bits, first: Bits }} Marks rows with the word; those with it in the name; those whose name begins with it */
/** @typedef {{ keys: string, at: Int32Array, rows: Int32Array }} KeptBook */
/** @typedef {{ text: string, at: Int32Array }} Texts */
/** @typedef {{ size: number, words: KeptBook, units: KeptBook, folded: Texts, exact: Texts, vip: Bits }} KeptNames */
/** @typedef {{ found: Row[], total: number }} Found */

/** As many guests as a search shows. */
export const SHOWN = 30;
const SORTED_AT_MOST = 300;
const REMEMBERED = 200;
const MARKS_REMEMBERED = 60;
const GROUPS = 16;

/** Without a unit of their own, guests come from their delegation. @param {Row} row @param {import('../core/store.js').Store} store @returns {string} */
export const unitOf = (row, store) => row.unit || store.get('delegation', row.delegation)?.name || '';

/** @param {Book} book @param {string} key @param {number} value */
function enter(book, key, value) {
  const known = /** @type {number[] | undefined} */ (book.get(key));
  if (known) known.push(value);
  else book.set(key, [value]);
}

/** @param {Book} book @returns {KeptBook} */
function packBook(book) {
  const lists = [...book.values()];
  const at = new Int32Array(lists.length + 1);
  lists.forEach((rows, n) => { at[n + 1] = at[n] + rows.length; });
  const rows = new Int32Array(at[lists.length]);
  lists.forEach((some, n) => rows.set(some, at[n]));
  return { keys: [...book.keys()].join('\n'), at, rows };
}

/** @param {KeptBook} kept @returns {Book} */
const openBook = ({ keys, at, rows }) => new Map(at.length > 1 ? keys.split('\n').map((key, i) => [key, rows.subarray(at[i], at[i + 1])]) : []);

/** @param {string[]} texts @returns {Texts} */
function packTexts(texts) {
  const at = new Int32Array(texts.length + 1);
  texts.forEach((text, i) => { at[i + 1] = at[i] + text.length; });
  return { text: texts.join(''), at };
}

/** @param {number} rows @returns {Bits} */
const bitsFor = (rows) => new Uint32Array((rows + 31) >>> 5);

/** @param {Bits} bits @param {number} i */
const setBit = (bits, i) => { bits[i >>> 5] |= 1 << (i & 31); };

/** @param {Bits} bits */
function countBits(bits) {
  let sum = 0;
  for (let word of bits) for (; word; word &= word - 1) sum += 1;
  return sum;
}

/** Rows of the bits, until `visit` says stop. @param {Bits} bits @param {(i: number) => boolean | void} visit */
function eachBit(bits, visit) {
  for (let k = 0; k < bits.length; k += 1) {
    for (let word = bits[k]; word; word &= word - 1) if (visit(32 * k + 31 - Math.clz32(word & -word)) === false) return;
  }
}

// Plain loops: right after a reload nothing is compiled yet, and a call for each word is what a letter would wait for.

/** @param {Bits} a @param {Bits} b @returns {Bits} */
function both(a, b) {
  const made = new Uint32Array(a.length);
  for (let k = 0; k < a.length; k += 1) made[k] = a[k] & b[k];
  return made;
}

/** @param {Bits} a @param {Bits} b @returns {Bits} those of `a` that are not in `b` */
function without(a, b) {
  const made = new Uint32Array(a.length);
  for (let k = 0; k < a.length; k += 1) made[k] = a[k] & ~b[k];
  return made;
}

/** @param {Bits} bits */
function isEmpty(bits) {
  for (let k = 0; k < bits.length; k += 1) if (bits[k]) return false;
  return true;
}

/** A shelf that grows. @param {(row: Row) => string} foldedUnit */
function createShelf(foldedUnit) {
  /** @type {{ rows: Row[], folded: string[], exact: string[] }} */
  const { rows, folded, exact } = { rows: [], folded: [], exact: [] };
  /** Made when the first change comes. @type {Map<string, number> | null} */
  let numbers = null;
  /** @type {Shelf} */
  const shelf = {
    size: 0, words: new Map(), units: new Map(), folded: (i) => folded[i], exact: (i) => exact[i], vip: bitsFor(0), marks: new Map(), dead: new Set(),
    rowAt: (i) => rows[i], numberOf: (id) => (numbers ??= new Map(rows.map((row, i) => [row.id, i]))).get(id),
  };

  /** @param {Row} row */
  function addOne(row) {
    const [name, i] = [fold(row.name), rows.length];
    name.split(' ').forEach((word, k) => { if (word) enter(shelf.words, word, 2 * i + (k === 0 ? 1 : 0)); });
    enter(shelf.units, ` ${foldedUnit(row)}`, i);
    rows.push(row);
    folded.push(name);
    exact.push(row.name.toLowerCase());
    if (row.vip) setBit(shelf.vip, i);
  }

  /** @param {Row[]} some */
  function add(some) {
    const vip = bitsFor(rows.length + some.length);
    vip.set(shelf.vip);
    shelf.vip = vip;
    some.forEach(addOne);
    shelf.size = rows.length;
    shelf.marks.clear();
    numbers = null;
  }

  /** What a reload takes instead of folding anew. @returns {KeptNames} */
  const keep = () => ({ size: shelf.size, words: packBook(shelf.words), units: packBook(shelf.units), vip: shelf.vip, folded: packTexts(folded), exact: packTexts(exact) });
  return { shelf, add, keep };
}

/** @param {KeptNames} kept @param {Pick<Shelf, 'rowAt' | 'numberOf'>} file @returns {Shelf} */
function openShelf({ size, words, units, folded, exact, vip }, { rowAt, numberOf }) {
  return {
    size, words: openBook(words), units: openBook(units), vip, marks: new Map(), dead: new Set(), rowAt, numberOf,
    folded: (i) => folded.text.slice(folded.at[i], folded.at[i + 1]), exact: (i) => exact.text.slice(exact.at[i], exact.at[i + 1]),
  };
}

/**
 * What a row must have: so many words that begin so. Words that take what "ng" takes are those that begin with "ng": so
 * counting both sides is all it needs (Hall), as in `matcher`.
 * @param {string[]} words @returns {{ start: string, least: number }[]}
 */
const needsOf = (words) => [...new Set(words)].map((start) => ({ start, least: words.filter((other) => other.startsWith(start)).length }));

/** @param {Shelf} shelf @param {string} start @returns {Pick<Marks, 'named' | 'first'>} */
function markNames({ words, size }, start) {
  const [named, first] = [bitsFor(size), bitsFor(size)];
  for (const [word, places] of words) {
    if (!word.startsWith(start)) continue;
    for (let k = 0; k < places.length; k += 1) {
      setBit(named, places[k] >>> 1);
      if (places[k] & 1) setBit(first, places[k] >>> 1);
    }
  }
  return { named, first };
}

/** Rows with one such word. @param {Shelf} shelf @param {string} start @param {Bits} named @returns {Bits} */
function markOne({ units }, start, named) {
  const all = named.slice();
  for (const [unit, rows] of units) {
    if (!unit.includes(` ${start}`)) continue;
    for (let k = 0; k < rows.length; k += 1) setBit(all, rows[k]);
  }
  return all;
}

/** Rows with several. @param {Shelf} shelf @param {string} start @param {number} least @returns {Bits} */
function markSeveral({ words, units, size }, start, least) {
  const [all, counts] = [bitsFor(size), new Uint16Array(size)];
  /** @param {number} row @param {number} some */
  const count = (row, some) => { if ((counts[row] += some) >= least) setBit(all, row); };
  for (const [word, places] of words) if (word.startsWith(start)) for (let k = 0; k < places.length; k += 1) count(places[k] >>> 1, 1);
  for (const [unit, rows] of units) {
    const some = unit.split(` ${start}`).length - 1;
    if (some) for (let k = 0; k < rows.length; k += 1) count(rows[k], some);
  }
  return all;
}

/** @param {Shelf} shelf @param {{ start: string, least: number }} need @returns {Marks} */
function marksOf(shelf, { start, least }) {
  const key = `${least} ${start}`;
  const known = shelf.marks.get(key);
  if (known) return known;
  const { named, first } = markNames(shelf, start);
  const made = { named, first, all: least > 1 ? markSeveral(shelf, start, least) : markOne(shelf, start, named) };
  if (shelf.marks.size >= MARKS_REMEMBERED) shelf.marks.clear();
  shelf.marks.set(key, made);
  return made;
}

/** Rows that have every typed word. @param {Shelf} shelf @param {string[]} words @returns {Marks} `first`: whose name begins with the first of them */
function mark(shelf, words) {
  const each = needsOf(words).map((need) => marksOf(shelf, need));
  const all = each.map((one) => one.all).reduce(both).slice();
  for (const dead of shelf.dead) all[dead >>> 5] &= ~(1 << (dead & 31));
  return { all, named: both(all, each.map((one) => one.named).reduce(both)), first: both(all, each[0].first) };
}

/** Do the typed beginnings meet the name's words from left to right? @param {string} name with a blank before each word @param {string[]} begins */
function leftToRight(name, begins) {
  let at = 0;
  for (const begin of begins) {
    const found = name.indexOf(begin, at);
    if (found < 0) return false;
    at = found + begin.length;
  }
  return true;
}

/**
 * Rows in groups, best first: typed accents met exactly, then the name beginning as typed, then its words in the typed
 * order, VIPs before others. A later group is only looked at while somebody asks for more.
 * @param {Shelf} shelf @param {Marks} marks @param {string[]} words @param {string | null} accented as typed, when with accents
 * @param {number} most rows of one group
 * @returns {Generator<number[]>} always the same number of groups
 */
function* groupsOf(shelf, { all, named, first }, words, accented, most) {
  const exact = bitsFor(shelf.size);
  if (accented !== null) eachBit(named, (i) => { if (shelf.exact(i).includes(accented)) setBit(exact, i); });
  for (const some of [exact, accented === null ? all : without(all, exact)]) {
    for (const part of [both, without]) yield* byOrder(shelf, part(some, first), named, words, most);
  }
}

/** As many groups as `byOrder` has. @type {number[][]} */
const NOBODY = [[], [], [], []];

/** @param {Shelf} shelf @param {Bits} part @param {Bits} named @param {string[]} words @param {number} most @returns {Generator<number[]>} */
function* byOrder(shelf, part, named, words, most) {
  if (isEmpty(part)) return yield* NOBODY;
  const begins = words.map((word) => ` ${word}`);
  const ordered = (/** @type {number} */ i) => words.length === 1 || leftToRight(` ${shelf.folded(i)}`, begins);
  const inName = both(part, named);
  const other = without(part, named);
  for (const right of [true, false]) {
    for (const vip of [true, false]) {
      const some = right ? inName : part;
      yield rowsOf(vip ? both(some, shelf.vip) : without(some, shelf.vip), most, (i) => right === ((other[i >>> 5] >>> (i & 31) & 1) === 0 && ordered(i)));
    }
  }
}

/** @param {Bits} bits @param {number} most @param {(i: number) => boolean} fits @returns {number[]} */
function rowsOf(bits, most, fits) {
  /** @type {number[]} */
  const rows = [];
  eachBit(bits, (i) => {
    if (fits(i)) rows.push(i);
    return rows.length < most;
  });
  return rows;
}

/** @typedef {{ shelf: Shelf, i: number }} Place */

/** By name; a query that fits hundreds is not finished yet, and sorting them all would only make the typing slow. @param {Place[]} group @returns {Place[]} */
function inOrder(group) {
  if (group.length > SORTED_AT_MOST) return group;
  const named = group.map((place) => ({ place, name: place.shelf.exact(place.i) }));
  return named.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ place }) => place);
}

/** Does a row read the same for search? @param {Row | undefined} a @param {Row} b */
export const readsSame = (a, b) => a !== undefined && a.name === b.name && a.unit === b.unit && a.delegation === b.delegation && Boolean(a.vip) === Boolean(b.vip);

/** @param {{ unitOf: (row: Row) => string, current: (id: string) => Row | undefined }} parts `current`: the row as it stands now */
export function createNameIndex({ unitOf, current }) {
  /** Units repeat; folding each once halves the work. @type {Map<string, string>} */
  const units = new Map();
  let growing = createShelf(foldedUnit);
  /** The rows of the file. */
  let file = growing.shelf;
  /** Rows that came or changed their name since; few. @type {Map<string, Row>} */
  let loose = new Map();
  /** @type {Shelf | null} */
  let looseShelf = null;
  /** Answers since the last change of a name: the list on the screen is drawn again with every arrival. @type {Map<string, Found>} */
  const answers = new Map();

  /** @param {Row} row */
  function foldedUnit(row) {
    const unit = unitOf(row);
    let folded = units.get(unit);
    if (folded === undefined) units.set(unit, (folded = fold(unit)));
    return folded;
  }

  /** Start anew, from nothing or from what was kept. @param {KeptNames} [kept] @param {Pick<Shelf, 'rowAt' | 'numberOf'>} [rows] */
  function reset(kept, rows) {
    growing = createShelf(foldedUnit);
    file = kept && rows ? openShelf(kept, rows) : growing.shelf;
    loose = new Map();
    looseShelf = null;
    answers.clear();
  }

  /** The next rows of the file. @param {Row[]} rows */
  function add(rows) {
    growing.add(rows);
    answers.clear();
    // A change that came while the rest was still being read stands.
    for (const id of loose.keys()) bury(id);
  }

  /** The row as it was when it was last folded. @param {string} id */
  function known(id) {
    const i = file.numberOf(id);
    return loose.get(id) ?? (i !== undefined && !file.dead.has(i) ? file.rowAt(i) : undefined);
  }

  /** @param {string} id */
  function bury(id) {
    const i = file.numberOf(id);
    if (i !== undefined) file.dead.add(i);
  }

  /** @param {Row} row */
  function change(row) {
    if (readsSame(known(row.id), row)) return;
    bury(row.id);
    loose.set(row.id, row);
    looseShelf = null;
    answers.clear();
  }

  /** @param {string} id */
  function remove(id) {
    bury(id);
    if (loose.delete(id)) looseShelf = null;
    answers.clear();
  }

  /** @returns {Shelf[]} */
  function shelves() {
    if (!loose.size) return [file];
    if (!looseShelf) {
      const made = createShelf(foldedUnit);
      made.add([...loose.values()]);
      looseShelf = made.shelf;
    }
    return [file, looseShelf];
  }

  /**
   * Guests whose name and unit hold every word of the query, best first.
   * @param {string} query @param {number} limit @returns {Found}
   */
  function search(query, limit) {
    const key = `${limit} ${query}`;
    let answer = answers.get(key);
    if (!answer) {
      if (answers.size >= REMEMBERED) answers.clear();
      answers.set(key, (answer = lookUp(query, limit)));
    }
    return { found: answer.found.map((row) => current(row.id) ?? row), total: answer.total };
  }

  /** @param {string} query @param {number} limit @returns {Found} */
  function lookUp(query, limit) {
    const folded = fold(query);
    if (!folded) return { found: [], total: 0 };
    const [words, exact] = [folded.split(' '), query.trim().toLowerCase().normalize('NFC')];
    // So many that a group still counts as too long to be sorted.
    const most = Math.max(limit, SORTED_AT_MOST + 1);
    const marked = shelves().map((shelf) => ({ shelf, marks: mark(shelf, words) }));
    const groups = marked.map(({ shelf, marks }) => groupsOf(shelf, marks, words, exact === folded ? null : exact, most));
    /** @type {Place[]} */
    const found = [];
    for (let n = 0; n < GROUPS && found.length < limit; n += 1) {
      const group = groups.flatMap((one, k) => one.next().value.map((/** @type {number} */ i) => ({ shelf: marked[k].shelf, i })));
      found.push(...inOrder(group).slice(0, limit - found.length));
    }
    return { found: found.map(({ shelf, i }) => shelf.rowAt(i)), total: marked.reduce((sum, { marks }) => sum + countBits(marks.all), 0) };
  }

  return { reset, add, change, remove, search, keep: () => growing.keep() };
}
