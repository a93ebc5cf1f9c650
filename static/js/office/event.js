/** The event's front page: tiles are in the page already; here they get their living figures. */

import { openFeed } from '../core/feed.js';
import { hasRole, pageFacts, startPage } from '../core/page.js';
import { createStore } from '../core/store.js';
import { effect, number, t } from '../core/ui.js';
import { isLost } from './device-words.js';
import { clock } from '../core/clock.js';

const facts = pageFacts();
const BOARD = ['organiser', 'director', 'protocol', 'supervisor', 'reception', 'viewer'];

/** @param {string} tile @param {string} words @param {boolean} [look] */
function say(tile, words, look = false) {
  const place = document.querySelector(`[data-figure="${tile}"]`);
  if (!place) return;
  place.textContent = words;
  place.classList.toggle('look', look);
}

/** @param {import('../core/store.js').Store} store @param {import('../core/feed.js').Feed} feed */
function figures(store, feed) {
  const [event] = store.list('event');
  if (!event) return;
  const issues = store.list('issue').length;
  const counts = t('office.event.counts', { present: number(event.present ?? 0), confirmed: number(event.confirmed ?? 0) });
  say('arrivals', issues ? `${counts} · ${t('office.event.issues', { n: issues })}` : counts, issues > 0);
  say('guests', t('office.event.invited', { n: number(event.invited ?? 0) }));
  const devices = store.list('device').filter((one) => !one.revoked_at);
  const lost = devices.filter((one) => isLost(feed.presence.value.get(one.id), clock.now())).length;
  say('devices', t('office.event.devices', { n: devices.length }) + (lost ? ` · ${t('office.event.lost', { n: lost })}` : ''), lost > 0);
  say('gates', t('office.event.gates', { n: store.list('gate').length }));
}

if (hasRole(...BOARD)) {
  const store = createStore();
  const feed = openFeed({ event: facts.event, audience: 'board', as: facts.as || 'staff', store });
  await startPage({ state: feed.state });
  effect(() => figures(store, feed));
} else {
  await startPage();
}
