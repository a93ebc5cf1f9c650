/** GO or NO-GO: every site on one page, the one that is chosen in full, and records that are frozen and signed. */

import { call } from '../core/api.js';
import { eventPath } from '../core/page.js';
import { html, Icon, Notice, signal, t, timeHMS, toast, useEffect, useState } from '../core/ui.js';
import { act, ActError, useAct } from '../office/office.js';
import { clockOff, TILE } from './lamps.js';
import { HUMAN, ITEMS, standing } from './rules-lineup.js';
import { ItemRow } from './site-lineup.js';

/** @typedef {import('./hub-state.js').Hub} Hub */
/** @typedef {import('../core/store.js').Row} Row */

const LABELS = ['T-60', 'T-15', 'T-5', 'hand'];
/** Below 34 cells the one that was pressed would open out of sight. */
const ONE_COLUMN = '(max-width: 1199px)';
const chosen = signal('');

/** @param {{hub: Hub}} props */
export function LineupView({ hub }) {
  const skip = hub.settings.value.skip ?? [];
  const site = hub.sites.value.find((one) => one.id === chosen.value) ?? null;
  return html`<div class="lineup"><section aria-labelledby="grid-title"><h2 id="grid-title">${t('bridge.hub.view.lineup')}</h2>
      <ul class="go-grid">${hub.sites.value.map((one) => html`<${Cell} key=${one.id} site=${one} skip=${skip} />`)}</ul></section>
    <div class="lineup-side">${site ? html`<${Detail} key=${site.id} hub=${hub} site=${site} skip=${skip} />` : html`<p class="quiet">${t('bridge.hub.choose_cell')}</p>`}<${Freezes} hub=${hub} /></div></div>`;
}

/** @param {Row} site @param {string[]} skip */
function wordOf(site, skip) {
  const found = standing(site.items, skip);
  const word = site.go?.word || (found.bad.length ? 'faulty' : found.open.length ? 'open' : 'ready');
  return { found, word, look: TILE[word] ?? { icon: 'clock', look: '' } };
}

/** @param {{site: Row, skip: string[]}} props */
function Cell({ site, skip }) {
  const { found, word, look } = wordOf(site, skip);
  return html`<li class=${`go-cell ${look.look}`} data-site=${site.id} data-word=${word}><button type="button" aria-pressed=${chosen.value === site.id} onClick=${() => { chosen.value = site.id; }}>
    <span class="go-word"><${Icon} name=${look.icon} /> ${t(`bridge.tile.${word}`)}</span><b>${site.name}</b>
    <span class="quiet num">${t('bridge.hub.counts', { good: found.good.length, n: found.good.length + found.bad.length + found.open.length })}${found.bad.length > 0 && html` · <b>${t('bridge.hub.counts_bad', { n: found.bad.length })}</b>`}</span></button></li>`;
}

/** @param {{hub: Hub, site: Row, skip: string[]}} props */
function Detail({ hub, site, skip }) {
  const { busy, error, run } = useAct();
  const [note, setNote] = useState(site.go?.note ?? '');
  const go = (/** @type {string} */ word) => run(word || 'none', () => act('/bridge/go', { site: site.id, word, note: word ? note : '' }));
  const { wants } = hub.settings.value;
  useEffect(() => { if (matchMedia(ONE_COLUMN).matches) document.getElementById('detail-title')?.scrollIntoView({ block: 'start' }); }, []);
  return html`<section class="detail" aria-labelledby="detail-title"><h2 id="detail-title">${site.name}</h2>
    ${site.go && html`<p>${t(`bridge.tile.${site.go.word}`)} · ${site.go.by} · <time>${timeHMS(site.go.at)}</time>${site.go.note && html` · ${site.go.note}`}</p>`}
    <${ActError} error=${error} />${clockOff(hub.gauges.value[site.id]?.offset) && html`<p class="word-look"><${Icon} name="clock" /> ${clockOff(hub.gauges.value[site.id]?.offset)}</p>`}
    ${hub.runs && html`<div class="field"><label for="go-note">${t('bridge.hub.go_note')}</label><input id="go-note" maxlength="200" autocomplete="off" value=${note} onInput=${(/** @type {any} */ e) => setNote(e.currentTarget.value)} /></div>
      <div class="buttons equal"><button type="button" class="button go" disabled=${Boolean(busy)} onClick=${() => go('go')}><${Icon} name="circle-check" /> GO</button><button type="button" class="button" disabled=${Boolean(busy)} onClick=${() => go('no_go')}><${Icon} name="ban" /> NO-GO</button></div>
      ${site.go && html`<button type="button" class="button plain" disabled=${Boolean(busy)} onClick=${() => go('')}>${t('bridge.hub.go_clear')}</button>`}
      <p class="code-line">${t('bridge.hub.code4')} <b class="num large">${site.code4}</b> <button type="button" class="button" disabled=${Boolean(busy)} onClick=${() => run('code', () => act('/bridge/code4', { site: site.id }))}><${Icon} name="refresh-cw" /> ${t('bridge.hub.new_code')}</button></p>`}
    <ul class="items">${ITEMS.filter((item) => !skip.includes(item)).map((item) => html`<${ItemRow} key=${item} item=${item} told=${site.items[item]} wants=${wants}>
      ${hub.runs && HUMAN.includes(item) && html`<button type="button" class="button item-act" disabled=${Boolean(busy)} onClick=${() => run(item, () => act('/bridge/items', { site: site.id, item, ok: !site.items[item]?.ok }))}>${t(site.items[item]?.ok ? 'bridge.hub.untick' : 'bridge.hub.tick')}<span class="hidden-text"> ${t(`bridge.item.${item}`)}</span></button>`}</${ItemRow}>`)}</ul></section>`;
}

/** @param {{hub: Hub}} props */
function Freezes({ hub }) {
  const { busy, error, run } = useAct();
  const [checked, setChecked] = useState(/** @type {any} */ (null));
  const freeze = (/** @type {string} */ label) => run(label, async () => { await act('/bridge/freeze', { label }); toast(t('bridge.hub.frozen', { label: labelWord(label) })); });
  const verify = () => run('verify', async () => { setChecked(await call('GET', `${eventPath()}/bridge/freezes/verify`)); });
  return html`<section class="freezes" aria-labelledby="freeze-title"><h2 id="freeze-title">${t('bridge.hub.freezes')}</h2><p class="quiet">${t('bridge.hub.freezes_what')}</p><${ActError} error=${error} />
    ${hub.runs && html`<div class="buttons">${LABELS.map((label) => html`<button type="button" key=${label} class="button" disabled=${Boolean(busy)} onClick=${() => freeze(label)}><${Icon} name="lock" /> ${labelWord(label)}</button>`)}</div>`}
    <ol class="freeze-list">${hub.freezes.value.map((one) => html`<li key=${one.id} data-freeze=${one.n}><b><span class="num">${one.n}</span> · ${labelWord(one.label)}</b> <time>${timeHMS(one.at)}</time> <span>${t('bridge.hub.freeze_counts', { go: one.go, no_go: one.no_go, open: one.open })}</span>
      <span class="address quiet">${one.hash.slice(0, 16)}</span> <a class="link-row" href=${`/api/events/${encodeURIComponent(hub.facts.event)}/bridge/freezes/${one.id}`}>${t('bridge.hub.open_record')}</a></li>`)}</ol>
    ${hub.freezes.value.length > 0 && html`<button type="button" class="button" disabled=${Boolean(busy)} onClick=${verify}><${Icon} name="shield-check" /> ${t('bridge.hub.verify')}</button>`}
    ${checked && (checked.faults.length ? html`<${Notice} kind="live" alert title=${t('bridge.hub.verify_bad', { n: checked.faults.map((/** @type {any} */ one) => one.n).join(', ') })} />` : html`<${Notice} icon="shield-check" title=${t('bridge.hub.verify_good', { n: checked.records })} />`)}</section>`;
}

/** @param {string} label */
const labelWord = (label) => (label === 'hand' ? t('bridge.hub.freeze_hand') : label.replace('-', '\u2212'));
