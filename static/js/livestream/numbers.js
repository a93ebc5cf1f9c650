// @ts-check
/** Numbers of livestreams: totals with what they cover, a line for each slot, exports of platforms brought in. */

import { openFeed } from '../core/feed.js';
import { hasRole, mount, pageFacts, startPage } from '../core/page.js';
import { createStore } from '../core/store.js';
import { html, Icon, signal, t } from '../core/ui.js';
import { ActError, FeedEnded, Waiting } from '../office/office.js';
import { Import } from './numbers-import.js';
import { Nothing } from './numbers-none.js';
import { numbersState } from './numbers-state.js';
import { Due, Slots } from './numbers-table.js';
import { Totals } from './numbers-totals.js';

const AGAIN_MS = 600;
const TOLD = ['live.figures_told', 'live.figures_imported', 'live.slot_stepped'];
const facts = pageFacts();
const state = numbersState();
const importing = signal(location.hash === '#import');
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;
const store = createStore();
const feed = openFeed({
  event: facts.event, audience: 'live', as: facts.as === 'device' ? 'device' : 'staff', store,
  onBatch: (batch) => {
    if (waiting === undefined && batch.changes?.some((one) => TOLD.includes(one.kind))) {
      waiting = setTimeout(() => { waiting = undefined; void state.load(); }, AGAIN_MS);
    }
  },
});
await startPage({ state: feed.state });
const writes = hasRole('organiser', 'live_coordinator');
void state.load();

function Page() {
  if (!feed.ready.value) return html`<${Waiting} feed=${feed} />`;
  if (state.problem.value) return html`<${FeedEnded} feed=${feed} /><${ActError} error=${state.problem.value} /><p class="buttons"><button type="button" class="button" onClick=${state.load}>${t('core.act.retry')}</button></p>`;
  const found = state.found.value;
  if (!found) return html`<p class="quiet" role="status">${t('core.loading')}</p>`;
  if (importing.value) return html`<${FeedEnded} feed=${feed} /><${Import} onEnd=${() => { importing.value = false; void state.load(); }} />`;
  const acts = writes && html`<p class="buttons no-print"><button type="button" class="button" id="import" onClick=${() => { importing.value = true; }}><${Icon} name="cloud-upload" /> ${t('live.numbers.import')}</button></p>`;
  if (!found.slots.length) return html`<${FeedEnded} feed=${feed} /><${Nothing} store=${store} planned=${found.planned} />`;
  return html`<${FeedEnded} feed=${feed} />${acts}<${Due} state=${state} /><div class="numbers-page"><${Totals} state=${state} /><${Slots} state=${state} writes=${writes} /></div>`;
}

mount('numbers', html`<${Page} />`);
