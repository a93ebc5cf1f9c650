/** The events in which this person works. */

import { call } from '../core/api.js';
import { mount, startPage } from '../core/page.js';
import { dateDMY, html, Icon, lang, longDate, signal, t, timeHM } from '../core/ui.js';
import { ActError, Empty, roleName } from './office.js';

/** @type {import('../core/vendor.js').Signal<{events: any[]} | null>} */
const me = signal(null);
const problem = signal(/** @type {unknown} */ (null));

async function load() {
  problem.value = null;
  try {
    me.value = await call('GET', '/api/me');
  } catch (error) {
    problem.value = error;
  }
}

function Home() {
  if (problem.value) {
    return html`<${ActError} error=${problem.value} /><p class="buttons"><button type="button" class="button" onClick=${load}>${t('core.act.retry')}</button></p>`;
  }
  if (!me.value) return html`<p class="quiet" role="status">${t('core.loading')}</p>`;
  const { events } = me.value;
  if (!events.length) return html`<${Empty} icon="calendar-days" title=${t('office.home.none')}><p>${t('office.home.none_next')}</p></${Empty}>`;
  return html`<ul class="tiles">${events.map((event) => html`<li key=${event.id}><${EventTile} event=${event} /></li>`)}</ul>`;
}

/** @param {{event: any}} props */
function EventTile({ event }) {
  return html`<a class="card tile" href=${`/e/${encodeURIComponent(event.id)}/`}>
    <${Icon} name="calendar-days" />
    <span><b class="large">${event.short || event.name}</b>
      <span>${event.name}</span>
      <span><time>${timeHM(event.starts_at)}</time>, ${lang() === 'vi' ? longDate(event.starts_at) : dateDMY(event.starts_at)}</span>
      <span class="quiet">${event.venue}</span>
      <span class="quiet">${(event.roles ?? []).map(roleName).join(', ')}</span></span>
    <${Icon} name="chevron-right" /></a>`;
}

document.getElementById('sign-out')?.addEventListener('click', async () => {
  await call('POST', '/api/sign-out', {}).catch(() => null);
  location.assign('/sign-in');
});

await startPage();
mount('home', html`<${Home} />`);
await load();
