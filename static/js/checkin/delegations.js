/** Delegations: who was expected, who said they would come, who came; the head, the person to call, the sheet's code. */

import { eventPath, hasRole, mount } from '../core/page.js';
import { clock } from '../core/clock.js';
import { effect, html, Icon, Notice, number, Pill, signal, t, timeHM, toast, untracked, useState } from '../core/ui.js';
import { act, ActError, Empty, FeedEnded, Field, openOffice, read, useAct, Waiting } from '../office/office.js';
import { fold } from '../core/names.js';

const READ_AGAIN_MS = 300;
const mayEdit = () => hasRole('organiser', 'protocol');

const { store, feed } = await openOffice({ onBatch });
const asked = new URLSearchParams(location.search);
const query = signal(asked.get('q') ?? '');
const block = signal(asked.get('category') ?? '');
/** What the office may know beyond the board: contact, code, heads. @type {import('../core/vendor.js').Signal<any[] | null>} */
const rows = signal(null);
const problem = signal(/** @type {unknown} */ (null));
const changed = signal(0);

/** @param {import('../core/store.js').Batch} batch */
function onBatch(batch) {
  if (batch.rows?.delegation?.length) changed.value += 1;
}

async function load() {
  try {
    rows.value = (await read('/delegations')).delegations;
    problem.value = null;
  } catch (error) {
    problem.value = error;
  }
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;
effect(() => {
  const first = changed.value === 0;
  clearTimeout(waiting);
  waiting = setTimeout(() => untracked(() => void load()), first ? 0 : READ_AGAIN_MS);
});

/** @param {any} row @param {string} words folded */
const fits = (row, words) => words.split(' ').every((word) => ` ${fold(`${row.name} ${row.head_name ?? ''} ${row.unit_code ?? ''}`)}`.includes(` ${word}`));

function Delegations() {
  if (!feed.ready.value) return html`<${Waiting} feed=${feed} />`;
  if (problem.value && !rows.value) return html`<${ActError} error=${problem.value} /><p class="buttons"><button type="button" class="button" onClick=${load}>${t('core.act.retry')}</button></p>`;
  if (!rows.value) return html`<p class="quiet" role="status">${t('core.loading')}</p>`;
  const blocks = [...store.list('category')].sort((a, b) => a.order - b.order);
  const words = fold(query.value);
  const shown = rows.value.filter((row) => (!block.value || row.category === block.value) && (!words || fits(row, words)));
  return html`<${FeedEnded} feed=${feed} /><${Totals} rows=${rows.value} /><${Find} blocks=${blocks} />
    ${mayEdit() && html`<${AddDelegation} blocks=${blocks} />`}
    <p class="hidden-text" role="status">${t('groups.count', { n: shown.length })}</p>
    ${shown.length ? blocks.map((one) => html`<${Block} key=${one.id} block=${one} rows=${shown.filter((row) => row.category === one.id)} blocks=${blocks} />`)
    : html`<${Empty} icon="search" title=${t('groups.none')}><p>${t('groups.none_next')}</p></${Empty}>`}`;
}

/** @param {{rows: any[]}} props */
function Totals({ rows: all }) {
  const sum = (/** @type {string} */ name) => all.reduce((total, row) => total + (row[name] ?? 0), 0);
  const facts = ['expected', 'invited', 'pledged', 'confirmed', 'present'].filter((name) => sum(name) > 0 || name === 'invited' || name === 'present');
  return html`<dl class="facts group-totals"><div><dt>${t('groups.delegations')}</dt><dd>${number(all.length)}</dd></div>
    ${facts.map((name) => html`<div key=${name}><dt>${t(`groups.${name}`)}</dt><dd>${number(sum(name))}</dd></div>`)}</dl>`;
}

/** @param {{blocks: any[]}} props */
function Find({ blocks }) {
  return html`<form class="group-find" role="search" onSubmit=${(/** @type {Event} */ e) => e.preventDefault()}>
    <div class="field find-box wide"><label for="find">${t('groups.find')}</label><span class="with-icon"><${Icon} name="search" />
      <input id="find" type="search" autocomplete="off" placeholder=${t('groups.example')} value=${query.value} onInput=${(/** @type {any} */ e) => { query.value = e.currentTarget.value; }} /></span></div>
    <div class="field"><label for="by-block">${t('groups.block')}</label><select id="by-block" value=${block.value} onChange=${(/** @type {any} */ e) => { block.value = e.currentTarget.value; }}>
      <option value="">${t('groups.all_blocks')}</option>${blocks.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</select></div></form>`;
}

/** @param {{block: any, rows: any[], blocks: any[]}} props */
function Block({ block: one, rows: mine, blocks }) {
  if (!mine.length) return null;
  return html`<section aria-labelledby=${`block-${one.id}`}><h2 class="list-head" id=${`block-${one.id}`}>${one.name} <span class="num quiet">${mine.length}</span></h2>
    <ul class="rows">${mine.map((row) => html`<${Delegation} key=${row.id} row=${row} blocks=${blocks} />`)}</ul></section>`;
}

/** The numbers that say how a delegation stands. @param {any} row */
function counts(row) {
  const parts = [['expected', row.expected], ['invited', row.invited], ['pledged', row.pledged], ['confirmed', row.confirmed]];
  return parts.filter(([, n]) => n !== null && n !== undefined).map(([name, n]) => `${t(`groups.${name}`)} ${number(n)}`).join(' · ');
}

/** @param {{row: any, blocks: any[]}} props */
function Delegation({ row, blocks }) {
  const [open, setOpen] = useState(/** @type {'' | 'edit' | 'code'} */ (''));
  const toggle = (/** @type {'edit' | 'code'} */ what) => setOpen(open === what ? '' : what);
  const more = row.pledged !== null && row.pledged > row.invited;
  return html`<li><div class="row"><div><h3 class="title">${row.name}</h3><p class="about num-words">${counts(row)}</p>
      <p class="about">${row.head_name ? t('groups.head_is', { name: row.head_name }) : t('groups.no_head')}${(row.contact || row.contact_phone) && ` · ${t('groups.contact_is', { name: [row.contact, row.contact_phone].filter(Boolean).join(' ') })}`}</p>
      ${row.note && html`<p class="about">${row.note}</p>`}
      ${more && html`<p class="pills"><${Pill} icon="triangle-alert" state="look">${t('groups.more_than_invited', { n: row.pledged - row.invited })}</${Pill}></p>`}</div>
    <div class="side stack"><p>${row.present > 0 ? html`<${Pill} icon="check" state="go">${t('groups.here', { n: number(row.present) })}</${Pill}>` : html`<${Pill} icon="minus">${t('groups.nobody_here')}</${Pill}>`}</p>
      <p class="buttons"><a class="button" href=${`guests?delegation=${encodeURIComponent(row.id)}`}><${Icon} name="users" /> ${t('groups.people')}</a>
      ${row.code && html`<button type="button" class="button" aria-expanded=${open === 'code'} onClick=${() => toggle('code')}><${Icon} name="qr-code" /> ${t('groups.code')}</button>`}
      ${mayEdit() && html`<button type="button" class="button" aria-expanded=${open === 'edit'} onClick=${() => toggle('edit')}><${Icon} name="pencil" /> ${t('office.act.edit')}</button>`}</p></div></div>
    ${open === 'code' && html`<${Code} row=${row} />`}
    ${open === 'edit' && html`<${Edit} row=${row} blocks=${blocks} onDone=${() => setOpen('')} />`}</li>`;
}

/** @param {{row: any}} props */
function Code({ row }) {
  const source = `${eventPath()}/delegations/${encodeURIComponent(row.id)}/code.svg?v=${row.version}`;
  return html`<div class="in-place"><p>${t('groups.code_about')}</p><figure class="qr large-qr"><img src=${source} alt=${t('groups.code_alt', { name: row.name })} /></figure>
    <p class="code num">${row.code}</p><p class="buttons"><button type="button" class="button" onClick=${() => print()}><${Icon} name="printer" /> ${t('groups.print')}</button></p></div>`;
}

const NUMBERS = new Set(['expected', 'pledged', 'order']);

/** What is different, as the server wants it; an emptied number is left as it was. @param {any} row @param {Record<string, string>} form */
export function delegationChanges(row, form) {
  /** @type {Record<string, unknown>} */
  const changes = {};
  for (const [name, text] of Object.entries(form)) {
    const value = NUMBERS.has(name) ? (text.trim() === '' ? null : Number(text)) : text.trim();
    if (value !== null && value !== (row[name] ?? (NUMBERS.has(name) ? null : ''))) changes[name] = value;
  }
  return changes;
}

/** @param {{row: any, blocks: any[], onDone: () => void}} props */
function Edit({ row, blocks, onDone }) {
  const names = ['name', 'category', 'order', 'unit_code', 'expected', 'pledged', 'contact', 'contact_phone', 'contact_email', 'note', 'head'];
  const [form, setForm] = useState(() => Object.fromEntries(names.map((name) => [name, row[name] === null || row[name] === undefined ? '' : String(row[name])])));
  const [people, setPeople] = useState(/** @type {any[] | null} */ (null));
  const { busy, error, run } = useAct();
  if (people === null) read(`/guests?delegation=${encodeURIComponent(row.id)}&limit=200`).then((answer) => setPeople(answer.guests), () => setPeople([]));
  const text = (/** @type {string} */ name) => (/** @type {any} */ e) => setForm({ ...form, [name]: e.currentTarget.value });
  const input = (/** @type {string} */ name, /** @type {Record<string, any>} */ more = {}) => html`<${Field} label=${t(`groups.field.${name}`)} value=${form[name]} onInput=${text(name)} ...${more} />`;
  async function save() {
    const changes = delegationChanges(row, form);
    if (Object.keys(changes).length && !(await run('save', () => act(`/delegations/${encodeURIComponent(row.id)}/change`, { changes })))) return;
    toast(t('groups.saved', { name: form.name, at: timeHM(clock.now()) }));
    await load();
    onDone();
  }
  const count = { type: 'number', min: 0, max: 5000, inputmode: 'numeric' };
  return html`<form class="in-place" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void save(); }}>
    ${input('name', { required: true, maxlength: 120 })}
    <div class="field-pair"><${Field} kind="select" label=${t('groups.field.category')} value=${form.category} onChange=${text('category')}>${blocks.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</${Field}>
      ${input('order', { ...count, max: 99999, hint: t('groups.order_hint') })}${input('unit_code', { pattern: '[0-9]{5}', inputmode: 'numeric', hint: t('groups.unit_code_hint') })}</div>
    <div class="field-pair">${input('expected', count)}${input('pledged', count)}
      <${Field} kind="select" label=${t('groups.field.head')} value=${form.head} onChange=${text('head')}><option value="">${t('groups.no_head')}</option>
        ${(people ?? []).map((one) => html`<option key=${one.id} value=${one.id}>${[one.name, one.title].filter(Boolean).join(', ')}</option>`)}</${Field}></div>
    <div class="field-pair">${input('contact', { maxlength: 200 })}${input('contact_phone', { type: 'tel', maxlength: 40 })}${input('contact_email', { type: 'email', maxlength: 200 })}</div>
    ${input('note', { kind: 'textarea', rows: 2, maxlength: 500 })}
    <${ActError} error=${error} />
    <p class="buttons"><button class="button main" disabled=${Boolean(busy)}>${t('core.act.save')}</button><button type="button" class="button" onClick=${onDone}>${t('core.act.cancel')}</button></p></form>`;
}

/** @param {{blocks: any[]}} props */
function AddDelegation({ blocks }) {
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [category, setCategory] = useState('');
  const { busy, error, run } = useAct();
  const twin = rows.value?.find((row) => name.trim() && fold(row.name) === fold(name));
  async function save() {
    if (!(await run('add', () => act('/delegations', { name: name.trim(), category: category || blocks[0]?.id })))) return;
    toast(t('groups.added', { name: name.trim() }));
    setName('');
    setOpen(false);
    await load();
  }
  if (!open) return html`<p class="buttons add-one"><button type="button" class="button" onClick=${() => setOpen(true)}><${Icon} name="plus" /> ${t('groups.add')}</button></p>`;
  return html`<form class="in-place" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void save(); }}>
    <div class="field-pair"><${Field} label=${t('groups.field.name')} required maxlength="120" value=${name} onInput=${(/** @type {any} */ e) => setName(e.currentTarget.value)} />
      <${Field} kind="select" label=${t('groups.field.category')} value=${category} onChange=${(/** @type {any} */ e) => setCategory(e.currentTarget.value)}>${blocks.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</${Field}></div>
    ${twin && html`<${Notice} kind="look" title=${t('groups.twin', { name: twin.name })} />`}
    <${ActError} error=${error} />
    <p class="buttons"><button class="button main" disabled=${Boolean(busy) || !name.trim()}>${t('groups.add')}</button><button type="button" class="button" onClick=${() => setOpen(false)}>${t('core.act.cancel')}</button></p></form>`;
}

mount('delegations', html`<${Delegations} />`);
