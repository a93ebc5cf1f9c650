// @ts-check
/** The catalogue: who sells what with which papers, who hosts, where, on which channel, by which rules of the platforms. */

import { mount } from '../core/page.js';
import { html, t, useEffect, useRef } from '../core/ui.js';
import { FeedEnded, Waiting } from '../office/office.js';
import { Facts } from './catalogue-facts.js';
import { Import } from './catalogue-import.js';
import { List } from './catalogue-list.js';
import { Places } from './catalogue-places.js';
import { feed, listed, place, ready, TABS } from './catalogue-state.js';

await ready;

/** @param {{tab: string}} props */
function Tab({ tab }) {
  const pending = listed[tab]?.value.filter((one) => one.lacks.length).length ?? 0;
  const here = useRef(/** @type {HTMLAnchorElement | null} */ (null));
  const chosen = place.value.tab === tab;
  useEffect(() => { if (chosen) here.current?.scrollIntoView({ block: 'nearest', inline: 'center' }); }, [chosen]);
  return html`<a ref=${here} href=${`#${tab}`} aria-current=${chosen ? 'page' : undefined}>${t(`live.cat.tab.${tab}`)}${pending > 0 && html` <span class="pending num" aria-label=${t('live.cat.n_pending', { n: pending })}>${pending}</span>`}</a>`;
}

function Page() {
  if (!feed.ready.value) return html`<${Waiting} feed=${feed} />`;
  const { tab } = place.value;
  return html`<${FeedEnded} feed=${feed} /><nav class="cat-tabs" aria-label=${t('live.cat.tabs')}>${TABS.map((one) => html`<${Tab} key=${one} tab=${one} />`)}</nav>
    ${tab === 'platforms' ? html`<${Facts} />` : tab === 'import' ? html`<${Import} />` : html`<${List} key=${tab} tab=${tab}>${tab === 'rooms' && html`<${Places} />`}</${List}>`}`;
}

mount('catalogue', html`<${Page} />`);
