// @ts-check
// Consent on the visitor's own phone: nothing ticked beforehand, purpose by purpose; and the page behind the link that was given:
// see, correct, withdraw, erase. The link stands behind the # and in this phone's storage; the server never hears it in an address.

import { codeOf } from './card-rules.js';
import { Form, missing, OwnPage } from './lead-view.js';
import { html, lang, LangButton, newRef, Notice, failureWords, post, render, startLang, t } from './small.js';

/** @typedef {import('./small.js').Failure} Failure */
/** @typedef {{link: string, booth: string, at: number}} Kept */

const MEMORY = 'ops.leads';
const place = /** @type {HTMLElement} */ (document.getElementById('lead'));
/** @type {import('./lead-view.js').Ui} */
const ui = { form: null, own: null, link: '', trouble: null, busy: false, sure: '', done: '', wrong: {}, typed: {}, purposes: [], kept: recall(), again: null };
const again = () => {
  document.title = t('spaces.lead.title');
  render(html`<header class="top"><p class="name">${ui.form?.event?.short ?? ui.form?.event?.name ?? t('spaces.lead.title')}</p><${LangButton} again=${again} /></header><main><${Page} /></main>`, place);
};

/** @returns {Kept[]} */
function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(MEMORY) ?? '[]');
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

/** @param {string} link @param {string} booth */
function remember(link, booth) {
  ui.kept = [{ link, booth, at: Date.now() }, ...ui.kept.filter((one) => one.link !== link)].slice(0, 20);
  try { localStorage.setItem(MEMORY, JSON.stringify(ui.kept)); } catch { /* the link stands in the address */ }
}

/** One call at a time; what went wrong is shown where one is. @param {string} path @param {Record<string, unknown>} body @returns {Promise<any>} null when it did not go */
async function ask(path, body) {
  if (ui.busy) return null;
  Object.assign(ui, { busy: true, trouble: null, done: '', wrong: {} });
  again();
  try {
    return await post(path, body);
  } catch (error) {
    const trouble = /** @type {Failure} */ (error);
    const field = ['name', 'phone', 'email'].find((one) => trouble.answered && one in trouble.fields);
    if (field) ui.wrong = { [field]: failureWords(trouble, 'lead') };
    else ui.trouble = trouble;
    return null;
  } finally {
    ui.busy = false;
    again();
    toWrong();
  }
}

/** To the first field that has to be mended. */
const toWrong = () => { /** @type {HTMLElement | null} */ (place.querySelector('[aria-invalid="true"]'))?.focus(); };

/** Is all there that one needs? Else it is said at the fields. @param {Record<string, string>} typed */
function complete(typed) {
  ui.wrong = missing(typed);
  if (!Object.keys(ui.wrong).length) return true;
  Object.assign(ui, { trouble: null, done: '' });
  again();
  toWrong();
  return false;
}

/** @param {Record<string, string>} by */
async function openForm(by) {
  ui.again = () => openForm(by);
  const form = await ask('/api/k/lead/form', by);
  if (form) {
    ui.form = form;
    ui.purposes = [];
  }
  again();
}

/** @param {string} link */
async function openOwn(link) {
  ui.again = () => openOwn(link);
  ui.link = link;
  const told = await ask('/api/k/lead/own', { link });
  if (told) ui.own = told.own;
  again();
}

/** @type {import('./lead-view.js').Acts} */
const acts = {
  again,
  tick(id, on) { ui.purposes = on ? [...ui.purposes, id] : ui.purposes.filter((one) => one !== id); again(); },
  type(name, value) { ui.typed = { ...ui.typed, [name]: value }; },
  async send() {
    const { form } = ui;
    if (!form || !complete(ui.typed)) return;
    const typed = { name: '', phone: '', email: '', unit: '', interest: '', ...ui.typed };
    const told = await ask('/api/k/lead', { ref: newRef(), ticket: form.ticket, lang: lang(), version: form.text.version, hash: form.text.hash[lang()], purposes: ui.purposes, ...typed });
    if (!told) {
      // other words since: they are shown, and everything has to be ticked anew
      if (ui.trouble?.code === 'text_changed') { const why = ui.trouble; await openForm({ ticket: form.ticket }); ui.trouble = why; again(); }
      return;
    }
    remember(told.link, form.booth.name);
    Object.assign(ui, { form: null, own: told.own, link: told.link, done: 'sent' });
    history.replaceState(null, '', `/lead#${told.link}`);
    scrollTo(0, 0);
    again();
  },
  async change(values) { if (complete(values)) await acted('/api/k/lead/change', values, 'changed'); },
  async withdraw(purposes) { await acted('/api/k/lead/withdraw', { purposes }, 'withdrawn'); },
  async erase() { await acted('/api/k/lead/erase', {}, 'erased'); },
  sure(what) { ui.sure = what; again(); },
  async copy() {
    await navigator.clipboard?.writeText(`${location.origin}/lead#${ui.link}`).catch(() => undefined);
    ui.done = 'copied';
    again();
  },
  open(link) { history.replaceState(null, '', `/lead#${link}`); void openOwn(link); },
};

/** @param {string} path @param {Record<string, unknown>} body @param {string} done */
async function acted(path, body, done) {
  const told = await ask(path, { ref: newRef(), link: ui.link, ...body });
  if (told) Object.assign(ui, { own: told.own, sure: '', done });
  again();
}

function Page() {
  const trouble = ui.trouble && html`<${Notice} kind="live" alert title=${failureWords(ui.trouble, 'lead')}>${!ui.form && !ui.own && ui.again && html`<p class="buttons"><button type="button" class="button" onClick=${ui.again}>${t('spaces.lead.retry')}</button></p>`}</${Notice}>`;
  if (ui.own) return html`<${OwnPage} ui=${ui} acts=${acts} trouble=${trouble} />`;
  if (ui.form) return html`<${Form} ui=${ui} acts=${acts} trouble=${trouble} />`;
  if (ui.busy) return html`<h1>${t('spaces.lead.title')}</h1><p role="status">${t('spaces.lead.loading')}</p>`;
  if (trouble) return html`<h1>${t('spaces.lead.title')}</h1>${trouble}<p class="quiet">${t('spaces.lead.scan_again')}</p>`;
  return html`<h1>${t('spaces.lead.mine')}</h1>${ui.kept.length ? html`<ul class="list">${ui.kept.map((one) => html`<li key=${one.link}><b>${one.booth}</b><button type="button" class="button" onClick=${() => acts.open(one.link)}>${t('spaces.lead.open')}</button></li>`)}</ul>`
    : html`<p>${t('spaces.lead.none')}</p>`}`;
}

function begin() {
  const [, first, key, word, code] = location.pathname.split('/');
  const behind = location.hash.slice(1);
  Object.assign(ui, { own: null, form: null, trouble: null, again: null, done: '', wrong: {} });
  if (first === 'k' && word === 'lead' && codeOf(code ?? '')) void openForm({ booth: key, code });
  else if (behind.startsWith('t=')) void openForm({ ticket: behind.slice(2) });
  else if (behind) void openOwn(behind);
  again();
}

startLang();
begin();
addEventListener('hashchange', begin);
