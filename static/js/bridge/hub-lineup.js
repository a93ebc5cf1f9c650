/** GO or NO-GO: every site on one page, the one that is chosen in full, and records that are frozen and signed. */

import { html, Icon, signal, t, timeHMS, useEffect, useState } from '../core/ui.js';
import { act, ActError, useAct } from '../office/office.js';
import { Freezes } from './hub-freezes.js';
import { clockOff, TILE } from './lamps.js';
import { HUMAN, ITEMS, standing } from './rules-lineup.js';
import { ItemRow } from './site-lineup.js';

/** @typedef {import('./hub-state.js').Hub} Hub */
/** @typedef {import('../core/store.js').Row} Row */

/** Below 34 cells the one that was pressed would open out of sight. */
const ONE_COLUMN = '(max-width: 1199px)';
const chosen = signal('');

/** @param {{hub: Hub}} props */
export function LineupView({ hub }) {
  const skip = hub.settings.value.skip ?? [];
  const all = hub.sites.value;
  const site = all.find((one) => one.id === chosen.value) ?? (all.length === 1 ? all[0] : null);
  return html`<div class="lineup"><section aria-labelledby="grid-title"><h2 id="grid-title">${t('bridge.hub.view.lineup')}</h2>
      <ul class="go-grid">${all.map((one) => html`<${Cell} key=${one.id} site=${one} skip=${skip} shown=${one === site} />`)}</ul></section>
    <div class="lineup-side">${site ? html`<${Detail} key=${site.id} hub=${hub} site=${site} skip=${skip} />` : html`<p class="quiet">${t('bridge.hub.choose_cell')}</p>`}<${Freezes} hub=${hub} /></div></div>`;
}

/** @param {Row} site @param {string[]} skip */
function wordOf(site, skip) {
  const found = standing(site.items, skip);
  const word = site.go?.word || (found.bad.length ? 'faulty' : found.open.length ? 'open' : 'ready');
  return { found, word, look: TILE[word] ?? { icon: 'clock', look: '' } };
}

/** @param {{site: Row, skip: string[], shown: boolean}} props */
function Cell({ site, skip, shown }) {
  const { found, word, look } = wordOf(site, skip);
  return html`<li class=${`go-cell ${look.look}`} data-site=${site.id} data-word=${word}><button type="button" aria-pressed=${shown} onClick=${() => { chosen.value = site.id; }}>
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
