/** The paper list typed in afterwards: numbers, an echo of names, Enter. Goes the way of every late upload. */

import { call, newRef } from '../core/api.js';
import { clock } from '../core/clock.js';
import { eventPath, mount, pageFacts } from '../core/page.js';
import { computed, fromZoned, html, Icon, number, Pill, signal, t, timeHM, toast, toZoned } from '../core/ui.js';
import { ActError, Empty, FeedEnded, Field, openOffice, read, useAct } from '../office/office.js';
import { echo, readNumbers, scanItems, tally, undoItems } from './numbers.js';

const { store, feed } = await openOffice({ onBatch });
const about = signal({ gate: '', at: toZoned(clock.now()), operator: pageFacts().as === 'staff' ? pageFacts().who : '' });
const text = signal('');
const known = signal(/** @type {Map<number, import('./numbers.js').Numbered> | null} */ (null));
const problem = signal(/** @type {unknown} */ (null));
/** Batches stored from this page, the last one first. */
const batches = signal(/** @type {Array<{sent: any[], counts: Record<string, number>, at: string, back: boolean}>} */ ([]));
/** A batch that the server may not have heard of yet: sent again as it is, same refs. @type {any[] | null} */
let unsent = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let later;

/** @param {import('../core/store.js').Batch} batch */
function onBatch(batch) {
  if (!batch.changes?.some((one) => one.kind.startsWith('checkin.') || one.kind === 'badges.numbers_given')) return;
  clearTimeout(later);
  later = setTimeout(() => void load(), 300);
}

async function load() {
  try {
    const { numbers } = await read('/paper/numbers');
    known.value = new Map(numbers.map((/** @type {any} */ one) => [one.number, one]));
    problem.value = null;
  } catch (error) {
    problem.value = error;
  }
}

const done = computed(() => new Set(batches.value.filter((one) => !one.back).flatMap((one) => one.sent.map(({ number: n }) => n))));
const typed = computed(() => readNumbers(text.value));
const lines = computed(() => echo(typed.value.numbers, known.value ?? new Map(), done.value));

/** @param {any[]} items */
const upload = (items) => call('POST', `${eventPath()}/scans`, { sent_at: new Date(clock.now()).toISOString(), items }, { timeout: 20_000 });

async function storeBatch() {
  const at = fromZoned(about.peek().at);
  if (!at) return;
  unsent ??= scanItems(lines.peek(), { gate: gate(), at, operator: about.peek().operator.trim(), newRef });
  if (!unsent.length) { unsent = null; return; }
  const { answers } = await upload(unsent.map(({ item }) => item));
  batches.value = [{ sent: unsent, counts: tally(answers), at: about.peek().at, back: false }, ...batches.peek()];
  unsent = null;
  text.value = lines.peek().filter((one) => one.state === 'unknown').map((one) => one.number).join(' ');
}

async function takeBack() {
  const [last, ...others] = batches.peek();
  if (!last || last.back) return;
  const { answers } = await upload(undoItems(last.sent, { reason: t('badges.entry.undo_reason'), newRef }));
  const refused = answers.filter((/** @type {any} */ one) => one.reason === 'undo_refused').length;
  batches.value = [{ ...last, back: true }, ...others];
  toast(refused ? t('badges.entry.undo_refused', { n: refused }) : t('badges.entry.undone', { n: last.sent.length }));
}

const gate = () => about.peek().gate || store.list('gate')[0]?.id || '';
const STATES = /** @type {const} */ ({ ready: ['', 'check'], inside: ['look', 'triangle-alert'], done: ['', 'history'], unknown: ['live', 'circle-help'] });

/** @param {{line: import('./numbers.js').Line}} props */
function Echo({ line }) {
  const [look, icon] = STATES[line.state];
  const { who } = line;
  return html`<li class=${look}><b class="num">${line.number}</b><div><p class="title">${who ? [who.honorific, who.name].filter(Boolean).join(' ') : t('badges.entry.unknown')}</p>
      ${who && html`<p class="about">${[who.title, who.unit].filter(Boolean).join(', ')}</p>`}</div>
    <span class="side"><${Pill} icon=${icon} state=${look === 'live' ? 'no' : look}>${t(`badges.entry.state.${line.state}`, { at: timeHM(who?.in_at) })}</${Pill}></span></li>`;
}

function Form() {
  const { busy, error, run } = useAct();
  const gates = [...store.list('gate')].sort((a, b) => (a.id < b.id ? -1 : 1));
  const ready = lines.value.filter((one) => one.who && one.state !== 'done').length;
  const unknown = lines.value.filter((one) => one.state === 'unknown').length;
  const put = (/** @type {string} */ name) => (/** @type {any} */ e) => { about.value = { ...about.value, [name]: e.currentTarget.value }; };
  async function save() {
    await run('save', storeBatch);
    document.getElementById('numbers')?.focus();
  }
  return html`<form class="entry" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void save(); }}>
    <div class="field-pair"><${Field} label=${t('badges.entry.gate')} kind="select" value=${about.value.gate || gates[0]?.id} onChange=${put('gate')}>${gates.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</${Field}>
      <${Field} label=${t('badges.entry.at')} hint=${t('badges.entry.at_hint')} type="datetime-local" required value=${about.value.at} onInput=${put('at')} />
      <${Field} label=${t('badges.entry.operator')} maxlength="80" autocomplete="off" value=${about.value.operator} onInput=${put('operator')} /></div>
    <div class="field numbers-field"><label for="numbers">${t('badges.entry.numbers')}</label>
      <input id="numbers" autocomplete="off" inputmode="text" placeholder="12 15 18-22" aria-describedby="numbers-hint" value=${text.value} onInput=${(/** @type {any} */ e) => { text.value = e.currentTarget.value; unsent = null; }} />
      <p class="hint" id="numbers-hint">${t('badges.entry.numbers_hint')}</p></div>
    <p role="status">${typed.value.numbers.length > 0 && html`<b>${t('badges.entry.ready', { n: number(ready) })}</b>`}${unknown > 0 && html` · <span class="word-look">${t('badges.entry.unknown_count', { n: unknown })}</span>`}
      ${typed.value.unread.length > 0 && html` · <span class="word-look">${t('badges.entry.unread', { words: typed.value.unread.join(' ') })}</span>`}</p>
    <p class="buttons"><button class="button main" disabled=${Boolean(busy) || !ready}><${Icon} name="save" /> ${t('badges.entry.save')}</button>
      ${batches.value[0] && !batches.value[0].back && html`<button type="button" class="button" disabled=${Boolean(busy)} onClick=${() => run('undo', takeBack)}><${Icon} name="undo-2" /> ${t('badges.entry.undo', { n: batches.value[0].sent.length })}</button>`}</p>
    <${ActError} error=${error} />
    ${lines.value.length > 0 && html`<ul class="echo" aria-label=${t('badges.entry.echo')}>${lines.value.map((line) => html`<${Echo} key=${line.number} line=${line} />`)}</ul>`}</form>`;
}

/** @param {{counts: Record<string, number>}} props */
function Counts({ counts }) {
  return html`<span class="pills">${Object.entries(counts).map(([state, n]) => html`<${Pill} key=${state} icon=${state === 'accepted' ? 'check' : 'triangle-alert'} state=${state === 'accepted' ? '' : 'look'}>${t(`badges.entry.count.${state}`, { n })}</${Pill}>`)}</span>`;
}

function Stored() {
  if (!batches.value.length) return null;
  return html`<section aria-labelledby="stored" aria-live="polite"><h2 class="list-head" id="stored">${t('badges.entry.stored')}</h2><ul class="rows">${batches.value.map((one, n) => html`<li class="row" key=${batches.value.length - n}>
    <div><p class="title">${one.sent.map(({ number: no }) => no).join(' ')}</p>${one.back ? html`<p class="about">${t('badges.entry.was_undone')}</p>` : html`<${Counts} counts=${one.counts} />`}</div><span class="side"><time>${one.at.slice(11)}</time></span></li>`)}</ul>
    ${batches.value.some((one) => one.counts.conflict || one.counts.disputed) && html`<p class="pad"><a class="link-row" href=${`/e/${encodeURIComponent(pageFacts().event)}/arrivals`}>${t('badges.entry.see_issues')}</a></p>`}</section>`;
}

function Entry() {
  if (problem.value) return html`<${FeedEnded} feed=${feed} /><${ActError} error=${problem.value} /><p class="buttons"><button type="button" class="button" onClick=${load}>${t('core.act.retry')}</button></p>`;
  if (!known.value || !feed.ready.value) return html`<p class="quiet" role="status">${t('core.loading')}</p>`;
  if (!known.value.size) {
    return html`<${Empty} icon="list" title=${t('badges.entry.none')}><p>${t('badges.entry.none_next')}</p><p><a class="button main" href=${`/e/${encodeURIComponent(pageFacts().event)}/paper`}>${t('badges.paper.title')}</a></p></${Empty}>`;
  }
  return html`<${FeedEnded} feed=${feed} /><${Form} /><${Stored} />`;
}

mount('entry', html`<${Entry} />`);
void load();
