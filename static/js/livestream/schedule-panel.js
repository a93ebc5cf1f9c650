/** Beside the grid: all about the chosen slot, what stands in its way, and what may be done with it. */

import { html, Icon, Notice, Pill, t, timeHM } from '../core/ui.js';
import { goodsOf } from './schedule-acts.js';
import { SlotForm } from './schedule-form.js';
import { focusSlot, takeChosen } from './schedule-keys.js';
import { HostLink } from './schedule-link.js';
import { mayMove } from './schedule-moves.js';
import { Conflicts, sentence } from './schedule-notices.js';
import { audienceOf, notYet, unpublished } from './schedule-published.js';
import { Steps } from './schedule-steps.js';
import { dayName, money, platformName, stateWords, times } from './schedule-words.js';

/** @typedef {import('./schedule-state.js').Schedule} Schedule @typedef {import('./schedule-acts.js').Acts} Acts */
/** @typedef {{sc: Schedule, acts: Acts, slot: any}} About */

/** @param {{sc: Schedule, acts: Acts}} props */
export function SlotPanel({ sc, acts }) {
  const slot = sc.slot.value;
  if (!slot) return html`<aside class="plan-panel" aria-label=${t('schedule.panel')}><${Nothing} sc=${sc} /></aside>`;
  const editing = sc.open.value?.what === 'slot' && sc.open.value.id === slot.id;
  const about = { sc, acts, slot };
  return html`<aside class="plan-panel" id="plan-panel" aria-label=${t('schedule.panel')}>
    <div class="panel-head"><h2>${sc.title(slot)}</h2><button type="button" class="button plain" onClick=${() => { sc.chosen.value = ''; }}>${t('core.act.close')}</button></div>
    <p class="panel-when"><b class="num">${times(slot)}</b> <span>${dayName(slot.starts)}</span> <${State} slot=${slot} alarm=${sc.ringing.value.get(slot.id)} /></p>
    ${editing ? html`<${SlotForm} key=${slot.id} sc=${sc} acts=${acts} slot=${slot} />` : html`<${Told} ...${about} /><${Steps} ...${about} /><${Conflicts} ...${about} /><${Gate} ...${about} /><${Facts} ...${about} />`}
  </aside>`;
}

/** @param {{sc: Schedule}} props */
const Nothing = ({ sc }) => html`<p class="quiet">${t('schedule.choose')}</p>${sc.may.plan && html`<p class="quiet">${t('schedule.keys')}</p>`}`;

/** @param {{slot: any, alarm?: string}} props */
export function State({ slot, alarm }) {
  const { look, icon, words } = stateWords(slot.state, alarm);
  return html`<${Pill} state=${look} icon=${icon}>${words}</${Pill}>${(slot.flags ?? []).filter((/** @type {string} */ one) => FLAGS.has(one)).map((/** @type {string} */ one) => html`<${Pill} key=${one} state="look" icon="triangle-alert">${t(`live.flag.${one}`)}</${Pill}>`)}`;
}

const FLAGS = new Set(['early', 'late', 'ended_early', 'overran', 'reported_late', 'forced']);

/** What was published of it, and who has not acknowledged. @param {About} props */
function Told({ sc, slot }) {
  const waiting = notYet(sc, slot);
  const fresh = unpublished(slot, sc.sessions.value);
  if (!fresh && !waiting.length) return null;
  return html`<${Notice} kind=${fresh ? 'look' : ''} title=${t(fresh ? 'schedule.not_published' : 'schedule.not_seen')}>
    ${waiting.length > 0 && html`<p>${t('schedule.waiting_for', { who: waiting.map((one) => nameOf(sc, one)).join(', ') })}</p>`}</${Notice}>`;
}

/** `person:x` or `room:y` by name. @param {Schedule} sc @param {string} who */
export function nameOf(sc, who) {
  const [kind, id = ''] = who.split(':');
  return sc.name(kind === 'room' ? 'rooms' : 'persons', id);
}

/** Papers and ticks that going on air needs, each with who can fix it. @param {About} props */
function Gate({ sc, slot }) {
  if (!['draft', 'requested', 'confirmed', 'ready'].includes(slot.state)) return null;
  const blocked = sc.checker.gate(slot.id, 'ready');
  const ticks = ['sign', ...(goodsOf(sc, slot).length ? ['price'] : []), 'channel'];
  return html`<h3 class="list-head">${t('schedule.gate', { time: timeHM(slot.starts) })}</h3>
    <ul class="checks">${blocked.map((/** @type {any} */ one) => html`<li key=${one.key} class="pending"><${Icon} name="x" /><span>${sentence(one, 'title', sc)} <span class="quiet">${t(`schedule.fixer.${fixerOf(one)}`)}</span></span></li>`)}
      ${!blocked.length && html`<li><${Icon} name="check" /><span>${t('schedule.gate_clean')}</span></li>`}
      ${ticks.map((one) => html`<li key=${one} class=${slot.ticks?.[one] ? '' : 'pending'}><${Icon} name=${slot.ticks?.[one] ? 'check' : 'clock'} /><span>${t(`schedule.tick.${one}`)} <span class="quiet">${slot.ticks?.[one] ? timeHM(slot.ticks[one].at) : t('schedule.fixer.booth')}</span></span></li>`)}</ul>`;
}

/** Who can put it right. @param {{kind: string, fix: string}} one */
function fixerOf({ kind, fix }) {
  if (kind === 'stage.noise') return 'stage';
  if (fix === 'fetch_paper') return 'producer';
  if (fix === 'verify_person') return 'host';
  return 'coordinator';
}

/** @param {About} props */
function Facts({ sc, slot }) {
  const session = sc.sessions.value.get(slot.session);
  const channel = sc.channels.value.get(slot.channel);
  const lines = /** @type {[string, any][]} */ ([
    ['session', session?.title ?? slot.session],
    ['producers', (session?.producers ?? []).map((/** @type {string} */ id) => sc.name('producers', id)).join(', ')],
    ['room', sc.name('rooms', sc.room(slot))],
    ['host', html`<${Host} sc=${sc} slot=${slot} platform=${channel?.platform} />`],
    ['assistants', (slot.assistants ?? []).map((/** @type {string} */ id) => sc.name('persons', id)).join(', ')],
    ['channel', channel && html`${channel.name} · ${platformName(channel.platform)}${channel.key_holder ? html`<br /><span class="quiet">${t('schedule.key_holder', { who: sc.name('persons', channel.key_holder) })}</span>` : ''}`],
    ['kits', (slot.kits ?? []).map((/** @type {string} */ id) => sc.name('kits', id)).join(', ')],
    ['actual', slot.actual_start && `${timeHM(slot.actual_start)}–${slot.actual_end ? timeHM(slot.actual_end) : ''}`],
    ['link', slot.link && html`<a href=${slot.link} target="_blank" rel="noreferrer">${slot.link}</a>`],
    ['note', slot.note],
    ['pinned', Object.keys(slot.pinned ?? {}).map((field) => t(`schedule.field.${field}`)).join(', ')],
  ]);
  return html`<dl class="gate-facts slot-facts">${lines.filter(([, value]) => value).map(([name, value]) => html`<div key=${name}><dt>${t(`schedule.field.${name}`)}</dt><dd>${value}</dd></div>`)}</dl>
    <${Goods} sc=${sc} slot=${slot} />
    <p class="buttons">${sc.may.plan && mayMove(slot) && sc.span.value === 'day' && html`<button type="button" class="button wide-only" onClick=${() => { if (takeChosen(sc)) focusSlot(sc, slot.id); }}><${Icon} name="keyboard" /> ${t('schedule.take')}</button>`}
      ${sc.may.plan && slot.state !== 'live' && slot.state !== 'ended' && html`<button type="button" class="button" onClick=${() => { sc.open.value = { what: 'slot', id: slot.id }; }}><${Icon} name="pencil" /> ${t('schedule.edit')}</button>`}
      ${sc.may.plan && session && html`<button type="button" class="button" onClick=${() => { sc.open.value = { what: 'session', id: session.id }; }}>${t('schedule.edit_session')}</button>`}</p>
    <${Audience} sc=${sc} slot=${slot} />${slot.host && html`<${HostLink} key=${slot.host} sc=${sc} person=${slot.host} />`}`;
}

/** @param {{sc: Schedule, slot: any, platform: string | undefined}} props */
function Host({ sc, slot, platform }) {
  if (!slot.host) return t('schedule.no_host');
  const identity = (sc.persons.value.get(slot.host)?.identities ?? []).find((/** @type {any} */ one) => one.platform === platform);
  return html`${sc.name('persons', slot.host)}${platform && html`<br /><span class="quiet">${identity ? `${identity.handle} · ${t(`schedule.identity.${identity.state}`)}` : t('schedule.identity.none', { platform: platformName(platform) })}</span>`}`;
}

/** @param {{sc: Schedule, slot: any}} props */
function Goods({ sc, slot }) {
  const goods = goodsOf(sc, slot);
  if (!goods.length) return html`<p class="quiet">${t('schedule.no_goods')}</p>`;
  return html`<h3 class="list-head">${t('schedule.goods', { n: goods.length })}</h3><ul class="goods">${goods.map(({ product, pieces, price }) => {
    const row = sc.products.value.get(product);
    const about = [row?.stars && t('schedule.stars', { n: row.stars }), row?.alcohol && t('schedule.alcohol', { n: row.alcohol }), pieces && t('schedule.pieces', { n: pieces }), money(price ?? row?.live_price ?? row?.price)];
    return html`<li key=${product}><b>${row?.name ?? product}</b><span class="quiet">${about.filter(Boolean).join(' · ')}</span></li>`;
  })}</ul>`;
}

/** Who was told, and who has said so. @param {{sc: Schedule, slot: any}} props */
function Audience({ sc, slot }) {
  const some = audienceOf(sc, slot);
  if (!some.length) return null;
  return html`<h3 class="list-head">${t('schedule.audience', { n: slot.told.version })}</h3><ul class="checks">${some.map(({ who, at }) => html`<li key=${who} class=${at ? '' : 'pending'}><${Icon} name=${at ? 'check' : 'clock'} /><span>${nameOf(sc, who)} <span class="quiet">${at ? timeHM(at) : t('schedule.unseen')}</span></span></li>`)}</ul>`;
}
