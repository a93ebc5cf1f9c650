/** The hub's page: all sites, the cue bar, talk; and beside it the line-up, the crosses, the invites. */

import { mount, startPage } from '../core/page.js';
import { html, Icon, Notice, t, toast, useState } from '../core/ui.js';
import { act, ActError, FeedEnded, useAct, Waiting } from '../office/office.js';
import { CrossesView } from './hub-crosses.js';
import { Coming, CueBar, CutAll, Matrix, names } from './hub-cue.js';
import { SiteForm, SitesView } from './hub-invites.js';
import { LineupView } from './hub-lineup.js';
import { openHub } from './hub-state.js';
import { Talk } from './hub-talk.js';
import { Filters, Tiles } from './hub-tiles.js';
import { LinkForm, UplinkView } from './hub-uplink.js';
import { followMedia, media, MediaMissing } from './site-media.js';

const hub = openHub();
await startPage({ state: hub.feed.state });
followMedia(hub.facts.event, hub.facts.as === 'device' ? 'device' : 'staff');

const VIEWS = [['control', 'radio'], ['lineup', 'list'], ['crosses', 'clock'], ['sites', 'qr-code']];

function Views() {
  const now = hub.view.value;
  return html`<nav class="hub-views" aria-label=${t('bridge.hub.views')}>${VIEWS.map(([name, icon]) => html`<a key=${name} href=${`#${name}`} class="button" aria-current=${now === name ? 'page' : undefined}><${Icon} name=${icon} /> <span>${t(`bridge.hub.view.${name}`)}</span></a>`)}</nav>`;
}

/** This page hears nothing: no lamp may be believed, and nothing pressed here arrives. */
function Deaf() {
  if (hub.heard.value || hub.feed.state.value.link === 'connecting') return null;
  return html`<${Notice} kind="look" icon="wifi-off" alert title=${t('bridge.hub.deaf')}><p>${t('bridge.hub.deaf_next')}</p></${Notice}>`;
}

/** Below 34 tiles the cue bar is far from the hand: one press brings it. */
function ToCue() {
  const chosen = hub.chosen.value;
  if (!hub.runs || !chosen.length) return null;
  return html`<p class="to-cue"><button type="button" class="button main wide" onClick=${() => document.getElementById('cue-title')?.scrollIntoView({ block: 'start' })}><${Icon} name="arrow-down" /> ${t('bridge.hub.order_to', { names: names(hub, chosen) })}</button></p>`;
}

function Control() {
  const unarmed = hub.unarmed.value;
  const missed = hub.onAir.value.filter((id) => hub.tiles.value.get(id)?.said?.state === 'missed');
  return html`<div class="hub-work"><div class="hub-coming"><${Coming} hub=${hub} />
      ${unarmed.length > 0 && html`<p class="not-armed" role="status"><${Icon} name="clock" /> ${t('bridge.hub.not_armed', { names: names(hub, unarmed.map((one) => one.id)) })}</p>`}
      ${missed.length > 0 && html`<p class="not-armed" role="status" data-missed><${Icon} name="triangle-alert" /> ${t('bridge.hub.missed', { word: names(hub, missed) })}</p>`}</div>
    <section class="hub-tiles" aria-label=${t('bridge.hub.sites')}><${Filters} hub=${hub} /><${Tiles} hub=${hub} /><${MediaMissing} now=${media.value} /><${ToCue} /></section>
    <aside class="hub-side" aria-label=${t('bridge.hub.switching')}>${hub.runs && html`<${CueBar} hub=${hub} /><${CutAll} hub=${hub} />`}<${Matrix} hub=${hub} /><${Talk} hub=${hub} /></aside></div>`;
}

/** No site yet: the 34 provinces in one press, or one by one. */
function Begin() {
  const { busy, error, run } = useAct();
  const [open, setOpen] = useState(false);
  const load = () => run('load', async () => { toast(t('bridge.hub.loaded', (await act('/bridge/sites/load')).facts)); });
  return html`<div class="empty"><${Icon} name="radio" /><h2>${t('bridge.hub.empty')}</h2><p>${t(hub.manages ? 'bridge.hub.empty_next' : 'bridge.hub.empty_other')}</p><${ActError} error=${error} />
    ${hub.manages && !open && html`<p class="buttons"><button type="button" class="button main" data-act="load" disabled=${Boolean(busy)} onClick=${load}><${Icon} name="list" /> ${t('bridge.hub.load_provinces')}</button><button type="button" class="button" onClick=${() => setOpen(true)}><${Icon} name="plus" /> ${t('bridge.hub.new_site')}</button></p>`}</div>
    ${open && html`<${SiteForm} hub=${hub} row=${null} close=${() => setOpen(false)} />`}${hub.manages && html`<${LinkForm} />`}`;
}

function Page() {
  if (!hub.feed.ready.value) return html`<h1>${t('bridge.hub.title')}</h1><${Waiting} feed=${hub.feed} />`;
  const view = hub.view.value;
  const up = hub.uplink.value;
  if (up) return html`<div class="hub-head"><h1>${t('bridge.site.title', { name: hub.nameOf(up.site) })}</h1></div><${FeedEnded} feed=${hub.feed} /><${Deaf} /><${UplinkView} hub=${hub} up=${up} />`;
  return html`<div class="hub-head"><h1>${t('bridge.hub.title')}</h1>${hub.sites.value.length > 0 && html`<${Views} />`}</div><${FeedEnded} feed=${hub.feed} /><${Deaf} />
    ${!hub.sites.value.length ? html`<${Begin} />` : view === 'lineup' ? html`<${LineupView} hub=${hub} />` : view === 'crosses' ? html`<${CrossesView} hub=${hub} />` : view === 'sites' ? html`<${SitesView} hub=${hub} />` : html`<${Control} />`}`;
}

mount('bridge-hub', html`<${Page} />`);
