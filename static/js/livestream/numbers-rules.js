// @ts-check
/** What the page of numbers decides without a server. Pure. */

/** Slots that will be on air, the next first. @param {Record<string, any>[]} slots @param {number} now */
export const coming = (slots, now) => slots.filter(({ state, starts, ends }) => starts && !['cancelled', 'no_show'].includes(state) && Date.parse(ends) > now).sort((a, b) => a.starts.localeCompare(b.starts) || a.id.localeCompare(b.id));
