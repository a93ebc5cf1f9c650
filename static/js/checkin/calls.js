/** Calls from the desks, on the protocol officer's phone: rings, shakes, one button answers. Also who waits for approval. */

import { ApiError, call, command } from '../core/api.js';
import { openFeed } from '../core/feed.js';
import { mount, pageFacts, startPage } from '../core/page.js';
import { createStore } from '../core/store.js';
import { effect, errorWords, html, Icon, Notice, second, setZone, signal, t, timeHM, toast } from '../core/ui.js';
import { sound, unlockSenses } from './desk-senses.js';
import { ago } from './desk-words.js';

/** @typedef {import('../core/store.js').Row} Row */

const RING_EVERY_S = 6;
const store = createStore();
const bell = signal(false);
const failed = signal('');
const busy = signal('');

/** Who this page speaks as: signed-in staff, or the paired phone. */
async function whoAmI() {
  const facts = pageFacts();
  if (facts.event) return { event: facts.event, as: /** @type {'staff' | 'device'} */ (facts.as || 'staff') };
  const said = await call('GET', '/api/device', undefined, { as: 'device' });
  setZone(said.event.zone);
  return { event: String(said.event.id), as: /** @type {'device'} */ ('device') };
}

/** @param {{ event: string, as: 'staff' | 'device' }} me @param {string} path @param {Record<string, unknown>} body */
async function act(me, path, body) {
  busy.value = path;
  try {
    await command(`/api/events/${encodeURIComponent(me.event)}${path}`, body, { as: me.as });
  } catch (error) {
    toast(errorWords(error));
  }
  busy.value = '';
}

/** @param {string} kind @returns {Row[]} */
const open = (kind) => store.list('issue').filter((row) => row.kind === kind).sort((a, b) => (a.at < b.at ? 1 : -1));

/** @param {Row} row */
const person = (row) => [[row.facts.honorific, row.name].filter(Boolean).join(' '), row.facts.title, row.facts.unit || store.get('delegation', row.delegation)?.name].filter(Boolean).join(', ');

/** @param {{ me: any, row: Row }} props */
function CallCard({ me, row }) {
  const path = `/calls/${encodeURIComponent(row.facts.ref)}/answer`;
  const where = [row.facts.gate, row.facts.device, row.facts.operator].filter(Boolean).join(' · ');
  return html`<article class="call-one"><h2>${row.facts.words || t('extras.calls.without_words')}</h2>
    <p class="large">${where}</p>${row.guest && html`<p>${person(row)}${row.facts.seat ? ` · ${row.facts.seat}` : ''}</p>`}
    <p class="quiet"><span class="num">${timeHM(row.at)}</span> · ${ago(row.at, second.value * 1000)}</p>
    <button type="button" class="button main thumb wide" disabled=${busy.value === path} onClick=${() => act(me, path, {})}><${Icon} name="check" /> ${t('extras.calls.answer')}</button></article>`;
}

/** @param {{ me: any, row: Row }} props */
function WalkInCard({ me, row }) {
  const path = `/guests/${encodeURIComponent(row.guest)}/approve`;
  const decide = (/** @type {boolean} */ approve) => act(me, path, { approve });
  return html`<article class="call-one quiet-one"><h2>${[row.facts.honorific, row.name].filter(Boolean).join(' ')}</h2>
    <p>${[row.facts.title, row.facts.unit || store.get('delegation', row.delegation)?.name].filter(Boolean).join(', ')}</p><p class="quiet">${ago(row.at, second.value * 1000)}</p>
    <div class="buttons equal"><button type="button" class="button main thumb" disabled=${busy.value === path} onClick=${() => decide(true)}><${Icon} name="check" /> ${t('extras.calls.approve')}</button>
      <button type="button" class="button thumb" disabled=${busy.value === path} onClick=${() => decide(false)}><${Icon} name="x" /> ${t('extras.calls.refuse')}</button></div></article>`;
}

/** @param {{ me: any }} props */
function Calls({ me }) {
  const calls = open('call');
  const waiting = open('walk_in');
  return html`<p class="buttons"><button type="button" class=${`button ${bell.value ? '' : 'main'}`} aria-pressed=${bell.value} onClick=${() => { unlockSenses(); bell.value = true; sound('look'); }}><${Icon} name=${bell.value ? 'volume-2' : 'bell'} /> ${t(bell.value ? 'extras.calls.sound_on' : 'extras.calls.sound')}</button></p>
    <p class="hidden-text" role="alert">${calls.length ? `${t('extras.calls.title')}: ${calls[0].facts.words}` : ''}</p>
    ${calls.length ? html`<div class="call-list" data-calls=${calls.length}>${calls.map((row) => html`<${CallCard} key=${row.id} me=${me} row=${row} />`)}</div>` : html`<p class="large quiet">${t('extras.calls.none')}</p>`}
    ${waiting.length > 0 && html`<h2 class="list-head">${t('extras.calls.waiting')} <span class="num">${waiting.length}</span></h2>
      <div class="call-list">${waiting.map((row) => html`<${WalkInCard} key=${row.id} me=${me} row=${row} />`)}</div>`}`;
}

/** Rings at once, and again until somebody answers. */
function ring() {
  let heard = new Set();
  effect(() => {
    const now = open('call').map((row) => row.id);
    const fresh = now.some((id) => !heard.has(id));
    heard = new Set(now);
    if (fresh || (now.length && second.value % RING_EVERY_S === 0)) sound('live');
  });
}

async function main() {
  try {
    const me = await whoAmI();
    const feed = openFeed({ event: me.event, audience: 'board', as: me.as, store });
    await startPage({ state: feed.state });
    mount('calls', html`<${Calls} me=${me} />`);
    ring();
  } catch (error) {
    failed.value = error instanceof ApiError ? error.code : 'unknown';
    await startPage();
    mount('calls', html`<${Notice} kind="look" title=${t('extras.calls.unpaired')}><p class="buttons"><a class="button" href="/pair">${t('desk.pair')}</a></p><//>`);
  }
}

void main();
