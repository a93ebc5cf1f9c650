/** What a host sees: own slots, what changed, own times. */

import { clock } from '../core/clock.js';
import { fromZoned, html, Icon, longDate, Notice, Pill, t, timeHM, toZoned, useState } from '../core/ui.js';
import { asSent, spanOf } from './host-times.js';
import { dayName } from './schedule-words.js';

/** @typedef {{data: any, seen: (slot: any) => Promise<boolean>, save: (times: {away: any[], free: any[]}) => Promise<boolean>}} About */

/** @param {About & {error: string, since: number}} props */
export function HostPage({ data, seen, save, error, since }) {
  const now = clock.now();
  const over = data.slots.filter((/** @type {any} */ one) => isOver(one, now));
  const days = groupDays(data.slots.filter((/** @type {any} */ one) => !isOver(one, now)));
  return html`<h1>${t('host.hello', { name: data.person.name })}</h1><p class="quiet">${t('host.private')}</p>
    ${error && html`<${Notice} kind="look" alert title=${error}><p>${t('host.offline', { time: timeHM(since) })}</p></${Notice}>`}
    ${!data.slots.length && html`<div class="empty"><${Icon} name="calendar-days" /><p class="large"><b>${t('host.none')}</b></p><p>${t('host.none_next')}</p></div>`}
    <${Days} days=${days} seen=${seen} />
    ${over.length > 0 && html`<details class="more"><summary>${t('schedule.over', { n: over.length })}</summary><${Days} days=${groupDays(over)} seen=${seen} /></details>`}
    <${Times} data=${data} save=${save} />`;
}

/** Behind us: it stands below what is still to come. @param {any} slot @param {number} now */
const isOver = (slot, now) => new Date(slot.ends).getTime() <= now;

/** @param {{days: [string, any[]][], seen: About['seen']}} props */
const Days = ({ days, seen }) => days.map(([day, some]) => html`<section key=${day}><h2 class="list-head host-day">${day}</h2><ul class="rows">${some.map((slot) => html`<li key=${slot.id}><${Slot} slot=${slot} seen=${seen} /></li>`)}</ul></section>`);

/** @param {any[]} slots @returns {[string, any[]][]} */
function groupDays(slots) {
  /** @type {Map<string, any[]>} */
  const found = new Map();
  for (const one of slots) found.set(longDate(one.starts), [...(found.get(longDate(one.starts)) ?? []), one]);
  return [...found];
}

/** @param {{slot: any, seen: About['seen']}} props */
function Slot({ slot, seen }) {
  const [busy, setBusy] = useState(false);
  const over = isOver(slot, clock.now()); // nobody asks whether it was read when it is behind us
  const press = async () => { setBusy(true); await seen(slot); setBusy(false); };
  return html`<article class=${`row host-slot ${slot.seen || over ? '' : 'look'}`}><div><p><b class="num large">${timeHM(slot.starts)}–${timeHM(slot.ends)}</b> <span class="pills inline"><${Pill}>${t(`host.as.${slot.as}`)}</${Pill}>${slot.cancelled && html`<${Pill} state="no" icon="ban">${t('host.cancelled')}</${Pill}>`}</span></p>
      <p class="title">${slot.cancelled ? html`<s>${slot.title}</s>` : slot.title}</p><p class="about">${[slot.room, slot.channel].filter(Boolean).join(' · ')}</p>
      ${slot.goods.length > 0 && html`<p class="about">${t('host.goods')}: ${slot.goods.join(', ')}</p>`}
      ${slot.script && html`<details class="more"><summary>${t('host.script')}</summary><p class="script">${slot.script}</p></details>`}
      ${slot.seen ? html`<p class="quiet"><${Icon} name="check" /> ${t('host.acked', { n: slot.version })}</p>` : over ? html`<p class="quiet">${t('host.over')}</p>` : html`<p class="word-look">${slot.known ? t('host.changed') : ''}</p><button type="button" class="button main wide" disabled=${busy} onClick=${press}><${Icon} name="check" /> ${t('host.ack')}</button>`}</div></article>`;
}

/** @param {{data: any, save: About['save']}} props */
function Times({ data, save }) {
  const [adding, setAdding] = useState(/** @type {'' | 'free' | 'away'} */ (''));
  const drop = (/** @type {'free' | 'away'} */ kind, /** @type {any} */ one) => save({ ...kept(data), [kind]: asSent(data[kind].filter((/** @type {any} */ each) => each.id !== one.id)) });
  const add = async (/** @type {any} */ span) => { if (await save({ ...kept(data), [adding]: asSent([...data[adding || 'free'], span]) })) setAdding(''); };
  return html`<section class="host-times"><h2>${t('host.times')}</h2><p>${t(data.free.length ? 'host.only_free' : 'host.always')}</p>
    <ul class="rows">${/** @type {const} */ (['free', 'away']).flatMap((kind) => data[kind].map((/** @type {any} */ one) => html`<li key=${one.id}><div class="row slim keep host-time"><span><${Pill} state=${kind === 'free' ? 'go' : ''} icon=${kind === 'free' ? 'check' : 'ban'}>${t(`host.${kind}`)}</${Pill}> <b class="num">${toZoned(one.from).slice(8, 10)}/${toZoned(one.from).slice(5, 7)} ${timeHM(one.from)}–${timeHM(one.until)}</b>${one.note ? ` · ${one.note}` : ''}</span>
      <button type="button" class="button plain" aria-label=${t('host.remove', { what: `${t(`host.${kind}`)} ${timeHM(one.from)}` })} onClick=${() => drop(kind, one)}><${Icon} name="x" /></button></div></li>`))}</ul>
    ${adding ? html`<${TimeForm} key=${adding} kind=${adding} days=${data.days} add=${add} close=${() => setAdding('')} />` : html`<p class="buttons equal"><button type="button" class="button" onClick=${() => setAdding('free')}><${Icon} name="plus" /> ${t('host.add_free')}</button><button type="button" class="button" onClick=${() => setAdding('away')}><${Icon} name="plus" /> ${t('host.add_away')}</button></p>`}</section>`;
}

/** @param {any} data */
const kept = (data) => ({ away: asSent(data.away), free: asSent(data.free) });

/** @param {{kind: 'free' | 'away', days: string[], add: (span: any) => unknown, close: () => void}} props */
function TimeForm({ kind, days, add, close }) {
  const [typed, setTyped] = useState({ day: days[0] ?? toZoned(Date.now()).slice(0, 10), from: '18:00', until: '22:00', note: '' });
  const [bad, setBad] = useState(false);
  const put = (/** @type {string} */ name) => (/** @type {any} */ e) => { setBad(false); setTyped({ ...typed, [name]: e.currentTarget.value }); };
  const done = (/** @type {Event} */ e) => {
    e.preventDefault();
    const span = spanOf(typed, fromZoned);
    if (span) void add({ ...span, note: kind === 'away' ? typed.note.trim() : '' }); else setBad(true);
  };
  const all = days.length ? days : Array.from({ length: 7 }, (_, n) => toZoned(Date.now() + n * 86_400_000).slice(0, 10));
  return html`<form class="in-place" onSubmit=${done} aria-label=${t(`host.add_${kind}`)}><p><b>${t(`host.add_${kind}`)}</b></p>
    <div class="field"><label for="host-day">${t('host.day')}</label><select id="host-day" value=${typed.day} onChange=${put('day')}>${all.map((day) => html`<option key=${day} value=${day}>${dayName(Date.parse(fromZoned(`${day}T12:00`) ?? day))}</option>`)}</select></div>
    <div class="field-pair two"><div class="field"><label for="host-from">${t('host.from')}</label><input id="host-from" inputmode="numeric" autocomplete="off" value=${typed.from} onInput=${put('from')} /></div>
      <div class="field"><label for="host-until">${t('host.until')}</label><input id="host-until" inputmode="numeric" autocomplete="off" value=${typed.until} onInput=${put('until')} /></div></div>
    ${kind === 'away' && html`<div class="field"><label for="host-note">${t('host.note')}</label><input id="host-note" maxlength="100" autocomplete="off" value=${typed.note} onInput=${put('note')} /></div>`}
    ${bad && html`<p class="word-look" role="alert">${t('host.bad_time')}</p>`}
    <p class="buttons"><button class="button main">${t('core.act.save')}</button><button type="button" class="button plain" onClick=${close}>${t('core.act.cancel')}</button></p></form>`;
}
