// @ts-check
/** What the page of the catalogue shares: the feed's rows, what each row lacks, who may write, one way to send. */

import { openFeed } from '../core/feed.js';
import { hasRole, pageFacts, startPage } from '../core/page.js';
import { createStore } from '../core/store.js';
import { computed, signal, t, toZoned } from '../core/ui.js';
import { groups, lacks } from './catalogue-missing.js';

export const TABS = ['producers', 'products', 'people', 'rooms', 'channels', 'platforms', 'import'];
/** @type {Record<string, string>} */
export const ENTITY = { producers: 'producer', products: 'product', people: 'live_person', rooms: 'live_room', channels: 'channel', platforms: 'platform_fact' };
const facts = pageFacts();
export const writes = hasRole('organiser', 'live_coordinator');
export const confirmsStars = hasRole('organiser', 'director');
export const seesKeys = hasRole('organiser');
export const store = createStore();
export const feed = openFeed({ event: facts.event, audience: 'live', as: facts.as === 'device' ? 'device' : 'staff', store });

/** The tab of the address, `#products/SP001`: and the row that is open. */
function chosen() {
  const [tab = '', row = ''] = decodeURIComponent(location.hash.slice(1)).split('/');
  return { tab: TABS.includes(tab) ? tab : 'producers', row };
}
export const place = signal(chosen());
addEventListener('hashchange', () => { place.value = chosen(); });

/** @param {string} tab @param {string} [row] */
export function go(tab, row = '') {
  location.hash = encodeURIComponent(tab) + (row ? `/${encodeURIComponent(row)}` : '');
}

/** Local days over which the event goes. */
const days = computed(() => {
  const [event] = store.list('event');
  const [settings] = store.list('live_settings');
  const all = [...(settings?.days ?? []), event && toZoned(event.starts_at).slice(0, 10), event && toZoned(event.ends_at).slice(0, 10)].filter(Boolean).sort();
  return { first: all[0] ?? '', last: all.at(-1) ?? '' };
});

/** @type {import('../core/vendor.js').Signal<import('./catalogue-missing.js').Around>} */
export const around = computed(() => {
  const keys = new Map([...groups(store.list('channel').filter((one) => one.key), (one) => one.key)].map(([key, rows]) => [key, rows.length]));
  return {
    ...days.value, keys, papers: groups(store.list('live_paper'), (one) => one.owner), products: groups(store.list('product'), (one) => one.producer),
    sites: new Set(store.list('live_site').map((one) => one.id)),
  };
});

const collator = new Intl.Collator('vi', { numeric: true });
/** @param {import('../core/store.js').Row[]} rows */
export const byName = (rows) => [...rows].sort((a, b) => collator.compare(a.name ?? a.id, b.name ?? b.id));

/** Rows of a tab with what they lack, in the order of their names. @type {Record<string, import('../core/vendor.js').Signal<Array<{row: any, lacks: import('./catalogue-missing.js').Lack[]}>>>} */
export const listed = Object.fromEntries(Object.entries(ENTITY).map(([tab, entity]) => [tab, computed(() => {
  const rows = tab === 'platforms' ? byPlatform(store.list(entity)) : tab === 'rooms' ? byPlace(store.list(entity)) : byName(store.list(entity));
  return rows.map((row) => ({ row, lacks: lacks(entity, row, around.value) }));
})]));

/** @param {any[]} rows */
const byPlatform = (rows) => [...rows].sort((a, b) => collator.compare(a.platform, b.platform) || collator.compare(a.fact, b.fact) || collator.compare(a.id, b.id));
/** @param {any[]} rows */
const byPlace = (rows) => [...rows].sort((a, b) => collator.compare(b.kind, a.kind) || a.order - b.order || collator.compare(a.name, b.name));

/** @param {string} entity @param {string} id */
export const nameOf = (entity, id) => (id ? store.get(entity, id)?.name ?? id : '');
/** 08/06/2028 of a kept day. @param {string} day */
export const dayWords = (day) => day.split('-').reverse().join('/');
/** @param {string} id */
export const platformName = (id) => t(`live.cat.platform.${id}`);

export const ready = startPage({ state: feed.state });
