// @ts-check
/** The takes: rehearsals and the evening, each with its name, its hours, and how much longer it was than planned. */

import { html, Icon, Pill, t, dateDMY, timeHM, toast, useState } from '../core/ui.js';
import { act, ActError, Field, useAct } from '../office/office.js';
import { length, signed } from './figures.js';
import { takeName } from './record-state.js';

/** @typedef {import('./record-state.js').Take} Take */
/** @typedef {import('./record-state.js').RecordState} RecordState */

/** Over and under in words and figures: a number alone says nothing to a reader in a hurry. @param {{by: number}} props */
export function Over({ by }) {
  if (Math.abs(by) < 1000) return html`<span class="over">${t('stage.record.over.same')}</span>`;
  const more = by > 0;
  return html`<span class=${`over ${more ? 'word-look' : ''}`}>${more && html`<${Icon} name="triangle-alert" /> `}<span class="num">${signed(by)}</span> <span class="over-word">${t(`stage.record.over.${more ? 'more' : 'less'}`)}</span></span>`;
}

/** @param {{state: RecordState}} props */
export function Takes({ state }) {
  const shown = state.take.value?.take;
  const compared = new Set(state.compared.value.map((one) => one.take));
  return html`<section class="no-print" aria-labelledby="takes"><h2 class="list-head" id="takes">${t('stage.record.takes')}</h2>
    <ul class="rows takes">${state.takes.value.map((one) => html`<li key=${one.take}><div class=${`row keep ${one.take === shown ? 'now' : ''}`}>
      <div><p class="title">${takeName(one)} ${one.now && html`<${Pill} icon="play">${t('stage.record.now')}</${Pill}>`}</p>
        <p class="about">${about(one)}</p></div>
      <div class="side buttons">${one.runs > 0 && html`<label class="tick"><input type="checkbox" checked=${compared.has(one.take)} onChange=${(/** @type {any} */ e) => state.compare(one.take, e.currentTarget.checked)} />${t('stage.record.pick')}<span class="hidden-text"> ${takeName(one)}</span></label>`}
        <button type="button" class="button" aria-pressed=${one.take === shown} onClick=${() => { state.chosen.value = one.take; }}>${t(one.take === shown ? 'stage.record.seeing' : 'stage.record.see')}<span class="hidden-text"> ${takeName(one)}</span></button></div></div></li>`)}</ul></section>`;
}

/** @param {Take} one */
function about(one) {
  if (one.started === null || one.ended === null) return t('stage.record.runs', { n: 0 });
  const lengths = t('stage.record.length_of', { took: length(one.took), planned: length(one.planned) });
  return html`<time>${dateDMY(one.started)}</time> · <time>${timeHM(one.started)}</time>–<time>${timeHM(one.ended)}</time> · ${t('stage.record.runs', { n: one.runs })} · ${lengths} · <${Over} by=${one.took - one.planned} />`;
}

const PROPOSED = ['first', 'second', 'dress', 'evening'];

/** @param {{take: Take, onDone: () => unknown}} props */
export function TakeName({ take, onDone }) {
  const [name, setName] = useState(take.name);
  const { busy, error, run } = useAct();
  /** @param {Event} event */
  async function save(event) {
    event.preventDefault();
    const done = await run('name', () => act('/stage/takes/name', { track: take.track, take: take.take, name }));
    if (done) toast(t('stage.record.name.saved'));
    if (done) onDone();
  }
  return html`<form class="take-name no-print" onSubmit=${save}><${Field} label=${t('stage.record.name')} value=${name} maxlength="60" list="take-names" placeholder=${t('stage.record.take', { n: take.take })}
      onInput=${(/** @type {any} */ e) => setName(e.currentTarget.value)} />
    <datalist id="take-names">${PROPOSED.map((one) => html`<option key=${one} value=${t(`stage.record.name.${one}`)} />`)}</datalist>
    <button type="submit" class="button" disabled=${Boolean(busy) || name.trim() === take.name}>${t('stage.record.name.save')}</button><${ActError} error=${error} /></form>`;
}
