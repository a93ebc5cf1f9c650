/**
 * The letter needs no script to be read. With it: the answer, a code as large as the phone, the language.
 * The page is drawn by the server after each answer, so that what stands there is what is stored.
 */

import { ApiError, command, newRef } from '../core/api.js';

const letter = /** @type {HTMLElement} */ (document.querySelector('main.invite'));
const field = (/** @type {string} */ id) => /** @type {HTMLInputElement | null} */ (document.getElementById(id));
const value = (/** @type {string} */ id) => field(id)?.value.trim() ?? '';

for (const one of document.querySelectorAll('[data-needs-script]')) one.removeAttribute('hidden');
wireReply();
wireCode();

function wireReply() {
  const form = document.getElementById('reply');
  if (!form) return;
  form.addEventListener('submit', (event) => event.preventDefault());
  unfold('change', 'reply', 'party');
  unfold('send', 'deputy', 'deputy-name');
  for (const button of form.querySelectorAll('[data-answer]')) {
    button.addEventListener('click', () => void answer(/** @type {HTMLElement} */ (button).dataset.answer ?? ''));
  }
}

/** A button that opens what it controls and moves to its first field. @param {string} button @param {string} part @param {string} first */
function unfold(button, part, first) {
  const opener = document.getElementById(button);
  opener?.addEventListener('click', () => {
    const place = document.getElementById(part);
    if (!place) return;
    place.hidden = !place.hidden;
    opener.setAttribute('aria-expanded', String(!place.hidden));
    if (!place.hidden) field(first)?.focus();
  });
}

/** One ref for one answer: a second press after a lost reply is the same answer. */
let last = { said: '', ref: '' };

/** @param {string} said */
async function answer(said) {
  const body = reply(said);
  if (!body) return;
  const text = JSON.stringify(body);
  if (last.said !== text) last = { said: text, ref: newRef() };
  busy(true);
  try {
    await command(`/api/invitations/${letter.dataset.code}/answer`, { ...body, ref: last.ref });
    location.reload();
  } catch (error) {
    busy(false);
    tell(error);
  }
}

/** What is sent; null when a field has to be filled in first. @param {string} said @returns {Record<string, unknown> | null} */
function reply(said) {
  const name = field('deputy-name');
  if (name) name.required = said === 'stand_in';
  const wanting = (said === 'stand_in' ? [name] : [field('party')]).find((one) => one && !one.reportValidity());
  if (wanting) return null;
  const deputy = { honorific: value('deputy-honorific'), name: value('deputy-name'), title: value('deputy-title') };
  return {
    answer: said,
    party: Number(value('party')) || 1,
    note: value('note'),
    notice_version: Number(letter.dataset.notice),
    ...(said === 'stand_in' ? { stand_in: deputy } : {}),
  };
}

/** @param {boolean} on */
function busy(on) {
  for (const button of document.querySelectorAll('#reply button')) /** @type {HTMLButtonElement} */ (button).disabled = on;
}

/** @param {unknown} error */
function tell(error) {
  const place = document.getElementById('trouble');
  if (!place) return;
  const why = error instanceof ApiError && error.answered ? error.message : (letter.dataset.offline ?? '');
  place.textContent = (letter.dataset.unsent ?? '{why}').replace('{why}', why);
  place.hidden = false;
}

function wireCode() {
  const button = document.getElementById('larger');
  button?.addEventListener('click', async () => {
    const large = document.body.classList.toggle('code-large');
    button.setAttribute('aria-pressed', String(large));
    button.textContent = (large ? button.dataset.smaller : button.dataset.larger) ?? '';
    if (large) await keepAwake();
  });
}

/** A queue may be long; where the browser cannot, the phone's own timer decides. */
async function keepAwake() {
  try {
    await navigator.wakeLock?.request('screen');
  } catch {
    // A phone that saves its battery says no.
  }
}
