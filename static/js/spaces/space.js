// @ts-check
// The tablet of a booth: its code turns each half minute, also when the network has been gone for hours.

import { stayReady } from '../checkin/desk-shell.js';
import { effect, html, loadWords, render, second, Toasts } from '../core/ui.js';
import { App } from './space-app.js';
import { openSpace } from './space-keep.js';
import { shown, turnCode } from './space-parts.js';

const space = openSpace();

async function main() {
  const opening = space.open();
  await loadWords();
  render(html`<${App} space=${space} />`, /** @type {HTMLElement} */ (document.getElementById('space')));
  render(html`<${Toasts} />`, /** @type {HTMLElement} */ (document.getElementById('toasts')));
  effect(() => { void second.value; void space.codes.value; void turnCode(space); });
  try {
    await opening;
  } finally {
    stayReady();
  }
}

void main();

// For measurements from outside (bench, end-to-end tests): only in a browser that is driven by a program.
if (navigator.webdriver) {
  Object.defineProperty(globalThis, 'opsSpace', { value: {
    get pending() { return space.pending.peek(); }, get waiting() { return space.waiting.peek().length; }, get position() { return space.kept.store.position; },
    get code() { return shown.peek(); }, get codes() { return space.codes.peek(); },
  } });
}
