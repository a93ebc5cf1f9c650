// @ts-check
/** Papers of somebody: what is on file, a photo from the phone, accepted or refused by who has read it. */

import { ApiError, newRef } from '../core/api.js';
import { eventPath } from '../core/page.js';
import { html, Icon, Pill, t, toast, useState } from '../core/ui.js';
import { DateText } from '../office/date-text.js';
import { act, ActError, Field, FileField, useAct } from '../office/office.js';
import { sendFile } from './catalogue-send.js';
import { around, dayWords, writes } from './catalogue-state.js';

export const PAPER_KINDS = ['seller', 'food_safety', 'ocop', 'ad_confirmation', 'label', 'mall_letter', 'promotion'];
const ACCEPT = 'image/jpeg,image/png,image/webp,application/pdf';
const LARGEST_MB = 10;
/** @type {Record<string, string>} */
const LOOKS = { accepted: 'go', waiting: 'look', refused: 'no' };
/** @type {Record<string, string>} */
const ICONS = { accepted: 'check', waiting: 'clock', refused: 'ban' };

/** @param {{ownerKind: 'producer' | 'product' | 'person', owner: string}} props */
export function Papers({ ownerKind, owner }) {
  const [adding, setAdding] = useState(false);
  const papers = around.value.papers.get(owner) ?? [];
  return html`<section class="part"><h3>${t('live.cat.papers')} <span class="num">${papers.length}</span></h3>
    ${papers.length > 0 && html`<ul class="rows">${papers.map((one) => html`<${Paper} key=${one.id} paper=${one} />`)}</ul>`}
    ${papers.length === 0 && !adding && html`<p class="quiet">${t('live.cat.papers_none')}</p>`}
    ${adding && html`<${NewPaper} ownerKind=${ownerKind} owner=${owner} onDone=${() => setAdding(false)} />`}
    ${writes && !adding && html`<p class="buttons"><button type="button" class="button" onClick=${() => setAdding(true)}><${Icon} name="plus" /> ${t('live.cat.paper_add')}</button></p>`}</section>`;
}

/** Said before a paper is made or a phone has sent it for minutes. @param {File | null} file */
function fits(file) {
  if (!file || file.size <= LARGEST_MB * 1024 * 1024) return;
  throw new ApiError({ code: 'paper_too_large', message: t('error.paper_too_large', { limit_mb: LARGEST_MB }), answered: true });
}

/** @param {string} paper @param {File} file */
const upload = (paper, file) => sendFile(`/live/papers/${encodeURIComponent(paper)}/file`, { ref: newRef(), name: file.name.slice(-120) }, file);

/** @param {{paper: any}} props */
function Paper({ paper }) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const { busy, error, run } = useAct();
  const path = `/live/papers/${encodeURIComponent(paper.id)}`;
  const { last } = around.value;
  const late = paper.state === 'accepted' && paper.valid_until && paper.valid_until < last;
  const judge = (/** @type {string} */ state) => run(state, async () => {
    await act(`${path}/judge`, { seen: paper.revision, state, reason: state === 'refused' ? reason.trim() : '' });
    setReason('');
  });
  const remove = () => run('remove', () => act(`${path}/remove`, { seen: paper.revision }));
  const send = (/** @type {File} */ file) => run('file', async () => { fits(file); await upload(paper.id, file); toast(t('live.cat.paper_sent')); });
  const until = paper.valid_until ? t('live.cat.until', { day: dayWords(paper.valid_until) }) : '';
  return html`<li><div class=${`row ${late || paper.state !== 'accepted' ? 'look' : ''}`}><div><p class="title">${t(`live.cat.paper.${paper.kind}`)}</p>
      <p class="about">${[paper.number, until].filter(Boolean).join(' · ') || t('live.cat.paper_bare')}${!paper.has_file && html` · <span class="word-look">${t('live.cat.paper_no_file')}</span>`}</p>
      ${paper.state === 'refused' && html`<p class="word-look">${t('live.cat.refused_because', { reason: paper.reason })}</p>`}</div>
    <div class="side buttons"><${Pill} state=${LOOKS[paper.state]} icon=${ICONS[paper.state]}>${t(`live.cat.paper_state.${paper.state}`)}</${Pill}>
      ${paper.has_file && writes && html`<a class="button" href=${`${eventPath()}${path}/file`} target="_blank" rel="noopener"><${Icon} name="eye" /> ${t('live.cat.look')}</a>`}
      ${writes && html`<button type="button" class="button" aria-expanded=${open} onClick=${() => setOpen(!open)}>${t('live.cat.work')}</button>`}</div></div>
    ${open && html`<div class="in-place">
      <${FileField} id=${`file-${paper.id}`} label=${t(paper.has_file ? 'live.cat.file_again' : 'live.cat.file')} hint=${t('live.cat.file_hint')} accept=${ACCEPT} disabled=${Boolean(busy)} onFile=${send} />
      ${paper.state !== 'accepted' && html`<p class="buttons"><button type="button" class="button main" disabled=${Boolean(busy)} onClick=${() => judge('accepted')}><${Icon} name="check" /> ${t('live.cat.accept')}</button></p>`}
      ${paper.state !== 'refused' && html`<${Field} label=${t('live.cat.reason')} value=${reason} maxlength="200" onInput=${(/** @type {any} */ e) => setReason(e.currentTarget.value)} />
        <p class="buttons"><button type="button" class="button" disabled=${Boolean(busy) || !reason.trim()} onClick=${() => judge('refused')}><${Icon} name="ban" /> ${t('live.cat.refuse')}</button>
          <button type="button" class="button" disabled=${Boolean(busy)} onClick=${remove}><${Icon} name="trash-2" /> ${t('live.cat.remove')}</button></p>`}
      ${busy === 'file' && html`<p role="status">${t('live.cat.sending')}</p>`}<${ActError} error=${error} /></div>`}</li>`;
}

/** @param {{ownerKind: string, owner: string, onDone: () => void}} props */
function NewPaper({ ownerKind, owner, onDone }) {
  const [draft, setDraft] = useState({ kind: ownerKind === 'product' ? 'label' : 'seller', number: '', issued_on: '', valid_until: '' });
  const [file, setFile] = useState(/** @type {File | null} */ (null));
  const { busy, error, run } = useAct();
  /** Kept between two tries: the paper is made once, its scan may be sent again. */
  const [made, setMade] = useState('');
  const typed = (/** @type {string} */ name) => (/** @type {any} */ e) => setDraft({ ...draft, [name]: e.currentTarget.value });
  const when = (/** @type {string} */ name) => (/** @type {string} */ value) => setDraft({ ...draft, [name]: value });
  const save = () => run('save', async () => {
    fits(file);
    const paper = made || (await act('/live/papers', { owner_kind: ownerKind, owner, ...draft })).facts.paper;
    setMade(paper);
    if (file) await upload(paper, file);
    toast(t(file ? 'live.cat.paper_sent' : 'live.cat.saved'));
    onDone();
  });
  return html`<form class="in-place" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void save(); }}>
    <div class="field-pair"><${Field} label=${t('live.cat.paper_kind')} kind="select" value=${draft.kind} onChange=${typed('kind')} disabled=${Boolean(made)}>${PAPER_KINDS.map((one) => html`<option key=${one} value=${one}>${t(`live.cat.paper.${one}`)}</option>`)}</${Field}>
      <${Field} label=${t('live.cat.number')} value=${draft.number} maxlength="80" autocomplete="off" disabled=${Boolean(made)} onInput=${typed('number')} />
      <${DateText} label=${t('live.cat.issued_on')} value=${draft.issued_on} disabled=${Boolean(made)} onValue=${when('issued_on')} />
      <${DateText} label=${t('live.cat.valid_until')} value=${draft.valid_until} disabled=${Boolean(made)} onValue=${when('valid_until')} hint=${t('live.cat.no_end')} /></div>
    <${FileField} id=${`new-${owner}`} label=${t('live.cat.file')} hint=${t('live.cat.file_hint')} accept=${ACCEPT} onFile=${setFile} />
    ${busy && html`<p role="status">${t('live.cat.sending')}</p>`}<${ActError} error=${error} />
    <p class="buttons"><button class="button main" disabled=${Boolean(busy) || (!file && !draft.number.trim())}><${Icon} name="save" /> ${t('live.cat.paper_save')}</button>
      <button type="button" class="button" onClick=${onDone}>${t('core.act.cancel')}</button></p></form>`;
}
