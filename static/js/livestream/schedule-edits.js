/** What undo would take back and redo would do again, in words: asked of the server whenever the plan has changed. */

import { clock } from '../core/clock.js';
import { effect, t, timeHM, timeOrDay } from '../core/ui.js';
import { read } from '../office/office.js';

/** @typedef {{table: string, id: string, what: 'made' | 'changed' | 'dropped', values: Record<string, any>}} Change */
/** @typedef {{n: number, by: string, at: string, changes: Change[]}} Edit @typedef {{undo: Edit | null, redo: Edit | null}} Edits */
/** @typedef {import('./schedule-state.js').Schedule} Schedule */

const SOON_MS = 300;

/** Null: nobody knows. @param {Schedule} sc @returns {Promise<Edits | null>} */
export async function lookAtEdits(sc) {
  sc.edits.value = await read('/live/edits').catch(() => null);
  return sc.edits.peek();
}

/** Ask again soon after each change of the plan. @param {Schedule} sc */
export function watchEdits(sc) {
  if (!sc.may.plan) return;
  const changed = [sc.store.version('live_slot'), sc.store.version('live_session')];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  effect(() => {
    for (const one of changed) one.value;
    clearTimeout(timer);
    timer = setTimeout(() => void lookAtEdits(sc), SOON_MS);
  });
}

/** "chuyển Nước mắm Cát Hải sang 10:00" @param {Schedule} sc @param {Edit} edit */
export function editWords(sc, edit) {
  const [only] = edit.changes;
  if (only && edit.changes.length === 1) return only.table === 'live_slot' ? slotWords(sc, only) : sessionWords(sc, only);
  return t('schedule.edit.many', { n: edit.changes.length });
}

/** @param {Schedule} sc @param {Change} one */
function slotWords(sc, { id, what, values }) {
  const row = sc.byId.value.get(id);
  const slot = row ? sc.title(row) : values.title || sc.sessions.value.get(values.session)?.title || id;
  if (what !== 'changed') return t(`schedule.edit.${what}`, { slot });
  const to = [values.starts && timeOrDay(values.starts, row?.starts ?? clock.now()), ...['room', 'host', 'channel'].map((field) => values[field] && sc.said(field, values[field]))].filter(Boolean);
  if (to.length) return t('schedule.edit.moved', { slot, to: to.join(', ') });
  if (values.ends) return t('schedule.edit.length', { slot, time: timeHM(values.ends) });
  return t('schedule.edit.fields', { slot, fields: Object.keys(values).map((field) => t(`schedule.field.${field}`).toLocaleLowerCase()).join(', ') });
}

/** @param {Schedule} sc @param {Change} one */
function sessionWords(sc, { id, what, values }) {
  const session = sc.sessions.value.get(id)?.title ?? values.title ?? id;
  return t(`schedule.edit.session_${what}`, { session });
}

/** The name of a button: what pressing it takes. @param {Schedule} sc @param {'undo' | 'redo'} way */
export function wayWords(sc, way) {
  const edit = sc.edits.value?.[way];
  const act = t(way === 'undo' ? 'core.act.undo' : 'schedule.redo');
  return edit ? t('schedule.edit.act', { act, what: editWords(sc, edit) }) : act;
}

/** Is there anything to take? As long as nobody knows, pressing finds out. @param {Schedule} sc @param {'undo' | 'redo'} way */
export const nothingTo = (sc, way) => sc.edits.value !== null && !sc.edits.value[way];
