/** A badge as the browser draws and prints it. */

import { html, useLayoutEffect, useRef } from '../core/ui.js';
import { fit } from './fit.js';

const BANDS = 10;
const LONG_BLOCK = 44;

/** @param {{card: any, layout: string, event: string, ready: boolean}} props `ready`: the fonts are there to be measured */
export function Badge({ card, layout, event, ready }) {
  const room = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => { if (ready && room.current) fit(room.current); }, [ready, layout, card]);
  return html`<article class=${`badge ${layout}`}>
    <div class=${`band ${layout === 'a6' ? `band-${card.band % BANDS}` : ''}`} data-long=${card.block.length > LONG_BLOCK || event.length > 70 ? '' : undefined}><span>${event}</span><b>${card.block}</b></div>
    <div class="person" ref=${room}><p>${card.honorific}</p><p class="name">${card.name}</p><p>${card.title}</p><p><b>${card.unit}</b></p></div>
    <div class="code"><svg viewBox=${`0 0 ${card.qr.side} ${card.qr.side}`} role="img" aria-label=${card.name} shape-rendering="crispEdges"><path d=${card.qr.path} fill="#000" /></svg><p>${card.code}</p></div>
  </article>`;
}
