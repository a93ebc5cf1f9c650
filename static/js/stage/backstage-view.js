// The green room's screen, to be read from five metres: now, next, then, who has to be ready, and by pages what comes.

import { html, Icon, Pill, second, t, timeHM, timeHMS, useEffect, useState } from '../core/ui.js';
import { pageOf, preparing } from './backstage-rules.js';
import { messagesFor } from './mc-read.js';
import { Digits, Offset, reading, Said } from './timer-view.js';
import { cell, cueOf, titleOf } from './words.js';

/** @typedef {import('./show.js').Show} Show */
/** @typedef {import('./show.js').Line} Line */

const TALL_PX = 1000;
/** A minute's worth of pages: what is hours away need not be waited for. */
const PAGES = 5;

/** How many rows a page may have: a list that is cut off says nothing. */
function usePageSize() {
  const [size, setSize] = useState(rowsThatFit());
  useEffect(() => {
    const look = () => setSize(rowsThatFit());
    addEventListener('resize', look);
    return () => removeEventListener('resize', look);
  }, []);
  return size;
}
const rowsThatFit = () => (innerHeight >= TALL_PX ? 6 : 4);

/** @param {Show} show @param {string} id */
const expectedOf = (show, id) => show.state.value?.rows.find((one) => one.id === id)?.expected_start ?? null;

/** @param {{line: Line}} props */
const Owner = ({ line }) => (cell(line.row, 'owner') ? html`<p class="owner-line"><${Icon} name="users" /> ${cell(line.row, 'owner')}</p>` : null);

/** @param {{tag: string, icon: string, line: Line | null, none: string, at: number | null, kind: string}} props */
const Card = ({ tag, icon, line, none, at, kind }) => html`<section class=${`back-card ${kind}`}><div>${line && html`<p class="tag"><${Icon} name=${icon} /> <span>${tag}${cueOf(line.row) && html` · ${t('stage.cue')} <span class="num">${cueOf(line.row)}</span>`}</span>
    ${at !== null && html`<time class="back-at">${timeHM(at)}</time>`}</p>`}<h2>${line ? titleOf(line.row) : none}</h2></div>${line && html`<${Owner} line=${line} />`}</section>`;

/** @param {{show: Show}} props */
function Now({ show }) {
  const { ms, word, icon, look } = reading(show);
  const clock = show.state.value?.live;
  return html`<div class=${`back-now ${look}`}><${Card} kind="on" tag=${t('stage.mc.now')} icon="play" line=${show.live.value} none=${t(show.standby.value ? 'stage.call.not_on' : 'stage.call.over')} at=${null} />
    ${(show.live.value || show.standby.value) && html`<div class="back-count"><p class="phase"><${Icon} name=${icon} /> <span>${word}</span></p><${Digits} ms=${ms} />${clock && html`<p>${t(clock.remaining < 0 ? 'stage.call.was_due' : 'stage.call.until')} <time>${timeHM(clock.finish)}</time></p>`}</div>`}</div>`;
}

/** @param {number | null} at @param {number} now */
function soonWords(at, now) {
  if (at === null) return t('stage.crew.at_the_call');
  const minutes = Math.ceil((at - now) / 60_000);
  if (minutes <= 0) return t('stage.backstage.at_once');
  return minutes < 60 ? t('stage.backstage.in', { span: String(minutes) }) : timeHM(at);
}

/** Who is to be at the side of the stage, and how soon. @param {{show: Show}} props */
function Ready({ show }) {
  const now = second.value * 1000;
  const who = preparing(show.lines.value, show.state.value);
  if (!who.length) return null;
  return html`<section class="back-ready" aria-label=${t('stage.backstage.prepare')}><h2 class="tag"><${Icon} name="bell" /> ${t('stage.backstage.prepare')}</h2>
    <ol>${who.map(({ row, owner, at }) => html`<li key=${row}><b>${owner}</b> <span class="num">${soonWords(at, now)}</span></li>`)}</ol></section>`;
}

/** Words from the caller take the room of a row. @param {{show: Show, said: boolean}} props */
function Coming({ show, said }) {
  const size = usePageSize() - (said ? 1 : 0);
  const after = show.standby.value?.row.id ?? show.live.value?.row.id ?? null;
  const lines = show.lines.value;
  if (!after) return null; // the show is over: what was is not what comes
  const rest = lines.slice(lines.findIndex((one) => one.row.id === after) + 1).filter((one) => one.fact.plays).slice(0, size * PAGES);
  const { rows, page, pages } = pageOf(rest, size, second.value);
  if (!rest.length) return null;
  return html`<section class="back-list" aria-label=${t('stage.backstage.coming')}><h2 class="tag">${t('stage.backstage.coming')}${pages > 1 && html`<span class="num">${t('stage.backstage.page', { n: page + 1, of: pages })}</span>`}</h2>
    <ol>${rows.map(({ row, fact }) => html`<li key=${row.id}><time>${timeHM(expectedOf(show, row.id) ?? fact.start)}</time><span>${titleOf(row)}</span></li>`)}</ol></section>`;
}

/** @param {{show: Show, device: {id: string, role: string} | undefined}} props */
export function Screen({ show, device }) {
  const standby = show.standby.value;
  const then = standby ? show.after(standby.row.id) : null;
  const at = (/** @type {Line | null} */ line) => (line ? expectedOf(show, line.row.id) : null);
  return html`<main class="back-work"><h1 class="hidden-text">${t('stage.backstage.title')}</h1>
    <div class="back-head"><p class="back-clock"><time>${timeHMS(second.value * 1000)}</time></p><${Offset} show=${show} />${show.clock.value?.held && html`<p><${Pill} state="look" icon="hand">${t('stage.call.held')}</${Pill}></p>`}</div>
    <${Said} show=${show} device=${device} /><div class="back-body"><div class="back-main"><${Now} show=${show} />
        ${(show.live.value || standby) && html`<${Card} kind="next" tag=${t('stage.mc.next')} icon="hand" line=${standby} none=${t('stage.mc.no_next')} at=${at(standby)} />`}
        ${then && html`<${Card} kind="then" tag=${t('stage.call.then')} icon="chevron-right" line=${then} none="" at=${at(then)} />`}</div>
      <div class="back-side"><${Ready} show=${show} /><${Coming} show=${show} said=${Boolean(device && messagesFor(show.store.list('message'), device)[0])} /></div></div></main>`;
}
