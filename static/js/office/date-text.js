// @ts-check
/** Dates and times as people here write them, dd/mm/yyyy and 24 hours, whatever language the browser speaks. */

import { html, t, useState } from '../core/ui.js';
import { asText, readText } from './date-rules.js';
import { Field } from './office.js';

/**
 * A date, or with `time` an instant on the wall, typed as text. What cannot be read is said in place, and its form waits.
 * @param {{label: string, name?: string, value: string, time?: boolean, disabled?: boolean, hint?: string, onValue: (value: string) => void}} props
 *   `value`: "2025-11-14", with a time "2025-11-14T08:30", '' for none
 */
export function DateText({ label, name, value, time = false, disabled = false, hint = '', onValue }) {
  const [text, setText] = useState(asText(value));
  const example = time ? '14/11/2025 08:30' : '14/11/2025';
  /** @param {any} e */
  function typed({ currentTarget }) {
    const read = readText(currentTarget.value, time);
    currentTarget.setCustomValidity(read === null ? t('core.date.odd', { example }) : '');
    setText(currentTarget.value);
    onValue(read ?? '');
  }
  const shown = readText(text, time) === value || (readText(text, time) === null && !value) ? text : asText(value);
  return html`<${Field} label=${label} name=${name} autocomplete="off" maxlength="20" disabled=${disabled} value=${shown} hint=${[hint, t('core.date.hint', { example })].filter(Boolean).join(' ')} onInput=${typed} />`;
}
