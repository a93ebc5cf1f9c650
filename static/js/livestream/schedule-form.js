/** Making and editing a slot. Only what was changed is sent. */

import { Field } from '../office/office.js';
import { html, t, timeHM, useState } from '../core/ui.js';
import { goodsOf } from './schedule-acts.js';
import { GoodsField, Many } from './schedule-many.js';
import { clockAt, dayAfter, dayOf, startOf } from './schedule-layout.js';
import { formChanges } from './schedule-moves.js';
import { readClock } from './schedule-standing.js';
import { dayName, orElse, platformName } from './schedule-words.js';

/** @typedef {import('./schedule-state.js').Schedule} Schedule @typedef {import('./schedule-acts.js').Acts} Acts */
/** @typedef {{day: string, clock: string, minutes: string} & Record<string, any>} Typed */

const MINUTE = 60_000;
const PLAIN = ['room', 'host', 'channel', 'assistants', 'kits', 'goods', 'title', 'script', 'link', 'note'];

/** What was typed as begin and end; null: no time. @param {Typed} typed @param {number} offsetMin */
export function readTimes({ day, clock, minutes }, offsetMin) {
  const at = readClock(clock);
  const length = Number(minutes);
  if (!at || !Number.isFinite(length) || length < 5 || length > 24 * 60) return null;
  const starts = clockAt(day, at, offsetMin);
  return { starts, ends: starts + Math.round(length) * MINUTE };
}

/** @param {Schedule} sc @param {Record<string, any>} from @returns {Typed} */
function typedOf(sc, from) {
  const session = sc.sessions.peek().get(from.session);
  const ends = from.ends ?? from.starts + (session?.minutes ?? 60) * MINUTE;
  const plain = Object.fromEntries(PLAIN.map((name) => [name, from[name] ?? (name === 'assistants' || name === 'kits' || name === 'goods' ? [] : '')]));
  return { ...plain, session: from.session ?? '', day: dayOf(from.starts, sc.offsetMin), clock: timeHM(from.starts), minutes: String(Math.round((ends - from.starts) / MINUTE)) };
}

/** @param {{sc: Schedule, acts: Acts, slot?: any}} props without a slot: a new one */
export function SlotForm({ sc, acts, slot }) {
  const [typed, setTyped] = useState(() => typedOf(sc, slot ?? sc.open.peek()?.values ?? {}));
  const [base] = useState(slot); // what the hand saw when it began: a change by somebody else meanwhile is theirs
  const [bad, setBad] = useState(false);
  const set = (/** @type {Record<string, any>} */ some) => { setTyped({ ...typed, ...some }); setBad(false); };
  const close = () => { sc.open.value = null; };
  async function save(/** @type {Event} */ e) {
    e.preventDefault();
    const when = readTimes(typed, sc.offsetMin);
    if (!when) return setBad(true);
    const values = { ...Object.fromEntries(PLAIN.map((name) => [name, typed[name]])), ...when };
    if (!slot) await acts.makeSlot({ session: typed.session, ...values });
    else if (await finish(slot, formChanges(base, values))) close();
  }
  /** A slot that people know of asks why first, beside the form. @param {any} one @param {Record<string, any>} changes */
  const finish = async (one, changes) => !Object.keys(changes).length || (await acts.change(one, changes, { seen: base.version })) || sc.asking.peek();
  return html`<form class="stack slot-form form-gap" onSubmit=${save} aria-label=${t(slot ? 'schedule.edit' : 'schedule.add')}>
    ${!slot && html`<h2>${t('schedule.add')}</h2><${SessionField} sc=${sc} typed=${typed} set=${set} />`}
    <${When} sc=${sc} typed=${typed} set=${set} bad=${bad} />
    <${Who} sc=${sc} typed=${typed} set=${set} />
    <${GoodsField} sc=${sc} value=${typed.goods.length || !slot ? typed.goods : goodsOf(sc, slot)} onChange=${(/** @type {any[]} */ goods) => set({ goods })} products=${goodsFor(sc, typed.session)} />
    <${Words} typed=${typed} set=${set} />
    <p class="buttons"><button class="button main" disabled=${!slot && !typed.session}>${t(slot ? 'core.act.save' : 'schedule.make')}</button><button type="button" class="button plain" onClick=${close}>${t('core.act.cancel')}</button></p></form>`;
}

/** Products of the session's producers first; others may be sold as well. @param {Schedule} sc @param {string} session */
function goodsFor(sc, session) {
  const own = sc.sessions.value.get(session);
  const all = [...sc.products.value.values()];
  const near = (/** @type {any} */ one) => (own?.products?.includes(one.id) ? 0 : own?.producers?.includes(one.producer) ? 1 : 2);
  return all.sort((a, b) => near(a) - near(b) || String(a.name).localeCompare(b.name, 'vi'));
}

/** @typedef {{sc: Schedule, typed: Typed, set: (some: Record<string, any>) => void}} Part */

/** @param {Part} props */
function SessionField({ sc, typed, set }) {
  const pick = (/** @type {string} */ id) => {
    if (id === 'new') { sc.open.value = { what: 'session', values: { ...typed, back: true, starts: readTimes(typed, sc.offsetMin)?.starts ?? startOf(typed.day, sc.offsetMin) } }; return; }
    set({ session: id, minutes: String(sc.sessions.peek().get(id)?.minutes ?? typed.minutes) });
  };
  const some = [...sc.sessions.value.values()].sort((a, b) => String(a.title).localeCompare(b.title, 'vi'));
  return html`<${Field} label=${t('schedule.field.session')} kind="select" value=${typed.session} onChange=${(/** @type {any} */ e) => pick(e.currentTarget.value)}>
    <option value="">${t('schedule.pick')}</option><option value="new">${t('schedule.new_session')}</option>${some.map((one) => html`<option key=${one.id} value=${one.id}>${one.title}</option>`)}</${Field}>`;
}

/** @param {Part & {bad: boolean}} props */
function When({ sc, typed, set, bad }) {
  const days = [...new Set([...sc.days.value, typed.day, sc.day.value, dayAfter(typed.day)])].sort();
  const named = (/** @type {string} */ day) => dayName(startOf(day, sc.offsetMin));
  return html`<div class="field-pair three"><${Field} label=${t('schedule.field.day')} kind="select" value=${typed.day} onChange=${(/** @type {any} */ e) => set({ day: e.currentTarget.value })}>${days.map((day) => html`<option key=${day} value=${day}>${named(day)}</option>`)}</${Field}>
    <${Field} label=${t('schedule.field.starts')} inputmode="numeric" autocomplete="off" value=${typed.clock} aria-invalid=${bad ? 'true' : undefined} onInput=${(/** @type {any} */ e) => set({ clock: e.currentTarget.value })} />
    <${Field} label=${t('schedule.field.minutes')} type="number" min="5" max="1440" step="5" value=${typed.minutes} onInput=${(/** @type {any} */ e) => set({ minutes: e.currentTarget.value })} /></div>
    ${bad && html`<p class="word-look" role="alert">${t('schedule.bad_time')}</p>`}`;
}

/** @param {Part} props */
function Who({ sc, typed, set }) {
  const list = (/** @type {any} */ map) => [...map.value.values()].sort((a, b) => String(a.name).localeCompare(b.name, 'vi'));
  const own = sc.rooms.value.get(sc.sessions.value.get(typed.session)?.room)?.name;
  const pick = (/** @type {string} */ name) => (/** @type {any} */ e) => set({ [name]: e.currentTarget.value });
  const people = list(sc.persons);
  return html`<${Field} label=${t('schedule.field.room')} kind="select" value=${typed.room} onChange=${pick('room')}><option value="">${own ? t('schedule.session_room', { room: own }) : t('schedule.none')}</option>${list(sc.rooms).map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</${Field}>
    <${Field} label=${t('schedule.field.host')} kind="select" value=${typed.host} onChange=${pick('host')}><option value="">${t('schedule.none')}</option>${people.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</${Field}>
    <${Field} label=${t('schedule.field.channel')} kind="select" value=${typed.channel} onChange=${pick('channel')}><option value="">${t('schedule.none')}</option>${list(sc.channels).map((one) => html`<option key=${one.id} value=${one.id}>${one.name} · ${platformName(one.platform)}</option>`)}</${Field}>
    <${Many} label=${t('schedule.field.assistants')} rows=${people} value=${typed.assistants} onChange=${(/** @type {string[]} */ assistants) => set({ assistants })} />
    <${Many} label=${t('schedule.field.kits')} rows=${list(sc.kits)} value=${typed.kits} onChange=${(/** @type {string[]} */ kits) => set({ kits })} />`;
}

/** @param {{typed: Typed, set: (some: Record<string, any>) => void}} props */
function Words({ typed, set }) {
  const line = (/** @type {string} */ name, /** @type {any} */ more) => html`<${Field} key=${name} label=${t(`schedule.field.${name}`)} hint=${orElse(`schedule.hint.${name}`, '') || undefined} value=${typed[name]} onInput=${(/** @type {any} */ e) => set({ [name]: e.currentTarget.value })} ...${more} />`;
  return html`<details class="more"><summary>${t('schedule.words')}</summary><div class="stack form-gap">${line('title', { maxlength: 200 })}${line('script', { kind: 'textarea', rows: 4 })}${line('link', { type: 'url', inputmode: 'url' })}${line('note', { kind: 'textarea', rows: 2 })}</div></details>`;
}
