// @ts-check
/** Reward draws: locked until registered, a frozen list with its hash, three witnesses, and a result that anybody can repeat. */

import { openFeed } from '../core/feed.js';
import { mount, pageFacts, startPage } from '../core/page.js';
import { createStore } from '../core/store.js';
import { html, Icon, Notice, Pill, signal, t, useEffect, useState } from '../core/ui.js';
import { act, ActError, Empty, FeedEnded, Field, read, useAct, Waiting } from '../office/office.js';
import { Draw } from './draw-parts.js';

const facts = pageFacts();
const store = createStore();
/** Rises with every news of a draw. */
const told = signal(0);
const feed = openFeed({
  event: facts.event, audience: 'spaces', as: facts.as === 'device' ? 'device' : 'staff', store,
  onBatch: ({ rows }) => { if (rows?.space_draw?.length) told.value += 1; }, // a prize that was claimed changes no version
});
/** @type {import('../core/vendor.js').Signal<any[] | null>} */
const draws = signal(null);
const problem = signal(/** @type {unknown} */ (null));
const chosen = signal(location.hash.slice(1));

async function load() {
  try {
    draws.value = (await read('/spaces/draws')).draws;
    problem.value = null;
  } catch (error) {
    problem.value = error;
  }
}

/** @param {{onDone: (id: string) => void, onClose: () => void}} props */
function NewDraw({ onDone, onClose }) {
  const [title, setTitle] = useState('');
  const [stamps, setStamps] = useState('5');
  const { busy, error, run } = useAct();
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    void run('new', async () => {
      const made = await act('/spaces/draws', { title: title.trim(), min_stamps: Number(stamps), prizes: [] });
      await load();
      onDone(made.facts?.draw ?? draws.peek()?.at(-1)?.id ?? '');
    });
  };
  return html`<form class="in-place" onSubmit=${save}><${Field} label=${t('spaces.draw.name')} required maxlength="80" value=${title} onInput=${(/** @type {any} */ e) => setTitle(e.currentTarget.value)} />
    <${Field} label=${t('spaces.draw.min_stamps')} hint=${t('spaces.draw.min_stamps_hint')} inputmode="numeric" required value=${stamps} onInput=${(/** @type {any} */ e) => setStamps(e.currentTarget.value)} /><${ActError} error=${error} />
    <p class="buttons"><button class="button main" disabled=${Boolean(busy)}>${t('core.act.save')}</button><button type="button" class="button plain" onClick=${onClose}>${t('core.act.cancel')}</button></p></form>`;
}

const STATES = /** @type {Record<string, [string, string]>} */ ({ draft: ['', 'pencil'], frozen: ['brand', 'lock'], drawn: ['', 'circle-check'] });

function Page() {
  const [adding, setAdding] = useState(false);
  const news = told.value;
  useEffect(() => { if (feed.ready.value) void load(); }, [news, feed.ready.value]);
  if (!feed.ready.value) return html`<${Waiting} feed=${feed} />`;
  if (problem.value) return html`<${FeedEnded} feed=${feed} /><${ActError} error=${problem.value} /><p class="buttons"><button type="button" class="button" onClick=${load}>${t('core.act.retry')}</button></p>`;
  const all = draws.value;
  if (!all) return html`<p class="quiet" role="status">${t('core.loading')}</p>`;
  const open = (/** @type {string} */ id) => { chosen.value = id; history.replaceState(null, '', `#${id}`); setAdding(false); };
  const one = all.find((draw) => draw.id === chosen.value) ?? (all.length === 1 ? all[0] : null);
  const add = adding ? html`<${NewDraw} onDone=${open} onClose=${() => setAdding(false)} />` : html`<p class="buttons no-print"><button type="button" class="button" id="new-draw" onClick=${() => setAdding(true)}><${Icon} name="plus" /> ${t('spaces.draw.add')}</button></p>`;
  return html`<${FeedEnded} feed=${feed} /><${Notice} icon="info" title=${t('spaces.draw.law')}><p>${t('spaces.draw.law_about')}</p></${Notice}>
    ${!all.length && !adding && html`<${Empty} icon="lock" title=${t('spaces.draw.none')}><p>${t('spaces.draw.none_next')}</p></${Empty}>`}
    ${all.length > 1 && html`<ul class="rows pad-top">${all.map((draw) => html`<li key=${draw.id}><div class=${`row slim keep ${one?.id === draw.id ? 'now' : ''}`}><span class="draw-line"><b>${draw.title}</b> <${Pill} state=${STATES[draw.state]?.[0]} icon=${STATES[draw.state]?.[1]}>${t(`spaces.draw.state.${draw.state}`)}</${Pill}> <button type="button" class="button" aria-label=${t('spaces.draw.open', { name: draw.title })} onClick=${() => open(draw.id)}>${t('spaces.draw.show')}</button></span></div></li>`)}</ul>`}
    <div class="pad-top">${add}</div>${one && html`<${Draw} key=${`${one.id} ${one.version} ${one.state}`} draw=${one} load=${load} />`}`;
}

await startPage({ state: feed.state });
mount('draws', html`<${Page} />`);
