/** The hub as its page holds it: rows of the feed, how the sites are heard, what is chosen. */

import { clock, localNow } from '../core/clock.js';
import { openFeed } from '../core/feed.js';
import { pageFacts } from '../core/page.js';
import { createStore } from '../core/store.js';
import { computed, second, signal } from '../core/ui.js';
import { near, notArmed, tileOf } from './lamps.js';
import { metronome } from './metronome.js';
import { STALE_MS } from './rules-cues.js';
import { hearPictures } from './site-media.js';

/** @typedef {ReturnType<typeof openHub>} Hub */
/** @typedef {import('../core/store.js').Row} Row */

/** A page's own line to the server is asked this often; the server tells of the sites by itself. */
const ASK_MS = 400;
const LOOK_MS = 100;
const SHOWN_MS = 45_000;
const byOrder = (/** @type {Row} */ a, /** @type {Row} */ b) => a.order - b.order || (a.id < b.id ? -1 : 1);

export const REGIONS = ['bac', 'trung', 'nam'];
/** What a tile may be found by. */
export const FILTERS = ['all', 'air', 'unarmed', 'lost', 'not_ready'];

/** Whether a tile belongs to a filter. @param {string} filter @param {ReturnType<typeof tileOf>} tile */
export function fits(filter, tile) {
  if (filter === 'air') return ['STANDBY', 'NEXT', 'ON_AIR'].includes(tile.lamp);
  if (filter === 'unarmed') return tile.unarmed;
  if (filter === 'lost') return tile.lamp === 'UNKNOWN' && !tile.never;
  if (filter === 'not_ready') return tile.ready !== 'go' && tile.ready !== 'ready';
  return true;
}

export function openHub() {
  const facts = pageFacts();
  const store = createStore();
  const gauges = signal(/** @type {Record<string, any>} */ ({}));
  /** Does this page hear the hub? Without it no lamp may be shown. */
  const heard = signal(false);
  const chosen = signal(/** @type {string[]} */ ([]));
  const region = signal('');
  const filter = signal('all');
  const view = signal(location.hash.slice(1) || 'control');
  /** What the cue bar starts from when a cross is taken into it. */
  const draft = signal({ cross: '', script: '' });
  let heardAt = -Infinity;

  const feed = openFeed({
    event: facts.event, audience: 'bridge', as: facts.as === 'device' ? 'device' : 'staff', store,
    hear: { bridge_gauges: ({ sites }) => { gauges.value = sites; hear(); }, bridge_pictures: ({ streams }) => hearPictures(streams) },
    onBatch: hear,
  });

  function hear() {
    heardAt = localNow();
    heard.value = true;
  }

  const beats = metronome();
  let askedAt = -Infinity;
  const look = () => {
    const at = localNow();
    if (at - askedAt >= ASK_MS) {
      askedAt = at;
      void feed.ask('time', { t0: at }, STALE_MS).then((answer) => { if (answer) hear(); });
    }
    const alive = at - heardAt <= STALE_MS;
    if (alive !== heard.peek()) heard.value = alive;
  };
  beats.every(LOOK_MS, look);
  for (const name of ['pageshow', 'resume']) addEventListener(name, look);
  document.addEventListener('visibilitychange', look);
  addEventListener('hashchange', () => { view.value = location.hash.slice(1) || 'control'; });

  const sites = computed(() => [...store.list('bridge_site')].sort(byOrder));
  const cues = computed(() => /** @type {any[]} */ (store.list('bridge_cue')));
  const now = computed(() => { void second.value; void cues.value; return clock.now(); });
  const settings = computed(() => store.list('bridge_settings')[0] ?? { id: '', ttl: 2_000, lead: 1_000, wants: {}, skip: [] });
  /** Tiles by site. */
  const tiles = computed(() => new Map(sites.value.map((site) => [site.id, tileOf(site, cues.value, now.value, heard.value, settings.value.skip ?? [])])));
  const shown = computed(() => sites.value.filter((site) => (!region.value || site.region === region.value) && fits(filter.value, /** @type {any} */ (tiles.value.get(site.id)))));
  const nearCues = computed(() => near(cues.value, now.value, SHOWN_MS));

  return {
    facts, store, feed, gauges, heard, chosen, region, filter, view, draft, sites, cues, now, settings, tiles, shown, nearCues,
    runs: facts.roles.some((role) => ['organiser', 'director', 'bridge'].includes(role)),
    calls: facts.roles.some((role) => ['organiser', 'stage_manager'].includes(role)),
    manages: facts.roles.some((role) => ['organiser', 'bridge'].includes(role)),
    onAir: computed(() => sites.value.filter((site) => tiles.value.get(site.id)?.told.state === 'ON_AIR').map((site) => site.id)),
    unarmed: computed(() => sites.value.filter((site) => notArmed(cues.value, site.id, now.value))),
    crosses: computed(() => [...store.list('bridge_cross')].sort(byOrder)),
    talks: computed(() => [...store.list('bridge_talk')].sort((a, b) => b.seq - a.seq)),
    phrases: computed(() => [...store.list('bridge_phrase')].sort(byOrder)),
    invites: computed(() => [...store.list('bridge_invite')].sort((a, b) => b.made_at - a.made_at)),
    /** Sites that somebody holds a living invite for. */
    invited: computed(() => new Set(store.list('bridge_invite').filter((one) => one.revoked_at === null && one.until > now.value).map((one) => one.site))),
    /** Where this event is itself a site of a hub elsewhere. */
    uplink: computed(() => store.list('bridge_row')[0] ?? null),
    freezes: computed(() => [...store.list('bridge_freeze')].sort((a, b) => b.n - a.n)),
    /** @param {string} id */
    nameOf: (id) => store.get('bridge_site', id)?.name ?? id,
    /** @param {string} id */
    toggle(id) { chosen.value = chosen.peek().includes(id) ? chosen.peek().filter((one) => one !== id) : [...chosen.peek(), id]; },
  };
}
