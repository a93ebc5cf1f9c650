// The frame of everything that lies over the working screen: a head that can be left, a body that scrolls, acts below.

import { html, Icon, t } from '../core/ui.js';
import * as state from './desk-state.js';

/** @typedef {import('./types.js').Sheet} Sheet */

export const closeSheet = () => { state.sheet.value = null; };
/** @param {string} kind @param {Partial<Sheet>} [more] */
export const openSheet = (kind, more = {}) => { state.sheet.value = { ...state.sheet.peek(), kind, ...more }; };

/** @param {{ title: any, about?: any, children?: any, foot: any }} props */
export const Frame = ({ title, about, children, foot }) => html`<section class="sheet" aria-labelledby="sheet-title">
  <header class="sheet-head"><div><h2 id="sheet-title" tabindex="-1">${title}</h2>${about && html`<p class="quiet">${about}</p>`}</div>
    <button type="button" class="button" onClick=${closeSheet}><${Icon} name="x" /> ${t('core.act.close')}</button></header>
  <div class="sheet-body" tabindex="0">${children}</div><footer class="sheet-act">${foot}</footer></section>`;
