/** The hall as a plan: rows from the stage, who sits where. Choose a guest, choose a chair; swap two; print. */

import { hasRole, mount } from '../core/page.js';
import { clock } from '../core/clock.js';
import { effect, html, Icon, Notice, number, signal, t, timeHM, toast, untracked, useState } from '../core/ui.js';
import { act, ActError, Empty, FeedEnded, Field, openOffice, read, useAct, Waiting } from '../office/office.js';
import { parsePlan, planText } from './seat-plan.js';

const READ_AGAIN_MS = 300;
const UNSEATED_SHOWN = 60;
const mayEdit = () => hasRole('organiser', 'protocol');

const { store, feed } = await openOffice({ onBatch });
/** @type {import('../core/vendor.js').Signal<any>} */
const plan = signal(null);
const problem = signal(/** @type {unknown} */ (null));
const changed = signal(0);
/** Who is to be seated next: a guest with or without a chair. @type {import('../core/vendor.js').Signal<any>} */
const chosen = signal(null);
const query = signal('');

/** @param {import('../core/store.js').Batch} batch */
function onBatch(batch) {
  if (batch.changes?.some((one) => one.kind.startsWith('checkin.'))) changed.value += 1;
}

async function load() {
  try {
    plan.value = await read('/seats');
    problem.value = null;
  } catch (error) {
    problem.value = error;
  }
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;
effect(() => {
  const first = changed.value === 0;
  clearTimeout(waiting);
  waiting = setTimeout(() => untracked(() => void load()), first ? 0 : READ_AGAIN_MS);
});

/** @param {any} guest */
const nameOf = (guest) => [guest.honorific, guest.name].filter(Boolean).join(' ');

function Seats() {
  if (!feed.ready.value) return html`<${Waiting} feed=${feed} />`;
  if (problem.value && !plan.value) return html`<${ActError} error=${problem.value} /><p class="buttons"><button type="button" class="button" onClick=${load}>${t('core.act.retry')}</button></p>`;
  if (!plan.value) return html`<p class="quiet" role="status">${t('core.loading')}</p>`;
  return html`<${FeedEnded} feed=${feed} /><${Head} />
    ${plan.value.rows.length ? html`<div class="seating"><${Hall} rows=${plan.value.rows} /><${Unseated} people=${plan.value.unseated} /></div>` : html`<${NoPlan} />`}`;
}

function NoPlan() {
  return html`<${Empty} icon="map" title=${t('seats.none')}><p>${t('seats.none_next')}</p></${Empty}>`;
}

function Head() {
  const [open, setOpen] = useState(false);
  const { busy, error, run } = useAct();
  const { seats, free, unseated } = plan.value;
  async function propose() {
    const { places } = await read('/seats/proposal');
    const n = Object.keys(places).length;
    if (!n) return toast(t('seats.nothing_to_propose'));
    if (!(await run('propose', () => act('/seats/guests', { places })))) return;
    await load();
    const back = Object.fromEntries(Object.keys(places).map((id) => [id, '']));
    toast(t('seats.proposed', { n: number(n) }), { act: t('core.act.undo'), onAct: () => run('undo', () => act('/seats/guests', { places: back })).then(load) });
  }
  return html`<dl class="facts group-totals"><div><dt>${t('seats.seats')}</dt><dd>${number(seats)}</dd></div><div><dt>${t('seats.free')}</dt><dd>${number(free)}</dd></div>
      <div><dt>${t('seats.unseated')}</dt><dd>${number(unseated.length)}</dd></div></dl>
    <p class="buttons no-print">${mayEdit() && seats > 0 && html`<button type="button" class="button" disabled=${Boolean(busy) || !free || !unseated.length} onClick=${() => run('read', propose)}><${Icon} name="zap" /> ${t('seats.propose')}</button>`}
      ${mayEdit() && html`<button type="button" class="button" aria-expanded=${open} onClick=${() => setOpen(!open)}><${Icon} name="pencil" /> ${t('seats.edit_plan')}</button>`}
      ${seats > 0 && html`<button type="button" class="button" onClick=${() => print()}><${Icon} name="printer" /> ${t('groups.print')}</button>`}</p>
    ${open && html`<${EditPlan} onDone=${() => setOpen(false)} />`}<${ActError} error=${error} />`;
}

/** @param {{onDone: () => void}} props */
function EditPlan({ onDone }) {
  const [text, setText] = useState(() => planText(plan.peek().rows));
  const { busy, error, run } = useAct();
  /** @type {any[]} */
  const blocks = [...store.list('category')].sort((a, b) => a.order - b.order);
  const { rows, faults } = parsePlan(text, blocks);
  async function save() {
    if (!(await run('save', () => act('/seats/plan', { rows })))) return;
    toast(t('seats.plan_saved', { n: number(rows.reduce((sum, one) => sum + one.count, 0)), at: timeHM(clock.now()) }));
    await load();
    onDone();
  }
  return html`<form class="in-place" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void save(); }}>
    <${Field} kind="textarea" rows=${Math.min(14, rows.length + 4)} label=${t('seats.plan_label')} hint=${t('seats.plan_hint')} spellcheck="false" value=${text} onInput=${(/** @type {any} */ e) => setText(e.currentTarget.value)} />
    <details class="more"><summary>${t('seats.blocks')}</summary><ul class="block-ids">${blocks.map((one) => html`<li key=${one.id}><code>${one.id}</code> ${one.name}</li>`)}</ul></details>
    ${faults.length > 0 && html`<${Notice} kind="live" alert title=${t('seats.plan_faults')}><ul>${faults.slice(0, 8).map((one) => html`<li key=${one.line}>${t(`seats.fault.${one.code}`, { line: one.line, text: one.text })}</li>`)}</ul></${Notice}>`}
    <${ActError} error=${error} />
    <p class="buttons"><button class="button main" disabled=${Boolean(busy) || faults.length > 0}>${t('core.act.save')}</button><button type="button" class="button" onClick=${onDone}>${t('core.act.cancel')}</button></p></form>`;
}

/** Put the chosen guest on a chair; somebody who sits there moves to the chosen one's chair, or off it. @param {any} seat */
async function place(seat) {
  const guest = chosen.peek();
  if (!guest) {
    if (seat.guest) chosen.value = seat.guest;
    return;
  }
  chosen.value = null;
  if (seat.guest?.id === guest.id) return;
  const places = { [guest.id]: seat.id, ...(seat.guest ? { [seat.guest.id]: guest.seat ?? '' } : {}) };
  const before = Object.fromEntries([[guest.id, guest.seat ?? ''], ...(seat.guest ? [[seat.guest.id, seat.id]] : [])]);
  try {
    await act('/seats/guests', { places });
    toast(t('seats.seated', { name: nameOf(guest), seat: seat.id }), { act: t('core.act.undo'), onAct: () => act('/seats/guests', { places: before }).then(load) });
  } catch (error) {
    problem.value = error;
  }
  await load();
}

/** @param {any} guest */
async function takeOff(guest) {
  chosen.value = null;
  await act('/seats/guests', { places: { [guest.id]: '' } }).catch((error) => { problem.value = error; });
  toast(t('seats.taken_off', { name: nameOf(guest) }), { act: t('core.act.undo'), onAct: () => act('/seats/guests', { places: { [guest.id]: guest.seat } }).then(load) });
  await load();
}

/** @param {{rows: any[]}} props */
function Hall({ rows }) {
  return html`<section class="hall" aria-label=${t('core.nav.seats')}><p class="stage-edge">${t('seats.stage')}</p><${Chosen} />${Boolean(problem.value) && html`<${ActError} error=${problem.value} />`}
    <ol class="hall-rows">${rows.map((row) => html`<li key=${row.row} class="hall-row"><h2 class="row-name">${t('seats.row', { row: row.row })}${row.category && html`<small>${store.get('category', row.category)?.name}</small>`}</h2>
      <ol class="chairs">${row.seats.map((/** @type {any} */ seat) => html`<li key=${seat.id}><${Chair} seat=${seat} /></li>`)}</ol></li>`)}</ol></section>`;
}

function Chosen() {
  const guest = chosen.value;
  if (!guest) return null;
  return html`<div class="confirm no-print" role="status"><p><b>${nameOf(guest)}</b>, ${[guest.title, guest.unit].filter(Boolean).join(', ')}. ${t('seats.choose_chair')}</p>
    <p class="buttons">${guest.seat && html`<button type="button" class="button" onClick=${() => takeOff(guest)}>${t('seats.take_off')}</button>`}
    <button type="button" class="button" onClick=${() => { chosen.value = null; }}>${t('core.act.cancel')}</button></p></div>`;
}

/** @param {{seat: any}} props */
function Chair({ seat }) {
  const { guest, kind } = seat;
  const active = guest && chosen.value?.id === guest.id;
  const inner = html`<span class="hidden-text">${seat.id} </span><b class="num" aria-hidden="true">${seat.number}</b><span class="chair-name">${guest ? guest.name : t(`seats.kind.${kind}`)}</span>${guest && html`<span class="chair-about">${guest.title || guest.unit}</span>`}`;
  const look = `chair ${kind} ${guest ? 'taken' : ''} ${guest?.inside ? 'inside' : ''} ${active ? 'now' : ''}`;
  if (!mayEdit() || kind === 'blocked') return html`<div class=${look} data-seat=${seat.id}>${inner}</div>`;
  return html`<button type="button" class=${look} data-seat=${seat.id} aria-pressed=${active ? 'true' : 'false'} onClick=${() => place(seat)}>${inner}</button>`;
}

/** @param {{people: any[]}} props */
function Unseated({ people }) {
  const words = query.value.trim().toLocaleLowerCase('vi');
  const shown = people.filter((one) => !words || `${one.name} ${one.title} ${one.unit}`.toLocaleLowerCase('vi').includes(words));
  return html`<section class="unseated no-print" aria-labelledby="unseated"><h2 class="list-head" id="unseated">${t('seats.unseated')} <span class="num quiet">${number(people.length)}</span></h2>
    ${people.length > 8 && html`<${Field} label=${t('seats.find')} type="search" value=${query.value} onInput=${(/** @type {any} */ e) => { query.value = e.currentTarget.value; }} />`}
    ${!people.length && html`<p class="quiet">${t('seats.all_seated')}</p>`}
    <ul class="rows">${shown.slice(0, UNSEATED_SHOWN).map((guest) => html`<li key=${guest.id}><button type="button" class=${`row row-button ${chosen.value?.id === guest.id ? 'now' : ''}`} aria-pressed=${chosen.value?.id === guest.id ? 'true' : 'false'} disabled=${!mayEdit()} onClick=${() => { chosen.value = guest; }}>
      <span><span class="title">${nameOf(guest)}</span><span class="about">${[guest.title, guest.unit].filter(Boolean).join(', ')}</span></span></button></li>`)}</ul>
    ${shown.length > UNSEATED_SHOWN && html`<p class="quiet pad">${t('seats.more', { n: number(shown.length - UNSEATED_SHOWN) })}</p>`}</section>`;
}

mount('seats', html`<${Seats} />`);
