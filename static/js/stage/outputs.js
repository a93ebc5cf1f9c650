/** Outputs and control surfaces: what is sent on a cue, what came of it, who may call from outside. */

import { clock } from '../core/clock.js';
import { openFeed } from '../core/feed.js';
import { mount, pageFacts, startPage } from '../core/page.js';
import { createStore } from '../core/store.js';
import { Hold, html, Icon, Notice, Pill, signal, t, timeHM, timeHMS, timeOrDay, toast, useState } from '../core/ui.js';
import { act, ActError, Empty, FeedEnded, read, useAct } from '../office/office.js';
import { Control } from './outputs-control.js';
import { OutputForm } from './outputs-form.js';
import { resultOf, rowWords, targetWords, whenWords } from './outputs-words.js';

const LOOK_EVERY_MS = 5_000;
const LOOK_SOON_MS = 400;
/** @type {import('../core/vendor.js').Signal<import('./outputs-words.js').Facts | null>} */
const facts = signal(null);
const problem = signal(/** @type {unknown} */ (null));
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

async function load() {
  clearTimeout(timer);
  try {
    facts.value = await read('/outputs');
    problem.value = null;
  } catch (error) {
    problem.value = error;
  }
  timer = setTimeout(load, facts.value?.log.some((one) => one.state === 'waiting') ? 1_000 : LOOK_EVERY_MS);
}

/** What a cue sends is in the log a moment later. */
function soon() {
  clearTimeout(timer);
  timer = setTimeout(load, LOOK_SOON_MS);
}

const page = pageFacts();
const feed = openFeed({ event: page.event, audience: 'stage', as: page.as === 'device' ? 'device' : 'staff', store: createStore(), onBatch: soon });
await startPage({ state: feed.state });

function Outputs() {
  const all = facts.value;
  const [adding, setAdding] = useState(false);
  if (!all) return problem.value ? html`<${FeedEnded} feed=${feed} /><${ActError} error=${problem.value} />` : html`<p class="quiet" role="status">${t('core.loading')}</p>`;
  /** @param {string} name */
  const added = (name) => { setAdding(false); if (name) saved(name); };
  return html`<${FeedEnded} feed=${feed} /><div class="outputs">
    <section aria-labelledby="list"><div class="head-line"><h2 class="list-head" id="list">${t('outputs.list')} <span class="num">${all.outputs.length}</span></h2>
      <button type="button" class="button main" aria-expanded=${adding} onClick=${() => setAdding(!adding)}>${t('outputs.add')}</button></div>
      <p class="quiet">${t('outputs.intro')}</p><${Sender} sender=${all.sender} />
      ${adding && html`<${OutputForm} facts=${all} onDone=${added} />`}
      ${all.outputs.length ? html`<ul class="rows">${all.outputs.map((one) => html`<${OutputRow} key=${one.id} output=${one} all=${all} />`)}</ul>`
        : !adding && html`<${Empty} icon="radio" title=${t('outputs.none')}><p>${t('outputs.none_next')}</p></${Empty}>`}</section>
    <${Log} all=${all} />
    <${Control} facts=${all} onChange=${load} /></div>`;
}

/** @param {string} name */
function saved(name) {
  toast(t('outputs.saved', { name }));
  void load();
}

/** @param {{sender: any}} props */
function Sender({ sender }) {
  return html`${sender.needed && !sender.running && html`<${Notice} kind="look" title=${t('outputs.sender_off')} />`}
    ${sender.closed_ports.length > 0 && html`<${Notice} kind="look" title=${t('outputs.ports_closed', { list: sender.closed_ports.join(', ') })} />`}`;
}

/** @param {{output: import('./outputs-words.js').Output, all: import('./outputs-words.js').Facts}} props */
function OutputRow({ output, all }) {
  const [open, setOpen] = useState(/** @type {'' | 'edit' | 'remove'} */ (''));
  const { busy, error, run } = useAct();
  const path = `/outputs/${encodeURIComponent(output.id)}`;
  const turn = async () => { if (await run('turn', () => act(`${path}/change`, { changes: { on: !output.on } }))) await load(); };
  const trial = async () => { if (await run('try', () => act(`${path}/try`))) { toast(t('outputs.try_done')); soon(); } };
  const remove = async () => { if (await run('remove', () => act(`${path}/remove`))) { toast(t('outputs.removed', { name: output.name })); await load(); } };
  /** @param {string} name */
  const done = (name) => { setOpen(''); if (name) saved(name); };
  return html`<li><div class="row"><div><p class="title">${output.name} <${Pill} icon=${output.on ? 'check' : 'ban'} state=${output.on ? '' : 'off'}>${t(output.on ? 'outputs.on' : 'outputs.off')}</${Pill}></p>
      <p>${whenWords(output.when, all)}</p><p class="about">${targetWords(output.target, all)}</p><${ActError} error=${error} /></div>
    <div class="side buttons">
      <button type="button" class="button" disabled=${Boolean(busy)} onClick=${trial}>${t('outputs.try')}</button>
      <button type="button" class="button" disabled=${Boolean(busy)} onClick=${turn}>${t(output.on ? 'outputs.turn_off' : 'outputs.turn_on')}</button>
      <button type="button" class="button" aria-expanded=${open === 'edit'} onClick=${() => setOpen(open === 'edit' ? '' : 'edit')}>${t('office.act.edit')}</button>
      <button type="button" class="button" aria-expanded=${open === 'remove'} onClick=${() => setOpen(open === 'remove' ? '' : 'remove')}>${t('outputs.remove')}</button></div></div>
    ${open === 'edit' && html`<${OutputForm} output=${output} facts=${all} onDone=${done} />`}
    ${open === 'remove' && html`<div class="confirm"><p>${t('outputs.remove_ask', { name: output.name })}</p>
      <${Hold} kind="live" disabled=${Boolean(busy)} onHold=${remove}>${t('outputs.remove_hold')}</${Hold}>
      <button type="button" class="button" onClick=${() => setOpen('')}>${t('core.act.cancel')}</button></div>`}</li>`;
}

/** @param {{all: import('./outputs-words.js').Facts}} props */
function Log({ all }) {
  return html`<section aria-labelledby="log"><h2 class="list-head" id="log">${t('outputs.log')}</h2>
    ${all.log.length === 0 ? html`<p class="quiet">${t('outputs.log_none')}</p>` : html`<div class="scroll" tabindex="0" role="group" aria-labelledby="log"><table class="table log">
      <thead><tr><th scope="col">${t('outputs.log_time')}</th><th scope="col">${t('outputs.log_result')}</th><th scope="col">${t('outputs.log_output')}</th><th scope="col">${t('outputs.log_row')}</th><td></td></tr></thead>
      <tbody>${all.log.map((one) => html`<${Line} key=${`${one.send}/${one.n}`} one=${one} all=${all} />`)}</tbody></table></div>`}</section>`;
}

/** To the second when it was today. @param {string} at */
function exactly(at) {
  const words = timeOrDay(at, clock.now());
  return words === timeHM(at) ? timeHMS(at) : words;
}

/** @param {{one: any, all: import('./outputs-words.js').Facts}} props */
function Line({ one, all }) {
  const { busy, error, run } = useAct();
  const again = async () => { if (await run('again', () => act(`/outputs/sends/${encodeURIComponent(one.send)}/again`))) { toast(t('outputs.again_done')); soon(); } };
  const { state, icon, words, why } = resultOf(one);
  return html`<tr><td><time datetime=${one.at}>${exactly(one.at)}</time></td>
    <td><${Pill} icon=${icon} state=${state}>${words}</${Pill}> ${why}${one.ms !== null && html` <span class="quiet">${t('outputs.ms', { n: one.ms })}</span>`}<${ActError} error=${error} /></td>
    <td>${all.outputs.find((output) => output.id === one.output)?.name ?? ''}<br /><span class="quiet">${t(`outputs.when.${one.what}`)}</span></td>
    <td>${rowWords(all.rows.find((row) => row.id === one.row))}</td>
    <td>${one.last && one.state !== 'waiting' && html`<button type="button" class="button" disabled=${Boolean(busy)} onClick=${again}><${Icon} name="refresh-cw" /> ${t('outputs.again')}</button>`}</td></tr>`;
}

void load();
mount('outputs', html`<${Outputs} />`);
