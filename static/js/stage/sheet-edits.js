// @ts-check
/** From what a hand does to the list of edits that the server is sent. Pure; the server decides whether they are done. */

import { DAY, between, placeClock, readLength, readSpan } from "./sheet-lengths.js";

/**
 * @typedef {import("./sheet-columns.js").Column} Column
 * @typedef {import("./sheet-columns.js").Line} Line
 * @typedef {Record<string, any>} Edit
 * @typedef {{dayStart: number, shift: number}} Day
 * @typedef {{edits: Edit[], problem?: string}} Made
 */

/** @param {string} row @param {Record<string, unknown>} values @returns {Edit} */
export const set = (row, values) => ({ edit: "set", row, values });
/** @param {string} row @param {Record<string, string>} values @returns {Edit} */
export const write = (row, values) => ({ edit: "cells", row, values });
/** @param {string} row @param {string | null} after @returns {Edit} */
const move = (row, after) => ({ edit: "move", row, after });

/**
 * What was typed into a cell.
 * @param {Line} line @param {Column} column @param {string} text @param {Day} day
 * @returns {Made}
 */
export function cellEdits(line, column, text, day) {
  if (column.kind === "words") return { edits: [write(line.row.id, { [column.id]: text })] };
  return column.kind === "start" ? startEdits(line, text.trim(), day) : lengthEdits(line, text.trim(), day);
}

/** @param {Line} line @param {string} text @param {Day} day @returns {Made} */
function startEdits({ row, fact }, text, { dayStart, shift }) {
  if (fact.kind === "group" || fact.kind === "delay") return { edits: [], problem: "no_start" };
  if (!text) return { edits: [set(row.id, { begins: "linked", start: null })] };
  const span = readSpan(text);
  if (!span) return { edits: [], problem: "bad_start" };
  const start = placeClock(span.start, fact.start - shift, dayStart);
  const begins = row.plan.begins === "hard" ? "hard" : "fixed";
  const length = span.end === null ? {} : { duration: between(span.start % DAY, span.end % DAY) };
  return { edits: [set(row.id, { begins, start, ...length })] };
}

/** @param {Line} line @param {string} text @param {Day} day @returns {Made} */
function lengthEdits({ row, fact }, text, { shift }) {
  if (fact.kind === "milestone") return { edits: [], problem: "no_length" };
  const ms = text ? readLength(text.replace(/^\+/, "")) : fact.kind === "group" ? null : 0;
  if (text && ms === null) return { edits: [], problem: "bad_length" };
  if (fact.kind === "delay") return { edits: [set(row.id, { amount: ms })] };
  if ((ms ?? 0) < 0) return { edits: [], problem: "bad_length" };
  if (fact.kind === "group") return { edits: [set(row.id, { target: ms })] };
  // A length that is typed is meant, also where the row keeps its end: then the end is moved.
  return { edits: [set(row.id, row.plan.lock === "end" ? { end: fact.start - shift + (ms ?? 0) } : { duration: ms })] };
}

// ---------- rows ----------

/** With a heading go its rows. @param {readonly Line[]} lines @param {ReadonlySet<string>} ids @returns {Line[]} in sheet order */
export const withChildren = (lines, ids) => lines.filter(({ row }) => ids.has(row.id) || ids.has(row.plan.group ?? ""));

/**
 * The group of a row that comes to stand between two others; at the end of a group only its own rows stay in it.
 * @param {Line | undefined} above @param {Line | undefined} below @param {string | null} own
 */
export function groupAt(above, below, own) {
  const over = above?.row.plan.kind === "group" ? above.row.id : above?.row.plan.group ?? null;
  const under = below?.row.plan.group ?? null;
  return over !== null && (over === under || over === own) ? over : null;
}

/**
 * Rows to a place behind `after` (null: to the top), with their groups.
 * @param {readonly Line[]} lines @param {ReadonlySet<string>} ids @param {string | null} after
 * @returns {Edit[]}
 */
export function moveEdits(lines, ids, after) {
  const moving = withChildren(lines, ids);
  const rest = lines.filter((line) => !moving.includes(line));
  const heading = moving.some(({ row }) => row.plan.kind === "group");
  const place = placeAmong(lines, rest, moving, after, heading);
  if (same(lines, [...rest.slice(0, place), ...moving, ...rest.slice(place)])) return [];
  const [above, below] = [rest[place - 1], rest[place]];
  let last = above?.row.id ?? null;
  return moving.flatMap(({ row }) => {
    const edits = [move(row.id, last)];
    last = row.id;
    if (row.plan.kind === "group" || moving.some((one) => one.row.id === row.plan.group)) return edits;
    const group = groupAt(above, below, row.plan.group ?? null);
    return group === (row.plan.group ?? null) ? edits : [...edits, set(row.id, { group })];
  });
}

/**
 * Where among the rows that stay; a heading never goes into the middle of another group.
 * @param {readonly Line[]} lines @param {readonly Line[]} rest @param {readonly Line[]} moving @param {string | null} after @param {boolean} heading
 */
function placeAmong(lines, rest, moving, after, heading) {
  const before = lines.slice(0, lines.findIndex(({ row }) => row.id === after) + 1);
  let place = before.filter((line) => !moving.includes(line)).length;
  const down = place > rest.filter((line) => lines.indexOf(line) < lines.indexOf(/** @type {Line} */ (moving[0]))).length;
  while (heading && inside(rest, place)) place += down ? 1 : -1;
  return place;
}

/** @param {readonly Line[]} rest @param {number} place */
const inside = (rest, place) => Boolean(groupAt(rest[place - 1], rest[place], null));

/** @param {readonly Line[]} one @param {readonly Line[]} other */
const same = (one, other) => one.every((line, i) => line === other[i]);

/**
 * One place up or down, the rows as a block.
 * @param {readonly Line[]} lines @param {ReadonlySet<string>} ids @param {1 | -1} by
 */
export function nudgeEdits(lines, ids, by) {
  const moving = withChildren(lines, ids);
  const places = moving.map((line) => lines.indexOf(line));
  const over = Math.min(...places) - 2;
  const target = by < 0 ? over : Math.max(...places) + 1;
  if (!moving.length || (by < 0 && over < -1) || target >= lines.length) return [];
  return moveEdits(lines, ids, lines[target]?.row.id ?? null);
}

/** A new row below another one. @param {readonly Line[]} lines @param {string | null} after @param {string} id @param {Record<string, unknown>} [plan] @returns {Edit[]} */
export function insertEdits(lines, after, id, plan = {}) {
  const place = lines.findIndex(({ row }) => row.id === after);
  const above = lines[place];
  const group = plan.kind === "group" ? null : groupAt(above, lines[place + 1], above?.row.plan.group ?? null);
  return [{ edit: "insert", row: { id, ...(group ? { group } : {}), ...plan }, after }];
}

/**
 * Copies below the last chosen row. A copy has no number yet and follows the row before it.
 * @param {readonly Line[]} lines @param {ReadonlySet<string>} ids @param {() => string} newId
 * @returns {Edit[]}
 */
export function cloneEdits(lines, ids, newId) {
  const chosen = withChildren(lines, ids);
  const names = new Map(chosen.map(({ row }) => [row.id, newId()]));
  let after = chosen.at(-1)?.row.id ?? null;
  return chosen.map(({ row, fact }) => {
    const id = /** @type {string} */ (names.get(row.id));
    const { start: _start, end: _end, ...plan } = { ...row.plan, id, begins: "linked", lock: "duration", count_to_end: false };
    if (fact.kind === "timed") plan.duration = fact.duration;
    if (plan.group) plan.group = names.get(plan.group) ?? plan.group;
    const { cue: _cue, ...cells } = row.cells ?? {};
    const edit = { edit: "insert", row: plan, after, cells };
    after = id;
    return edit;
  });
}

/** Rows that are chosen go; the rows of a heading stay, without it. @param {readonly Line[]} lines @param {ReadonlySet<string>} ids @returns {Edit[]} */
export function deleteEdits(lines, ids) {
  const left = lines.filter(({ row }) => ids.has(row.plan.group ?? "") && !ids.has(row.id));
  return [...left.map(({ row }) => set(row.id, { group: null })), ...lines.filter(({ row }) => ids.has(row.id)).map(({ row }) => ({ edit: "delete", row: row.id }))];
}

/**
 * The chosen rows under one heading, together.
 * @param {readonly Line[]} lines @param {ReadonlySet<string>} ids @param {string} id of the heading @param {string} name @param {number | null} target
 * @returns {Edit[]}
 */
export function groupEdits(lines, ids, id, name, target) {
  const chosen = lines.filter(({ row }) => ids.has(row.id) && row.plan.kind !== "group");
  const [first] = chosen;
  if (!first) return [];
  const place = lines.indexOf(first);
  const heading = { edit: "insert", row: { id, kind: "group", ...(target === null ? {} : { target }) }, after: lines[place - 1]?.row.id ?? null, cells: { title: name } };
  const moves = chosen.flatMap(({ row }, i) => (lines[place + i]?.row.id === row.id ? [] : [move(row.id, chosen[i - 1]?.row.id ?? id)]));
  return [heading, ...moves, ...chosen.map(({ row }) => set(row.id, { group: id }))];
}

/** Out of their group, behind it; a heading that is chosen goes. @param {readonly Line[]} lines @param {ReadonlySet<string>} ids @returns {Edit[]} */
export function ungroupEdits(lines, ids) {
  const headings = lines.filter(({ row }) => ids.has(row.id) && row.plan.kind === "group").map(({ row }) => row.id);
  const freed = lines.filter(({ row }) => headings.includes(row.plan.group ?? ""));
  const single = lines.filter((line) => ids.has(line.row.id) && line.row.plan.group && !freed.includes(line));
  const moves = [...single].reverse().flatMap(({ row }) => {
    const last = lines.filter((one) => one.row.plan.group === row.plan.group && !single.includes(one)).at(-1);
    return last && lines.indexOf(last) > lines.findIndex((one) => one.row.id === row.id) ? [move(row.id, last.row.id)] : [];
  });
  return [...freed, ...single].map(({ row }) => set(row.id, { group: null })).concat(moves, headings.map((row) => ({ edit: "delete", row })));
}

/**
 * To another track, behind its last row.
 * @param {readonly Line[]} lines @param {ReadonlySet<string>} ids @param {string} to @param {string | null} last
 * @returns {Edit[]}
 */
export function giveEdits(lines, ids, to, last) {
  const going = withChildren(lines, ids);
  const names = new Set(going.map(({ row }) => row.id));
  return going.map(({ row }, i) => ({
    edit: "give", row: row.id, to, after: going[i - 1]?.row.id ?? last, ...(names.has(row.plan.group ?? "") ? { group: row.plan.group } : {}),
  }));
}

/**
 * New numbers of cues from top to bottom; a first number with zeros before it keeps its width.
 * @param {readonly Line[]} lines @param {ReadonlySet<string> | null} ids null: all @param {{prefix: string, first: string, step: number}} how
 * @returns {{row: string, old: string, cue: string}[]}
 */
export function renumber(lines, ids, { prefix, first, step }) {
  const counted = lines.filter(({ row, fact }) => fact.kind === "timed" && (!ids || ids.has(row.id)));
  const width = first.length;
  return counted.map(({ row }, i) => ({ row: row.id, old: String(row.cells?.cue ?? ""), cue: prefix + String(Number(first) + i * step).padStart(width, "0") }));
}
