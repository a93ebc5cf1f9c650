/** Everything that is kept about one person, to read, print and hand over. Which one stands behind the `#`. */

import { call } from '../core/api.js';
import { eventPath, mount, startPage } from '../core/page.js';
import { dateDMY, html, Icon, signal, t, timeHMS, hasWord } from '../core/ui.js';
import { ActError, Empty } from '../office/office.js';

const PARTS = [
  'guest', 'consent', 'mail', 'scans', 'undos', 'calls', 'printed', 'numbered', 'introductions', 'imports', 'kept_aside', 'access', 'delegation', 'changes',
];
/** @type {import('../core/vendor.js').Signal<any | null>} */
const data = signal(null);
const problem = signal(/** @type {unknown} */ (null));
const id = decodeURIComponent(location.hash.slice(1));

async function load() {
  try {
    data.value = await call('POST', `${eventPath()}/guests/${encodeURIComponent(id)}/data`, {});
  } catch (error) {
    problem.value = error;
  }
}

function Person() {
  if (!id) return html`<${Empty} icon="users" title=${t('privacy.person.no_one')} />`;
  if (problem.value) return html`<${ActError} error=${problem.value} />`;
  if (!data.value) return html`<p class="quiet" role="status">${t('core.loading')}</p>`;
  const all = data.value;
  const none = PARTS.filter((name) => Array.isArray(all[name]) && all[name].length === 0);
  const full = PARTS.filter((name) => !none.includes(name));
  return html`<p><b class="large">${all.guest.honorific} ${all.guest.name}</b></p>
    <p class="quiet">${t('privacy.person.taken', { at: `${timeHMS(all.made_at)} ${dateDMY(all.made_at)}` })}</p>
    <p class="buttons"><button type="button" class="button main" onClick=${download}><${Icon} name="download" /> ${t('privacy.person.download')}</button>
      <button type="button" class="button" onClick=${() => print()}><${Icon} name="printer" /> ${t('privacy.person.print')}</button></p>
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
      ${typeof row === 'object' ? html`<${Facts} row=${row} />` : html`<p class="num">${row}</p>`}</div>`)}</section>`;
}

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** @param {unknown} value */
function shown(value) {
  if (typeof value === 'string' && INSTANT.test(value)) return `${timeHMS(value)} ${dateDMY(value)}`;
  if (typeof value === 'boolean') return value ? '✓' : '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The word of the office for a field where there is one, else its own name in the file. @param {string} name */
function fieldName(name) {
  const key = ['privacy.field', 'office.field'].map((domain) => `${domain}.${name}`).find(hasWord);
  return key ? t(key) : name;
}

/** @param {{row: Record<string, unknown>}} props */
function Facts({ row }) {
  const told = Object.entries(row).filter(([, value]) => value !== null && value !== '' && value !== false);
  return html`<dl class="person-facts">${told.map(([name, value]) => html`<dt key=${name}>${fieldName(name)}</dt><dd>${shown(value)}</dd>`)}</dl>`;
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
