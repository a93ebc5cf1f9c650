// Search by name on the tablet. All folded names lie in a few long strings, one row after the other, so that a query is
// a handful of string searches and not a visit to 20,000 objects; and so that a reload takes them from the disk as they are.

import { fold, matcher } from '../core/names.js';

/** @typedef {import('../core/store.js').Row} Row */
/**
 * Row `i` is ` name unit\n` at `starts[i]`; its name ends at `ends[i]`. Every word has a blank before it.
 * @typedef {{ text: string, starts: Int32Array, ends: Int32Array }} Segment
 */
/** @typedef {{ segment: Segment, rows: Row[], dead: Set<number> }} Shelf */
/** @typedef {{ found: Row[], total: number }} Found */

export const SEGMENT_ROWS = 2000;
/** Rises when folding or the layout changes: what an older page kept is then made anew. */
export const NAMES_FORMAT = 1;
/** As many guests as a search shows. */
export const SHOWN = 30;
const SORTED_AT_MOST = 300;
const REMEMBERED = 200;

/** Without a unit of their own, guests come from their delegation. @param {Row} row @param {import('../core/store.js').Store} store @returns {string} */
export const unitOf = (row, store) => row.unit || store.get('delegation', row.delegation)?.name || '';

/** @param {Row[]} rows @param {(row: Row) => string} foldedUnit @returns {Segment} */
export function makeSegment(rows, foldedUnit) {
  const [starts, ends] = [new Int32Array(rows.length + 1), new Int32Array(rows.length)];
  let at = 0;
  const parts = rows.map((row, i) => {
    const name = fold(row.name);
    const part = ` ${name} ${foldedUnit(row)}\n`;
    starts[i] = at;
    ends[i] = at + 1 + name.length;
    at += part.length;
    return part;
  });
  starts[rows.length] = at;
  return { text: parts.join(''), starts, ends };
}

/**
 * Rows that hold every one of `begins` (a blank and the beginning of a word). Each search goes on where it stands, and
 * the furthest of them says which row can be the next: rows between are never looked at.
 * @param {Segment} segment @param {string[]} begins @returns {number[]}
 */
export function rowsWith({ text, starts }, begins) {
  /** @type {number[]} */
  const hits = [];
  const places = begins.map(() => -1);
  const count = starts.length - 1;
  let row = 0;
  while (row < count) {
    let next = row;
    for (let k = 0; k < begins.length; k += 1) {
      if (places[k] < starts[row]) places[k] = text.indexOf(begins[k], starts[row]);
      if (places[k] < 0) return hits;
      while (places[k] >= starts[next + 1]) next += 1;
    }
    if (next === row) {
      hits.push(row);
      next += 1;
    }
    row = next;
  }
  return hits;
}

/** Does one typed word begin like another? Then one word of the name could serve both, and they must be counted. @param {string[]} words */
const overlap = (words) => words.some((one, i) => words.some((other, k) => i !== k && other.startsWith(one)));

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
 * Group of a row for a query, smaller is better: typed accents met exactly, then the name beginning as typed, then its
 * words in the typed order, VIPs before others.
 * @param {string} folded @param {string} typed
 */
function ranker(folded, typed) {
  const exact = typed.trim().toLowerCase().normalize('NFC');
  const accented = exact !== folded;
  const begins = folded.split(' ').map((word) => ` ${word}`);
  /** @param {Shelf} shelf @param {number} i @param {number} last a group after this one will not be shown @returns {number} 0..15 */
  return ({ segment: { text, starts, ends }, rows }, i, last) => {
    const first = text.startsWith(begins[0], starts[i]);
    // Most rows of a short query end here: they cannot come before those that are already found.
    if (!accented && 8 + (first ? 0 : 4) + (rows[i].vip ? 0 : 1) > last) return 15;
    const inOrder = (first && begins.length === 1) || leftToRight(text.slice(starts[i], ends[i]), begins);
    const accents = accented && rows[i].name.toLowerCase().includes(exact);
    return (accents ? 0 : 8) + (first ? 0 : 4) + (inOrder ? 0 : 2) + (rows[i].vip ? 0 : 1);
  };
}

/** By name; a query that fits hundreds is not finished yet, and sorting them all would only make the typing slow. @param {Row[]} rows */
const inOrder = (rows) => (rows.length > SORTED_AT_MOST ? rows : rows.sort((a, b) => (a.name < b.name ? -1 : 1)));

/** The last group of which a row may be among the first `limit`. @param {Row[][]} groups @param {number} limit */
function lastShown(groups, limit) {
  let sum = 0;
  for (let n = 0; n < groups.length; n += 1) {
    sum += groups[n]?.length ?? 0;
    if (sum >= limit) return n;
  }
  return 15;
}

/** Does a row read the same for search? @param {Row | undefined} a @param {Row} b */
export const readsSame = (a, b) => a !== undefined && a.name === b.name && a.unit === b.unit && a.delegation === b.delegation && Boolean(a.vip) === Boolean(b.vip);

/** @param {Shelf[]} shelves @returns {Map<string, number>} */
function numbered(shelves) {
  const places = new Map();
  shelves.forEach(({ rows }, n) => rows.forEach((row, i) => places.set(row.id, n * SEGMENT_ROWS + i)));
  return places;
}

/** @param {{ unitOf: (row: Row) => string, current: (id: string) => Row | undefined }} parts `current`: the row as it stands now */
export function createNameIndex({ unitOf, current }) {
  /** @type {Shelf[]} */
  let shelves = [];
  /** Rows that came or changed their name since; few. @type {Map<string, Row>} */
  let loose = new Map();
  /** @type {Shelf | null} */
  let looseShelf = null;
  /** Number of each row, over all shelves; made when the first change comes. @type {Map<string, number> | null} */
  let places = null;
  /** Units repeat; folding each once halves the work. @type {Map<string, string>} */
  const units = new Map();

  /** Answers since the last change of a name: the list on the screen is drawn again with every arrival. @type {Map<string, Found>} */
  const answers = new Map();

  /** @param {Row} row */
  function foldedUnit(row) {
    const unit = unitOf(row);
    let folded = units.get(unit);
    if (folded === undefined) units.set(unit, (folded = fold(unit)));
    return folded;
  }

  function reset() {
    shelves = [];
    loose = new Map();
    looseShelf = null;
    places = null;
    answers.clear();
  }

  /** Add the next rows of the file, at most SEGMENT_ROWS and fewer only at the end, with their folded text when it was kept. @param {Row[]} rows @param {Segment} [kept] */
  function add(rows, kept) {
    shelves.push({ rows, dead: new Set(), segment: kept ?? makeSegment(rows, foldedUnit) });
    places = null;
    answers.clear();
    // A change that came while the rest was still being read stands.
    for (const id of loose.keys()) bury(id);
  }

  /** Shelf and row of a guest. @param {string} id @returns {[Shelf, number] | null} */
  function placeOf(id) {
    places ??= numbered(shelves);
    const number = places.get(id);
    return number === undefined ? null : [shelves[Math.floor(number / SEGMENT_ROWS)], number % SEGMENT_ROWS];
  }

  /** The row as it was when it was last folded. @param {string} id */
  function known(id) {
    const place = placeOf(id);
    return loose.get(id) ?? (place && !place[0].dead.has(place[1]) ? place[0].rows[place[1]] : undefined);
  }

  /** @param {string} id */
  function bury(id) {
    const place = placeOf(id);
    if (place) place[0].dead.add(place[1]);
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
  function all() {
    if (!loose.size) return shelves;
    const rows = [...loose.values()];
    looseShelf ??= { rows, dead: new Set(), segment: makeSegment(rows, foldedUnit) };
    return [...shelves, looseShelf];
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
    const words = folded.split(' ');
    const fits = overlap(words) ? matcher(folded) : null;
    const begins = [...new Set(words)].map((word) => ` ${word}`);
    const groupOf = ranker(folded, query);
    /** @type {Row[][]} */
    const groups = [];
    let total = 0;
    let last = 15;
    for (const shelf of all()) {
      const { text, starts } = shelf.segment;
      for (const i of rowsWith(shelf.segment, begins)) {
        if (shelf.dead.has(i) || (fits && !fits(text.slice(starts[i] + 1, starts[i + 1] - 1)))) continue;
        total += 1;
        const group = groupOf(shelf, i, last);
        if (group > last) continue;
        (groups[group] ??= []).push(shelf.rows[i]);
        if (groups[group].length === limit) last = lastShown(groups, limit);
      }
    }
    /** @type {Row[]} */
    const found = [];
    for (const group of groups) if (group && found.length < limit) found.push(...inOrder(group).slice(0, limit - found.length));
    return { found, total };
  }

  return { reset, add, change, remove, search, segments: () => shelves.map((shelf) => shelf.segment) };
}
