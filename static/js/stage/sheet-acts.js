/** What the editor does: each act becomes a list of edits with a label that undo will show. */

import { newRef } from '../core/api.js';
import { effect } from '../core/ui.js';
import { t } from '../core/words.js';
import { fieldOf } from './sheet-columns.js';
import * as make from './sheet-edits.js';
import { chosenColumns, fromTsv, toTsv } from './sheet-grid.js';

/** @typedef {import('./sheet-state.js').Editor} Editor @typedef {import('./sheet-state.js').Line} Line @typedef {import('./sheet-state.js').Column} Column @typedef {import('./sheet-queue.js').Cell} Cell @typedef {ReturnType<typeof sheetActs>} Acts */

/** Ids are made here, so that what was not answered can be sent again. */
const newId = () => `r${newRef().replaceAll('-', '').slice(0, 12)}`;

/** @param {Editor} ed */
export function sheetActs(ed) {
  const { show, queue } = ed;
  const lines = () => show.lines.peek();
  const ids = () => new Set(ed.chosen.peek());

  /** @param {Line} line @param {Column} column @param {string} text @param {Record<string, number>} base @returns {{cell?: Cell, problem?: string}} */
  function cellOf(line, column, text, base) {
    const { edits, problem } = make.cellEdits(line, column, text, ed.day.peek());
    if (problem) return { problem };
    return { cell: { key: `${line.row.id}/${column.id}`, track: ed.track.peek(), row: line.row.id, column: column.id, text, edits, base: { ...base } } };
  }

  /** @param {Line} line @param {Column} column */
  const cellLabel = (line, column) => t('stage.edit.did.cell', { column: column.name, row: ed.named(line) });

  /** What stands in the field goes into its cell. @param {string} typed @returns {boolean} false: it tells no time, and the hand stays in it */
  function commit(typed) {
    const one = ed.editing.peek();
    if (!one) return true;
    const line = show.line(one.row);
    const column = ed.columns.peek().find(({ id }) => id === one.column);
    const text = typed.split('\n').map((part) => part.trim()).join('\n').trim();
    if (!line || !column) return lost(one, text);
    if (text === ed.text(line, column)) return close();
    const { cell, problem } = cellOf(line, column, text, one.revs);
    if (problem) ed.tell(t(`stage.edit.${problem}`));
    if (!cell) return false;
    close();
    void queue.put(ed.track.peek(), cellLabel(line, column), [cell]);
    return true;
  }

  /** The row went while its words were written: they are kept and shown, like those that were refused. @param {import('./sheet-state.js').Editing} one @param {string} text */
  function lost({ row, column, revs }, text) {
    close();
    void queue.put(ed.track.peek(), '', [{ key: `${row}/${column}`, track: ed.track.peek(), row, column, text, base: revs, edits: [make.write(row, { [column]: text })] }]);
    return true;
  }

  function close() {
    ed.editing.value = null;
    ed.tell('');
    return true;
  }

  /** @param {string} key @param {import('./sheet-queue.js').Edit[]} edits @param {Record<string, string | number>} [more] @param {Record<string, number>} [seen] */
  async function edit(key, edits, more = {}, seen = {}) {
    if (!edits.length) return null;
    const chosen = ed.chosen.peek();
    const row = chosen.length > 1 ? t('stage.edit.rows', { n: chosen.length }) : ed.named(show.line(chosen[0]));
    ed.tell('');
    return queue.edit(ed.track.peek(), t(`stage.edit.did.${key}`, { row, ...more }), edits, seen);
  }

  /** Fields of the plan of every chosen row that they fit. @param {Record<string, unknown>} values @param {(line: Line) => boolean} [fits] */
  function setPlan(values, fits = () => true) {
    const some = lines().filter((line) => ed.chosen.peek().includes(line.row.id) && fits(line));
    const seen = some.flatMap(({ row }) => Object.keys(values).map((field) => [`${row.id}/${field}`, row.revs[field] ?? 0]));
    return edit('plan', some.map(({ row }) => make.set(row.id, values)), {}, Object.fromEntries(seen));
  }

  /**
   * The cursor goes to what was made once the feed has brought it, however late that is; one that was moved meanwhile stays.
   * @param {any} answer @param {string | undefined} row
   */
  function follow(answer, row) {
    if (!answer || !row) return answer;
    const from = ed.choice.peek();
    let over = false;
    const end = effect(() => {
      const there = show.line(row);
      if (over || (!there && ed.choice.value === from)) return;
      over = true;
      queueMicrotask(() => {
        end();
        if (there && ed.choice.peek() === from) ed.goTo({ row, col: from.cursor.col });
      });
    });
    return answer;
  }

  /** @param {Record<string, unknown>} [plan] */
  async function insert(plan = {}) {
    const id = newId();
    const after = ed.chosen.peek().at(-1) ?? ed.rows.peek().at(-1) ?? null;
    return follow(await edit('insert', make.insertEdits(lines(), after, id, plan)), id);
  }

  async function clone() {
    const edits = make.cloneEdits(lines(), ids(), newId);
    return follow(await edit('clone', edits), edits[0]?.row.id);
  }

  /** Every cell of the block, as text. */
  function copied() {
    const [first, last] = chosenColumns(ed.choice.peek());
    const columns = ed.columns.peek().slice(first, last + 1);
    return toTsv(ed.chosen.peek().map((id) => columns.map((column) => ed.text(/** @type {Line} */ (show.line(id)), column))));
  }

  /** A block of text from the cursor on; one value fills the whole choice. Rows that are missing below are made. @param {string} text */
  function paste(text) {
    const block = fromTsv(text);
    const [first, last] = chosenColumns(ed.choice.peek());
    const single = block.length === 1 && block[0]?.length === 1;
    const rows = single ? ed.chosen.peek() : ed.rows.peek().slice(ed.rows.peek().indexOf(ed.chosen.peek()[0] ?? ''));
    const width = single ? last - first + 1 : 0;
    /** @type {Cell[]} */
    const cells = [];
    let problem = '';
    const values = single ? rows.map(() => Array(width).fill(block[0]?.[0] ?? '')) : block.slice(0, rows.length);
    values.forEach((texts, i) => texts.forEach((/** @type {string} */ one, /** @type {number} */ j) => {
      const made = into(rows[i] ?? '', first + j, one);
      if (made.cell) cells.push(made.cell);
      problem ||= made.problem ?? '';
    }));
    const edits = ed.mayPlan.peek() && !single ? below(block.slice(rows.length), first) : [];
    ed.tell(problem ? t(`stage.edit.${problem}`) : '');
    if (cells.length || edits.length) void queue.put(ed.track.peek(), t('stage.edit.did.paste', { n: cells.length }), cells, edits);
  }

  /** One pasted value; a cell that one may not write, or that holds it already, is passed over. @param {string} row @param {number} col @param {string} text @returns {{cell?: Cell, problem?: string}} */
  function into(row, col, text) {
    const line = show.line(row);
    const column = ed.columns.peek()[col];
    if (!line || !column || ed.closed(column)) return {};
    const clean = text.trim();
    return clean === ed.text(line, column) ? {} : cellOf(line, column, clean, line.row.revs);
  }

  /** Rows behind the last one. @param {string[][]} block @param {number} first @returns {import('./sheet-queue.js').Edit[]} */
  function below(block, first) {
    let after = ed.rows.peek().at(-1) ?? null;
    return block.map((texts) => {
      const id = newId();
      const found = texts.flatMap((text, j) => {
        const column = ed.columns.peek()[first + j];
        const empty = /** @type {any} */ ({ row: { id, plan: {}, cells: {} }, fact: { kind: 'timed', start: show.lines.peek().at(-1)?.fact.start ?? 0, duration: 0 } });
        return column && text.trim() ? make.cellEdits(empty, column, text.trim(), ed.day.peek()).edits : [];
      });
      const of = (/** @type {string} */ kind) => Object.assign({}, ...found.filter((one) => one.edit === kind).map((one) => one.values));
      const edit = { edit: 'insert', row: { id, ...of('set') }, after, cells: of('cells') };
      after = id;
      return edit;
    });
  }

  /** Empty the cells of the choice that one may write. */
  function clear() {
    const [first, last] = chosenColumns(ed.choice.peek());
    const cells = ed.chosen.peek().flatMap((row) => ed.columns.peek().slice(first, last + 1).flatMap((_, j) => into(row, first + j, '').cell ?? []));
    if (cells.length) void queue.put(ed.track.peek(), t('stage.edit.did.clear', { n: cells.length }), cells);
  }

  return {
    commit, close, insert, clone, copied, paste, clear, setPlan, edit,
    remove: () => edit('remove', make.deleteEdits(lines(), ids()), {}, seenOf()),
    /** @param {1 | -1} by */
    nudge: (by) => edit('move', make.nudgeEdits(lines(), ids(), by)),
    /** @param {Set<string>} rows @param {string | null} after */
    move: (rows, after) => edit('move', make.moveEdits(lines(), rows, after)),
    /** @param {string} name @param {number | null} target */
    async group(name, target) {
      const id = newId();
      return follow(await edit('group', make.groupEdits(lines(), ids(), id, name, target), { name }), id);
    },
    ungroup: () => edit('ungroup', make.ungroupEdits(lines(), ids())),
    /** @param {string} to */
    give: (to) => edit('give', make.giveEdits(lines(), ids(), to, show.tracks.peek().find((one) => one.id === to)?.places.at(-1) ?? null), { track: show.tracks.peek().find((one) => one.id === to)?.name ?? '' }),
    /** @param {{row: string, cue: string}[]} cues */
    renumber: (cues) => queue.put(ed.track.peek(), t('stage.edit.did.renumber', { n: cues.length }), cues.flatMap(({ row, cue }) => into(row, ed.columns.peek().findIndex((one) => one.id === 'cue'), cue).cell ?? [])),
    undo: () => queue.act('undo'),
    redo: () => queue.act('redo'),
    /** @param {boolean} locked */
    lock: (locked) => queue.act('lock', { track: ed.track.peek(), locked }),
    /** Words of a cell from a form. @param {Line} line @param {Column} column @param {string} typed */
    write(line, column, typed) {
      const text = typed.trim();
      if (text === ed.text(line, column)) return;
      const { cell, problem } = cellOf(line, column, text, line.row.revs);
      ed.tell(problem ? t(`stage.edit.${problem}`) : '');
      if (cell) void queue.put(ed.track.peek(), cellLabel(line, column), [cell]);
    },
    /** Where two wrote: mine. @param {string} key */
    mine(key) {
      const draft = queue.drafts.peek().get(key);
      const line = show.line(draft?.row);
      const column = ed.columns.peek().find((one) => one.id === draft?.column);
      if (line && column) queue.force(key, cellLabel(line, column), line.row.revs);
    },
    fieldOf,
  };

  /** What the hand saw of the rows that it removes. @returns {Record<string, number>} */
  function seenOf() {
    const gone = lines().filter(({ row }) => ed.chosen.peek().includes(row.id));
    return Object.fromEntries(gone.flatMap(({ row }) => Object.entries(row.revs).map(([field, rev]) => [`${row.id}/${field}`, rev])));
  }
}
