/**
 * Words for people: flat catalogues merged by the server into /i18n/<lang>.json, `{name}` placeholders.
 * A missing key is shown as it is, so that it is seen and not silently empty.
 */

/** @type {Record<string, string>} */
let catalogue = {};
/** @type {Promise<void> | null} */
let loading = null;

const page = globalThis.document?.documentElement?.dataset; // none where there is no page
if (page) page.words = 'asked'; // this script came: opening.js looks

/** @returns {'vi' | 'en'} */
export function lang() {
  return document.documentElement.lang === 'en' ? 'en' : 'vi';
}

/** An answer that has not come by now may never come: over a bad line a request can be lost whole. */
const ANSWER_MS = 6000;
const TRIES = 3;

/** Load once; later calls wait for the same answer. A failed load leaves the keys visible and may be tried again. */
export function loadWords() {
  loading ??= fetchWords();
  return loading;
}

async function fetchWords() {
  for (let left = TRIES; left > 0; left -= 1) {
    try {
      setWords(await inTime(asked().then(read)));
      document.documentElement.dataset.words = 'here'; // opening.js waits for it
      return;
    } catch { /* once more */ }
  }
  loading = null;
}

/** @param {Response} answer */
function read(answer) {
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** @template T @param {Promise<T>} asked @returns {Promise<T>} */
const inTime = (asked) => new Promise((done, fail) => {
  const timer = setTimeout(() => fail(new Error('no answer in time')), ANSWER_MS);
  asked.then(done, fail).finally(() => clearTimeout(timer));
});

/** A page may have asked before its script was there; that answer serves once. @returns {Promise<Response>} */
async function asked() {
  const first = /** @type {any} */ (globalThis).opsFirst;
  const early = first?.words;
  if (early) first.words = null;
  return early ?? fetch(`/i18n/${lang()}.json`, { credentials: 'same-origin' });
}

/** @param {Record<string, string>} words */
export function setWords(words) {
  catalogue = words;
}

/**
 * `{n}` is the fact of that name; `{n?slot|slots}` is the first word for one, the second for any other number.
 * @param {string} words @param {Record<string, string | number | null | undefined>} params
 */
export const fill = (words, params) => words.replace(/\{(\w+)(?:\?([^|{}]*)\|([^{}]*))?\}/g, (hole, name, one, many) => {
  if (!(name in params)) return hole;
  if (many === undefined) return String(params[name] ?? '');
  return String(params[name]) === '1' ? one : many;
});

/**
 * @param {string} key
 * @param {Record<string, string | number | null | undefined>} [params]
 * @returns {string}
 */
export function t(key, params) {
  const words = catalogue[key];
  if (words === undefined) return key;
  if (!params) return words;
  return fill(words, params);
}

/** Is there a word for this key? For codes that may be newer than the page. @param {string} key */
export function hasWord(key) {
  return key in catalogue;
}
