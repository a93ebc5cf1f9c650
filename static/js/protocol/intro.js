// The MC's tablet: who is to be introduced, large enough to read at arm's length, the same without a network.
// It shows what the protocol officer froze, with who came or left since; one tap shows the list as it stands.

import { stayReady } from '../checkin/desk-shell.js';
import { computed, html, Icon, loadWords, Notice, Pill, render, signal, Strip, t, timeHM, Toasts } from '../core/ui.js';
import { Screens, ScreensButton } from '../stage/screens.js';
import { keepAudience } from './intro-keep.js';
import { arrange, compare, reading } from './order.js';

/** @typedef {import('./order.js').Person} Person */
/** @typedef {import('./order.js').Mark} Mark */

const kept = keepAudience('intro', ['event', 'category', 'delegation', 'guest', 'freeze']);
const { store, phase, identity, feed } = kept;
/** Shown by choice; null: the frozen list as soon as there is one. @type {import('../core/vendor.js').Signal<'frozen' | 'live' | null>} */
const chosen = signal(null);

const live = computed(() => arrange(/** @type {any[]} */ (store.list('category')), /** @type {any[]} */ (store.list('guest'))));
const newest = computed(() => store.list('freeze').reduce((/** @type {any} */ last, one) => (!last || one.version > last.version ? one : last), null));
const view = computed(() => (newest.value ? chosen.value ?? 'frozen' : 'live'));
const marks = computed(() => (newest.value ? compare(newest.value.blocks, live.value) : {}));

/** @param {'frozen' | 'live'} which */
function choose(which) {
  chosen.value = which;
  kept.remember('view', which);
}

const MARKS = /** @type {Record<string, { icon: string, state: string }>} */ ({
  late: { icon: 'plus', state: 'look' }, added: { icon: 'plus', state: 'look' }, changed: { icon: 'arrow-left-right', state: 'look' },
  gone: { icon: 'log-out', state: 'look' }, unnamed: { icon: 'users', state: 'look' },
});

/** @param {{ id: string, mark: Mark | undefined }} props */
function MarkPill({ id, mark }) {
  if (!mark) return null;
  const at = mark === 'late' ? timeHM(store.get('guest', id)?.in_at) : '';
  return html`<p class="mark"><${Pill} icon=${MARKS[mark]?.icon} state=${MARKS[mark]?.state}>${t(`protocol.mark.${mark}`)}${at && html` <time>${at}</time>`}</${Pill}></p>`;
}

/** @param {{ one: Person, mark?: Mark }} props */
function PersonItem({ one, mark }) {
  const left = mark === 'gone' || mark === 'unnamed';
  return html`<li class=${`spoken ${mark ? 'look' : ''} ${left ? 'left' : ''}`} data-guest=${one.id}>
    <${MarkPill} id=${one.id} mark=${mark} /><p class="who">${one.who}</p>${one.about && html`<p class="about">${one.about}</p>`}
    ${one.say && html`<p class="say"><${Icon} name="volume-2" label=${t('protocol.say')} /> ${one.say}</p>`}</li>`;
}

/** @param {{ block: import('./order.js').Block & { since?: Person[] }, no: number, marked: boolean }} props */
function BlockPart({ block, no, marked }) {
  const mark = (/** @type {string} */ id) => (marked ? marks.value[id] : undefined);
  const since = block.since ?? [];
  return html`<section aria-labelledby=${`b-${block.id}`}><h2 class="block-head" id=${`b-${block.id}`}><span class="num">${no}</span> ${block.name}</h2>
    <ol class="spoken-list">${block.people.map((one) => html`<${PersonItem} key=${one.id} one=${one} mark=${mark(one.id)} />`)}
      ${since.map((one) => html`<${PersonItem} key=${one.id} one=${one} mark=${mark(one.id)} />`)}</ol>
    ${block.together && html`<p class="script together">${block.together}</p>`}</section>`;
}

/** What the network's absence means for this list. */
function LinkNotice() {
  const state = feed.value?.state.value;
  if (!state || state.link === 'online' || state.link === 'connecting') return null;
  const at = timeHM(kept.heardAt.value ?? state.since);
  return html`<${Notice} kind="look" icon="wifi-off" title=${t('protocol.intro.offline', { at })}><p>${t('protocol.intro.offline_next')}</p></${Notice}>`;
}

/** In words, how the frozen list differs from now. */
function SinceNotice() {
  const all = Object.values(marks.value);
  const count = (/** @type {Mark[]} */ ...which) => all.filter((one) => which.includes(one)).length;
  const parts = [['late', count('late', 'added')], ['gone', count('gone', 'unnamed')], ['changed', count('changed')]]
    .filter(([, n]) => n).map(([key, n]) => t(`protocol.since.${key}`, { n: /** @type {number} */ (n) }));
  return html`<p class="since" role="status">${parts.length ? html`<${Icon} name="triangle-alert" /> ${t('protocol.since', { list: parts.join(', ') })}` : ''}</p>`;
}

function Choice() {
  const frozen = newest.value;
  if (!frozen) return html`<p class="quiet">${t('protocol.intro.not_frozen')}</p>`;
  const tab = (/** @type {'frozen' | 'live'} */ which, /** @type {any} */ words) => html`<button type="button" class=${`button ${view.value === which ? 'main' : ''}`}
    aria-pressed=${view.value === which} onClick=${() => choose(which)}>${words}</button>`;
  return html`<div class="buttons choice" role="group" aria-label=${t('protocol.intro.which')}>
    ${tab('frozen', html`<${Icon} name="lock" /> ${t('protocol.frozen', { n: frozen.version })} <time>${timeHM(frozen.made_at)}</time>`)}
    ${tab('live', html`<${Icon} name="radio" /> ${t('protocol.live')}`)}</div>`;
}

function List() {
  const frozen = view.value === 'frozen';
  const blocks = frozen ? reading(newest.value.blocks, live.value) : live.value;
  return html`<main class="page mc-list"><div class="page-head"><h1>${t('protocol.title')}</h1><${Choice} /></div>
    <${LinkNotice} />${frozen && newest.value.note && html`<${Notice} title=${newest.value.note} />`}${newest.value && html`<${SinceNotice} />`}
    ${blocks.length ? blocks.map((block, i) => html`<${BlockPart} key=${block.id} block=${block} no=${i + 1} marked=${Boolean(newest.value)} />`)
      : html`<div class="empty"><${Icon} name="users" /><p class="large"><b>${t('protocol.nobody')}</b></p><p>${t('protocol.nobody_next')}</p></div>`}</main>`;
}

/** @param {{ icon: string, name: string, children?: any }} props */
const Stop = ({ icon, name, children }) => html`<main class="page"><div class="empty"><${Icon} name=${icon} /><h1 class="title">${t(`protocol.stop.${name}`)}</h1>
  <p>${t(`protocol.stop.${name}_next`)}</p>${children}</div></main>`;

function App() {
  switch (phase.value) {
    case 'ready': return feed.value && html`<header class="stage-head"><${Strip} who=${`${identity.value?.device.name} · ${identity.value?.event.short || identity.value?.event.name}`} state=${feed.value.state} /><${ScreensButton} role=${identity.value?.device.role} /><${Screens} role=${identity.value?.device.role} /></header>
      ${feed.value.ready.value ? html`<${List} />` : html`<main class="page"><h1>${t('protocol.title')}</h1><p role="status">${t('core.loading')}</p></main>`}`;
    case 'asking': return html`<main class="page"><h1>${t('protocol.title')}</h1><p role="status">${t('core.loading')}</p></main>`;
    case 'unpaired': return html`<${Stop} icon="smartphone" name="unpaired"><p class="buttons"><a class="button main" href="/pair">${t('protocol.stop.pair')}</a></p></${Stop}>`;
    default: return html`<${Stop} icon=${phase.value === 'first_offline' ? 'wifi-off' : 'ban'} name=${phase.value}>
      ${phase.value === 'first_offline' && html`<p class="buttons"><button type="button" class="button main" onClick=${() => location.reload()}>${t('core.act.retry')}</button></p>`}</${Stop}>`;
  }
}

async function main() {
  await loadWords();
  render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById('intro')));
  render(html`<${Toasts} />`, /** @type {HTMLElement} */ (document.getElementById('toasts')));
  try {
    await kept.open();
    chosen.value = (await kept.recall('view').catch(() => null)) ?? null;
  } finally {
    stayReady();
  }
}

void main();
