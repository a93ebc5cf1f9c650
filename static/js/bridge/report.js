/** After the bridge: each cross as planned and as it was, with how exactly every site did what it was told. */

import { call } from '../core/api.js';
import { eventPath, mount, startPage } from '../core/page.js';
import { errorWords, html, Icon, Notice, signal, span, t, timeHMS } from '../core/ui.js';
import { crossName } from './hub-crosses.js';
import { Said, signedMs } from './lamps.js';
import { TIMED } from './rules-cues.js';

const record = signal(/** @type {any} */ (null));
const error = signal(/** @type {unknown} */ (null));

async function load() {
  try {
    record.value = await call('GET', `${eventPath()}/bridge/record`);
    error.value = null;
  } catch (problem) {
    error.value = problem;
  }
}

/** @param {number | null} ms */
const signedSpan = (ms) => (ms === null ? '' : `${ms < 0 ? '\u2212' : '+'}${span(Math.abs(ms))}`);

/** @param {{cue: any, nameOf: (id: string) => string}} props */
function CueRows({ cue, nameOf }) {
  const sites = Object.entries(cue.sites);
  return html`<tbody><tr class="group"><th colspan="5" scope="rowgroup"><span class="num">${cue.seq}</span> · ${t(`bridge.cue.${cue.kind}`)} · <time>${timeHMS(cue.fire_at)}</time> · ${cue.by}${cue.spread !== null && TIMED.includes(cue.kind) && html` · ${t('bridge.hub.spread', { ms: signedMs(cue.spread).replace('+', '') })}`}</th></tr>
    ${sites.map(([site, said]) => html`<tr key=${site}><th scope="row">${nameOf(site)}</th><td><${Said} said=${said} kind=${cue.kind} past /></td><td class="number">${signedMs(/** @type {any} */ (said).delivery).replace('+', '')}</td><td class="number">${signedMs(/** @type {any} */ (said).err)}</td><td class="number">${healthOf(/** @type {any} */ (said).health)}</td></tr>`)}</tbody>`;
}

/** @param {any} health */
const healthOf = (health) => (typeof health?.pm === 'number' ? `±${Math.max(1, Math.round(health.pm))}\u00a0ms` : '');

/** @param {{cues: any[], nameOf: (id: string) => string}} props */
function CueTable({ cues, nameOf }) {
  if (!cues.length) return html`<p class="quiet">${t('bridge.report.no_cues')}</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${t('bridge.report.cues')}><table class="table"><thead><tr><th scope="col">${t('bridge.hub.site')}</th><th scope="col">${t('bridge.report.result')}</th><th scope="col" class="number">${t('bridge.report.delivery')}</th><th scope="col" class="number">${t('bridge.report.error')}</th><th scope="col" class="number">${t('bridge.site.pm')}</th></tr></thead>
    ${cues.map((cue) => html`<${CueRows} key=${cue.cue} cue=${cue} nameOf=${nameOf} />`)}</table></div>`;
}

/** @param {{cross: any, nameOf: (id: string) => string}} props */
function Cross({ cross, nameOf }) {
  return html`<section class="report-cross" aria-label=${cross.title} data-cross=${cross.cross}><h2>${crossName(nameOf(cross.site), cross.title)}</h2>
    <dl class="facts"><div><dt>${t('bridge.hub.planned')}</dt><dd class="num">${cross.planned_at ? timeHMS(cross.planned_at) : t('bridge.hub.no_time')}</dd></div><div><dt>${t('bridge.hub.actual')}</dt><dd class="num">${cross.on_at ? timeHMS(cross.on_at) : t('bridge.hub.not_yet')}</dd></div>
      <div><dt>${t('bridge.report.late')}</dt><dd class="num">${signedSpan(cross.late) || '\u2013'}</dd></div><div><dt>${t('bridge.report.took')}</dt><dd class="num">${cross.took === null ? '\u2013' : span(cross.took)}${cross.planned_ms > 0 ? ` / ${span(cross.planned_ms)}` : ''}</dd></div></dl>
    <${CueTable} cues=${cross.cues} nameOf=${nameOf} /></section>`;
}

function Page() {
  const found = record.value;
  if (!found) return html`<h1>${t('bridge.report.title')}</h1>${error.value ? html`<${Notice} kind="look" alert title=${errorWords(error.value)}><p class="buttons"><button type="button" class="button" onClick=${() => void load()}>${t('core.act.retry')}</button></p></${Notice}>` : html`<p role="status">${t('core.loading')}</p>`}`;
  const nameOf = (/** @type {string} */ id) => found.sites.find((/** @type {any} */ one) => one.id === id)?.name ?? id;
  const nothing = !found.crosses.length && !found.others.length;
  return html`<div class="page-head"><h1>${t('bridge.report.title')}</h1><p class="buttons no-print"><a class="button" href="../bridge"><${Icon} name="chevron-left" /> ${t('bridge.hub.title')}</a>
      <a class="button" href=${`${eventPath()}/bridge/record.csv`} download><${Icon} name="download" /> ${t('bridge.report.file')}</a><button type="button" class="button" onClick=${() => print()}><${Icon} name="printer" /> ${t('bridge.report.print')}</button></p></div>
    ${nothing && html`<div class="empty"><${Icon} name="radio" /><p><b>${t('bridge.report.empty')}</b></p><p>${t('bridge.report.empty_next')}</p></div>`}
    ${found.crosses.map((/** @type {any} */ one) => html`<${Cross} key=${one.cross} cross=${one} nameOf=${nameOf} />`)}
    ${found.others.length > 0 && html`<section class="report-cross" aria-labelledby="report-others"><h2 id="report-others">${t('bridge.report.others')}</h2><${CueTable} cues=${found.others} nameOf=${nameOf} /></section>`}`;
}

await startPage();
mount('bridge-report', html`<${Page} />`);
await load();
