/** How the row of a run sheet that is a cross of a hub elsewhere is shown: sign, colour, words, time. */

import { span, t } from '../core/ui.js';

const LOOK = /** @type {Record<string, {icon: string, look: string}>} */ ({
  none: { icon: 'minus', look: 'off' }, ready: { icon: 'check', look: 'off' }, soon: { icon: 'hand', look: 'soon' },
  on_air: { icon: 'radio', look: 'live' }, lost: { icon: 'wifi-off', look: 'unknown' }, fallback: { icon: 'play', look: 'missed' },
});

/** @param {string} state */
export const rowLook = (state) => LOOK[state] ?? { icon: 'circle-help', look: 'unknown' };

/** @param {string} state */
export const rowWord = (state) => t(`bridge.row.${state === 'none' ? 'ready' : state}`);

/** Ms until the row is on air, or since it is; null when neither counts. @param {string} state @param {number | null} at @param {number} now */
export function sinceOrUntil(state, at, now) {
  if (!at) return null;
  if (state === 'soon') return Math.max(0, at - now);
  return state === 'on_air' ? Math.max(0, now - at) : null;
}

/** How early or late our sheet comes to the row. @param {number | null} slack ms */
export function slackWord(slack) {
  if (slack === null || slack === undefined) return '';
  const size = Math.round(Math.abs(slack) / 1000) * 1000;
  return !size ? t('bridge.up.in_time') : t(slack > 0 ? 'bridge.up.early' : 'bridge.up.late', { span: span(size) });
}
