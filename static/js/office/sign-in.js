/** Sign in: two fields, one button; a wrong password and a wait are said in place. */

import { ApiError, call } from '../core/api.js';
import { startPage } from '../core/page.js';
import { errorWords, t } from '../core/ui.js';

const form = /** @type {HTMLFormElement} */ (document.getElementById('sign-in'));
const problem = /** @type {HTMLElement} */ (document.getElementById('problem'));
const button = /** @type {HTMLButtonElement} */ (form.querySelector('button[type=submit]'));
/** @type {ReturnType<typeof setInterval> | undefined} */
let waiting;

/** Only a path of our own may follow. @param {string | null} next */
export function safeNext(next) {
  return next && /^\/[a-zA-Z0-9]/.test(next) ? next : null;
}

/** @param {Array<{id: string}>} events */
function goOn(events) {
  const next = safeNext(new URLSearchParams(location.search).get('next'));
  const [only] = events;
  location.assign(next ?? (events.length === 1 && only ? `/e/${encodeURIComponent(only.id)}/` : '/'));
}

/** @param {string} words */
function say(words) {
  problem.hidden = !words;
  const place = problem.querySelector('.words');
  if (place) place.textContent = words;
}

/** @param {number} seconds */
function countDown(seconds) {
  clearInterval(waiting);
  let left = seconds;
  const show = () => {
    button.disabled = left > 0;
    say(left > 0 ? t('office.sign_in.wait', { n: left }) : '');
    if (left <= 0) clearInterval(waiting);
    left -= 1;
  };
  show();
  waiting = setInterval(show, 1000);
}

/** @param {unknown} error */
function explain(error) {
  if (error instanceof ApiError && error.code === 'too_many') return countDown(error.retryAfter ?? 30);
  say(error instanceof ApiError && error.code === 'wrong_password' ? t('office.sign_in.wrong') : errorWords(error));
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('password'));
  field.select();
  field.focus();
}

async function submit() {
  const values = new FormData(form);
  button.disabled = true;
  say('');
  try {
    const answer = await call('POST', '/api/sign-in', { login: String(values.get('login')).trim(), password: values.get('password') });
    goOn(answer.events);
  } catch (error) {
    button.disabled = false;
    explain(error);
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (!button.disabled) void submit();
});
button.disabled = false;

await startPage();
