// @ts-check
/** The cursor, what is chosen, and blocks of cells as text. Pure. */

/**
 * @typedef {{row: string, col: number}} Place a row by its id, a column by its number
 * @typedef {{cursor: Place, anchor: Place, more: readonly string[]}} Choice `more`: rows chosen one by one
 */

/** @param {Place} place @returns {Choice} */
export const at = (place) => ({ cursor: place, anchor: place, more: [] });

/**
 * The cursor after a step, kept inside the sheet; with `extend` the other corner stays.
 * @param {Choice} choice @param {readonly string[]} rows @param {number} columns @param {{down?: number, right?: number, extend?: boolean}} step
 * @returns {Choice}
 */
export function step(choice, rows, columns, { down = 0, right = 0, extend = false }) {
  const from = Math.max(0, rows.indexOf(choice.cursor.row));
  const row = rows[clamp(from + down, rows.length)];
  if (row === undefined) return choice;
  const cursor = { row, col: clamp(choice.cursor.col + right, columns) };
  return extend ? { ...choice, cursor } : at(cursor);
}

/** Along the row, and on to the next one at its end. @param {Choice} choice @param {readonly string[]} rows @param {number} columns @param {1 | -1} by @returns {Choice} */
export function tab(choice, rows, columns, by) {
  const col = choice.cursor.col + by;
  if (col >= 0 && col < columns) return step(choice, rows, columns, { right: by });
  const next = rows[rows.indexOf(choice.cursor.row) + by];
  return next === undefined ? choice : at({ row: next, col: by > 0 ? 0 : columns - 1 });
}

/** @param {number} value @param {number} count */
const clamp = (value, count) => Math.max(0, Math.min(count - 1, value));

/** The rows that are chosen, in the order of the sheet. @param {Choice} choice @param {readonly string[]} rows */
export function chosenRows({ cursor, anchor, more }, rows) {
  const [first, last] = ends(rows.indexOf(cursor.row), rows.indexOf(anchor.row));
  return rows.filter((row, i) => (first >= 0 && i >= first && i <= last) || more.includes(row));
}

/** The columns of the block. @param {Choice} choice @returns {[number, number]} */
export const chosenColumns = ({ cursor, anchor }) => ends(cursor.col, anchor.col);

/** @param {number} a @param {number} b @returns {[number, number]} */
const ends = (a, b) => (a < b ? [a, b] : [b, a]);

/** A row more, or one less. @param {Choice} choice @param {string} row @returns {Choice} */
export function toggle(choice, row) {
  const more = choice.more.includes(row) ? choice.more.filter((one) => one !== row) : [...choice.more, row];
  return { ...choice, more };
}

/** Where the cursor goes when its row is gone: to what stands in its place. @param {Choice} choice @param {readonly string[]} before @param {readonly string[]} rows @returns {Choice} */
export function stay(choice, before, rows) {
  const here = new Set(rows);
  const more = choice.more.filter((row) => here.has(row));
  const keep = (/** @type {Place} */ place) => (here.has(place.row) ? place : { ...place, row: rows[clamp(before.indexOf(place.row), rows.length)] ?? "" });
  return { cursor: keep(choice.cursor), anchor: keep(choice.anchor), more };
}

/** Cells as spreadsheets exchange them. @param {readonly (readonly string[])[]} block */
export const toTsv = (block) => block.map((cells) => cells.map(quoted).join("\t")).join("\n");

/** @param {string} text */
const quoted = (text) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** @param {string} text @returns {string[][]} */
export function fromTsv(text) {
  const rows = [[""]];
  let inside = false;
  const clean = text.replaceAll("\r\n", "\n").replace(/\n$/, "");
  for (let i = 0; i < clean.length; i += 1) {
    const one = clean[i];
    const row = /** @type {string[]} */ (rows.at(-1));
    const last = row.length - 1;
    if (inside && one === '"' && clean[i + 1] === '"') { row[last] += one; i += 1; }
    else if (one === '"' && (inside || row[last] === "")) inside = !inside;
    else if (!inside && one === "\t") row.push("");
    else if (!inside && one === "\n") rows.push([""]);
    else row[last] += one;
  }
  return rows;
}
