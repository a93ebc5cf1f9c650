// What was pressed here and is not yet in the rows of the server: laid over them, in the order in which it was pressed. Pure.

/** @typedef {import('./booth-slots.js').Slot} Slot */
/** @typedef {{set?: Record<string, any>, ticks?: Record<string, any>, goods?: {product: string, values: Record<string, any>}}} Patch */
/**
 * `words` name the act for a person ("Sẵn sàng"), `seq` is the journal line of the server's answer: from there on the rows hold it.
 * @typedef {{ref: string, slot: string, act: string, words: string, at: number, patch: Patch, seq?: number | null}} About
 */
/** @typedef {{ref: string, words: string, at: number, slot: string, code: string, message: string}} Refusal */

/** @param {Slot} slot @param {Patch} patch @returns {Slot} */
export function patched(slot, { set, ticks, goods }) {
  const next = { ...slot, ...set };
  if (ticks) next.ticks = { ...slot.ticks, ...ticks };
  if (goods) next.goods = pinOne((slot.goods ?? []).map((/** @type {any} */ one) => (one.product === goods.product ? { ...one, ...goods.values } : one)), goods);
  return next;
}

/** One product is pinned at a time. @param {any[]} all @param {NonNullable<Patch['goods']>} change */
const pinOne = (all, { product, values }) => (values.pinned ? all.map((one) => (one.product === product ? one : { ...one, pinned: false })) : all);

/** The slot as this phone sees it. @param {Slot} slot @param {readonly About[]} waiting */
export const laidOver = (slot, waiting) => waiting.filter((one) => one.slot === slot.id).reduce((now, one) => patched(now, one.patch), slot);

/** Acts whose answer the rows do not hold yet. @param {readonly About[]} answered @param {number} seq up to which the rows stand */
export const notYetIn = (answered, seq) => answered.filter((one) => one.seq !== null && (one.seq ?? 0) > seq);

/** The refusal that somebody has to read, the newest first. @param {readonly Refusal[]} all @param {Refusal} one @returns {Refusal[]} */
export const refusedToo = (all, one) => [one, ...all.filter((other) => other.ref !== one.ref)].slice(0, 20);

/** The request in which the server says of a press that it does not count. @param {string} ref */
const pressId = (ref) => `p-${ref.replaceAll('-', '').slice(0, 36)}`;

/**
 * What somebody has to read: refused on the way in, or turned by what another phone handed in later. A press that counts
 * after all is no refusal any more.
 * @param {readonly Refusal[]} local @param {readonly any[]} requests of this booth, instants in ms @param {ReadonlySet<string>} read ids that were read
 * @param {(act: string) => string} words @returns {(Refusal & {kept?: boolean})[]}
 */
export function toRead(local, requests, read, words) {
  const presses = requests.filter(({ kind }) => kind === 'press');
  const known = new Set(presses.map(({ id }) => id));
  const open = presses.filter(({ id, state }) => state === 'open' && !read.has(id));
  const rows = open.map(({ id, slot, wanted, reason, made_at }) => ({ ref: id, slot, words: words(wanted.do), at: made_at, code: reason, message: '', kept: true }));
  return [...rows.sort((a, b) => b.at - a.at), ...local.filter(({ ref }) => !known.has(pressId(ref)))];
}

/**
 * Pieces left of a product on this slot's channel; what was promised counts until somebody says otherwise.
 * @param {any} item of the slot's goods
 */
export const stockOf = (item) => (item.sold_out ? 0 : Math.max(0, item.stock_left ?? item.pieces ?? 0));

/** What is done with a product, as values for the server. @param {any} item @param {'pin' | 'minus' | 'out' | 'back'} what @returns {Record<string, any>} */
export function goodsChange(item, what) {
  if (what === 'pin') return { pinned: !item.pinned };
  if (what === 'out') return { sold_out: true };
  if (what === 'back') return { sold_out: false };
  return { stock_left: Math.max(0, stockOf(item) - 1) };
}

/** How to take an act back within its minute: what to do now, or null. @param {Slot} slot @param {About | null} last @param {number} now @param {number} within */
export function wayBack(slot, last, now, within) {
  if (!last || last.slot !== slot.id || now - last.at >= within) return null;
  const back = /** @type {Record<string, [act: string, state: string]>} */ ({ ready: ['unready', 'ready'], end: ['reopen', 'ended'], go_live: ['undo_live', 'live'] })[last.act];
  return back && slot.state === back[1] ? { act: back[0], left: within - (now - last.at) } : null;
}
