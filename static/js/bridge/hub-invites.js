/** Sites and who may speak for them: links with a QR code for one device each, for a time, taken back with one hold. */

import { call } from '../core/api.js';
import { clock } from '../core/clock.js';
import { eventPath } from '../core/page.js';
import { Hold, html, Icon, Notice, t, timeOrDay, toast, useState } from '../core/ui.js';
import { act, ActError, Field, useAct } from '../office/office.js';
import { REGIONS } from './hub-state.js';
import { LinkForm } from './hub-uplink.js';

/** @typedef {import('./hub-state.js').Hub} Hub */
/** @typedef {import('../core/store.js').Row} Row */

const ROLES = ['producer', 'mc', 'viewer', 'server'];
const HOURS = [6, 12, 24, 72, 168];
const HOUR_MS = 3_600_000;
const LOOK = /** @type {Record<string, {icon: string, look: string}>} */ ({ open: { icon: 'clock', look: '' }, used: { icon: 'check', look: 'go' }, early: { icon: 'clock', look: '' }, expired: { icon: 'minus', look: '' }, revoked: { icon: 'ban', look: 'no' } });

/** How an invite stands. @param {Row} row @param {number} now */
export function inviteState(row, now) {
  if (row.revoked_at !== null) return 'revoked';
  if (now >= row.until) return 'expired';
  if (row.used_at !== null) return 'used';
  return now < row.from ? 'early' : 'open';
}

/** @param {{hub: Hub}} props */
export function SitesView({ hub }) {
  const [form, setForm] = useState('');
  return html`<section class="hub-sites" aria-labelledby="sites-title"><div class="page-head"><h2 id="sites-title">${t('bridge.hub.view.sites')}</h2>${hub.manages && html`<p class="buttons"><button type="button" class="button main" onClick=${() => setForm(form === 'new' ? '' : 'new')} aria-expanded=${form === 'new'}><${Icon} name="plus" /> ${t('bridge.hub.new_site')}</button></p>`}</div>
    ${!hub.manages && html`<p class="quiet">${t('bridge.hub.only_manager')}</p>`}
    ${form === 'new' && html`<${SiteForm} hub=${hub} row=${null} close=${() => setForm('')} />`}
    <ul class="rows">${hub.sites.value.map((site) => html`<li key=${site.id} data-site=${site.id}><${SiteRow} hub=${hub} site=${site} open=${form === site.id} show=${(/** @type {boolean} */ on) => setForm(on ? site.id : '')} /></li>`)}</ul>${hub.manages && !hub.cues.value.length && html`<${LinkForm} />`}</section>`;
}

/** @param {{hub: Hub, site: Row, open: boolean, show: (on: boolean) => void}} props */
function SiteRow({ hub, site, open, show }) {
  const now = hub.now.value;
  const mine = hub.invites.value.filter((one) => one.site === site.id);
  const live = mine.filter((one) => ['open', 'used', 'early'].includes(inviteState(one, now)));
  return html`<article class="row site-row"><div><p class="title">${site.name}</p><p class="about">${t(`bridge.region.${site.region}`)} · ${t(`bridge.control.${site.control}`)} · ${live.length ? t('bridge.hub.invites_n', { n: live.length }) : t('bridge.hub.no_invite')}</p>${site.remote && html`<p class="about">${t('bridge.hub.remote', { word: t(`bridge.row.${site.remote.state}`), title: site.remote.title })}</p>`}</div>
    ${hub.manages && html`<div class="side buttons"><button type="button" class="button" aria-expanded=${open} onClick=${() => show(!open)}><${Icon} name="qr-code" /> ${t('bridge.hub.invites')}<span class="hidden-text"> ${site.name}</span></button></div>`}
    ${open && html`<div class="site-open"><${NewInvite} hub=${hub} site=${site} /><ul class="invites">${mine.map((one) => html`<${Invite} key=${one.id} hub=${hub} row=${one} />`)}</ul>
      <details class="more"><summary>${t('bridge.hub.edit_site')}</summary><${SiteForm} hub=${hub} row=${site} close=${() => show(false)} /></details></div>`}</article>`;
}

/** @param {{hub: Hub, site: Row}} props */
function NewInvite({ hub, site }) {
  const { busy, error, run } = useAct();
  const [typed, setTyped] = useState({ role: 'producer', name: '', hours: '12' });
  const put = (/** @type {string} */ name) => (/** @type {any} */ e) => setTyped({ ...typed, [name]: e.currentTarget.value });
  const make = (/** @type {Event} */ e) => {
    e.preventDefault();
    void run('make', () => act('/bridge/invites', { site: site.id, role: typed.role, name: typed.name, until: Math.round(clock.now() + Number(typed.hours) * HOUR_MS) }))
      .then((done) => { if (done) { setTyped({ ...typed, name: '' }); toast(t('bridge.hub.invite_made', { name: site.name })); } });
  };
  return html`<form class="in-place" onSubmit=${make} aria-label=${t('bridge.hub.new_invite')}><${ActError} error=${error} /><p><b>${t('bridge.hub.new_invite')}</b></p>
    <div class="field-pair"><${Field} label=${t('bridge.hub.for_whom')} required maxlength="100" value=${typed.name} onInput=${put('name')} />
      <${Field} kind="select" label=${t('bridge.hub.role')} value=${typed.role} onChange=${put('role')}>${ROLES.map((one) => html`<option key=${one} value=${one}>${t(`bridge.role.${one}`)}</option>`)}</${Field}>
      <${Field} kind="select" label=${t('bridge.hub.good_for')} value=${typed.hours} onChange=${put('hours')}>${HOURS.map((n) => html`<option key=${n} value=${String(n)}>${n < 48 ? t('bridge.hub.hours', { n }) : t('bridge.hub.days', { n: n / 24 })}</option>`)}</${Field}></div>
    <p class="buttons"><button class="button main" disabled=${Boolean(busy) || !hub.heard.value}>${t('bridge.hub.make_link')}</button></p></form>`;
}

/** @param {{hub: Hub, row: Row}} props */
function Invite({ hub, row }) {
  const { error, run } = useAct();
  const [link, setLink] = useState('');
  const now = hub.now.value;
  const state = inviteState(row, now);
  const look = LOOK[state] ?? { icon: 'clock', look: '' };
  const alive = state === 'open' || state === 'used' || state === 'early';
  const base = `${eventPath()}/bridge/invites/${encodeURIComponent(row.id)}`;
  const show = () => (link ? setLink('') : void run('show', async () => { setLink((await call('GET', base)).link); }));
  return html`<li data-invite=${row.id} data-state=${state}><p><b>${row.name}</b> · ${t(`bridge.role.${row.role}`)} · <span class=${`pill ${look.look}`}><${Icon} name=${look.icon} /> ${t(`bridge.invite.${state}`)}</span></p>
    <p class="quiet">${state === 'early' && html`${t('bridge.hub.from')} <time>${timeOrDay(row.from, now)}</time> · `}${t('bridge.hub.until')} <time>${timeOrDay(row.until, now)}</time>${row.used_at && html` · ${t('bridge.hub.used_at')} <time>${timeOrDay(row.used_at, now)}</time> · ${row.about}`}</p><${ActError} error=${error} />
    ${alive && html`<p class="buttons"><button type="button" class="button" aria-expanded=${Boolean(link)} onClick=${show}><${Icon} name="qr-code" /> ${t(link ? 'bridge.hub.hide_link' : 'bridge.hub.show_link')}</button>
      <${Hold} onHold=${() => run('revoke', () => act(`/bridge/invites/${encodeURIComponent(row.id)}/revoke`))}>${t('bridge.hub.hold_revoke')}</${Hold}></p>`}
    ${link && html`<div class="invite-link"><span class="qr"><img alt=${t('bridge.hub.qr_of', { name: row.name })} width="200" height="200" src=${`${base}/code.svg`} /></span><div class="stack"><p class="address">${link}</p>
      <p class="buttons"><button type="button" class="button" onClick=${() => void navigator.clipboard?.writeText(link).then(() => toast(t('bridge.hub.copied')))}><${Icon} name="copy" /> ${t('bridge.hub.copy')}</button></p><p class="quiet">${t('bridge.join.one_device')}</p></div></div>`}</li>`;
}

/** @param {{hub: Hub, row: Row | null, close: () => void}} props */
export function SiteForm({ row, close }) {
  const { busy, error, run } = useAct();
  const [typed, setTyped] = useState({ name: row?.name ?? '', region: row?.region ?? 'bac', way: row?.way ?? 'page', fallback: row?.fallback ?? '', note: row?.note ?? '' });
  const put = (/** @type {string} */ name) => (/** @type {any} */ e) => setTyped({ ...typed, [name]: e.currentTarget.value });
  const save = (/** @type {Event} */ e) => {
    e.preventDefault();
    void run('save', () => (row ? act(`/bridge/sites/${encodeURIComponent(row.id)}/change`, { changes: typed }) : act('/bridge/sites', typed))).then((done) => { if (done) close(); });
  };
  return html`<form class="in-place" onSubmit=${save} aria-label=${t(row ? 'bridge.hub.edit_site' : 'bridge.hub.new_site')}><${ActError} error=${error} />
    <${Field} label=${t('bridge.hub.site_name')} required maxlength="100" value=${typed.name} onInput=${put('name')} />
    <div class="field-pair"><${Field} kind="select" label=${t('bridge.hub.region')} value=${typed.region} onChange=${put('region')}>${REGIONS.map((one) => html`<option key=${one} value=${one}>${t(`bridge.region.${one}`)}</option>`)}</${Field}>
      <${Field} kind="select" label=${t('bridge.hub.way')} value=${typed.way} onChange=${put('way')}>${['page', 'server'].map((one) => html`<option key=${one} value=${one}>${t(`bridge.way.${one}`)}</option>`)}</${Field}></div>
    <${Field} kind="textarea" rows="2" maxlength="200" label=${t('bridge.hub.fallback')} hint=${t('bridge.hub.fallback_hint')} value=${typed.fallback} onInput=${put('fallback')} />
    ${!row && html`<${Notice} title=${t('bridge.hub.site_next')} />`}
    <p class="buttons"><button class="button main" disabled=${Boolean(busy)}>${t('core.act.save')}</button><button type="button" class="button plain" onClick=${close}>${t('core.act.cancel')}</button></p></form>`;
}
