// The screens of the tablet page, drawn from the state; acts are handed in by desk.js.

import { html, Icon, Notice, second, signal, t, toast, useEffect, useRef } from '../core/ui.js';
import { Counters, FindBox, JustNow, query, Results } from './desk-find.js';
import { alerts, card, closeCard, direction } from './desk-scan.js';
import { offlineReload, takeUpdate, update } from './desk-shell.js';
import { StartShift } from './desk-start.js';
import { DeskStrip, isCaptive } from './desk-strip.js';
import * as state from './desk-state.js';
import { Verdict, spoken } from './desk-verdict.js';
import { count, fullName, headline } from './desk-words.js';

/** @typedef {import('../core/store.js').Row} Row */
/** @typedef {import('./types.js').Alert} Alert */
/**
 * @typedef {object} Acts
 * @property {() => any} outbox
 * @property {() => any} roster
 * @property {() => any} scan
 * @property {() => import('../core/feed.js').Feed | null} feed
 * @property {() => import('../core/store.js').Store} store
 * @property {HTMLVideoElement} video
 * @property {(operator: string) => void} start
 * @property {() => void} torch
 * @property {() => void} cameraAgain
 * @property {() => void} retry
 */

/** Bàn 3 · Cổng A · Lễ tân */
const names = () => {
  const device = state.identity.value?.device;
  return device ? [device.name, device.post_name, t(`core.role.${device.role}`)].filter(Boolean) : [t('desk.not_paired_name')];
};

/** @param {{ acts: Acts }} props */
function TopLine({ acts }) {
  void state.outboxTick.value;
  const feed = acts.feed();
  const outbox = acts.outbox();
  if (!feed || ['revoked', 'over'].includes(state.phase.value)) return html`<header class="strip"><h1 class="who">${names().join(' · ')}</h1></header>`;
  const header = state.rosterHeader.value;
  return html`<${DeskStrip} who=${names().join(' · ')} link=${feed.state} trouble=${outbox.trouble} queue=${outbox.pending} rosterAt=${header ? Math.max(header.at, feed.state.value.since) : null} />`;
}

/** A screen with one thing to say. @param {{ acts: Acts, title: string, children?: any }} props */
const Plain = ({ acts, title, children }) => html`<main class="screen desk"><${TopLine} acts=${acts} />
  <div class="pair-done"><h2 class="head">${title}</h2>${children}</div></main>`;

/** @param {{ acts: Acts }} props */
function Camera({ acts }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => { place.current?.prepend(acts.video); }, []);
  const { camera, reader } = state.scanner.value;
  const small = card.value !== null || query.value !== '';
  const trouble = ['refused', 'absent', 'insecure', 'busy'].includes(camera) ? `desk.camera.${camera}` : reader === 'failed' ? 'desk.check.reader_failed' : '';
  const prompt = direction.value === 'out' ? 'desk.camera.show_out' : 'desk.camera.show';
  const words = trouble || (camera === 'on' ? (small ? 'desk.camera.reading' : prompt) : 'desk.camera.opening');
  return html`<div class=${`camera ${small ? 'small' : ''} ${trouble ? 'trouble' : camera}`} ref=${place} data-camera=${camera} data-reader=${reader}>
    ${!trouble && html`<svg class="brackets" viewBox="0 0 100 100" aria-hidden="true"><path d="M2 22V2h20M78 2h20v20M98 78v20H78M22 98H2V78" /></svg>`}
    <p>${t(small && trouble ? 'desk.camera.none' : words)}</p>
    ${trouble && !small && html`<button type="button" class="button" onClick=${acts.cameraAgain}><${Icon} name="camera" /> ${t('core.act.retry')}</button>`}
  </div>`;
}

/** @param {{ acts: Acts }} props */
function Notices({ acts }) {
  void state.outboxTick.value;
  const outbox = acts.outbox();
  const link = acts.feed()?.state.value;
  const parked = outbox.parked;
  const missing = state.missing.value ?? [];
  return html`
    ${link && isCaptive(link, outbox.trouble) && html`<${Notice} kind="look" icon="wifi-off" title=${t('desk.note.captive')}><p>${t('desk.note.captive_do')}</p><//>`}
    ${state.rosterFailure.value === 'roster_unsigned' && html`<${Notice} kind="live" alert title=${t('desk.note.unsigned')}><p>${t('desk.note.unsigned_do')}</p><//>`}
    ${state.rosterFailure.value === 'roster_unverifiable' && html`<${Notice} kind="live" alert title=${t('desk.note.unverifiable')}><p>${t('desk.note.unverifiable_do')}</p><//>`}
    ${state.signedOut.value && html`<${Notice} kind="live" title=${t('desk.note.signed_out')}><p>${t('desk.note.signed_out_do', { n: outbox.pending })}</p><p class="buttons"><a class="button" href="/pair">${t('desk.pair')}</a></p><//>`}
    ${offlineReload.value === 'impossible' && html`<${Notice} kind="live" title=${t('desk.note.no_reload')}><p>${t('desk.note.no_reload_do')}</p><//>`}
    ${!state.identity.value?.device.post && html`<${Notice} kind="look" title=${t('desk.note.no_gate')}><p>${t('desk.note.no_gate_do')}</p><//>`}
    ${outbox.lost && state.missing.value === null && html`<${Notice} kind="live" title=${t('desk.note.lost', { a: outbox.lost[0], b: outbox.lost[1] })}><p>${t('desk.note.lost_do')}</p><//>`}
    ${missing.length > 0 && html`<${Notice} kind="look" title=${t('desk.note.missing', { which: missing.map((/** @type {[number, number]} */ [a, b]) => (a === b ? a : `${a}–${b}`)).join(', ') })}><p>${t('desk.note.missing_do')}</p><//>`}
    ${parked.length > 0 && html`<${Notice} kind="look" title=${t('desk.note.parked', { n: parked.length })}>
      <p>${parked.slice(0, 3).map((/** @type {any} */ one) => `${t('desk.number')} ${one.n}: ${one.parked.message || one.parked.code}`).join(' · ')}</p>
      <p class="buttons"><button type="button" class="button" onClick=${() => outbox.retryParked()}>${t('desk.send_again')}</button></p><//>`}
    ${update.value && outbox.pending === 0 && card.value === null && html`<${Notice} icon="download" title=${t('desk.note.update')}><p class="buttons"><button type="button" class="button" onClick=${takeUpdate}>${t('desk.note.update_do')}</button></p><//>`}`;
}

/** What the server said about scans that are already off the screen. */
function Alerts() {
  const shown = alerts.value.slice(0, 3);
  const gone = (/** @type {string} */ ref) => { alerts.value = alerts.peek().filter((/** @type {Alert} */ one) => one.ref !== ref); };
  return shown.map((/** @type {Alert} */ one) => {
    const { first, reason } = one.answer;
    const details = [first && t('desk.alert.first', { gate: first.gate, device: first.device, by: first.by ?? '' }), one.reason === 'disputed' && t(`desk.word.${reason}`)].filter(Boolean).join('. ');
    return html`<${Notice} key=${one.ref} kind=${one.reason === 'disputed' ? 'live' : 'look'} alert title=${`${t(`desk.word.${one.reason}`)}: ${fullName(one.row) || t('desk.nobody')}`}>
      <p>${details} ${t(`desk.do.${one.reason}`)}</p>
      <p class="buttons"><button type="button" class="button" onClick=${() => gone(one.ref)}>${t('desk.alert.seen')}</button></p><//>`;
  });
}

/** First entries that the server has not counted yet. @param {any} outbox @returns {import('../core/outbox.js').Entry[]} */
const unsentEntries = (outbox) => outbox.entries.filter((/** @type {any} */ one) => one.about.admit && one.item.direction === 'in' && ['ok', 'override'].includes(one.about.reason) && one.about.guest && !state.undone.value.has(one.ref));

/** @param {{ acts: Acts, gate: Row | null }} props */
function Side({ acts, gate }) {
  void state.outboxTick.value;
  const [store, scan, outbox] = [acts.store(), acts.scan(), acts.outbox()];
  const onAdmit = (/** @type {Row} */ row) => { query.value = ''; void scan.admit(row); };
  const onCode = (/** @type {string} */ text) => { query.value = ''; void scan.read(text, 'typed'); };
  const undoneHere = state.undone.value;
  const waiting = unsentEntries(outbox).length;
  if (query.value) return html`<div class="desk-side desk-find"><${FindBox} onEnter=${enter(acts, onCode, onAdmit)} /><${Results} roster=${acts.roster()} store=${store} entries=${outbox.entries} onAdmit=${onAdmit} onCode=${onCode} /></div>`;
  return html`<div class="desk-side"><${FindBox} onEnter=${() => undefined} />
    <${Notices} acts=${acts} /><${Alerts} /><${Calls} store=${store} />
    <${Counters} event=${store.get('event', state.identity.value?.event.id) ?? store.list('event')[0]} gate=${gate} waiting=${waiting} />
    <${JustNow} recent=${state.recent.value} undone=${undoneHere} store=${store} undoLeft=${scan.undoLeft} onUndo=${scan.undo} /></div>`;
}

/**
 * Enter in the search box: a typed code, or the only guest found.
 * @param {Acts} acts @param {(text: string) => void} onCode @param {(row: Row) => void} onAdmit
 */
const enter = (acts, onCode, onAdmit) => (/** @type {string} */ text) => {
  const { found, total } = acts.roster().search(text, 2);
  if (/^[0-9a-z\s-]{16,}$/i.test(text) && total === 0) onCode(text);
  else if (total === 1) onAdmit(found[0]);
};

/** @param {{ acts: Acts }} props */
function Bar({ acts }) {
  const finding = query.value !== '';
  const torch = state.scanner.value.torch;
  /** @param {'in' | 'out'} way @param {string} icon */
  const side = (way, icon) => html`<button type="button" class=${`button thumb ${direction.value === way ? 'chosen' : ''}`} aria-pressed=${direction.value === way} onClick=${() => { direction.value = way; }}><${Icon} name=${icon} /> ${t(`desk.way.${way}`)}</button>`;
  return html`<footer class="act"><div class="buttons equal">
    <div class="ways" role="group" aria-label=${t('desk.way')}>${side('in', 'log-in')}${side('out', 'log-out')}</div>
    ${torch !== null && !finding && html`<button type="button" class="button thumb" aria-pressed=${torch} onClick=${acts.torch}><${Icon} name=${torch ? 'flashlight-off' : 'flashlight'} /> ${t('desk.torch')}</button>`}
    ${finding ? html`<button type="button" class="button thumb" onClick=${() => { query.value = ''; }}><${Icon} name="camera" /> ${t('desk.to_scanner')}</button>`
      : html`<button type="button" class="button thumb" onClick=${goFind}><${Icon} name="search" /> ${t('desk.find_short')}</button>`}
    <button type="button" class="button thumb" onClick=${() => { state.sheet.value = { kind: 'more', text: query.peek() }; }}><${Icon} name="plus" /> ${t('extras.more')}</button>
  </div></footer>`;
}

function goFind() {
  closeCard();
  // after the card has left the page
  setTimeout(() => /** @type {HTMLInputElement | null} */ (document.getElementById('find'))?.focus(), 30);
}

/** @param {{ acts: Acts, gate: Row | null }} props */
function CardPlace({ acts, gate }) {
  const shown = card.value;
  if (!shown) return null;
  void state.outboxTick.value;
  const [store, scan] = [acts.store(), acts.scan()];
  const mine = state.recent.value.find((/** @type {import('./desk-find.js').Recent} */ one) => one.ref === shown.ref);
  const back = mine && shown.admit && !state.undone.value.has(shown.ref) ? () => scan.undoLeft(mine) : null;
  const group = shown.row?.delegation;
  const unsent = unsentEntries(acts.outbox()).filter((one) => store.get('guest', one.about.guest)?.delegation === group).length;
  return html`<${Verdict} card=${shown} store=${store} unsent=${unsent} gate=${gate} offline=${acts.feed()?.state.value.link !== 'online'} undoLeft=${back}
    onClose=${closeCard} onUndo=${() => scan.undo(mine)} onSearch=${goFind} onAgain=${() => shown.subject && scan.again(shown.subject)}
    onMore=${(/** @type {string} */ kind) => { state.sheet.value = { kind, guest: shown.row?.id, delegation: shown.row?.delegation, ref: shown.ref }; }}
    onOverride=${(/** @type {string} */ why) => scan.override(shown.subject, why)} />`;
}

/** The forms and lists: fetched when first asked for, kept by the service worker. @type {import('../core/vendor.js').Signal<any>} */
const forms = signal(null);

/** @param {{ acts: Acts }} props */
function SheetPlace({ acts }) {
  useEffect(() => {
    if (!forms.peek()) import('./desk-sheets.js').then((made) => { forms.value = made; }, () => { state.sheet.value = null; toast(t('extras.not_loaded')); });
  }, []);
  return forms.value ? html`<${forms.value.Sheets} acts=${acts} />` : html`<div class="sheet"><p>${t('core.loading')}</p></div>`;
}

const CALL_SHOWN_MS = 5 * 60_000;
/** Who is on the way to this desk, or that nobody has heard yet. @param {{ store: import('../core/store.js').Store }} props */
function Calls({ store }) {
  const now = second.value * 1000;
  const mine = store.list('issue').filter((one) => one.kind === 'call' && one.facts.device_id === state.identity.value?.device.id);
  return mine.filter(({ facts, at }) => now - Date.parse(facts.answered_at ?? at) < CALL_SHOWN_MS).map(({ id, facts }) => html`<${Notice} key=${id} icon="bell" kind=${facts.answered_at ? '' : 'look'}
    title=${facts.answered_at ? t('extras.call_coming', { name: facts.answered_by ?? '' }) : t('extras.call_waits')}><p>${facts.words}</p><//>`);
}

/** @param {{ acts: Acts }} props */
function Work({ acts }) {
  const store = acts.store();
  const post = state.identity.value?.device.post;
  const gate = (post && store.get('gate', post)) || null;
  const sheet = state.sheet.value;
  const shown = sheet ? null : card.value;
  const view = sheet ? 'sheet' : shown ? 'card' : query.value ? 'find' : 'ready';
  const loud = shown ? spoken(shown, headline(shown, { gates: store.list('gate'), gate, now: second.peek() * 1000 })) : '';
  return html`<main class="screen desk work" data-view=${view} data-way=${direction.value}>
    <${TopLine} acts=${acts} />
    <${Camera} acts=${acts} />
    ${!shown && !sheet && html`<${Side} acts=${acts} gate=${gate} />`}
    ${sheet ? html`<${SheetPlace} acts=${acts} />` : html`<${CardPlace} acts=${acts} gate=${gate} />`}
    ${!shown && !sheet && html`<${Bar} acts=${acts} />`}
    <p class="hidden-text" role="alert">${loud}</p>
  </main>`;
}

/** @param {{ acts: Acts }} props */
function Start({ acts }) {
  const size = (state.rosterHeader.value && acts.store().size('guest')) || 0;
  const roster = { header: state.rosterHeader.value, size, failure: state.rosterFailure.value };
  return html`<main class="screen desk"><${TopLine} acts=${acts} />
    <div>${offlineReload.value === 'impossible' && html`<${Notice} kind="live" title=${t('desk.note.no_reload')}><p>${t('desk.note.no_reload_do')}</p><//>`}
    <${StartShift} names=${names()} roster=${roster} camera=${state.cameraLeave.value} reader=${state.scanner.value.reader} operator=${state.operator.value} onStart=${acts.start} /></div></main>`;
}

/** @param {{ acts: Acts }} props */
function Farewell({ acts }) {
  const { left, wiped } = state.farewell.value;
  return html`<${Plain} acts=${acts} title=${t('desk.revoked')}>
    <p class="large">${wiped ? t('desk.revoked_wiped') : t('desk.revoked_sending', { n: count(left) })}</p>
    ${wiped && html`<p><a class="button" href="/pair">${t('desk.pair')}</a></p>`}<//>`;
}

/** @param {{ acts: Acts }} props */
export function App({ acts }) {
  switch (state.phase.value) {
    case 'work': return html`<${Work} acts=${acts} />`;
    case 'start': return html`<${Start} acts=${acts} />`;
    case 'revoked': return html`<${Farewell} acts=${acts} />`;
    case 'over': return html`<${Plain} acts=${acts} title=${t('desk.over')}><p class="large">${t('desk.over_wiped')}</p><//>`;
    case 'unpaired': return html`<${Plain} acts=${acts} title=${t('desk.unpaired')}><p class="large">${t('desk.unpaired_do')}</p><p><a class="button main thumb" href="/pair"><${Icon} name="qr-code" /> ${t('desk.pair')}</a></p><//>`;
    case 'second_tab': return html`<${Plain} acts=${acts} title=${t('desk.second_tab')}><p class="large">${t('desk.second_tab_do')}</p><//>`;
    case 'no_storage': return html`<${Plain} acts=${acts} title=${t('desk.no_storage')}><p class="large">${t('desk.no_storage_do')}</p><//>`;
    case 'insecure': return html`<${Plain} acts=${acts} title=${t('desk.insecure')}><p class="large">${t('desk.insecure_do')}</p><//>`;
    case 'first_offline': return html`<${Plain} acts=${acts} title=${t('desk.first_offline')}><p class="large">${t('desk.first_offline_do')}</p><p><button type="button" class="button main thumb" onClick=${acts.retry}>${t('core.act.retry')}</button></p><//>`;
    default: return html`<${Plain} acts=${acts} title=${t('core.loading')} />`;
  }
}
