/** What the office pages share: one board feed per page, acts with their errors, fields. */

import { call, command } from '../core/api.js';
import { openFeed } from '../core/feed.js';
import { eventPath, pageFacts, startPage } from '../core/page.js';
import { createStore } from '../core/store.js';
import { errorWords, fromZoned, html, Icon, longDate, Notice, t, timeHM, useState } from '../core/ui.js';

/**
 * Open the live board of this page's event and ready the page.
 * @param {{onBatch?: (batch: import('../core/store.js').Batch) => void}} [options]
 */
export async function openOffice({ onBatch } = {}) {
  const facts = pageFacts();
  const store = createStore();
  const as = facts.as === 'device' ? 'device' : 'staff';
  const feed = openFeed({ event: facts.event, audience: 'board', as, store, onBatch });
  await startPage({ state: feed.state });
  return { facts, store, feed };
}

/** @typedef {Awaited<ReturnType<typeof openOffice>>} Office */

/** @param {string} path below the event */
export const read = (path) => call('GET', eventPath() + path);

/** @param {string} path below the event @param {Record<string, unknown>} [body] */
export const act = (path, body) => command(eventPath() + path, body);

/** What ended the feed for good, said where the work is. @param {{feed: import('../core/feed.js').Feed}} props */
export function FeedEnded({ feed }) {
  const { error } = feed.state.value;
  if (error === 'sign_in_needed') {
    const next = encodeURIComponent(location.pathname);
    return html`<${Notice} kind="look" title=${t('office.ended.sign_in')}>
      <p class="buttons"><a class="button main" href=${`/sign-in?next=${next}`}>${t('office.ended.sign_in_act')}</a></p></${Notice}>`;
  }
  if (error === 'device_revoked' || error === 'forbidden' || error === 'not_found') {
    return html`<${Notice} kind="live" title=${t(`core.error.${error}`)} />`;
  }
  return null;
}

/** First load: say so, without a spinner. @param {{feed: import('../core/feed.js').Feed}} props */
export function Waiting({ feed }) {
  const { error, link } = feed.state.value;
  if (error && link !== 'online') {
    return html`<${FeedEnded} feed=${feed} /><${Notice} kind="look" title=${errorWords({ code: error })}>
      <p class="buttons"><button type="button" class="button" onClick=${feed.retry}>${t('core.act.retry')}</button></p></${Notice}>`;
  }
  return html`<p class="quiet" role="status">${t('core.loading')}</p>`;
}

/**
 * One act at a time, with its error kept for showing in place.
 * @returns {{busy: string, error: unknown, clear: () => void, run: (name: string, work: () => Promise<unknown>) => Promise<boolean>}}
 */
export function useAct() {
  const [busy, setBusy] = useState('');
  const [error, setError] = useState(/** @type {unknown} */ (null));
  /** @param {string} name @param {() => Promise<unknown>} work */
  async function run(name, work) {
    if (busy) return false;
    setBusy(name);
    setError(null);
    try {
      await work();
      return true;
    } catch (problem) {
      setError(problem);
      return false;
    } finally {
      setBusy('');
    }
  }
  return { busy, error, run, clear: () => setError(null) };
}

/** @param {{error: unknown}} props */
export function ActError({ error }) {
  if (!error) return null;
  const fields = Object.entries(/** @type {any} */ (error).fields ?? {});
  return html`<${Notice} kind="live" alert title=${errorWords(error)}>
    ${fields.length > 0 && html`<ul>${fields.map(([name, words]) => html`<li key=${name}>${fieldName(name)}: ${words}</li>`)}</ul>`}
  </${Notice}>`;
}

/** `body.changes.name` as a person calls it. @param {string} path */
function fieldName(path) {
  const last = path.split('.').filter((part) => !/^\d+$/.test(part)).at(-1) ?? path;
  const words = t(`office.field.${last}`);
  return words.startsWith('office.') ? last : words;
}

let fields = 0;
/**
 * A labelled field. Extra properties go to the control.
 * @param {{label: string, hint?: string, kind?: 'input' | 'select' | 'textarea', children?: any} & Record<string, any>} props
 */
export function Field({ label, hint, kind = 'input', children, ...control }) {
  const [id] = useState(() => { fields += 1; return `field-${fields}`; });
  const told = control.type === 'datetime-local' ? dayAndTime(control.value) : '';
  const described = [hint && `${id}-hint`, told && `${id}-told`].filter(Boolean).join(' ') || undefined;
  return html`<div class="field"><label for=${id}>${label}</label>
    <${kind} id=${id} aria-describedby=${described} ...${control}>${children}</${kind}>
    ${told && html`<p class="hint" id=${`${id}-told`}>${told}</p>`}${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}</div>`;
}

/** The browser writes a day in the order of its own language, not of this page: said in words, it cannot be misread. @param {string} typed */
function dayAndTime(typed) {
  const at = fromZoned(typed);
  return at ? `${timeHM(at)}, ${longDate(at)}` : '';
}

/**
 * Choose a file. The browser's own words for it are in the language of the browser, so ours stand on top; the real input lies
 * over them without a colour and keeps the keyboard, the drop and the screen reader.
 * @param {{id: string, label: string, hint: string, accept: string, main?: boolean, disabled?: boolean, onFile: (file: File) => unknown}} props
 */
export function FileField({ id, label, hint, accept, main = false, disabled = false, onFile }) {
  const [name, setName] = useState('');
  /** @param {any} e */
  function choose(e) {
    const [file] = e.currentTarget.files;
    if (!file) return;
    setName(file.name);
    e.currentTarget.value = ''; // the same file may be chosen again
    void onFile(file);
  }
  return html`<div class="field"><label for=${id}>${label}</label>
    <div class="file"><span class=${`button ${main ? 'main' : ''}`} aria-hidden="true"><${Icon} name="cloud-upload" /> ${t('office.file.choose')}</span>
      <span class="file-name">${name || t('office.file.none')}</span>
      <input id=${id} type="file" accept=${accept} aria-describedby=${`${id}-hint`} disabled=${disabled} onChange=${choose} /></div>
    <p class="hint" id=${`${id}-hint`}>${hint}</p></div>`;
}

/** @param {{label: any, checked: boolean, onChange: (checked: boolean) => void, disabled?: boolean}} props */
export function Tick({ label, checked, onChange, disabled }) {
  return html`<label class="tick"><input type="checkbox" checked=${checked} disabled=${disabled}
    onChange=${(/** @type {any} */ e) => onChange(e.currentTarget.checked)} /> <span>${label}</span></label>`;
}

/** @param {{icon: string, title: string, children?: any}} props */
export function Empty({ icon, title, children }) {
  return html`<div class="empty"><${Icon} name=${icon} /><p class="large"><b>${title}</b></p>${children}</div>`;
}

/** A word for a role. @param {string} role */
export const roleName = (role) => t(`core.role.${role}`);

export const ROLES = [
  'organiser', 'director', 'protocol', 'supervisor', 'reception', 'stage_manager', 'mc', 'crew', 'live_coordinator', 'booth',
  'bridge', 'viewer', 'kiosk', 'wall',
];
