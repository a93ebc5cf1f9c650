/** The notice on personal data: the words in force, what people said to them, a new version. */

import { html, Icon, lang, t, timeHM, dateDMY, toast, useState } from '../core/ui.js';
import { act, ActError, Empty, Field, useAct } from '../office/office.js';
import { load, notices } from './state.js';

/** @param {any} said */
const saidWords = (said) => t('privacy.notice.said', { told: said.told ?? 0, agreed: said.agreed ?? 0, withdrawn: said.withdrawn ?? 0 });

/** @param {any} one */
const when = (one) => `${timeHM(one.made_at)} ${dateDMY(one.made_at)}`;

/** @param {{mayPublish: boolean}} props */
export function NoticePart({ mayPublish }) {
  const [open, setOpen] = useState(false);
  const { versions, proposed } = notices.value;
  const [newest, ...older] = versions;
  return html`<section aria-labelledby="notice"><h2 class="list-head" id="notice">${t('privacy.notice')}</h2>
    ${newest ? html`<p>${[t('privacy.notice.current', { n: newest.version, at: when(newest) }), newest.by].filter(Boolean).join(', ')}</p>
        <p class="quiet">${saidWords(newest.said)}</p><${Words} notice=${newest} />`
      : html`<${Empty} icon="shield-check" title=${t('privacy.notice.none')}><p>${t('privacy.notice.none_next')}</p></${Empty}>`}
    ${older.length > 0 && html`<details class="more"><summary>${t('privacy.notice.history')} <span class="num">${older.length}</span></summary>
      <ul class="rows">${older.map((/** @type {any} */ one) => html`<li class="row slim" key=${one.version}><div><p class="title">${[one.version, when(one), one.by].filter(Boolean).join(' · ')}</p>
        <p class="about">${saidWords(one.said)}</p><${Words} notice=${one} /></div></li>`)}</ul></details>`}
    ${mayPublish && (open ? html`<${NewNotice} proposed=${proposed} newest=${newest} onDone=${() => setOpen(false)} />`
      : html`<p class="buttons"><button type="button" class="button" onClick=${() => setOpen(true)}><${Icon} name="pencil" /> ${t('privacy.notice.edit')}</button></p>`)}</section>`;
}

/** In the reader's language where it has been written; the other one can be opened. @param {{notice: any}} props */
function Words({ notice }) {
  const both = [['vi', notice.words_vi], ['en', notice.words_en]].filter(([, words]) => words);
  const [first, other] = lang() === 'en' ? both.reverse() : both;
  return html`<div class="notice-words" lang=${first[0]}>${first[1]}</div>
    ${other && html`<details class="more"><summary>${t(`privacy.notice.${other[0]}`)}</summary><div class="notice-words" lang=${other[0]}>${other[1]}</div></details>`}`;
}

/** @param {{proposed: any, newest: any, onDone: () => void}} props */
function NewNotice({ proposed, newest, onDone }) {
  const [words, setWords] = useState({ words_vi: '', words_en: '', ...(newest ? { words_vi: newest.words_vi, words_en: newest.words_en } : proposed) });
  const { busy, error, run } = useAct();
  /** @param {string} name */
  const put = (name) => (/** @type {any} */ e) => setWords({ ...words, [name]: e.currentTarget.value });
  async function publish() {
    let line = /** @type {any} */ (null);
    if (!(await run('publish', async () => { line = await act('/notices', words); }))) return;
    toast(t('privacy.notice.published', { n: line.facts.version }));
    await load();
    onDone();
  }
  return html`<form class="in-place" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void publish(); }}>
    <p class="quiet">${t('privacy.notice.hint')}</p>
    <${Field} kind="textarea" class="long" label=${t('privacy.notice.vi')} value=${words.words_vi} required maxlength="12000" lang="vi" onInput=${put('words_vi')} />
    <${Field} kind="textarea" class="long" label=${t('privacy.notice.en')} value=${words.words_en} maxlength="12000" lang="en" onInput=${put('words_en')} />
    <${ActError} error=${error} />
    <p class="buttons"><button class="button main" disabled=${Boolean(busy)}>${t('privacy.notice.publish')}</button>
      <button type="button" class="button" onClick=${() => setWords({ ...proposed })}>${t('privacy.notice.use_proposed')}</button>
      <button type="button" class="button" onClick=${onDone}>${t('core.act.cancel')}</button></p></form>`;
}
