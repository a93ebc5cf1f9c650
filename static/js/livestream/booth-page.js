// The page of the booth operator's phone: opened after the shift is paired, it shows the own slot and one button; it works without a network.

import { stayReady } from '../checkin/desk-shell.js';
import { effect, html, loadWords, render, Toasts } from '../core/ui.js';
import { App } from './booth-app.js';
import { createDeeds } from './booth-deeds.js';
import { openBooth } from './booth-keep.js';
import { isDrawn, keepPicture } from './booth-picture.js';

const WAIT_AT_MOST_MS = 2500;
const booth = openBooth();
const deeds = createDeeds(booth);

/** The first picture stays until the page has something better than "loading". @param {HTMLElement} place */
function drawn(place) {
  if (!isDrawn(place)) return Promise.resolve();
  return new Promise((done) => {
    setTimeout(done, WAIT_AT_MOST_MS);
    effect(() => { if (!['asking'].includes(booth.kept.phase.value) && (booth.kept.phase.value !== 'ready' || booth.ready.value)) done(undefined); });
  });
}

async function main() {
  const place = /** @type {HTMLElement} */ (document.getElementById('booth'));
  const opening = booth.open();
  await loadWords();
  await drawn(place);
  place.replaceChildren();
  render(html`<${App} booth=${booth} deeds=${deeds} />`, place);
  keepPicture(booth);
  render(html`<${Toasts} />`, /** @type {HTMLElement} */ (document.getElementById('toasts')));
  try {
    await opening;
  } finally {
    stayReady();
  }
}

void main();

// For measurements from outside (bench, end-to-end tests): only in a browser that is driven by a program.
if (navigator.webdriver) {
  Object.defineProperty(globalThis, 'opsBooth', { value: {
    get pending() { return booth.pending.peek(); }, get position() { return booth.kept.store.position; }, get slots() { return booth.slots.peek(); },
    get waiting() { return booth.waiting.peek().length; },
  } });
}
