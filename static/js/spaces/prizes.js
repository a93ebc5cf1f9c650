// @ts-check
// The prize desk: a card is scanned, the staff's stamp given, a gift handed out once. It always asks the server: a card counts once everywhere.

import { createScanner } from '../checkin/scanner.js';
import { ApiError, call, command } from '../core/api.js';
import { openPulse } from '../core/pulse.js';
import { html, loadWords, render, setZone, signal, Strip, t, Toasts } from '../core/ui.js';
import { tokenOf } from './prize-rules.js';
import { Page } from './prizes-view.js';

/** @typedef {import('./prizes-view.js').Look} Look */

const place = /** @type {HTMLElement} */ (document.getElementById('prizes'));
const video = document.createElement('video');
video.muted = true;
video.setAttribute('playsinline', '');
const pulse = openPulse();

/** Who this desk is. @type {import('../core/vendor.js').Signal<{event: string, name: string, as: 'staff' | 'device'} | null>} */
const desk = signal(null);
const stop = signal('');
const camera = signal('off');
/** @type {import('../core/vendor.js').Signal<Look | null>} */
const look = signal(null);
/** @type {import('../core/vendor.js').Signal<unknown>} */
const problem = signal(null);
const busy = signal(false);
/** What was just done: 'stamped' or 'used'. */
const done = signal('');
let token = '';

const path = (/** @type {string} */ rest) => `/api/events/${encodeURIComponent(desk.peek()?.event ?? '')}/spaces/${rest}`;
const as = () => ({ as: desk.peek()?.as });

/** @param {() => Promise<void>} work */
async function run(work) {
  if (busy.peek()) return;
  busy.value = true;
  problem.value = null;
  try {
    await work();
  } catch (error) {
    problem.value = error;
  } finally {
    busy.value = false;
  }
}

/** @param {string} text of a QR code or typed @returns {boolean} */
function shown(text) {
  const read = tokenOf(text, location.origin);
  if (!read) return false;
  token = read;
  done.value = '';
  void run(async () => {
    look.value = null;
    look.value = await call('POST', path('cards/look'), { token }, as());
    scanner.stop();
  });
  return true;
}

async function again() {
  look.value = await call('POST', path('cards/look'), { token }, as());
}

const acts = {
  typed(/** @type {string} */ text) { if (!shown(text)) problem.value = new ApiError({ code: 'not_a_card', message: t('spaces.prize.not_a_card'), answered: true }); },
  stamp: () => run(async () => { await command(path('cards/stamp'), { token }, as()); done.value = 'stamped'; await again(); }),
  use: (/** @type {string} */ gift) => run(async () => {
    try {
      await command(path('cards/use'), { token, gift }, as());
      done.value = 'used';
    } finally {
      await again().catch(() => undefined); // refused or not: what is true now stands on the screen
    }
  }),
  claim: (/** @type {string} */ draw, /** @type {{name: string, phone: string}} */ who) => run(async () => {
    await command(path(`draws/${encodeURIComponent(draw)}/claim`), { token, ...who, agree: true, lang: 'vi' }, as());
    done.value = 'claimed';
    await again();
  }),
  next() { look.value = null; problem.value = null; done.value = ''; token = ''; void scanner.start(); },
  camera: () => scanner.start(),
};

const scanner = createScanner(video, { onText: (text) => { if (!look.peek() && !busy.peek()) shown(text); }, onState: (state) => { camera.value = state.camera; }, busy: () => look.peek() !== null });

/** A tablet, or somebody of the office who came from the page of the spaces. */
async function who() {
  const event = location.hash.slice(1);
  try {
    if (event) {
      const me = await call('GET', '/api/me', undefined, { as: 'staff' });
      const mine = me.events.find((/** @type {any} */ one) => one.id === event);
      if (mine) return { event, name: mine.short || mine.name, as: /** @type {const} */ ('staff'), zone: mine.zone };
    }
    const told = await call('GET', '/api/device', undefined, { as: 'device' });
    return { event: told.event.id, name: told.device.name, as: /** @type {const} */ ('device'), zone: told.event.zone };
  } catch (error) {
    stop.value = error instanceof ApiError && error.answered ? 'unpaired' : 'offline';
    return null;
  }
}

function App() {
  return html`<div class="screen"><header class="stage-head"><${Strip} who=${`${t('spaces.prize.title')}${desk.value ? ` · ${desk.value.name}` : ''}`} state=${pulse.state} /></header>
    <${Page} stop=${stop.value} desk=${desk.value} look=${look.value} problem=${problem.value} busy=${busy.value} done=${done.value} camera=${camera.value} video=${video} acts=${acts} link=${pulse.state.value.link} /></div>`;
}

async function main() {
  await loadWords();
  document.title = t('spaces.prize.title');
  render(html`<${App} />`, place);
  render(html`<${Toasts} />`, /** @type {HTMLElement} */ (document.getElementById('toasts')));
  const found = await who();
  if (!found) return;
  setZone(found.zone);
  desk.value = found;
  void scanner.start();
}

void main();
addEventListener('online', () => { if (stop.peek() === 'offline') location.reload(); });
