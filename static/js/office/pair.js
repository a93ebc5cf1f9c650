/** The tablet's first page: type the office's code, or come here by its QR. No account, no password. */

import { parsePairingCode } from '../checkin/codes.js';
import { ApiError, call } from '../core/api.js';
import { mount, startPage } from '../core/page.js';
import { Fragment, html, Icon, Notice, setZone, signal, t, useState } from '../core/ui.js';
import { prettyPairing } from './pairing-code.js';
import { ScreenLink, screensOf } from '../stage/screens.js';
import { ActError, Field, roleName, useAct } from './office.js';

/** Where a device of a role works. @type {Record<string, string>} */
const HOMES = { reception: '/desk', supervisor: '/desk', kiosk: '/kiosk', wall: '/welcome', mc: '/mc', crew: '/crew', stage_manager: '/intro' };

/** A wall has several screens to choose from: it is asked which. */
const WALL = '/welcome';

/** What this tablet is, once it is paired. @type {import('../core/vendor.js').Signal<any>} */
const paired = signal(null);
/** Is it already something, before anybody paired it anew? @type {import('../core/vendor.js').Signal<any>} */
const before = signal(null);

/** What kind of machine this is, for the office's list: words, not a fingerprint. */
function about() {
  const agent = navigator.userAgent;
  const kind = /iPad|iPhone/.exec(agent)?.[0] ?? /Android [\d.]+/.exec(agent)?.[0] ?? /Windows|Macintosh|Linux/.exec(agent)?.[0] ?? '';
  const browser = /(?:Firefox|Edg|Chrome|Version)\/\d+/.exec(agent)?.[0].replace('Version', 'Safari').replace('/', ' ') ?? '';
  return [kind, browser, `${screen.width}×${screen.height}`].filter(Boolean).join(' · ');
}

/** @param {string} code */
async function pair(code) {
  const answer = await call('POST', '/api/pair', { code, about: about() });
  setZone(answer.event?.zone);
  const home = HOMES[answer.device.role];
  if (home && home !== WALL) location.replace(home);
  else paired.value = answer;
}

/** @param {any} device */
const lines = (device) => [device.name, device.post_name, roleName(device.role)].filter(Boolean);

/** @param {{facts: any}} props */
function Done({ facts }) {
  return html`<div class="pair-done"><p class="large quiet">${t('office.tablet.is')}</p>
    <h1 class="stage-text">${lines(facts.device).map((line, n) => html`<${Fragment} key=${line}>${n > 0 && html`<br />`}${line}</${Fragment}>`)}</h1>
    <p class="large">${facts.event?.name}</p>
    <ul class="checks"><li><${Icon} name="check" /> <span>${t('office.tablet.paired')}</span></li></ul>
    ${['wall', 'booth'].includes(facts.device.role) && html`<h2>${t('stage.screens.choose')}</h2><div class="stack">${screensOf(facts.device.role).map((path) => html`<${ScreenLink} key=${path} path=${path} />`)}</div>`}
    ${HOMES[facts.device.role] && facts.device.role !== 'wall' && html`<p><a class="button main thumb wide" href=${HOMES[facts.device.role]}>${t('office.tablet.to_desk')}</a></p>`}</div>`;
}

/** The camera's part of the page, once it was asked for. @type {import('../core/vendor.js').Signal<{Scan: any} | null>} */
const scan = signal(null);
/** Is there a camera to scan with? Then a button offers it; the code can always be typed. */
const hasCamera = signal(false);

async function lookForCamera() {
  const machines = await navigator.mediaDevices?.enumerateDevices().catch(() => []);
  hasCamera.value = (machines ?? []).some((one) => one.kind === 'videoinput');
}

/** @param {{fromLink: string | null}} props */
function Ask({ fromLink }) {
  const [text, setText] = useState(fromLink ? prettyPairing(fromLink) : '');
  const [wrong, setWrong] = useState(false);
  const { busy, error, run } = useAct();
  const openCamera = () => run('scan', async () => { scan.value = await import('./pair-scan.js'); });
  /** A tablet that is something already is asked first. @param {string} code */
  const found = (code) => {
    scan.value = null;
    setText(prettyPairing(code));
    if (!before.peek()) void run('pair', () => pair(code));
  };
  const go = () => {
    const code = parsePairingCode(text);
    setWrong(!code);
    if (code) void run('pair', () => pair(code));
  };
  if (scan.value) return html`<${scan.value.Scan} onCode=${found} onType=${() => { scan.value = null; }} />`;
  return html`<form class="pair-done" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); go(); }}>
    <h1 class="head">${t(fromLink ? 'office.tablet.from_link' : 'office.tablet.title')}</h1>
    <p class="large quiet">${t(fromLink ? 'office.tablet.from_link_about' : 'office.tablet.about')}</p>
    ${before.value && html`<${Notice} kind="look" title=${t('office.tablet.was', { name: lines(before.value.device).join(' · ') })}>
      <p>${t('office.tablet.was_next')}</p><p class="buttons"><a class="button" href="/desk">${t('office.tablet.keep')}</a></p></${Notice}>`}
    ${hasCamera.value && !text && html`<button type="button" class="button main thumb wide" disabled=${Boolean(busy)} onClick=${openCamera}><${Icon} name="qr-code" /> ${t('office.tablet.scan')}</button>`}
    <${Field} label=${t('office.tablet.code')} hint=${t('office.tablet.code_hint')} value=${text} autocomplete="off" autocapitalize="characters"
      spellcheck="false" inputmode="text" maxlength="80" aria-invalid=${wrong ? 'true' : undefined} onInput=${(/** @type {any} */ e) => { setText(e.currentTarget.value); setWrong(false); }} />
    ${wrong && html`<${Notice} kind="live" alert title=${t('office.tablet.wrong')} />`}
    <${ActError} error=${error} />
    <button class=${`button thumb wide ${hasCamera.value && !text ? '' : 'main'}`} disabled=${Boolean(busy) || !text.trim()}>${t('office.tablet.pair')}</button></form>`;
}

/** @param {{fromLink: string | null}} props */
const Pair = ({ fromLink }) => (paired.value ? html`<${Done} facts=${paired.value} />` : html`<${Ask} fromLink=${fromLink} />`);

/** Who the tablet is already; nothing when it is nobody or the server is away. */
async function whoAmI() {
  return call('GET', '/api/device', undefined, { as: 'device' }).catch((error) => {
    if (error instanceof ApiError) return null;
    throw error;
  });
}

/** Who this tablet is, for the strip: it changes with the pairing. */
const Who = () => (paired.value ? lines(paired.value.device).join(' · ') : t('office.tablet.nobody'));

await startPage({ who: () => html`<${Who} />` });
const fromLink = parsePairingCode(location.pathname.replace(/^\/pair\/?/i, ''));
void lookForCamera();
before.value = await whoAmI();
if (location.pathname === '/this-device') paired.value = before.value;
mount('pair', html`<${Pair} fromLink=${fromLink} />`);
