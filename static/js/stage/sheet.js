/** The editor of the run sheet: a spreadsheet that several people write in at once. */

import { call, command } from '../core/api.js';
import { openFeed } from '../core/feed.js';
import { eventPath, mount, pageFacts, startPage } from '../core/page.js';
import { createStore } from '../core/store.js';
import { effect, html, Icon, signal, t } from '../core/ui.js';
import { FeedEnded, read, Waiting } from '../office/office.js';
import { sheetActs } from './sheet-acts.js';
import { EDITORS } from './sheet-columns.js';
import { Columns, Find, Group, Keys, Renumber, Track } from './sheet-forms.js';
import { LiveNote, People, Problems, Tools, Tracks } from './sheet-head.js';
import { listenToKeys } from './sheet-keys.js';
import { List } from './sheet-list.js';
import { Panel } from './sheet-panel.js';
import { keepPresence } from './sheet-presence.js';
import { createQueue } from './sheet-queue.js';
import { createEditor } from './sheet-state.js';
import { Grid } from './sheet-table.js';
import { readShow } from './show.js';
import { refusal } from './words.js';

const facts = pageFacts();
const store = createStore();
/** @type {import('../core/vendor.js').Signal<{undo: any, redo: any}>} */
const turns = signal({ undo: null, redo: null });
const edits = facts.roles.some((role) => EDITORS.includes(role));

const feed = openFeed({
  event: facts.event, audience: 'stage', as: facts.as === 'device' ? 'device' : 'staff', store,
  onBatch({ upto, changes = [] }) {
    queue.settle(upto);
    if (changes.some(({ kind }) => kind.startsWith('stage.edit'))) void askTurns();
  },
});
/** Words that were typed are kept for this tab only, and only until they have arrived. */
const memory = (() => { try { return sessionStorage; } catch { return null; } })();
const queue = createQueue({
  send: (path, body) => command(`${eventPath()}/stage/${path}`, body),
  position: () => store.position.seq, words: refusal, tell: (words) => ed.tell(words), memory, name: `ops.sheet.${facts.event}.${facts.who}`,
});
await startPage({ state: feed.state });
const show = readShow(store);
const ed = createEditor(show, queue, facts.roles);
const acts = sheetActs(ed);
const others = keepPresence(ed);
if (matchMedia('(min-width: 1280px)').matches) ed.panel.value = true;

let asking = false;
let askAgain = false;
/** What undo and redo would do; asked once while several changes come in a row. */
async function askTurns() {
  if (!edits) return;
  askAgain = asking;
  if (asking) return;
  asking = true;
  try {
    turns.value = await read('/stage/edits');
  } catch {
    turns.value = { undo: null, redo: null };
  }
  asking = false;
  if (askAgain) void askTurns();
}

/** A delay row becomes later starts of the rows behind it. @param {string} row */
async function applyDelay(row) {
  const track = encodeURIComponent(ed.track.peek());
  try {
    const found = await call('GET', `${eventPath()}/stage/delay?track=${track}&row=${encodeURIComponent(row)}`);
    await acts.edit('apply_delay', found.edits);
  } catch (error) {
    ed.tell(refusal(error));
  }
}

const FORMS = /** @type {Record<string, any>} */ ({ renumber: Renumber, columns: Columns, group: Group, track: Track, keys: Keys, find: Find });

function Page() {
  if (!feed.ready.value) return html`<h1>${t('stage.edit.page')}</h1><${Waiting} feed=${feed} />`;
  const open = ed.open.value;
  const Form = FORMS[open];
  const lines = show.lines.value.length;
  const beside = ed.panel.value;
  return html`<div class="sheet-page"><div class="sheet-top"><div class="sheet-title"><h1>${t('stage.edit.page')}</h1><${Tracks} ed=${ed} /><${LiveNote} ed=${ed} /><${People} ed=${ed} others=${others.value} />
        <p class="buttons links"><button type="button" class="button wide-only" aria-pressed=${beside} onClick=${() => { ed.panel.value = !beside; }}>${t('stage.edit.panel')}</button>${edits && html`<a class="button" href=${`/e/${facts.event}/sheet/import`}><${Icon} name="cloud-upload" /> ${t('stage.edit.to_import')}</a>`}<a class="button" href=${`/e/${facts.event}/call`}><${Icon} name="play" /> ${t('stage.edit.to_call')}</a></p></div>
      <${FeedEnded} feed=${feed} /><${Tools} ed=${ed} acts=${acts} turns=${turns.value} />
      <${Problems} ed=${ed} acts=${acts} feed=${feed} />${Form && html`<${Form} key=${open} ed=${ed} acts=${acts} />`}</div>
    ${!show.track.value || !lines ? html`<${Nothing} />` : html`<div class=${`sheet-work ${beside ? 'beside' : ''}`}>${ed.asList.value ? html`<${List} ed=${ed} />` : html`<${Grid} ed=${ed} acts=${acts} others=${others} />`}
      ${beside && html`<${Panel} ed=${ed} acts=${acts} apply=${applyDelay} />`}</div>`}</div>`;
}

function Nothing() {
  return html`<div class="empty"><${Icon} name="list" /><p class="large"><b>${t('stage.edit.nothing')}</b></p><p>${t(show.track.value ? 'stage.edit.nothing_next' : 'stage.edit.no_track_next')}</p></div>`;
}

mount('sheet', html`<${Page} />`);
listenToKeys(ed, acts);
void askTurns();
let restored = false;
effect(() => {
  if (!feed.ready.value || restored) return;
  restored = true;
  queue.restore((draft) => Boolean(store.get('sheet_row', draft.row)), () => t('stage.edit.did.again'));
});
effect(() => { if (feed.state.value.link === 'online' && queue.waiting.peek()) queue.retry(); });
addEventListener('beforeunload', (leaving) => {
  if (queue.waiting.peek() || ed.editing.peek()) leaving.preventDefault();
});
