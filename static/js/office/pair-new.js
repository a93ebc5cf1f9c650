/** A new pairing: name, role, gate -> a one-time QR that a tablet scans. */

import { prettyPairing } from './pairing-code.js';
import { eventPath, hasRole } from '../core/page.js';
import { html, Notice, second, span, t, useEffect, useState } from '../core/ui.js';
import { postAndRole } from './device-words.js';
import { act, ActError, Field, read, ROLES, roleName, useAct } from './office.js';

const AT_A_GATE = new Set(['reception', 'supervisor']);
/** While a code is shown the server is asked too, in case the live line is down. */
const ASK_EVERY_MS = 5000;

/** @param {Array<{name: string}>} devices the next free "Bàn n" */
export function nextName(devices) {
  const taken = new Set(devices.map((one) => one.name.trim().toLowerCase()));
  for (let n = 1; ; n += 1) {
    const name = t('office.pair.desk', { n });
    if (!taken.has(name.toLowerCase())) return name;
  }
}

/**
 * @param {{gates: any[], places: any[], devices: any[], paired: import('../core/vendor.js').Signal<Map<string, string>>,
 *   getDevice: (id: string) => any}} props
 */
export function PairNew({ gates, places, devices, paired, getDevice }) {
  const [made, setMade] = useState(/** @type {any} */ (null));
  const [asked, setAsked] = useState(/** @type {string | null} */ (null));
  const deviceId = made ? (paired.value.get(made.pairing) ?? asked) : null;

  useEffect(() => {
    if (!made || deviceId) return undefined;
    const timer = setInterval(async () => {
      const row = await read(`/pairings/${encodeURIComponent(made.pairing)}`).catch(() => null);
      if (row?.device) setAsked(row.device);
    }, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [made, deviceId]);

  const start = (/** @type {any} */ facts) => { setAsked(null); setMade(facts); };
  return html`<section aria-labelledby="pair-new"><h2 class="list-head" id="pair-new">${t('office.pair.title')}</h2>
    ${made ? html`<${Shown} made=${made} gates=${[...gates, ...places]} device=${deviceId ? (getDevice(deviceId) ?? made) : null} onRenew=${start} onNext=${() => start(null)} />`
      : html`<${PairForm} gates=${gates} places=${places} name=${nextName(devices)} onMade=${start} />`}</section>`;
}

/** @param {{gates: any[], places: any[], name: string, onMade: (facts: any) => void}} props */
function PairForm({ gates, places, name: proposed, onMade }) {
  const [name, setName] = useState(/** @type {string | null} */ (null));
  const [role, setRole] = useState('reception');
  const [post, setPost] = useState(gates[0]?.id ?? '');
  const [room, setRoom] = useState('');
  const at = role === 'booth' ? room || places[0]?.id : AT_A_GATE.has(role) ? post : null;
  const { busy, error, run } = useAct();
  const roles = ROLES.filter((one) => one !== 'organiser' && (one !== 'supervisor' || hasRole('organiser')));
  const make = () => run('make', async () => {
    const body = { name: (name ?? proposed).trim(), role, post: at || null };
    onMade((await act('/pairings', body)).facts);
  });
  return html`<form class="stack form-gap" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void make(); }}>
    <${Field} label=${t('office.field.name')} value=${name ?? proposed} required maxlength="60" autocomplete="off" onInput=${(/** @type {any} */ e) => setName(e.currentTarget.value)} />
    <${Field} label=${t('office.field.role')} kind="select" value=${role} onChange=${(/** @type {any} */ e) => setRole(e.currentTarget.value)}>
      ${roles.map((one) => html`<option key=${one} value=${one}>${roleName(one)}</option>`)}</${Field}>
    ${AT_A_GATE.has(role) && gates.length > 0 && html`<${Field} label=${t('office.devices.post')} kind="select" value=${post} onChange=${(/** @type {any} */ e) => setPost(e.currentTarget.value)}>
      ${gates.map((gate) => html`<option key=${gate.id} value=${gate.id}>${gate.name}${gate.place ? ` · ${gate.place}` : ''}</option>`)}</${Field}>`}
    ${role === 'booth' && places.length > 0 && html`<${Field} label=${t('live.cat.place')} kind="select" value=${at} onChange=${(/** @type {any} */ e) => setRoom(e.currentTarget.value)}>
      ${places.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</${Field}>`}
    <${ActError} error=${error} />
    <button class="button main thumb wide" disabled=${Boolean(busy)}>${t('office.pair.make')}</button></form>`;
}

/** @param {{made: any, gates: any[], device: any, onRenew: (facts: any) => void, onNext: () => void}} props */
function Shown({ made, gates, device, onRenew, onNext }) {
  const { busy, error, run } = useAct();
  const left = Date.parse(made.expires_at) - second.value * 1000;
  const title = `${made.name} · ${postAndRole(made, gates.find((gate) => gate.id === made.post)?.name)}`;
  const renew = () => run('renew', async () => {
    onRenew((await act('/pairings', { name: made.name, role: made.role, post: made.post })).facts);
  });
  const next = html`<button type="button" class="button main" onClick=${onNext}>${t('office.pair.next')}</button>`;
  if (device) {
    return html`<div class="stack" role="status"><${Notice} icon="circle-check" title=${t('office.pair.done', { name: device.name })}><p>${title}</p>
      <p class="buttons">${next}</p></${Notice}></div>`;
  }
  const again = html`<button type="button" class="button" disabled=${Boolean(busy)} onClick=${renew}>${t('office.pair.renew')}</button>`;
  return html`<div class="pair-code">
    ${left > 0 ? html`<figure class="qr"><img src=${`${eventPath()}/pairings/${encodeURIComponent(made.pairing)}/code.svg`} alt=${t('office.pair.alt', { name: title })} /></figure>`
      : html`<${Notice} kind="look" title=${t('office.pair.expired')} />`}
    <p class="head">${title}</p>
    ${left > 0 && html`<p class="code num">${prettyPairing(made.code)}</p>
      <p class="quiet">${t('office.pair.how')} <span class="num">${span(left)}</span>.</p>
      <p class="quiet small">${t('office.pair.or_open')} <span class="address">${made.url}</span></p>`}
    <${ActError} error=${error} />
    <p class="buttons">${again}<button type="button" class="button" onClick=${onNext}>${t('office.pair.other')}</button></p></div>`;
}
