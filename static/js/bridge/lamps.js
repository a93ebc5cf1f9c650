/** What the lamps of the bridge look like: each has a word, a shape and a colour, and is understood without the colour. */

import { html, Icon, span, t } from '../core/ui.js';
import { cancelled, OVER, TIMED } from './rules-cues.js';
import { tile } from './rules-lineup.js';
import { toldTally } from './rules-tally.js';

/** @typedef {import('./rules-cues.js').Cue} Cue */

/** @type {Record<string, {icon: string, look: string}>} */
export const LAMP = {
  OFF: { icon: 'minus', look: 'off' }, STANDBY: { icon: 'hand', look: 'standby' }, NEXT: { icon: 'arrow-right', look: 'next' },
  ON_AIR: { icon: 'radio', look: 'live' }, CLEAR: { icon: 'check', look: 'clear' }, UNKNOWN: { icon: 'circle-help', look: 'unknown' },
  MISSED: { icon: 'triangle-alert', look: 'missed' },
};

/** @type {Record<string, {icon: string, look: string}>} */
export const TILE = {
  go: { icon: 'circle-check', look: 'go' }, no_go: { icon: 'ban', look: 'no' }, faulty: { icon: 'triangle-alert', look: 'look' },
  open: { icon: 'clock', look: '' }, ready: { icon: 'check', look: '' },
};

/** @type {Record<string, {icon: string, look: string}>} */
export const SAID = {
  sent: { icon: 'clock', look: 'look' }, armed: { icon: 'check', look: '' }, fired: { icon: 'circle-check', look: 'go' },
  late: { icon: 'clock', look: 'look' }, missed: { icon: 'circle-x', look: 'no' }, cancelled: { icon: 'minus', look: '' },
};

/** The word of a lamp. @param {string} state */
export const lampWord = (state) => t(state === 'MISSED' ? 'bridge.said.missed' : `bridge.tally.${state}`);

/** The word for what a site said: a cue that holds another is heard, not fired; past its instant a silent site is no longer waited for. @param {string} state @param {string} kind @param {boolean} past */
function saidWord(state, kind, past) {
  if (state === 'sent' && past) return 'silent';
  return state === 'fired' && kind === 'cancel' ? 'heard' : state;
}

/** Icon and word of what a site did with a cue. @param {{said: any, kind?: string, past?: boolean}} props */
export function Said({ said, kind = '', past = false }) {
  const look = SAID[said.state] ?? { icon: 'circle-help', look: '' };
  const more = said.state === 'fired' && typeof said.err === 'number' ? signedMs(said.err) : said.state === 'late' || said.state === 'missed' ? signedMs(said.late_by) : '';
  return html`<span class=${`said ${look.look}`}><${Icon} name=${look.icon} /> ${t(`bridge.said.${saidWord(said.state, kind, past)}`)}${more && html` <span class="num">${more}</span>`}</span>`;
}

/** +3 ms, −2 ms, +5,4 s @param {number | null | undefined} ms */
export function signedMs(ms) {
  if (typeof ms !== 'number') return '';
  const sign = ms < 0 ? '\u2212' : '+';
  const size = Math.abs(ms);
  if (size < 1_000) return `${sign}${Math.round(size)}\u00a0ms`;
  return `${sign}${(size / 1000).toFixed(1).replace('.', document.documentElement.lang === 'en' ? '.' : ',')}\u00a0s`;
}

/** A device whose own clock is off by more than a drift; corrected by itself, but somebody should know. ms */
const CLOCK_PLAIN_MS = 60_000;
/** A site without a screen counts from when its machine started: that is no clock that somebody could set. ms */
const NO_CLOCK_MS = 30 * 365 * 86_400_000;

/** What is said of a device's own clock, or nothing. @param {number | null | undefined} offset hub minus device, ms */
export const clockOff = (offset) => (typeof offset === 'number' && Math.abs(offset) > CLOCK_PLAIN_MS && Math.abs(offset) < NO_CLOCK_MS ? t(offset > 0 ? 'bridge.clock.slow' : 'bridge.clock.fast', { span: span(Math.round(Math.abs(offset) / 1000) * 1000) }) : '');

/**
 * A site's tile, from what is known at `now`. `heard`: the hub hears the site, and this page hears the hub.
 * @param {import('../core/store.js').Row} site @param {Cue[]} cues @param {number} now @param {boolean} heard @param {string[]} skip
 */
export function tileOf(site, cues, now, heard, skip) {
  const told = toldTally(cues, site.id, now);
  const known = heard && site.control === 'online';
  const lamp = known ? told.state : 'UNKNOWN';
  const ready = tile(site.items, site.go?.word ?? '', skip);
  const said = cues.find((one) => one.id === told.cue)?.sites[site.id] ?? null;
  return { lamp, told, said, never: site.control === 'never', ready, unarmed: notArmed(cues, site.id, now) };
}

/** Has a timed cue been sent to the site that it has not acknowledged, and is its instant still ahead? @param {Cue[]} cues @param {string} site @param {number} now */
export const notArmed = (cues, site, now) =>
  cues.some((cue) => cue.fire_at > now && TIMED.includes(cue.kind) && cue.sites[site]?.state === 'sent' && !cancelled(cue, cues));

/** Timed cues to be looked at: ahead, or over since less than `ms`. The soonest first. @param {Cue[]} cues @param {number} now @param {number} ms */
export const near = (cues, now, ms) =>
  cues.filter((cue) => TIMED.includes(cue.kind) && cue.fire_at > now - ms).sort((a, b) => a.fire_at - b.fire_at || a.seq - b.seq);

/** Whether every site has said how a cue ended. @param {Cue} cue */
export const settled = (cue) => Object.values(cue.sites).every(({ state }) => OVER.includes(state));
