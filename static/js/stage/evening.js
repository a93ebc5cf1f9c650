/** The evening as a strip, for the office. */

import { openFeed } from '../core/feed.js';
import { mount, pageFacts, startPage } from '../core/page.js';
import { createStore } from '../core/store.js';
import { html, Icon, t } from '../core/ui.js';
import { FeedEnded, Waiting } from '../office/office.js';
import { readShow } from './show.js';
import { Evening } from './timeline-view.js';

const facts = pageFacts();
const store = createStore();
const feed = openFeed({ event: facts.event, audience: 'stage', as: facts.as === 'device' ? 'device' : 'staff', store });
await startPage({ state: feed.state });
const show = readShow(store);

function Page() {
  if (!feed.ready.value) return html`<h1>${t('stage.timeline.title')}</h1><${Waiting} feed=${feed} />`;
  if (!show.lines.value.length) return html`<${FeedEnded} feed=${feed} /><div class="empty"><${Icon} name="list" /><h1>${t('stage.call.empty')}</h1><p>${t('stage.call.empty_next')}</p></div>`;
  return html`<${FeedEnded} feed=${feed} /><h1>${t('stage.timeline.title')}</h1><${Evening} show=${show} />`;
}

mount('evening', html`<${Page} />`);
