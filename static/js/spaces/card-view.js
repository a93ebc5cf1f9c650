// @ts-check
// The faces of the stamp card. State of the page lies in `ui`; whoever changes it draws again.

import { giftState, nextGift, places, spelled } from './card-rules.js';
import { pathOf, qr, QUIET } from './qr.js';
import { clockOf, dayOf, html, Icon, LangButton, Notice, t } from './small.js';

/** @typedef {import('./card-keep.js').OwnCard} OwnCard */
/** @typedef {{scanning: string, lead: boolean, typing: boolean, wrong: string, forgetting: boolean, rescue: string, large: boolean, badge: string, badgeAsked: boolean, last: {booth: string, code: string} | null, key: string}} Ui */
/** @typedef {{own: OwnCard, ui: Ui, again: () => void, acts: Record<string, (...more: any[]) => unknown>}} Parts */

const KINDS = /** @type {const} */ ({ stamped: 'go', already: '', weak: 'look', refused: 'live', kept: 'look' });

/** @param {{text: string, label: string, large: boolean}} props */
function Code({ text, label, large }) {
  const { rows } = qr(text);
  const side = rows.length + 2 * QUIET;
  return html`<div class=${`qr ${large ? 'large' : ''}`}><svg viewBox=${`0 0 ${side} ${side}`} role="img" aria-label=${label}><path d=${pathOf(rows)} /></svg></div>`;
}

/** @param {Parts} props */
function Top({ own, again }) {
  const { kept, offline, busy } = own;
  const waiting = kept.queue.length ? t('spaces.card.waiting', { n: kept.queue.length }) : '';
  const words = offline ? [t('spaces.card.offline'), waiting].filter(Boolean).join(' · ') : busy ? t('spaces.card.sending') : waiting;
  return html`<header class=${`top ${offline ? 'off' : ''}`}><p class="name">${kept.card ? kept.card.event.short || kept.card.event.name : t('spaces.card.app')}</p>
    <p class="link" role="status">${offline && html`<${Icon} name="wifi-off" /> `}${words}</p><${LangButton} again=${again} /></header>`;
}

/** @param {Parts} props */
const Said = ({ own }) => html`<div class="said" aria-live="polite">${own.said.map((one) => html`<${Notice} key=${one.key} kind=${KINDS[one.kind]} title=${one.kind === 'refused' ? t('spaces.card.said.refused', { booth: one.booth }) : t(`spaces.card.said.${one.kind}`, { booth: one.booth })}>
  ${(one.words || one.kind === 'refused') && html`<p>${one.words || t('spaces.card.said.unknown')}</p>`}
  <p class="buttons">${one.ticket && Date.parse(one.until ?? '') > Date.now() && html`<a class="button" href=${`/lead#t=${one.ticket}`}>${t('spaces.card.lead')}</a>`}
    <button type="button" class="button plain" onClick=${() => own.dismiss(one.key)}>${t('spaces.card.dismiss')}</button></p></${Notice}>`)}</div>`;

/** Another card was opened in this browser: which of the two stays. @param {Parts} props */
const Rescue = ({ ui, acts }) => html`<${Notice} kind="look" alert title=${t('spaces.card.rescue.title')}><p>${t('spaces.card.rescue.about')}</p>
  <p class="buttons"><button type="button" class="button main" onClick=${() => acts.adopt(ui.rescue)}>${t('spaces.card.rescue.take')}</button><button type="button" class="button" onClick=${acts.keepOwn}>${t('spaces.card.rescue.keep')}</button></p></${Notice}>`;

/** @param {Parts} props */
function Progress({ own }) {
  const { card } = own.kept;
  if (!card) return null;
  const n = card.stamps.length;
  const goal = nextGift(card);
  const staff = card.stamps.some((one) => one.way === 'staff');
  const most = Math.max(n, goal?.stamps ?? card.booths.length);
  return html`<section aria-labelledby="count"><h2 id="count">${t('spaces.card.count')}</h2>
    <p class="count"><b class="num">${n}</b> <span>${t('spaces.card.of', { n: most })}</span></p><progress value=${Math.min(n, most)} max=${Math.max(1, most)} aria-labelledby="count"></progress>
    ${card.gifts.length > 0 && !card.used && html`<ul class="list">${card.gifts.map((gift) => { const { key, n: left } = giftState(gift, staff); return html`<li key=${gift.id} data-gift=${gift.id} data-gift-state=${key}><b>${gift.name}</b><span class=${key === 'missing' ? 'quiet' : ''}>${key !== 'missing' && html`<${Icon} name="circle-check" /> `}${t(`spaces.card.gift.${key}`, { n: left })}</span></li>`; })}</ul>`}</section>`;
}

/** @param {Parts} props */
function Own({ own, ui, acts }) {
  const { card, token } = own.kept;
  if (!card || !token) return null;
  const { used } = card;
  const zone = card.event.zone;
  return html`<section aria-labelledby="own"><h2 id="own">${t('spaces.card.own')}</h2>
    ${used && html`<${Notice} kind="go" title=${t('spaces.card.used', { gift: used.gift_name, at: clockOf(used.at, zone), day: dayOf(used.at, zone), place: used.place })} />`}
    <div class="own"><button type="button" class="own-code" aria-pressed=${ui.large} aria-label=${t('spaces.card.larger')} onClick=${acts.larger}><${Code} text=${`${location.origin}/k#${token}`} label=${t('spaces.card.own_alt', { id: spelled(card.id) })} large=${ui.large} /></button>
      <p>${t('spaces.card.id')} <b class="token" id="card-id">${spelled(card.id)}</b></p><p class="quiet">${t('spaces.card.own_about')}</p></div></section>`;
}

const ICON = { got: 'circle-check', waiting: 'clock', open: 'qr-code' };

/** @param {Parts} props */
function Stamps({ own }) {
  const all = places(own.kept);
  if (!all.length) return null;
  const zone = own.kept.card?.event.zone;
  return html`<section aria-labelledby="stamps"><h2 id="stamps">${t('spaces.card.places')}</h2>
    <ul class="stamps">${all.map(({ booth, state, stamp }) => html`<li key=${booth.id} class=${state} data-booth=${booth.key} data-state=${state}><div><p><b>${booth.name}</b></p>${booth.shows && html`<p class="quiet small">${booth.shows}</p>`}</div>
      <p class="state"><${Icon} name=${ICON[state]} /> ${stamp ? t(stamp.weak ? 'spaces.card.state.weak' : 'spaces.card.state.got', { at: clockOf(stamp.at, zone) }) : t(`spaces.card.state.${state}`)}</p></li>`)}</ul></section>`;
}

/** Nothing yet: what to do first. */
const Empty = () => html`<section><p>${t('spaces.card.empty')}</p><ol class="list">${[1, 2, 3].map((n) => html`<li key=${n}><b>${n}. ${t(`spaces.card.step.${n}`)}</b></li>`)}</ol></section>`;

/** A code read from a screen and typed by hand. @param {Parts} props */
function Typing({ own, ui, acts }) {
  const booths = own.kept.card?.booths ?? [];
  const known = ui.key || booths.length > 0;
  return html`<details open=${ui.typing} onToggle=${(/** @type {any} */ e) => { ui.typing = e.currentTarget.open; }}><summary>${t('spaces.card.type')}</summary>
    <form onSubmit=${acts.typed}>
      ${booths.length ? html`<div class="field"><label for="booth">${t('spaces.card.type_booth')}</label><select id="booth" name="booth">${booths.map((one) => html`<option key=${one.key} value=${one.key} selected=${one.key === ui.key}>${one.name}</option>`)}</select></div>`
        : !known && html`<div class="field"><label for="booth">${t('spaces.card.type_key')}</label><input id="booth" name="booth" class="code plain-case" autocomplete="off" autocapitalize="none" spellcheck=${false} maxlength="12" required aria-describedby="booth-hint" /><p class="quiet small" id="booth-hint">${t('spaces.card.type_key_hint')}</p></div>`}
      <div class="field"><label for="code">${t('spaces.card.type_code')}</label><input id="code" name="code" class="code" inputmode="text" autocomplete="off" autocapitalize="characters" spellcheck=${false} maxlength="14" required aria-invalid=${ui.wrong ? 'true' : undefined} aria-describedby="code-hint" /><p class="quiet small" id="code-hint">${t('spaces.card.type_hint')}</p></div>
      ${ui.wrong && html`<${Notice} kind="live" alert title=${t(`spaces.card.wrong.${ui.wrong}`)} />`}
      <button class="button main wide">${t('spaces.card.type_send')}</button></form></details>`;
}

/** An invitation's code may open the card that belongs to it: only after a yes. @param {Parts} props */
const Badge = ({ ui, acts }) => html`<details open=${ui.badgeAsked} onToggle=${(/** @type {any} */ e) => { ui.badgeAsked = e.currentTarget.open; }}><summary>${t('spaces.card.badge')}</summary><p>${t('spaces.card.badge_about')}</p>
  <form onSubmit=${acts.badge}><div class="field"><label for="badge">${t('spaces.card.badge_code')}</label><input id="badge" name="badge" class="code" autocomplete="off" autocapitalize="characters" spellcheck=${false} maxlength="120" required /></div>
    <label class="tick"><input type="checkbox" name="agree" required /><span>${t('spaces.card.badge_agree')}</span></label>
    ${ui.badge && html`<${Notice} kind="live" alert title=${ui.badge} />`}<button class="button wide">${t('spaces.card.badge_send')}</button></form></details>`;

/** @param {Parts} props */
function Privacy({ own, ui, acts }) {
  const { card } = own.kept;
  return html`<details><summary>${t('spaces.card.privacy')}</summary><p>${t('spaces.card.privacy_about', { until: card ? dayOf(card.until, card.event.zone) : t('spaces.card.privacy_until') })}</p>
    ${card && (ui.forgetting ? html`<${Notice} kind="look" alert title=${t('spaces.card.forget_sure')}><p class="buttons"><button type="button" class="button" onClick=${acts.forget}>${t('spaces.card.forget_yes')}</button><button type="button" class="button plain" onClick=${acts.forgetNo}>${t('spaces.card.forget_no')}</button></p></${Notice}>`
      : html`<p><button type="button" class="button" onClick=${acts.forgetAsk}>${t('spaces.card.forget')}</button></p>`)}</details>`;
}

const CAMERA_WORDS = /** @type {Record<string, string>} */ ({ asking: 'asking', on: 'on', refused: 'refused', absent: 'absent', insecure: 'insecure', busy: 'busy', loading: 'asking' });

/** @param {Parts} props */
const Camera = ({ ui }) => html`<section aria-label=${t('spaces.card.scan')}><div class="camera" id="camera" data-camera=${ui.scanning}><p role="status">${t(`spaces.card.camera.${CAMERA_WORDS[ui.scanning] ?? 'asking'}`)}</p></div></section>`;

/** @param {Parts} props */
export function Page(props) {
  const { own, ui, acts } = props;
  const { kept } = own;
  const fresh = !kept.card && !kept.queue.length && !own.loading;
  return html`<${Top} ...${props} /><main><h1>${t('spaces.card.title')}</h1>
      ${ui.lead && html`<${Notice} kind="look" alert title=${t('spaces.card.lead_offline')} />`}
      ${!own.storage && html`<${Notice} kind="look" title=${t('spaces.card.no_storage')} />`}
      ${own.trouble && html`<${Notice} kind="look" title=${own.trouble.answered && own.trouble.message ? own.trouble.message : t(own.trouble.code === 'not_our_answer' ? 'spaces.card.error.portal' : 'spaces.card.error.network')} />`}
      ${ui.rescue && html`<${Rescue} ...${props} />`}<${Said} ...${props} />${ui.scanning && html`<${Camera} ...${props} />`}
      ${own.loading && !kept.card && html`<p role="status">${t('spaces.card.loading')}</p>`}
      ${!kept.card && kept.queue.length > 0 && !own.busy && html`<${Notice} kind="look" icon="clock" title=${t('spaces.card.kept_here', { n: kept.queue.length })} />`}
      ${fresh && html`<${Empty} />`}<${Progress} ...${props} /><${Own} ...${props} /><${Stamps} ...${props} />
      <div><${Typing} ...${props} />${(ui.last || kept.card) && !kept.card?.used && html`<${Badge} ...${props} />`}<${Privacy} ...${props} /></div></main>
    <div class="act"><button type="button" class="button main thumb wide" id="scan" onClick=${acts.scan}><${Icon} name=${ui.scanning ? 'x' : 'scan-line'} /> ${t(ui.scanning ? 'spaces.card.scan_stop' : 'spaces.card.scan')}</button></div>`;
}
