/** Gates: who may pass, when, how often, and the words for the way. A change reaches the tablets at once. */

import { hasRole, mount } from '../core/page.js';
import { fromZoned, html, Icon, Pill, t, timeHM, timeOrDay, toast, toZoned, useState } from '../core/ui.js';
import { clock } from '../core/clock.js';
import { act, ActError, Empty, FeedEnded, Field, openOffice, Tick, useAct, Waiting } from '../office/office.js';

const { store, feed } = await openOffice();
const REENTRY = ['once', 'after_exit', 'multiple'];

/** @param {any} gate */
function windowWords(gate) {
  if (!gate.opens_at && !gate.closes_at) return t('office.gates.always');
  const now = clock.now();
  return t('office.gates.window', { from: gate.opens_at ? timeOrDay(gate.opens_at, now) : '…', to: gate.closes_at ? timeOrDay(gate.closes_at, now) : '…' });
}

/** @param {any} gate @param {any[]} categories */
function whoWords(gate, categories) {
  if (!gate.categories?.length) return t('office.gates.everybody');
  return categories.filter((one) => gate.categories.includes(one.id)).map((one) => one.name).join(', ');
}

const LIST_SHORT = 2;

/** All of them in words; on a small screen a long list is folded to its length. @param {{gate: any, categories: any[]}} props */
function Who({ gate, categories }) {
  const words = whoWords(gate, categories);
  const n = gate.categories?.length ?? 0;
  if (n <= LIST_SHORT) return words;
  return html`<span class="wide-only">${words}</span><details class="more narrow-only"><summary>${t('office.gates.who_count', { n })}</summary>${words}</details>`;
}

function Gates() {
  if (!feed.ready.value) return html`<${Waiting} feed=${feed} />`;
  const gates = [...store.list('gate')].sort((a, b) => (a.id < b.id ? -1 : 1));
  const categories = [...store.list('category')].sort((a, b) => a.order - b.order);
  return html`<${FeedEnded} feed=${feed} />${gates.length ? html`<ul class="rows">${gates.map((gate) => html`<${Gate} key=${gate.id} gate=${gate} categories=${categories} />`)}</ul>`
    : html`<${Empty} icon="door-open" title=${t('office.gates.none')}><p>${t('office.gates.none_next')}</p></${Empty}>`}`;
}

/** @param {{gate: any, categories: any[]}} props */
function Gate({ gate, categories }) {
  const [open, setOpen] = useState(false);
  const devices = store.list('device').filter((one) => one.post === gate.id && !one.revoked_at).map((one) => one.name).join(', ');
  return html`<li><div class="row"><div><h2 class="title">${gate.name}${gate.place && html` <span class="quiet">${gate.place}</span>`}</h2>
      <dl class="gate-facts"><div><dt>${t('office.gates.who')}</dt><dd><${Who} gate=${gate} categories=${categories} /></dd></div>
        <div><dt>${t('office.gates.when')}</dt><dd>${windowWords(gate)}</dd></div>
        <div><dt>${t('office.gates.reentry')}</dt><dd>${t(`office.gates.reentry.${gate.reentry}`)}</dd></div>
        <div><dt>${t('office.gates.tablets')}</dt><dd>${devices || t('office.gates.no_tablets')}</dd></div></dl>
      ${gate.way && html`<p class="about">${gate.way}</p>`}
      <p class="pills">${gate.needs_confirmation && html`<${Pill} icon="user-check">${t('office.gates.needs_confirmation')}</${Pill}>`}
        ${!gate.desk_override && html`<${Pill} icon="lock">${t('office.gates.no_override')}</${Pill}>`}</p></div>
    <div class="side">${hasRole('organiser', 'supervisor') && html`<button type="button" class="button" aria-expanded=${open} onClick=${() => setOpen(!open)}><${Icon} name="pencil" /> ${t('office.act.edit')}</button>`}</div></div>
    ${open && html`<${EditGate} gate=${gate} categories=${categories} onDone=${() => setOpen(false)} />`}</li>`;
}

/** What is different, as the server wants it. @param {any} gate @param {any} form */
export function gateChanges(gate, form) {
  /** @type {Record<string, unknown>} */
  const changes = {};
  for (const name of ['name', 'place', 'way', 'reentry', 'needs_confirmation', 'desk_override']) {
    if (form[name] !== gate[name]) changes[name] = form[name];
  }
  if ([...form.categories].sort().join() !== [...(gate.categories ?? [])].sort().join()) changes.categories = form.categories;
  if (form.always) return gate.opens_at || gate.closes_at ? { ...changes, always_open: true } : changes;
  for (const name of ['opens_at', 'closes_at']) {
    const at = fromZoned(form[name]);
    if (at && at !== (gate[name] ? new Date(gate[name]).toISOString() : null)) changes[name] = at;
  }
  return changes;
}

/** @param {{gate: any, categories: any[], onDone: () => void}} props */
function EditGate({ gate, categories, onDone }) {
  const [form, setForm] = useState(() => ({
    ...gate, categories: gate.categories ?? [], always: !gate.opens_at && !gate.closes_at, opens_at: toZoned(gate.opens_at), closes_at: toZoned(gate.closes_at),
  }));
  const { busy, error, run } = useAct();
  const put = (/** @type {any} */ change) => setForm({ ...form, ...change });
  const text = (/** @type {string} */ name) => (/** @type {any} */ e) => put({ [name]: e.currentTarget.value });
  async function save() {
    const changes = gateChanges(gate, form);
    if (Object.keys(changes).length && !(await run('save', () => act(`/gates/${encodeURIComponent(gate.id)}/change`, { changes })))) return;
    toast(t('office.gates.saved', { name: form.name, at: timeHM(clock.now()) }));
    onDone();
  }
  return html`<form class="in-place" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void save(); }}>
    <div class="field-pair"><${Field} label=${t('office.field.name')} required maxlength="60" value=${form.name} onInput=${text('name')} />
      <${Field} label=${t('office.gates.place')} maxlength="200" value=${form.place} onInput=${text('place')} /></div>
    <fieldset class="ticks"><legend>${t('office.gates.who')}</legend><p class="quiet small">${t('office.gates.who_hint')}</p>
      ${categories.map((one) => html`<${Tick} key=${one.id} label=${one.name} checked=${form.categories.includes(one.id)} onChange=${(/** @type {boolean} */ on) => put({ categories: on ? [...form.categories, one.id] : form.categories.filter((/** @type {string} */ id) => id !== one.id) })} />`)}</fieldset>
    <${Tick} label=${t('office.gates.always')} checked=${form.always} onChange=${(/** @type {boolean} */ always) => put({ always })} />
    ${!form.always && html`<div class="field-pair"><${Field} label=${t('office.gates.opens_at')} type="datetime-local" value=${form.opens_at} onInput=${text('opens_at')} />
      <${Field} label=${t('office.gates.closes_at')} type="datetime-local" value=${form.closes_at} onInput=${text('closes_at')} /></div>`}
    <${Field} label=${t('office.gates.reentry')} kind="select" value=${form.reentry} onChange=${text('reentry')}>${REENTRY.map((one) => html`<option key=${one} value=${one}>${t(`office.gates.reentry.${one}`)}</option>`)}</${Field}>
    <${Tick} label=${t('office.gates.needs_confirmation')} checked=${form.needs_confirmation} onChange=${(/** @type {boolean} */ on) => put({ needs_confirmation: on })} />
    <${Tick} label=${t('office.gates.desk_override')} checked=${form.desk_override} onChange=${(/** @type {boolean} */ on) => put({ desk_override: on })} />
    <${Field} label=${t('office.gates.way')} hint=${t('office.gates.way_hint')} kind="textarea" rows="2" maxlength="500" value=${form.way} onInput=${text('way')} />
    <${ActError} error=${error} />
    <p class="buttons"><button class="button main" disabled=${Boolean(busy)}>${t('core.act.save')}</button><button type="button" class="button" onClick=${onDone}>${t('core.act.cancel')}</button></p></form>`;
}

mount('gates', html`<${Gates} />`);
