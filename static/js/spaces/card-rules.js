// @ts-check
/** What a stamp card knows by itself: reading codes, what waits to be sent, how it looks with what waits. Pure; times in ms. */

/** @typedef {{ref: string, booth: string, code: string, scanned_at: string, offset_ms: number, at: number}} Waiting booth is the public key */
/** @typedef {{booth: string, name: string, at: string, way: string, weak: boolean}} Stamp booth is the id */
/** @typedef {{id: string, name: string, stamps: number, missing: number, ready: boolean}} Gift */
/** @typedef {{id: string, key: string, name: string, area?: string, shows?: string}} Booth */
/** @typedef {{id: string, event: {id: string, name: string, short: string, zone: string}, made_at: string, until: string, stamps: Stamp[], booths: Booth[], gifts: Gift[], weak_left: number, used: null | {at: string, place: string, gift: string, gift_name: string}}} Card */
/** @typedef {{token: string, card: Card | null, queue: Waiting[]}} Kept */

export const SENT_WITHIN_MS = 2 * 3600_000;
const SIGNS = /^[0-9A-HJKMNP-TV-Z]+$/;
const CODE_LENGTHS = [6, 10]; // of a tablet, of a printed sheet
const KEY_LENGTH = 8;
const MOST_WAITING = 60;

/** As fingers type it and as we know it; null when it cannot be a code of ours. @param {string} typed @returns {string | null} */
export function codeOf(typed) {
  const said = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return CODE_LENGTHS.includes(said.length) && SIGNS.test(said) ? said : null;
}

/** @typedef {{kind: 'stamp', booth: string, code: string} | {kind: 'lead', booth: string, code: string} | {kind: 'booth', booth: string} | {kind: 'card', token: string} | {kind: 'none'}} Read */

/** What an address of ours asks for; of another server nothing. @param {string} text @param {string} origin @returns {Read} */
export function readAddress(text, origin) {
  let url;
  try { url = new URL(text, origin); } catch { return { kind: 'none' }; }
  if (url.origin.toLowerCase() !== origin.toLowerCase()) return { kind: 'none' };
  const [first, key = '', second = '', third = ''] = url.pathname.split('/').slice(1).map(decodeURIComponent);
  if (first.toLowerCase() !== 'k') return { kind: 'none' };
  if (!key) return url.hash.length > 8 ? { kind: 'card', token: url.hash.slice(1) } : { kind: 'none' };
  if (second === 'lead') return codeOf(third) ? { kind: 'lead', booth: key, code: third } : { kind: 'none' };
  const code = codeOf(second);
  return code ? { kind: 'stamp', booth: key, code } : { kind: 'booth', booth: key };
}

/** Key of a booth as it is typed from its tablet. @param {string} typed */
export function keyOf(typed) {
  const said = typed.trim().toLowerCase().replace(/[\s-]/g, '');
  return said.length === KEY_LENGTH ? said : null;
}

/** One more to send; the same code of the same booth waits once. @param {Waiting[]} queue @param {Waiting} one @returns {Waiting[]} */
export const queued = (queue, one) => (queue.some((other) => other.booth === one.booth && other.code === one.code) ? queue : [...queue, one].slice(-MOST_WAITING));

/** @param {Waiting[]} queue @param {string} ref */
export const without = (queue, ref) => queue.filter((one) => one.ref !== ref);

/** What becomes of an item the server did not take: `drop` it with its words, send it `again` later, or once more without a `card`. @param {{status: number, answered: boolean}} error @param {boolean} hadToken @returns {'drop' | 'again' | 'card'} */
export function fate({ status, answered }, hadToken) {
  if (!answered || status === 429 || status >= 500) return 'again';
  if (status === 404 && hadToken) return 'card';
  return 'drop';
}

/** How each booth stands on this phone. @param {Kept} kept @returns {{booth: Booth, state: 'got' | 'waiting' | 'open', stamp: Stamp | null}[]} */
export function places({ card, queue }) {
  if (!card) return [];
  const stamps = new Map(card.stamps.map((one) => [one.booth, one]));
  const waiting = new Set(queue.map((one) => one.booth));
  return card.booths.map((booth) => ({ booth, stamp: stamps.get(booth.id) ?? null, state: stamps.has(booth.id) ? 'got' : waiting.has(booth.key) ? 'waiting' : 'open' }));
}

/** The gift one works for: the smallest that is not reached, else the largest. @param {Card} card @returns {Gift | null} */
export function nextGift({ gifts }) {
  const sorted = [...gifts].sort((a, b) => a.stamps - b.stamps);
  return sorted.find((one) => !one.ready) ?? sorted.at(-1) ?? null;
}

/** What a gift says: reached, only the stamp of the staff is missing, or so many. @param {Gift} gift @param {boolean} staff was the staff's stamp given */
export function giftState({ missing, ready }, staff) {
  if (ready) return { key: 'ready', n: 0 };
  if (missing === 0 || (missing === 1 && !staff)) return { key: 'staff', n: 0 };
  return { key: 'missing', n: missing };
}

/** Waits that have become too old to be taken. @param {Waiting[]} queue @param {number} now */
export const tooOld = (queue, now) => queue.filter((one) => now - one.at > SENT_WITHIN_MS);

/** The card in the fours that people read aloud. @param {string} id */
export const spelled = (id) => id.replace(/.{4}(?=.)/g, '$& ');
