// @ts-check
/** An export of a platform: choose it, see what its columns were read as and of which slots its rows are, take it in once. */

import { ApiError, newRef } from '../core/api.js';
import { eventPath } from '../core/page.js';
import { dateDMY, hasWord, html, Icon, Notice, Pill, t, timeHM, useState } from '../core/ui.js';
import { ActError, Field, FileField, useAct } from '../office/office.js';
import { MAIN, PLATFORMS } from './numbers-state.js';
import { lengthWords, metricName, shown } from './numbers-words.js';

/**
 * @typedef {{at: number, cell: string, title: string, name: string, locale: string, sure: boolean, samples: string[][]}} Column
 * @typedef {{n: number, line: number, state: string, slot: string, how: string, near: string[], parts: number, about: Record<string, any>,
 *   values: Record<string, number>, faults: Array<{cell: string, field: string, code: string, said: string}>}} LiveRow
 * @typedef {{id: string, title: string, channel_name: string, starts: number, actual_start: number | null}} SlotChoice
 * @typedef {{hash: string, platform: string, lang: string, sheet: string, columns: Column[], rows: LiveRow[], left: Array<{line: number, code: string, rows: number}>,
 *   known: boolean, slots: SlotChoice[]}} Preview
 */

const LIMIT = 10 * 1024 * 1024;
const FIELDS = ['live_id', 'title', 'starts', 'ends', 'channel', 'gmv', 'orders', 'items', 'refunds', 'net', 'gmv_attributed', 'buyers', 'views', 'viewers', 'peak', 'average', 'watch_s', 'engaged',
  'likes', 'comments', 'shares', 'follows', 'impressions', 'clicks', 'carts', 'live_s', 'ads', 'vouchers'];
const LENGTHS = ['live_s', 'watch_s', 'watch_avg_s'];
const ICONS = /** @type {Record<string, string>} */ ({ matched: 'check', known: 'check', double: 'triangle-alert', several: 'triangle-alert', unmatched: 'minus' });

/** @param {string} way @param {Record<string, string>} asked @param {ArrayBuffer} bytes */
async function post(way, asked, bytes) {
  const headers = { 'Content-Type': 'application/octet-stream', 'Ops-As': document.body.dataset.as || 'staff', Accept: 'application/json' };
  const answer = await fetch(`${eventPath()}/live/exports${way}?${new URLSearchParams(asked)}`, { method: 'POST', headers, body: bytes, credentials: 'same-origin' })
    .catch(() => { throw new ApiError({ code: 'no_network' }); });
  const data = await answer.json().catch(() => ({}));
  if (answer.ok) return data;
  const { code, message, fields } = data.error ?? {};
  throw new ApiError({ code: code ?? 'not_our_answer', message, fields, answered: Boolean(data.error) });
}

/** @param {string} name */
const fieldName = (name) => (hasWord(`live.import.field.${name}`) ? t(`live.import.field.${name}`) : metricName(name));

/** @param {{onEnd: () => unknown}} props */
export function Import({ onEnd }) {
  const [file, setFile] = useState(/** @type {{name: string, bytes: ArrayBuffer} | null} */ (null));
  const [platform, setPlatform] = useState('');
  const [columns, setColumns] = useState(/** @type {Record<number, string>} */ ({}));
  const [chosen, setChosen] = useState(/** @type {Record<number, string>} */ ({}));
  const [found, setFound] = useState(/** @type {Preview | null} */ (null));
  const [taken, setTaken] = useState(/** @type {number | null} */ (null));
  const [final, setFinal] = useState(false);
  const [note, setNote] = useState('');
  const [large, setLarge] = useState(false);
  const { busy, error, run } = useAct();
  const joined = (/** @type {Record<number, string>} */ pairs) => Object.entries(pairs).map(([at, one]) => `${at}:${one}`).join(',');

  const look = (/** @type {{name: string, bytes: ArrayBuffer}} */ chosenFile, /** @type {string} */ as, /** @type {Record<number, string>} */ said) => run('look', async () => {
    const asked = { name: chosenFile.name.slice(-80), ...(as ? { platform: as } : {}), ...(Object.keys(said).length ? { columns: joined(said) } : {}) };
    const preview = await post('/look', asked, chosenFile.bytes);
    setFound(preview);
    setPlatform(preview.platform);
    setChosen({});
  });
  /** @param {File} one */
  async function choose(one) {
    setLarge(one.size > LIMIT);
    setFound(null); // what the last file held is not what this one holds
    setFile(null);
    if (one.size > LIMIT) return;
    const next = { name: one.name, bytes: await one.arrayBuffer() };
    setFile(next);
    setColumns({});
    setTaken(null);
    await look(next, '', {});
  }
  const rename = (/** @type {number} */ at, /** @type {string} */ name) => {
    const next = { ...columns, [at]: name };
    setColumns(next);
    if (file) void look(file, platform, next);
  };
  const accept = () => run('accept', async () => {
    if (!file) return;
    const asked = { ref: newRef(), name: file.name.slice(-80), platform, status: final ? 'final' : 'provisional', note, ...(Object.keys(columns).length ? { columns: joined(columns) } : {}), ...(Object.keys(chosen).length ? { choose: joined(chosen) } : {}) };
    const line = await post('', asked, file.bytes);
    setTaken(line.facts.rows);
  });
  const back = html`<button type="button" class="button" onClick=${onEnd}><${Icon} name="chevron-left" /> ${t('live.import.back')}</button>`;
  if (taken !== null) return html`<${Notice} kind="go" icon="check" title=${t(taken ? 'live.import.done' : 'live.import.nothing_new', { n: taken })} /><p class="buttons">${back}</p>`;
  const count = (found?.rows ?? []).filter((row) => slotOf(row, chosen) && Object.keys(row.values).length).length;
  const asksReason = /** @type {any} */ (error)?.code === 'figure_needs_reason';
  return html`<section class="import-numbers" aria-labelledby="import-title"><h2 class="list-head" id="import-title">${t('live.numbers.import')}</h2>
    <${FileField} id="export-file" label=${t('live.import.choose')} hint=${t('live.import.hint')} accept=".xlsx,.csv,.txt" main=${!found} disabled=${Boolean(busy)} onFile=${choose} />
    ${large && html`<${Notice} kind="live" alert title=${t('live.import.too_large')} />`}
    ${file && html`<${Field} kind="select" label=${t('live.import.platform')} value=${platform} onChange=${(/** @type {any} */ e) => { setPlatform(e.currentTarget.value); void look(file, e.currentTarget.value, columns); }}>
      ${!platform && html`<option value=""></option>`}${[...Object.keys(PLATFORMS), 'other'].map((one) => html`<option key=${one} value=${one}>${PLATFORMS[one] ?? t('live.import.other')}</option>`)}</${Field}>`}
    ${busy === 'look' && html`<p class="quiet" role="status">${t('live.import.reading')}</p>`}
    ${asksReason ? html`<${Notice} kind="look" alert title=${t('live.numbers.needs_reason')} />` : html`<${ActError} error=${error} />`}
    ${found && html`${found.known && html`<${Notice} kind="look" title=${t('live.import.known_file')} />`}
      <${Columns} found=${found} onRename=${rename} />
      ${found.left.length > 0 && html`<${Notice} icon="info" title=${t('live.import.left')}><ul>${found.left.map((one) => html`<li key=${one.line}>${t(`live.import.left.${one.code}`, { line: one.line, n: one.rows })}</li>`)}</ul></${Notice}>`}
      <${Rows} found=${found} chosen=${chosen} onChoose=${(/** @type {number} */ n, /** @type {string} */ slot) => setChosen({ ...chosen, [n]: slot })} />
      <label class="tick"><input type="checkbox" checked=${final} onChange=${(/** @type {any} */ e) => setFinal(e.currentTarget.checked)} /> <span>${t('live.import.final')}</span></label>
      ${(asksReason || note) && html`<${Field} label=${t('live.numbers.reason')} value=${note} maxlength="200" onInput=${(/** @type {any} */ e) => setNote(e.currentTarget.value)} />`}`}
    <p class="buttons">${back}${found && html`<button type="button" class="button main" id="take-in" disabled=${Boolean(busy) || !count} onClick=${accept}><${Icon} name="check" /> ${count ? t('live.import.take', { n: count }) : t('live.import.take_none')}</button>`}</p></section>`;
}

/** @param {LiveRow} row @param {Record<number, string>} chosen */
const slotOf = (row, chosen) => chosen[row.n] ?? (row.state === 'matched' ? row.slot : '');

/** @param {{found: Preview, onRename: (at: number, name: string) => unknown}} props */
function Columns({ found, onRename }) {
  const told = found.columns.filter((one) => one.name).length;
  return html`<details open=${told < 3}><summary>${t('live.import.columns', { n: told, of: found.columns.length })}</summary>
    <div class="scroll" tabindex="0" role="group" aria-label=${t('live.import.columns', { n: told, of: found.columns.length })}><table class="table dense"><thead><tr><th scope="col">${t('live.import.column')}</th><th scope="col">${t('live.import.meaning')}</th><th scope="col">${t('live.import.as')}</th></tr></thead>
    <tbody>${found.columns.map((one) => html`<tr key=${one.at}><th scope="row">${one.title}</th>
      <td><select aria-label=${t('live.import.meaning_of', { title: one.title })} value=${one.name} onChange=${(/** @type {any} */ e) => onRename(one.at, e.currentTarget.value)}><option value="">${t('live.import.not_read')}</option>${FIELDS.map((name) => html`<option key=${name} value=${name}>${fieldName(name)}</option>`)}</select></td>
      <td>${one.name ? html`${one.samples.map(([raw, read], n) => html`<span class="sample" key=${n}><s>${raw}</s> <${Icon} name="arrow-right" label=${t('live.import.becomes')} /> <b class="num">${sample(one.name, read)}</b></span>`)}${!one.sure && html`<${Pill} state="look" icon="triangle-alert">${t(`live.import.guess.${one.locale}`)}</${Pill}>`}` : html`<span class="quiet">${one.samples.map(([raw]) => raw).join(' · ')}</span>`}</td></tr>`)}</tbody></table></div></details>`;
}

/** @param {string} name @param {string | undefined} read */
function sample(name, read) {
  if (!read) return t('live.import.unread');
  if (name === 'starts' || name === 'ends') return `${timeHM(Number(read))} ${dateDMY(Number(read))}`;
  if (LENGTHS.includes(name)) return lengthWords(Number(read));
  return /^\d+$/.test(read) && !['live_id', 'title', 'channel', 'host'].includes(name) ? shown(name, Number(read)) : read;
}

/** @param {{found: Preview, chosen: Record<number, string>, onChoose: (n: number, slot: string) => unknown}} props */
function Rows({ found, chosen, onChoose }) {
  const option = (/** @type {SlotChoice} */ one) => html`<option key=${one.id} value=${one.id}>${slotName(one)}</option>`;
  /** Slots near the row's hour come first: one of them is nearly always the right one. @param {LiveRow} row */
  const options = (row) => {
    const near = row.near.flatMap((id) => found.slots.find((one) => one.id === id) ?? []);
    if (!near.length) return found.slots.map(option);
    return html`<optgroup label=${t('live.import.near')}>${near.map(option)}</optgroup><optgroup label=${t('live.import.others')}>${found.slots.filter((one) => !near.includes(one)).map(option)}</optgroup>`;
  };
  const slotName = (/** @type {SlotChoice} */ one) => `${timeHM(one.actual_start ?? one.starts)} ${dateDMY(one.starts).slice(0, 5)} · ${one.title} · ${one.channel_name}`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${t('live.import.rows')}><table class="table dense"><caption>${t('live.import.rows')}</caption><thead><tr><th scope="col">${t('live.import.live')}</th><th scope="col">${t('live.import.state')}</th><th scope="col">${t('live.numbers.file.title')}</th>${MAIN.map((one) => html`<th scope="col" key=${one} class="number">${metricName(one)}</th>`)}</tr></thead>
    <tbody>${found.rows.map((row) => html`<tr key=${row.n} class=${slotOf(row, chosen) ? '' : 'left'}><th scope="row">${row.about.title || row.about.live_id || t('live.import.line', { n: row.line })}<span class="about">${[row.about.starts && `${timeHM(row.about.starts)} ${dateDMY(row.about.starts)}`, row.about.channel].filter(Boolean).join(' · ')}</span>
        ${row.faults.map((one) => html`<span class="about look" key=${one.cell}>${t(`live.import.fault.${one.code}`, { cell: one.cell, said: one.said })}</span>`)}</th>
      <td><${Pill} icon=${ICONS[row.state]} state=${row.state === 'matched' ? 'go' : row.state === 'known' ? '' : 'look'}>${t(`live.import.state.${row.state}`)}</${Pill}>${row.parts > 1 && html`<span class="about">${t('live.import.parts', { n: row.parts })}</span>`}</td>
      <td>${row.state === 'known' ? found.slots.find((one) => one.id === row.slot)?.title ?? '' : html`<select aria-label=${t('live.import.slot_of', { n: row.line })} value=${slotOf(row, chosen)} onChange=${(/** @type {any} */ e) => onChoose(row.n, e.currentTarget.value)}><option value="">${t('live.import.leave')}</option>
        ${options(row)}</select>`}</td>
      ${MAIN.map((one) => html`<td class="number" key=${one}>${shown(one, row.values[one])}</td>`)}</tr>`)}</tbody></table></div>`;
}
