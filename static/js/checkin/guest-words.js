/** A guest in words. */

import { html, Pill, t } from '../core/ui.js';

/** Ông Phùng Khắc Tường Duy: never the surname alone. @param {any} guest */
export const fullName = (guest) => [guest.honorific, guest.name].filter(Boolean).join(' ');

/** Blocked or cancelled is red, confirmed needs no colour. @param {{guest: any}} props */
export function statusPill({ guest }) {
  if (guest.blocked) return html`<${Pill} icon="ban" state="no">${t('office.guests.blocked')}</${Pill}>`;
  const icon = { confirmed: 'check', cancelled: 'x', declined: 'minus', invited: undefined }[/** @type {string} */ (guest.status)];
  return html`<${Pill} icon=${icon} state=${guest.status === 'cancelled' ? 'no' : ''}>${t(`office.status.${guest.status}`)}</${Pill}>`;
}

/**
 * What came of a scan: a word, an icon, a state.
 * @param {any} scan
 * @returns {{words: string, icon: string, state: string}}
 */
export function scanOutcome(scan) {
  if (scan.state === 'undone') return { words: t('office.scan.undone'), icon: 'undo-2', state: '' };
  if (scan.state === 'conflict') return { words: t('office.scan.conflict'), icon: 'triangle-alert', state: 'look' };
  if (scan.state === 'disputed') return { words: t('office.scan.disputed'), icon: 'triangle-alert', state: 'look' };
  const words = t(`office.reason.${scan.reason}`);
  if (!scan.admit) return { words, icon: 'x', state: 'no' };
  return { words: scan.direction === 'out' ? t('office.scan.out') : words, icon: scan.direction === 'out' ? 'log-out' : 'check', state: scan.direction === 'out' ? '' : 'go' };
}
