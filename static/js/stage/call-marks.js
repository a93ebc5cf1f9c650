/**
 * The sign of a row's state. Its lines are read once from the file of signs and stand in the page: a `use` of another
 * file is drawn a frame later than the row, and costs more than the row.
 */

import { h } from '../core/vendor.js';
import { html, Icon, SPRITE } from '../core/ui.js';

/** @typedef {{kind: string, attributes: Record<string, string>}} Stroke */

/** @type {Map<string, Stroke[]>} */
const signs = new Map();

/** @param {Element} line @returns {Stroke} */
const strokeOf = (line) => ({ kind: line.localName, attributes: Object.fromEntries([...line.attributes].map(({ name, value }) => [name, value])) });

/** Until it has come, and when it does not come, signs are drawn from the file itself. @param {string[]} names */
export async function readMarks(names) {
  const answer = await fetch(SPRITE).catch(() => null);
  if (!answer?.ok) return;
  const file = new DOMParser().parseFromString(await answer.text(), 'image/svg+xml');
  for (const name of names) {
    const found = file.getElementById(name);
    if (found) signs.set(name, [...found.children].map(strokeOf));
  }
}

/** @param {{name: string, label: string}} props */
export function Mark({ name, label }) {
  const strokes = signs.get(name);
  if (!strokes) return html`<${Icon} name=${name} label=${label} />`;
  return html`<svg class="icon" viewBox="0 0 24 24" role="img" aria-label=${label} key=${name}>${strokes.map(({ kind, attributes }) => h(kind, attributes))}</svg>`;
}
