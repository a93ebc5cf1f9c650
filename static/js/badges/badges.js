/** Badges: whom, on what, what was printed before; a PDF in the background or the browser's own print window. */

import { ApiError } from '../core/api.js';
import { clock } from '../core/clock.js';
import { mount, pageFacts } from '../core/page.js';
import { effect, html, Icon, Notice, number, Pill, signal, t, timeOrDay, toast, untracked } from '../core/ui.js';
import { act, ActError, Empty, FeedEnded, Field, openOffice, read, Tick, useAct } from '../office/office.js';
import { Jobs, watchJobs } from './jobs.js';

const BROWSER_AT_MOST = 50;
const { store, feed } = await openOffice({ onBatch });
const jobs = watchJobs('badges.sheet');
const form = signal({ which: 'confirmed', delegation: '', category: '', unprinted: true, layout: 'a6' });
const found = signal(/** @type {{people: number, printed: number, guests: any[]} | null} */ (null));
const runs = signal(/** @type {any[]} */ ([]));
const problem = signal(/** @type {unknown} */ (null));
/** Rises when the journal says that something was printed or a guest changed. */
const changed = signal(0);
let latest = 0;

/** @param {import('../core/store.js').Batch} batch */
function onBatch(batch) {
  const kinds = (batch.changes ?? []).map((one) => one.kind);
  if (kinds.some((kind) => kind === 'core.job_asked' || kind === 'core.job_ended')) jobs.look();
  if (kinds.some((kind) => kind.startsWith('badges.') || kind.startsWith('core.job') || kind.includes('guest_'))) changed.value += 1;
}

/** @param {any} asked @returns {boolean} a choice of one thing names it */
const whole = (asked) => (asked.which !== 'delegation' || asked.delegation) && (asked.which !== 'category' || asked.category);

/** @param {any} asked */
const address = ({ which, delegation, category, unprinted }) => new URLSearchParams({
  which, ...(which === 'delegation' ? { delegation } : {}), ...(which === 'category' ? { category } : {}), unprinted: String(unprinted),
});

async function look() {
  const asked = form.peek();
  latest += 1;
  const mine = latest;
  if (!whole(asked)) { found.value = null; return; }
  try {
    const [people, log] = await Promise.all([read(`/badges?${address(asked)}`), read('/badges/log')]);
    if (mine !== latest) return;
    found.value = people;
    runs.value = log.runs;
    problem.value = null;
  } catch (error) {
    if (mine === latest) problem.value = error;
  }
}

effect(() => {
  void [form.value, changed.value];
  untracked(() => void look());
});

/** @param {any} change */
const put = (change) => { form.value = { ...form.peek(), ...change }; };

/** @param {any} asked */
const printPage = (asked) => `/e/${encodeURIComponent(pageFacts().event)}/badges/print?${address(asked)}&layout=${asked.layout}`;

function Whom() {
  const asked = form.value;
  const delegations = [...store.list('delegation')].sort((a, b) => a.order - b.order);
  const categories = [...store.list('category')].sort((a, b) => a.order - b.order);
  const on = (/** @type {string} */ name) => (/** @type {any} */ e) => put({ [name]: e.currentTarget.value });
  return html`<${Field} label=${t('badges.whom')} kind="select" value=${asked.which} onChange=${on('which')}>
      ${['confirmed', 'delegation', 'category', 'walk_ins'].map((one) => html`<option key=${one} value=${one}>${t(`badges.which.${one}`)}</option>`)}</${Field}>
    ${asked.which === 'delegation' && html`<${Field} label=${t('badges.delegation')} kind="select" value=${asked.delegation} onChange=${on('delegation')}>
      <option value="">${t('badges.choose')}</option>${delegations.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</${Field}>`}
    ${asked.which === 'category' && html`<${Field} label=${t('badges.category')} kind="select" value=${asked.category} onChange=${on('category')}>
      <option value="">${t('badges.choose')}</option>${categories.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</${Field}>`}
    <${Tick} label=${t('badges.unprinted')} checked=${asked.unprinted} onChange=${(/** @type {boolean} */ unprinted) => put({ unprinted })} />`;
}

function Layouts() {
  return html`<fieldset class="layouts"><legend>${t('badges.layout')}</legend>${['a6', 'label62'].map((one) => html`<label class="layout-choice" key=${one}>
    <input type="radio" name="layout" value=${one} checked=${form.value.layout === one} onChange=${() => put({ layout: one })} /><b>${t(`badges.layout.${one}`)}</b><small>${t(`badges.layout.${one}.about`)}</small></label>`)}</fieldset>`;
}

function Order() {
  const { busy, error, run, clear } = useAct();
  const asked = form.value;
  const { people = 0, printed = 0 } = found.value ?? {};
  const body = { ...asked, delegation: asked.delegation || null, category: asked.category || null };
  async function sheet(again = false) {
    if (!(await run('sheet', () => act('/badges/sheets', { ...body, again })))) return;
    toast(t('badges.asked', { n: number(people) }));
    jobs.look();
  }
  return html`<form class="print-form" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void sheet(); }} onChange=${clear}>
    <${Whom} /><${Layouts} />
    <dl class="facts"><div><dt>${t('badges.people')}</dt><dd>${found.value ? number(people) : '–'}</dd></div><div><dt>${t('badges.printed_before')}</dt><dd>${found.value ? number(printed) : '–'}</dd></div></dl>
    <p class="buttons"><button class="button main" disabled=${Boolean(busy) || !people}><${Icon} name="download" /> ${t('badges.make_pdf')}</button>
      ${people > 0 && people <= BROWSER_AT_MOST && html`<a class="button" href=${printPage(asked)}><${Icon} name="printer" /> ${t('badges.print_here')}</a>`}</p>
    ${people > BROWSER_AT_MOST && html`<p class="quiet small">${t('badges.pdf_only', { n: BROWSER_AT_MOST })}</p>`}
    ${error instanceof ApiError && error.code === 'printed_before' ? html`<${Notice} kind="look" icon="history" alert title=${error.message}>
      <p class="buttons"><button type="button" class="button main" onClick=${() => sheet(true)}>${t('badges.print.again')}</button><button type="button" class="button" onClick=${() => { clear(); put({ unprinted: true }); }}>${t('badges.only_unprinted')}</button></p></${Notice}>`
      : html`<${ActError} error=${error} />`}</form>`;
}

/** @param {{guest: any, layout: string}} props */
function Person({ guest, layout }) {
  const { printed } = guest;
  const name = [guest.honorific, guest.name].filter(Boolean).join(' ');
  return html`<li class="row"><div><p class="title">${name}</p><p class="about">${[guest.title, guest.unit].filter(Boolean).join(', ')}</p>
      ${printed && html`<p><${Pill} icon="history">${t('badges.printed_by', { at: timeOrDay(printed.at, clock.now()), by: printed.by, n: printed.n })}</${Pill}></p>`}</div>
    <div class="side"><a class="button one-print" href=${`/e/${encodeURIComponent(pageFacts().event)}/badges/print?guests=${encodeURIComponent(guest.id)}&layout=${layout}`} aria-label=${`${t(printed ? 'badges.print.again' : 'badges.print_one')}: ${name}`}>
      <${Icon} name="printer" /> ${t(printed ? 'badges.print.again' : 'badges.print_one')}</a></div></li>`;
}

function People() {
  if (problem.value) return html`<${ActError} error=${problem.value} /><p class="buttons"><button type="button" class="button" onClick=${look}>${t('core.act.retry')}</button></p>`;
  if (!found.value) return html`<p class="quiet pad" role="status">${whole(form.value) ? t('core.loading') : t('badges.choose_first')}</p>`;
  const { people, guests } = found.value;
  if (!people) return html`<${Empty} icon="contact" title=${t('badges.nobody')}><p>${t(form.value.unprinted ? 'badges.nobody_unprinted' : 'badges.nobody_next')}</p></${Empty}>`;
  return html`<ul class="rows">${guests.map((guest) => html`<${Person} key=${guest.id} guest=${guest} layout=${form.value.layout} />`)}</ul>
    ${people > guests.length && html`<p class="quiet pad">${t('badges.and_more', { n: number(people - guests.length) })}</p>`}`;
}

function Log() {
  if (!runs.value.length) return html`<p class="quiet">${t('badges.log.none')}</p>`;
  return html`<div class="scroll"><table class="table"><thead><tr><th scope="col">${t('badges.log.at')}</th><th scope="col">${t('badges.log.by')}</th><th scope="col">${t('badges.layout')}</th><th scope="col" class="number">${t('badges.log.people')}</th></tr></thead>
    <tbody>${runs.value.map((one, n) => html`<tr key=${n}><td><time>${timeOrDay(one.at, clock.now())}</time></td><th scope="row">${one.by}</th><td>${t(`badges.layout.${one.layout}`)}</td><td class="number">${number(one.people)}</td></tr>`)}</tbody></table></div>`;
}

/** @param {any} job */
const words = (job) => t('badges.job.words', { layout: t(`badges.layout.${job.asked.layout}`), n: job.result.count ?? job.total ?? '' });

function Badges() {
  return html`<${FeedEnded} feed=${feed} /><div class="print-work"><${Order} />
    <div class="print-side"><section aria-labelledby="files"><h2 class="list-head" id="files">${t('badges.files')}</h2><${Jobs} jobs=${jobs} words=${words} none=${t('badges.files.none')} /></section>
      <section aria-labelledby="people"><h2 class="list-head" id="people">${t('badges.list')}</h2><${People} /></section>
      <section aria-labelledby="log"><h2 class="list-head" id="log">${t('badges.log')}</h2><${Log} /></section></div></div>`;
}

mount('badges', html`<${Badges} />`);
