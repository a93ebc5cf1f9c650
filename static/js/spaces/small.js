// @ts-check
// What the pages on a visitor's phone draw with: preact and htm alone, the words that lie in the page, one call to the server.
// They do not use core/ui.js: signals, the catalogue and the clocks of the office are four times of what a stamp card needs.

import { htm as standard } from './small-vendor.js';

export const { html, render } = standard;

/** @typedef {'vi' | 'en'} Lang */

const WORDS = /** @type {Record<Lang, Record<string, string>>} */ (JSON.parse(document.getElementById('words')?.textContent ?? '{}'));
const SPRITE = document.body.dataset.icons ?? '';
const TIMEOUT_MS = 8000;

/** @returns {Lang} */
export const lang = () => (document.documentElement.lang === 'en' ? 'en' : 'vi');

/** The language of this phone: chosen here before, else Vietnamese. */
export function startLang() {
  if (document.cookie.split('; ').includes('ops_lang=en')) document.documentElement.lang = 'en';
}

export function switchLang() {
  const next = lang() === 'vi' ? 'en' : 'vi';
  document.cookie = `ops_lang=${next}; Path=/; Max-Age=31536000; SameSite=Lax${location.protocol === 'https:' ? '; Secure' : ''}`;
  document.documentElement.lang = next;
}

/** Holes as in core/words.js: `{n}`, `{n?one|many}`. @param {string} key @param {Record<string, string | number>} [facts] */
export function t(key, facts = {}) {
  const words = WORDS[lang()]?.[key] ?? key;
  return words.replace(/\{(\w+)(?:\?([^|{}]*)\|([^{}]*))?\}/g, (hole, name, one, many) => String(many === undefined ? (facts[name] ?? hole) : String(facts[name]) === '1' ? one : many));
}

/** @param {string} key */
export const hasWord = (key) => key in (WORDS[lang()] ?? {});

/** @param {{name: string}} props */
export const Icon = ({ name }) => html`<svg class="icon" aria-hidden="true"><use href=${`${SPRITE}#${name}`} /></svg>`;

/** @param {{kind?: string, icon?: string, title?: any, children?: any, alert?: boolean}} props */
export const Notice = ({ kind = '', icon = kind === 'go' ? 'circle-check' : kind ? 'triangle-alert' : 'info', title, children, alert = false }) =>
  html`<div class=${`notice ${kind}`} role=${alert ? 'alert' : undefined}><${Icon} name=${icon} />${title && html`<p><b>${title}</b></p>`}${children}</div>`;

/** The button that changes the language. @param {{again: () => void}} props */
export const LangButton = ({ again }) => html`<button type="button" class="button plain" lang=${lang() === 'vi' ? 'en' : 'vi'} onClick=${() => { switchLang(); again(); }}><${Icon} name="languages" /> ${lang() === 'vi' ? 'English' : 'Tiếng Việt'}</button>`;

/** @typedef {{code: string, message: string, status: number, answered: boolean, retryAfterMs: number, fields: Record<string, any>}} Failure */

/** @param {Partial<Failure>} about @returns {Failure} */
const failure = (about) => ({ code: 'no_network', message: '', status: 0, answered: false, retryAfterMs: 0, fields: {}, ...about });

/** @param {Response} answer @returns {Promise<any>} */
async function readAnswer(answer) {
  const told = (answer.headers.get('content-type') ?? '').includes('json') ? await answer.json().catch(() => null) : null;
  if (answer.ok && told && !answer.redirected) return told;
  if (!told?.error) throw failure({ code: 'not_our_answer', status: answer.status });
  throw failure({ ...told.error, code: told.error.fields?.refusal ?? told.error.code, status: answer.status, answered: true, retryAfterMs: (Number(answer.headers.get('retry-after')) || 0) * 1000 });
}

/** POST to an open address. @param {string} path @param {Record<string, unknown>} body @returns {Promise<any>} throws a Failure */
export async function post(path, body) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  try {
    const asked = { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify(body) };
    return await readAnswer(await fetch(path, { ...asked, credentials: 'same-origin', cache: 'no-store', signal: stop.signal }));
  } catch (error) {
    throw error && typeof error === 'object' && 'answered' in error ? error : failure({});
  } finally {
    clearTimeout(timer);
  }
}

/** Words of a failure, in the language of the page. @param {Failure} error @param {string} page "card" or "lead" */
export function failureWords(error, page) {
  if (error.answered && error.message) return error.message;
  return t(`spaces.${page}.error.${error.code === 'not_our_answer' ? 'portal' : 'network'}`);
}

/** A UUID, also where the page is not secure. */
export function newRef() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((one, i) => (i === 6 ? (one & 15) | 64 : i === 8 ? (one & 63) | 128 : one).toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** "20:05" and "14/11" of the event's zone. @param {string} at ISO @param {string} [zone] */
export const clockOf = (at, zone = 'Asia/Ho_Chi_Minh') => new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(new Date(at));
/** @param {string} at ISO @param {string} [zone] */
export const dayOf = (at, zone = 'Asia/Ho_Chi_Minh') => new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: '2-digit', month: '2-digit', year: 'numeric' }).format(new Date(at));
