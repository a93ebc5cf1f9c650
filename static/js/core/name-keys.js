// @ts-check
/**
 * Vietnamese names and texts: cleaned on the way in, keyed for order. Pure. Apart from names.js, because a tablet only searches.
 */

const ZWJ = "\u200d";
// Characters that take room or join things but show nothing: a name made of them would look empty.
const INVISIBLE = new Set(
  "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0",
);
const LINE_BREAKS = new Set("\t\n\v\f\r\x85");

const ALPHABET = [..."aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"];
/** @type {Map<string, string>} */
const CODES = new Map([
  ...[..."0123456789"].map((digit, i) => /** @type {[string, string]} */ ([digit, twoDigits(i + 1)])),
  ...ALPHABET.map((letter, i) => /** @type {[string, string]} */ ([letter, twoDigits(i + 11)])),
]);
const SHAPES = new Set("\u0302\u0306\u031b"); // circumflex, breve, horn: they make another letter
/** @type {Map<string, string>} */
const TONES = new Map([
  ["\u0300", "1"],
  ["\u0309", "2"],
  ["\u0303", "3"],
  ["\u0301", "4"],
  ["\u0323", "5"],
]);

/**
 * One line of NFC text without controls or invisible characters, at most `limit` code points, no half character.
 * @param {string} s
 * @param {number} limit
 * @returns {string}
 */
export function cleanText(s, limit) {
  const visible = [...s].map(visibleAt).join("");
  return cut(visible.normalize("NFC").replace(/ +/g, " ").replace(/^ | $/g, ""), limit);
}

/**
 * A string of digits that orders names as Vietnamese lists do: given name (last word), then the name from its
 * start. Word by word: letters first (a ă â … d đ …), then the tone. Compare with `<`.
 * @param {string} name
 * @returns {string}
 */
export function sortKey(name) {
  const words = name.toLowerCase().normalize("NFC").replace(/[^\p{L}\p{N}\p{M}]+/gu, " ").trim();
  const keys = words ? words.split(" ").map(wordKey) : [];
  return [...keys.slice(-1), ...keys].join("");
}

/**
 * @param {string} char
 * @param {number} i
 * @param {string[]} all
 * @returns {string}
 */
function visibleAt(char, i, all) {
  if (LINE_BREAKS.has(char) || /[\p{Zs}\p{Zl}\p{Zp}]/u.test(char)) return " ";
  if (char === ZWJ) return joins(all[i - 1]) && isPicture(all[i + 1]) ? char : "";
  return INVISIBLE.has(char) || /[\p{Cc}\p{Cf}\p{Cs}]/u.test(char) ? "" : char;
}

/** @param {string | undefined} char */
function isPicture(char) {
  return char !== undefined && /[\u{2190}-\u{2bff}\u{1f000}-\u{1faff}]/u.test(char);
}

/** @param {string | undefined} char */
function joins(char) {
  return char === "\ufe0f" || isPicture(char);
}

/**
 * At most `limit` code points, cut between two characters as a reader sees them.
 * @param {string} s
 * @param {number} limit
 * @returns {string}
 */
function cut(s, limit) {
  const chars = [...s];
  if (chars.length <= limit) return s;
  let end = limit;
  while (end > 0 && sticks(chars, end)) end -= 1;
  return chars.slice(0, end || limit).join("").replace(/ +$/, ""); // one endless heap of accents is cut anywhere
}

/**
 * Whether chars[i] belongs to the same visible character as the one before it.
 * @param {string[]} chars
 * @param {number} i
 */
function sticks(chars, i) {
  const char = chars[i] ?? "";
  if (char === ZWJ || chars[i - 1] === ZWJ || isMark(char)) return true;
  return isFlagHalf(char) && flagHalvesBefore(chars, i) % 2 === 1;
}

/** @param {string} char an accent, or a skin tone */
function isMark(char) {
  return /\p{M}/u.test(char) || (char >= "\u{1f3fb}" && char <= "\u{1f3ff}");
}

/** @param {string | undefined} char */
function isFlagHalf(char) {
  return char !== undefined && /[\u{1f1e6}-\u{1f1ff}]/u.test(char);
}

/**
 * @param {string[]} chars
 * @param {number} i
 */
function flagHalvesBefore(chars, i) {
  let start = i;
  while (start > 0 && isFlagHalf(chars[start - 1])) start -= 1;
  return i - start;
}

/**
 * @param {string} word
 * @returns {string}
 */
function wordKey(word) {
  /** @type {string[]} */
  const letters = [];
  let tone = "0";
  for (const char of word.normalize("NFD")) {
    const last = letters.length - 1;
    if (TONES.has(char)) tone = TONES.get(char) ?? tone;
    else if (SHAPES.has(char) && last >= 0) letters[last] = (letters[last] + char).normalize("NFC");
    else if (!/\p{M}/u.test(char)) letters.push(char);
  }
  return `${letters.map(letterCode).join("")}00${tone}`;
}

/**
 * Letters of other scripts come last, in the order of their code points.
 * @param {string} letter
 * @returns {string}
 */
function letterCode(letter) {
  const known = CODES.get(letter) ?? CODES.get([...letter.normalize("NFD")][0] ?? "");
  return known ?? `99${String(letter.codePointAt(0)).padStart(7, "0")}`;
}

/** @param {number} n */
function twoDigits(n) {
  return String(n).padStart(2, "0");
}
