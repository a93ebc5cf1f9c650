// @ts-check
// The tablet of a booth or of a door: code, counter, demos, tours, those who want to be called.

import { html, Icon, Notice, signal, Strip, t } from '../core/ui.js';
import { enterKiosk, Kiosk, wordsTurn } from './space-kiosk.js';
import { Leads } from './space-leads.js';
import { CodePanel, Counter, Demos, Refusals, Tally, Tour, WayBack } from './space-parts.js';

/** @typedef {import('./space-keep.js').Space} Space */

/** 'work' | 'leads' */
const tab = signal('work');

/** @param {{name: string}} props */
function Stop({ name }) {
  const icon = { unpaired: 'smartphone', first_offline: 'wifi-off' }[name] ?? 'ban';
  return html`<main class="page"><div class="empty"><${Icon} name=${icon} /><h1 class="title">${t(`live.booth.stop.${name}`)}</h1><p>${t(`spaces.space.stop.${name}`)}</p>
    ${name === 'unpaired' && html`<p class="buttons"><a class="button main" href="/pair">${t('live.booth.stop.pair')}</a></p>`}
    ${name === 'first_offline' && html`<p class="buttons"><button type="button" class="button main" onClick=${() => location.reload()}>${t('core.act.retry')}</button></p>`}</div></main>`;
}

/** @param {{space: Space}} props */
function Work({ space }) {
  const { booth, area } = space.place.value;
  if (!booth && !area) return html`<main class="page"><h1 class="hidden-text">${t('spaces.space.title')}</h1><${Notice} kind="look" title=${t('spaces.space.no_post')}><p>${t('spaces.space.no_post_next')}</p></${Notice}></main>`;
  const work = tab.value === 'work' || !booth;
  return html`<main class="space-work" data-tab=${tab.value}><h1 class="hidden-text">${booth?.name ?? area?.name}</h1>
      ${booth && html`<div class="space-tabs" role="group" aria-label=${t('spaces.space.tabs')}>${['work', 'leads'].map((one) => html`<button type="button" key=${one} class="button" data-tab=${one} aria-pressed=${tab.value === one} onClick=${() => { tab.value = one; }}>${t(`spaces.space.tab.${one}`)}</button>`)}
        <button type="button" class="button" id="kiosk" onClick=${() => enterKiosk(space)}><${Icon} name="monitor" /> ${t('spaces.kiosk.enter')}</button></div>`}
      <${Refusals} space=${space} />
      ${work ? html`<div class="space-two"><${CodePanel} space=${space} /><div class="space-side"><${Counter} space=${space} /><${WayBack} space=${space} /><${Demos} space=${space} /><${Tour} space=${space} /><${Tally} space=${space} /></div></div>` : html`<${Leads} space=${space} />`}</main>`;
}

/** @param {{space: Space}} props */
export function App({ space }) {
  void wordsTurn.value;
  const phase = space.kept.phase.value;
  const feed = space.kept.feed.value;
  const loading = html`<main class="page"><h1>${t('spaces.space.title')}</h1><p role="status">${t('core.loading')}</p></main>`;
  if (phase !== 'ready' || !feed) return phase === 'asking' ? loading : html`<${Stop} name=${phase} />`;
  if (!space.ready.value) return loading;
  const { booth, area } = space.place.value;
  if (space.kiosk.value && booth) return html`<${Kiosk} space=${space} />`;
  return html`<div class="screen"><header class="stage-head"><${Strip} who=${booth?.name ?? area?.name ?? space.kept.identity.value?.device.name ?? ''} state=${feed.state} queue=${space.pending.value} /></header><${Work} space=${space} /></div>`;
}
