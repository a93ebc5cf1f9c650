/** What opens under the head: numbers of cues, columns, a group, a track, finding, the keys. */

import { act, Field, ROLES, roleName, Tick, useAct, ActError } from '../office/office.js';
import { newRef } from '../core/api.js';
import { html, Icon, t, useState } from '../core/ui.js';
import { readLength } from './sheet-lengths.js';
import { renumber } from './sheet-edits.js';
import { focusField } from './sheet-field.js';
import { titleOf } from './words.js';

/** @typedef {import('./sheet-state.js').Editor} Editor @typedef {import('./sheet-acts.js').Acts} Acts @typedef {{ed: Editor, acts: Acts}} About */

/** @param {Editor} ed */
function close(ed) {
  ed.open.value = '';
  focusField();
}

/** @param {any} e */
const typedIn = (e) => e.currentTarget.value;

/** @param {{ed: Editor, title: string, children?: any}} props */
const Form = ({ ed, title, children }) => html`<section class="in-place sheet-form" aria-label=${title} onKeyDown=${(/** @type {KeyboardEvent} */ e) => { if (e.key === 'Escape') close(ed); }}><h2>${title}</h2>${children}</section>`;

/** @param {About} props */
export function Renumber({ ed, acts }) {
  const several = ed.chosen.value.length > 1;
  const [how, setHow] = useState({ prefix: '', first: '01', step: '1', some: several });
  const change = (/** @type {string} */ name) => (/** @type {any} */ e) => setHow({ ...how, [name]: typedIn(e) });
  const fine = /^\d{1,6}$/.test(how.first) && /^\d{1,4}$/.test(how.step) && Number(how.step) > 0;
  const lines = ed.show.lines.value;
  const made = fine ? renumber(lines, how.some ? new Set(ed.chosen.value) : null, { prefix: how.prefix, first: how.first, step: Number(how.step) }) : [];
  const changed = made.filter((one) => one.old !== one.cue);
  const apply = () => { void acts.renumber(changed); close(ed); };
  return html`<${Form} ed=${ed} title=${t('stage.edit.renumber')}><div class="field-pair"><${Field} label=${t('stage.edit.prefix')} value=${how.prefix} maxlength="8" onInput=${change('prefix')} />
      <${Field} label=${t('stage.edit.first')} value=${how.first} inputmode="numeric" maxlength="6" onInput=${change('first')} /><${Field} label=${t('stage.edit.step')} value=${how.step} inputmode="numeric" maxlength="4" onInput=${change('step')} /></div>
    <${Tick} label=${t('stage.edit.only_chosen', { n: ed.chosen.value.length })} checked=${how.some} onChange=${(/** @type {boolean} */ some) => setHow({ ...how, some })} />
    <div class="preview" tabindex="0" role="region" aria-label=${t('stage.edit.preview')}><table class="table"><thead><tr><th>${t('stage.edit.old')}</th><th>${t('stage.edit.new')}</th><th>${t('stage.edit.title')}</th></tr></thead>
      <tbody>${made.map((one) => html`<tr key=${one.row}><td>${one.old === one.cue ? one.old : html`<s>${one.old}</s>`}</td><td><b>${one.cue}</b></td><td>${titleOf(ed.show.line(one.row)?.row)}</td></tr>`)}</tbody></table></div>
    <p class="buttons"><button type="button" class="button main" disabled=${!changed.length} onClick=${apply}>${t('stage.edit.renumber_n', { n: changed.length })}</button><button type="button" class="button plain" onClick=${() => close(ed)}>${t('core.act.close')}</button></p></${Form}>`;
}

/** @param {About} props */
export function Group({ ed, acts }) {
  const [name, setName] = useState('');
  const [target, setTarget] = useState('');
  const ms = target.trim() ? readLength(target) : null;
  const bad = Boolean(target.trim()) && (ms === null || ms < 0);
  const submit = (/** @type {Event} */ e) => { e.preventDefault(); if (!bad && name.trim()) { void acts.group(name.trim(), ms); close(ed); } };
  return html`<${Form} ed=${ed} title=${t('stage.edit.group_n', { n: ed.chosen.value.length })}><form onSubmit=${submit} class="stack"><div class="field-pair"><${Field} label=${t('stage.edit.group_name')} value=${name} maxlength="120" autofocus onInput=${(/** @type {any} */ e) => setName(typedIn(e))} />
      <${Field} label=${t('stage.edit.target')} value=${target} hint=${t('stage.edit.length_hint')} aria-invalid=${bad ? 'true' : undefined} onInput=${(/** @type {any} */ e) => setTarget(typedIn(e))} /></div>
    <p class="buttons"><button type="submit" class="button main" disabled=${bad || !name.trim()}>${t('stage.edit.group_rows')}</button><button type="button" class="button plain" onClick=${() => close(ed)}>${t('core.act.close')}</button></p></form></${Form}>`;
}

/** @param {About} props */
export function Track({ ed }) {
  const [name, setName] = useState('');
  const { run, error, busy } = useAct();
  const submit = async (/** @type {Event} */ e) => {
    e.preventDefault();
    if (await run('track', async () => { const line = await act('/stage/tracks', { name }); ed.chooseTrack(line.facts.track); })) close(ed);
  };
  return html`<${Form} ed=${ed} title=${t('stage.edit.new_track')}><form onSubmit=${submit} class="stack"><${ActError} error=${error} /><${Field} label=${t('stage.edit.track_name')} value=${name} maxlength="120" required onInput=${(/** @type {any} */ e) => setName(typedIn(e))} />
    <p class="buttons"><button type="submit" class="button main" disabled=${busy || !name.trim()}>${t('stage.edit.add_track')}</button><button type="button" class="button plain" onClick=${() => close(ed)}>${t('core.act.close')}</button></p></form></${Form}>`;
}

/** @param {About} props */
export function Find({ ed }) {
  const { found } = ed;
  const near = found.value.indexOf(ed.choice.value.cursor.row);
  const jump = (/** @type {number} */ by) => {
    const all = ed.found.peek();
    const next = all[(near + by + all.length) % all.length] ?? all[0];
    if (next) ed.goTo({ row: near < 0 ? all[0] ?? next : next, col: ed.choice.peek().cursor.col });
  };
  const key = (/** @type {KeyboardEvent} */ e) => {
    if (e.key === 'Enter') { e.preventDefault(); jump(e.shiftKey ? -1 : 1); }
    if (e.key === 'Escape') { ed.sought.value = ''; close(ed); }
  };
  return html`<div class="find" role="search"><label for="sheet-find">${t('stage.edit.find')}</label><input id="sheet-find" type="search" value=${ed.sought.value} autocomplete="off" onInput=${(/** @type {any} */ e) => { ed.sought.value = typedIn(e); }} onKeyDown=${key} />
    <span role="status" class="num">${ed.sought.value ? t('stage.edit.found', { n: found.value.length }) : ''}</span>
    <span class="buttons"><button type="button" class="button" disabled=${!found.value.length} onClick=${() => jump(-1)} aria-label=${t('stage.edit.find_back')}><${Icon} name="arrow-up" /></button><button type="button" class="button" disabled=${!found.value.length} onClick=${() => jump(1)} aria-label=${t('stage.edit.find_on')}><${Icon} name="arrow-down" /></button>
      <button type="button" class="button plain" onClick=${() => { ed.sought.value = ''; close(ed); }}>${t('core.act.close')}</button></span></div>`;
}

const KEYS = ['move', 'write', 'cancel', 'tab', 'choose', 'copy', 'insert', 'clone', 'shift', 'remove', 'clear', 'undo', 'find', 'leave', 'line'];
/** @param {About} props */
export const Keys = ({ ed }) => html`<${Form} ed=${ed} title=${t('stage.edit.keys')}><dl class="keys">${KEYS.map((one) => html`<div key=${one}><dt>${t(`stage.edit.key.${one}`).split(' / ').map((key) => html`<kbd key=${key}>${key}</kbd> `)}</dt><dd>${t(`stage.edit.key.${one}.does`)}</dd></div>`)}</dl>
  <p class="quiet">${t('stage.edit.length_hint')}</p><p class="buttons"><button type="button" class="button" onClick=${() => close(ed)}>${t('core.act.close')}</button></p></${Form}>`;

const DEPARTMENTS = ['', 'stage', 'mc', 'audio', 'light', 'led', 'bridge'];
const WRITERS = ROLES.filter((role) => ['mc', 'crew', 'protocol', 'live_coordinator', 'bridge'].includes(role));

/** @param {{one: any, first: boolean, last: boolean, onChange: (one: any) => void, onMove: (by: number) => void, onRemove: () => void}} props */
function ColumnLine({ one, first, last, onChange, onMove, onRemove }) {
  const set = (/** @type {string} */ name) => (/** @type {any} */ e) => onChange({ ...one, [name]: typedIn(e) });
  const known = DEPARTMENTS.includes(one.department) ? DEPARTMENTS : [...DEPARTMENTS, one.department];
  const write = (/** @type {string} */ role, /** @type {boolean} */ on) => onChange({ ...one, writers: on ? [...one.writers, role] : one.writers.filter((/** @type {string} */ old) => old !== role) });
  return html`<li class="column-line"><div class="field-pair"><${Field} label=${t('stage.edit.column_name')} value=${one.name} maxlength="120" onInput=${set('name')} />
      <${Field} label=${t('stage.edit.department')} kind="select" value=${one.department} onChange=${set('department')}>${known.map((name) => html`<option key=${name} value=${name}>${name ? (DEPARTMENTS.includes(name) ? t(`stage.department.${name}`) : name) : t('stage.edit.no_department')}</option>`)}</${Field}></div>
    <fieldset class="ticks"><legend>${t('stage.edit.writers')}</legend>${WRITERS.map((role) => html`<${Tick} key=${role} label=${roleName(role)} checked=${one.writers.includes(role)} onChange=${(/** @type {boolean} */ on) => write(role, on)} />`)}</fieldset>
    <div class="buttons"><button type="button" class="button" disabled=${first} onClick=${() => onMove(-1)} aria-label=${t('stage.edit.column_left', { name: one.name })}><${Icon} name="arrow-up" /></button><button type="button" class="button" disabled=${last} onClick=${() => onMove(1)} aria-label=${t('stage.edit.column_right', { name: one.name })}><${Icon} name="arrow-down" /></button>
      <button type="button" class="button" onClick=${onRemove} aria-label=${t('stage.edit.column_remove', { name: one.name })}><${Icon} name="trash-2" /> ${t('stage.edit.column_gone')}</button></div></li>`;
}

/** @param {About} props */
export function Columns({ ed }) {
  const told = [...ed.show.store.list('sheet_column')].sort((a, b) => a.order - b.order);
  const [columns, setColumns] = useState(told.map(({ id, name, department, writers }) => ({ id, name, department, writers })));
  const [seen] = useState(told.map(({ id }) => id));
  const { run, error, busy } = useAct();
  const move = (/** @type {number} */ i, /** @type {number} */ by) => { const next = [...columns]; const [one] = next.splice(i, 1); if (one) next.splice(i + by, 0, one); setColumns(next); };
  const add = () => setColumns([...columns, { id: `c${newRef().slice(0, 8)}`, name: '', department: '', writers: [] }]);
  /** A column that somebody else made meanwhile stays. */
  const merged = () => [...columns, ...told.filter(({ id }) => !seen.includes(id)).map(({ id, name, department, writers }) => ({ id, name, department, writers }))];
  const save = async () => { if (await run('columns', () => act('/stage/columns', { columns: merged() }))) close(ed); };
  const nameless = columns.some((one) => !one.name.trim());
  return html`<${Form} ed=${ed} title=${t('stage.edit.columns')}><${ActError} error=${error} /><ol class="columns">${columns.map((one, i) => html`<${ColumnLine} key=${one.id} one=${one} first=${i === 0} last=${i === columns.length - 1}
      onChange=${(/** @type {any} */ next) => setColumns(columns.map((old) => (old.id === one.id ? next : old)))} onMove=${(/** @type {number} */ by) => move(i, by)} onRemove=${() => setColumns(columns.filter((old) => old !== one))} />`)}</ol>
    <p class="quiet small">${t('stage.edit.columns_note')}</p>
    <p class="buttons"><button type="button" class="button" onClick=${add}><${Icon} name="plus" /> ${t('stage.edit.add_column')}</button><button type="button" class="button main" disabled=${busy || nameless || !columns.length} onClick=${save}>${t('stage.edit.save_columns')}</button><button type="button" class="button plain" onClick=${() => close(ed)}>${t('core.act.close')}</button></p></${Form}>`;
}
