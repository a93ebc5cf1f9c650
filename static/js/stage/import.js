/** A run sheet from a file: choose it, see what it would change and what its columns were read as, take it in, take it back. */

import { command, newRef } from '../core/api.js';
import { openFeed } from '../core/feed.js';
import { eventPath, mount, pageFacts, startPage } from '../core/page.js';
import { createStore } from '../core/store.js';
import { Fragment, hasWord, Hold, html, Icon, Notice, signal, t, toast, useState } from '../core/ui.js';
import { ActError, Empty, FeedEnded, Field, FileField, useAct, Waiting } from '../office/office.js';
import { byLine, columnWords, FILE_LIMIT, ranges, rechosen } from './import-file.js';
import { Doubts, Kinds, Rows } from './import-rows.js';
import { post } from './import-send.js';

/** @typedef {import('./import-file.js').Preview} Preview */
/** @typedef {import('./import-file.js').Chosen} Chosen */

const facts = pageFacts();
const store = createStore();
const feed = openFeed({ event: facts.event, audience: 'stage', as: facts.as === 'device' ? 'device' : 'staff', store, onBatch });
await startPage({ state: feed.state });

const file = signal(/** @type {Chosen | null} */ (null));
const found = signal(/** @type {Preview | null} */ (null));
const columns = signal(/** @type {ReadonlyMap<number, string>} */ (new Map()));
const track = signal(new URLSearchParams(location.search).get('track') ?? '');
const ticked = signal(/** @type {Set<number>} */ (new Set()));
/** What was taken in: the numbers of its line in the journal and of its edit. */
const done = signal(/** @type {{seq: number, edit?: number, name: string} | null} */ (null));
const editedSince = signal(false);
const EDITS = ['stage.edited', 'stage.edit_undone', 'stage.edit_redone'];
const TIMES = ['cue', 'start', 'end', 'duration', 'title', 'mode', 'id'];

/** One undo takes the newest edit back: it is offered as long as that is ours. @param {import('../core/store.js').Batch} batch */
function onBatch(batch) {
  const mine = done.peek();
  if (mine && batch.changes?.some((one) => EDITS.includes(one.kind) && one.seq > mine.seq)) editedSince.value = true;
}

const tracks = () => [...store.list('track')].sort((a, b) => a.order - b.order);
const sheetColumns = () => [...store.list('sheet_column')].sort((a, b) => a.order - b.order);
/** @param {string} field */
function fieldName(field) {
  const own = store.list('sheet_column').find((one) => one.id === field);
  if (own && !['start', 'end', 'duration', 'mode', 'id'].includes(field)) return own.name;
  const key = `stage.import.field.${field}`;
  return hasWord(key) ? t(key) : field;
}

function start() {
  file.value = null;
  found.value = null;
  done.value = null;
  columns.value = new Map();
  ticked.value = new Set();
}

/** Read the file as it is understood now. */
async function look() {
  const chosen = /** @type {Chosen} */ (file.peek());
  const asked = { ...(track.peek() ? { track: track.peek() } : {}), ...(columns.peek().size ? { columns: columnWords(columns.peek()) } : {}) };
  const preview = await post('look', asked, chosen.bytes);
  if (file.peek() !== chosen) return; // another file was asked for meanwhile
  found.value = preview;
  ticked.value = new Set();
}

function Bring() {
  const [over, setOver] = useState(false);
  const [large, setLarge] = useState(false);
  const { busy, error, run } = useAct();
  /** @param {File | undefined} chosen */
  async function take(chosen) {
    if (!chosen) return;
    setLarge(chosen.size > FILE_LIMIT);
    if (chosen.size > FILE_LIMIT) return;
    await run('read', async () => {
      file.value = { name: chosen.name, bytes: await chosen.arrayBuffer() };
      columns.value = new Map();
      await look();
    });
  }
  return html`<section class=${`drop import-start ${over ? 'over' : ''}`} aria-labelledby="bring"
      onDragOver=${(/** @type {DragEvent} */ e) => { e.preventDefault(); setOver(true); }} onDragLeave=${() => setOver(false)}
      onDrop=${(/** @type {DragEvent} */ e) => { e.preventDefault(); setOver(false); void take(e.dataTransfer?.files[0]); }}>
    <h2 id="bring" class="hidden-text">${t('stage.import.title')}</h2><p>${t('stage.import.lead')}</p>
    ${tracks().length > 1 && html`<${Field} label=${t('stage.import.into')} kind="select" value=${track.value || tracks()[0]?.id} onChange=${(/** @type {any} */ e) => { track.value = e.currentTarget.value; }}>
      ${tracks().map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</${Field}>`}
    <${FileField} id="sheet-file" main label=${t('stage.import.drop')} hint=${t('stage.import.file_hint')} disabled=${Boolean(busy)} onFile=${take}
      accept=".xlsx,.csv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" />
    ${busy && html`<p role="status">${t('stage.import.reading', { name: file.value?.name ?? '' })}</p>`}
    ${large && html`<${Notice} kind="live" alert title=${t('stage.import.too_large')} />`}<${ActError} error=${error} /></section>`;
}

/** @param {{preview: Preview}} props */
function Columns({ preview }) {
  const { busy, error, run } = useAct();
  const [open, setOpen] = useState(Boolean(preview.problem));
  const read = preview.columns.filter((one) => one.field).length;
  const fields = [...new Set([...TIMES, ...sheetColumns().map((one) => one.id)])];
  const choose = (/** @type {number} */ at, /** @type {string} */ field) => run('columns', async () => {
    columns.value = rechosen(columns.peek(), preview.columns, at, field);
    await look();
  });
  return html`<details class="import-columns" open=${open} onToggle=${(/** @type {any} */ e) => setOpen(e.currentTarget.open)}><summary><${Icon} name="settings" /> ${t('stage.import.columns')}
      <span>${t('stage.import.columns.read', { n: read, m: preview.columns.length - read })}</span></summary>
    <p class="lead">${t('stage.import.columns.lead')}</p><${ActError} error=${error} />
    <div class="columns">${preview.columns.map((one) => html`<${Field} key=${one.at} data-at=${one.at} kind="select" value=${one.field} disabled=${Boolean(busy)} hint=${one.sample ? t('stage.import.column.sample', { sample: one.sample }) : undefined}
      label=${t('stage.import.column', { cell: /([A-Z]+)\d+$/.exec(one.cell)?.[1] ?? one.cell, title: one.title })} onChange=${(/** @type {any} */ e) => choose(one.at, e.currentTarget.value)}>
      <option value="">${t('stage.import.field.none')}</option>${fields.map((name) => html`<option key=${name} value=${name}>${fieldName(name)}</option>`)}</${Field}>`)}</div></details>`;
}

/** @param {{preview: Preview}} props */
function Acts({ preview }) {
  const { busy, error, run } = useAct();
  const all = (preview.counts.new ?? 0) + (preview.counts.changed ?? 0);
  const some = ticked.value.size > 0;
  const count = some ? ticked.value.size : all;
  const gone = preview.gone.length;
  const accept = (/** @type {boolean} */ drop) => run('accept', async () => {
    const { name, bytes } = /** @type {Chosen} */ (file.peek());
    const asked = { ref: newRef(), name: name.slice(-80), track: preview.track, seq: String(preview.seq), drop: String(drop) };
    const more = { ...(columns.peek().size ? { columns: columnWords(columns.peek()) } : {}), ...(some ? { rows: ranges(ticked.peek()) } : {}) };
    const line = await post('', { ...asked, ...more }, bytes);
    editedSince.value = false;
    done.value = { seq: line.seq ?? preview.seq, edit: line.facts?.edit, name };
  });
  const words = busy ? t('stage.import.accepting') : !count ? t('stage.import.accept_none') : t(some ? 'stage.import.accept_some' : 'stage.import.accept_all', { n: count });
  return html`<${ActError} error=${error} />${error && html`<p class="buttons"><button type="button" class="button" disabled=${Boolean(busy)} onClick=${() => run('look', look)}><${Icon} name="refresh-cw" /> ${t('stage.import.look_again')}</button></p>`}
    ${preview.refused && html`<${Notice} kind="live" title=${preview.refused} />`}
    <div class="list-acts"><button type="button" class="button" onClick=${start}><${Icon} name="chevron-left" /> ${t('stage.import.other')}</button>
      ${gone > 0 && html`<${Hold} disabled=${Boolean(busy)} onHold=${() => accept(true)}><${Icon} name="trash-2" /> ${t(count ? 'stage.import.hold_drop' : 'stage.import.hold_drop_only', { n: gone })}</${Hold}>`}
      <button type="button" class="button main thumb" id="accept" disabled=${Boolean(busy) || !count} onClick=${() => accept(false)}><${Icon} name="check" /> ${words}</button></div>`;
}

/** @param {number} n @param {boolean} on */
function tick(n, on) {
  const next = new Set(ticked.peek());
  if (on) next.add(n); else next.delete(n);
  ticked.value = next;
}

/** @param {{preview: Preview}} props */
function Look({ preview }) {
  const [kind, setKind] = useState('');
  const doubts = byLine(preview.doubts);
  const lines = new Set(preview.rows.map((row) => row.line));
  const rest = preview.doubts.filter((one) => !lines.has(Number(/(\d+)$/.exec(one.cell)?.[1] ?? 0)));
  const wrong = preview.rows.filter((row) => doubts.get(row.line)?.some((one) => !one.note)).length;
  const into = tracks().find((one) => one.id === preview.track)?.name ?? '';
  const about = [preview.sheet && t('stage.import.sheet', { sheet: preview.sheet }), tracks().length > 1 && `${t('stage.import.into')}: ${into}`].filter(Boolean).join(' · ');
  return html`<section aria-labelledby="file-name"><div class="import-head"><h2 class="list-head" id="file-name">${file.value?.name}${about && html` <span class="quiet">· ${about}</span>`}</h2></div>
    ${preview.problem && html`<${Notice} kind="look" alert title=${preview.problem} />`}<${Columns} preview=${preview} />
    ${!preview.problem && html`<${Fragment}><${Kinds} found=${preview} wrong=${wrong} kind=${kind} onChoose=${setKind} />
      ${rest.length > 0 && !kind && html`<div class="import-doubts"><h3>${t('stage.import.doubts')}</h3><${Doubts} doubts=${rest} /></div>`}
      ${preview.gone.length > 0 && !kind && html`<${Notice} kind="look" icon="minus" title=${t('stage.import.gone', { n: preview.gone.length })} />`}
      ${!preview.counts.new && !preview.counts.changed && !preview.gone.length && html`<${Notice} kind="go" icon="check" title=${t('stage.import.all_same')} />`}
      ${Boolean(preview.counts.new || preview.counts.changed) && html`<p class="quiet tick-some">${t('stage.import.tick_some')}</p>`}
      <${Rows} key=${kind} found=${preview} kind=${kind} doubts=${doubts} open=${true} ticked=${ticked.value} onTick=${tick} name=${fieldName} /></${Fragment}>`}
    ${preview.problem ? html`<div class="list-acts"><button type="button" class="button" onClick=${start}><${Icon} name="chevron-left" /> ${t('stage.import.other')}</button></div>` : html`<${Acts} preview=${preview} />`}</section>`;
}

/** @param {{name: string}} props */
function Done({ name }) {
  const { busy, error, run } = useAct();
  const undo = () => run('undo', async () => {
    await command(`${eventPath()}/stage/undo`, { edit: done.peek()?.edit ?? null });
    toast(t('stage.import.undone'));
    editedSince.value = true;
    await look();
    done.value = null;
  });
  const event = encodeURIComponent(facts.event);
  return html`<${Notice} kind="go" icon="check" title=${t('stage.import.done', { name })}><p>${t(editedSince.value ? 'stage.import.changed_since' : 'stage.import.done.about')}</p></${Notice}><${ActError} error=${error} />
    <p class="buttons">${!editedSince.value && html`<button type="button" class="button" id="undo-import" disabled=${Boolean(busy)} onClick=${undo}><${Icon} name="undo-2" /> ${t('stage.import.undo')}</button>`}
      <a class="button main" href=${`/e/${event}/call`}><${Icon} name="play" /> ${t('stage.import.to_call')}</a><a class="button" href=${`/e/${event}/prints`}><${Icon} name="printer" /> ${t('stage.import.to_prints')}</a>
      <button type="button" class="button" onClick=${start}><${Icon} name="cloud-upload" /> ${t('stage.import.other')}</button></p>`;
}

function Page() {
  if (!feed.ready.value) return html`<${Waiting} feed=${feed} />`;
  if (!store.list('track').length) return html`<${FeedEnded} feed=${feed} /><${Empty} icon="list" title=${t('stage.import.no_track')}><p>${t('stage.import.no_track_next')}</p></${Empty}>`;
  return html`<${FeedEnded} feed=${feed} />${done.value ? html`<${Done} name=${done.value.name} />` : found.value ? html`<${Look} preview=${found.value} />` : html`<${Bring} />`}`;
}

mount('import', html`<${Page} />`);
