// @ts-check
/** The record: what was planned and what was, take by take, and what the next take may learn from it. */

import { openFeed } from '../core/feed.js';
import { mount, pageFacts, startPage } from '../core/page.js';
import { createStore } from '../core/store.js';
import { effect, html, Icon, t, untracked } from '../core/ui.js';
import { ActError, FeedEnded, Waiting } from '../office/office.js';
import { Compare } from './record-compare.js';
import { Runs } from './record-runs.js';
import { recordState } from './record-state.js';
import { Takes } from './record-takes.js';

const AGAIN_MS = 800;
const TOLD = ['stage.stepped', 'stage.passed', 'stage.reset', 'stage.take_named', 'stage.cause_noted', 'stage.edited', 'stage.edit_undone', 'stage.edit_redone'];
const facts = pageFacts();
const store = createStore();
const state = recordState();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;
const feed = openFeed({
  event: facts.event, audience: 'stage', as: facts.as === 'device' ? 'device' : 'staff', store,
  onBatch: (batch) => {
    if (waiting === undefined && batch.changes?.some((one) => TOLD.includes(one.kind))) {
      waiting = setTimeout(() => { waiting = undefined; void state.load(); }, AGAIN_MS);
    }
  },
});
await startPage({ state: feed.state });
const calls = facts.roles.some((role) => ['stage_manager', 'organiser'].includes(role));
const edits = calls || facts.roles.includes('director');

const sorted = () => [...store.list('track')].sort((a, b) => a.order - b.order);

/** Each track has a record of its own. */
function Tracks() {
  const tracks = sorted();
  if (tracks.length < 2) return null;
  return html`<div class="buttons tracks no-print" role="group" aria-label=${t('stage.record.track')}>${tracks.map((one) => html`<button type="button" key=${one.id} class=${`button ${one.id === state.track.value ? 'main' : ''}`}
    aria-pressed=${one.id === state.track.value} onClick=${() => state.chooseTrack(one.id)}>${one.name}</button>`)}</div>`;
}

function Page() {
  if (!feed.ready.value) return html`<${Waiting} feed=${feed} />`;
  const first = sorted()[0];
  if (state.problem.value) {
    return html`<${FeedEnded} feed=${feed} /><${ActError} error=${state.problem.value} /><p class="buttons"><button type="button" class="button" onClick=${state.load}>${t('core.act.retry')}</button></p>`;
  }
  if (first && !state.found.value) return html`<p class="quiet" role="status">${t('core.loading')}</p>`;
  if (!state.found.value?.runs.length) {
    const call = `/e/${encodeURIComponent(facts.event)}/call`;
    return html`<${FeedEnded} feed=${feed} /><${Tracks} /><div class="empty"><${Icon} name="clock" /><h2>${t('stage.record.empty')}</h2><p>${t('stage.record.empty_next')}</p><a class="button main" href=${call}>${t('stage.record.to_call')}</a></div>`;
  }
  return html`<${FeedEnded} feed=${feed} /><${Tracks} /><div class="record"><${Takes} state=${state} /><${Runs} state=${state} writes=${calls} />${edits && html`<${Compare} state=${state} store=${store} writes=${edits} />`}</div>`;
}

/** The first track, as soon as it is known. */
effect(() => {
  const first = sorted()[0];
  if (feed.ready.value && first && !state.track.value) untracked(() => void state.chooseTrack(first.id));
});
mount('record', html`<${Page} />`);
