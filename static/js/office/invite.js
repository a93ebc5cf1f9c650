/** The letter needs no script; this fills in a date that the server left as an instant, and wires the language switch. */

import { pageFacts, wireSwitches } from '../core/page.js';
import { longDate, setZone, timeHM } from '../core/when.js';

wireSwitches();
setZone(pageFacts().zone);
for (const place of document.querySelectorAll('[data-instant]')) {
  const text = place.getAttribute('data-instant') ?? '';
  const at = /^\d+$/.test(text) ? Number(text) : text;
  place.textContent = `${timeHM(at)}, ${longDate(at)}`;
}
