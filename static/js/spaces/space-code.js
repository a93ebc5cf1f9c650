// @ts-check
/**
 * The code that this booth shows now, made from the key of the day: right also when the network has been gone for hours.
 * The twin of ops/spaces/rules/codes.py; tests/vectors/spaces-codes.json holds both to the same codes.
 */

/** @typedef {{day: string, from: string, until: string, key: string}} DayKey key: base64 */
/** @typedef {{booth: string, key: string, step_s: number, keys: DayKey[], base: string}} Codes as the server gives them, for today and some days more */

const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CHARS = 6;

/** @param {number} at ms @param {number} [stepS] */
export const stepOf = (at, stepS = 30) => Math.floor(at / (stepS * 1000));

/** @param {Uint8Array} digest @param {number} [chars] */
export function spell(digest, chars = CHARS) {
  const bits = [...digest].map((one) => one.toString(2).padStart(8, '0')).join('');
  return Array.from({ length: chars }, (_, i) => SIGNS[Number.parseInt(bits.slice(i * 5, i * 5 + 5), 2)]).join('');
}

/** The key of the day in which a step begins; null when this tablet was alone for longer than it holds keys. @param {DayKey[]} keys @param {number} step @param {number} [stepS] */
export function keyAt(keys, step, stepS = 30) {
  const at = step * stepS * 1000;
  return keys.find((one) => Date.parse(one.from) <= at && at < Date.parse(one.until)) ?? null;
}

/** @type {Map<string, Promise<CryptoKey>>} */
const known = new Map();

/** @param {string} base64 */
function cryptoKey(base64) {
  const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  const found = known.get(base64) ?? crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  known.set(base64, found);
  return found;
}

/** @param {string} key base64 @param {string} booth @param {number} step */
export async function codeOf(key, booth, step) {
  const digest = await crypto.subtle.sign('HMAC', await cryptoKey(key), new TextEncoder().encode(`${booth}|${step}`));
  return spell(new Uint8Array(digest));
}

/** What the tablet shows at an instant. @param {Codes} codes @param {number} at ms @returns {Promise<{step: number, code: string, url: string, lead: string, until: number} | null>} null without a key for that day */
export async function shownAt(codes, at) {
  const step = stepOf(at, codes.step_s);
  const day = keyAt(codes.keys, step, codes.step_s);
  if (!day) return null;
  const code = await codeOf(day.key, codes.booth, step);
  return { step, code, url: `${codes.base}/k/${codes.key}/${code}`, lead: `${codes.base}/k/${codes.key}/lead/${code}`, until: (step + 1) * codes.step_s * 1000 };
}

/** "7K3 QX9", as it is read aloud and typed. @param {string} code */
export const spaced = (code) => code.replace(/.{3}(?=.)/g, '$& ');
