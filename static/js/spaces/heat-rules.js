// @ts-check
/** The steps of colour and the days of a heat chart. Pure. */

/** 0 for nothing, 1 to 5 by share of the most. @param {number} value @param {number} most */
export const level = (value, most) => (value <= 0 ? 0 : Math.min(5, Math.max(1, Math.ceil((value * 5) / Math.max(1, most)))));

/** Local days from the first to the last, at most 31; a day outside is offered too. @param {string} first YYYY-MM-DD @param {string} last @param {string} also */
export function days(first, last, also) {
  /** @type {string[]} */
  const all = [];
  for (let at = Date.parse(`${first}T00:00:00Z`); at <= Date.parse(`${last}T00:00:00Z`) && all.length < 31; at += 86_400_000) all.push(new Date(at).toISOString().slice(0, 10));
  return also && !all.includes(also) ? [...all, also].sort() : all;
}
