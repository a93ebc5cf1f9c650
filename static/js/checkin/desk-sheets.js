// What lies over the working screen of a desk: the list of a delegation, the forms, the call for help. Fetched when first
// asked for. The main act is at the lower edge, under the thumb; everything can be left by one tap.

import { html, Icon, t, toast, useEffect, useMemo, useState } from '../core/ui.js';
import { createDeeds } from './desk-deeds.js';
import { FindGuest, NoteForm, PersonForm } from './desk-forms.js';
import { card, closeCard } from './desk-scan.js';
import { GroupSheet } from './desk-group.js';
import { closeSheet, Frame, openSheet } from './desk-frame.js';
import * as state from './desk-state.js';
import { fullName } from './desk-words.js';

/** @typedef {import('../core/store.js').Row} Row */
/** @typedef {import('./desk-app.js').Acts} Acts */
/** @typedef {import('./types.js').Sheet} Sheet */
/** @typedef {ReturnType<typeof createDeeds>} Deeds */

const HELP = ['lead', 'vip', 'wheelchair', 'quarrel', 'machine'];

/** Nothing was written when the disk is full: said, and the form stays. @param {() => Promise<unknown>} act */
async function kept(act) {
  try {
    await act();
    return true;
  } catch {
    toast(t('extras.not_kept'));
    return false;
  }
}

/** @param {{ icon: string, words: string, about?: string, onClick: () => void }} props */
const Choice = ({ icon, words, about, onClick }) => html`<li><button type="button" class="row" onClick=${onClick}><span><span class="title"><${Icon} name=${icon} /> ${words}</span>${about && html`<span class="about">${about}</span>`}</span><span class="side"><${Icon} name="chevron-right" /></span></button></li>`;

/** @param {{ row: Row | undefined, deeds: Deeds }} props */
function MoreSheet({ row, deeds }) {
  const cancel = () => void kept(() => deeds.cancelStandIn(/** @type {Row} */ (row))).then((done) => { if (done) { closeSheet(); closeCard(); toast(t('extras.stand_in_cancelled')); } });
  return html`<${Frame} title=${row ? fullName(row) : t('extras.more_title')} about=${row?.title} foot=${null}><ul class="rows">
    <${Choice} icon="user-plus" words=${t('extras.walk_in')} about=${t('extras.walk_in_about')} onClick=${() => openSheet('walk_in')} />
    ${!row && html`<${Choice} icon="repeat" words=${t('extras.stand_in')} about=${t('extras.stand_in_about')} onClick=${() => openSheet('choose', { text: 'stand_in' })} />`}
    ${row && !row.stands_for && html`<${Choice} icon="repeat" words=${t('extras.stand_in')} about=${t('extras.stand_in_about')} onClick=${() => openSheet('stand_in')} />`}
    ${row?.stands_for && html`<${Choice} icon="user-x" words=${t('extras.stand_in_cancel')} onClick=${cancel} />`}
    <${Choice} icon="users" words=${t('extras.group')} about=${t('extras.group_about')} onClick=${() => openSheet(row ? 'group' : 'choose_group')} />
    ${row && html`<${Choice} icon="pencil" words=${t('extras.correct')} onClick=${() => openSheet('correct')} />
    <${Choice} icon="message-square" words=${t('extras.note')} about=${row.note} onClick=${() => openSheet('note')} />`}
    <${Choice} icon="bell" words=${t('extras.call')} about=${t('extras.call_about')} onClick=${() => openSheet('call')} /></ul><//>`;
}

/** One tap calls. @param {{ row: Row | undefined, deeds: Deeds }} props */
function CallSheet({ row, deeds }) {
  const [own, setOwn] = useState('');
  const send = (/** @type {string} */ text) => void kept(() => deeds.callHelp(text, row?.id)).then((done) => { if (done) { closeSheet(); toast(t('extras.called')); } });
  return html`<${Frame} title=${t('extras.call')} about=${row && fullName(row)}
    foot=${html`<button type="button" class="button main thumb wide" disabled=${!own.trim()} onClick=${() => send(own.trim())}><${Icon} name="bell" /> ${t('extras.call_send')}</button>`}>
    <div class="sheet-choices">${HELP.map((key) => html`<button type="button" key=${key} class="button thumb" onClick=${() => send(t(`extras.help.${key}`))}>${t(`extras.help.${key}`)}</button>`)}</div>
    <div class="field"><label for="call-own">${t('extras.call_own')}</label><input id="call-own" maxlength="120" autocomplete="off" value=${own} onInput=${(/** @type {any} */ e) => setOwn(e.target.value)} /></div><//>`;
}

/** @param {{ acts: Acts, sheet: Sheet, row: Row | undefined, deeds: Deeds }} props */
function Chosen({ acts, sheet, row, deeds }) {
  const store = acts.store();
  const admit = (/** @type {Row} */ made) => { closeSheet(); void acts.scan().admit(made); };
  switch (sheet.kind) {
    case 'group': return html`<${GroupSheet} acts=${acts} deeds=${deeds} delegation=${sheet.delegation ?? ''} kept=${kept} />`;
    case 'walk_in': return html`<${PersonForm} key="walk_in" store=${store} kind="walk_in" delegation=${sheet.delegation} text=${sheet.text ?? ''}
      onSave=${(/** @type {any} */ { delegation, words }) => kept(async () => admit(await deeds.walkIn(delegation, words)))} />`;
    case 'stand_in': return row && html`<${PersonForm} key=${row.id} store=${store} kind="stand_in" person=${row}
      onSave=${(/** @type {any} */ { words }) => kept(async () => admit(await deeds.standIn(row, words, sheet.ref)))} />`;
    case 'correct': return row && html`<${PersonForm} key=${row.id} store=${store} kind="correct" person=${row}
      onSave=${(/** @type {any} */ { words }) => kept(async () => { await deeds.correct(row, words); closeSheet(); showAnew(store.get('guest', row.id)); toast(t('extras.corrected')); })} />`;
    case 'note': return row && html`<${NoteForm} row=${row} onSave=${(/** @type {string} */ text) => kept(async () => { await deeds.note(row, text); closeSheet(); showAnew(store.get('guest', row.id)); toast(t('extras.noted')); })} />`;
    case 'call': return html`<${CallSheet} row=${row} deeds=${deeds} />`;
    case 'choose': case 'choose_group': return html`<${FindGuest} acts=${acts} groups=${sheet.kind === 'choose_group'}
      onGuest=${(/** @type {Row} */ one) => openSheet('stand_in', { guest: one.id, delegation: one.delegation })} onGroup=${(/** @type {string} */ id) => openSheet('group', { delegation: id })} />`;
    default: return html`<${MoreSheet} row=${row} deeds=${deeds} />`;
  }
}

/** The card behind shows the new words. @param {Row | undefined} row */
function showAnew(row) {
  const shown = card.peek();
  if (row && shown?.row?.id === row.id) card.value = { ...shown, row, at: performance.now() };
}

/** @param {{ acts: Acts }} props */
export function Sheets({ acts }) {
  const deeds = useMemo(() => createDeeds(acts), []);
  const sheet = state.sheet.value;
  // The form begins where the eye is; a screen reader hears its title.
  useEffect(() => { /** @type {HTMLElement | null} */ (document.querySelector('.sheet [data-first]') ?? document.getElementById('sheet-title'))?.focus(); }, [sheet?.kind]);
  if (!sheet) return null;
  const row = sheet.guest ? acts.store().get('guest', sheet.guest) : undefined;
  return html`<${Chosen} key=${sheet.kind} acts=${acts} sheet=${sheet} row=${row} deeds=${deeds} />`;
}
