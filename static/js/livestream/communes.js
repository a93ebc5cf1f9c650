/** Communes by name. The catalogue keeps their codes; names come from the event's list of units, once for a page. */

import { signal, t } from '../core/ui.js';
import { read } from '../office/office.js';

/** @type {import('../core/vendor.js').Signal<Record<string, string>>} */
const names = signal({});
let asked = false;

/** Ask for the names, the first time that somebody needs one. */
function ask() {
  if (asked) return;
  asked = true;
  read('/live/communes').then((said) => { names.value = said.communes; }, () => { asked = false; });
}

/** A commune by its name; by its code where no unit of the event has it. @param {string} code */
export function communeName(code) {
  if (!code) return t('plan.no_commune');
  ask();
  return names.value[code] ?? t('plan.commune', { code });
}
