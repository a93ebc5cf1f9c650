/** The purge of the whole event: when it is due, what it does, how far it is, the proof. */

import { dateDMY, Hold, html, Icon, Notice, t, useState } from '../core/ui.js';
import { act, ActError, Tick, useAct } from '../office/office.js';
import { follow, isRunning, job, state } from './state.js';

/** @param {{mayPurge: boolean}} props */
export function Purge({ mayPurge }) {
  const now = state.value;
  return html`<section aria-labelledby="purge"><h2 class="list-head" id="purge">${t('privacy.purge')}</h2>
    <p><b>${now.purged_at ? t('privacy.purge.done', { at: dateDMY(now.purged_at) }) : t('privacy.purge.people', { n: now.persons })}</b> · ${t('privacy.due')} <time>${dateDMY(now.due_at)}</time></p>
    ${job.value && html`<${LastPurge} />`}
    <p>${t('privacy.purge.what')}</p><p class="quiet">${t('privacy.purge.kept')}</p><p class="quiet">${t('privacy.purge.outside')}</p>
    ${mayPurge && !isRunning(job.value) && html`<${AskPurge} />`}</section>`;
}

function AskPurge() {
  const [early, setEarly] = useState(false);
  const { busy, error, run } = useAct();
  const { due, due_at: dueAt, purged_at: before } = state.value;
  async function purge() {
    if (await run('purge', async () => { job.value = await act('/purge', { now: early }); })) void follow();
  }
  return html`${!due && html`<${Tick} label=${t('privacy.purge.early', { at: dateDMY(dueAt) })} checked=${early} onChange=${setEarly} />`}
    <${ActError} error=${error} />
    <p class="buttons"><${Hold} kind="live" disabled=${Boolean(busy) || !(due || early)} onHold=${purge}>
      ${t(before ? 'privacy.purge.hold_again' : 'privacy.purge.hold')}</${Hold}></p>`;
}

function LastPurge() {
  const last = job.value;
  if (isRunning(last)) {
    return html`<div role="status"><p><${Icon} name="clock" /> ${t('privacy.purge.running', { done: last.done + 1, total: last.total || 6 })}</p>
      <progress class="progress" max=${last.total || 6} value=${last.done + 1} aria-label=${t('privacy.purge')}></progress></div>`;
  }
  const result = last.result;
  if (last.state !== 'done' || result.clean === undefined) return html`<${Notice} kind="live" title=${t('privacy.purge.failed')} />`;
  return html`<${Proof} result=${result} />`;
}

/** @param {{result: any}} props */
function Proof({ result }) {
  const places = [...result.found, ...result.failed, ...result.unread];
  const mb = (result.bytes / 1e6).toFixed(1).replace('.', ',');
  return html`${result.clean ? html`<${Notice} icon="circle-check" title=${t('privacy.purge.clean', { strings: result.strings, files: result.files, mb })}>
      ${result.backups > 0 && html`<p>${t('privacy.purge.backups', { n: result.backups })}</p>`}</${Notice}>`
    : html`<${Notice} kind="live" title=${t('privacy.purge.failed')}><p>${t('privacy.purge.found')}</p><${Places} places=${places} /></${Notice}>`}
    ${result.beyond.length > 0 && html`<${Notice} kind="look" title=${t('privacy.purge.beyond')}><${Places} places=${result.beyond} /></${Notice}>`}`;
}

/** @param {{places: string[]}} props */
function Places({ places }) {
  return html`<ul class="places">${places.map((one) => html`<li key=${one}>${one}</li>`)}</ul>`;
}
