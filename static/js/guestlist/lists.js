/** Guest lists in and out: choose a file, see what it would do, take it in, take it back; the list as a file. */

import { ApiError, newRef } from '../core/api.js';
import { eventPath, hasRole, mount } from '../core/page.js';
import { html, Icon, Pill, signal, t, timeOrDay, useState } from '../core/ui.js';
import { clock } from '../core/clock.js';
import { ActError, Empty, FeedEnded, Field, FileField, openOffice, read, useAct } from '../office/office.js';
import { ListDetail } from './list-detail.js';

const lists = signal(/** @type {any[] | null} */ (null));
const problem = signal(/** @type {unknown} */ (null));
const chosen = signal(decodeURIComponent(location.hash.slice(1)));
/** Rises when the journal says that a list or a job moved. */
const changed = signal(0);

const { store, feed } = await openOffice({ onBatch });

/** @param {import('../core/store.js').Batch} batch */
function onBatch(batch) {
  if (!batch.changes?.some((one) => one.kind.startsWith('guestlist.') || one.kind === 'core.job_ended')) return;
  changed.value += 1;
  void load();
}

async function load() {
  try {
    lists.value = (await read('/lists')).lists;
    problem.value = null;
  } catch (error) {
    problem.value = error;
  }
}
addEventListener('hashchange', () => { chosen.value = decodeURIComponent(location.hash.slice(1)); });

/** Hand the bytes in; answers the id of the list. @param {File} file @param {string} make */
async function send(file, make) {
  const asked = new URLSearchParams({ name: file.name.slice(-120), ref: newRef(), ...(make ? { make_delegations: make } : {}) });
  const headers = { 'Content-Type': 'application/octet-stream', 'Ops-As': 'staff', Accept: 'application/json' };
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch(`${eventPath()}/lists?${asked}`, { method: 'POST', headers, body: file, credentials: 'same-origin' });
  } catch {
    throw new ApiError({ code: 'no_network' });
  }
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new ApiError({ code: data.error?.code ?? 'not_our_answer', message: data.error?.message, fields: data.error?.fields, answered: Boolean(data.error) });
  return data.facts.job;
}

function Bring() {
  const [make, setMake] = useState('');
  const [over, setOver] = useState(false);
  const { busy, error, run } = useAct();
  const categories = [...store.list('category')].sort((a, b) => a.order - b.order);

  /** @param {File | undefined} file */
  async function take(file) {
    if (!file) return;
    await run('send', async () => { location.hash = await send(file, make); });
    void load();
  }
  return html`<section class=${`drop ${over ? 'over' : ''}`} aria-labelledby="bring"
      onDragOver=${(/** @type {DragEvent} */ e) => { e.preventDefault(); setOver(true); }} onDragLeave=${() => setOver(false)}
      onDrop=${(/** @type {DragEvent} */ e) => { e.preventDefault(); setOver(false); void take(e.dataTransfer?.files[0]); }}>
    <h2 id="bring">${t('guestlist.file')}</h2><p>${t('guestlist.lead')}</p>
    <${Field} label=${t('guestlist.make')} kind="select" value=${make} onChange=${(/** @type {any} */ e) => setMake(e.currentTarget.value)}>
      <option value="">${t('guestlist.make.no')}</option>${categories.map((one) => html`<option key=${one.id} value=${one.id}>${t('guestlist.make.into', { name: one.name })}</option>`)}</${Field}>
    <${FileField} id="list-file" main label=${t('guestlist.drop')} hint=${t('guestlist.file_hint')} disabled=${Boolean(busy)} onFile=${take}
      accept=".xlsx,.csv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" />
    ${busy && html`<p role="status">${t('guestlist.sending')}</p>`}<${ActError} error=${error} /></section>`;
}

function Out() {
  const path = `${eventPath()}/lists`;
  return html`<section class="out" aria-labelledby="out"><h2 id="out">${t('guestlist.export')}</h2>
    ${hasRole('organiser', 'protocol') && html`<p class="buttons"><a class="button" href=${`${path}/export.xlsx`} download><${Icon} name="download" /> ${t('guestlist.export.xlsx')}</a>
      <a class="button" href=${`${path}/export.csv`} download><${Icon} name="download" /> ${t('guestlist.export.csv')}</a></p><p class="quiet small">${t('guestlist.export.hint')}</p>`}
    <p class="buttons"><a class="button" href=${`${path}/template.xlsx`} download><${Icon} name="download" /> ${t('guestlist.template')}</a></p></section>`;
}

const LOOKS = /** @type {Record<string, string>} */ ({ ready: 'look', refused: 'no', accepted: 'go' });
const ICONS = /** @type {Record<string, string>} */ ({ reading: 'clock', ready: 'eye', refused: 'triangle-alert', accepted: 'check', undone: 'undo-2' });
const COUNTED = ['new', 'changed', 'doubtful', 'error'];

function History() {
  if (problem.value) return html`<${ActError} error=${problem.value} /><p class="buttons"><button type="button" class="button" onClick=${load}>${t('core.act.retry')}</button></p>`;
  if (!lists.value) return html`<p class="quiet" role="status">${t('core.loading')}</p>`;
  return html`<section aria-labelledby="history"><h2 class="list-head" id="history">${t('guestlist.history')}</h2>
    ${lists.value.length ? html`<ul class="rows">${lists.value.map((one) => html`<li key=${one.id}><a class="row" href=${`#${encodeURIComponent(one.id)}`}>
      <span><span class="title">${one.file}</span><br /><span class="about">${t('guestlist.by', { at: timeOrDay(one.made_at, clock.now()), who: one.made_by })}${COUNTED.filter((kind) => one.counts[kind]).map((kind) => ` · ${one.counts[kind]} ${t(`guestlist.kind.${kind}`).toLowerCase()}`)}</span></span>
      <span class="side"><${Pill} icon=${ICONS[one.state]} state=${LOOKS[one.state] ?? ''}>${t(`guestlist.state.${one.state}`)}</${Pill}></span></a></li>`)}</ul>`
      : html`<${Empty} icon="list" title=${t('guestlist.none')}><p>${t('guestlist.none_next')}</p></${Empty}>`}</section>`;
}

function Lists() {
  const id = chosen.value;
  return html`<${FeedEnded} feed=${feed} />${id ? html`<${ListDetail} key=${id} id=${id} changed=${changed.value} onChanged=${load} />`
    : html`<div class="bring"><${Bring} /><${Out} /></div><${History} />`}`;
}

mount('lists', html`<${Lists} />`);
await load();
