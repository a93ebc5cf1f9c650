/** Lists in a form: several people or kits, and goods with their pieces and price. */

import { Field } from '../office/office.js';
import { html, Icon, t } from '../core/ui.js';

/** @typedef {Record<string, any> & {id: string}} Row */

/** @param {{label: string, rows: Row[], value: string[], onChange: (ids: string[]) => void}} props */
export function Many({ label, rows, value, onChange }) {
  const named = (/** @type {string} */ id) => rows.find((one) => one.id === id)?.name ?? id;
  const add = (/** @type {any} */ e) => {
    const id = e.currentTarget.value;
    e.currentTarget.value = '';
    if (id) onChange([...value, id]);
  };
  return html`<div class="many"><${Field} label=${label} kind="select" value="" onChange=${add}><option value="">${t('schedule.add_one')}</option>${rows.filter(({ id }) => !value.includes(id)).map((one) => html`<option key=${one.id} value=${one.id}>${one.name ?? one.title}</option>`)}</${Field}>
    ${value.length > 0 && html`<ul class="chips">${value.map((id) => html`<li key=${id}><span>${named(id)}</span><${Drop} label=${named(id)} onDrop=${() => onChange(value.filter((one) => one !== id))} /></li>`)}</ul>`}</div>`;
}

/** @param {{label: string, onDrop: () => void}} props */
const Drop = ({ label, onDrop }) => html`<button type="button" class="button plain chip-drop" aria-label=${t('schedule.remove', { name: label })} onClick=${onDrop}><${Icon} name="x" /></button>`;

/** @param {any} text */
const whole = (text) => (String(text).trim() === '' ? null : Math.max(0, Math.round(Number(String(text).replace(/[.\s]/g, '')) || 0)));

/** @param {{sc: import('./schedule-state.js').Schedule, value: any[], onChange: (goods: any[]) => void, products: Row[]}} props */
export function GoodsField({ sc, value, onChange, products }) {
  const add = (/** @type {any} */ e) => {
    const product = e.currentTarget.value;
    e.currentTarget.value = '';
    if (product) onChange([...value, { product, pieces: 0, price: sc.products.peek().get(product)?.live_price ?? sc.products.peek().get(product)?.price ?? null }]);
  };
  const put = (/** @type {number} */ at, /** @type {Record<string, any>} */ some) => onChange(value.map((one, n) => (n === at ? { ...one, ...some } : one)));
  return html`<fieldset class="goods-field"><legend>${t('schedule.field.goods')}</legend>
    ${value.map((one, n) => html`<div class="goods-line" key=${one.product}><b>${sc.name('products', one.product)}</b><${Drop} label=${sc.name('products', one.product)} onDrop=${() => onChange(value.filter((_, i) => i !== n))} />
      <${Field} label=${t('schedule.field.pieces')} inputmode="numeric" value=${one.pieces ?? ''} onChange=${(/** @type {any} */ e) => put(n, { pieces: whole(e.currentTarget.value) ?? 0 })} />
      <${Field} label=${t('schedule.field.price')} inputmode="numeric" value=${one.price ?? ''} onChange=${(/** @type {any} */ e) => put(n, { price: whole(e.currentTarget.value) })} /></div>`)}
    <${Field} label=${t('schedule.add_product')} kind="select" value="" onChange=${add}><option value="">${t('schedule.pick')}</option>${products.filter(({ id }) => !value.some((one) => one.product === id)).map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</${Field}></fieldset>`;
}
