/** Numbers off a paper list as people type them: "12 15 18-22", with commas, dashes of any length, in any order. Pure. */

const RANGE = /^(\d{1,6})[-–—](\d{1,6})$/;
const LONGEST_RANGE = 500;

/**
 * @typedef {{numbers: number[], unread: string[]}} Typed
 */

/**
 * The numbers meant, each once, in the order typed; what is no number is kept to be said.
 * @param {string} text
 * @returns {Typed}
 */
export function readNumbers(text) {
  /** @type {Set<number>} */
  const numbers = new Set();
  /** @type {string[]} */
  const unread = [];
  for (const word of words(text)) {
    const found = span(word);
    if (!found) unread.push(word);
    else for (const one of found) numbers.add(one);
  }
  return { numbers: [...numbers], unread };
}

/** "18 - 22" is one word. @param {string} text */
const words = (text) => text.replace(/(\d)\s*[-–—]\s*(?=\d)/g, '$1-').split(/[\s,;.+]+/).filter(Boolean);

/** @param {string} word @returns {number[] | null} */
function span(word) {
  if (/^\d{1,6}$/.test(word)) return [Number(word)];
  const range = RANGE.exec(word);
  if (!range) return null;
  const [from, to] = [Number(range[1]), Number(range[2])];
  if (from > to || to - from >= LONGEST_RANGE) return null;
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
}

/**
 * @typedef {{number: number, id: string, honorific: string, name: string, title: string, unit: string, inside: boolean, in_at: string | null}} Numbered
 * @typedef {{number: number, who: Numbered | null, state: 'ready' | 'inside' | 'done' | 'unknown'}} Line
 */

/**
 * What each number means now. `done` are numbers stored from this page already: they are not sent a second time.
 * @param {number[]} numbers @param {Map<number, Numbered>} known @param {Set<number>} done
 * @returns {Line[]}
 */
export function echo(numbers, known, done) {
  return numbers.map((number) => {
    const who = known.get(number) ?? null;
    if (!who) return { number, who, state: 'unknown' };
    if (done.has(number)) return { number, who, state: 'done' };
    return { number, who, state: who.inside ? 'inside' : 'ready' };
  });
}

/**
 * Upload items of a batch. `told` says that the guest was let in at the door with paper in hand.
 * @param {Line[]} lines @param {{gate: string, at: string, operator: string, newRef: () => string}} about
 */
export function scanItems(lines, { gate, at, operator, newRef }) {
  return lines.filter((line) => line.who && line.state !== 'done').map((line) => ({
    number: line.number,
    item: {
      type: 'scan', ref: newRef(), guest: line.who?.id, gate, direction: 'in', device_at: at, offset_ms: 0,
      method: 'list', told: { admit: true, reason: 'ok' }, operator: operator || null,
    },
  }));
}

/**
 * Take a batch back. The undo carries the time of its scan: the minute in which a desk may take a scan back is counted
 * by the clock of the scan, and paper is typed in long after.
 * @param {Array<{item: any}>} sent @param {{reason: string, newRef: () => string}} about
 */
export function undoItems(sent, { reason, newRef }) {
  return sent.map(({ item }) => ({
    type: 'undo', ref: newRef(), target: item.ref, device_at: item.device_at, offset_ms: 0, reason, operator: item.operator,
  }));
}

/** How many answers ended how. @param {Array<{state: string, error: any}>} answers */
export function tally(answers) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { state } of answers) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
