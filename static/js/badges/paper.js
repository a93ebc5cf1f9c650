/** The list for paper: drawn for the browser's print window, or made as a PDF in the background. */

import { command } from '../core/api.js';
import { eventPath, mount, pageFacts } from '../core/page.js';
import { dateDMY, html, Icon, number, signal, t, timeHM, toast } from '../core/ui.js';
import { act, ActError, Field, FeedEnded, openOffice, useAct } from '../office/office.js';
import { Jobs, watchJobs } from './jobs.js';

const { store, feed } = await openOffice({ onBatch });
const jobs = watchJobs('badges.paper');
const part = signal({ delegation: '', category: '' });
const list = signal(/** @type {any} */ (null));

/** @param {import('../core/store.js').Batch} batch */
function onBatch(batch) {
  if (batch.changes?.some((one) => one.kind.startsWith('core.job'))) jobs.look();
}

const body = () => ({ delegation: part.peek().delegation || null, category: part.peek().category || null });

function Order() {
  const { busy, error, run } = useAct();
  const delegations = [...store.list('delegation')].sort((a, b) => a.order - b.order);
  const categories = [...store.list('category')].sort((a, b) => a.order - b.order);
  const draw = () => run('draw', async () => { list.value = await command(`${eventPath()}/paper`, body(), { timeout: 20_000 }); });
  const file = () => run('file', () => act('/paper/file', body())).then((done) => { if (done) { toast(t('badges.paper.asked')); jobs.look(); } });
  return html`<form class="paper-form no-print" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void draw(); }}>
    <p>${t('badges.paper.about')}</p>
    <div class="field-pair"><${Field} label=${t('badges.category')} kind="select" value=${part.value.category} onChange=${(/** @type {any} */ e) => { part.value = { category: e.currentTarget.value, delegation: '' }; }}>
        <option value="">${t('badges.paper.everybody')}</option>${categories.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</${Field}>
      <${Field} label=${t('badges.delegation')} kind="select" value=${part.value.delegation} onChange=${(/** @type {any} */ e) => { part.value = { delegation: e.currentTarget.value, category: '' }; }}>
        <option value="">${t('badges.paper.all_delegations')}</option>${delegations.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</${Field}></div>
    <p class="buttons"><button class="button main" disabled=${Boolean(busy)}><${Icon} name="list" /> ${t('badges.paper.draw')}</button>
      <button type="button" class="button" disabled=${Boolean(busy)} onClick=${file}><${Icon} name="download" /> ${t('badges.make_pdf')}</button>
      <a class="button" href=${`/e/${encodeURIComponent(pageFacts().event)}/paper/entry`}><${Icon} name="keyboard" /> ${t('badges.entry.title')}</a></p>
    <${ActError} error=${error} /></form>`;
}

/** @param {{group: any}} props */
function Group({ group }) {
  return html`<tbody><tr class="group"><th colspan="4" scope="rowgroup">${group.name} <span class="num">· ${t('badges.paper.people', { n: group.people.length })}</span></th></tr>
    ${group.people.map((/** @type {any} */ one) => html`<tr key=${one.number}><td class="tick-box"><span></span></td><td class="number">${one.number}</td>
      <th scope="row">${[one.honorific, one.name].filter(Boolean).join(' ')}<span class="about">${[one.title, one.unit].filter(Boolean).join(', ')}</span></th><td class="sign"></td></tr>`)}</tbody>`;
}

function List() {
  if (!list.value) return null;
  const { event, groups, printed_at: at, printed_by: by } = list.value;
  const people = groups.reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + one.people.length, 0);
  return html`<p class="buttons no-print paper-form"><button type="button" class="button main" onClick=${() => window.print()}><${Icon} name="printer" /> ${t('badges.print.open')}</button><span role="status">${t('badges.paper.ready', { n: number(people) })}</span></p>
    <div class="paper-list"><div class="scroll"><table class="table"><colgroup><col class="tick-col" /><col class="number-col" /><col /><col class="sign-col" /></colgroup><thead>
      <tr><th colspan="4"><b>${t('badges.paper.title')}</b> · ${event}<span class="paper-meta"> · ${t('badges.paper.printed', { at: `${timeHM(at)} ${dateDMY(at)}`, by })}</span></th></tr>
      <tr><th class="tick-box"><span class="hidden-text">${t('badges.paper.tick')}</span></th><th scope="col" class="number">${t('badges.paper.number')}</th><th scope="col">${t('badges.paper.name')}</th><th scope="col" class="sign">${t('badges.paper.sign')}</th></tr></thead>
      ${groups.map((/** @type {any} */ group) => html`<${Group} key=${group.id} group=${group} />`)}</table></div></div>`;
}

function Paper() {
  return html`<${FeedEnded} feed=${feed} /><${Order} /><${List} />
    <section class="no-print" aria-labelledby="files"><h2 class="list-head" id="files">${t('badges.files')}</h2><${Jobs} jobs=${jobs} words=${(/** @type {any} */ job) => t('badges.paper.file', { n: job.result.count ?? '' })} none=${t('badges.files.none')} /></section>`;
}

mount('paper', html`<${Paper} />`);
