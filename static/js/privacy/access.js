/** Who took which list of people. */

import { clock } from '../core/clock.js';
import { hasWord, html, t, timeHM, dateDMY, timeOrDay } from '../core/ui.js';
import { ActError, Empty, useAct } from '../office/office.js';
import { detailWords } from './person-words.js';
import { loadOlder, log } from './state.js';

/** @param {string} what */
const listName = (what) => (hasWord(`privacy.what.${what}`) ? t(`privacy.what.${what}`) : what);

/** @param {{nameOf: (id: string) => string | undefined}} props */
export function AccessLog({ nameOf }) {
  const { rows, totals, end } = log.value;
  const { busy, error, run } = useAct();
  return html`<section aria-labelledby="access"><h2 class="list-head" id="access">${t('privacy.access')} <span class="num">${rows.length}</span></h2>
    <p class="quiet">${t('privacy.access.intro')}</p>
    ${rows.length === 0 ? html`<${Empty} icon="eye" title=${t('privacy.access.none')}><p>${t('privacy.access.none_next')}</p></${Empty}>` : html`
    <ul class="rows">${totals.map((/** @type {any} */ one) => html`<li class="row slim" key=${one.what}><div><p class="title">${listName(one.what)}</p>
      <p class="about">${t('privacy.access.sum', { times: one.times, persons: one.persons, at: timeOrDay(one.at, clock.now()) })}</p></div></li>`)}</ul>
    <h3 id="recent">${t('privacy.access.recent')}</h3>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="recent"><table class="table dense"><thead><tr><th scope="col">${t('privacy.access.at')}</th><th scope="col">${t('privacy.access.by')}</th>
      <th scope="col">${t('privacy.access.what')}</th><th scope="col" class="number">${t('privacy.access.persons')}</th><th scope="col">${t('privacy.access.detail')}</th></tr></thead>
      <tbody>${rows.map((/** @type {any} */ one) => html`<tr key=${one.id}><td><time>${timeHM(one.at)} ${dateDMY(one.at)}</time></td><td>${one.by || '–'}</td>
        <td>${listName(one.what)}</td><td class="number">${one.persons}</td><td>${detailWords(one.detail, nameOf)}</td></tr>`)}</tbody></table></div>
    ${rows.length >= 200 && !end && html`<p class="buttons"><button type="button" class="button" disabled=${Boolean(busy)} onClick=${() => run('older', loadOlder)}>${t('privacy.access.more')}</button></p>`}
    <${ActError} error=${error} />`}</section>`;
}
