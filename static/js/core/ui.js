/** What every page draws with: html, signals, hooks, and the few components that look the same everywhere. */

import { clock } from './clock.js';
import { h, htm, signal, useEffect, useRef, useState } from './vendor.js';
import { span, timeHMS } from './when.js';
import { t } from './words.js';

export {
  Fragment, batch, computed, effect, render, signal, untracked, useCallback, useComputed, useEffect, useId,
  useLayoutEffect, useMemo, useRef, useSignal, useSignalEffect, useState,
} from './vendor.js';
export * from './when.js';
export { lang, loadWords, t, hasWord } from './words.js';

/** @type {(parts: TemplateStringsArray, ...values: any[]) => any} */
export const html = htm.bind(/** @type {any} */ (h));

/** The file of all signs. */
export const SPRITE = new URL('../../icons/icons.svg', import.meta.url).href;

/** The server's second, as everybody sees it. Drawn from by clocks and countdowns. */
export const second = signal(Math.floor(clock.now() / 1000));
{
  /** Wake just after the next full second of the server. */
  const tick = () => {
    const now = clock.now();
    second.value = Math.floor(now / 1000);
    setTimeout(tick, 1010 - (now % 1000));
  };
  tick();
}

/** @param {{name: string, label?: string}} props */
export function Icon({ name, label }) {
  return html`<svg class="icon" aria-hidden=${label ? undefined : 'true'} role=${label ? 'img' : undefined}
    aria-label=${label}><use href=${`${SPRITE}#${name}`} /></svg>`;
}

/**
 * State as icon and word. @param {{state?: string, icon?: string, children?: any}} props
 */
export function Pill({ state = '', icon, children }) {
  return html`<span class=${`pill ${state}`}>${icon && html`<${Icon} name=${icon} />`} ${children}</span>`;
}

/**
 * Words of the link.
 * @param {import('./feed.js').LinkState} state @param {number} queue @param {number} now ms
 */
export function linkWords(state, queue, now) {
  const waiting = queue ? ` · ${t('core.link.waiting', { n: queue })}` : '';
  if (state.link === 'online') return t('core.link.online') + waiting;
  if (state.link === 'connecting') return t('core.link.connecting') + waiting;
  if (state.link === 'reconnecting') return t('core.link.reconnecting', { n: Math.max(1, state.tries) }) + waiting;
  return t('core.link.offline', { span: span(now - state.since) }) + waiting;
}

const LINK_LOOK = { online: '', connecting: '', reconnecting: 'look', offline: 'off' };

/**
 * The connection strip: who this screen is, the event's clock, the link. Mount it in `<header id="strip">`.
 * @param {{who: any, state: import('./vendor.js').Signal<import('./feed.js').LinkState>, queue?: number}} props
 */
export function Strip({ who, state, queue = 0 }) {
  const now = second.value * 1000;
  const link = state.value;
  const spoken = link.link === 'online' ? t('core.link.online') : link.link === 'offline' ? t('core.link.offline_spoken') : '';
  return html`<div class=${`strip ${LINK_LOOK[link.link]}`}>
    <p class="who">${who}</p>
    <time>${timeHMS(now)}</time>
    <span class="link"><${Icon} name=${link.link === 'offline' ? 'wifi-off' : link.link === 'reconnecting' ? 'refresh-cw' : 'wifi'} />
      <span class="num">${linkWords(link, queue, now)}</span></span>
    <span class="hidden-text" role="status">${spoken}</span>
  </div>`;
}

const HOLD_MS = 800;

/**
 * Hold to confirm: 800 ms with finger, mouse, Space or Enter. A screen reader or switch, which can only click, is asked
 * for a second click instead.
 * @param {{onHold: () => unknown, kind?: string, disabled?: boolean, children?: any}} props
 */
export function Hold({ onHold, kind = '', disabled = false, children }) {
  const [held, setHeld] = useState(false);
  const [armed, setArmed] = useState(false);
  const timer = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
  const touched = useRef(false);

  function start() {
    touched.current = true;
    if (disabled || timer.current) return;
    setHeld(true);
    timer.current = setTimeout(() => { stop(); onHold(); }, HOLD_MS);
  }
  function stop() {
    clearTimeout(timer.current);
    timer.current = undefined;
    setHeld(false);
  }
  useEffect(() => () => clearTimeout(timer.current), []);

  const keys = [' ', 'Enter'];
  return html`<button type="button" class=${`button hold ${kind} ${held ? 'held' : ''}`} disabled=${disabled}
    onPointerDown=${(/** @type {PointerEvent} */ e) => { if (e.button === 0) start(); }}
    onPointerUp=${stop} onPointerLeave=${stop} onPointerCancel=${stop} onBlur=${stop}
    onContextMenu=${(/** @type {Event} */ e) => e.preventDefault()}
    onKeyDown=${(/** @type {KeyboardEvent} */ e) => { if (keys.includes(e.key)) { e.preventDefault(); if (!e.repeat) start(); } }}
    onKeyUp=${(/** @type {KeyboardEvent} */ e) => { if (keys.includes(e.key)) { e.preventDefault(); stop(); } }}
    onClick=${() => {
      if (touched.current) { touched.current = false; return; }
      if (armed) { setArmed(false); onHold(); } else setArmed(true);
    }}>${armed ? t('core.hold.again') : children}</button>`;
}

/** @type {import('./vendor.js').Signal<Array<{id: number, text: string, act?: string, onAct?: () => unknown, kind?: string}>>} */
const toasts = signal([]);
let lastToast = 0;
const TOAST_MS = 6000;

/**
 * Say what was done, and offer the way back.
 * @param {string} text @param {{act?: string, onAct?: () => unknown, ms?: number}} [more]
 */
export function toast(text, { act, onAct, ms = TOAST_MS } = {}) {
  lastToast += 1;
  const id = lastToast;
  toasts.value = [...toasts.peek().slice(-2), { id, text, act, onAct }];
  setTimeout(() => { toasts.value = toasts.peek().filter((one) => one.id !== id); }, ms);
}

/** The place where toasts appear: mount once per page. */
export function Toasts() {
  const done = (/** @type {number} */ id) => { toasts.value = toasts.peek().filter((one) => one.id !== id); };
  return html`<div class="toasts" role="status">${toasts.value.map((one) => html`<div class="toast" key=${one.id}>
    <span>${one.text}</span>
    ${one.act && html`<button type="button" class="button" onClick=${() => { done(one.id); one.onAct?.(); }}>${one.act}</button>`}
  </div>`)}</div>`;
}

/**
 * A problem or an answer in place: what happened, what was kept, what to press.
 * @param {{kind?: '' | 'look' | 'live', icon?: string, title?: any, children?: any, alert?: boolean}} props
 */
export function Notice({ kind = '', icon, title, children, alert = false }) {
  return html`<div class=${`notice ${kind}`} role=${alert ? 'alert' : undefined}>
    <${Icon} name=${icon ?? (kind ? 'triangle-alert' : 'info')} />
    ${title && html`<p><b>${title}</b></p>`}${children}
  </div>`;
}

/** Words for an error thrown by api.js: the server's own words, or ours by code. @param {unknown} error */
export function errorWords(error) {
  const { code, message, answered } = /** @type {import('./api.js').ApiError} */ (error ?? {});
  if (answered && message && message !== code) return message;
  const key = `core.error.${code}`;
  const words = t(key);
  return words === key ? t('core.error.other', { code: code ?? 'unknown' }) : words;
}
