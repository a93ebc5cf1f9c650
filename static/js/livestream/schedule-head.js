/** Above the grid: the day, the switch of columns, the acts of the whole plan. */

import { dateDMY, html, Icon, t, useState } from '../core/ui.js';
import { nothingTo, wayWords } from './schedule-edits.js';
import { groups, VIEWS } from './schedule-grid.js';
import { dayAfter, dayOf, startOf } from './schedule-layout.js';
import { unpublished } from './schedule-published.js';
import { dayName } from './schedule-words.js';

/** @typedef {import('./schedule-state.js').Schedule} Schedule @typedef {import('./schedule-acts.js').Acts} Acts */

/** On a phone the acts of the whole plan stand behind a word below, so that the slots come first. @param {{sc: Schedule, acts: Acts, narrow?: boolean}} props */
export function Head({ sc, acts, narrow = false }) {
  const slots = sc.ofDay.value;
  const hosts = new Set(slots.map(({ host }) => host).filter(Boolean)).size;
  const counts = narrow ? t('schedule.slots', { n: slots.length }) : t('schedule.counts', { slots: slots.length, hosts, rooms: new Set(slots.map((one) => sc.room(one))).size });
  return html`<div class="page-head plan-top"><div><h1>${t('schedule.title')}</h1><p class="quiet">${counts}<${Versions} sc=${sc} /></p></div>
    <p class="buttons">${sc.may.plan && html`<${Way} sc=${sc} way="undo" run=${acts.undo} /><${Way} sc=${sc} way="redo" run=${acts.redo} />`}
      ${!narrow && html`<${PlanActs} sc=${sc} acts=${acts} /><${Add} sc=${sc} acts=${acts} />`}</p></div>`;
}

/** @param {{sc: Schedule, acts: Acts}} props */
const PlanActs = ({ sc, acts }) => html`${sc.may.plan && html`<${Only} icon="settings" words=${t('schedule.settings')} run=${() => toggle(sc, 'settings')} />`}<span class="for-paper"><${Only} icon="printer" words=${t('schedule.print')} run=${() => print()} /></span>
  ${sc.may.plan && html`<button type="button" class="button" aria-pressed=${sc.open.value?.what === 'plan'} onClick=${() => toggle(sc, 'plan')}>${t('schedule.plan')}</button>`}
  ${sc.may.confirm && html`<${ConfirmDay} sc=${sc} acts=${acts} />`}<button type="button" class="button" aria-pressed=${sc.open.value?.what === 'publish'} onClick=${() => toggle(sc, 'publish')}>${t(sc.may.confirm ? 'schedule.publish' : 'schedule.versions')}</button>`;

/** @param {{sc: Schedule, acts: Acts}} props */
const Add = ({ sc, acts }) => html`${sc.may.plan && html`<button type="button" class="button main" onClick=${() => acts.newSlot()}><${Icon} name="plus" /> ${t('schedule.add')}</button>`}`;

/** The one main act of a phone, at its lower edge; a form that is open has its own. @param {{sc: Schedule, acts: Acts}} props */
export const AddBar = ({ sc, acts }) => html`${sc.may.plan && !sc.open.value && !sc.chosen.value && html`<p class="plan-add"><${Add} sc=${sc} acts=${acts} /></p>`}`;

/** A button of an icon alone, with its words for those who hear or hover. @param {{icon: string, words: string, run: () => unknown, off?: boolean}} props */
const Only = ({ icon, words, run, off = false }) => html`<button type="button" class="button only-icon" aria-label=${words} title=${words} disabled=${off} onClick=${run}><${Icon} name=${icon} /></button>`;

/** Undo and redo say what they take. @param {{sc: Schedule, way: 'undo' | 'redo', run: () => unknown}} props */
const Way = ({ sc, way, run }) => html`<span class=${`way-${way}`}><${Only} icon="undo-2" words=${wayWords(sc, way)} off=${nothingTo(sc, way)} run=${run} /></span>`;

/** @param {Schedule} sc @param {'plan' | 'publish' | 'settings'} what */
function toggle(sc, what) {
  sc.chosen.value = '';
  sc.open.value = sc.open.peek()?.what === what ? null : { what };
}

/** @param {{sc: Schedule}} props */
function Versions({ sc }) {
  const release = sc.release.value;
  const n = sc.all.value.filter((one) => unpublished(one, sc.sessions.value)).length;
  if (!release && !n) return null;
  return html` · ${release ? t('schedule.version', { n: release.version }) : t('schedule.no_version')}${n > 0 && html` · <span class="word-look">${t('schedule.n_unpublished', { n })}</span>`}`;
}

/** Two taps: what would be confirmed, then yes. @param {{sc: Schedule, acts: Acts}} props */
function ConfirmDay({ sc, acts }) {
  const [asked, setAsked] = useState('');
  const clean = sc.clean.value;
  const waiting = sc.waiting.value.length;
  if (!waiting) return null;
  const sure = asked === sc.day.value;
  const press = async () => {
    if (!sure) return setAsked(sc.day.value);
    setAsked('');
    await acts.confirmDay(sc.day.value);
  };
  return html`<button type="button" class=${`button ${sure ? 'go' : ''}`} disabled=${!clean.length} onClick=${press} onBlur=${() => setAsked('')}><${Icon} name="check" /> <span>${t(sure ? 'schedule.confirm_sure' : 'schedule.confirm_day', { n: clean.length })}${waiting > clean.length && html`<small>${t('schedule.confirm_left', { n: waiting - clean.length })}</small>`}</span></button>`;
}

/** @param {{sc: Schedule, acts: Acts, narrow: boolean}} props `narrow`: the day is a list anyway */
export function Bar({ sc, acts, narrow }) {
  const [more, setMore] = useState(false);
  const day = sc.day.value;
  const by = sc.span.value === 'week' ? 7 : 1;
  const spans = narrow ? /** @type {const} */ (['day', 'week']) : /** @type {const} */ (['day', 'week', 'list']);
  const columns = sc.span.value === 'week' || (sc.span.value === 'day' && !narrow);
  return html`<div class="plan-bar"><div class="day-nav"><button type="button" class="button" aria-label=${t(by === 7 ? 'schedule.week_before' : 'schedule.day_before')} onClick=${() => sc.goToDay(dayAfter(day, -by))}><${Icon} name="chevron-left" /></button>
      <${DayField} sc=${sc} narrow=${narrow} />
      <button type="button" class="button" aria-label=${t(by === 7 ? 'schedule.week_after' : 'schedule.day_after')} onClick=${() => sc.goToDay(dayAfter(day, by))}><${Icon} name="chevron-right" /></button>
      ${day !== sc.today.value && !narrow && html`<button type="button" class="button plain" onClick=${() => sc.goToDay(sc.today.value)}>${t('schedule.today')}</button>`}</div>
    <div class="switch" role="group" aria-label=${t('schedule.span')}>${spans.map((one) => html`<button key=${one} type="button" class="button" aria-pressed=${sc.span.value === one} onClick=${() => { sc.held.value = null; sc.span.value = one; }}>${t(`schedule.span.${one}`)}</button>`)}</div>
    ${narrow && html`<button type="button" class="button plan-more" aria-expanded=${more} onClick=${() => setMore(!more)}>${t('schedule.more')} <${Icon} name=${more ? 'chevron-up' : 'chevron-down'} /></button>
      ${more && html`<p class="buttons plan-acts"><${PlanActs} sc=${sc} acts=${acts} /></p>`}`}
    ${columns && html`<div class="switch" role="group" aria-label=${t('schedule.by')}>${VIEWS.map((one) => html`<button key=${one} type="button" class="button" aria-pressed=${sc.view.value === one} onClick=${() => { sc.held.value = null; sc.view.value = one; }}>${t(`schedule.by.${one}`)}</button>`)}</div>
    <label class="tick only-used"><input type="checkbox" checked=${sc.onlyUsed.value} onChange=${(/** @type {any} */ e) => { sc.used.value = { ...sc.used.peek(), [sc.view.peek()]: e.currentTarget.checked }; }} /> <span>${t('schedule.only_used')}</span></label>`}
    <${Days} sc=${sc} /></div>`;
}

/** Any day of the schedule, and the one that is shown; on a phone today as well, in place of a button. @param {{sc: Schedule, narrow: boolean}} props */
function DayField({ sc, narrow }) {
  const today = sc.today.value;
  const all = [...new Set([...sc.days.value, sc.day.value, ...(narrow ? [today] : [])])].sort();
  const named = (/** @type {string} */ day) => { const at = startOf(day, sc.offsetMin); return narrow && day === today ? `${t('schedule.today')} ${dateDMY(at).slice(0, 5)}` : dayName(at); };
  return html`<select class="day-field" aria-label=${t('schedule.field.day')} value=${sc.day.value} onChange=${(/** @type {any} */ e) => sc.goToDay(e.currentTarget.value)}>${all.map((day) => html`<option key=${day} value=${day}>${named(day)}</option>`)}</select>`;
}

/** The days of the schedule, with how many slots each has. @param {{sc: Schedule}} props */
function Days({ sc }) {
  const days = sc.days.value;
  if (days.length < 2 || sc.span.value === 'week') return null;
  const counts = groups(sc.slots.value, ({ starts }) => dayOf(starts, sc.offsetMin));
  return html`<div class="days" role="group" aria-label=${t('schedule.days')}>${days.map((day) => html`<button key=${day} type="button" class="button" aria-pressed=${sc.day.value === day} onClick=${() => sc.goToDay(day)}>${dayName(startOf(day, sc.offsetMin))}<small class="num">${t('schedule.slots', { n: counts.get(day)?.length ?? 0 })}</small></button>`)}</div>`;
}
