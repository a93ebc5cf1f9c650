/**
 * The one field of the grid. It has the keyboard all the time and lies unseen over the cell of the cursor, so that a
 * Vietnamese keyboard composes the first letter where it will stand.
 */

import { html, t, useEffect, useLayoutEffect, useRef } from '../core/ui.js';
import { onKey } from './sheet-keys.js';

/** @typedef {import('./sheet-state.js').Editor} Editor @typedef {import('./sheet-acts.js').Acts} Acts */

/** @param {HTMLElement} scroller @param {HTMLElement} field @param {string} row @param {number} col */
function cover(scroller, field, row, col) {
  const cell = document.getElementById(`cell-${row}-${col}`);
  if (!cell) return; // scrolled out of sight: the field keeps the keyboard where it is
  const [box, room] = [cell.getBoundingClientRect(), scroller.getBoundingClientRect()];
  field.style.left = `${box.left - room.left + scroller.scrollLeft}px`;
  field.style.top = `${box.top - room.top + scroller.scrollTop}px`;
  field.style.minWidth = `${box.width}px`;
  field.style.width = `${box.width}px`;
  field.style.minHeight = `${Math.max(48, box.height)}px`;
}

/** @param {{ed: Editor, acts: Acts, scroller: {current: HTMLElement | null}, columns: unknown[]}} props */
export function CellField({ ed, acts, scroller }) {
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const editing = ed.editing.value;
  const { row, col } = ed.choice.value.cursor;
  const column = ed.columns.value[col];
  const line = ed.show.line(row);
  const place = () => { if (field.current && scroller.current) cover(scroller.current, field.current, row, col); };
  useLayoutEffect(place);
  useEffect(() => {
    const box = scroller.current;
    box?.addEventListener('scroll', place, { passive: true });
    addEventListener('resize', place);
    return () => { box?.removeEventListener('scroll', place); removeEventListener('resize', place); };
  }, [row, col]);
  useLayoutEffect(() => {
    const one = field.current;
    if (!one) return;
    if (!editing) one.value = '';
    else if (editing.mode === 'edit' || one.value !== editing.text) {
      one.value = editing.text;
      one.setSelectionRange(editing.text.length, editing.text.length);
    }
  }, [editing]);
  const label = line && column ? t('stage.edit.cell', { column: column.name, row: ed.named(line), text: ed.text(line, column) || t('stage.edit.empty_cell') }) : t('stage.edit.sheet', { track: '' });
  return html`<textarea id="sheet-field" ref=${field} class=${`cell-field ${editing ? 'on' : ''}`} rows="1" spellcheck="false" autocomplete="off" aria-label=${label} aria-controls="sheet-grid"
    aria-activedescendant=${line && column ? `cell-${row}-${col}` : undefined}
    onKeyDown=${(/** @type {KeyboardEvent} */ e) => onKey(e, ed, acts)}
    onInput=${(/** @type {any} */ e) => { if (!ed.editing.peek() && !ed.begin('type', e.currentTarget.value)) e.currentTarget.value = ''; }}
    onCopy=${(/** @type {ClipboardEvent} */ e) => { if (!ed.editing.peek()) { e.preventDefault(); e.clipboardData?.setData('text/plain', acts.copied()); } }}
    onCut=${(/** @type {ClipboardEvent} */ e) => { if (!ed.editing.peek()) { e.preventDefault(); e.clipboardData?.setData('text/plain', acts.copied()); acts.clear(); } }}
    onPaste=${(/** @type {ClipboardEvent} */ e) => { if (!ed.editing.peek()) { e.preventDefault(); acts.paste(e.clipboardData?.getData('text/plain') ?? ''); } }}
    onBlur=${(/** @type {any} */ e) => { if (ed.editing.peek()) acts.commit(e.currentTarget.value); }}></textarea>`;
}

/** Give the keyboard to the grid. */
export const focusField = () => document.getElementById('sheet-field')?.focus({ preventScroll: true });
