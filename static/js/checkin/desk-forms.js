// The forms of a desk: a person's words, a note, whom it is about. Vietnamese is typed with an input method: nothing is
// changed while somebody types, and Enter that only ends a word sends nothing.

import { fold, matcher } from '../core/names.js';
import { html, Icon, t, useMemo, useRef, useState } from '../core/ui.js';
import { titlesLike } from './desk-deeds.js';
import { Frame } from './desk-frame.js';
import { about, count, fullName } from './desk-words.js';

/** @typedef {import('../core/store.js').Row} Row */
/** @typedef {import('../core/store.js').Store} Store */

const HONORIFICS = ['Ông', 'Bà'];
const TITLES_SHOWN = 6;
const GROUPS_SHOWN = 5;
const NOTES = ['wheelchair', 'late', 'gift', 'press'];
const LAST = 'ops.desk.last_delegation';

const lastDelegation = () => { try { return sessionStorage.getItem(LAST) ?? ''; } catch { return ''; } };
/** @param {string} id */
const rememberDelegation = (id) => { try { sessionStorage.setItem(LAST, id); } catch { /* the next walk-in asks again */ } };

/** @param {{ value: string, onPick: (value: string) => void }} props */
const Honorific = ({ value, onPick }) => html`<div class="honorific" role="group" aria-label=${t('extras.honorific')}>${HONORIFICS.map((one, i) => html`<button type="button" key=${one}
  class=${`button thumb ${value === one ? 'chosen' : ''}`} data-first=${i === 0 ? '' : undefined} aria-pressed=${value === one} onClick=${() => onPick(one)}>${one}</button>`)}</div>`;

/** @param {{ id: string, label: string, value: string, onInput: (value: string) => void, more?: Record<string, any> }} props */
const Box = ({ id, label, value, onInput, more = {} }) => html`<div class="field"><label for=${id}>${label}</label><input id=${id} value=${value} maxlength="120" autocomplete="off" autocorrect="off" spellcheck="false"
  ...${more} onInput=${(/** @type {any} */ e) => onInput(e.target.value)} /></div>`;

/** Its delegation: the last one stays chosen until another is looked for. @param {{ store: Store, value: string, onPick: (id: string) => void }} props */
function Delegation({ store, value, onPick }) {
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(!value);
  const chosen = value ? store.get('delegation', value) : null;
  const rows = useMemo(() => store.list('delegation').map((row) => ({ row, fold: fold(row.name) })), [store.list('delegation')]);
  if (chosen && !open) return html`<div class="field"><span class="label">${t('extras.delegation')}</span><button type="button" class="button wide picked" onClick=${() => setOpen(true)}><span>${chosen.name}</span> <${Icon} name="pencil" label=${t('extras.delegation_other')} /></button></div>`;
  const fits = matcher(fold(typed));
  const found = rows.filter((one) => fits(one.fold)).slice(0, GROUPS_SHOWN);
  return html`<div><${Box} id="delegation" label=${t('extras.delegation')} value=${typed} onInput=${setTyped} more=${{ placeholder: t('extras.delegation_example'), type: 'search', 'data-first': '' }} />
    <ul class="rows picks">${found.map(({ row }) => html`<li key=${row.id}><button type="button" class="row" data-delegation=${row.id} onClick=${() => { onPick(row.id); setOpen(false); setTyped(''); }}><span class="title">${row.name}</span></button></li>`)}</ul>
    ${!found.length && html`<p class="quiet">${t('extras.delegation_none')}</p>`}</div>`;
}

/** @param {{ store: Store, typed: string, onPick: (title: string) => void }} props */
function Titles({ store, typed, onPick }) {
  const rows = store.list('guest');
  const found = useMemo(() => titlesLike(rows, typed, TITLES_SHOWN), [rows, typed]);
  return found.length ? html`<div class="buttons titles" role="group" aria-label=${t('extras.titles')}>${found.map((one) => html`<button type="button" key=${one} class="button" onClick=${() => onPick(one)}>${one}</button>`)}</div>` : null;
}

const HEADS = /** @type {Record<string, [string, string]>} */ ({ walk_in: ['extras.walk_in', 'user-plus'], stand_in: ['extras.stand_in', 'repeat'], correct: ['extras.correct', 'pencil'] });

/** What the big button promises. @param {string} kind @param {string} rule */
const promise = (kind, rule) => t(kind === 'correct' ? 'extras.save' : kind === 'stand_in' || rule === 'allowed' ? 'extras.save_in' : rule === 'closed' ? 'extras.save_record' : 'extras.save_ask');

/**
 * @param {{ store: Store, kind: 'walk_in' | 'stand_in' | 'correct', person?: Row, delegation?: string, text?: string,
 *   onSave: (made: { delegation: string, words: any }) => Promise<boolean> }} props
 */
export function PersonForm({ store, kind, person, delegation = '', text = '', onSave }) {
  const correcting = kind === 'correct';
  const [words, setWords] = useState({ honorific: correcting ? (person?.honorific ?? '') : '', name: correcting ? (person?.name ?? '') : text, title: correcting ? (person?.title ?? '') : '', unit: correcting ? (person?.unit ?? '') : '' });
  const [group, setGroup] = useState(delegation || lastDelegation());
  const [busy, setBusy] = useState(false);
  const name = useRef(/** @type {HTMLElement | null} */ (null));
  const put = (/** @type {Record<string, string>} */ some) => setWords((/** @type {typeof words} */ before) => ({ ...before, ...some }));
  const ready = Boolean(words.name.trim()) && (kind !== 'walk_in' || Boolean(group && store.get('delegation', group)));
  const save = async () => {
    if (!ready || busy) return;
    setBusy(true);
    if (kind === 'walk_in') rememberDelegation(group);
    const { unit, ...said } = { ...words, name: words.name.trim(), title: words.title.trim() };
    await onSave({ delegation: group, words: correcting ? { ...said, unit: unit.trim() } : said });
    setBusy(false);
  };
  const focusName = () => setTimeout(() => name.current?.querySelector('input')?.focus());
  const rule = store.list('event')[0]?.walk_ins ?? 'approval';
  const [head, icon] = HEADS[kind];
  return html`<form class="sheet-form" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void save(); }} onKeyDown=${(/** @type {KeyboardEvent} */ e) => { if (e.key === 'Enter' && e.isComposing) e.preventDefault(); }}>
    <${Frame} title=${t(head)} about=${kind === 'stand_in' && person ? t('extras.stands_for', { name: `${fullName(person)}${person.title ? `, ${person.title}` : ''}` }) : ''}
      foot=${html`<button class="button main thumb wide" disabled=${!ready || busy}><${Icon} name=${icon} /> ${promise(kind, rule)}</button>`}>
      ${kind === 'walk_in' && html`<${Delegation} store=${store} value=${group} onPick=${setGroup} />`}
      <${Honorific} value=${words.honorific} onPick=${(/** @type {string} */ honorific) => { put({ honorific }); focusName(); }} />
      <div ref=${name}><${Box} id="person-name" label=${t('extras.name')} value=${words.name} onInput=${(/** @type {string} */ v) => put({ name: v })} more=${{ autocapitalize: 'words', required: true }} /></div>
      <${Box} id="person-title" label=${t('extras.title')} value=${words.title} onInput=${(/** @type {string} */ v) => put({ title: v })} />
      <${Titles} store=${store} typed=${words.title} onPick=${(/** @type {string} */ title) => put({ title })} />
      ${correcting && html`<${Box} id="person-unit" label=${t('extras.unit')} value=${words.unit} onInput=${(/** @type {string} */ v) => put({ unit: v })} />`}
    <//></form>`;
}

/** @param {{ row: Row, onSave: (text: string) => Promise<boolean> }} props */
export function NoteForm({ row, onSave }) {
  const [text, setText] = useState('');
  return html`<form class="sheet-form" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); if (text.trim()) void onSave(text.trim()); }}><${Frame} title=${t('extras.note')} about=${fullName(row)}
      foot=${html`<button class="button main thumb wide" disabled=${!text.trim()}><${Icon} name="check" /> ${t('extras.save')}</button>`}>
    ${row.note && html`<p class="quiet">${row.note}</p>`}
    <div class="sheet-choices">${NOTES.map((key) => html`<button type="button" key=${key} class="button" onClick=${() => void onSave(t(`extras.notes.${key}`))}>${t(`extras.notes.${key}`)}</button>`)}</div>
    <${Box} id="note" label=${t('extras.note_words')} value=${text} onInput=${setText} more=${{ 'data-first': '' }} /><//></form>`;
}

/** Whom it is about, without letting anybody in. @param {{ acts: import('./desk-app.js').Acts, groups: boolean, onGuest: (row: Row) => void, onGroup: (id: string) => void }} props */
export function FindGuest({ acts, groups, onGuest, onGroup }) {
  const [typed, setTyped] = useState('');
  const store = acts.store();
  if (groups) return html`<${Frame} title=${t('extras.group')} foot=${null}><${Delegation} store=${store} value="" onPick=${onGroup} /><//>`;
  const { found, total } = typed.trim() ? acts.roster().search(typed, 12) : { found: [], total: 0 };
  const shown = /** @type {Row[]} */ (found).filter((row) => !row.stands_for);
  return html`<${Frame} title=${t('extras.who_is_invited')} foot=${null}><${Box} id="invited" label=${t('desk.find')} value=${typed} onInput=${setTyped} more=${{ type: 'search', 'data-first': '', placeholder: t('desk.find_example') }} />
    ${total > 0 && html`<p class="quiet">${t('extras.found', { n: count(total) })}</p>`}
    <ul class="rows">${shown.map((row) => html`<li key=${row.id}><button type="button" class="row" data-guest=${row.id} onClick=${() => onGuest(row)}><span><span class="title">${fullName(row)}</span><span class="about">${about(row, store)}</span></span></button></li>`)}</ul><//>`;
}
