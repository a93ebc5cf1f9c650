// @ts-check
/**
 * Vietnamese names as search compares them. Pure. With name-keys.js the twin of ops/core/names.py;
 * tests/vectors/names.json holds both to the same answers.
 */

const NOT_WORD = /[^\p{L}\p{N}]+/gu;
const MARKS = /\p{M}/gu;

/**
 * What search compares: no accents, đ as d, lower case, words apart by single spaces.
 * @param {string} s
 * @returns {string}
 */
export function fold(s) {
  const lower = s.normalize("NFD").replace(MARKS, "").toLowerCase().replaceAll("đ", "d");
  return lower.normalize("NFD").replace(MARKS, "").replace(NOT_WORD, " ").trim();
}

/**
 * Whether every word of the query begins a different word of the text, in any order.
 * @param {string} foldedQuery
 * @param {string} foldedText
 * @returns {boolean}
 */
export function matches(foldedQuery, foldedText) {
  return matcher(foldedQuery)(foldedText);
}

/**
 * `matches` with the query prepared once, for scanning a whole list.
 * @param {string} foldedQuery
 * @returns {(foldedText: string) => boolean}
 */
export function matcher(foldedQuery) {
  // Words that take what "ng" takes are those that begin with "ng": so counting both sides is all it needs (Hall).
  const wanted = foldedQuery.split(" ").filter(Boolean);
  const needs = [...new Set(wanted)].map((word) => ({
    start: ` ${word}`,
    least: wanted.filter((other) => other.startsWith(word)).length,
  }));
  return (foldedText) => {
    const text = ` ${foldedText}`;
    for (const { start, least } of needs) {
      if (least === 1 ? !text.includes(start) : text.split(start).length <= least) return false;
    }
    return true;
  };
}
