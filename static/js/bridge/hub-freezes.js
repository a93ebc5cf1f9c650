/** Records of the line-up, frozen and signed: taken by hand or by themselves, read again site by site, checked. */

import { call } from '../core/api.js';
import { eventPath } from '../core/page.js';
import { html, Icon, Notice, t, timeHMS, toast, useState } from '../core/ui.js';
import { act, ActError, useAct } from '../office/office.js';
import { TILE } from './lamps.js';
import { ITEMS, standing } from './rules-lineup.js';
import { wrongWith } from './site-lineup.js';

/** @typedef {import('./hub-state.js').Hub} Hub */

const LABELS = ['T-60', 'T-15', 'T-5', 'hand'];

/** What a record was taken as. @param {string} label */
const takenAs = (label) => (label === 'hand' ? t('bridge.hub.by_hand') : label.replace('-', '\u2212'));

/** @param {{hub: Hub}} props */
export function Freezes({ hub }) {
  const { busy, error, run } = useAct();
  const [checked, setChecked] = useState(/** @type {any} */ (null));
  const [record, setRecord] = useState(/** @type {any} */ (null));
  const freeze = (/** @type {string} */ label) => run(label, async () => { await act('/bridge/freeze', { label }); toast(t('bridge.hub.frozen', { label: takenAs(label) })); });
  const verify = () => run('verify', async () => { setChecked(await call('GET', `${eventPath()}/bridge/freezes/verify`)); });
  const show = (/** @type {string} */ id) => (record?.id === id ? setRecord(null) : void run('show', async () => { setRecord((await call('GET', fileOf(id))).freeze); }));
  return html`<section class="freezes" aria-labelledby="freeze-title"><h2 id="freeze-title">${t('bridge.hub.freezes')}</h2><p class="quiet">${t('bridge.hub.freezes_what')}</p><${ActError} error=${error} />
    ${hub.runs && html`<div class="buttons">${LABELS.map((label) => html`<button type="button" key=${label} class="button" disabled=${Boolean(busy)} onClick=${() => freeze(label)}><${Icon} name="lock" /> ${label === 'hand' ? t('bridge.hub.freeze_hand') : takenAs(label)}</button>`)}</div>`}
    <ol class="freeze-list">${hub.freezes.value.map((one) => html`<li key=${one.id} data-freeze=${one.n}><b><span class="num">${one.n}</span> · ${takenAs(one.label)}</b> <time>${timeHMS(one.at)}</time> <span>${t('bridge.hub.freeze_counts', { go: one.go, no_go: one.no_go, open: one.open })}</span>
      <button type="button" class="button plain" aria-expanded=${record?.id === one.id} onClick=${() => show(one.id)}>${t(record?.id === one.id ? 'bridge.hub.close_record' : 'bridge.hub.open_record')}<span class="hidden-text"> ${one.n}</span></button>
      ${record?.id === one.id && html`<${Frozen} hub=${hub} record=${record} />`}</li>`)}</ol>
    ${hub.freezes.value.length > 0 && html`<button type="button" class="button" disabled=${Boolean(busy)} onClick=${verify}><${Icon} name="shield-check" /> ${t('bridge.hub.verify')}</button>`}
    ${checked && (checked.faults.length ? html`<${Notice} kind="live" alert title=${t('bridge.hub.verify_bad', { n: checked.faults.map((/** @type {any} */ one) => one.n).join(', ') })} />` : html`<${Notice} icon="shield-check" title=${t('bridge.hub.verify_good', { n: checked.records })} />`)}</section>`;
}

/** @param {string} id */
const fileOf = (id) => `${eventPath()}/bridge/freezes/${encodeURIComponent(id)}`;

/** What was so at that instant: of each site the word, and what was wrong with its figures. @param {{hub: Hub, record: any}} props */
function Frozen({ hub, record }) {
  const { skip, wants } = hub.settings.value;
  return html`<div class="frozen"><p class="quiet">${record.by ? `${record.by} · ` : ''}<span class="address">${record.hash.slice(0, 16)}</span></p>
    <ul>${record.body.sites.map((/** @type {any} */ site) => html`<${FrozenSite} key=${site.id} site=${site} skip=${skip ?? []} wants=${wants} />`)}</ul>
    <p><a class="button" href=${fileOf(record.id)} download=${`${record.label}-${record.n}.json`}><${Icon} name="download" /> ${t('bridge.hub.record_file')}</a></p></div>`;
}

/** @param {{site: any, skip: string[], wants: any}} props */
function FrozenSite({ site, skip, wants }) {
  const { good, bad, open } = standing(site.items, skip);
  const look = TILE[site.word] ?? { icon: 'clock', look: '' };
  return html`<li class=${`go-cell ${look.look}`} data-site=${site.id}><p><span class="go-word"><${Icon} name=${look.icon} /> ${t(`bridge.tile.${site.word}`)}</span> <b>${site.name}</b> <span class="quiet num">${t('bridge.hub.counts', { good: good.length, n: good.length + bad.length + open.length })}</span></p>
    ${bad.length > 0 && html`<ul>${ITEMS.filter((item) => bad.includes(item)).map((item) => html`<li key=${item}>${wrongWith(item, site.items[item], wants) || t(`bridge.item.${item}`)}</li>`)}</ul>`}</li>`;
}
