// @ts-check
/**
 * Reading codes and checking signatures on the tablet. The twin of the reading half of ops/core/tokens.py;
 * tests/vectors/codes.json holds both to the same answers. Hashes are the browser's WebCrypto, signatures too where it can.
 */

export const CODE_CHARS = 16;
export const PAIRING_CHARS = 10;
export const LONGEST_READ = 512; // characters; a QR at our size holds far fewer

// Spaces, hyphens and their look-alikes that chat programs and keyboards put into a code.
const SEPARATORS =
  /[ \t\r\n\u00a0\u00ad\u2007\u200b-\u200d\u2010-\u2015\u202f\u2060\u2212\ufeff-]/g;
const INVITATION_URL = /^(?:HTTPS?:\/\/)?[!-.0->@-~]+\/I\/([!-.0->@-~]+?)\/?(?:[?#][!-~]*)?$/;
const PAIRING_URL = /^(?:HTTPS?:\/\/)?[!-.0->@-~]+\/PAIR\/([!-.0->@-~]+?)\/?(?:[?#][!-~]*)?$/;

/**
 * The invitation code in what a camera, a wedge scanner or a finger gave; null if it is not one of ours.
 * @param {unknown} text
 * @returns {string | null}
 */
export function parseCode(text) {
  return parse(text, INVITATION_URL, CODE_CHARS);
}

/**
 * The same for a pairing code: bare or as `…/pair/<code>`.
 * @param {unknown} text
 * @returns {string | null}
 */
export function parsePairingCode(text) {
  return parse(text, PAIRING_URL, PAIRING_CHARS);
}

/**
 * Four by four, for reading aloud and typing.
 * @param {string} code
 * @returns {string}
 */
export function prettyCode(code) {
  return code.replace(/.{4}(?=.)/g, "$&-");
}

/**
 * @param {unknown} text
 * @param {RegExp} url
 * @param {number} chars
 * @returns {string | null}
 */
function parse(text, url, chars) {
  if (typeof text !== "string" || text.length > LONGEST_READ) return null;
  const squeezed = text.replace(SEPARATORS, "");
  if (!/^[!-~]+$/.test(squeezed)) return null; // before upper case: a Turkish dotless i would turn into an I
  const upper = squeezed.toUpperCase();
  const meant = (url.exec(upper)?.[1] ?? upper).replaceAll("O", "0").replace(/[IL]/g, "1");
  return meant.length === chars && /^[0-9A-HJKMNP-TV-Z]+$/.test(meant) ? meant : null;
}

/**
 * The roster key as handed over at pairing, for `codeHash` only: it cannot be read out of the browser again.
 * @param {string} b64url
 * @returns {Promise<CryptoKey>}
 */
export function importRosterKey(b64url) {
  const hmac = { name: "HMAC", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", fromBase64(b64url), hmac, false, ["sign"]);
}

/**
 * How a code is looked up in the roster: 132 bits of its keyed hash.
 * @param {CryptoKey} cryptoKey
 * @param {string} code
 * @returns {Promise<string>}
 */
export async function codeHash(cryptoKey, code) {
  const digest = await crypto.subtle.sign("HMAC", cryptoKey, new TextEncoder().encode(code));
  const text = btoa(String.fromCharCode(...new Uint8Array(digest)));
  return text.replaceAll("+", "-").replaceAll("/", "_").slice(0, 22);
}

/**
 * Whether the bytes carry the owner's Ed25519 signature; null when this browser cannot tell.
 * @param {string} publicKeyB64
 * @param {Uint8Array<ArrayBuffer> | ArrayBuffer} bytes
 * @param {string} sigB64
 * @returns {Promise<boolean | null>}
 */
export async function verifySignature(publicKeyB64, bytes, sigB64) {
  const verify = await verifier();
  if (!verify) return null;
  try {
    return await verify(fromBase64(publicKeyB64), new Uint8Array(bytes), fromBase64(sigB64));
  } catch {
    return false; // a key or a signature that is none
  }
}

/** @typedef {(key: Uint8Array<ArrayBuffer>, bytes: Uint8Array<ArrayBuffer>, signature: Uint8Array<ArrayBuffer>) => Promise<boolean>} Verify */

/** The base point of the curve: a key that every browser with Ed25519 takes. */
const ANY_KEY = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 0x58 : 0x66));

/**
 * How this browser checks signatures: by itself, else by a library that is fetched only then; null without either.
 * @returns {Promise<Verify | null>}
 */
export async function verifier() {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return null; // no secure context
  try {
    await importVerifyKey(ANY_KEY);
    return async (key, bytes, signature) => subtle.verify({ name: "Ed25519" }, await importVerifyKey(key), signature, bytes);
  } catch {
    return libraryVerifier();
  }
}

/** @param {Uint8Array<ArrayBuffer>} raw */
const importVerifyKey = (raw) => crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);

/** Browsers from before Ed25519 (Chromium until 136) still have SHA-512, which is all the library needs of them. @returns {Promise<Verify | null>} */
async function libraryVerifier() {
  try {
    const { verifyAsync } = await import("../../vendor/noble-ed25519-3.2.0/ed25519.js");
    return (key, bytes, signature) => verifyAsync(signature, bytes, key, { zip215: false });
  } catch {
    return null;
  }
}

/**
 * @param {string} text base64 in either alphabet, padded or not
 * @returns {Uint8Array<ArrayBuffer>}
 */
function fromBase64(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
}
