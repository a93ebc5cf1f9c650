// @ts-check
/** How the others at the sheet are shown. Pure. */

/** @typedef {{client: string, name: string, track: string, row: string, field: string, initials: string, tone: number}} Other */

const TONES = 4;

/** Two letters that people are known by: "Trần Thị Bình" is TB. @param {string} name */
export function initialsOf(name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const [first = '?', last = ''] = [words[0]?.[0], words.length > 1 ? words.at(-1)?.[0] : words[0]?.[1]];
  return (first + last).toUpperCase();
}

/** The same person has the same colour on every screen. @param {string} name */
export const toneOf = (name) => ([...name].reduce((sum, one) => (sum * 31 + (one.codePointAt(0) ?? 0)) % 9973, 7) % TONES) + 1;

/** @param {readonly Omit<Other, 'initials' | 'tone'>[]} present @param {string} me @param {readonly Other[]} before @returns {Other[]} the same object while it says the same */
export function othersOf(present, me, before) {
  return present.filter((one) => one.client !== me).map((one) => {
    const old = before.find((other) => other.client === one.client);
    const still = old && ['name', 'track', 'row', 'field'].every((key) => old[/** @type {'row'} */ (key)] === one[/** @type {'row'} */ (key)]);
    return still ? old : { ...one, initials: initialsOf(one.name), tone: toneOf(one.name) };
  });
}
