// The prompter: the MC's words in very large type that roll past a reading line, the next row's behind them; over a glass
// they stand mirrored. Whoever asked for less motion turns pages instead.

import { clock } from '../core/clock.js';
import { html, Icon, Pill, signal, t, useEffect, useLayoutEffect, useRef } from '../core/ui.js';
import { Spoken } from './names-view.js';
import { PAGE_WORDS, placeAt } from './prompter-pace.js';
import { Digits, reading, Said } from './timer-view.js';
import { cell, cueOf, titleOf } from './words.js';

/** @typedef {import('./show.js').Show} Show */
/** @typedef {import('./prompter-hand.js').Steering} Steering */
/** @typedef {import('../core/store.js').Row} Row */
/** @typedef {{size: number, mirror: boolean, line: boolean, bare: boolean}} Choice */

const MEMORY = 'ops.prompter';
const SIZES = 6;
/** @type {Choice} */
const FIRST = { size: 3, mirror: false, line: true, bare: false };
/** @type {import('../core/vendor.js').Signal<Choice>} */
export const choice = signal({ ...FIRST, ...remembered() });
/** Less motion was asked for: no rolling, whole pages. */
export const pages = signal(matchMedia('(prefers-reduced-motion: reduce)').matches);
matchMedia('(prefers-reduced-motion: reduce)').addEventListener('change', (asked) => { pages.value = asked.matches; });
/** Where on the screen one reads, from the top; how fast a jump is caught up with. */
const READ_AT = 0.36;
const CATCH_UP = 0.18;

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(MEMORY) ?? '{}');
  } catch {
    return {};
  }
}

/** @param {Partial<Choice>} change */
function choose(change) {
  choice.value = { ...choice.peek(), ...change };
  try { localStorage.setItem(MEMORY, JSON.stringify(choice.peek())); } catch { /* refused storage: until it is reloaded */ }
}

/** Start and stop; where pages are turned, the next page. @param {Steering} steering */
const onward = (steering) => steering.does(pages.peek() ? 'page_on' : 'toggle');

/** @param {{row: Row, known: import('./names.js').Known | null, tag: string, icon: string, main: boolean}} props */
const Words = ({ row, known, tag, icon, main }) => html`<section class=${`pr-part ${main ? 'main' : ''}`} data-row=${row.id}><p class="tag"><${Icon} name=${icon} /> ${tag}${cueOf(row) && html` · ${t('stage.cue')} <span class="num">${cueOf(row)}</span>`}</p>
  <h2>${titleOf(row)}</h2><div class="pr-words">${cell(row, 'mc_script') ? html`<${Spoken} text=${cell(row, 'mc_script')} known=${known} />` : html`<p class="pr-none">${t('stage.mc.no_words')}</p>`}</div></section>`;

/** The live row, what stands by, and one more: what is read, and what one sees coming. @param {Show} show */
function partsOf(show) {
  const live = show.live.value?.row ?? null;
  const coming = show.standby.value?.row ?? null;
  const then = coming ? show.after(coming.id)?.row ?? null : null;
  return [live && { row: live, tag: t('stage.mc.now'), icon: 'play' }, coming && { row: coming, tag: t(live ? 'stage.mc.next' : 'stage.mc.prepare'), icon: 'hand' },
    then && { row: then, tag: t('stage.call.then'), icon: 'chevron-right' }].filter((one) => one !== null);
}

/** How far the text is moved up so that a place stands at the reading line. @param {HTMLElement} words @param {HTMLElement} roll @param {number} share 0..1 */
function topOf(words, roll, share) {
  const line = parseFloat(getComputedStyle(words).lineHeight) || 0;
  return words.offsetTop - roll.offsetTop + Math.max(0, words.offsetHeight - line) * share;
}

/** @param {{show: Show, steering: Steering, known: import('./names.js').Known | null, small: boolean}} props */
function Roll({ show, steering, known, small }) {
  const frame = useRef(/** @type {HTMLElement | null} */ (null));
  const roll = useRef(/** @type {HTMLElement | null} */ (null));
  const parts = partsOf(show);
  const main = steering.main.value?.id ?? '';

  useLayoutEffect(() => {
    const words = roll.current?.querySelector('.main .pr-words');
    if (words instanceof HTMLElement && main) steering.count(main, (words.textContent ?? '').split(/\s+/).filter(Boolean).length);
  });

  useEffect(() => {
    let asked = 0;
    let shown = NaN;
    let row = '';
    let still = '';
    const draw = () => {
      asked = requestAnimationFrame(draw);
      const [box, text] = [frame.current, roll.current];
      const words = text?.querySelector('.main .pr-words');
      if (!box || !text || !(words instanceof HTMLElement)) return;
      const hand = steering.hand.peek();
      const looks = `${hand.row} ${hand.place} ${hand.at} ${pages.peek()} ${box.clientHeight} ${text.offsetHeight} ${words.offsetTop}`;
      if (!hand.running && looks === still) return;
      const total = Math.max(1, steering.text.peek().words);
      const place = placeAt(hand, clock.now(), total);
      const whole = pages.peek() ? Math.floor(place / PAGE_WORDS) * PAGE_WORDS : place;
      const wanted = topOf(words, text, Math.min(1, whole / total)) - box.clientHeight * READ_AT;
      const jumps = row !== hand.row || pages.peek() || Number.isNaN(shown);
      const next = jumps ? wanted : shown + (wanted - shown) * CATCH_UP;
      row = hand.row;
      still = !hand.running && (jumps || Math.abs(wanted - next) < 0.05) ? looks : '';
      if (Math.abs(next - shown) < 0.05) return;
      shown = next;
      text.style.transform = `translateY(${(-next).toFixed(2)}px)`;
    };
    draw();
    return () => cancelAnimationFrame(asked);
  }, []);

  return html`<div class=${`pr-frame s${small ? 1 : choice.value.size} ${choice.value.mirror && !small ? 'mirror' : ''}`} ref=${frame} onClick=${() => { if (choice.value.bare) choose({ bare: false }); else onward(steering); }}>
    ${choice.value.line && parts.length > 0 && html`<div class="pr-line" aria-hidden="true"></div>`}<div class="pr-roll" ref=${roll}>${parts.map((one) => html`<${Words} key=${one.row.id} ...${one} known=${known} main=${one.row.id === main} />`)}
      ${!parts.length && html`<section class="pr-part main"><h2>${t('stage.mc.over')}</h2></section>`}</div></div>`;
}

/** @param {{show: Show, steering: Steering}} props */
function Band({ show, steering }) {
  const { ms, word, icon, look } = reading(show);
  const hand = steering.hand.value;
  return html`<div class=${`pr-band ${look}`}><p class="phase"><${Icon} name=${icon} /> <span>${word}</span></p><${Digits} ms=${ms} />
    <p class="pr-pace"><${Icon} name=${hand.running ? 'play' : 'pause'} /> ${t(hand.running ? 'stage.prompter.rolls' : 'stage.prompter.stands')} · <span class="num">${t('stage.prompter.wpm', { n: hand.wpm })}</span></p>
    ${show.clock.value?.held && html`<p><${Pill} state="look" icon="hand">${t('stage.call.held')}</${Pill}></p>`}</div>`;
}

/** @param {{steering: Steering, big: boolean}} props */
function Controls({ steering, big }) {
  const { running } = steering.hand.value;
  const act = (/** @type {import('./prompter-pace.js').Act} */ what, /** @type {string} */ icon) => html`<button type="button" class=${`button ${big ? 'thumb' : ''}`} data-act=${what} onClick=${() => steering.does(what)}><${Icon} name=${icon} /> <span>${t(`stage.prompter.act.${what}`)}</span></button>`;
  return html`<div class=${`pr-acts ${big ? 'big' : ''}`} role="group" aria-label=${t('stage.prompter.steer')}>${act('page_back', 'skip-back')}${act('back', 'chevron-up')}
    <button type="button" class="button main thumb" data-act="toggle" aria-pressed=${running} onClick=${() => onward(steering)}><${Icon} name=${running ? 'pause' : 'play'} /> <span>${t(pages.value ? 'stage.prompter.act.page_on' : running ? 'stage.prompter.act.stop' : 'stage.prompter.act.start')}</span></button>
    ${act('slower', 'minus')}${act('faster', 'plus')}</div>`;
}

/** @param {{steering: Steering}} props */
function Settings({ steering }) {
  const { size, mirror, line } = choice.value;
  const tick = (/** @type {string} */ key, /** @type {boolean} */ on, /** @type {(on: boolean) => void} */ change) => html`<label class="tick"><input type="checkbox" checked=${on} onChange=${(/** @type {any} */ e) => change(e.currentTarget.checked)} /> <span>${t(`stage.prompter.${key}`)}</span></label>`;
  return html`<details class="more pr-settings"><summary>${t('stage.prompter.settings')}</summary>
    <p class="buttons"><button type="button" class="button" disabled=${size <= 1} onClick=${() => choose({ size: size - 1 })}><${Icon} name="minus" /> ${t('stage.prompter.smaller')}</button><button type="button" class="button" disabled=${size >= SIZES} onClick=${() => choose({ size: size + 1 })}><${Icon} name="plus" /> ${t('stage.prompter.larger')}</button>
      <button type="button" class="button" onClick=${() => choose({ bare: true })}><${Icon} name="eye" /> ${t('stage.prompter.bare')}</button>${steering.steers() && html`<a class="button" href="/prompter?remote=1"><${Icon} name="smartphone" /> ${t('stage.prompter.remote')}</a>`}</p>
    ${tick('mirror', mirror, (on) => choose({ mirror: on }))}${tick('line', line, (on) => choose({ line: on }))}<p class="quiet">${t('stage.prompter.keys')}</p></details>`;
}

/** @param {{show: Show, steering: Steering, known: import('./names.js').Known | null, device: {id: string, role: string} | undefined, remote: boolean}} props */
export function Screen({ show, steering, known, device, remote }) {
  const bare = choice.value.bare && !remote;
  return html`<main class=${`pr-work ${remote ? 'remote' : ''} ${bare ? 'bare' : ''}`}><h1 class="hidden-text">${t(remote ? 'stage.prompter.remote' : 'stage.prompter.title')}</h1>
    <${Band} show=${show} steering=${steering} /><${Said} show=${show} device=${device} /><${Roll} show=${show} steering=${steering} known=${known} small=${remote} />
    ${!bare && html`<footer class="pr-foot"><${Controls} steering=${steering} big=${remote} />${remote ? html`<p class="buttons"><a class="button plain" href="/prompter">${t('stage.prompter.no_remote')}</a>${!steering.steers() && html`<span>${t('stage.prompter.cannot')}</span>`}</p>` : html`<${Settings} steering=${steering} />`}</footer>`}</main>`;
}
