/** One row of a list: who, what it changes, what is wrong with which cell, and the decision it waits for. */

import { Field } from '../office/office.js';
import { hasWord, html, Icon, Pill, t } from '../core/ui.js';

/**
 * @typedef {{cell: string, field: string, code: string, facts: Record<string, any>, level: 'error' | 'note'}} Fault
 * @typedef {{number: number, sheet: string, row: number, kind: string, fields: Record<string, any>, before: Record<string, any>,
 *   faults: Fault[], match: string | null, match_name: string, done: boolean}} ListedRow
 * @typedef {{delegations: Record<string, string>, categories: Record<string, string>}} Names
 */

const ICONS = /** @type {Record<string, string>} */ ({ new: 'user-plus', changed: 'pencil', same: 'check', doubtful: 'circle-help', error: 'triangle-alert' });
const LOOKS = /** @type {Record<string, string>} */ ({ new: 'go', doubtful: 'look', error: 'no' });
const ORDER = ['delegation', 'honorific', 'name', 'title', 'unit', 'category', 'phone', 'email', 'status', 'vip', 'head', 'rank', 'seat', 'badge', 'host', 'attention', 'blocked', 'note', 'pronounce'];
/** Said in the head of the row already. */
const IN_HEAD = new Set(['honorific', 'name', 'title', 'delegation', 'unit']);

/** @param {Fault} fault */
export function faultWords({ code, facts }) {
  const key = `guestlist.fault.${code}`;
  return t(hasWord(key) ? key : `error.${code}`, facts);
}

/** @param {{faults: Fault[]}} props */
export function Faults({ faults }) {
  if (!faults.length) return null;
  return html`<ul class="cells">${faults.map((one) => html`<li class=${one.level}><${Icon} name=${one.level === 'error' ? 'triangle-alert' : 'info'} />
    <span>${one.cell && html`<b class="num">${one.cell}</b>: `}${one.field && hasWord(`guestlist.field.${one.field}`) && !one.cell ? `${t(`guestlist.field.${one.field}`)}: ` : ''}${faultWords(one)}</span></li>`)}</ul>`;
}

/** A value as people say it. @param {string} name @param {any} value @param {Names} names */
function said(name, value, names) {
  if (value === null || value === undefined || value === '') return t('guestlist.nothing');
  if (typeof value === 'boolean') return t(value ? 'guestlist.yes' : 'guestlist.no');
  if (name === 'category') return names.categories[value] ?? value;
  if (name === 'status') return t(`office.status.${value}`);
  return String(value);
}

/** @param {{row: ListedRow, names: Names}} props */
function Diff({ row, names }) {
  const fields = ORDER.filter((name) => (row.kind === 'new' || row.kind === 'error' ? name in row.fields && !IN_HEAD.has(name)
    : name in row.fields && name in row.before && row.before[name] !== row.fields[name]));
  if (!fields.length || row.kind === 'same') return null;
  const asNew = row.kind === 'new' || row.kind === 'error';
  return html`<dl class="diff">${fields.map((name) => html`<div key=${name}><dt>${t(`guestlist.field.${name}`)}</dt>
    <dd>${!asNew && html`<s>${said(name, row.before[name], names)}</s> <${Icon} name="arrow-right" label=${t('guestlist.became')} /> `}<ins>${said(name, row.fields[name], names)}</ins></dd></div>`)}</dl>`;
}

/** @param {{row: ListedRow, value: string, onChange: (decision: string) => void}} props */
function Decide({ row, value, onChange }) {
  return html`<${Field} label=${t('guestlist.decide')} kind="select" value=${value} onChange=${(/** @type {any} */ e) => onChange(e.currentTarget.value)}>
    <option value="">${t('guestlist.decide.later')}</option><option value="new">${t('guestlist.decide.new')}</option>
    ${row.match && html`<option value=${`same as ${row.match}`}>${t('guestlist.decide.same', { name: row.match_name || row.match })}</option>`}</${Field}>`;
}

/**
 * @param {{row: ListedRow, names: Names, open: boolean, ticked: boolean, onTick: (on: boolean) => void, decision: string,
 *   onDecide: (decision: string) => void}} props
 */
export function Listed({ row, names, open, ticked, onTick, decision, onDecide }) {
  const { fields } = row;
  const name = [fields.honorific, fields.name].filter(Boolean).join(' ') || t('guestlist.fault.no_name');
  const group = fields.new_delegation ? t('guestlist.new_delegation', { name: fields.new_delegation }) : names.delegations[fields.delegation];
  const about = [fields.title, fields.unit, group].filter(Boolean).join(', ');
  const who = html`<span><span class="title">${name}</span>${about && html`<br /><span class="about">${about}</span>`}</span>`;
  const canTick = open && !row.done && (row.kind === 'new' || row.kind === 'changed');
  return html`<li class=${`listed ${row.kind}`}><header>
      ${canTick ? html`<label class="tick"><input type="checkbox" checked=${ticked} onChange=${(/** @type {any} */ e) => onTick(e.currentTarget.checked)} aria-label=${t('guestlist.take', { name })} /> ${who}</label>` : who}
      <span class="side"><span class="about num">${row.sheet ? t('guestlist.row_in', { sheet: row.sheet, row: row.row }) : t('guestlist.row_at', { row: row.row })}</span>
        ${row.done && html`<${Pill} icon="check">${t('guestlist.kind.done')}</${Pill}>`}<${Pill} icon=${ICONS[row.kind]} state=${LOOKS[row.kind] ?? ''}>${t(`guestlist.kind.${row.kind}`)}</${Pill}></span></header>
    <${Diff} row=${row} names=${names} /><${Faults} faults=${row.faults} />
    ${open && row.kind === 'doubtful' && !row.done && html`<${Decide} row=${row} value=${decision} onChange=${onDecide} />`}</li>`;
}
