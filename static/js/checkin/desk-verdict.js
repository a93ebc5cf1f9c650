// The card: one answer that fills the screen. Word, person, where to go, what to do. The camera reads on beside it.

import { dateDMY, html, Icon, Notice, second, span, t, timeHM, useEffect, useRef, useState } from '../core/ui.js';
import { alerts } from './desk-scan.js';
import { advice, ago, count, fullName, gatesFor, headline, unitOf } from './desk-words.js';

/** @import { Row } from '../core/store.js' */
/** @import { Card, CardProps } from './types.js' */

export const CLOSES_AFTER_MS = 30_000;
const REASONS = ['known', 'leader', 'organiser', 'back', 'other_gate'];

/** @param {{ label: any, value: any, wide?: boolean }} props */
const Fact = ({ label, value, wide }) => html`<div class=${wide ? 'wide' : ''}><dt>${label}</dt><dd>${value}</dd></div>`;

/** @param {{ card: Card, store: import('../core/store.js').Store, unsent: number }} props */
function Places({ card, store, unsent }) {
  const { row } = card;
  const group = row?.delegation ? store.get('delegation', row.delegation) : null;
  const facts = [
    row?.seat && html`<${Fact} label=${t('desk.seat')} value=${row.seat} />`,
    row?.badge && html`<${Fact} label=${t('desk.badge')} value=${row.badge} />`,
    group?.confirmed ? html`<${Fact} label=${t('desk.delegation')} value=${`${count((group.present ?? 0) + unsent)}/${count(group.confirmed)}`} />` : null,
  ].filter(Boolean);
  return facts.length ? html`<dl class="seat">${facts}</dl>` : null;
}

/** When, where and by whom somebody was let in before. @param {{ card: Card }} props */
function Before({ card }) {
  const now = second.value * 1000;
  const { first } = card;
  if (!first) return null;
  const place = [first.gate, first.device].filter(Boolean).join(' · ');
  return html`<dl class="seat before">
    <${Fact} wide label=${t(card.reason === 'conflict' ? 'desk.other_at' : 'desk.first_at')} value=${html`<span class="num">${timeHM(first.at)}</span> · ${ago(first.at, now)}`} />
    ${place && html`<${Fact} wide label=${t('desk.first_where')} value=${place} />`}
    ${first.by && html`<${Fact} wide label=${t('desk.first_by')} value=${first.by} />`}
  </dl>`;
}

/** Which gate takes this guest, and the way there. @param {{ card: Card, gate: Row | null, store: import('../core/store.js').Store }} props */
function OtherGate({ card, gate, store }) {
  const others = gatesFor(card.row, store.list('gate'), gate?.id ?? null);
  const category = card.row?.category ? store.get('category', card.row.category)?.name : '';
  if (!others.length) return html`<p class="about">${t('desk.no_gate_takes', { category })}</p>`;
  return html`<dl class="seat">${others.slice(0, 2).map((one) => html`
    <${Fact} wide label=${t('desk.takes', { category })} value=${[one.name, one.place].filter(Boolean).join(', ')} />
    ${one.way && html`<${Fact} wide label=${t('desk.way_there')} value=${one.way} />`}`)}</dl>`;
}

/** Lines in a white box: VIP order, attention, override. @param {{ icon: string, title: any, children?: any }} props */
const Order = ({ icon, title, children }) => html`<p class="order"><${Icon} name=${icon} /> <span><b>${title}</b>${children ? html`<br />${children}` : ''}</span></p>`;

/** @param {{ card: Card, store: import('../core/store.js').Store }} props */
function Orders({ card, store }) {
  const { row, admit } = card;
  const host = row?.host && t('desk.vip_host', { host: row.host });
  const role = row?.vip ? t('desk.vip_order') : row?.head ? t('desk.head') : '';
  const more = [row?.vip && row.head && t('desk.head'), host].filter(Boolean).join('. ');
  const invited = row?.stands_for ? store.get('guest', row.stands_for) : null;
  return html`${invited ? html`<${Order} icon="repeat" title=${t('extras.stands_for', { name: fullName(invited) })}>${invited.title}<//>` : ''}
    ${row?.note && !row.attention ? html`<${Order} icon="message-square" title=${row.note} />` : ''}
    ${role && admit ? html`<${Order} icon=${row?.vip ? 'crown' : 'users'} title=${role}>${more}<//>` : ''}
    ${row?.attention ? html`<${Order} icon="triangle-alert" title=${t('desk.attention')}>${row.note}<//>` : ''}`;
}

/** @param {{ card: Card, store: import('../core/store.js').Store }} props */
function Person({ card, store }) {
  if (card.row) return html`<div class="person"><p class="name">${fullName(card.row)}</p><p class="about">${card.row.title}${card.row.title && html`<br />`}${unitOf(card.row, store)}</p></div>`;
  const event = card.otherEvent;
  if (event) return html`<div class="person"><p class="name">${event.name}</p><p class="about">${event.starts_at ? html`<time>${timeHM(event.starts_at)} · ${dateDMY(event.starts_at)}</time>` : ''}</p></div>`;
  return html`<div class="person">${card.subject?.code ? html`<p class="about code-read">${t('desk.read', { text: card.subject.code.slice(0, 80) })}</p>` : ''}</div>`;
}

/** The reason, in one tap or in own words. @param {{ onPick: (reason: string) => void, onCancel: () => void }} props */
function Reasons({ onPick, onCancel }) {
  const [own, setOwn] = useState('');
  const first = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => { first.current?.querySelector('button')?.focus(); }, []);
  /** @param {Event} event */
  const submit = (event) => { event.preventDefault(); if (own.trim()) onPick(own.trim()); };
  return html`<form class="reasons" ref=${first} onSubmit=${submit}>
    <p class="label"><b>${t('desk.why')}</b></p>
    <div class="buttons">${REASONS.map((key) => html`<button type="button" class="button" onClick=${() => onPick(t(`desk.why.${key}`))}>${t(`desk.why.${key}`)}</button>`)}</div>
    <div class="own"><input aria-label=${t('desk.why.own')} placeholder=${t('desk.why.own')} maxlength="120" value=${own} onInput=${(/** @type {any} */ e) => setOwn(e.target.value)} autocomplete="off" />
      <button class="button" disabled=${!own.trim()}>${t('desk.admit')}</button>
      <button type="button" class="button" onClick=${onCancel}>${t('core.act.cancel')}</button></div>
  </form>`;
}

/** The card closes by itself; the bar shows how long it still stands. @param {{ since: number, onClose: () => void }} props */
function Closing({ since, onClose }) {
  const [left, setLeft] = useState(CLOSES_AFTER_MS);
  useEffect(() => {
    const timer = setInterval(() => {
      const rest = CLOSES_AFTER_MS - (performance.now() - since);
      setLeft(1000 * Math.ceil(rest / 1000));
      if (rest <= 0) onClose();
    }, 500);
    return () => clearInterval(timer);
  }, [since]);
  return html`<progress class="progress ink" max="30" value=${Math.max(0, left / 1000)} aria-label=${t('desk.closes')}></progress>`;
}

/** Draws itself every second, and only itself. @param {{ left: () => number, onUndo: () => void }} props */
function Undo({ left, onUndo }) {
  void second.value;
  const rest = left();
  return rest > 0 && html`<button type="button" class="button thumb" onClick=${onUndo}><${Icon} name="undo-2" /> <span>${t('core.act.undo')} <span class="num">${span(rest + 999)}</span></span></button>`;
}

/** @param {CardProps & { asking: boolean, setAsking: (on: boolean) => void }} props */
function Acts({ card, store, unsent, undoLeft, onClose, onUndo, onSearch, onAgain, onMore, asking, setAsking, onOverride }) {
  if (asking) return html`<${Reasons} onPick=${onOverride} onCancel=${() => setAsking(false)} />`;
  const again = card.reason === 'already_in' ? 'desk.admit_again' : 'desk.admit_anyway';
  const lost = ['unknown', 'wrong_event', 'revoked_code', 'bent', 'not_kept'].includes(card.reason);
  const group = card.row?.delegation ? store.get('delegation', card.row.delegation) : null;
  const left = group && card.direction === 'in' ? Math.max(0, (group.invited ?? 0) - (group.present ?? 0) - unsent) : 0;
  return html`<div class="buttons equal">
    ${undoLeft && html`<${Undo} left=${undoLeft} onUndo=${onUndo} />`}
    ${card.reason === 'refused_at_desk' && html`<button type="button" class="button thumb" onClick=${onAgain}><${Icon} name="check" /> ${t('desk.admit')}</button>`}
    ${card.mayOverride && card.subject && html`<button type="button" class="button thumb" onClick=${() => setAsking(true)}>${t(again)}</button>`}
    ${lost && html`<button type="button" class="button thumb" onClick=${onSearch}><${Icon} name="search" /> ${t('desk.find_by_name')}</button>`}
    ${card.reason === 'already_in' && html`<button type="button" class="button thumb" onClick=${onSearch}><${Icon} name="search" /> ${t('desk.somebody_else')}</button>`}
    ${left > 0 && html`<button type="button" class="button thumb" onClick=${() => onMore('group')}><${Icon} name="users" /> ${t('extras.group_n', { n: count(left) })}</button>`}
    ${card.row && !card.row.stands_for && card.direction === 'in' && html`<button type="button" class="button thumb" onClick=${() => onMore('stand_in')}><${Icon} name="repeat" /> ${t('extras.stand_in')}</button>`}
    ${card.reason === 'unknown' && html`<button type="button" class="button thumb" onClick=${() => onMore('walk_in')}><${Icon} name="user-plus" /> ${t('extras.walk_in_short')}</button>`}
    <button type="button" class="button thumb" onClick=${() => onMore('more')}><${Icon} name="plus" /> ${t('extras.more')}</button>
    <button type="button" class="button thumb" onClick=${onClose}><${Icon} name="x" /> ${t('core.act.close')}</button>
  </div>`;
}

/** Another scan of this tablet became a conflict while this card stands: the list of notices is behind it. @param {{ card: Card }} props */
function Elsewhere({ card }) {
  const one = alerts.value.find((alert) => alert.during === card.ref && alert.answer.first);
  if (!one) return null;
  const { gate, device, by } = one.answer.first;
  return html`<${Notice} kind="look" alert title=${`${t('desk.word.conflict')}: ${fullName(one.row) || t('desk.nobody')}`}><p>${t('desk.alert.first', { gate, device, by })}. ${t('desk.do.tell_supervisor')}</p><//>`;
}

/** What is true about the keeping and sending of this scan. @param {{ card: Card, offline: boolean }} props */
function Kept({ card, offline }) {
  if (card.reason === 'not_kept' || card.reason === 'bent') return null;
  if (card.late) return html`<p class="about"><b>${t('desk.server_says')}</b></p>`;
  if (offline && !card.sent) return html`<p class="about">${t('desk.kept_offline')}</p>`;
  return null;
}

/** @param {CardProps} props */
export function Verdict(props) {
  const { card, store, gate, offline, unsent, onClose } = props;
  const [asking, setAsking] = useState(false);
  useEffect(() => setAsking(false), [card.ref]);
  if (card.saving) return html`<section class="verdict"><div class="verdict-body"><div class="verdict-top"><h2 class="word">${t('desk.saving')}</h2></div><${Person} card=${card} store=${store} /></div></section>`;
  const word = headline(card, { gates: store.list('gate'), gate, now: second.peek() * 1000 });
  const what = advice(card, gate);
  return html`<section class=${`verdict ${card.tone}`} aria-label=${word} data-ref=${card.ref} data-reason=${card.reason}>
    <div class="verdict-body" tabindex="0"><div class="verdict-top"><h2 class="word"><${Icon} name=${card.icon} /> <span>${word}</span></h2></div>
    <${Person} card=${card} store=${store} />
    <${Orders} card=${card} store=${store} />
    ${card.reason === 'wrong_gate' ? html`<${OtherGate} card=${card} gate=${gate} store=${store} />` : card.first ? html`<${Before} card=${card} />` : card.admit ? html`<${Places} card=${card} store=${store} unsent=${unsent} />` : null}
    ${what && html`<p class="about">${what}</p>`}
    ${card.changedSince?.length ? html`<p class="about">${t('desk.changed_since', { what: card.changedSince.map((key) => t(`desk.field.${key}`)).join(', ') })}</p>` : ''}
    <${Kept} card=${card} offline=${offline} /></div>
    <div class="verdict-acts"><${Elsewhere} card=${card} />${!asking && html`<${Closing} since=${card.at} onClose=${onClose} />`}
      <${Acts} ...${props} asking=${asking} setAsking=${setAsking} onOverride=${(/** @type {string} */ why) => { setAsking(false); props.onOverride(why); }} /></div>
  </section>`;
}

/** The same for ears. @param {Card | null} card @param {string} word */
export const spoken = (card, word) => (card && !card.saving ? [word, fullName(card.row), card.row?.seat && `${t('desk.seat')} ${card.row.seat}`].filter(Boolean).join('. ') : '');
