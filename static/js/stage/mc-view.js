// The MC's screen itself: time, text, the other row, and one act at the lower edge.

import { html, Icon, Pill, second, signal, t, timeHMS, useLayoutEffect, useRef } from '../core/ui.js';
import { reading } from './mc-read.js';
import { peopleIn } from './names.js';
import { Spoken, Who } from './names-view.js';
import { cell, cueOf, digits, length, phaseLook, titleOf } from './words.js';

/** @typedef {import('./show.js').Show} Show */
/** @typedef {import('../core/store.js').Row} Row */
/** @typedef {import('./names.js').Known} Known */

/** A title of more letters leaves a phone no room for the words: it is written smaller there. */
const LONG_TITLE = 48;

/** The row whose words were read to the end. @type {import('../core/vendor.js').Signal<string | null>} */
const read = signal(null);

/** @param {{show: Show}} props */
function Time({ show }) {
  const { live: clock, until_start: until } = show.now.value;
  const live = show.clock.value?.live;
  const { held, paused } = show.standing.value;
  const { key, look, ...phase } = phaseLook(clock?.phase, paused);
  const icon = clock ? phase.icon : until === null ? 'check' : until >= 0 ? 'clock' : 'bell';
  const ms = clock ? clock.remaining : until;
  const word = clock ? t(`stage.mc.clock.${key}`) : t(until === null ? 'stage.mc.clock.ended' : until >= 0 ? 'stage.mc.clock.starts_in' : 'stage.mc.clock.late');
  const whole = clock ? Math.max(1, clock.finish - live.started) : 1;
  return html`<div class=${`mc-time ${look}`}><div class=${`countdown ${look}`}><p class="phase"><${Icon} name=${icon} /> <span>${word}</span></p>${ms !== null && html`<${Digits} ms=${ms} />`}
      <div class="mc-about">${held && html`<p><${Pill} state="look" icon="hand">${t('stage.call.held')}</${Pill}></p>`}
      ${clock && html`<p class="quiet">${t(clock.remaining < 0 ? 'stage.call.was_due' : 'stage.call.until')} <time>${timeHMS(clock.finish)}</time></p>`}</div></div>
    ${ms !== null && html`<progress class=${`progress ${look}`} value=${clock ? Math.min(whole, Math.max(0, whole - clock.remaining)) : 0} max=${whole} aria-label=${clock ? t('stage.call.progress', { done: length(whole - Math.max(0, clock.remaining)), whole: length(whole) }) : word}></progress>`}</div>`;
}

/** No sign: the word says which way it counts, and the digits keep their size. @param {{ms: number}} props */
function Digits({ ms }) {
  const parts = digits(ms).map((part) => part.replace('+', ''));
  const size = parts.length > 2 ? 'hours' : '';
  return html`<p class=${`digits ${size}`} role="timer" aria-live="off">${parts.map((part, place) => html`${place > 0 && html`<span class="colon">:</span>`}<span>${part}</span>`)}</p>`;
}

/** @param {{row: Row, known: Known | null}} props */
function Speech({ row, known }) {
  const script = cell(row, 'mc_script');
  if (!script) return html`<p class="quiet no-words">${t('stage.mc.no_words')}</p>`;
  return html`<${Spoken} text=${script} known=${known} /><${HowSaid} script=${script} known=${known} />
    ${cell(row, 'stage_note') && html`<p class="note quiet">${cell(row, 'stage_note')}</p>`}`;
}

/** Names that stand in the sentence have no room for how they are said: it stands below. @param {{script: string, known: Known | null}} props */
function HowSaid({ script, known }) {
  const hard = /\{\{\s*(ho_ten|name)\s*\}\}/.test(script) ? peopleIn(script, known).filter((one) => one.say) : [];
  if (!hard.length) return null;
  return html`<ul class="how-said" aria-label=${t('stage.names.say')}>${hard.map((one) => html`<li key=${one.id}><${Who} one=${one} /></li>`)}</ul>`;
}

/** An overdue row is expected now, every second anew: that is no news to read. @param {{show: Show, row: Row}} props */
function Expected({ show, row }) {
  const at = show.later().value?.rows[show.placeOf(row.id)]?.expected_start ?? null;
  return at !== null && at > (second.value + 2) * 1000 ? html` · <time>${timeHMS(at)}</time>` : null;
}

/** @param {{show: Show, row: Row, now: boolean, known: Known | null}} props */
function Reading({ show, row, now, known }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const scrolled = useRef(false);
  // Another row begins at its top. Asked of a page that nobody has scrolled, it would be laid out twice for a cue.
  useLayoutEffect(() => {
    if (scrolled.current) place.current?.scrollTo(0, 0);
    scrolled.current = false;
  }, [row.id]);
  return html`<div class="mc-read" ref=${place} onScroll=${() => { scrolled.current = true; }} data-row=${row.id} data-on=${now} tabindex="0" role="region" aria-label=${t('stage.mc.words')}><p class="tag">${now ? html`<${Icon} name="play" /> ${t('stage.mc.now')}` : html`<${Icon} name="hand" /> ${t('stage.mc.prepare')}`}
      ${cueOf(row) && html` · ${t('stage.cue')} <span class="num">${cueOf(row)}</span>`}${!now && html`<${Expected} show=${show} row=${row} />`}</p>
    <h2 class=${titleOf(row).length > LONG_TITLE ? 'long' : ''}>${titleOf(row)}</h2><${Speech} row=${row} known=${known} /></div>`;
}

/** Who comes next: by name as reception has them, with how it is said; else what the sheet says. @param {{row: Row, known: Known | null}} props */
function NextPerson({ row, known }) {
  const [first, ...more] = peopleIn(cell(row, 'mc_script'), known);
  if (!first) return cell(row, 'owner') ? html`<p class="next-person"><${Icon} name="users" /> ${cell(row, 'owner')}</p>` : null;
  return html`<p class="next-person named"><${Icon} name="users" /> <span><${Who} one=${first} />${more.length > 0 && html` <span class="quiet">${t('stage.names.more', { n: more.length })}</span>`}</span></p>`;
}

/** The row beside: what comes, or what is on while the MC prepares. @param {{show: Show, row: Row | null, now: boolean, known: Known | null}} props */
function Other({ show, row, now, known }) {
  if (!row) return html`<div class="mc-next"><p class="tag">${t('stage.mc.next')}</p><p class="next-name">${t('stage.mc.no_next')}</p></div>`;
  return html`<div class="mc-next"><p class="tag">${now ? t('stage.mc.next') : t('stage.mc.now')}${cueOf(row) && html` · ${t('stage.cue')} <span class="num">${cueOf(row)}</span>`}${now && html`<${Expected} show=${show} row=${row} />`}</p>
    <p class="next-name">${titleOf(row)}</p><${NextPerson} row=${row} known=${known} /></div>`;
}

/** @param {{show: Show, message: any, known: Known | null}} props */
export function Screen({ show, message, known }) {
  const live = show.live.value?.row ?? null;
  const coming = show.standby.value?.row ?? null;
  const { row, other, now } = reading(live, coming, coming ? show.after(coming.id)?.row ?? null : null, read.value);
  const swapped = live !== null && read.value === live.id && !now;
  return html`<main class="mc-work"><h1 class="hidden-text">${t('stage.mc.title')}</h1><${Time} show=${show} />${message}
      ${row ? html`<${Reading} show=${show} row=${row} now=${now} known=${known} />` : html`<div class="mc-read" tabindex="0" role="region" aria-label=${t('stage.mc.words')}><h2>${t('stage.mc.over')}</h2><p class="quiet no-words">${t('stage.mc.over_next')}</p></div>`}
      <${Other} show=${show} row=${other} now=${now || !live} known=${known} /></main>
    <footer class="act"><div class="buttons equal"><a class="button thumb" href="/intro"><${Icon} name="users" /> ${t('stage.mc.to_intro')}</a>
      ${swapped ? html`<button type="button" class="button thumb" onClick=${() => { read.value = null; }}><${Icon} name="skip-back" /> ${t('stage.mc.again')}</button>`
        : html`<button type="button" class="button main thumb" disabled=${!now || !coming} onClick=${() => { read.value = live?.id ?? null; }}>${t('stage.mc.done')}</button>`}</div></footer>`;
}
