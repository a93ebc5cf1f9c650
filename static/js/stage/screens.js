// The screens that a device of a role may show, and the way from one to another. The one that was chosen is where the
// device begins from now on (cookie `ops_screen`, read by the start page).

import { html, Icon, signal, t, useEffect } from '../core/ui.js';

const WALL = ['/timer', '/studio', '/backstage', '/timeline', '/prompter'];
const SPEAKER = ['/mc', '/intro', '/prompter', '/timer', '/studio', '/timeline', '/backstage'];
/** Role -> its screens; the server holds the same list (ops/core/pages.py). @type {Record<string, string[]>} */
export const SCREENS = {
  booth: ['/booth', '/space'],
  mc: SPEAKER, stage_manager: ['/intro', '/mc', ...WALL, '/crew'], crew: ['/crew', ...WALL], wall: ['/welcome', '/live-wall', ...WALL],
};
const ICONS = /** @type {Record<string, string>} */ ({
  '/mc': 'message-square', '/intro': 'users', '/crew': 'hand', '/welcome': 'door-open', '/timer': 'clock', '/studio': 'radio', '/backstage': 'list',
  '/timeline': 'calendar-days', '/prompter': 'play', '/live-wall': 'radio', '/booth': 'radio', '/space': 'qr-code',
});

const open = signal(false);

/** @param {string | undefined} role */
export const screensOf = (role) => SCREENS[role ?? ''] ?? WALL;

/** What an MC reads is not for a wall. @param {string | undefined} role @param {string} path */
export const mayShow = (role, path) => !SCREENS[role ?? ''] || screensOf(role).includes(path);

/** This device begins here from now on. @param {string} path */
export function beginAt(path) {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `ops_screen=${path.slice(1)}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

/** @param {{path: string}} props */
export const ScreenLink = ({ path }) => html`<a class="button" href=${path} onClick=${() => beginAt(path)}><${Icon} name=${ICONS[path] ?? 'monitor'} /> ${t(`stage.screens.${path.slice(1)}`)}</a>`;

/** The ways from here, one tap deep, at the edge of the strip. @param {{role: string | undefined}} props */
export function ScreensButton({ role }) {
  useEffect(() => {
    const close = (/** @type {KeyboardEvent} */ e) => { if (e.key === 'Escape') open.value = false; };
    addEventListener('keydown', close);
    return () => removeEventListener('keydown', close);
  }, []);
  if (!role) return null;
  return html`<button type="button" class="button plain screens-button" aria-expanded=${open.value} aria-controls="screens" onClick=${() => { open.value = !open.value; }}><${Icon} name="monitor" label=${t('stage.screens')} /></button>`;
}

/** @param {{role: string | undefined}} props */
export function Screens({ role }) {
  if (!open.value || !role) return null;
  return html`<nav class="screens" id="screens" aria-label=${t('stage.screens')}>${screensOf(role).filter((path) => path !== location.pathname).map((path) => html`<${ScreenLink} key=${path} path=${path} />`)}
    <button type="button" class="button plain" onClick=${() => { open.value = false; }}>${t('core.act.close')}</button></nav>`;
}
