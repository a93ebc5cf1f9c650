// @ts-check
/** What the page of a draw decides: which step it is at, what is missing for the button, words of a hash. Pure. */

/** @typedef {Record<string, any>} Draw */
/** @typedef {{name: string, role: string, number: string}} Witness */

export const WITNESSES = 3;
export const LARGEST = 999_999;

/** 'register' until everything is typed, 'freeze' when the list may be made, 'run', 'done'. @param {Draw} draw */
export function stepOf(draw) {
  if (draw.state === 'drawn') return 'done';
  if (draw.state === 'frozen') return 'run';
  return draw.locked.length ? 'register' : 'freeze';
}

/** What keeps the button from being pressed, as codes; the server looks again. @param {Witness[]} witnesses @param {readonly string[]} locked */
export function holdsBack(witnesses, locked) {
  const found = [...locked];
  const fits = (/** @type {Witness} */ { name, role, number }) => name.trim() && role.trim() && /^\d{1,6}$/.test(number.trim()) && Number(number) >= 1 && Number(number) <= LARGEST;
  if (witnesses.filter(fits).length < WITNESSES) found.push('witnesses');
  const names = witnesses.map((one) => one.name.trim().toLowerCase()).filter(Boolean);
  if (new Set(names).size < names.length) found.push('same_witness');
  return found;
}

/** In groups of eight, as two people compare it aloud. @param {string} hash */
export const inGroups = (hash) => hash.match(/.{1,8}/g) ?? [];

/** @param {{name: string, pieces: string | number}[]} prizes */
export const prizesOf = (prizes) => prizes.filter((one) => one.name.trim()).map((one) => ({ name: one.name.trim(), pieces: Number(one.pieces) || 1 }));
