/** How things of the schedule are said: states, people, times, refusals. */

import { dateDMY, errorWords, hasWord, longDate, number, t, timeHM } from '../core/ui.js';

/** @typedef {import('./schedule-grid.js').Row} Row */

/** Look and icon of a state; red is kept for what is on air, green for nothing here. @type {Record<string, {look: string, icon: string}>} */
const STATES = {
  draft: { look: '', icon: 'pencil' }, requested: { look: '', icon: 'hand' }, confirmed: { look: '', icon: 'check' }, ready: { look: 'brand', icon: 'circle-check' },
  live: { look: 'live', icon: 'radio' }, ended: { look: '', icon: 'history' }, no_show: { look: 'look', icon: 'user-x' }, cancelled: { look: '', icon: 'ban' },
};

/** @param {string} state */
export const stateLook = (state) => STATES[state] ?? { look: '', icon: 'circle-help' };
/** A state with what rings of it: a slot that is late does not look like one that waits. @param {string} state @param {string} [alarm] */
export function stateWords(state, alarm = '') {
  const { look, icon } = stateLook(state);
  return alarm ? { look: state === 'live' ? 'live' : 'look', icon: 'bell', words: t(`schedule.ringing.${alarm}`) } : { look, icon, words: stateName(state) };
}
/** @param {string} state */
export const stateName = (state) => t(`schedule.state.${state}`);
/** @param {string} platform */
export const platformName = (platform) => (hasWord(`schedule.platform.${platform}`) ? t(`schedule.platform.${platform}`) : platform);

/** 19:15–20:00 @param {{starts: number, ends: number}} one */
export const times = ({ starts, ends }) => `${timeHM(starts)}–${timeHM(ends)}`;
/** Thứ Sáu 14/11, as it begins a line. @param {number} at */
export function dayName(at) {
  const words = t('schedule.day', { weekday: weekday(at), date: dateDMY(at).slice(0, 5) });
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}
/** @param {number} at */
export const weekday = (at) => longDate(at).split(/[ ,]*,|(?<=day) /)[0] ?? '';
/** @param {number | null | undefined} value đồng */
export const money = (value) => (typeof value === 'number' ? `${number(value)} ₫` : '');

/** What the server said against an act, in this page's language. @param {unknown} error */
export function refusal(error) {
  const { code, fields } = /** @type {any} */ (error ?? {});
  const why = `live.refused.${fields?.refusal ?? ''}`;
  return code === 'live_refused' && hasWord(why) ? t(why, fields) : errorWords(error);
}

/** @param {string} key @param {string} fallback */
export const orElse = (key, fallback) => (hasWord(key) ? t(key) : fallback);
