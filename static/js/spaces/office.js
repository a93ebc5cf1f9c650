// @ts-check
/** Experience spaces in the office: how full the areas are now, booth by hour, what is to be looked at, how it is set up. */

import { openFeed } from '../core/feed.js';
import { hasRole, mount, pageFacts, startPage } from '../core/page.js';
import { createStore } from '../core/store.js';
import { html, signal, t } from '../core/ui.js';
import { FeedEnded, Waiting } from '../office/office.js';
import { Flags } from './office-flags.js';
import { Heat } from './office-heat.js';
import { Now } from './office-now.js';
import { Setup } from './office-setup.js';

const TABS = ['now', 'heat', 'review', 'setup'];
const facts = pageFacts();
const store = createStore();
const feed = openFeed({ event: facts.event, audience: 'spaces', as: facts.as === 'device' ? 'device' : 'staff', store });
const writes = hasRole('organiser', 'live_coordinator');
const tab = signal('now');

function fromHash() {
  const asked = location.hash.slice(1);
  tab.value = TABS.includes(asked) ? asked : 'now';
}

const VIEWS = { now: Now, heat: Heat, review: Flags, setup: Setup };

function Page() {
  if (!feed.ready.value) return html`<${Waiting} feed=${feed} />`;
  const open = store.list('space_flag').filter((one) => one.state === 'open').length;
  const View = VIEWS[/** @type {keyof typeof VIEWS} */ (tab.value)];
  return html`<${FeedEnded} feed=${feed} /><nav class="view-tabs no-print" aria-label=${t('spaces.office.views')}>${TABS.map((one) => html`<a key=${one} href=${`#${one}`} class="button" aria-current=${tab.value === one ? 'true' : undefined}>${t(`spaces.office.tab.${one}`)}${one === 'review' && open ? html` <span class="num">${open}</span>` : ''}</a>`)}</nav>
    <${View} store=${store} writes=${writes} feed=${feed} />`;
}

fromHash();
addEventListener('hashchange', fromHash);
await startPage({ state: feed.state });
mount('spaces', html`<${Page} />`);
