// @ts-check
/** The columns of the editor, who may write in them, and what stands in a cell. Pure. */

import { length, signed } from "./figures.js";
import { DAY } from "./sheet-lengths.js";

/**
 * @typedef {import("../core/store.js").Row} Row
 * @typedef {import("./live.js").Fact} Fact
 * @typedef {{row: Row, fact: Fact}} Line
 * @typedef {{id: string, kind: "start" | "length" | "words", name: string, department: string, writers: string[], wide: "cue" | "time" | "title" | "words" | "script"}} Column
 */

export const EDITORS = ["organiser", "stage_manager", "director"];
/** Columns that stand first and stay in sight. */
const FIRST = ["cue", "title"];
const LONG = ["mc_script"];

/**
 * Cue, start, length, title, then what the event has beside.
 * @param {readonly Row[]} told columns of the event @param {{start: string, length: string}} names
 * @returns {Column[]}
 */
export function columnsOf(told, names) {
  const all = [...told].sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1)).map(words);
  const [cue, title] = FIRST.map((id) => all.filter((one) => one.id === id));
  const times = /** @type {const} */ (["start", "length"]).map((kind) => time(kind, names[kind]));
  return [...(cue ?? []), ...times, ...(title ?? []), ...all.filter((one) => !FIRST.includes(one.id))];
}

/** @param {Row} one @returns {Column} */
function words({ id, name, department, writers }) {
  const wide = id === "cue" || id === "title" ? id : LONG.includes(id) ? "script" : "words";
  return { id, kind: "words", name, department: department ?? "", writers: writers ?? [], wide };
}

/** @param {"start" | "length"} kind @param {string} name @returns {Column} */
const time = (kind, name) => ({ id: `#${kind}`, kind, name, department: "", writers: [], wide: "time" });

/** Why somebody may not write here; null: they may. @param {Column} column @param {readonly string[]} roles @param {boolean} locked */
export function whyNot(column, roles, locked) {
  if (locked) return "locked";
  if (roles.some((role) => EDITORS.includes(role))) return null;
  if (column.kind !== "words") return "times";
  return column.writers.some((role) => roles.includes(role)) ? null : "column";
}

/** The fields of a row that a cell shows: what its number of the last change is looked up by. @param {Column} column @param {Row} row */
export function fieldOf(column, row) {
  if (column.kind === "words") return column.id;
  if (column.kind === "start") return "start";
  if (row.plan.kind === "delay") return "amount";
  if (row.plan.kind === "group") return "target";
  return row.plan.lock === "end" ? "end" : "duration";
}

/** 19:05, 19:05:30, 00:15 +1: what `readSpan` reads again. @param {number} at @param {number} dayStart @param {(at: number) => string} clockOf */
export function startText(at, dayStart, clockOf) {
  const later = Math.floor((at - dayStart) / DAY);
  return later > 0 ? `${clockOf(at)} +${later}` : clockOf(at);
}

/**
 * What stands in a cell, as it can be typed again.
 * @param {Line} line @param {Column} column @param {{dayStart: number, clockOf: (at: number) => string}} day
 */
export function textOf({ row, fact }, column, { dayStart, clockOf }) {
  if (column.kind === "words") return String(row.cells?.[column.id] ?? "");
  const { kind } = fact;
  if (column.kind === "start") return kind === "group" || kind === "delay" ? "" : startText(fact.start, dayStart, clockOf);
  if (kind === "group") return row.plan.target ? length(row.plan.target) : "";
  if (kind === "delay") return signed(row.plan.amount ?? 0);
  return kind === "milestone" ? "" : length(fact.duration);
}
