/** Badges for the browser's own print window. The address names whom: the desk and the office both come here. */

import { ApiError, call, newRef } from '../core/api.js';
import { eventPath, mount, pageFacts, startPage } from '../core/page.js';
import { html, Icon, Notice, signal, t } from '../core/ui.js';
import { ActError } from '../office/office.js';
import { Badge } from './card.js';

const asked = new URLSearchParams(location.search);
const layout = asked.get('layout') === 'label62' ? 'label62' : 'a6';
const guests = (asked.get('guests') ?? '').split(',').filter(Boolean);
const made = signal(/** @type {{event: string, cards: any[]} | null} */ (null));
const problem = signal(/** @type {unknown} */ (null));
const fonts = signal(false);

/** Who these badges are for: named guests, or a choice of the office page. */
function choice() {
  if (guests.length || !asked.get('which')) return { which: 'guests', guests };
  return {
    which: asked.get('which'), delegation: asked.get('delegation') || null, category: asked.get('category') || null,
    unprinted: asked.get('unprinted') === 'true',
  };
}

/** @param {boolean} again */
async function take(again) {
  problem.value = null;
  try {
    made.value = await call('POST', `${eventPath()}/badges/print`, { ref: newRef(), layout, again, ...choice() }, { timeout: 30_000 });
    await document.fonts.ready;
    fonts.value = true;
    requestAnimationFrame(() => setTimeout(() => window.print(), 50));
  } catch (error) {
    problem.value = error;
  }
}

/** @param {{error: ApiError}} props */
function Before({ error }) {
  const told = Object.values(error.fields);
  return html`<${Notice} kind="look" icon="history" alert title=${error.message}>
    ${told.length > 1 && html`<ul>${told.map((one, n) => html`<li key=${n}>${one}</li>`)}</ul>`}
    <p>${t('badges.print.before_next')}</p>
    <p class="buttons"><button type="button" class="button main" onClick=${() => take(true)}><${Icon} name="printer" /> ${t('badges.print.again')}</button>
      <a class="button" href=${`/e/${encodeURIComponent(pageFacts().event)}/badges`}>${t('core.act.cancel')}</a></p></${Notice}>`;
}

function Print() {
  const error = problem.value;
  if (error instanceof ApiError && error.code === 'printed_before') return html`<${Before} error=${error} />`;
  if (error) {
    return html`<${ActError} error=${error} /><p class="buttons"><button type="button" class="button" onClick=${() => take(false)}>${t('core.act.retry')}</button></p>`;
  }
  if (!made.value) return html`<p class="quiet" role="status">${t('core.loading')}</p>`;
  const { cards, event } = made.value;
  return html`<div class="no-print print-form"><p role="status">${t('badges.print.ready', { n: cards.length })}</p>
      <p class="buttons"><button type="button" class="button main" onClick=${() => window.print()}><${Icon} name="printer" /> ${t('badges.print.open')}</button></p>
      <p class="quiet small">${t('badges.print.hint')}</p></div>
    <div class="sheets">${cards.map((card) => html`<${Badge} key=${card.id} card=${card} layout=${layout} event=${event} ready=${fonts.value} />`)}</div>`;
}

document.body.dataset.layout = layout;
await startPage();
mount('badges-print', html`<${Print} />`);
if (guests.length || asked.get('which')) void take(false);
else problem.value = new ApiError({ code: 'nobody_to_print', message: t('error.nobody_to_print'), answered: true });
