// What the pages of the MC, the crew and the timer share: a paired device that shows the stage, its stops, and a screen that stays on.

import { stayReady } from '../checkin/desk-shell.js';
import { html, Icon, loadWords, Notice, render, Strip, t, timeHMS, Toasts } from '../core/ui.js';
import { mayShow, Screens, ScreensButton } from './screens.js';

/** @typedef {import('../protocol/intro-keep.js').Kept} Kept */
/** @typedef {{id: 'mc' | 'crew' | 'timer' | 'prompter' | 'timeline' | 'backstage' | 'studio', kept: Kept, show: import('./show.js').Show, Who: () => any, Screen: () => any, open?: () => Promise<unknown>}} Parts */

/** The same rows on every page of the stage: a device that opens two of them keeps one copy. */
export const STAGE_ROWS = ['event', 'track', 'clock', 'sheet_column', 'sheet_row', 'ran', 'message', 'ready', 'prompter'];

/** How a page of another role is to be paired. */
const OWN_WORDS = ['unpaired', 'wrong_role'];
/** Since this page was opened, has there been a link? Then the link itself knows since when there is none. */
let linked = false;

/** @param {Parts & {name: string}} parts */
function Stop({ id, name }) {
  const icon = { unpaired: 'smartphone', first_offline: 'wifi-off' }[/** @type {string} */ (name)] ?? 'ban';
  const next = id !== 'mc' && OWN_WORDS.includes(name) ? `stage.${id}.${name}_next` : `stage.stop.${name}_next`;
  return html`<main class="page"><div class="empty"><${Icon} name=${icon} /><h1 class="title">${t(`stage.stop.${name}`)}</h1><p>${t(next)}</p>
    ${name === 'unpaired' && html`<p class="buttons"><a class="button main" href="/pair">${t('stage.stop.pair')}</a></p>`}
    ${name === 'first_offline' && html`<p class="buttons"><button type="button" class="button main" onClick=${() => location.reload()}>${t('core.act.retry')}</button></p>`}</div></main>`;
}

/** What runs on here without a network, and what does not. @param {Parts} parts */
function LinkNotice({ id, kept }) {
  const state = kept.feed.value?.state.value;
  linked ||= state?.link === 'online';
  if (!state || state.link === 'online' || state.link === 'connecting') return null;
  const at = timeHMS(linked ? state.since : kept.heardAt.value ?? state.since);
  return html`<p class="mc-link"><${Icon} name="wifi-off" /> <span><b>${t('stage.mc.offline', { at })}</b> <span class="next">${t(`stage.${id}.offline_next`)}</span></span></p>`;
}

/** @param {Parts} parts */
function Ready(parts) {
  const { id, kept, show, Who, Screen } = parts;
  const feed = kept.feed.value;
  if (!feed) return null;
  const role = kept.identity.value?.device.role;
  const head = html`<header class="stage-head"><${Strip} who=${html`<${Who} />`} state=${feed.state} /><${ScreensButton} role=${role} /><${Screens} role=${role} /><${LinkNotice} ...${parts} /></header>`;
  const title = html`<h1>${t(`stage.${id}.title`)}</h1>`;
  if (!feed.ready.value) return html`${head}<main class="page">${title}<p role="status">${t('core.loading')}</p></main>`;
  if (!show.track.value || !show.lines.value.length) return html`${head}<main class="page">${title}<${Notice} title=${t('stage.mc.empty')} /></main>`;
  return html`<div class=${`screen ${id}`}>${head}<${Screen} /></div>`;
}

/** @param {Parts} parts */
function App(parts) {
  const phase = parts.kept.phase.value;
  if (phase === 'ready' && !mayShow(parts.kept.identity.value?.device.role, `/${parts.id}`)) return html`<${Stop} ...${parts} name="wrong_role" />`;
  if (phase === 'ready') return html`<${Ready} ...${parts} />`;
  if (phase !== 'asking') return html`<${Stop} ...${parts} name=${phase} />`;
  return html`<main class="page"><h1>${t(`stage.${parts.id}.title`)}</h1><p role="status">${t('core.loading')}</p></main>`;
}

/** @param {Parts} parts */
export async function startScreen(parts) {
  await loadWords();
  render(html`<${App} ...${parts} />`, /** @type {HTMLElement} */ (document.getElementById(parts.id)));
  render(html`<${Toasts} />`, /** @type {HTMLElement} */ (document.getElementById('toasts')));
  try {
    await parts.kept.open();
    await parts.open?.();
  } finally {
    stayReady();
  }
}
