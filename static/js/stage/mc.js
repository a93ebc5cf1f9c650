// The MC's screen: the text, the time that is left, what comes next, and what the caller has to say.
// Without a network the clock runs on from the server's time as it was last known, and the page says since when.

import { askToPersist, registerShell } from '../checkin/desk-shell.js';
import { html, Icon, loadWords, Notice, render, Strip, t, timeHMS, Toasts } from '../core/ui.js';
import { keepAudience } from '../protocol/intro-keep.js';
import { mcMessages, Message } from './mc-message.js';
import { Screen } from './mc-view.js';
import { readShow } from './show.js';

const kept = keepAudience('stage', ['event', 'track', 'clock', 'sheet_column', 'sheet_row', 'ran', 'message', 'ready']);
const { store, phase, identity, feed } = kept;
const show = readShow(store);
const messages = mcMessages(kept);
/** Since this page was opened, has there been a link? Then the link itself knows since when there is none. */
let linked = false;

/** What runs on here and what does not. */
function LinkNotice() {
  const state = feed.value?.state.value;
  linked ||= state?.link === 'online';
  if (!state || state.link === 'online' || state.link === 'connecting') return null;
  const since = linked ? state.since : kept.heardAt.value ?? state.since;
  return html`<p class="mc-link"><${Icon} name="wifi-off" /> <span><b>${t('stage.mc.offline', { at: timeHMS(since) })}</b> <span class="next">${t('stage.mc.offline_next')}</span></span></p>`;
}

/** @param {{ icon: string, name: string, children?: any }} props */
const Stop = ({ icon, name, children }) => html`<main class="page"><div class="empty"><${Icon} name=${icon} /><h1 class="title">${t(`stage.stop.${name}`)}</h1>
  <p>${t(`stage.stop.${name}_next`)}</p>${children}</div></main>`;

function Ready() {
  const line = feed.value;
  if (!line) return null;
  const event = identity.value?.event;
  const strip = html`<header><${Strip} who=${html`${identity.value?.device.name}<span class="wide-only"> · ${event?.short || event?.name}</span>`} state=${line.state} /><${LinkNotice} /></header>`;
  if (!line.ready.value) return html`${strip}<main class="page"><h1>${t('stage.mc.title')}</h1><p role="status">${t('core.loading')}</p></main>`;
  if (!show.track.value || !show.lines.value.length) return html`${strip}<main class="page"><h1>${t('stage.mc.title')}</h1><${Notice} title=${t('stage.mc.empty')} /></main>`;
  return html`<div class="screen mc">${strip}<${Screen} show=${show} message=${html`<${Message} messages=${messages} />`} /></div>`;
}

function App() {
  switch (phase.value) {
    case 'ready': return html`<${Ready} />`;
    case 'asking': return html`<main class="page"><h1>${t('stage.mc.title')}</h1><p role="status">${t('core.loading')}</p></main>`;
    case 'unpaired': return html`<${Stop} icon="smartphone" name="unpaired"><p class="buttons"><a class="button main" href="/pair">${t('stage.stop.pair')}</a></p></${Stop}>`;
    default: return html`<${Stop} icon=${phase.value === 'first_offline' ? 'wifi-off' : 'ban'} name=${phase.value}>
      ${phase.value === 'first_offline' && html`<p class="buttons"><button type="button" class="button main" onClick=${() => location.reload()}>${t('core.act.retry')}</button></p>`}</${Stop}>`;
  }
}

/** A screen that goes dark on the lectern is of no use. */
async function stayAwake() {
  if (document.visibilityState === 'visible') await /** @type {any} */ (navigator).wakeLock?.request('screen').catch(() => undefined);
}

async function main() {
  await loadWords();
  render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById('mc')));
  render(html`<${Toasts} />`, /** @type {HTMLElement} */ (document.getElementById('toasts')));
  try {
    await kept.open();
    await messages.open();
  } finally {
    void registerShell();
    void askToPersist();
    void stayAwake();
    document.addEventListener('visibilitychange', () => void stayAwake());
  }
}

void main();
