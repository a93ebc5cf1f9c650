/** Everything that can be had on paper or as a file: what, which track, which paper, one button each. */

import { command } from '../core/api.js';
import { openFeed } from '../core/feed.js';
import { eventPath, hasRole, mount, pageFacts, startPage } from '../core/page.js';
import { createStore } from '../core/store.js';
import { computed, hasWord, html, Icon, signal, t, toast } from '../core/ui.js';
import { Jobs, watchJobs } from '../badges/jobs.js';
import { ActError, Empty, FeedEnded, Field, useAct, Waiting } from '../office/office.js';

const facts = pageFacts();
const store = createStore();
const feed = openFeed({ event: facts.event, audience: 'stage', as: facts.as === 'device' ? 'device' : 'staff', store });
await startPage({ state: feed.state });

const papers = watchJobs('stage.paper');
const cards = watchJobs('stage.cards');
const jobs = {
  list: computed(() => [...papers.list.value, ...cards.list.value].sort((a, b) => b.made_at.localeCompare(a.made_at))),
  look: () => { papers.look(); cards.look(); }, stop: () => { papers.stop(); cards.stop(); },
};
const chosen = signal({ track: '', paper: 'a4', department: '' });
const seesNames = hasRole('organiser', 'director', 'protocol', 'supervisor', 'stage_manager', 'mc');
const edits = hasRole('organiser', 'director', 'stage_manager');

const tracks = computed(() => [...store.list('track')].sort((a, b) => a.order - b.order));
const departments = computed(() => {
  const columns = [...store.list('sheet_column')].sort((a, b) => a.order - b.order);
  return [...new Set(columns.map((one) => one.department).filter(Boolean))];
});
/** @param {string} name */
const departmentName = (name) => (hasWord(`stage.department.${name}`) ? t(`stage.department.${name}`) : name);
const trackId = () => chosen.value.track || tracks.value[0]?.id || '';

/** @param {Record<string, string>} values */
const address = (values) => new URLSearchParams(Object.entries(values).filter(([, value]) => value)).toString();
/** @param {any} change */
const put = (change) => { chosen.value = { ...chosen.peek(), ...change }; };

/**
 * One paper: what it is, its choice, a page to print and a PDF.
 * @param {{what: 'sheet' | 'cards' | 'lists', size: string, values: Record<string, string>, children?: any}} props
 */
function Paper({ what, size, values, children }) {
  const { busy, error, run } = useAct();
  const path = `${eventPath()}/stage/prints${what === 'cards' ? '/cards' : ''}`;
  const body = what === 'cards' ? { track: trackId() } : { what, track: trackId(), ...Object.fromEntries(Object.entries(values).filter(([, value]) => value)) };
  const make = () => run('pdf', () => command(path, body)).then((done) => { if (done) { toast(t('stage.print.asked')); jobs.look(); } });
  const open = `/e/${encodeURIComponent(facts.event)}/prints/${what}?${address({ track: trackId(), ...values })}`;
  return html`<section class="print-choice" aria-labelledby=${`print-${what}`}><h2 id=${`print-${what}`}><${Icon} name=${what === 'cards' ? 'message-square' : what === 'lists' ? 'list' : 'calendar-days'} /> ${t(`stage.print.what.${what}`)}</h2>
    <p>${t(`stage.print.what.${what}.about`)}</p>${children}${size && html`<p class="quiet">${size}</p>`}<${ActError} error=${error} />
    <p class="buttons"><a class="button main" href=${open} data-open=${what}><${Icon} name="printer" /> ${t('stage.print.open')}</a>
      <button type="button" class="button" data-pdf=${what} disabled=${Boolean(busy)} onClick=${make}><${Icon} name="download" /> ${t('stage.print.pdf')}</button></p></section>`;
}

/** @param {string} name */
const on = (name) => (/** @type {any} */ e) => put({ [name]: e.currentTarget.value });

function Tracks() {
  if (tracks.value.length < 2) return null;
  return html`<div class="print-track"><${Field} label=${t('stage.print.track')} kind="select" value=${trackId()} onChange=${on('track')}>
    ${tracks.value.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</${Field}></div>`;
}

function Files() {
  const path = `${eventPath()}/stage/sheet`;
  const query = address({ track: trackId() });
  return html`<section class="print-choice" aria-labelledby="export"><h2 id="export"><${Icon} name="download" /> ${t('stage.print.export')}</h2><p>${t('stage.print.export.about')}</p>
    <p class="buttons"><a class="button" href=${`${path}.xlsx?${query}`} download><${Icon} name="download" /> ${t('stage.print.export.xlsx')}</a><a class="button" href=${`${path}.csv?${query}`} download><${Icon} name="download" /> ${t('stage.print.export.csv')}</a>
      ${edits && html`<a class="button" href=${`/e/${encodeURIComponent(facts.event)}/sheet/import?${query}`}><${Icon} name="cloud-upload" /> ${t('stage.print.import')}</a>`}</p></section>`;
}

/** @param {any} job */
function fileWords({ kind, asked, result }) {
  const what = kind === 'stage.cards' ? 'cards' : asked.what;
  const name = asked.department ? departmentName(asked.department) : t('stage.print.department.all');
  return result.count ? t(`stage.print.file.${what}`, { n: result.count, pages: result.pages, name }) : t(`stage.print.what.${what}`);
}

function Page() {
  if (!feed.ready.value) return html`<${Waiting} feed=${feed} />`;
  if (!tracks.value.length) return html`<${FeedEnded} feed=${feed} /><${Empty} icon="printer" title=${t('stage.print.empty')}><p>${t('stage.print.empty.sheet')}</p></${Empty}>`;
  const { paper, department } = chosen.value;
  return html`<${FeedEnded} feed=${feed} /><p class="print-lead">${t('stage.print.lead')}</p><${Tracks} />
    <div class="print-choices">
      <${Paper} what="sheet" size="" values=${{ paper }}><${Field} label=${t('stage.print.paper')} kind="select" value=${paper} onChange=${on('paper')}>
        ${['a4', 'a3'].map((one) => html`<option key=${one} value=${one}>${t(`stage.print.paper.${one}`)}</option>`)}</${Field}></${Paper}>
      ${seesNames && html`<${Paper} what="cards" size=${t('stage.print.paper.a5')} values=${{}} />`}
      <${Paper} what="lists" size=${t('stage.print.paper.a4p')} values=${{ department }}><${Field} label=${t('stage.print.department')} kind="select" value=${department} onChange=${on('department')}>
        <option value="">${t('stage.print.department.all')}</option>${departments.value.map((one) => html`<option key=${one} value=${one}>${departmentName(one)}</option>`)}</${Field}></${Paper}>
      <${Files} /></div>
    <section aria-labelledby="files"><h2 class="list-head" id="files">${t('stage.print.files')}</h2><${Jobs} jobs=${jobs} words=${fileWords} none=${t('stage.print.files.none')} /></section>`;
}

mount('prints', html`<${Page} />`);
