// @ts-check
/** A list to work through: what needs somebody first, a search, rows that open in place. */

import { fold, matcher } from '../core/names.js';
import { html, Icon, Pill, t, useEffect, useRef, useState } from '../core/ui.js';
import { Empty, Field } from '../office/office.js';
import { about, lackWords, searched } from './catalogue-about.js';
import { EditForm } from './catalogue-form.js';
import { KIND } from './catalogue-fields.js';
import { Parts } from './catalogue-parts.js';
import { around, ENTITY, go, listed, place, writes } from './catalogue-state.js';

const PAGE = 100;
/** @type {Record<string, string>} */
const ICONS = { producers: 'house', products: 'list', people: 'users', rooms: 'door-open', channels: 'radio' };

/** @param {{tab: string, children?: any}} props */
export function List({ tab, children }) {
  const entity = ENTITY[tab] ?? '';
  const [only, setOnly] = useState(false);
  const [asked, setAsked] = useState('');
  const [shown, setShown] = useState(PAGE);
  const [adding, setAdding] = useState(false);
  const all = listed[tab]?.value ?? [];
  const open = place.value.row;
  const pending = all.filter((one) => one.lacks.length);
  const fits = matcher(fold(asked));
  const found = (only ? pending : all).filter((one) => !asked.trim() || fits(fold(searched(entity, one.row, around.value))) || one.row.id === open);
  const rows = found.filter((one, at) => at < shown || one.row.id === open);
  return html`<section aria-labelledby="list-head"><h2 class="hidden-text" id="list-head">${t(`live.cat.tab.${tab}`)}</h2>
    <div class="cat-tools"><div class="kinds" role="group" aria-label=${t('live.cat.show')}>
        <button type="button" class="button" aria-pressed=${!only} onClick=${() => setOnly(false)}>${t('live.cat.all')} <span class="num">${all.length}</span></button>
        <button type="button" class="button" aria-pressed=${only} onClick=${() => setOnly(true)}>${t('live.cat.pending')} <span class="num">${pending.length}</span></button></div>
      <${Field} label=${t('live.cat.search')} type="search" value=${asked} autocomplete="off" onInput=${(/** @type {any} */ e) => { setAsked(e.currentTarget.value); setShown(PAGE); }} />
      ${writes && html`<button type="button" class="button" aria-expanded=${adding} onClick=${() => setAdding(!adding)}><${Icon} name="plus" /> ${t(`live.cat.add.${tab}`)}</button>`}</div>
    ${adding && html`<${EditForm} kind=${KIND[entity] ?? ''} row=${null} start=${START[tab] ?? {}} onDone=${(/** @type {string | undefined} */ id) => { setAdding(false); if (id) go(tab, id); }} />`}
    ${children}
    ${rows.length ? html`<ul class="rows">${rows.map((one) => html`<${Row} key=${one.row.id} tab=${tab} entity=${entity} row=${one.row} lacks=${one.lacks} open=${one.row.id === open} />`)}</ul>`
      : html`<${Empty} icon=${ICONS[tab] ?? 'list'} title=${t(all.length ? (only && !asked ? 'live.cat.nothing_pending' : 'live.cat.not_found') : `live.cat.empty.${tab}`)}>
        ${all.length === 0 && writes && html`<p>${t('live.cat.empty_next')}</p><p class="buttons"><a class="button main" href="#import"><${Icon} name="cloud-upload" /> ${t('live.cat.tab.import')}</a></p>`}</${Empty}>`}
    ${found.length > rows.length && html`<p class="pad"><button type="button" class="button wide" onClick=${() => setShown(shown + PAGE)}>${t('live.cat.more', { n: found.length - rows.length })}</button></p>`}</section>`;
}

/** What a new row begins with. @type {Record<string, Record<string, any>>} */
const START = { producers: { kind: 'enterprise' }, people: { roles: ['host'] }, rooms: { kind: 'room' }, channels: { platform: 'tiktok' } };

/** @param {{tab: string, entity: string, row: any, lacks: import('./catalogue-missing.js').Lack[], open: boolean}} props */
function Row({ tab, entity, row, lacks, open }) {
  const never = lacks.some((one) => one.look === 'no');
  const act = t(open ? 'live.cat.close' : writes && lacks.length ? 'live.cat.work' : 'live.cat.look');
  const here = useRef(/** @type {HTMLLIElement | null} */ (null));
  useEffect(() => { if (open) here.current?.scrollIntoView({ block: 'nearest' }); }, [open]);
  return html`<li class="cat-item" ref=${here}><div class=${`row cat-row ${never ? 'live' : lacks.length ? 'look' : ''}`}><div>
      <p class="title">${row.name}</p><p class="about">${about(entity, row, around.value)}</p>
      ${lacks.length > 0 && html`<ul class="pills lacks">${lacks.map((one, n) => html`<li key=${n}><${Pill} state=${one.look} icon=${one.look === 'no' ? 'ban' : 'triangle-alert'}>${lackWords(one)}</${Pill}></li>`)}</ul>`}</div>
    <div class="side"><button type="button" class="button" aria-expanded=${open} aria-label=${t('live.cat.act_on', { act, name: row.name })} onClick=${() => go(tab, open ? '' : row.id)}>${act}</button></div></div>
    ${open && html`<${Parts} entity=${entity} row=${row} onClose=${() => go(tab)} />`}</li>`;
}
