// Products of the slot: pin, one less, sold out; a price or a stock that is not as planned is reported with a photo.

import { html, Icon, number, Pill, signal, t } from '../core/ui.js';
import { stockOf } from './booth-acts.js';

/** @typedef {import('./booth-slots.js').Slot} Slot */
/** @typedef {import('./booth-deeds.js').Deeds} Deeds */

/** Written in two parts: the worker that joins the scripts would take it for the beginning of a comment. */
const PICTURES = ['image', '*'].join('/');
/** The product whose further acts are open. */
const opened = signal('');

/** @param {{name: string, item: any, open: boolean, act: (what: 'pin' | 'minus') => void}} props */
function Side({ name, item, open, act }) {
  const stock = stockOf(item);
  return html`<div class="side stock"><button type="button" class="button" data-act="minus" aria-label=${t('live.booth.sell_one', { name })} disabled=${!stock} onClick=${() => act('minus')}><${Icon} name="minus" /></button>
    <button type="button" class="button plain count" data-act="more" aria-expanded=${open} aria-label=${t('live.booth.left_of', { n: stock, name })} onClick=${() => { opened.value = open ? '' : item.product; }}><b class="num">${stock}</b></button>
    <button type="button" class="button" data-act="pin" aria-pressed=${Boolean(item.pinned)} aria-label=${t('live.booth.pin_it', { name })} disabled=${item.sold_out} onClick=${() => act('pin')}><${Icon} name="pin" /></button></div>`;
}

/** A photo is asked for by the press itself: one tap. @param {{words: string, onFile: (file: File | null) => void, onCancel?: () => void}} props */
export function WithPhoto({ words, onFile, onCancel }) {
  const take = (/** @type {any} */ e) => {
    onFile(e.currentTarget.files?.[0] ?? null);
    e.currentTarget.value = '';
  };
  return html`<label class="button file-button"><${Icon} name="camera" /> ${words}<input class="hidden-text" type="file" accept=${PICTURES} capture="environment" onChange=${take} onCancel=${onCancel} /></label>`;
}

/** @param {{slot: Slot, product: string, what: 'price' | 'stock' | 'other', deeds: Deeds}} props */
export function Wrong({ slot, product, what, deeds }) {
  const say = (/** @type {File | null} */ file) => { opened.value = ''; void deeds.wrong(slot, product, what, file); };
  return html`<${WithPhoto} words=${t(`live.booth.wrong.${what}`)} onFile=${say} onCancel=${() => say(null)} />`;
}

/** @param {{slot: Slot, item: any, product: any, deeds: Deeds}} props */
function Product({ slot, item, product, deeds }) {
  const name = product?.name ?? item.product;
  const open = opened.value === item.product;
  const act = (/** @type {any} */ what) => { opened.value = ''; deeds.goods(slot, item, what); };
  return html`<li class=${`row keep product ${item.pinned ? 'now' : ''} ${item.sold_out ? 'out' : ''}`} data-product=${item.product}><div><p class="title">${name}</p>
      ${item.price > 0 && html`<p class="num"><b>${number(item.price)} ₫</b></p>`}${product?.pack && html`<p class="about">${product.pack}</p>`}
      ${item.pinned && html`<p><${Pill} state="brand" icon="pin">${t('live.booth.pinned')}</${Pill}></p>`}${item.wrong && html`<p><${Pill} state="look" icon="triangle-alert">${t('live.booth.wrong_told')}</${Pill}></p>`}${item.sold_out && html`<p><${Pill} icon="x">${t('live.booth.sold_out')}</${Pill}></p>`}</div>
    <${Side} name=${name} item=${item} open=${open} act=${act} />
    ${open && html`<p class="buttons more-acts"><button type="button" class="button" data-act="out" onClick=${() => act(item.sold_out ? 'back' : 'out')}><${Icon} name=${item.sold_out ? 'undo-2' : 'x'} /> ${t(item.sold_out ? 'live.booth.in_stock' : 'live.booth.sold_out')}</button>
      <${Wrong} slot=${slot} product=${item.product} what="price" deeds=${deeds} /><${Wrong} slot=${slot} product=${item.product} what="stock" deeds=${deeds} /></p>`}</li>`;
}

/** The pinned one first in the eye, not in the order: rows stay where they are. @param {{facts: Record<string, any>, slot: Slot, deeds: Deeds}} props */
export function Goods({ facts, slot, deeds }) {
  const goods = slot.goods ?? [];
  if (!goods.length) return html`<p class="quiet">${t('live.booth.no_goods')}</p>`;
  return html`<ul class="rows products" aria-label=${t('live.booth.goods')}>${goods.map((/** @type {any} */ item) => html`<${Product} key=${item.product} slot=${slot} item=${item} product=${facts.products[item.product]} deeds=${deeds} />`)}</ul>`;
}

/** The product that a report without a name is about: the pinned one, else the only one. @param {Slot} slot */
export const reported = (slot) => (slot.goods ?? []).find((/** @type {any} */ one) => one.pinned) ?? (slot.goods?.length === 1 ? slot.goods[0] : null);
