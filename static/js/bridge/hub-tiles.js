/** 34 sites on one screen, always in their order: what changes is the head of a tile, never its place. */

import { html, Icon, number, span, t } from '../core/ui.js';
import { FILTERS, REGIONS } from './hub-state.js';
import { LAMP, lampWord, Said, TILE } from './lamps.js';
import { media } from './site-media.js';

/** @typedef {import('./hub-state.js').Hub} Hub */
/** @typedef {import('../core/store.js').Row} Row */

/** States of a stream in which nobody sees the site. */
const GONE = ['LOST', 'SLATE'];

/** @param {{hub: Hub}} props */
export function Filters({ hub }) {
  return html`<div class="hub-filters" role="group" aria-label=${t('bridge.hub.filter')}>
    <div class="field"><label class="hidden-text" for="hub-region">${t('bridge.hub.region')}</label><select id="hub-region" value=${hub.region.value} onChange=${(/** @type {any} */ e) => { hub.region.value = e.currentTarget.value; }}>
      <option value="">${t('bridge.hub.region.all')}</option>${REGIONS.map((one) => html`<option key=${one} value=${one}>${t(`bridge.region.${one}`)}</option>`)}</select></div>
    <div class="field"><label class="hidden-text" for="hub-state">${t('bridge.hub.state')}</label><select id="hub-state" value=${hub.filter.value} onChange=${(/** @type {any} */ e) => { hub.filter.value = e.currentTarget.value; }}>
      ${FILTERS.map((one) => html`<option key=${one} value=${one}>${t(`bridge.hub.filter.${one}`)}</option>`)}</select></div>
    ${hub.runs && html`<button type="button" class="button" onClick=${() => { hub.chosen.value = hub.shown.value.map((one) => one.id); }}>${t('bridge.hub.choose_shown', { n: hub.shown.value.length })}</button>
    <button type="button" class="button" disabled=${!hub.chosen.value.length} onClick=${() => { hub.chosen.value = []; }}>${t('bridge.hub.choose_none')}</button>`}</div>`;
}

/** @param {{hub: Hub}} props */
export function Tiles({ hub }) {
  const shown = hub.shown.value;
  if (!shown.length) return html`<div class="empty"><${Icon} name="search" /><p><b>${t('bridge.hub.none_fit')}</b></p><p class="buttons"><button type="button" class="button" onClick=${() => { hub.region.value = ''; hub.filter.value = 'all'; }}>${t('bridge.hub.show_all')}</button></p></div>`;
  return html`<ul class="bridge-tiles">${shown.map((site) => html`<${Tile} key=${site.id} hub=${hub} site=${site} />`)}<${Sum} hub=${hub} /></ul>`;
}

/** @param {{hub: Hub, site: Row}} props */
function Tile({ hub, site }) {
  const tile = /** @type {any} */ (hub.tiles.value.get(site.id));
  const chosen = hub.chosen.value.includes(site.id);
  const head = headOf(tile);
  return html`<li class=${`bridge-tile ${head.look} ${tile.unarmed ? 'unarmed' : ''} ${chosen ? 'chosen' : ''}`} data-site=${site.id} data-lamp=${tile.lamp}>
    <button type="button" aria-pressed=${hub.runs ? chosen : undefined} disabled=${!hub.runs} onClick=${() => hub.toggle(site.id)}>
      <span class="tally"><${Icon} name=${head.icon} /> <span>${head.word}</span>${tile.lamp === 'NEXT' && html` <b class="num">${span(Math.max(0, tile.told.at - hub.now.value))}</b>`}${head.look === 'live' && html` <b class="num since">${span(Math.max(0, hub.now.value - tile.told.at))}</b>`}</span>
      <${Picture} hub=${hub} site=${site} />
      <span class="site-name">${chosen && html`<${Icon} name="check" label=${t('bridge.hub.chosen')} /> `}${site.name}</span>
      <span class="facts-line"><${Ready} tile=${tile} head=${head} /></span>
      <span class="facts-line"><${Gauge} hub=${hub} site=${site} /></span></button></li>`;
}

/** The word at the head: what may be claimed, else why nothing may. @param {any} tile */
function headOf(tile) {
  if (tile.never) return { icon: 'minus', look: 'never', word: t('bridge.control.never') };
  if (tile.lamp !== 'UNKNOWN' && tile.said?.state === 'missed') return { ...LAMP.MISSED, word: t('bridge.hub.missed', { word: lampWord(tile.lamp) }) };
  const lamp = LAMP[tile.lamp] ?? { icon: 'circle-help', look: 'unknown' };
  return { ...lamp, word: lampWord(tile.lamp) };
}

/** What the line-up says, or of a lost site what it was told last. @param {{tile: any, head: any}} props */
function Ready({ tile }) {
  if (tile.unarmed) return html`<b class="not-armed"><${Icon} name="clock" /> ${t('bridge.said.sent')}</b>`;
  if (tile.lamp !== 'UNKNOWN' && ['late', 'missed'].includes(tile.said?.state)) return html`<${Said} said=${tile.said} />`;
  if (tile.lamp === 'UNKNOWN' && !tile.never && tile.told.state !== 'OFF') return html`<span>${t('bridge.hub.last_word', { word: lampWord(tile.told.state) })}</span>`;
  const ready = TILE[tile.ready] ?? { icon: 'clock', look: '' };
  return html`<span class=${`ready ${ready.look}`}><${Icon} name=${ready.icon} /> ${t(`bridge.tile.${tile.ready}`)}</span>`;
}

/** Clock and delay of the control line, loudness when media measures it. @param {{hub: Hub, site: Row}} props */
function Gauge({ hub, site }) {
  const row = hub.gauges.value[site.id];
  const stream = media.value?.running ? media.value.streams.find((one) => one.app === 'contrib' && one.stream === `${hub.facts.event}.${site.id}`) : null;
  const loud = stream?.measured?.lufs_s;
  if (site.control === 'never') return html`<span>${t(hub.invited.value.has(site.id) ? 'bridge.hub.invited' : 'bridge.hub.no_invite')}</span>`;
  if (!row?.online || !hub.heard.value) return html`<span>${t('bridge.control.lost')}</span>`;
  return html`<span class="num">±${Math.max(1, Math.round(row.pm ?? 0))} ms</span><span class="num">${number(Math.round(row.rtt ?? 0))} ms</span>${typeof loud === 'number' && html`<span class="num">${number(Math.round(loud)).replace('-', '\u2212')} LUFS</span>`}`;
}

/** A still every two seconds, where media runs; the page without it keeps no empty frames. @param {{hub: Hub, site: Row}} props */
function Picture({ hub, site }) {
  const now = media.value;
  if (!now?.running) return null;
  const name = `${hub.facts.event}.${site.id}`;
  const stream = now.streams.find((one) => one.app === 'contrib' && one.stream === name);
  if (!stream || stream.state === 'OFF') return html`<span class="pic none">${t('bridge.hub.no_picture')}</span>`;
  if (stream.state !== 'LIVE' || !stream.tile_at) return html`<span class=${`pic none ${GONE.includes(stream.state) ? 'gone' : ''}`}>${t(`bridge.stream.${stream.state}`)}</span>`;
  return html`<img class="pic" alt=${t('bridge.hub.picture_of', { name: site.name })} src=${`/media/${now.pass}/contrib/${name}/tile.jpg?at=${stream.tile_at}`} />`;
}

/** @param {{hub: Hub}} props */
function Sum({ hub }) {
  const tiles = [...hub.tiles.value.values()];
  const count = (/** @type {(tile: any) => boolean} */ test) => tiles.filter(test).length;
  const rows = [
    ['ready', count((one) => one.ready === 'go' || one.ready === 'ready')], ['air', count((one) => ['STANDBY', 'NEXT', 'ON_AIR'].includes(one.lamp))],
    ['unarmed', count((one) => one.unarmed)], ['lost', count((one) => one.lamp === 'UNKNOWN' && !one.never)], ['never', count((one) => one.never)],
  ];
  return html`<li class="bridge-sum">${rows.map(([name, n]) => html`<span key=${name}><b class="num">${n}</b> ${t(`bridge.hub.sum.${name}`)}</span>`)}</li>`;
}
