// What the MC has before them: a row to read and the one beside it. Pure.

/** @typedef {import('../core/store.js').Row} Row */

/**
 * The words of the live row until they are read, then those of the row that comes. A live row without words gives way at
 * once: while the director speaks the MC looks at what comes after.
 * @param {Row | null} live @param {Row | null} coming @param {Row | null} then the one after it
 * @param {string | null} read the row whose words were read
 * @returns {{row: Row | null, other: Row | null, now: boolean}} `now`: the row is on
 */
export function reading(live, coming, then, read) {
  const silent = live !== null && !String(live.cells?.mc_script ?? '').trim();
  const past = live !== null && (silent || read === live.id);
  if (coming && (past || !live)) return { row: coming, other: live ?? then, now: false };
  return { row: live, other: live ? coming : null, now: live !== null };
}

/**
 * Messages for this screen, newest first: what was cleared has no more to say.
 * @param {Row[]} messages @param {{id: string, role: string}} device
 */
export function messagesFor(messages, device) {
  const targets = ['all', `role:${device.role}`, `device:${device.id}`];
  return messages.filter((one) => !one.cleared_at && targets.includes(one.target))
    .sort((a, b) => (a.sent_at < b.sent_at ? 1 : a.sent_at > b.sent_at ? -1 : 0));
}
