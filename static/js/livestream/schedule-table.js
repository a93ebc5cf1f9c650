/** The grid of a day: time downwards, one column for each room, person or channel. Only what is near the screen is drawn. */

import { clock } from '../core/clock.js';
import { memo } from '../core/memo.js';
import { html, Icon, second, signal, t, timeHM, useEffect, useLayoutEffect, useRef } from '../core/ui.js';
import { Card } from './schedule-card.js';
import { pointers } from './schedule-drag.js';
import { COLUMN_PX, AXIS_PX, heightOf, isNear, lanesOf, matters, nearColumns, onDay, placeOf, PX_PER_MINUTE, ticksOf } from './schedule-layout.js';
import { reveal } from './schedule-reveal.js';
import { shadesOf } from './schedule-shades.js';
import { orElse, platformName, times } from './schedule-words.js';

/** @typedef {import('./schedule-state.js').Schedule} Schedule @typedef {import('./schedule-acts.js').Acts} Acts @typedef {import('./schedule-grid.js').Column} ColumnRow */

/** A name of so many letters takes more lines than the head of a column has. */
const ONE_HEAD = 40;
/** What of the grid is on the screen. */
const eye = signal({ top: 0, left: 0, width: 1366, height: 700 });

/** @param {HTMLElement} place */
function look(place) {
  const { scrollTop: top, scrollLeft: left, clientWidth: width, clientHeight: height } = place;
  const was = eye.peek();
  const near = (/** @type {number} */ a, /** @type {number} */ b) => Math.abs(a - b) < 200;
  if (near(was.top, top) && near(was.left, left) && was.width === width && was.height === height) return;
  eye.value = { top, left, width, height };
}

/** @param {{sc: Schedule, acts: Acts}} props */
export function Grid({ sc, acts }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const columns = sc.columns.value;
  const bounds = sc.bounds.value;
  const { first, last } = nearColumns(columns.length, eye.value);
  useLayoutEffect(() => { if (place.current) look(place.current); });
  const aimed = useRef(-1);
  useEffect(() => { if (place.current) aimed.current = toFirst(place.current, sc); }, [sc.day.value, sc.view.value]);
  // A device with a wrong clock learns the hour a moment after it was drawn; a hand that scrolled meanwhile is left alone.
  useEffect(() => { if (place.current && place.current.scrollTop === aimed.current && !sc.chosen.peek()) aimed.current = toFirst(place.current, sc); }, [sc.told.value]);
  useEffect(() => { if (sc.chosen.value) reveal(sc, sc.chosen.value); }, [sc.chosen.value, sc.day.value, sc.view.value]);
  const tall = columns.some(({ name }) => name.length > ONE_HEAD);
  const width = AXIS_PX + columns.length * COLUMN_PX;
  return html`<div class="plan-place" ref=${place} role="region" aria-label=${t('schedule.grid')} onScroll=${(/** @type {any} */ e) => look(e.currentTarget)} ...${pointers(sc, acts)}>
    <div class="plan-sheet" style=${`width:${width}px;--quarter:${15 * PX_PER_MINUTE}px;--column:${COLUMN_PX}px;--axis:${AXIS_PX}px`}>
      <div class=${`plan-heads ${tall ? 'tall' : ''}`}><p class="corner">${t('schedule.time')}</p>
        ${columns.slice(first, last).map((one, n) => html`<${Head} key=${one.id} sc=${sc} one=${one} at=${first + n} />`)}</div>
      <div class="plan-body" style=${`height:${heightOf(bounds)}px`}><div class="plan-axis"><${Axis} bounds=${bounds} /><${NowMark} sc=${sc} bounds=${bounds} /></div>
        <div class="plan-columns">${columns.slice(first, last).map((one, n) => html`<${Column} key=${`${sc.view.value}/${one.id}`} sc=${sc} one=${one} at=${first + n} />`)}
          <${Now} sc=${sc} bounds=${bounds} /></div></div>
    </div></div>`;
}

/** Bring what matters of the day into sight; answers where that is. @param {HTMLElement} place @param {Schedule} sc */
function toFirst(place, sc) {
  const bounds = sc.bounds.peek();
  const at = matters(sc.ofDay.peek(), clock.now(), bounds);
  place.scrollLeft = 0;
  place.scrollTop = Math.max(0, placeOf({ starts: at, ends: at }, bounds).top - 60);
  return place.scrollTop;
}

/** @param {{sc: Schedule, one: ColumnRow, at: number}} props */
function Head({ sc, one, at }) {
  const n = (sc.placed.value.get(one.id) ?? []).length;
  const about = sc.view.value === 'channel' ? platformName(one.about) : sc.view.value === 'room' && one.about ? orElse(`schedule.kind.${one.about}`, '') : '';
  return html`<div class="plan-head" style=${`left:${AXIS_PX + at * COLUMN_PX}px`}><b>${one.name}</b><span class="quiet">${[about, t('schedule.slots', { n })].filter(Boolean).join(' · ')}</span></div>`;
}

const Axis = memo(({ bounds }) => html`<div class="plan-ticks" aria-hidden="true">${ticksOf(bounds).map((at, n) => html`<span key=${at} class=${n % 4 ? '' : 'full'}>${timeHM(at)}</span>`)}</div>`);

/** @typedef {{sc: Schedule, bounds: import('./schedule-layout.js').Bounds}} About */

/** Where now lies; null on another day. @param {About} about */
function nowAt({ sc, bounds }) {
  const now = Math.floor(second.value / 15) * 15_000;
  return sc.day.value !== sc.today.value || now < bounds.from || now > bounds.until ? null : { now, top: placeOf({ starts: now, ends: now }, bounds).top };
}

/** @param {About} props */
function Now(props) {
  const at = nowAt(props);
  return at && html`<div class="plan-now" style=${`top:${at.top}px`}></div>`;
}

/** @param {About} props */
function NowMark(props) {
  const at = nowAt(props);
  return at && html`<span class="now-mark" style=${`top:${at.top}px`}>${timeHM(at.now)}</span>`;
}

/** @param {{sc: Schedule, one: ColumnRow, at: number}} props */
function Column({ sc, one, at }) {
  const bounds = sc.bounds.value;
  const items = sc.placed.value.get(one.id) ?? [];
  const lanes = lanesOf(items.map(({ slot }) => slot));
  const held = sc.held.value;
  const shown = items.map((item) => ({ item, place: placeOf(item.slot, bounds) })).filter(({ item, place }) => item.slot.id === held?.id || isNear(place, eye.value));
  return html`<div class="plan-column" role="group" aria-label=${`${one.name}: ${t('schedule.slots', { n: items.length })}`} style=${`left:${at * COLUMN_PX}px`} data-column=${one.id}>
    ${shadesOf(sc, one.id, bounds).map((shade) => html`<div key=${shade.key} class=${`plan-shade ${shade.kind}`} style=${`top:${shade.top}px;height:${shade.height}px`}>${shade.words && html`<span>${shade.words}</span>`}</div>`)}
    ${ghostsOf(sc, one.id).map((ghost) => { const place = placeOf(ghost, bounds); return html`<div key=${`ghost/${ghost.slot || ghost.session}`} class="plan-ghost" style=${`top:${place.top}px;height:${place.height}px`}><b class="num">${times(ghost)}</b> ${ghost.title}</div>`; })}
    ${shown.map(({ item: { slot, as }, place }) => html`<${Card} key=${slot.id} sc=${sc} slot=${slot} as=${as} top=${place.top} height=${place.height} lane=${lanes.get(slot.id)?.lane ?? 0} of=${lanes.get(slot.id)?.of ?? 1} alarm=${sc.ringing.value.get(slot.id) ?? ''}
      chosen=${sc.chosen.value === slot.id} held=${held?.id === slot.id} marks=${marksOf(sc, slot, held)} />`)}
  </div>`;
}

/** What a proposal would put into this column. @param {Schedule} sc @param {string} column */
function ghostsOf(sc, column) {
  const ms = (/** @type {any} */ at) => (typeof at === 'number' ? at : Date.parse(at));
  return sc.ghosts.value.map((one) => ({ ...one, id: '', starts: ms(one.starts), ends: ms(one.ends), title: sc.sessions.value.get(one.session)?.title ?? '' }))
    .filter((one) => one[sc.view.value] === column && onDay(one, sc.day.value, sc.offsetMin));
}

/** Counts of what stands against a slot, as text: a card is drawn again only when it changes. @param {Schedule} sc @param {any} slot @param {any} held */
function marksOf(sc, slot, held) {
  const { block, warn } = held?.id === slot.id ? sc.checker.countOf(sc.heldConflicts.value, slot) : sc.checker.marks(slot);
  return `${block}/${warn}`;
}

/** Nothing planned on this day, or in this week. @param {{sc: Schedule, acts: Acts}} props */
export function EmptyDay({ sc, acts }) {
  const nothing = !sc.all.value.length;
  const span = sc.span.value === 'week' ? 'week' : 'day';
  return html`<div class="empty"><${Icon} name="calendar-days" /><p class="large"><b>${t(nothing ? 'schedule.empty' : `schedule.empty_${span}`)}</b></p><p>${t(nothing ? 'schedule.empty_next' : `schedule.empty_${span}_next`)}</p>
    ${sc.may.plan && html`<p class="buttons"><button type="button" class="button" onClick=${() => acts.newSlot()}><${Icon} name="plus" /> ${t('schedule.add')}</button>${nothing && html`<a class="button" href="catalogue#import"><${Icon} name="cloud-upload" /> ${t('schedule.empty_import')}</a>`}</p>`}</div>`;
}
