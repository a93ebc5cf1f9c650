// @ts-check
// The tablet alone with visitors: code and demos on one screen, nothing to press but the language, the lead's code and the way out,
// which needs the staff's PIN. It goes back by itself 20 s after the last touch.

import { Hold, html, Icon, lang, linkWords, Notice, second, signal, t, useEffect } from '../core/ui.js';
import { setWords } from '../core/words.js';
import { CodePanel, Demos, QrCode, shown } from './space-parts.js';
import { CLEAR_MS, pinFits } from './space-rules.js';

/** @typedef {import('./space-keep.js').Space} Space */

/** '' the code, 'lead' the code of the form, 'leave' the PIN. */
const face = signal('');
const typed = signal('');
const wrong = signal(0);
/** Rises when the language changes: everything is drawn anew. */
export const wordsTurn = signal(0);
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'back', '0', 'ok'];
const WRONG_RESTS_MS = 10_000;
const WRONG_AT_ONCE = 5;
let home = 'vi';
let lastTouch = 0;

/** @param {string} next */
async function speak(next) {
  const answer = await fetch(`/i18n/${next}.json`, { credentials: 'same-origin' }).catch(() => null);
  if (!answer?.ok) return;
  setWords(await answer.json());
  document.documentElement.lang = next;
  wordsTurn.value += 1;
}

function clear() {
  face.value = '';
  typed.value = '';
  if (lang() !== home) void speak(home);
}

const fill = () => { if (!document.fullscreenElement) void document.documentElement.requestFullscreen?.().catch(() => undefined); };
/** The back gesture stays here. */
const stay = () => history.pushState(null, '');
const touched = () => { lastTouch = performance.now(); fill(); };

/** @param {Space} space */
export function enterKiosk(space) {
  home = lang();
  clear();
  fill();
  space.remember('kiosk', true);
}

/** @param {Space} space */
function leave(space) {
  clear();
  space.remember('kiosk', false);
  if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
}

/** @param {{space: Space}} props */
function Leave({ space }) {
  const pin = space.kept.store.get('space_settings', 'spaces')?.pin ?? null;
  const resting = wrong.value >= WRONG_AT_ONCE;
  const press = async (/** @type {string} */ key) => {
    if (key === 'back') return void (typed.value = typed.peek().slice(0, -1));
    if (key !== 'ok') return void (typed.value = (typed.peek() + key).slice(0, 8));
    const said = typed.peek();
    typed.value = '';
    if (await pinFits(pin, said)) { wrong.value = 0; return leave(space); }
    wrong.value += 1;
    if (wrong.peek() === WRONG_AT_ONCE) setTimeout(() => { wrong.value = 0; }, WRONG_RESTS_MS);
  };
  if (!pin) return html`<section class="kiosk-leave"><h2>${t('spaces.kiosk.leave')}</h2><p>${t('spaces.kiosk.no_pin')}</p><p class="buttons"><${Hold} onHold=${() => leave(space)}>${t('spaces.kiosk.hold')}</${Hold}><button type="button" class="button" onClick=${clear}>${t('core.act.back')}</button></p></section>`;
  return html`<section class="kiosk-leave" aria-labelledby="pin-head"><h2 id="pin-head">${t('spaces.kiosk.pin')}</h2><p class="pin-dots num" aria-live="polite" aria-label=${t('spaces.kiosk.typed', { n: typed.value.length })}>${'•'.repeat(typed.value.length) || '–'}</p>
    ${wrong.value > 0 && html`<${Notice} kind="live" alert title=${t(resting ? 'spaces.kiosk.rest' : 'spaces.kiosk.wrong')} />`}
    <div class="pin-keys">${KEYS.map((key) => html`<button type="button" key=${key} class=${`button ${key === 'ok' ? 'main' : ''}`} data-pin=${key} disabled=${resting || (key === 'ok' && typed.value.length < 4)} aria-label=${key === 'back' ? t('spaces.kiosk.key_back') : key === 'ok' ? t('spaces.kiosk.key_ok') : undefined} onClick=${() => press(key)}>${key === 'back' ? html`<${Icon} name="chevron-left" />` : key === 'ok' ? html`<${Icon} name="check" />` : key}</button>`)}</div>
    <p><button type="button" class="button" onClick=${clear}>${t('core.act.back')}</button></p></section>`;
}

/** @param {{space: Space}} props */
function Lead({ space }) {
  const now = shown.value;
  const { booth } = space.place.value;
  const exhibitor = booth?.exhibitor ? space.kept.store.get('space_exhibitor', booth.exhibitor) : null;
  return html`<section class="code-panel big"><h2>${t('spaces.kiosk.lead')}</h2>${now ? html`<${QrCode} text=${now.lead} label=${t('spaces.kiosk.lead')} />` : html`<p>${t('spaces.space.no_code.asking')}</p>`}<p>${t('spaces.kiosk.lead_about', { who: exhibitor?.name ?? booth?.name ?? '' })}</p>
    <p><button type="button" class="button thumb" onClick=${clear}>${t('core.act.back')}</button></p></section>`;
}

/** @param {{space: Space}} props */
export function Kiosk({ space }) {
  const { booth } = space.place.value;
  useEffect(() => {
    lastTouch = performance.now();
    stay();
    addEventListener('popstate', stay);
    for (const name of ['pointerdown', 'keydown']) addEventListener(name, touched);
    const timer = setInterval(() => { if (performance.now() - lastTouch >= CLEAR_MS && (face.peek() || typed.peek() || lang() !== home)) clear(); }, 500);
    return () => {
      clearInterval(timer);
      removeEventListener('popstate', stay);
      for (const name of ['pointerdown', 'keydown']) removeEventListener(name, touched);
    };
  }, []);
  const feed = space.kept.feed.value;
  return html`<div class="space-kiosk" data-face=${face.value || 'code'} onContextMenu=${(/** @type {Event} */ e) => e.preventDefault()}>
    <header class="kiosk-head"><h1>${booth?.name ?? ''}</h1>${booth?.shows && html`<p>${booth.shows}</p>`}
      <button type="button" class="button" id="kiosk-lang" lang=${lang() === 'vi' ? 'en' : 'vi'} onClick=${() => speak(lang() === 'vi' ? 'en' : 'vi')}><${Icon} name="languages" /> ${lang() === 'vi' ? 'English' : 'Tiếng Việt'}</button></header>
    <main>${face.value === 'leave' ? html`<${Leave} space=${space} />` : face.value === 'lead' ? html`<${Lead} space=${space} />` : html`<div class="kiosk-two"><${CodePanel} space=${space} big=${true} /><div><p class="large">${t('spaces.kiosk.how')}</p><${Demos} space=${space} kiosk=${true} /></div></div>`}</main>
    <footer class="kiosk-foot-bar">${!face.value && booth?.exhibitor && html`<button type="button" class="button thumb" id="kiosk-lead" onClick=${() => { face.value = 'lead'; }}><${Icon} name="pencil" /> ${t('spaces.kiosk.lead')}</button>`}
      <p class="quiet small">${feed ? linkWords(feed.state.value, space.pending.value, second.value * 1000) : ''}</p>
      ${face.value !== 'leave' && html`<button type="button" class="button plain" id="kiosk-leave" onClick=${() => { typed.value = ''; face.value = 'leave'; }}><${Icon} name="lock" /> ${t('spaces.kiosk.staff')}</button>`}</footer></div>`;
}
