// A device that only shows something: who it is, the rows of its audience kept on this machine, the live feed.
// Opened again without a network it shows what it held, and says since when it has heard nothing.

import { ApiError, call } from '../core/api.js';
import { clock } from '../core/clock.js';
import { openFeed } from '../core/feed.js';
import { openLocal, wipe } from '../core/local-db.js';
import { createStore } from '../core/store.js';
import { effect, setZone, signal } from '../core/ui.js';

/** @typedef {{ device: { id: string, name: string, role: string, post?: string | null }, event: { id: string, name: string, short: string, zone: string, ends_at: string } }} Identity */
/** @typedef {'asking' | 'unpaired' | 'first_offline' | 'no_storage' | 'ready' | 'revoked' | 'over' | 'wrong_role' | 'second_tab'} Phase */
/** @typedef {ReturnType<typeof keepAudience>} Kept */

const ASK_WHO_MS = 60_000;
const SAVE_SOON_MS = 150;
/** A dead line may have been dead for this long before anybody noticed. */
const SILENCE_MS = 20_000;
/** After the event's end plus this, nothing of it stays on a device. */
const KEPT_AFTER_END_MS = 48 * 3600_000;

/** @param {string} audience of the feed @param {string[]} entities that it holds */
export function keepAudience(audience, entities) {
  const dbName = `ops-${audience}`;
  const store = createStore();
  /** @type {import('../core/vendor.js').Signal<Phase>} */
  const phase = signal('asking');
  /** @type {import('../core/vendor.js').Signal<Identity | null>} */
  const identity = signal(null);
  /** @type {import('../core/vendor.js').Signal<import('../core/feed.js').Feed | null>} */
  const feed = signal(null);
  /** Server ms of the last moment at which the copy here was known to be complete. */
  const heardAt = signal(/** @type {number | null} */ (null));
  /** @type {import('../core/local-db.js').Local | null} */
  let local = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let saving;
  /** The last moment that is written down. @type {number | null} */
  let keptAt = null;

  const online = () => feed.peek()?.state.peek().link === 'online';
  const rightAt = () => (online() ? clock.now() : heardAt.peek());

  /** The whole copy, soon: a batch of 40 arrivals is written once. */
  function saveSoon() {
    saving ??= setTimeout(() => { saving = undefined; void save(); }, SAVE_SOON_MS);
  }

  async function save() {
    const rows = Object.fromEntries(entities.map((entity) => [entity, store.list(entity)]));
    await local?.remember('copy', { event: identity.peek()?.event.id, position: store.position, rows, at: rightAt() }).catch(() => undefined);
  }

  /** @returns {Promise<import('../core/feed.js').Position | null>} */
  async function load() {
    const [copy, heard] = await Promise.all(['copy', 'heard'].map((one) => local?.recall(one).catch(() => null)));
    if (!copy || copy.event !== identity.peek()?.event.id) return null;
    store.reset({ ...copy.position, rows: copy.rows });
    heardAt.value = Math.max(copy.at ?? 0, heard ?? 0) || null;
    keptAt = heardAt.value;
    return copy.position;
  }

  /** @param {Identity | null} known @returns {Promise<Identity | null>} */
  async function askWho(known) {
    try {
      const said = await call('GET', '/api/device', undefined, { as: 'device', timeout: 6000 });
      if (known && (known.device.id !== said.device.id || known.event.id !== said.event.id)) await local?.forget('copy');
      await local?.remember('identity', said).catch(() => undefined);
      identity.value = said;
      if (known && known.event.id !== said.event.id) location.reload();
      return said;
    } catch (error) {
      const answered = error instanceof ApiError && error.answered;
      if (error instanceof ApiError && error.code === 'device_revoked') void leave('revoked');
      else if (answered && error instanceof ApiError && error.status === 401) phase.value = 'unpaired';
      else if (!known) phase.value = 'first_offline';
      return null;
    }
  }

  /** Nothing stays here. @param {Phase} why */
  async function leave(why) {
    phase.value = why;
    feed.peek()?.close();
    clearTimeout(saving);
    const open = local;
    local = null;
    await wipe(dbName, open).catch(() => undefined);
  }

  /** @param {Identity} who */
  function openLine(who) {
    const line = openFeed({
      event: who.event.id, audience, as: 'device', store, load, save: saveSoon, onRevoked: () => void leave('revoked'),
      onState: ({ error }) => { if (error === 'forbidden') phase.value = 'wrong_role'; },
    });
    feed.value = line;
    let was = false;
    effect(() => {
      const is = line.state.value.link === 'online';
      if (was && !is) heardAt.value = clock.now() - SILENCE_MS;
      was = is;
    });
    phase.value = 'ready';
  }

  /** The copy of a page that goes stands already, but for its last moment: writing it again would hold up the page that comes. */
  function leavePage() {
    if (saving) return void save();
    if (rightAt() !== keptAt) void local?.remember('heard', rightAt()).catch(() => undefined);
  }

  async function open() {
    local = await openLocal(dbName).catch(() => null);
    const known = (await local?.recall('identity').catch(() => null)) ?? null;
    const who = known ?? (await askWho(null));
    if (!who) return;
    identity.value = who;
    setZone(who.event.zone);
    if (clock.now() > Date.parse(who.event.ends_at) + KEPT_AFTER_END_MS) return void (await leave('over'));
    openLine(who);
    if (known) void askWho(known);
    setInterval(() => void askWho(identity.peek()), ASK_WHO_MS);
    addEventListener('pagehide', leavePage);
  }

  return {
    store, phase, identity, feed, heardAt, open,
    /** Memory of the page itself, beside the copy. @param {string} key */
    recall: (key) => local?.recall(key) ?? Promise.resolve(null),
    /** @param {string} key @param {unknown} value */
    remember: (key, value) => local?.remember(key, value).catch(() => undefined),
  };
}
