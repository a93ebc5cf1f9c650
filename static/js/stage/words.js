/** Words of the stage: how a phase, a row and a refusal are said. */

import { errorWords, hasWord, t, timeHM, timeHMS } from '../core/ui.js';

export * from './figures.js';

/** @typedef {import('../core/store.js').Row} Row */
/** @typedef {{key: string, icon: string, look: string}} Look */

/** @type {Record<string, Look>} */
const PHASES = {
  default: { key: 'left', icon: 'clock', look: '' },
  warning: { key: 'soon', icon: 'triangle-alert', look: 'look' },
  danger: { key: 'soon', icon: 'triangle-alert', look: 'look' },
  overtime: { key: 'over', icon: 'bell', look: 'live' },
};
/** @type {Look} */
const WAITS = { key: 'waits', icon: 'hand', look: '' };
/** @type {Look} */
const PAUSED = { key: 'paused', icon: 'pause', look: 'look' };

/**
 * Colour, shape and word of the clock. @param {string | null | undefined} phase @param {boolean} paused
 * @returns {Look}
 */
export const phaseLook = (phase, paused) => (paused && phase !== 'overtime' ? PAUSED : PHASES[phase ?? ''] ?? WAITS);

/** 19:00, or 18:56:45 where the seconds matter. @param {number} at */
export const clockOf = (at) => (at % 60_000 ? timeHMS(at) : timeHM(at));

/** @param {Row | undefined | null} row @param {string} column */
export const cell = (row, column) => String(row?.cells?.[column] ?? '').trim();
/** @param {Row | undefined | null} row */
export const cueOf = (row) => cell(row, 'cue');
/** @param {Row | undefined | null} row */
export const titleOf = (row) => cell(row, 'title') || cell(row, 'section') || row?.id || '';

/** What the server said against a step or an edit, in this page's language. @param {unknown} error */
export function refusal(error) {
  const { code, fields } = /** @type {any} */ (error ?? {});
  const why = `stage.refused.${fields?.refusal ?? ''}`;
  return code === 'stage_refused' && hasWord(why) ? t(why) : errorWords(error);
}
