/** The row that is a cross of a hub elsewhere: what the hub asks of it now, and the fallback row in one tap. */

import { rowLook, rowWord, sinceOrUntil, slackWord } from '../bridge/row-words.js';
import { html, Icon, second, t, useComputed } from '../core/ui.js';
import { act, ActError, useAct } from '../office/office.js';
import { cueOf, digits, titleOf } from './words.js';

/** @typedef {import('./show.js').Show} Show */
/** @typedef {import('../core/store.js').Row} Row */

/** @param {{show: Show, calls: boolean}} props */
export function Bridge({ show, calls }) {
  const up = useComputed(() => show.store.list('bridge_row')[0] ?? null);
  return up.value ? html`<${Line} show=${show} up=${up.value} calls=${calls} />` : null;
}

/** @param {Show} show @param {string} id */
function rowName(show, id) {
  const row = show.line(id)?.row;
  return row ? [cueOf(row), titleOf(row)].filter(Boolean).join(' \u00b7 ') : '';
}

/** @param {{show: Show, up: Row, calls: boolean}} props */
function Line({ show, up, calls }) {
  const { icon, look } = rowLook(up.state);
  const ms = sinceOrUntil(up.state, up.until, second.value * 1000);
  const slack = ['none', 'ready', 'soon'].includes(up.state) ? slackWord(up.slack) : '';
  return html`<section class=${`bridge-line ${look}`} data-bridge=${up.state} aria-label=${t('bridge.up.state')}><p class="tag"><${Icon} name=${icon} /> <b role="status">${rowWord(up.state)}</b>${ms !== null && html` <span class="num" role="timer" aria-live="off">${digits(ms).join(':')}</span>`}</p>
    <p>${rowName(show, up.row) || html`<a href="bridge">${t('bridge.row.none')}</a>`}</p>
    ${slack && html`<p class=${up.slack < 0 ? 'word-look' : 'quiet'}><${Icon} name=${up.slack < 0 ? 'triangle-alert' : 'clock'} /> ${slack}</p>`}
    ${calls && ['soon', 'on_air', 'lost'].includes(up.state) && html`<${Fallback} show=${show} up=${up} />`}</section>`;
}

/** @param {{show: Show, up: Row}} props */
function Fallback({ show, up }) {
  const { busy, error, run } = useAct();
  if (!up.fallback_row) return html`<p class="word-look"><a href="bridge">${t('bridge.up.no_fallback')}</a></p>`;
  return html`<${ActError} error=${error} /><button type="button" class=${`button wide ${up.state === 'lost' ? 'main thumb' : ''}`} data-act="fallback" disabled=${Boolean(busy)} onClick=${() => run('fallback', () => act('/bridge/fallback'))}><${Icon} name="play" />
    <span>${t('bridge.up.take_fallback')}${rowName(show, up.fallback_row) && html` <small>${rowName(show, up.fallback_row)}</small>`}</span></button>`;
}
