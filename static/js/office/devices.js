/** Pair tablets, and look after them: last seen, queue, clock, battery, numbers that never came, name, post, revoke. */

import { clock } from '../core/clock.js';
import { mount } from '../core/page.js';
import { Hold, html, Icon, Notice, second, signal, t, timeOrDay, toast, useState } from '../core/ui.js';
import { condition, contact, missingWords, postAndRole } from './device-words.js';
import { act, ActError, Empty, FeedEnded, Field, openOffice, read, useAct, Waiting } from './office.js';
import { PairNew } from './pair-new.js';

/** What devices said before this page was opened. @type {import('../core/vendor.js').Signal<Map<string, any>>} */
const said = signal(new Map());
/** Codes that became devices while the page is open: pairing -> device. @type {import('../core/vendor.js').Signal<Map<string, string>>} */
const paired = signal(new Map());

/** Rooms and booths, where a phone of a booth stands. @type {import('../core/vendor.js').Signal<Array<{id: string, name: string, kind: string}>>} */
const places = signal([]);

/** @param {import('../core/store.js').Batch} batch */
function onBatch(batch) {
  for (const { kind, facts } of batch.changes ?? []) {
    if (kind !== 'core.device_paired' || !facts?.pairing) continue;
    paired.value = new Map([...paired.peek(), [facts.pairing, facts.device]]);
  }
}

const office = await openOffice({ onBatch });
const { store, feed } = office;

async function loadSaid() {
  const [{ devices }, rooms] = await Promise.all([read('/devices'), read('/live/places').catch(() => ({ places: [] }))]);
  places.value = rooms.places;
  said.value = new Map(devices.map((/** @type {any} */ one) => [one.id, one]));
}

/** @param {string} id */
const saidBy = (id) => feed.presence.value.get(id) ?? said.value.get(id);

/** Names in the order people count: Bàn 2 before Bàn 10. */
const byName = new Intl.Collator('vi', { numeric: true });

/** @param {any} device */
const gateName = (device) => (store.get('gate', device.post ?? '') ?? places.value.find((one) => one.id === device.post))?.name ?? null;
/** Where a device of a role may stand. @param {string} role @returns {any[]} */
const postsOf = (role) => (role === 'booth' ? places.value : store.list('gate'));

function Devices() {
  if (!feed.ready.value) return html`<${Waiting} feed=${feed} />`;
  const all = [...store.list('device')].sort((a, b) => byName.compare(a.name, b.name));
  const here = all.filter((one) => !one.revoked_at);
  const gone = all.filter((one) => one.revoked_at);
  return html`<${FeedEnded} feed=${feed} />
    <div class="pair-grid">
      <${PairNew} gates=${store.list('gate')} places=${places.value} devices=${here} paired=${paired} getDevice=${(/** @type {string} */ id) => store.get('device', id)} />
      <section aria-labelledby="paired"><h2 class="list-head" id="paired">${t('office.devices.paired')} <span class="num">${here.length}</span></h2>
        ${here.length ? html`<ul class="rows">${here.map((one) => html`<${DeviceRow} key=${one.id} device=${one} />`)}</ul>`
          : html`<${Empty} icon="tablet-smartphone" title=${t('office.devices.none')}><p>${t('office.devices.none_next')}</p></${Empty}>`}
        ${gone.length > 0 && html`<details class="more"><summary>${t('office.devices.revoked')} <span class="num">${gone.length}</span></summary>
          <ul class="rows">${gone.map((one) => html`<li class="row" key=${one.id}><div><p class="title">${one.name}</p><p>${postAndRole(one, gateName(one))}</p>
            <p class="about">${t('office.devices.revoked_at', { at: timeOrDay(one.revoked_at, clock.now()) })}</p></div></li>`)}</ul></details>`}
      </section>
    </div>`;
}

/** @param {{device: any}} props */
function DeviceRow({ device }) {
  const [open, setOpen] = useState(/** @type {'' | 'edit' | 'revoke'} */ (''));
  const now = second.value * 1000;
  const what = saidBy(device.id);
  const seen = contact(what, now);
  const missing = missingWords(what?.missing);
  return html`<li><div class=${`row ${seen.look || missing ? 'look' : ''}`}>
      <div><p class="title">${device.name}</p><p>${postAndRole(device, gateName(device))}</p>
        <p class="about">${t('office.devices.paired_at', { at: timeOrDay(device.paired_at, now) })} · <span class=${seen.look ? 'word-look' : ''}>${seen.look && html`<${Icon} name="triangle-alert" /> `}${seen.words}</span>
          ${condition(what).map((one) => html` · <span key=${one.key} class=${one.look ? 'word-look' : ''}>${one.words}</span>`)}</p>
        ${missing && html`<p class="word-look"><${Icon} name="triangle-alert" /> ${t('office.devices.missing', { list: missing })}</p>`}</div>
      <div class="side buttons">
        <button type="button" class="button" aria-expanded=${open === 'edit'} onClick=${() => setOpen(open === 'edit' ? '' : 'edit')}>${t('office.act.edit')}</button>
        <button type="button" class="button" aria-expanded=${open === 'revoke'} onClick=${() => setOpen(open === 'revoke' ? '' : 'revoke')}>${t('office.devices.revoke')}</button></div>
    </div>
    ${open === 'edit' && html`<${EditDevice} device=${device} onDone=${() => setOpen('')} />`}
    ${open === 'revoke' && html`<${RevokeDevice} device=${device} queue=${what?.queue ?? 0} onDone=${() => setOpen('')} />`}</li>`;
}

/** @param {{device: any, onDone: () => void}} props */
function EditDevice({ device, onDone }) {
  const [name, setName] = useState(device.name);
  const [post, setPost] = useState(device.post ?? '');
  const { busy, error, run } = useAct();
  async function save() {
    const path = `/devices/${encodeURIComponent(device.id)}`;
    const done = await run('save', async () => {
      if (name.trim() !== device.name) await act(`${path}/rename`, { name: name.trim() });
      if (post !== (device.post ?? '')) await act(`${path}/move`, { post: post || null });
    });
    if (done) onDone();
  }
  return html`<form class="in-place" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void save(); }}>
    <${Field} label=${t('office.field.name')} value=${name} required maxlength="60" onInput=${(/** @type {any} */ e) => setName(e.currentTarget.value)} />
    <${Field} label=${t(device.role === 'booth' ? 'live.cat.place' : 'office.devices.post')} kind="select" value=${post} onChange=${(/** @type {any} */ e) => setPost(e.currentTarget.value)}>
      <option value="">${t('office.devices.no_post')}</option>
      ${postsOf(device.role).map((gate) => html`<option key=${gate.id} value=${gate.id}>${gate.name}</option>`)}</${Field}>
    <${ActError} error=${error} />
    <p class="buttons"><button class="button main" disabled=${Boolean(busy)}>${t('core.act.save')}</button>
      <button type="button" class="button" onClick=${onDone}>${t('core.act.cancel')}</button></p></form>`;
}

/** @param {{device: any, queue: number, onDone: () => void}} props */
function RevokeDevice({ device, queue, onDone }) {
  const { busy, error, run } = useAct();
  async function revoke() {
    if (await run('revoke', () => act(`/devices/${encodeURIComponent(device.id)}/revoke`))) {
      toast(t('office.devices.revoke_done', { name: device.name }));
      onDone();
    }
  }
  return html`<div class="confirm"><p><b>${t('office.devices.revoke_ask', { name: device.name })}</b> ${t('office.devices.revoke_kept')}
      ${queue > 0 && html` <b>${t('office.device.queue', { n: queue })}</b>`}</p>
    <${Hold} kind="live" disabled=${Boolean(busy)} onHold=${revoke}>${t('office.devices.revoke_hold')}</${Hold}>
    <button type="button" class="button" onClick=${onDone}>${t('core.act.cancel')}</button>
    <${ActError} error=${error} /></div>`;
}

function LoadProblem() {
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const [asked, setAsked] = useState(false);
  if (!asked) {
    setAsked(true);
    loadSaid().catch(setError);
  }
  return error ? html`<${Notice} kind="look" title=${t('office.devices.said_unknown')} />` : null;
}

mount('devices', html`<${LoadProblem} /><${Devices} />`);
