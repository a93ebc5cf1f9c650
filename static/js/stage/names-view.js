// The MC's words on a screen: blanks filled, what could not be filled in brackets, names with how they are said.

import { hasWord, html, Icon, Pill, second, t, timeHM } from '../core/ui.js';
import { fill } from './names.js';

/** @typedef {import('./names.js').Known} Known */
/** @typedef {import('./names.js').Part} Part */
/** @typedef {import('../protocol/order.js').Person} Person */

/** @param {string} key folded name of a blank */
const blankWords = (key) => (hasWord(`stage.blank.${key}`) ? t(`stage.blank.${key}`) : key.replaceAll('_', ' '));

/** How a name is said, where it is not said as it is written. @param {{one: Person}} props */
export const Said = ({ one }) => (one.say ? html`<span class="said"><${Icon} name="volume-2" label=${t('stage.names.say')} /> ${one.say}</span>` : null);

/** @param {{one: Person}} props */
export const Who = ({ one }) => html`<b>${one.who}</b>${one.about && html`<span class="about">, ${one.about}</span>`} <${Said} one=${one} />`;

/** @param {{part: Part, frozen: boolean}} props */
const List = ({ part, frozen }) => html`<span class="names" role="list">${!frozen && html`<span class="names-live"><${Pill} state="look" icon="triangle-alert">${t('stage.names.not_frozen')}</${Pill}></span>`}
  ${(part.list ?? []).map((one) => html`<span class="name-line" role="listitem" key=${one.id}><${Who} one=${one} /></span>`)}
  ${(part.words ?? []).map((words) => html`<span class="name-line" role="listitem" key=${words}>${words}</span>`)}</span>`;

/** @param {{part: Part, frozen: boolean}} props */
function Piece({ part, frozen }) {
  if (part.list) return html`<${List} part=${part} frozen=${frozen} />`;
  if (part.blank) return html`<b class="blank">[${blankWords(part.text)}]</b>`;
  return part.person ? html`<b class="filled">${part.text}</b>` : html`${part.text}`;
}

/** @param {{text: string, known: Known | null}} props */
export function Spoken({ text, known }) {
  const now = /\{\{\s*(gio|giờ|time)\s*\}\}/i.test(text) ? timeHM(second.value * 1000) : '';
  return html`${text.split('\n').filter(Boolean).map((line, i) => html`<p class="speech" key=${i}>${fill(line, known, now).map((part) => html`<${Piece} part=${part} frozen=${known?.frozen ?? false} />`)}</p>`)}`;
}
