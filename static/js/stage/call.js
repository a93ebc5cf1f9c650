/** The caller's page: now, standby, next, GO, and the whole sheet. */

import { openFeed } from '../core/feed.js';
import { mount, pageFacts, startPage } from '../core/page.js';
import { createStore } from '../core/store.js';
import { computed, html, Icon, Notice, t } from '../core/ui.js';
import { act, ActError, FeedEnded, useAct, Waiting } from '../office/office.js';
import { callActs, giveBackKeys, listenToKeys } from './call-acts.js';
import { Bridge } from './call-bridge.js';
import { Foot } from './call-foot.js';
import { CatchUp, More } from './call-more.js';
import { NextCard, NowCard, Then } from './call-now.js';
import { Say } from './call-say.js';
import { Offsets, Sheet } from './call-sheet.js';
import { readShow } from './show.js';

const facts = pageFacts();
const store = createStore();
const feed = openFeed({ event: facts.event, audience: 'stage', as: facts.as === 'device' ? 'device' : 'staff', store });
await startPage({ state: feed.state });
const show = readShow(store);
const acts = callActs(show);
/** Others may look; the server decides, this only leaves out what would be refused. */
const calls = facts.roles.some((role) => ['stage_manager', 'organiser'].includes(role));
const writes = calls || facts.roles.includes('director');

/** Several sheets at one show: which one is called here. */
function Tracks() {
  if (show.tracks.value.length < 2) return null;
  return html`<div class="buttons tracks" role="group" aria-label=${t('stage.call.track')}>${show.tracks.value.map((one) => html`<button type="button" key=${one.id} class=${`button ${one.id === show.track.value?.id ? 'main' : ''}`}
    aria-pressed=${one.id === show.track.value?.id} onClick=${() => { show.chosen.value = one.id; }}>${one.name}</button>`)}</div>`;
}

/** Nothing that is pressed here arrives. */
const cut = computed(() => !['online', 'connecting'].includes(feed.state.value.link));

/** A caller without a link calls by radio. */
function LinkNotice() {
  if (!cut.value) return null;
  return html`<${Notice} kind="look" icon="wifi-off" title=${t('stage.call.no_link')}><p>${t('stage.call.no_link_next')}</p></${Notice}>`;
}

/** A new event has no run sheet yet: one tap makes the stage's, with the columns that crews use. */
function Begin() {
  const { busy, error, run } = useAct();
  const make = () => run('track', async () => {
    if (!show.track.peek()) await act('/stage/tracks', { name: t('stage.call.first_track') });
    location.assign('sheet');
  });
  return html`<button type="button" class="button main" disabled=${Boolean(busy)} onClick=${make}>${t('stage.call.begin')}</button><${ActError} error=${error} />`;
}

function Page() {
  if (!feed.ready.value) return html`<h1>${t('stage.call.title')}</h1><${Waiting} feed=${feed} />`;
  if (!show.track.value || !show.lines.value.length) {
    return html`<${FeedEnded} feed=${feed} /><div class="empty"><${Icon} name="list" /><h1>${t('stage.call.empty')}</h1><p>${t('stage.call.empty_next')}</p>${writes && html`<${Begin} />`}</div>`;
  }
  return html`<h1 class="hidden-text">${t('stage.call.title')} · ${show.track.value.name}</h1>
    <div class="call"><section class="call-now" aria-label=${t('stage.call.now_and_next')}><${FeedEnded} feed=${feed} /><${LinkNotice} /><${Tracks} /><${Bridge} show=${show} calls=${calls} />
      <${NowCard} show=${show} /><${NextCard} show=${show} onOrder=${() => acts.choose(null)} /><${Then} show=${show} />
      ${calls && html`<${Say} show=${show} acts=${acts} /><${More} show=${show} acts=${acts} />`}
      ${facts.as === 'staff' && html`<p class="buttons to-prints"><a class="button" href="prints"><${Icon} name="printer" /> ${t('stage.print.to_prints')}</a></p>`}</section>
    <section class="call-sheet" aria-label=${t('stage.call.timing')}><${Offsets} show=${show} />${calls && html`<${CatchUp} show=${show} acts=${acts} />`}<${Sheet} show=${show} acts=${calls ? acts : null} /></section></div>
    ${calls && html`<${Foot} show=${show} acts=${acts} cut=${cut} />`}`;
}

mount('call', html`<${Page} />`);
if (calls) {
  listenToKeys(acts, () => feed.ready.peek() && show.track.peek() !== null);
  giveBackKeys();
}
