/** Everything that is kept about one person, to read, print and hand over. Which one stands behind the `#`. */

import { call } from '../core/api.js';
import { eventPath, mount, startPage } from '../core/page.js';
import { dateDMY, html, Icon, signal, t, timeHMS } from '../core/ui.js';
import { ActError, Empty, read } from '../office/office.js';
import { fieldName, facts, shown } from './person-words.js';

const PARTS = [
  'guest', 'consent', 'mail', 'scans', 'undos', 'calls', 'printed', 'numbered', 'introductions', 'imports', 'kept_aside', 'access', 'delegation', 'changes',
];
/** @type {import('../core/vendor.js').Signal<any | null>} */
const data = signal(null);
const problem = signal(/** @type {unknown} */ (null));
/** @type {import('../core/vendor.js').Signal<import('./person-words.js').Known>} */
const known = signal(new Map());
const id = decodeURIComponent(location.hash.slice(1));

async function load() {
  try {
    data.value = await call('POST', `${eventPath()}/guests/${encodeURIComponent(id)}/data`, {});
    known.value = new Map([[`delegation:${data.value.delegation.id}`, data.value.delegation.name], ...(await names())]);
  } catch (error) {
    problem.value = error;
  }
}

/** Names behind ids. What cannot be read stays an id; the facts are shown all the same. @returns {Promise<[string, string][]>} */
async function names() {
  const [gates, devices, members] = await Promise.all(['/gates', '/devices', '/members'].map((path) => read(path).catch(() => ({}))));
  /** @param {string} kind @param {any[]} [found] @returns {[string, string][]} */
  const pairs = (kind, found = []) => found.map((one) => [`${kind}:${one.id}`, one.name]);
  return [...pairs('category', gates.categories), ...pairs('device', devices.devices), ...pairs('staff', members.members)];
}

function Person() {
  if (!id) return html`<${Empty} icon="users" title=${t('privacy.person.no_one')} />`;
  if (problem.value) return html`<${ActError} error=${problem.value} />`;
  if (!data.value) return html`<p class="quiet" role="status">${t('core.loading')}</p>`;
  const all = data.value;
  const none = PARTS.filter((name) => Array.isArray(all[name]) && all[name].length === 0);
  const full = PARTS.filter((name) => !none.includes(name));
  return html`<div class="stack"><p><b class="large">${all.guest.honorific} ${all.guest.name}</b></p>
    <p class="quiet">${t('privacy.person.taken', { at: `${timeHMS(all.made_at)} ${dateDMY(all.made_at)}` })} ${t('privacy.person.keys')}</p>
    <p class="buttons"><button type="button" class="button main" onClick=${download}><${Icon} name="download" /> ${t('privacy.person.download')}</button>
      <button type="button" class="button" onClick=${() => print()}><${Icon} name="printer" /> ${t('privacy.person.print')}</button></p></div>
    <div class="privacy-parts">${full.map((name) => html`<${Part} key=${name} name=${name} value=${all[name]} />`)}
      ${none.length > 0 && html`<p class="quiet">${t('privacy.person.empty')}: ${none.map(partName).join(', ')}.</p>`}</div>`;
}

/** @param {string} name */
const partName = (name) => t(name === 'changes' ? 'privacy.person.changes' : `privacy.person.part.${name}`);

/** @param {{name: string, value: any}} props */
function Part({ name, value }) {
  const rows = Array.isArray(value) ? value : [value];
  return html`<section aria-labelledby=${`part-${name}`}><h2 class="list-head" id=${`part-${name}`}>${partName(name)} ${Array.isArray(value) && html`<span class="num">${rows.length}</span>`}</h2>
    ${rows.map((row, at) => html`<div class="person-part" key=${at}>
      ${typeof row === 'object' ? html`<${Facts} row=${row} part=${name} />` : html`<p class="num">${row}</p>`}</div>`)}</section>`;
}

/** @param {{row: Record<string, unknown>, part: string}} props */
function Facts({ row, part }) {
  return html`<dl class="person-facts">${facts(row, part).map(([name, value]) => html`<dt key=${name}>${fieldName(name)}</dt><dd>${shown(name, value, known.value)}</dd>`)}</dl>`;
}

/** A file of what is on the screen: no second request, so one line in the access log. */
function download() {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([JSON.stringify(data.value, null, 1)], { type: 'application/json' }));
  link.download = `${id}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

await startPage();
mount('person', html`<${Person} />`);
if (id) await load();
