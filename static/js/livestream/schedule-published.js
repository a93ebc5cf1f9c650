// @ts-check
/** What was last published of a slot, and who has acknowledged it. Pure but for the rows it is given. */

/** @typedef {import('./schedule-state.js').Schedule} Schedule */

/** What people have to know of a slot; when one of these is another than was told, it is not published yet. */
const TOLD = ['starts', 'ends', 'channel', 'host', 'assistants', 'title'];
const OPEN = new Set(['draft', 'requested']);

/** @param {any} value */
const text = (value) => JSON.stringify(value ?? '');

/** Does the plan differ from what people were told? A draft that nobody heard of does not. @param {any} slot @param {Map<string, any>} sessions */
export function unpublished(slot, sessions) {
  const told = slot.told ?? {};
  if (!told.version) return !OPEN.has(slot.state) && slot.state !== 'cancelled';
  const room = slot.room || sessions.get(slot.session)?.room || '';
  return TOLD.some((field) => field in told && text(told[field]) !== text(field === 'title' ? slot.title || sessions.get(slot.session)?.title : slot[field])) || ('room' in told && told.room !== room)
    || (slot.state === 'cancelled') !== (told.state === 'cancelled');
}

/** Whom the published plan concerns. @param {any} told @returns {string[]} */
export const concerned = (told) => [...new Set([...[told?.host, ...(told?.assistants ?? [])].filter(Boolean).map((id) => `person:${id}`), ...(told?.room ? [`room:${told.room}`] : [])])];

/** Everybody concerned, with when they said so. @param {Schedule} sc @param {any} slot @returns {{who: string, at: number | null}[]} */
export function audienceOf(sc, slot) {
  const told = slot.told ?? {};
  if (!told.version) return [];
  return concerned(told).map((who) => {
    const seen = sc.store.get('live_seen', `${slot.id}/${who}`);
    return { who, at: seen && seen.version >= told.version ? Date.parse(seen.at) : null };
  });
}

/** Who has not acknowledged. @param {Schedule} sc @param {any} slot */
export const notYet = (sc, slot) => audienceOf(sc, slot).filter(({ at }) => !at).map(({ who }) => who);
