// @ts-check
/** Sites with the way between them, and kits: short lists above the rooms. */

import { html, Icon, t, useState } from '../core/ui.js';
import { act, ActError, Field, useAct } from '../office/office.js';
import { EditForm } from './catalogue-form.js';
import { byName, store, writes } from './catalogue-state.js';

export function Places() {
  const sites = byName(store.list('live_site'));
  const kits = byName(store.list('live_kit'));
  return html`<details class="more"><summary>${t('live.cat.sites_kits', { sites: sites.length, kits: kits.length })}</summary><div class="two-columns">
    <${Short} kind="site" title=${t('live.cat.sites')} rows=${sites} words=${(/** @type {any} */ row) => travelWords(row)} more=${(/** @type {any} */ row) => html`<${Travel} site=${row} sites=${sites} />`} />
    <${Short} kind="kit" title=${t('live.cat.kits')} rows=${kits} words=${(/** @type {any} */ row) => t('live.cat.n_pieces', { n: row.pieces })} more=${() => null} /></div></details>`;
}

/** @param {any} site */
function travelWords(site) {
  return Object.entries(site.travel).map(([other, minutes]) => t('live.cat.travel', { to: store.get('live_site', other)?.name ?? other, n: minutes })).join(' · ');
}

/** @param {{kind: string, title: string, rows: any[], words: (row: any) => string, more: (row: any) => any}} props */
function Short({ kind, title, rows, words, more }) {
  const [open, setOpen] = useState('');
  return html`<section><h3>${title}</h3><ul class="rows">${rows.map((row) => html`<li key=${row.id}><div class="row keep"><div><p class="title">${row.name}</p><p class="about">${words(row)}</p></div>
      ${writes && html`<div class="side"><button type="button" class="button" aria-expanded=${open === row.id} onClick=${() => setOpen(open === row.id ? '' : row.id)}>${t('live.cat.edit')}</button></div>`}</div>
      ${open === row.id && html`<${EditForm} kind=${kind} row=${row} onDone=${() => setOpen('')} />${more(row)}`}</li>`)}</ul>
    ${open === 'new' ? html`<${EditForm} kind=${kind} row=${null} start=${kind === 'kit' ? { pieces: '1' } : {}} onDone=${() => setOpen('')} />`
      : writes && html`<p class="buttons"><button type="button" class="button" onClick=${() => setOpen('new')}><${Icon} name="plus" /> ${t(`live.cat.add.${kind}`)}</button></p>`}</section>`;
}

/** @param {{site: any, sites: any[]}} props */
function Travel({ site, sites }) {
  const others = sites.filter((one) => one.id !== site.id);
  const [draft, setDraft] = useState(/** @type {Record<string, string>} */ (Object.fromEntries(others.map((one) => [one.id, String(site.travel[one.id] ?? '')]))));
  const { busy, error, run } = useAct();
  const minutes = Object.fromEntries(Object.entries(draft).filter(([, text]) => /^\d{1,4}$/.test(text)).map(([id, text]) => [id, Number(text)]));
  const save = () => run('save', () => act(`/live/catalogue/site/${encodeURIComponent(site.id)}/change`, { seen: site.revision, changes: { travel: minutes } }));
  if (!others.length) return null;
  return html`<form class="in-place" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void save(); }}><p><b>${t('live.cat.travel_head')}</b></p>
    <div class="field-pair">${others.map((one) => html`<${Field} key=${one.id} label=${one.name} inputmode="numeric" maxlength="4" value=${draft[one.id] ?? ''} onInput=${(/** @type {any} */ e) => setDraft({ ...draft, [one.id]: e.currentTarget.value })} />`)}</div>
    <${ActError} error=${error} /><p class="buttons"><button class="button" disabled=${Boolean(busy)}><${Icon} name="save" /> ${t('core.act.save')}</button></p></form>`;
}
