/** A host's own page: asked again every half minute and whenever it is looked at, so that a change is seen. */

import { call, command } from '../core/api.js';
import { mount, startPage } from '../core/page.js';
import { errorWords, html, signal, t, timeHM, toast } from '../core/ui.js';
import { HostPage } from './host-view.js';

const EVERY_MS = 30_000;
const path = `/api/host/${encodeURIComponent(location.pathname.split('/').at(-1) ?? '')}`;
const data = signal(/** @type {any} */ (null));
const error = signal('');
const since = signal(Date.now());

async function load() {
  try {
    data.value = await call('GET', path);
    error.value = '';
    since.value = Date.now();
  } catch (problem) {
    error.value = errorWords(problem);
  }
}

/** Do something, then show how it stands. @param {string} what @param {Record<string, unknown>} body @param {string} words */
async function act(what, body, words) {
  try {
    await command(`${path}/${what}`, body);
    await load();
    toast(words);
    return true;
  } catch (problem) {
    await load();
    error.value = errorWords(problem);
    return false;
  }
}

/** @param {any} slot */
const seen = (slot) => act('seen', { slot: slot.id, version: slot.version }, t('host.acked', { n: slot.version }));
/** @param {{away: any[], free: any[]}} times */
const save = (times) => act('times', { seen: data.peek().person.revision, ...times }, t('host.saved', { time: timeHM(Date.now()) }));

function Page() {
  if (!data.value) return error.value ? html`<p class="notice look" role="alert">${error.value}</p>` : html`<p class="quiet" role="status">${t('core.loading')}</p>`;
  return html`<${HostPage} data=${data.value} seen=${seen} save=${save} error=${error.value} since=${since.value} />`;
}

await startPage();
await load();
mount('host', html`<${Page} />`);
setInterval(() => { if (document.visibilityState === 'visible') void load(); }, EVERY_MS);
document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') void load(); });
