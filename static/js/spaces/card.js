// @ts-check
// The stamp card of a visitor: the address that a booth's QR opens. Nothing about a person; it works without a network after the first visit.

import { openCard } from './card-keep.js';
import { codeOf, keyOf, readAddress } from './card-rules.js';
import { Page } from './card-view.js';
import { failureWords, html, render, startLang, t } from './small.js';

const place = /** @type {HTMLElement} */ (document.getElementById('card'));
/** @type {import('./card-view.js').Ui} */
const ui = { scanning: '', lead: false, typing: false, wrong: '', forgetting: false, rescue: '', large: false, badge: '', badgeAsked: false, last: null, key: '' };
let ready = false;
const again = () => { if (ready) { document.title = t('spaces.card.title'); render(html`<${Page} own=${ours} ui=${ui} again=${again} acts=${acts} />`, place); } };
const ours = openCard(again);
/** @type {Awaited<ReturnType<typeof import('./card-scan.js').openCamera>> | null} */
let camera = null;

/** What a picture, or the page's own address, asks for. @param {string} text @param {boolean} [own] the form of a lead was asked for and could not be fetched @returns {boolean} whether it was ours */
function take(text, own = false) {
  const read = readAddress(text, location.origin);
  if (read.kind === 'none') return false;
  if (read.kind === 'lead' && !own) location.assign(text);
  if (read.kind === 'lead' && own) ui.lead = true;
  if (read.kind === 'card') offer(read.token);
  if (read.kind === 'booth') Object.assign(ui, { key: read.booth, typing: true });
  if (read.kind === 'stamp') {
    ui.last = { booth: read.booth, code: read.code };
    ours.scan(read.booth, read.code);
  }
  return true;
}

/** A card from another browser: taken at once where there is none here. @param {string} token */
function offer(token) {
  if (token === ours.kept.token) return;
  if (ours.kept.card?.stamps.length || ours.kept.queue.length) ui.rescue = token;
  else void ours.refresh(token);
}

async function stopCamera() {
  camera?.close();
  camera = null;
  ui.scanning = '';
  again();
}

async function startCamera() {
  ui.scanning = 'loading';
  again();
  const { openCamera } = await import('./card-scan.js');
  camera = openCamera(/** @type {HTMLElement} */ (document.getElementById('camera')), {
    onText: (text) => { if (take(text)) void stopCamera(); },
    onState: (state) => { if (camera) { ui.scanning = state; again(); } },
  });
  again();
}

const acts = {
  scan: () => (ui.scanning ? stopCamera() : startCamera().catch(() => { ui.scanning = 'absent'; again(); })),
  larger() { ui.large = !ui.large; again(); },
  async adopt(/** @type {string} */ token) { await ours.refresh(token); ui.rescue = ''; again(); },
  keepOwn() { ui.rescue = ''; again(); },
  forgetAsk() { ui.forgetting = true; again(); },
  forgetNo() { ui.forgetting = false; again(); },
  forget() { ui.forgetting = false; ours.forget(); },
  typed(/** @type {SubmitEvent} */ event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const told = new FormData(form);
    const booth = told.has('booth') ? keyOf(String(told.get('booth'))) : ui.key;
    const code = codeOf(String(told.get('code')));
    ui.wrong = booth ? (code ? '' : 'code') : 'key';
    if (booth && code) {
      ui.last = { booth, code };
      form.reset();
      ours.scan(booth, code);
      scrollTo({ top: 0 });
    }
    again();
  },
  async badge(/** @type {SubmitEvent} */ event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    ui.badge = ui.last ? '' : t('spaces.card.badge_scan_first');
    if (ui.last) {
      try {
        await ours.useBadge(ui.last.booth, ui.last.code, String(new FormData(form).get('badge')));
        ui.badgeAsked = false;
      } catch (error) {
        ui.badge = failureWords(/** @type {any} */ (error), 'card');
      }
    }
    again();
  },
};

/** Other addresses of the same page, e.g. a code read by the phone's own camera while the card is open. */
function readOwnAddress() {
  const asked = location.href;
  if (readAddress(asked, location.origin).kind !== 'none') history.replaceState(null, '', '/k/'); // a reload must not stamp again, and the token must not stay in the address
  take(asked, true);
  again();
}

startLang();
ready = true;
readOwnAddress();
again();
ours.start();
addEventListener('hashchange', readOwnAddress);
if ('serviceWorker' in navigator) void navigator.serviceWorker.register('/k/sw.js', { scope: '/k/', updateViaCache: 'none' }).catch(() => undefined);
