// @ts-check
/** How full each area is, what each booth has done so far. Lamps depend on the clock: they are asked for every ten seconds. */

import { html, number, Pill, signal, t, timeHM, timeOrDay, useEffect, useState } from '../core/ui.js';
import { Empty, read } from '../office/office.js';
import { fold, matches } from '../core/names.js';
import { Lamp } from './space-lamp.js';

const EVERY_MS = 10_000;
const TALLIES = ['scans', 'weak', 'cards', 'demos', 'tour_people', 'leads'];
/** @type {import('../core/vendor.js').Signal<any>} */
const lamps = signal(null);
const lost = signal(false);

export const byOrder = (/** @type {any} */ a, /** @type {any} */ b) => (a.order ?? 0) - (b.order ?? 0) || a.name.localeCompare(b.name, 'vi', { numeric: true });

async function look() {
  try {
    lamps.value = await read('/spaces/now');
    lost.value = false;
  } catch {
    lost.value = true;
  }
}

const AREA_LOOK = /** @type {Record<string, string>} */ ({ amber: 'look', red: 'live' });

/** @param {{area: any, row: any, lamp: any}} props */
function Area({ area, row, lamp }) {
  const inside = lamp?.inside ?? row?.inside ?? 0;
  // A 0 that nobody counted would read as an empty place.
  const counted = lamp ? lamp.counted : Boolean(row?.at);
  const shown = lost.value ? 'unknown' : !counted && lamp?.lamp !== 'closed' ? 'uncounted' : lamp?.lamp ?? 'unknown';
  const percent = lost.value ? null : lamp?.percent ?? null;
  return html`<li class=${`area ${AREA_LOOK[shown] ?? ''}`} data-area=${area.id} data-lamp=${shown}><h3>${area.name}</h3>
    <p class="inside"><b class="num">${counted ? number(inside) : '–'}</b> ${area.safety ? html`<span>/ ${number(area.safety)}</span>` : html`<span class="quiet">${t('spaces.space.no_safety')}</span>`}</p>
    ${area.safety > 0 && html`<progress class=${`progress ${shown}`} max=${area.safety} value=${counted && shown !== 'unknown' ? Math.min(inside, area.safety) : 0} aria-label=${t('spaces.office.filled', { area: area.name })}></progress>`}
    <p><${Lamp} lamp=${shown} percent=${percent} /></p>
    <p class="quiet small">${counted && row ? t('spaces.office.moved', { came: number(row.came), left: number(row.left), most: number(row.most) }) : t(counted ? 'spaces.office.nobody_moved' : 'spaces.office.nobody_counts')}</p>
    ${row?.drift > 0 && html`<p class="word-look small">${t('spaces.office.drift', { n: row.drift })}</p>`}
    ${lamp?.silent?.length > 0 && html`<p class="word-look small">${t('spaces.office.silent', { names: lamp.silent.join(', ') })}</p>`}</li>`;
}

const BOOTH_LAMPS = /** @type {Record<string, [string, string]>} */ ({ ok: ['', 'wifi'], silent: ['look', 'wifi-off'], closed: ['', 'lock'], none: ['', 'ban'] });

/** @param {{booth: any, tally: any, lamp: any, area: any, exhibitor: any}} props */
function BoothRow({ booth, tally, lamp, area, exhibitor }) {
  const [state, icon] = BOOTH_LAMPS[lamp?.lamp ?? 'none'] ?? BOOTH_LAMPS.none;
  return html`<tr data-booth=${booth.id}><th scope="row">${booth.name}${exhibitor && html`<span class="quiet under">${exhibitor.name}</span>`}</th><td>${area?.name ?? ''}</td>
    <td><${Pill} state=${state} icon=${icon}>${t(`spaces.office.tablet.${lamp?.lamp ?? 'none'}`)}${lamp?.lamp === 'silent' && lamp.heard_at ? ` ${timeHM(lamp.heard_at)}` : ''}</${Pill}>${booth.printed && html` <${Pill} state="look" icon="printer">${t('spaces.space.printed')}</${Pill}>`}</td>
    ${TALLIES.map((name) => html`<td class="number" key=${name}>${number(tally?.[name] ?? 0)}</td>`)}</tr>`;
}

/** @param {{store: import('../core/store.js').Store}} props */
export function Now({ store }) {
  const [query, setQuery] = useState('');
  const [at, setAt] = useState('');
  useEffect(() => {
    void look();
    const timer = setInterval(() => { if (document.visibilityState === 'visible') void look(); }, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const areas = [...store.list('space_area')].sort(byOrder);
  const all = [...store.list('space_booth')].sort(byOrder);
  if (!areas.length && !all.length) return html`<${Empty} icon="map" title=${t('spaces.office.none')}><p>${t('spaces.office.none_next')}</p><p class="buttons"><a class="button main" href="#setup">${t('spaces.office.tab.setup')}</a></p></${Empty}>`;
  const words = fold(query);
  const booths = all.filter((one) => (!at || one.area === at) && (!words || matches(words, fold(`${one.name} ${one.shows ?? ''} ${store.get('space_exhibitor', one.exhibitor ?? '')?.name ?? ''}`))));
  const lampOf = (/** @type {string} */ kind, /** @type {string} */ id) => lamps.value?.[kind].find((/** @type {any} */ one) => one[kind === 'areas' ? 'area' : 'booth'] === id);
  const tallies = new Map(store.list('space_tally').map((one) => [one.id, one]));
  return html`<section aria-labelledby="areas"><h2 class="list-head" id="areas">${t('spaces.office.areas')}</h2>
      <p class="quiet" role="status">${lost.value ? t('spaces.office.lamps_lost') : lamps.value ? t('spaces.office.lamps_at', { at: timeOrDay(lamps.value.now, Date.now()) }) : t('core.loading')}</p>
      <ul class="areas">${areas.map((area) => html`<${Area} key=${area.id} area=${area} row=${store.get('space_count', area.id)} lamp=${lampOf('areas', area.id)} />`)}</ul></section>
    <section class="pad-top" aria-labelledby="booths"><h2 class="list-head" id="booths">${t('spaces.office.booths')} <span class="num">${all.length}</span></h2>
      <div class="field-pair filter"><div class="field"><label for="find">${t('spaces.office.find')}</label><input id="find" type="search" value=${query} onInput=${(/** @type {any} */ e) => setQuery(e.currentTarget.value)} /></div>
        <div class="field"><label for="at">${t('spaces.office.area')}</label><select id="at" value=${at} onChange=${(/** @type {any} */ e) => setAt(e.currentTarget.value)}><option value="">${t('spaces.office.all')}</option>${areas.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</select></div></div>
      <p class="hidden-text" role="status">${t('spaces.office.found', { n: booths.length })}</p>
      ${booths.length ? html`<div class="scroll" role="region" tabindex="0" aria-label=${t('spaces.office.booths')}><table class="table booths"><thead><tr><th scope="col">${t('spaces.office.booth')}</th><th scope="col">${t('spaces.office.area')}</th><th scope="col">${t('spaces.office.tablet')}</th>${TALLIES.map((name) => html`<th scope="col" class="number" key=${name}>${t(`spaces.tally.${name}`)}</th>`)}</tr></thead>
        <tbody>${booths.map((one) => html`<${BoothRow} key=${one.id} booth=${one} tally=${tallies.get(one.id)} lamp=${lampOf('booths', one.id)} area=${store.get('space_area', one.area ?? '')} exhibitor=${store.get('space_exhibitor', one.exhibitor ?? '')} />`)}</tbody></table></div>`
        : html`<p class="quiet">${t('spaces.office.nothing_found')}</p>`}
      <p class="quiet small">${t('spaces.office.scans_about')}</p></section>`;
}
