// @ts-check
// Those who asked this booth to call them: own booth only, from the server each time, never kept on the tablet.

import { ApiError, call, command } from '../core/api.js';
import { errorWords, html, Icon, Notice, Pill, signal, t, timeOrDay, useEffect, useState } from '../core/ui.js';

/** @typedef {import('./space-keep.js').Space} Space */

/** @type {import('../core/vendor.js').Signal<any>} */
const found = signal(null);
/** @type {import('../core/vendor.js').Signal<unknown>} */
const problem = signal(null);

/** @param {Space} space */
async function load(space) {
  const { booth } = space.place.peek();
  if (!booth) return;
  try {
    found.value = await call('GET', space.path(`booths/${encodeURIComponent(booth.id)}/leads`), undefined, { as: 'device' });
    problem.value = null;
  } catch (error) {
    problem.value = error;
  }
}

/** @param {{lead: any, space: Space}} props */
function Lead({ lead, space }) {
  const [rating, setRating] = useState(lead.rating);
  const [interest, setInterest] = useState(lead.interest ?? '');
  const [note, setNote] = useState(lead.note ?? '');
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const [open, setOpen] = useState(false);
  const off = lead.state !== 'active';
  const save = async (/** @type {Event} */ event) => {
    event.preventDefault();
    try {
      await command(space.path(`leads/${encodeURIComponent(lead.id)}/mark`), { rating, interest, note }, { as: 'device' });
      setError(null);
      setOpen(false);
      await load(space);
    } catch (why) {
      setError(why);
    }
  };
  return html`<li data-lead=${lead.id}><div class="row keep"><div><p class="title">${off ? t(`spaces.space.lead.${lead.state}`) : lead.name}</p>
      ${!off && html`<p>${[lead.phone, lead.email].filter(Boolean).join(' · ')}</p>`}${!off && lead.unit && html`<p class="about">${lead.unit}</p>`}
      ${!off && html`<p class="pills">${lead.purposes.map((/** @type {string} */ one) => html`<${Pill} key=${one}>${t(`spaces.purpose.${one}`)}</${Pill}>`)}${lead.rating && html`<${Pill} state="brand">${t('spaces.space.lead.rated', { n: lead.rating })}</${Pill}>`}</p>`}
      ${!off && lead.asked && html`<p>“${lead.asked}”</p>`}${!off && lead.interest && html`<p>${lead.interest}</p>`}${lead.note && html`<p class="about">${lead.note}</p>`}
      <p class="about">${t('spaces.space.lead.contacts', { n: lead.contacts, at: timeOrDay(lead.last_at, Date.now()) })}</p></div>
    ${off ? html`<div class="side"><${Pill} state="no" icon="ban">${t('spaces.space.lead.no_use')}</${Pill}></div>` : html`<div class="side"><button type="button" class="button" aria-expanded=${open} onClick=${() => setOpen(!open)}><${Icon} name="pencil" /> ${t('spaces.space.lead.mark')}</button></div>`}</div>
    ${open && html`<form class="in-place" onSubmit=${save}><fieldset class="ticks"><legend>${t('spaces.space.lead.rating')}</legend>${[1, 2, 3].map((n) => html`<label class="tick" key=${n}><input type="radio" name=${`r-${lead.id}`} checked=${rating === n} onChange=${() => setRating(n)} /><span>${t(`spaces.space.lead.rating.${n}`)}</span></label>`)}</fieldset>
      <div class="field"><label for=${`i-${lead.id}`}>${t('spaces.space.lead.interest')}</label><input id=${`i-${lead.id}`} maxlength="200" value=${interest} onInput=${(/** @type {any} */ e) => setInterest(e.currentTarget.value)} /></div>
      <div class="field"><label for=${`n-${lead.id}`}>${t('spaces.space.lead.note')}</label><input id=${`n-${lead.id}`} maxlength="200" value=${note} onInput=${(/** @type {any} */ e) => setNote(e.currentTarget.value)} /></div>
      ${error && html`<${Notice} kind="live" alert title=${errorWords(error)} />`}
      <p class="buttons"><button class="button main">${t('core.act.save')}</button><button type="button" class="button plain" onClick=${() => setOpen(false)}>${t('core.act.cancel')}</button></p></form>`}</li>`;
}

/** @param {{space: Space}} props */
export function Leads({ space }) {
  const { booth } = space.place.value;
  const tally = booth ? space.kept.store.get('space_tally', booth.id) : null;
  const told = `${tally?.leads ?? 0} ${tally?.leads_withdrawn ?? 0}`;
  useEffect(() => { void load(space); }, [booth?.id, told]);
  if (!booth) return null;
  const data = found.value;
  const offline = problem.value instanceof ApiError && !problem.value.answered;
  return html`<section aria-labelledby="leads"><h2 id="leads">${t('spaces.space.leads')} <span class="num">${data?.leads.length ?? ''}</span></h2>
    ${problem.value && html`<${Notice} kind="look" alert title=${offline ? t('spaces.space.lead.offline') : errorWords(problem.value)}><p class="buttons"><button type="button" class="button" onClick=${() => load(space)}>${t('core.act.retry')}</button></p></${Notice}>`}
    ${!data && !problem.value && html`<p class="quiet" role="status">${t('core.loading')}</p>`}
    ${data && (data.leads.length ? html`<p>${t('spaces.space.lead.sums', data.sums)}</p><ul class="rows">${data.leads.map((/** @type {any} */ one) => html`<${Lead} key=${`${one.id} ${one.revision}`} lead=${one} space=${space} />`)}</ul>
      <p class="buttons pad-top"><a class="button" href=${space.path(`booths/${encodeURIComponent(booth.id)}/leads.csv`)} download><${Icon} name="download" /> ${t('spaces.space.lead.csv')}</a></p><p class="quiet small">${t('spaces.space.lead.csv_about')}</p>`
      : html`<p class="quiet">${t('spaces.space.lead.none')}</p>`)}</section>`;
}
