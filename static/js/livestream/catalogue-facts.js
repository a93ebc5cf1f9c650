// @ts-check
/** Rules of the platforms: what, how strict, from where and when; a change is a new version, the old ones stay to be read. */

import { hasWord, html, Icon, Pill, t, useState } from '../core/ui.js';
import { DateText } from '../office/date-text.js';
import { act, ActError, Empty, Field, read, useAct } from '../office/office.js';
import { lackWords } from './catalogue-about.js';
import { platforms } from './catalogue-fields.js';
import { groups } from './catalogue-missing.js';
import { dayWords, listed, platformName, writes } from './catalogue-state.js';

/** Units as they are written in the data; another one is shown as it is. @type {Record<string, string>} */
const UNITS = { phút: 'minutes', ngày: 'days', 'ngày làm việc': 'working_days', 'ký tự': 'letters', 'người theo dõi': 'followers', 'sản phẩm': 'products', tuổi: 'years' };
const LEVELS = ['block', 'warn', 'note'];
const STATUSES = ['official', 'foreign', 'agency', 'memory'];
/** @type {Record<string, string>} */
const LOOKS = { block: 'no', warn: 'look', note: '' };
/** @type {Record<string, string>} */
const ICONS = { block: 'ban', warn: 'triangle-alert', note: 'info' };

/** @param {any} row */
const factName = (row) => (hasWord(`live.cat.fact.${row.fact}`) ? t(`live.cat.fact.${row.fact}`) : row.fact);
/** @param {any} row */
function valueWords(row) {
  const key = `live.cat.value.${row.value}`;
  const unit = UNITS[row.unit];
  return [hasWord(key) ? t(key) : row.value, unit ? t(`live.cat.unit.${unit}`) : row.unit].filter(Boolean).join(' ');
}

export function Facts() {
  const [adding, setAdding] = useState(false);
  const rows = listed.platforms?.value ?? [];
  return html`<section class="platform-rules"><p class="quiet">${t('live.cat.facts_lead')}</p>
    ${writes && !adding && html`<p class="buttons"><button type="button" class="button" onClick=${() => setAdding(true)}><${Icon} name="plus" /> ${t('live.cat.add.platforms')}</button></p>`}
    ${adding && html`<${FactForm} fact=${null} onDone=${() => setAdding(false)} />`}
    ${rows.length === 0 && html`<${Empty} icon="settings" title=${t('live.cat.empty.platforms')} />`}
    ${[...groups(rows, (one) => one.row.platform)].map(([platform, some]) => html`<section key=${platform}><h2 class="list-head">${platformName(platform)} <span class="num">${some.length}</span></h2>
      <ul class="rows">${some.map((one) => html`<${Fact} key=${one.row.id} row=${one.row} lacks=${one.lacks} />`)}</ul></section>`)}</section>`;
}

/** @param {{row: any, lacks: import('./catalogue-missing.js').Lack[]}} props */
function Fact({ row, lacks }) {
  const [open, setOpen] = useState('');
  const holds = row.valid_from || row.valid_until ? t('live.cat.holds', { from: row.valid_from ? dayWords(row.valid_from) : '…', until: row.valid_until ? dayWords(row.valid_until) : '…' }) : '';
  const source = [t(`live.cat.status.${row.status}`), row.region, row.source, t('live.cat.seen_on', { day: dayWords(row.seen_on) }), holds].filter(Boolean).join(' · ');
  return html`<li><div class=${`row ${lacks.length ? 'look' : ''}`}><div><p class="title">${factName(row)}: ${valueWords(row)}</p><p class="about">${source}</p>
      ${lacks.length > 0 && html`<ul class="pills lacks">${lacks.map((one, n) => html`<li key=${n}><${Pill} state="look" icon="triangle-alert">${lackWords(one)}</${Pill}></li>`)}</ul>`}</div>
    <div class="side buttons"><${Pill} state=${LOOKS[row.level]} icon=${ICONS[row.level]}>${t(`live.cat.level.${row.level}`)}</${Pill}>
      ${row.version > 1 && html`<button type="button" class="button" aria-expanded=${open === 'past'} onClick=${() => setOpen(open === 'past' ? '' : 'past')}><${Icon} name="history" /> ${t('live.cat.versions', { n: row.version })}</button>`}
      ${writes && html`<button type="button" class="button" aria-expanded=${open === 'edit'} onClick=${() => setOpen(open === 'edit' ? '' : 'edit')}>${t('live.cat.edit')}</button>`}</div></div>
    ${open === 'edit' && html`<${FactForm} fact=${row} onDone=${() => setOpen('')} />`}${open === 'past' && html`<${Past} row=${row} />`}</li>`;
}

/** @param {{row: any}} props */
function Past({ row }) {
  const [found, setFound] = useState(/** @type {any[] | null} */ (null));
  const [asked, setAsked] = useState(false);
  if (!asked) {
    setAsked(true);
    read(`/live/facts/${encodeURIComponent(row.id)}`).then((said) => setFound(said.versions), () => setFound([]));
  }
  return html`<ul class="rows">${(found ?? []).map((one) => html`<li key=${one.version}><p class="row slim">${t('live.cat.version', { n: one.version })}: <b>${valueWords(one)}</b> · ${t(`live.cat.level.${one.level}`)} · ${one.source}</p></li>`)}</ul>`;
}

/** @param {{fact: any, onDone: () => void}} props */
function FactForm({ fact, onDone }) {
  const [draft, setDraft] = useState(/** @type {Record<string, string>} */ ({ platform: 'tiktok', fact: '', value: '', unit: '', level: 'warn', region: '', source: '', seen_on: '', status: 'agency', valid_from: '', valid_until: '', ...(fact ?? {}) }));
  const { busy, error, run } = useAct();
  const typed = (/** @type {string} */ name) => (/** @type {any} */ e) => setDraft({ ...draft, [name]: e.currentTarget.value });
  const FIELDS = ['value', 'unit', 'level', 'region', 'source', 'seen_on', 'status', 'valid_from', 'valid_until'];
  const save = () => run('save', async () => {
    const values = Object.fromEntries(FIELDS.map((name) => [name, draft[name] ?? '']));
    if (fact) await act(`/live/facts/${encodeURIComponent(fact.id)}/change`, { seen: fact.version, ...values });
    else await act('/live/facts', { platform: draft.platform, fact: draft.fact, ...values });
    onDone();
  });
  const text = (/** @type {string} */ name, /** @type {any} */ more = {}) => html`<${Field} label=${t(`live.cat.fact_field.${name}`)} value=${draft[name]} autocomplete="off" onInput=${typed(name)} ...${more} />`;
  const choice = (/** @type {string} */ name, /** @type {string[]} */ options) => html`<${Field} label=${t(`live.cat.fact_field.${name}`)} kind="select" value=${draft[name]} onChange=${typed(name)}>${options.map((one) => html`<option key=${one} value=${one}>${t(`live.cat.${name}.${one}`)}</option>`)}</${Field}>`;
  return html`<form class="in-place" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void save(); }}><div class="field-pair">
      ${!fact && html`<${Field} label=${t('live.cat.field.platform')} kind="select" value=${draft.platform} onChange=${typed('platform')}>${platforms().map(([id, words]) => html`<option key=${id} value=${id}>${words}</option>`)}</${Field}>
        ${text('fact', { pattern: '[a-z][a-z0-9_]{1,39}', required: true, hint: t('live.cat.fact_hint') })}`}
      ${text('value', { required: true, maxlength: 60 })}${text('unit', { maxlength: 30 })}${choice('level', LEVELS)}${choice('status', STATUSES)}${text('region', { maxlength: 30 })}
      ${text('source', { required: true, minlength: 3, maxlength: 300 })}${['seen_on', 'valid_from', 'valid_until'].map((name) => html`<${DateText} key=${name} label=${t(`live.cat.fact_field.${name}`)} value=${draft[name]} onValue=${(/** @type {string} */ day) => setDraft({ ...draft, [name]: day })} />`)}</div>
    <${ActError} error=${error} /><p class="buttons"><button class="button main" disabled=${Boolean(busy) || !draft.seen_on}><${Icon} name="save" /> ${t(fact ? 'live.cat.new_version' : 'live.cat.make')}</button>
      <button type="button" class="button" onClick=${onDone}>${t('core.act.cancel')}</button></p></form>`;
}
