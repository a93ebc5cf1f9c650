/** The page of a site: opened with an invite, kept open all evening, also where the line is bad. */

import { stayReady } from '../checkin/desk-shell.js';
import { html, Icon, loadWords, render, t, Toasts } from '../core/ui.js';
import { unlock } from './site-alarm.js';
import { returnDelay } from './site-media.js';
import { openSite } from './site-state.js';
import { SiteScreen } from './site-view.js';

const state = openSite({ delay: () => returnDelay.peek() });

/** Why there is nothing to show. @param {{phase: string}} props */
function Stop({ phase }) {
  const icon = { unpaired: 'qr-code', first_offline: 'wifi-off' }[phase] ?? 'ban';
  return html`<main class="page narrow"><div class="empty"><${Icon} name=${icon} /><h1 class="title">${t(`bridge.stop.${phase}`)}</h1><p>${t(`bridge.stop.${phase}_next`)}</p>
    ${phase === 'first_offline' && html`<p class="buttons"><button type="button" class="button main" onClick=${() => location.reload()}>${t('core.act.retry')}</button></p>`}</div></main>`;
}

function App() {
  const phase = state.phase.value;
  if (phase === 'ready') return html`<${SiteScreen} state=${state} />`;
  if (phase === 'asking') return html`<main class="page"><h1>${t('bridge.site.page')}</h1><p role="status">${t('core.loading')}</p></main>`;
  return html`<${Stop} phase=${phase} />`;
}

async function main() {
  const opening = state.open();
  await loadWords();
  render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById('site')));
  render(html`<${Toasts} />`, /** @type {HTMLElement} */ (document.getElementById('toasts')));
  try {
    await opening;
  } finally {
    stayReady();
  }
}

// Not with the finger's first touch: the button that asks for it goes, and what stands beside it would move away from under the finger.
addEventListener('click', () => void unlock(), { once: true });
void main();
