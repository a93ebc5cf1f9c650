/** One slot on the grid. */

import { memo } from '../core/memo.js';
import { html, Icon, t, timeHM } from '../core/ui.js';
import { mayMove } from './schedule-moves.js';
import { platformName, stateWords, times } from './schedule-words.js';

/** @typedef {import('./schedule-state.js').Schedule} Schedule */

/** `2/1`: two that stop it, one to look at. @param {string} marks */
export function readMarks(marks) {
  const [block = 0, warn = 0] = marks.split('/').map(Number);
  return { block, warn };
}

/** @param {string} state @param {{block: number, warn: number}} marks */
export const cardLook = (state, { block, warn }) => (state === 'live' ? 'live' : state === 'ended' || state === 'no_show' ? 'done' : block ? 'stopped' : warn ? 'warn' : state === 'draft' || state === 'requested' ? 'loose' : '');

/** Who and on which channel. @param {Schedule} sc @param {any} slot */
export function whoLine(sc, slot) {
  const channel = sc.channels.value.get(slot.channel);
  return [slot.host && sc.name('persons', slot.host), channel && platformName(channel.platform)].filter(Boolean).join(' · ') || t('schedule.nobody');
}

/** Lines of words that fit between the time and the state; their height is that of the style. @param {number} height px @param {{block: number, warn: number}} marks @param {number} of */
export function linesIn(height, { block, warn }, of) {
  const markLines = of > 1 ? Number(block > 0) + Number(warn > 0) : Number(block > 0 && warn > 0);
  return Math.max(1, Math.floor((height - FIXED_PX - markLines * MARK_PX) / LINE_PX));
}
const FIXED_PX = 58;
const MARK_PX = 21;
const LINE_PX = 18.2;

/** Three and more at once overlap like cards in a hand: a name needs its width. */
const CASCADE = 56;
/** @param {number} lane @param {number} of */
const sideOf = (lane, of) => (of > 2 ? (lane * (100 - CASCADE)) / (of - 1) : (lane / of) * 100);

export const Card = memo(({ sc, slot, as, top, height, lane, of, chosen, held, marks, alarm }) => {
  const counts = readMarks(marks);
  const place = `top:${top}px;height:${height - 3}px;left:calc(${sideOf(lane, of)}% + 2px);width:calc(${of > 2 ? CASCADE : 100 / of}% - 5px)`;
  const pinned = Object.keys(slot.pinned ?? {}).length > 0;
  const { icon, look, words } = stateWords(slot.state, alarm);
  return html`<button type="button" class=${`slot-card ${cardLook(slot.state, counts)} ${chosen ? 'chosen' : ''} ${held ? 'held' : ''} ${as === 'help' ? 'help' : ''} ${height < 60 ? 'low' : ''} ${of > 1 ? 'narrow' : ''} ${mayMove(slot) && sc.may.plan ? 'loose-hand' : ''}`} style=${place}
    data-slot=${slot.id} aria-pressed=${chosen}>
    <span class="slot-top"><b class="num">${of > 1 ? html`${timeHM(slot.starts)}<span class="hidden-text">–${timeHM(slot.ends)}</span>` : times(slot)}</b><${Marks} ...${counts} />${pinned && html`<${Icon} name="pin" />`}</span>
    <span class="slot-words" style=${`--lines:${linesIn(height, counts, of)}`}><b class="what">${sc.title(slot)}</b><span class="who">${whoLine(sc, slot)}${as === 'help' ? ` (${t('schedule.helps')})` : ''}</span></span>
    <span class="hidden-text">${sc.name('rooms', sc.room(slot))}</span><span class=${`pill ${look}`}><${Icon} name=${icon} /> ${words}</span>
    ${sc.may.plan && mayMove(slot) && as === 'own' && html`<span class="slot-edge" data-edge="1" aria-hidden="true"></span>`}</button>`;
});

/** @param {{block: number, warn: number}} props */
export function Marks({ block, warn }) {
  return html`${block > 0 && html`<span class="pill no"><${Icon} name="x" /> ${block}<span class="hidden-text"> ${t('schedule.word_block')}</span></span>`}${warn > 0 && html`<span class="pill look"><${Icon} name="triangle-alert" /> ${warn}<span class="hidden-text"> ${t('schedule.word_warn')}</span></span>`}`;
}
