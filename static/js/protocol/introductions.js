/** Introductions for the protocol officer: who is present in protocol order, live; put right, compared, frozen for the MC. */

import { clock } from '../core/clock.js';
import { openFeed } from '../core/feed.js';
import { mount, pageFacts, startPage } from '../core/page.js';
import { createStore } from '../core/store.js';
import { computed, Hold, html, Icon, Pill, second, signal, span, t, timeHM, toast, useState } from '../core/ui.js';
import { act, ActError, Empty, FeedEnded, Field, useAct, Waiting } from '../office/office.js';
import { EditBlock, EditPerson } from './introductions-edit.js';
import { arrange, byOrder, byPlace, compare, person, reading, readingSeconds } from './order.js';

/** @typedef {import('./order.js').Guest} Guest */
/** @typedef {import('./order.js').Person} Person */
/** @typedef {import('./order.js').Block} Block */

const facts = pageFacts();
const store = createStore();
const feed = openFeed({ event: facts.event, audience: 'intro', as: facts.as === 'device' ? 'device' : 'staff', store });
await startPage({ state: feed.state });

const MAY_EDIT = facts.roles.some((role) => role === 'organiser' || role === 'protocol');
/** The officer freezes about this long before the beginning. */
const FREEZE_BEFORE_MS = 10 * 60_000;
const COUNT_FROM_MS = 60 * 60_000;

const guests = () => /** @type {Guest[]} */ (/** @type {unknown} */ (store.list('guest')));
const categories = () => /** @type {any[]} */ ([...store.list('category')]).sort(byOrder);
const live = computed(() => arrange(categories(), guests()));
const versions = computed(() => [...store.list('freeze')].sort((a, b) => b.version - a.version));
const marks = computed(() => (versions.value[0] ? compare(versions.value[0].blocks, live.value) : {}));
/** The version that is looked at; null: the live list. @type {import('../core/vendor.js').Signal<number | null>} */
const looked = signal(null);
/** Guest that is being dragged. @type {import('../core/vendor.js').Signal<string>} */
const dragged = signal('');
const moving = signal('');

// ---------- moving ----------

/** Everybody inside of the same block and rank, in order. @param {Guest} one */
const equals = (one) => guests().filter((other) => other.inside && other.category === one.category && other.rank === one.rank).sort(byPlace);

/** @param {string[]} ids @param {Guest} one */
async function putInOrder(ids, one) {
  if (moving.peek()) return;
  moving.value = one.id;
  try {
    await act('/introductions/people', { guests: ids });
  } catch (error) {
    toast(/** @type {Error} */ (error).message);
  } finally {
    moving.value = '';
    requestAnimationFrame(() => /** @type {HTMLElement | null} */ (document.querySelector(`[data-guest="${one.id}"] [data-move]:not([disabled])`))?.focus());
  }
}

/** @param {Guest} one @param {-1 | 1} by */
function step(one, by) {
  const group = equals(one);
  const other = group[group.findIndex((each) => each.id === one.id) + by];
  if (other) void putInOrder(by < 0 ? [one.id, other.id] : [other.id, one.id], one);
}

/** @param {Guest} target */
function dropOn(target) {
  const one = guests().find((each) => each.id === dragged.peek());
  dragged.value = '';
  if (!one || one.id === target.id || !sameRank(one, target)) return;
  const ids = equals(one).map((each) => each.id);
  const [from, to] = [ids.indexOf(one.id), ids.indexOf(target.id)];
  ids.splice(to, 0, .../** @type {string[]} */ (ids.splice(from, 1)));
  void putInOrder(ids, one);
}

/** @param {Guest | undefined} one @param {Guest} other */
const sameRank = (one, other) => one?.category === other.category && one?.rank === other.rank;

/** Blocks change places. @param {string} id @param {-1 | 1} by */
function stepBlock(id, by) {
  const ids = categories().map((one) => one.id);
  const shown = live.value.map((one) => one.id);
  const other = shown[shown.indexOf(id) + by];
  if (!other) return;
  const [a, b] = [ids.indexOf(id), ids.indexOf(other)];
  [ids[a], ids[b]] = [ids[b], ids[a]];
  act('/introductions/blocks', { blocks: ids }).catch((error) => toast(error.message));
}

// ---------- the list ----------

const MARKS = /** @type {Record<string, string>} */ ({ late: 'plus', added: 'plus', changed: 'arrow-left-right', gone: 'log-out', unnamed: 'users' });

/** @param {{ id: string }} props */
function MarkPill({ id }) {
  const mark = marks.value[id];
  if (!mark) return null;
  const at = mark === 'late' ? timeHM(store.get('guest', id)?.in_at) : '';
  return html`<${Pill} icon=${MARKS[mark]} state="look">${t(`protocol.mark.${mark}`)}${at && html` <time>${at}</time>`}</${Pill}>`;
}

/** @param {{ name: string, one: Guest }} props */
function Moves({ name, one }) {
  const group = equals(one);
  const at = group.findIndex((each) => each.id === one.id);
  const still = Boolean(moving.value);
  return html`<button type="button" data-move class="button plain" disabled=${still || at <= 0} onClick=${() => step(one, -1)}><${Icon} name="arrow-up" label=${t('protocol.up', { name })} /></button>
    <button type="button" data-move class="button plain" disabled=${still || at < 0 || at === group.length - 1} onClick=${() => step(one, 1)}><${Icon} name="arrow-down" label=${t('protocol.down', { name })} /></button>`;
}

/** @param {{ one: Person, no: number }} props */
function PersonRow({ one, no }) {
  const [open, setOpen] = useState(false);
  const guest = guests().find((each) => each.id === one.id);
  if (!guest) return null;
  const onto = MAY_EDIT && dragged.value && dragged.value !== one.id && sameRank(guests().find((each) => each.id === dragged.value), guest);
  return html`<li class=${`intro ${marks.value[one.id] ? 'look' : ''} ${onto ? 'drop' : ''}`} data-guest=${one.id} draggable=${MAY_EDIT && !open}
    onDragStart=${(/** @type {DragEvent} */ e) => { dragged.value = one.id; e.dataTransfer?.setData('text/plain', one.who); }} onDragEnd=${() => { dragged.value = ''; }}
    onDragOver=${(/** @type {DragEvent} */ e) => { if (onto) e.preventDefault(); }} onDrop=${(/** @type {DragEvent} */ e) => { e.preventDefault(); dropOn(guest); }}>
    <span class="order-no num">${no}</span><div><p class="title">${one.who}</p><p>${one.about}</p>
      ${one.say && html`<p class="say"><${Icon} name="volume-2" label=${t('protocol.say')} /> ${one.say}</p>`}</div>
    <div class="side"><${MarkPill} id=${one.id} />${one.deputy && html`<${Pill} icon="user-check">${t('protocol.deputy')}</${Pill}>`}
      ${!guest.honorific && html`<${Pill} icon="triangle-alert" state="look">${t('protocol.no_honorific')}</${Pill}>`}<time class="quiet">${timeHM(guest.in_at)}</time></div>
    ${MAY_EDIT && html`<div class="move no-print"><${Moves} name=${guest.name} one=${guest} /><button type="button" class="button plain" aria-expanded=${open} onClick=${() => setOpen(!open)}><${Icon} name="pencil" label=${t('protocol.edit', { name: guest.name })} /></button></div>`}
    ${open && html`<div class="whole"><${EditPerson} guest=${guest} onDone=${() => setOpen(false)} /></div>`}</li>`;
}

/** Those who are greeted together: anybody may be brought forward. @param {{ block: Block }} props */
function Others({ block }) {
  if (!block.others.length) return null;
  const some = block.others.map((id) => guests().find((one) => one.id === id)).filter((one) => one !== undefined);
  return html`<p class="script together">${block.together}</p>
    <details class="more no-print"><summary>${t('protocol.others', { n: block.others.length })}</summary><ul class="rows">${some.map((one) => html`<${OtherRow} key=${one.id} one=${one} />`)}</ul></details>`;
}

/** @param {{ one: Guest }} props */
function OtherRow({ one }) {
  const { busy, error, run } = useAct();
  const { who, about, deputy } = person(one);
  const name = () => run('name', () => act(`/guests/${encodeURIComponent(one.id)}/change`, { changes: { intro: 'always' } }));
  return html`<li class="row slim"><div><p><b>${who}</b>${deputy && html` <${Pill} icon="user-check">${t('protocol.deputy')}</${Pill}>`}</p><p class="about small">${about}</p><${ActError} error=${error} /></div>
    ${MAY_EDIT && html`<div class="side"><button type="button" class="button" disabled=${Boolean(busy)} onClick=${name}><${Icon} name="plus" /> ${t('protocol.name_them')}<span class="hidden-text"> ${one.name}</span></button></div>`}</li>`;
}

/** @param {{ block: Block, i: number, before: number }} props `before`: people read before this block */
function BlockPart({ block, i, before }) {
  const [open, setOpen] = useState(false);
  const category = categories().find((one) => one.id === block.id);
  return html`<section aria-labelledby=${`b-${block.id}`} data-block=${block.id}><div class="block-line"><h2 class="block-head" id=${`b-${block.id}`}><span class="num">${i + 1}</span> ${block.name}</h2>
      ${MAY_EDIT && html`<div class="move no-print"><button type="button" class="button plain" disabled=${i === 0} onClick=${() => stepBlock(block.id, -1)}><${Icon} name="arrow-up" label=${t('protocol.up', { name: block.name })} /></button>
        <button type="button" class="button plain" disabled=${i === live.value.length - 1} onClick=${() => stepBlock(block.id, 1)}><${Icon} name="arrow-down" label=${t('protocol.down', { name: block.name })} /></button>
        <button type="button" class="button plain" aria-expanded=${open} onClick=${() => setOpen(!open)}><${Icon} name="pencil" label=${t('protocol.edit', { name: block.name })} /></button></div>`}</div>
    ${open && category && html`<${EditBlock} category=${category} onDone=${() => setOpen(false)} />`}
    <ol class="intros">${block.people.map((one, n) => html`<${PersonRow} key=${one.id} one=${one} no=${before + n + 1} />`)}</ol><${Others} block=${block} /></section>`;
}

function Live() {
  let before = 0;
  return live.value.map((block, i) => {
    const part = html`<${BlockPart} key=${block.id} block=${block} i=${i} before=${before} />`;
    before += block.people.length;
    return part;
  });
}

/** A frozen version as the MC has it, to read and to print. @param {{ version: any }} props */
function Frozen({ version }) {
  const latest = version.version === versions.value[0]?.version;
  const blocks = latest ? reading(version.blocks, live.value) : version.blocks;
  return blocks.map((/** @type {any} */ block, /** @type {number} */ i) => html`<section key=${block.id}><h2 class="block-head"><span class="num">${i + 1}</span> ${block.name}</h2>
    <ol class="intros">${[...block.people, ...(block.since ?? [])].map((/** @type {Person} */ one) => html`<li key=${one.id} class=${`intro ${latest && marks.value[one.id] ? 'look' : ''}`}><span></span><div><p class="title">${one.who}</p><p>${one.about}</p>
      ${one.say && html`<p class="say"><${Icon} name="volume-2" label=${t('protocol.say')} /> ${one.say}</p>`}</div><div class="side">${latest && html`<${MarkPill} id=${one.id} />`}</div></li>`)}</ol>
    ${block.together && html`<p class="script together">${block.together}</p>`}</section>`);
}

// ---------- beside it ----------

/** What is different from the last frozen version, by name. */
function Since() {
  const last = versions.value[0];
  if (!last) return null;
  const known = new Map(last.blocks.flatMap((/** @type {Block} */ block) => block.people.map((one) => /** @type {const} */ ([one.id, one.who]))));
  const who = (/** @type {string} */ id) => { const one = guests().find((each) => each.id === id); return one ? person(one).who : known.get(id); };
  const found = Object.entries(marks.value);
  return html`<section aria-labelledby="since"><h2 id="since" class="list-head">${t('protocol.since_version', { n: last.version })}${found.length > 0 && html`: <span class="num">${t('protocol.since_count', { n: found.length })}</span>`}</h2>
    ${found.length ? html`<ul class="rows">${found.map(([id, mark]) => html`<li class="row slim look" key=${id}><div><p><b>${who(id)}</b></p><p class="about small">${t(`protocol.mark.${mark}`)}</p></div></li>`)}</ul>`
      : html`<p class="quiet pad">${t('protocol.since_none')}</p>`}</section>`;
}

function Versions() {
  const tab = (/** @type {number | null} */ n, /** @type {any} */ words) => html`<button type="button" class=${`button ${looked.value === n ? 'main' : ''}`} aria-pressed=${looked.value === n} onClick=${() => { looked.value = n; }}>${words}</button>`;
  return html`<section class="no-print" aria-labelledby="versions"><h2 id="versions" class="list-head">${t('protocol.versions')}</h2><div class="stack">${tab(null, html`<${Icon} name="radio" /> ${t('protocol.live')}`)}
    ${versions.value.map((one) => html`<div key=${one.id}>${tab(one.version, html`<${Icon} name="lock" /> ${t('protocol.frozen', { n: one.version })} <time>${timeHM(one.made_at)}</time>`)}<p class="quiet small">${[one.by, one.note].filter(Boolean).join(' · ')}</p></div>`)}</div>
    ${!versions.value.length && html`<p class="quiet pad">${t('protocol.versions_none')}</p>`}</section>`;
}

function Countdown() {
  const start = Date.parse(store.list('event')[0]?.starts_at ?? '');
  const left = start - FREEZE_BEFORE_MS - second.value * 1000;
  if (!Number.isFinite(left) || left > COUNT_FROM_MS || left < 0) return null;
  return html`<div class="countdown"><p class="phase"><${Icon} name="lock" /> ${t('protocol.freeze_in')}</p><p class="digits">${span(left)}</p></div>`;
}

function FreezeBar() {
  const [note, setNote] = useState('');
  const { busy, error, run } = useAct();
  async function freeze() {
    if (!(await run('freeze', () => act('/introductions/freeze', { note })))) return;
    toast(t('protocol.frozen_done', { at: timeHM(clock.now()) }));
    setNote('');
  }
  return html`<footer class="act no-print"><${ActError} error=${error} /><div class="page-act"><p class="quiet grow">${t('protocol.reading_time', { span: span(readingSeconds(live.value) * 1000) })}</p>
    <button type="button" class="button" onClick=${() => print()}><${Icon} name="printer" /> ${t('protocol.print')}</button>
    ${MAY_EDIT && html`<${Field} label=${t('protocol.note')} maxlength="200" value=${note} onInput=${(/** @type {any} */ e) => setNote(e.currentTarget.value)} />
      <${Hold} kind="main thumb" disabled=${Boolean(busy) || !live.value.length} onHold=${freeze}><${Icon} name="lock" /> ${t('protocol.freeze')}</${Hold}>`}</div></footer>`;
}

function Page() {
  if (!feed.ready.value) return html`<${Waiting} feed=${feed} />`;
  const version = versions.value.find((one) => one.version === looked.value);
  const people = live.value.reduce((sum, block) => sum + block.people.length, 0);
  const about = version ? t('protocol.frozen_at', { n: version.version, at: timeHM(version.made_at) }) : t('protocol.only_present', { n: people });
  return html`<${FeedEnded} feed=${feed} /><div class="page-head"><div><h1>${t('protocol.title')}</h1><p class="quiet">${about}</p></div><${Countdown} /></div>
    <div class="side-by-side"><div>${version ? html`<${Frozen} version=${version} />` : live.value.length ? html`<${Live} />`
      : html`<${Empty} icon="users" title=${t('protocol.nobody')}><p>${t('protocol.nobody_next')}</p></${Empty}>`}</div>
      <div class="aside"><${Versions} /><${Since} /></div></div><${FreezeBar} />`;
}

mount('introductions', html`<${Page} />`);
