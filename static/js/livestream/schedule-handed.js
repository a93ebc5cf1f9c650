/** What a revoked phone still held: act by act, in the order of the presses, taken in or left out. */

import { dateDMY, html, Icon, t, timeHM, useState } from '../core/ui.js';
import { handedWords } from './handed-words.js';
import { times } from './schedule-words.js';

/** @typedef {import('./schedule-state.js').Schedule} Schedule @typedef {import('./schedule-acts.js').Acts} Acts */

export const HANDED = 'handed_in';

/** @param {{sc: Schedule, acts: Acts, rows: any[]}} props of one phone */
export function HandedIn({ sc, acts, rows }) {
  const [busy, setBusy] = useState(false);
  const inOrder = [...rows].sort((a, b) => Date.parse(a.made_at) - Date.parse(b.made_at));
  const places = [...new Set(inOrder.map(({ slot }) => sc.byId.value.get(slot)).filter(Boolean).map((slot) => sc.name('rooms', sc.room(/** @type {any} */ (slot)))))].join(', ');
  /** What is refused stands, with the rest behind it: one act builds on the other. */
  async function takeAll() {
    setBusy(true);
    for (const { id } of inOrder) if (!(await acts.decideHanded(id, true))) break;
    setBusy(false);
  }
  return html`<div class="ring look handed"><${Icon} name="smartphone" /><p><b>${t('schedule.handed.title', { n: rows.length })}</b>${places && ` ${places}`}<br /><span class="quiet-ink">${t('schedule.handed.about')}</span></p>
    ${sc.may.plan && rows.length > 1 && html`<button type="button" class="button main" disabled=${busy} onClick=${takeAll}><${Icon} name="check" /> ${t('schedule.handed.take_all', { n: rows.length })}</button>`}
    <ul class="handed-acts">${inOrder.map((one) => html`<li key=${one.id}><${Act} sc=${sc} acts=${acts} one=${one} busy=${busy} /></li>`)}</ul></div>`;
}

/** @param {{sc: Schedule, acts: Acts, one: any, busy: boolean}} props */
function Act({ sc, acts, one, busy }) {
  const slot = sc.byId.value.get(one.slot);
  const words = handedWords(one.wanted, { product: (id) => sc.name('products', id) });
  return html`<p><span class="num">${timeHM(one.made_at)} ${dateDMY(one.made_at).slice(0, 5)}</span> <b>${words}</b>${slot && html` · <span class="num">${times(slot)}</span> ${sc.title(slot)}`}${one.wanted.photo_lost && html`<br /><span class="quiet-ink">${t('schedule.handed.photo_lost')}</span>`}</p>
    ${sc.may.plan && html`<p class="buttons"><button type="button" class="button" disabled=${busy} onClick=${() => acts.decideHanded(one.id, true)}>${t('schedule.handed.take')}</button><button type="button" class="button" disabled=${busy} onClick=${() => acts.decideHanded(one.id, false)}>${t('schedule.handed.drop')}</button></p>`}`;
}
