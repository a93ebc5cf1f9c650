// Who is introduced, in which order and in which words: the twin of ops/protocol/rules.py, so that the officer's page and
// the MC's tablet need nobody to ask. tests/vectors/introductions.json holds both to the same answers.

/**
 * @typedef {{ id: string, name: string, order: number, named: number, collective: string }} Category
 * @typedef {{ id: string, honorific: string, name: string, title: string, unit: string, category: string, rank: number, order: number,
 *   inside: boolean, intro: string, pronounce: string, stands_for: string | null, in_at?: string | null, vip?: boolean }} Guest
 * @typedef {{ id: string, who: string, about: string, line: string, say: string, deputy: boolean }} Person
 * @typedef {{ id: string, name: string, people: Person[], others: string[], together: string }} Block
 * @typedef {'late' | 'added' | 'changed' | 'gone' | 'unnamed'} Mark
 */

const EVERYBODY = -1;
/** Place of somebody to whom no list gives one (order 0): behind those who have one. */
const UNLISTED = 2 ** 31;
const NO_FORM = 'Đại biểu';
/** Abbreviations that nobody reads out as letters. @type {Map<string, string>} */
const SPOKEN = new Map([
  ['UBND', 'Ủy ban nhân dân'], ['HĐND', 'Hội đồng nhân dân'], ['UBMTTQ', 'Ủy ban Mặt trận Tổ quốc'], ['MTTQ', 'Mặt trận Tổ quốc'],
  ['HTX', 'Hợp tác xã'], ['HĐQT', 'Hội đồng quản trị'],
]);

/** @param {string} a @param {string} b */
const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
/** Where somebody stands inside a block. @param {Guest} a @param {Guest} b */
export const byPlace = (a, b) => a.rank - b.rank || (a.order || UNLISTED) - (b.order || UNLISTED) || byText(a.id, b.id);
/** @param {Category} a @param {Category} b */
export const byOrder = (a, b) => a.order - b.order || byText(a.id, b.id);

/**
 * Blocks with somebody inside: the people read by name, the ids of the others, and the line that greets these.
 * @param {Category[]} categories @param {Guest[]} guests @returns {Block[]}
 */
export function arrange(categories, guests) {
  const inside = guests.filter((one) => one.inside).sort(byPlace);
  return [...categories].sort(byOrder)
    .map((category) => ({ category, some: inside.filter((one) => one.category === category.id) }))
    .filter(({ some }) => some.length).map(({ category, some }) => blockOf(category, some));
}

/** @param {Category} category @param {Guest[]} guests in order @returns {Block} */
function blockOf(category, guests) {
  const named = namedIds(category.named, guests);
  const others = guests.filter((one) => !named.has(one.id)).map((one) => one.id);
  return {
    id: category.id, name: category.name, people: guests.filter((one) => named.has(one.id)).map(person), others,
    together: together(category, others.length, named.size > 0),
  };
}

/** The first of a block, not counting who is never named, and whoever is always named. @param {number} most @param {Guest[]} guests */
export function namedIds(most, guests) {
  const able = guests.filter((one) => one.intro !== 'never');
  const first = most === EVERYBODY ? able : able.slice(0, most);
  return new Set([...first, ...guests.filter((one) => one.intro === 'always')].map((one) => one.id));
}

/** Somebody as the MC reads them. @param {Guest} guest @returns {Person} */
export function person(guest) {
  const who = `${guest.honorific || NO_FORM} ${guest.name}`;
  const words = about(guest.title, guest.unit);
  return { id: guest.id, who, about: words, line: words ? `${who}, ${words}` : who, say: guest.pronounce, deputy: Boolean(guest.stands_for) };
}

/** @param {string} text */
const split = (text) => text.split(/\s+/).filter(Boolean);
/** @param {string} word */
const core = (word) => word.replace(/[,.;]+$/, '');
/** @param {string[]} words */
const bare = (words) => words.map((one) => core(one).toLowerCase()).join(' ');

/** Title and unit, without saying twice what ends the one and begins the other. @param {string} title @param {string} unit */
export function about(title, unit) {
  const [first, then] = [split(spoken(title)), split(spoken(unit))];
  for (let size = Math.min(first.length, then.length); size > 0; size -= 1) {
    if (bare(first.slice(-size)) === bare(then.slice(0, size))) return [...first.slice(0, -size), ...then].join(' ');
  }
  return [first.join(' '), then.join(' ')].filter(Boolean).join(', ');
}

/** A text as it is read out: abbreviations in full. @param {string} text */
export const spoken = (text) => split(text).map((word) => (SPOKEN.get(core(word)) ?? core(word)) + word.slice(core(word).length)).join(' ');

/**
 * How those who are not named are greeted; `{n}` in the officer's own words stands for their number.
 * @param {Category} category @param {number} count @param {boolean} someNamed
 */
export function together(category, count, someNamed) {
  if (!count) return '';
  const start = someNamed ? 'Cùng dự có' : 'Xin chào mừng';
  return category.collective.replaceAll('{n}', String(count)) || `${start} ${count} đại biểu khối ${spoken(category.name)}.`;
}

/**
 * What is different from the frozen list, by person: late (came after), added (was greeted with the others), changed
 * (other words), gone (left again), unnamed (is greeted with the others now).
 * @param {Block[]} frozen @param {Block[]} live @returns {Record<string, Mark>}
 */
export function compare(frozen, live) {
  const before = new Map(frozen.flatMap((block) => block.people.map((one) => /** @type {const} */ ([one.id, one]))));
  const after = new Map(live.flatMap((block) => block.people.map((one) => /** @type {const} */ ([one.id, one]))));
  const grouped = new Set(frozen.flatMap((block) => block.others));
  const still = new Set(live.flatMap((block) => block.others));
  /** @type {Record<string, Mark>} */
  const marks = {};
  for (const [id, one] of after) {
    const old = before.get(id);
    if (!old) marks[id] = grouped.has(id) ? 'added' : 'late';
    else if (old.line !== one.line) marks[id] = 'changed';
  }
  for (const id of before.keys()) if (!after.has(id)) marks[id] = still.has(id) ? 'unnamed' : 'gone';
  return marks;
}

/**
 * The frozen list as it is to be read now: its own people in its own order, and behind each block who came to be named
 * since. A block that nobody stood in when the list was frozen comes in its place.
 * @param {Block[]} frozen @param {Block[]} live @returns {Array<Block & { since: Person[] }>}
 */
export function reading(frozen, live) {
  const marks = compare(frozen, live);
  const since = (/** @type {Block | undefined} */ block) => (block?.people ?? []).filter((one) => marks[one.id] === 'late' || marks[one.id] === 'added');
  const now = new Map(live.map((block) => [block.id, block]));
  const whole = frozen.map((block) => ({ ...block, since: since(now.get(block.id)) }));
  const known = new Set(frozen.map((block) => block.id));
  live.forEach((block, i) => {
    if (known.has(block.id)) return;
    const before = live.slice(0, i).reverse().find((one) => known.has(one.id));
    whole.splice(before ? whole.findIndex((one) => one.id === before.id) + 1 : 0, 0, { ...block, people: [], others: [], together: '', since: since(block) });
    known.add(block.id);
  });
  return whole.filter((block) => block.people.length || block.since.length || block.together);
}

/** Seconds that it takes to read a list aloud: so many syllables a minute, and a breath after each person. @param {Block[]} blocks */
export function readingSeconds(blocks) {
  const lines = blocks.flatMap((block) => [...block.people.map((one) => one.line), block.together]).filter(Boolean);
  const syllables = lines.reduce((sum, line) => sum + split(line).length, 0);
  return Math.round((syllables / SYLLABLES_A_MINUTE) * 60 + lines.length * BREATH_S);
}
const SYLLABLES_A_MINUTE = 180;
const BREATH_S = 1.5;
