// The wall at the door: greets who has just come in, one after another, and shows the evening's name in between.
// What waits and what was shown is kept on this machine after every step: a reload or a black-out skips nobody.

import { registerShell, askToPersist } from '../checkin/desk-shell.js';
import { effect, html, Icon, loadWords, Pill, render, signal, t, Toasts, useState } from '../core/ui.js';
import { ScreenLink, screensOf } from '../stage/screens.js';
import { keepAudience } from './intro-keep.js';
import { byOrder } from './order.js';
import { firstState, letGo, readState, step, takeIn } from './welcome-rules.js';

/** @typedef {import('./welcome-rules.js').State} State */
/** @typedef {import('./welcome-rules.js').Choice} Choice */

const STEP_MS = 200;
const kept = keepAudience('welcome', ['event', 'category', 'guest']);
const { store, phase, identity, feed } = kept;
/** @type {import('../core/vendor.js').Signal<State | null>} */
const state = signal(null);
/** @type {import('../core/vendor.js').Signal<Choice>} */
const choice = signal(readChoice());
const open = signal(false);

/** @param {string} name */
const memory = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
/** @param {string} name @param {unknown} value */
function keep(name, value) {
  try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* refused storage: this wall greets until it is reloaded */ }
}

/** @returns {Choice} */
function readChoice() {
  try {
    return { categories: null, vipFirst: true, paused: false, ...JSON.parse(localStorage.getItem('ops.welcome.choice') ?? '{}') };
  } catch {
    return { categories: null, vipFirst: true, paused: false };
  }
}

/** @param {Partial<Choice>} change */
function choose(change) {
  choice.value = { ...choice.peek(), ...change };
  keep('ops.welcome.choice', choice.peek());
}

const stateName = () => `ops.welcome.${identity.peek()?.event.id}`;

/** @param {State} next */
function put(next) {
  if (next === state.peek()) return;
  keep(stateName(), next); // before it is shown: what is on the wall is never shown a second time
  state.value = next;
}

/** New arrivals, as soon as the rows here are whole. */
function follow() {
  effect(() => {
    if (!feed.value?.ready.value) return;
    const rows = /** @type {any[]} */ (store.list('guest'));
    const was = state.peek();
    put(was ? takeIn(was, rows, choice.value) : firstState(rows));
  });
  setInterval(() => { const now = state.peek(); if (now) put(step(now, Date.now(), choice.peek())); }, STEP_MS);
}

// ---------- what is seen ----------

/** @param {{ one: import('./welcome-rules.js').Arrival }} props */
const Greeting = ({ one }) => html`<li class="greeting" data-guest=${one.id}><p class="wall-name">${[one.honorific, one.name].filter(Boolean).join(' ')}</p>
  ${one.title && html`<p class="wall-title">${one.title}</p>`}${one.unit && html`<p class="wall-unit">${one.unit}</p>`}</li>`;

function Wall() {
  const people = state.value?.screen?.people ?? [];
  const event = store.list('event')[0] ?? identity.value?.event;
  return html`<main class="wall" data-count=${people.length}><h1 class="wall-head">${people.length ? t('protocol.wall.greet') : t('protocol.wall.idle')}</h1>
    <div class="wall-body" aria-live="polite">${people.length ? html`<ul class="greetings" key=${state.value?.screen?.from}>${people.map((one) => html`<${Greeting} key=${one.id} one=${one} />`)}</ul>`
      : html`<p class="wall-event">${event?.name}</p>`}</div>
    <footer class="wall-foot"><p class="wall-short">${people.length ? event?.short || event?.name : event?.venue ?? ''}</p>
      <p class="wall-side"><${WallLink} />${choice.value.paused && html`<${Pill} icon="pause">${t('protocol.wall.paused')}</${Pill}>`}
        <button type="button" class="button plain" aria-expanded=${open.value} onClick=${() => { open.value = !open.value; }}><${Icon} name="settings" label=${t('protocol.wall.settings')} /></button></p></footer>
    ${open.value && html`<${Settings} />`}</main>`;
}

/** For who looks after the wall, small: guests need not know. */
function WallLink() {
  const link = feed.value?.state.value.link;
  return link === 'online' || link === 'connecting' ? null : html`<${Pill} icon="wifi-off" state="look">${t('protocol.wall.no_link')}</${Pill}>`;
}

function Settings() {
  const waiting = state.value?.queue.length ?? 0;
  const all = /** @type {any[]} */ ([...store.list('category')]).sort(byOrder);
  const { categories, vipFirst, paused } = choice.value;
  const chosen = categories ?? all.map((one) => one.id);
  const tick = (/** @type {any} */ label, /** @type {boolean} */ on, /** @type {(on: boolean) => void} */ change) => html`<label class="tick"><input type="checkbox" checked=${on}
    onChange=${(/** @type {any} */ e) => change(e.currentTarget.checked)} /> <span>${label}</span></label>`;
  const set = (/** @type {string[]} */ some) => choose({ categories: some.length === all.length ? null : some });
  return html`<section class="in-place wall-settings" aria-labelledby="wall-settings"><h2 id="wall-settings">${t('protocol.wall.settings')}</h2>
    <p role="status">${t('protocol.wall.waiting', { n: waiting })}</p>
    <p class="buttons"><button type="button" class="button main" onClick=${() => choose({ paused: !paused })}><${Icon} name=${paused ? 'play' : 'pause'} /> ${t(paused ? 'protocol.wall.resume' : 'protocol.wall.pause')}</button>
      <${LetGo} waiting=${waiting} /><button type="button" class="button" onClick=${() => void document.documentElement.requestFullscreen?.()}>${t('protocol.wall.full')}</button></p>
    ${tick(t('protocol.wall.vip_first'), vipFirst, (on) => choose({ vipFirst: on }))}
    <fieldset class="ticks"><legend>${t('protocol.wall.blocks')}</legend>${all.map((one) => html`<div key=${one.id}>${tick(one.name, chosen.includes(one.id), (on) => set(on ? [...chosen, one.id] : chosen.filter((id) => id !== one.id)))}</div>`)}</fieldset>
    <nav class="buttons" aria-label=${t('stage.screens')}>${screensOf(identity.value?.device.role).filter((path) => path !== '/welcome').map((path) => html`<${ScreenLink} key=${path} path=${path} />`)}</nav>
    <p class="buttons"><button type="button" class="button" onClick=${() => { open.value = false; }}>${t('core.act.close')}</button></p></section>`;
}

/** @param {{ waiting: number }} props */
function LetGo({ waiting }) {
  const [asked, setAsked] = useState(false);
  if (!waiting) return null;
  const act = () => { const now = state.peek(); if (asked && now) put(letGo(now)); setAsked(!asked); };
  return html`<button type="button" class="button" onClick=${act}>${t(asked ? 'protocol.wall.let_go_sure' : 'protocol.wall.let_go', { n: waiting })}</button>`;
}

/** @param {{ name: string }} props */
const Stop = ({ name }) => html`<main class="wall"><h1 class="wall-head">${t(`protocol.stop.${name}`)}</h1><div class="wall-body"><p class="wall-unit">${t(`protocol.stop.${name}_next`)}</p></div>
  <footer class="wall-foot">${name === 'unpaired' && html`<a class="button main" href="/pair">${t('protocol.stop.pair')}</a>`}
    ${name === 'first_offline' && html`<button type="button" class="button main" onClick=${() => location.reload()}>${t('core.act.retry')}</button>`}</footer></main>`;

function App() {
  if (phase.value === 'ready') return html`<${Wall} />`;
  return phase.value === 'asking' ? html`<main class="wall"><h1 class="wall-head">${t('protocol.wall.idle')}</h1></main>` : html`<${Stop} name=${phase.value} />`;
}

async function main() {
  await loadWords();
  render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById('welcome')));
  render(html`<${Toasts} />`, /** @type {HTMLElement} */ (document.getElementById('toasts')));
  try {
    await kept.open();
    if (phase.peek() !== 'ready') return;
    state.value = readState(memory(stateName()));
    follow();
  } finally {
    void registerShell();
    void askToPersist();
    void /** @type {any} */ (navigator).wakeLock?.request('screen').catch(() => undefined);
  }
}

void main();
