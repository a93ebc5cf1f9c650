// @ts-check
/** One slot: its numbers typed or corrected, everything that was ever said of it, and the photos that prove it. */

import { eventPath } from '../core/page.js';
import { dateDMY, hasWord, html, Icon, Notice, t, timeHM, toast, useEffect, useState } from '../core/ui.js';
import { act, ActError, Field, read, useAct } from '../office/office.js';
import { MAIN, MORE } from './numbers-state.js';
import { doubtWords, metricName, shown, Status, typed } from './numbers-words.js';

/** @typedef {import('./numbers-state.js').SlotNumbers} SlotNumbers */
/** @typedef {{id: string, metric: string, value: number | null, status: string, as_of: number, made_at: number, source: string, file_hash: string, row_key: string, note: string, by: string}} Figure */

/** @param {{slot: SlotNumbers, writes: boolean, onDone: () => unknown}} props */
export function Slot({ slot, writes, onDone }) {
  return html`<div class="slot-numbers">${writes && html`<${Type} slot=${slot} onDone=${onDone} />`}<${Said} slot=${slot} /></div>`;
}

/** @param {{slot: SlotNumbers, onDone: () => unknown}} props */
function Type({ slot, onDone }) {
  const [texts, setTexts] = useState(/** @type {Record<string, string>} */ ({}));
  const [final, setFinal] = useState(false);
  const [note, setNote] = useState('');
  const [all, setAll] = useState(false);
  const [wrong, setWrong] = useState('');
  const [doubts, setDoubts] = useState(/** @type {any[]} */ ([]));
  const { busy, error, run } = useAct();
  const asked = /** @type {any} */ (error)?.code === 'figure_needs_reason';
  /** @param {Event} event */
  async function save(event) {
    event.preventDefault();
    const given = Object.entries(texts).filter(([, text]) => text.trim());
    const bad = given.find(([, text]) => typed(text) === null);
    setWrong(bad?.[0] ?? '');
    if (bad || !given.length) return;
    const values = Object.fromEntries(given.map(([name, text]) => [name, typed(text)]));
    await run('save', async () => {
      const line = await act('/live/figures', { slot: slot.id, platform: slot.platform, values, status: final ? 'final' : 'provisional', source: 'typed', note });
      setDoubts(line.facts.doubts ?? []);
      setTexts({});
      setNote('');
      toast(t('live.numbers.saved'));
      onDone();
    });
  }
  const field = (/** @type {string} */ name) => html`<${Field} key=${name} label=${metricName(name)} inputmode="decimal" autocomplete="off" value=${texts[name] ?? ''} placeholder=${shown(name, slot.metrics[name]?.value)}
    hint=${wrong === name ? t('live.numbers.no_number') : typed(texts[name] ?? '') !== null ? shown(name, typed(texts[name] ?? '')) : undefined} aria-invalid=${wrong === name}
    onInput=${(/** @type {any} */ e) => setTexts({ ...texts, [name]: e.currentTarget.value })} />`;
  return html`<form class="type-numbers" onSubmit=${save} aria-label=${t('live.numbers.type_of', { title: slot.title })}>
    <div class="fields">${MAIN.map(field)}${all && MORE.filter((one) => one !== 'live_s').map(field)}</div>
    ${!all && html`<button type="button" class="button plain" onClick=${() => setAll(true)}><${Icon} name="plus" /> ${t('live.numbers.more')}</button>`}
    <label class="tick"><input type="checkbox" checked=${final} onChange=${(/** @type {any} */ e) => setFinal(e.currentTarget.checked)} /> <span>${t('live.numbers.is_final')}</span></label>
    ${(asked || note) && html`<${Field} label=${t('live.numbers.reason')} value=${note} maxlength="200" onInput=${(/** @type {any} */ e) => setNote(e.currentTarget.value)} />`}
    ${asked ? html`<${Notice} kind="look" alert title=${t('live.numbers.needs_reason')} />` : html`<${ActError} error=${error} />`}
    ${doubts.length > 0 && html`<${Notice} kind="look" title=${t('live.numbers.doubts')}><ul>${doubts.map((one, n) => html`<li key=${n}>${doubtWords(one)}</li>`)}</ul></${Notice}>`}
    <p class="buttons"><button type="submit" class="button main" disabled=${Boolean(busy)}><${Icon} name="check" /> ${t('live.numbers.save')}</button></p></form>`;
}

/** @param {{slot: SlotNumbers}} props */
function Said({ slot }) {
  const [figures, setFigures] = useState(/** @type {Figure[] | null} */ (null));
  const { error, run } = useAct();
  const newest = Math.max(0, ...Object.values(slot.metrics).map((one) => one.as_of));
  useEffect(() => { void run('read', async () => setFigures((await read(`/live/numbers/${encodeURIComponent(slot.id)}`)).figures)); }, [slot.id, newest, slot.files.length]);
  if (error) return html`<${ActError} error=${error} />`;
  if (!figures) return html`<p class="quiet" role="status">${t('core.loading')}</p>`;
  const path = `${eventPath()}/live/files/`;
  return html`<div class="said-numbers">${figures.length === 0 ? html`<p class="quiet">${t('live.numbers.nobody')}</p>` : html`<div class="scroll" tabindex="0" role="group" aria-label=${t('live.numbers.history')}><table class="table dense"><caption>${t('live.numbers.history')}</caption>
    <thead><tr><th scope="col">${t('live.numbers.file.as_of')}</th><th scope="col">${t('live.numbers.figure')}</th><th scope="col" class="number">${t('live.numbers.value')}</th><th scope="col">${t('live.numbers.file.status')}</th><th scope="col">${t('live.numbers.file.source')}</th><th scope="col">${t('live.numbers.file.by')}</th><th scope="col">${t('live.numbers.note')}</th></tr></thead>
    <tbody>${figures.map((one) => html`<tr key=${one.id}><td><time>${timeHM(one.as_of)} ${dateDMY(one.as_of)}</time></td><th scope="row">${metricName(one.metric)}</th><td class="number">${shown(one.metric, one.value)}</td><td><${Status} status=${one.status} /></td>
      <td>${hasWord(`live.numbers.source.${one.source}`) ? t(`live.numbers.source.${one.source}`) : one.source}</td><td>${one.by}</td><td>${one.note}</td></tr>`)}</tbody></table></div>`}
    ${slot.files.length > 0 && html`<ul class="proofs">${slot.files.map((hash) => html`<li key=${hash}><${Proof} href=${path + hash} photo=${figures.some((one) => one.file_hash === hash && one.source !== 'export')} /></li>`)}</ul>`}</div>`;
}

/** @param {{href: string, photo: boolean}} props */
const Proof = ({ href, photo }) => (photo ? html`<a href=${href} target="_blank" rel="noopener"><img src=${href} alt=${t('live.numbers.photo')} loading="lazy" /></a>`
  : html`<a class="button" href=${href} download=""><${Icon} name="download" /> ${t('live.numbers.raw')}</a>`);
