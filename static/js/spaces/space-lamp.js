// @ts-check
/** How full an area is, as colour, icon and word; the same on the tablet and in the office. */

import { html, Pill, t } from '../core/ui.js';

const LAMPS = { green: ['go', 'circle-check'], amber: ['look', 'triangle-alert'], red: ['no', 'ban'], unknown: ['', 'circle-help'], uncounted: ['', 'circle-help'], closed: ['', 'lock'] };

const WORDS_ALONE = ['unknown', 'uncounted', 'closed'];

/** @param {{lamp: string, percent?: number | null}} props */
export function Lamp({ lamp, percent = null }) {
  const [state, icon] = LAMPS[/** @type {keyof typeof LAMPS} */ (lamp)] ?? LAMPS.unknown;
  return html`<${Pill} state=${state} icon=${icon}>${t(`spaces.lamp.${lamp}`)}${percent !== null && !WORDS_ALONE.includes(lamp) ? ` · ${percent} %` : ''}</${Pill}>`;
}
