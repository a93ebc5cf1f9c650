/** A seating plan as people type it: one line per row of chairs. Pure. */

/** @typedef {{row: string, count: number, category: string | null, reserve: number[], blocked: number[]}} PlanRow */
/** @typedef {{line: number, code: 'shape' | 'block' | 'number' | 'twice', text: string}} Fault */

const LONGEST_ROW = 200;
const LINE = /^\s*([a-z0-9]{1,4})\s*[:\s]\s*(\d{1,3})\s*(.*)$/i;

/** "3, 7-9" -> [3, 7, 8, 9] @param {string} text */
function numbers(text) {
  return text.split(/[\s,]+/).filter(Boolean).flatMap((part) => {
    const [from, to = from] = part.split(/[-–]/).map(Number);
    if (!(from >= 1 && to >= from && to <= LONGEST_ROW)) throw new RangeError(part);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}

/**
 * "A: 38 khối so_nganh dự phòng 37-38 bỏ 1" per line, the row next to the stage first.
 * @param {string} text @param {Array<{id: string, name: string}>} blocks
 * @returns {{rows: PlanRow[], faults: Fault[]}}
 */
export function parsePlan(text, blocks) {
  /** @type {PlanRow[]} */
  const rows = [];
  /** @type {Fault[]} */
  const faults = [];
  text.split('\n').forEach((source, at) => {
    if (!source.trim()) return;
    const fault = (/** @type {Fault['code']} */ code, /** @type {string} */ words) => faults.push({ line: at + 1, code, text: words.trim() });
    const found = LINE.exec(source);
    if (!found || Number(found[2]) < 1 || Number(found[2]) > LONGEST_ROW) return void fault('shape', source);
    const row = { row: found[1].toUpperCase(), count: Number(found[2]), category: null, reserve: [], blocked: [] };
    if (rows.some((one) => one.row === row.row)) return void fault('twice', row.row);
    try {
      readOptions(row, found[3], blocks);
      rows.push(row);
    } catch (error) {
      fault(error instanceof RangeError ? 'number' : 'block', /** @type {Error} */ (error).message);
    }
  });
  return { rows, faults };
}

/** @param {PlanRow} row @param {string} text @param {Array<{id: string, name: string}>} blocks */
function readOptions(row, text, blocks) {
  const parts = text.normalize('NFC').split(/\b(khối|dự phòng|bỏ|block|reserve|skip)\b|(?<=\s)(?=khối|dự phòng|bỏ)/iu).filter((part) => part?.trim());
  for (let i = 0; i < parts.length; i += 1) {
    const [word, rest] = /^(khối|dự phòng|bỏ|block|reserve|skip)\s*(.*)$/iu.exec(parts[i].trim())?.slice(1) ?? [];
    if (!word) throw new RangeError(parts[i].trim());
    const value = rest || (parts[(i += 1)] ?? '').trim();
    if (/^(khối|block)$/iu.test(word)) row.category = blockOf(value, blocks);
    else if (/^(dự phòng|reserve)$/iu.test(word)) row.reserve = numbers(value);
    else row.blocked = numbers(value);
  }
}

/** @param {string} value @param {Array<{id: string, name: string}>} blocks */
function blockOf(value, blocks) {
  const found = blocks.find((one) => one.id === value || one.name.toLocaleLowerCase('vi') === value.toLocaleLowerCase('vi'));
  if (!found) throw new Error(value);
  return found.id;
}

/** @param {number[]} list @returns {string} 3, 7-9 */
function ranges(list) {
  /** @type {number[][]} */
  const runs = [];
  for (const n of [...list].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && last[1] === n - 1) last[1] = n;
    else runs.push([n, n]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

/** The plan that is there, as text to go on from. @param {any[]} rows as GET …/seats has them */
export function planText(rows) {
  return rows.map((row) => {
    const kept = (/** @type {string} */ kind) => ranges(row.seats.filter((/** @type {any} */ seat) => seat.kind === kind).map((/** @type {any} */ seat) => seat.number));
    const [reserve, blocked] = [kept('reserve'), kept('blocked')];
    return [`${row.row}: ${row.seats.length}`, row.category && `khối ${row.category}`, reserve && `dự phòng ${reserve}`, blocked && `bỏ ${blocked}`].filter(Boolean).join(' ');
  }).join('\n');
}
