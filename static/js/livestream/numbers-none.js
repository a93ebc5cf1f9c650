// @ts-check
/** Before the first slot was on air: what will stand here, where it comes from, and which slots are the first. */

import { clock } from '../core/clock.js';
import { dateDMY, html, Icon, t, timeHM } from '../core/ui.js';
import { Empty } from '../office/office.js';
import { coming } from './numbers-rules.js';
import { PLATFORMS } from './numbers-state.js';

const FROM = /** @type {[string, string][]} */ ([['booth', 'smartphone'], ['file', 'cloud-upload'], ['office', 'pencil']]);
const FIRST = 8;

/** @param {{store: import('../core/store.js').Store, planned: number}} props */
export function Nothing({ store, planned }) {
  const next = coming(store.list('live_slot'), clock.now());
  return html`<div class="numbers-none"><div class="stack"><${Empty} icon="list" title=${t('live.numbers.empty')}><p>${t('live.numbers.empty_what')}</p><p class="quiet">${t(planned ? 'live.numbers.empty_planned' : 'live.numbers.empty_bare', { n: planned })}</p>
      <p class="buttons"><a class="button main" href="schedule"><${Icon} name="calendar-days" /> ${t('live.programme.to_schedule')}</a></p></${Empty}>
    <section aria-labelledby="from"><h2 class="list-head" id="from">${t('live.numbers.from')}</h2><ul class="rows">${FROM.map(([one, icon]) => html`<li key=${one} class="row slim keep from"><${Icon} name=${icon} /><span><b>${t(`live.numbers.from.${one}`)}</b><span class="about">${t(`live.numbers.from.${one}_how`)}</span></span></li>`)}</ul></section></div>
    ${next.length > 0 && html`<section aria-labelledby="first"><h2 class="list-head" id="first">${t('live.numbers.first')}</h2><ul class="rows">${next.slice(0, FIRST).map((one) => html`<${Coming} key=${one.id} store=${store} slot=${one} />`)}</ul>
      ${next.length > FIRST && html`<p class="quiet">${t('live.numbers.first_more', { n: next.length - FIRST })}</p>`}</section>`}</div>`;
}

/** @param {{store: import('../core/store.js').Store, slot: any}} props */
function Coming({ store, slot }) {
  const session = store.get('live_session', slot.session);
  const channel = store.get('channel', slot.channel);
  const room = store.get('live_room', slot.room || session?.room || '');
  const about = [channel && (PLATFORMS[channel.platform] ?? channel.platform), channel?.name, room?.name].filter(Boolean).join(' · ');
  return html`<li class="row slim keep first"><span class="num"><b>${timeHM(slot.starts)}</b><span class="about">${dateDMY(slot.starts).slice(0, 5)}</span></span><span><b>${slot.title || session?.title || slot.id}</b><span class="about">${about}</span></span></li>`;
}
