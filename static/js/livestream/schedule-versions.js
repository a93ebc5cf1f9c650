/** Versions that were published, to be read again: when, by whom, with which words, and what each changed. */

import { clock } from '../core/clock.js';
import { html, Icon, t, timeHM, timeOrDay, useEffect, useState } from '../core/ui.js';
import { ActError, read, useAct } from '../office/office.js';
import { dayName } from './schedule-words.js';

/** @typedef {import('./schedule-state.js').Schedule} Schedule */
/** @typedef {{version: number, at: string, by: string, note: string, slots: number, new: number, changed: number, gone: number}} Release */
/** @typedef {{slot: string, what: 'new' | 'changed' | 'gone', title: string, starts: string, fields: Record<string, [any, any]>}} Change */

/** @param {{sc: Schedule}} props */
export function Versions({ sc }) {
  const [all, setAll] = useState(/** @type {Release[]} */ ([]));
  const { error, run } = useAct();
  const newest = sc.release.value?.version ?? 0;
  useEffect(() => { if (newest) void run('list', async () => { setAll((await read('/live/releases')).releases); }); }, [newest]);
  if (!newest) return null;
  return html`<h3 class="list-head">${t('schedule.versions')}</h3><${ActError} error=${error} /><ul class="versions">${all.map((one) => html`<li key=${one.version}><${Version} sc=${sc} one=${one} /></li>`)}</ul>`;
}

/** @param {Release} one */
const countsOf = (one) => /** @type {const} */ (['new', 'changed', 'gone']).filter((what) => one[what]).map((what) => t(`schedule.release.n_${what}`, { n: one[what] })).join(', ') || t('schedule.release.same');

/** @param {{sc: Schedule, one: Release}} props */
function Version({ sc, one }) {
  const [changes, setChanges] = useState(/** @type {Change[] | null} */ (null));
  const [open, setOpen] = useState(false);
  const { busy, error, run } = useAct();
  const toggle = () => {
    setOpen(!open);
    if (!changes) void run('read', async () => { setChanges((await read(`/live/releases?version=${one.version}`)).release.changes); });
  };
  return html`<button type="button" class="version" aria-expanded=${open} onClick=${toggle}><span><b>${t('schedule.release.title', { n: one.version })}</b> <span class="num">${timeOrDay(one.at, clock.now())}</span> · ${one.by}
      ${one.note && html`<span class="about">“${one.note}”</span>`}<span class="about">${countsOf(one)}</span></span><${Icon} name=${open ? 'chevron-up' : 'chevron-down'} /></button><${ActError} error=${error} />
    ${open && busy && html`<p class="quiet" role="status">${t('core.loading')}</p>`}
    ${open && changes && html`<ul class="version-changes">${changes.map((change) => html`<li key=${change.slot}><${ChangeLine} sc=${sc} change=${change} /></li>`)}</ul>`}`;
}

/** @param {{sc: Schedule, change: Change}} props */
function ChangeLine({ sc, change }) {
  const at = Date.parse(change.starts);
  const fields = change.what === 'changed' ? Object.entries(change.fields) : [];
  return html`<b>${t(`schedule.release.${change.what}`)}</b> <span class="num">${dayName(at)} ${timeHM(at)}</span> ${change.title}${fields.map(([field, [before, after]]) => html`<span key=${field} class="about">${t('schedule.release.field', { field: t(`schedule.field.${field}`), before: wordOf(sc, field, before), after: wordOf(sc, field, after) })}</span>`)}`;
}

/** @param {Schedule} sc @param {string} field @param {any} value */
function wordOf(sc, field, value) {
  if (field === 'starts' || field === 'ends') return value ? `${timeHM(value)} ${dayName(Date.parse(value))}` : t('schedule.none');
  if (field === 'assistants') return (value ?? []).map((/** @type {string} */ id) => sc.name('persons', id)).join(', ') || t('schedule.none');
  return sc.said(field, value ?? '') || t('schedule.none');
}
