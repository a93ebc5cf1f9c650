// @ts-check
// The faces of the prize desk: waiting for a card, the card, what was done, and a clear no.

import { errorWords, Hold, html, Icon, Notice, number, Pill, t, timeOrDay, useEffect, useRef, useState } from '../core/ui.js';
import { spelled } from './card-rules.js';
import { offer } from './prize-rules.js';

/** @typedef {{card: import('./card-rules.js').Card, gifts: {id: string, name: string, stamps: number, left: number | null, missing: number, ready: boolean}[], flags: any[], wins: {draw: string, title: string, place: number, prize: string, claimed_at: string | null}[]}} Look */
/** @typedef {{look: Look, busy: boolean, done: string, problem: unknown, acts: any}} Parts */

/** @param {{video: HTMLVideoElement, camera: string, acts: any, busy: boolean, problem: unknown}} props */
function Wait({ video, camera, acts, busy, problem }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const [text, setText] = useState('');
  useEffect(() => { place.current?.prepend(video); }, []);
  const trouble = ['refused', 'absent', 'insecure', 'busy'].includes(camera);
  const send = (/** @type {Event} */ event) => { event.preventDefault(); acts.typed(text); setText(''); };
  return html`<h1>${t('spaces.prize.scan')}</h1>${problem && html`<${Notice} kind="live" alert title=${errorWords(problem)} />`}
    <div class=${`camera prize-camera ${trouble ? 'trouble' : camera}`} ref=${place} data-camera=${camera}><p role="status">${t(trouble ? `spaces.prize.camera.${camera}` : busy ? 'spaces.prize.asking' : 'spaces.prize.hold_card')}</p></div>
    ${trouble && html`<p class="buttons"><button type="button" class="button" onClick=${acts.camera}><${Icon} name="camera" /> ${t('core.act.retry')}</button></p>`}
    <form class="stack" onSubmit=${send}><div class="field"><label for="token">${t('spaces.prize.type')}</label><input id="token" autocomplete="off" spellcheck=${false} value=${text} onInput=${(/** @type {any} */ e) => setText(e.currentTarget.value)} /><p class="hint">${t('spaces.prize.type_hint')}</p></div><button class="button wide" disabled=${busy || !text.trim()}>${t('spaces.prize.open')}</button></form>`;
}

/** Used already: where and when, so that nobody has to argue. @param {{used: NonNullable<import('./card-rules.js').Card['used']>, just: boolean}} props */
const Used = ({ used, just }) => html`<div class=${`prize-verdict ${just ? 'go' : 'live'}`} role="alert" data-verdict=${just ? 'given' : 'used'}><${Icon} name=${just ? 'circle-check' : 'ban'} /><p class="head">${t(just ? 'spaces.prize.given' : 'spaces.prize.used')}</p><p class="large">${used.gift_name}</p><p class="large"><span class="num">${timeOrDay(used.at, Date.now())}</span> · ${used.place}</p></div>`;

/** @param {Parts} props */
function Gifts({ look, busy, acts }) {
  const staff = look.card.stamps.some((one) => one.way === 'staff');
  return html`<section aria-labelledby="gifts"><h2 class="list-head" id="gifts">${t('spaces.prize.gifts')}</h2>${look.gifts.length ? html`<ul class="rows">${look.gifts.map((gift) => { const how = offer(gift, staff); return html`<li key=${gift.id} data-gift=${gift.id} data-offer=${how}><div class=${`row ${how === 'go' ? 'go' : ''}`}><div><p class="title">${gift.name}</p><p class="about">${t('spaces.prize.needs', { n: gift.stamps })} · ${gift.left === null ? t('spaces.prize.enough') : t('spaces.prize.left', { n: number(gift.left) })}</p></div>
      <div class="side">${how === 'go' ? html`<${Hold} kind="main" disabled=${busy} onHold=${() => acts.use(gift.id)}>${t('spaces.prize.hold_give')}</${Hold}>` : html`<${Pill} icon=${how === 'gone' ? 'x' : 'clock'}>${t(`spaces.prize.offer.${how}`, { n: gift.missing })}</${Pill}>`}</div></div></li>`; })}</ul>` : html`<p class="quiet">${t('spaces.prize.no_gifts')}</p>`}</section>`;
}

/** @param {{win: Look['wins'][number], busy: boolean, acts: any}} props */
function Win({ win, busy, acts }) {
  const [who, setWho] = useState({ name: '', phone: '' });
  const [agree, setAgree] = useState(false);
  const claim = (/** @type {Event} */ event) => { event.preventDefault(); if (agree) void acts.claim(win.draw, { name: who.name.trim(), phone: who.phone.trim() }); };
  const put = (/** @type {string} */ name) => (/** @type {any} */ e) => setWho({ ...who, [name]: e.currentTarget.value });
  return html`<${Notice} icon="circle-check" title=${t('spaces.prize.won', { title: win.title, place: win.place, prize: win.prize })}>${win.claimed_at ? html`<p>${t('spaces.prize.claimed_at', { at: timeOrDay(win.claimed_at, Date.now()) })}</p>`
    : html`<form class="stack" data-claim=${win.draw} onSubmit=${claim}><div class="field"><label for=${`wn-${win.draw}`}>${t('spaces.prize.winner_name')}</label><input id=${`wn-${win.draw}`} required maxlength="60" autocomplete="off" value=${who.name} onInput=${put('name')} /></div><div class="field"><label for=${`wp-${win.draw}`}>${t('spaces.prize.winner_phone')}</label><input id=${`wp-${win.draw}`} type="tel" maxlength="20" autocomplete="off" value=${who.phone} onInput=${put('phone')} /></div>
      <label class="tick"><input type="checkbox" checked=${agree} onChange=${(/** @type {any} */ e) => setAgree(e.currentTarget.checked)} /><span>${t('spaces.consent.prize', { title: win.title })}</span></label><button class="button main" disabled=${busy || !agree}>${t('spaces.prize.claim')}</button></form>`}</${Notice}>`;
}

/** @param {Parts} props */
function Shown(props) {
  const { look, busy, done, problem, acts } = props;
  const { card } = look;
  const staff = card.stamps.some((one) => one.way === 'staff');
  // The last stamp is the thing to do where it brings a gift; before that a visitor has booths to go to.
  const offers = card.used ? [] : look.gifts.map((gift) => offer(gift, staff));
  const useful = offers.includes('staff');
  const over = !useful && !offers.includes('go') && !look.wins.some((win) => !win.claimed_at);
  return html`<h1>${t('spaces.card_number')} <span class="num">${spelled(card.id)}</span></h1>
    ${problem && !card.used && html`<${Notice} kind="live" alert title=${errorWords(problem)} />`}
    ${card.used && html`<${Used} used=${card.used} just=${done === 'used'} />`}
    ${done === 'stamped' && html`<${Notice} icon="circle-check" alert title=${t('spaces.prize.stamped')} />`}
    ${look.wins.map((win) => html`<${Win} key=${win.draw} win=${win} busy=${busy} acts=${acts} />`)}
    ${look.flags.length > 0 && html`<${Notice} kind="look" title=${t('spaces.prize.flagged', { n: look.flags.length })}><p>${t('spaces.prize.flagged_about')}</p></${Notice}>`}
    ${!card.used && html`<${Gifts} ...${props} />`}
    <section aria-labelledby="stamps"><h2 class="list-head" id="stamps">${t('spaces.prize.stamps')} <span class="num">${card.stamps.length}</span></h2><ul class="rows">${card.stamps.map((one) => html`<li key=${`${one.booth} ${one.at}`}><div class="row slim keep"><span><b>${one.name || t('spaces.prize.staff_stamp')}</b> <span class="num quiet">${timeOrDay(one.at, Date.now())}</span>${one.weak ? html` <${Pill} state="look" icon="clock">${t('spaces.prize.weak')}</${Pill}>` : ''}${one.way === 'staff' ? html` <${Pill} state="brand" icon="check">${t('spaces.prize.staff')}</${Pill}>` : ''}</span></div></li>`)}</ul></section>
    <footer class="act two-acts">${!card.used && !staff && html`<button type="button" class=${`button thumb ${useful ? 'main' : ''}`} id="stamp" disabled=${busy} onClick=${acts.stamp}><${Icon} name="check" /> ${t('spaces.prize.stamp')}</button>`}<button type="button" class=${`button thumb ${over ? 'main' : ''}`} id="next" onClick=${acts.next}><${Icon} name="scan-line" /> ${t('spaces.prize.next')}</button></footer>`;
}

/** @param {{stop: string, desk: any, look: Look | null, problem: unknown, busy: boolean, done: string, camera: string, video: HTMLVideoElement, acts: any, link: string}} props */
export function Page({ stop, desk, look, problem, busy, done, camera, video, acts, link }) {
  if (stop) return html`<main class="page"><div class="empty"><${Icon} name=${stop === 'offline' ? 'wifi-off' : 'smartphone'} /><h1 class="title">${t(`spaces.prize.stop.${stop}`)}</h1><p>${t(`spaces.prize.stop.${stop}_next`)}</p>${stop === 'unpaired' && html`<p class="buttons"><a class="button main" href="/pair">${t('live.booth.stop.pair')}</a></p>`}</div></main>`;
  if (!desk) return html`<main class="page"><h1>${t('spaces.prize.title')}</h1><p role="status">${t('core.loading')}</p></main>`;
  return html`<main class="prize-work" data-face=${look ? 'card' : 'wait'}>${link === 'offline' && html`<${Notice} kind="look" icon="wifi-off" title=${t('spaces.prize.offline')} />`}
    ${look ? html`<${Shown} look=${look} busy=${busy} done=${done} problem=${problem} acts=${acts} />` : html`<${Wait} video=${video} camera=${camera} acts=${acts} busy=${busy} problem=${problem} />`}</main>`;
}
