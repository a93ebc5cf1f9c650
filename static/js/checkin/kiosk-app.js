// The kiosk's screens: a large frame, a greeting by name and seat, one sentence for everything else. Why somebody is not
// let in is between them and the desk: this screen is read by whoever stands behind. It goes back by itself.

import { newRef } from '../core/api.js';
import { html, Icon, linkWords, second, signal, t, useEffect, useRef } from '../core/ui.js';
import { card, closeCard } from './desk-scan.js';
import * as state from './desk-state.js';
import { fullName, unitOf } from './desk-words.js';

/** @typedef {import('./desk-app.js').Acts} Acts */

export const SHOWN_MS = 5_000;
/** Somebody was called, until then the button rests. */
const called = signal(0);
const CALL_RESTS_MS = 10_000;

/** Touch has no way out: the back gesture stays here, long presses open nothing. */
function stayHere() {
  history.pushState(null, '');
  addEventListener('popstate', () => history.pushState(null, ''));
  for (const name of ['contextmenu', 'dragstart', 'gesturestart']) addEventListener(name, (event) => event.preventDefault());
}

/** @param {{ acts: Acts }} props */
function Begin({ acts }) {
  const header = state.rosterHeader.value;
  const begin = () => {
    stayHere();
    void document.documentElement.requestFullscreen?.().catch(() => undefined);
    acts.start('');
  };
  return html`<main class="kiosk-start"><h1 class="stage-text">${t('kiosk.title')}</h1><p class="large">${t('kiosk.begin_about')}</p>
    <p class="quiet">${state.identity.value?.device.name ?? ''}</p>
    <button type="button" class="button main thumb" disabled=${!header} onClick=${begin}><${Icon} name="play" /> ${t(header ? 'kiosk.begin' : 'desk.start_wait')}</button></main>`;
}

/** @param {{ acts: Acts }} props */
function Frame({ acts }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => { place.current?.prepend(acts.video); }, []);
  const { camera } = state.scanner.value;
  const trouble = ['refused', 'absent', 'insecure', 'busy'].includes(camera);
  return html`<div class=${`camera ${trouble ? 'trouble' : camera}`} ref=${place} data-camera=${camera}>
    ${!trouble && html`<svg class="brackets" viewBox="0 0 100 100" aria-hidden="true"><path d="M2 22V2h20M78 2h20v20M98 78v20H78M22 98H2V78" /></svg>`}
    <p>${t(trouble ? 'kiosk.camera_off' : 'kiosk.lead')}</p></div>`;
}

/** @param {{ acts: Acts, shown: import('./types.js').Card }} props */
function Said({ acts, shown }) {
  useEffect(() => {
    const timer = setTimeout(closeCard, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [shown.ref]);
  const { row } = shown;
  if (shown.saving) return html`<section class="kiosk-said"><p class="name">${t('kiosk.wait')}</p></section>`;
  if (!shown.admit || !row) return html`<section class="kiosk-said look" data-ref=${shown.ref} data-said="desk"><${Icon} name="hand" /><h1 class="name">${t('kiosk.meet_desk')}</h1><p class="about">${t('kiosk.meet_desk_about')}</p></section>`;
  return html`<section class="kiosk-said" data-ref=${shown.ref} data-said="welcome"><p class="about">${t('kiosk.welcome')}</p><h1 class="name">${fullName(row)}</h1>
    <p class="about">${[row.title, unitOf(row, acts.store())].filter(Boolean).join(', ')}</p>
    ${row.seat ? html`<p class="about">${t('kiosk.seat')} <span class="seat-no">${row.seat}</span></p>` : html`<p class="about">${t('kiosk.go_in')}</p>`}</section>`;
}

/** @param {Acts} acts */
async function callDesk(acts) {
  called.value = Date.now();
  const facts = { type: 'call', guest: null, text: t('kiosk.call_words') };
  await acts.outbox().add((/** @type {number} */ n) => ({ ...facts, ref: newRef(), dev_seq: n, ...acts.scan().stamp() }), { rows: [] }).catch(() => { called.value = 0; });
}

/** @param {{ acts: Acts }} props */
function Foot({ acts }) {
  void state.outboxTick.value;
  const resting = second.value > 0 && Date.now() - called.value < CALL_RESTS_MS;
  const feed = acts.feed();
  return html`<footer class="kiosk-foot"><button type="button" class="button thumb wide" disabled=${resting} onClick=${() => callDesk(acts)}><${Icon} name="bell" /> ${t(resting ? 'kiosk.called' : 'kiosk.call')}</button>
    <p class="hidden-text" role="status">${resting ? `${t('kiosk.called')}. ${t('kiosk.called_about')}` : ''}</p>
    ${feed && html`<p class="link num">${state.identity.value?.device.name} · ${linkWords(feed.state.value, acts.outbox().pending, second.value * 1000)}</p>`}</footer>`;
}

/** @param {{ acts: Acts }} props */
function Work({ acts }) {
  const shown = card.value;
  const loud = shown && !shown.saving ? (shown.admit ? `${t('kiosk.welcome')} ${fullName(shown.row)}` : t('kiosk.meet_desk')) : '';
  return html`<main class="kiosk" data-view=${shown ? 'said' : 'ready'}><${Frame} acts=${acts} />
    ${shown && html`<${Said} acts=${acts} shown=${shown} />`}<${Foot} acts=${acts} />
    ${!shown && html`<h1 class="hidden-text">${t('kiosk.title')}</h1>`}<p class="hidden-text" role="alert">${loud}</p></main>`;
}

/** @param {{ title: string, children?: any }} props */
const Plain = ({ title, children }) => html`<main class="kiosk-start"><h1 class="head">${title}</h1>${children}</main>`;

/** @param {{ acts: Acts }} props */
export function KioskApp({ acts }) {
  switch (state.phase.value) {
    case 'work': return html`<${Work} acts=${acts} />`;
    case 'start': return html`<${Begin} acts=${acts} />`;
    case 'unpaired': return html`<${Plain} title=${t('desk.not_paired_name')}><p><a class="button main thumb" href="/pair">${t('desk.pair')}</a></p><//>`;
    case 'loading': return html`<${Plain} title=${t('core.loading')} />`;
    default: return html`<${Plain} title=${t('kiosk.paused')}><p class="large">${t('kiosk.meet_desk')}</p><p><button type="button" class="button thumb" onClick=${acts.retry}>${t('core.act.retry')}</button></p><//>`;
  }
}

