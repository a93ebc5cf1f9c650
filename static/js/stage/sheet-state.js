/** The editor: which cell the hand is in, what is chosen, what it may write, and what was said about it. */

import { batch, computed, effect, signal } from '../core/vendor.js';
import { fold } from '../core/names.js';
import { t } from '../core/words.js';
import { columnsOf, EDITORS, textOf, whyNot } from './sheet-columns.js';
import * as grid from './sheet-grid.js';
import { clockOf, cueOf, titleOf } from './words.js';

/**
 * @typedef {import('./show.js').Show} Show
 * @typedef {import('./show.js').Line} Line
 * @typedef {import('./sheet-columns.js').Column} Column
 * @typedef {import('./sheet-grid.js').Place} Place
 * @typedef {import('./sheet-queue.js').Queue} Queue
 * @typedef {{row: string, column: string, text: string, mode: 'type' | 'edit', revs: Record<string, number>}} Editing `text`: what stands in the field at first
 * @typedef {ReturnType<typeof createEditor>} Editor
 */

const REST_MS = 120;

/** @param {Show} show @param {Queue} queue @param {string[]} roles */
export function createEditor(show, queue, roles) {
  const choice = signal(grid.at({ row: '', col: 0 }));
  /** @type {import('../core/vendor.js').Signal<Editing | null>} */
  const editing = signal(null);
  /** Why the last act was not done. */
  const refused = signal('');
  /** Is everything of the chosen rows shown beside the grid? */
  const panel = signal(false);
  /** What is open above the grid. @type {import('../core/vendor.js').Signal<'' | 'renumber' | 'columns' | 'keys' | 'find' | 'group' | 'track'>} */
  const open = signal('');
  const sought = signal('');
  const wide = matchMedia('(min-width: 701px)');
  const asList = signal(!wide.matches);
  wide.addEventListener('change', () => { asList.value = !wide.matches; });

  const columns = computed(() => columnsOf(show.store.list('sheet_column'), { start: t('stage.edit.start'), length: t('stage.edit.length') }));
  const rows = computed(() => show.lines.value.map(({ row }) => row.id));
  const track = computed(() => show.track.value?.id ?? '');
  const locked = computed(() => Boolean(show.track.value?.locked));
  const mayPlan = computed(() => !locked.value && roles.some((role) => EDITORS.includes(role)));
  const chosen = computed(() => grid.chosenRows(choice.value, rows.value));
  /** The choice when the hand rests: what is beside the grid is not drawn anew for each key. @type {import('../core/vendor.js').Signal<readonly string[]>} */
  const calm = signal([]);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;
  effect(() => {
    const next = chosen.value;
    clearTimeout(resting);
    if (next.join() !== calm.peek().join()) resting = setTimeout(() => { calm.value = next; }, REST_MS);
  });
  const day = computed(() => ({ dayStart: show.store.list('event')[0]?.day_start ?? 0, shift: show.clock.value?.shift ?? 0, clockOf }));
  const current = computed(() => show.line(choice.value.cursor.row));

  /** What the sheet looks like to a reader who types without accents. */
  const texts = computed(() => new Map(show.lines.value.map((line) => [line.row.id, fold(columns.value.map((column) => text(line, column)).join(' | '))])));
  const found = computed(() => {
    const wanted = fold(sought.value);
    return wanted ? rows.value.filter((id) => texts.value.get(id)?.includes(wanted)) : [];
  });

  /** @param {Line} line @param {Column} column */
  function text(line, column) {
    return queue.drafts.peek().get(`${line.row.id}/${column.id}`)?.text ?? textOf(line, column, day.value);
  }

  /** Rows came, went or moved: the cursor stays on something. @type {readonly string[]} */
  let before = [];
  function follow() {
    const now = rows.value;
    if (now !== before && now.length) {
      const there = grid.stay(choice.peek(), before, now);
      if (there.cursor.row !== choice.peek().cursor.row || there.more.length !== choice.peek().more.length) choice.value = there;
    }
    before = now;
  }

  /** @param {Place} place @param {boolean} [extend] */
  function goTo(place, extend = false) {
    choice.value = extend ? { ...choice.peek(), cursor: place } : grid.at(place);
  }

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let fading;
  /** @param {string} words */
  function tell(words) {
    clearTimeout(fading);
    refused.value = words;
    if (words) fading = setTimeout(() => { refused.value = ''; }, 8000);
  }

  /** Why the cell may not be written; null: it may. @param {Column | undefined} column */
  const closed = (column) => (column ? whyNot(column, roles, locked.value) : 'column');

  /** Begin to write in the cell of the cursor. @param {'type' | 'edit'} mode @param {string} [typed] */
  function begin(mode, typed) {
    const line = current.value;
    const column = columns.value[choice.peek().cursor.col];
    if (!line || !column) return false;
    const why = closed(column);
    if (why) {
      tell(t(`stage.edit.closed.${why}`, { roles: column.writers.map((role) => t(`core.role.${role}`)).join(', ') || t('stage.edit.nobody_else') }));
      return false;
    }
    tell('');
    editing.value = { row: line.row.id, column: column.id, mode, text: typed ?? text(line, column), revs: { ...line.row.revs } };
    return true;
  }

  return {
    show, queue, roles, choice, editing, refused, panel, open, sought, asList, columns, rows, track, locked, mayPlan, chosen, calm, day, current, found,
    text, follow, goTo, tell, closed, begin,
    /** @param {{down?: number, right?: number, extend?: boolean}} by */
    step: (by) => { choice.value = grid.step(choice.peek(), rows.peek(), columns.peek().length, by); },
    /** @param {1 | -1} by */
    tab: (by) => { choice.value = grid.tab(choice.peek(), rows.peek(), columns.peek().length, by); },
    /** @param {string} row */
    toggle: (row) => { choice.value = grid.toggle(choice.peek(), row); },
    /** A track is another sheet. @param {string} id */
    chooseTrack: (id) => batch(() => { show.chosen.value = id; choice.value = grid.at({ row: '', col: 0 }); editing.value = null; }),
    /** How a row is called in a label. @param {Line | null | undefined} line */
    named: (line) => (line ? cueOf(line.row) || titleOf(line.row).slice(0, 40) : ''),
  };
}
