// Numbers typed by a tired thumb: digits in, groups of three out, and a doubt when a nought is missing or too many. Pure.

/** @typedef {'gmv' | 'orders' | 'peak'} Field */
/** @typedef {Record<Field, string>} Typed digits only; '' is "not yet known" */
/** @typedef {Record<Field, number | null>} Values */
/** @typedef {{code: string, more: Record<string, number>}} Doubt */

export const FIELDS = /** @type {const} */ (['gmv', 'orders', 'peak']);
export const NOTHING = /** @type {Typed} */ ({ gmv: '', orders: '', peak: '' });
const LONGEST = { gmv: 12, orders: 7, peak: 8 };
/** Prices of a booth without a price list: between a cake and a machine. */
const ANY_PRICE = [1000, 500_000_000];
const BASKET = 50;
const TIMES = 30;

/** A key on a field. @param {string} text @param {string} key a digit, 000 or back @param {Field} field */
export function press(text, key, field) {
  if (key === 'back') return text.slice(0, -1);
  if (!/^\d{1,3}$/.test(key)) return text;
  const next = `${text}${key}`.replace(/^0+(?=\d)/, '');
  return next.length > LONGEST[field] ? text : next;
}

/** What was pasted or typed on real keys: digits stay. @param {string} text @param {Field} field */
export const digitsOf = (text, field) => text.replace(/\D/g, '').replace(/^0+(?=\d)/, '').slice(0, LONGEST[field]);

/** @param {Typed} typed @returns {Values} an empty field is null, never 0 */
export const valuesOf = (typed) => ({ gmv: numberOf(typed.gmv), orders: numberOf(typed.orders), peak: numberOf(typed.peak) });

/** @param {string} text */
const numberOf = (text) => (text === '' ? null : Number(text));

/** @param {Values} values */
export const isEmpty = (values) => FIELDS.every((field) => values[field] === null);

/**
 * What does not look right, by field: each at most one, the more telling first. A doubt is asked about, it stops nothing.
 * @param {Values} values @param {{prices: number[], last: Values}} known @returns {Partial<Record<Field, Doubt>>}
 */
export function doubts(values, { prices, last }) {
  const found = { ...againstLast(values, last), ...againstEachOther(values), ...againstPrices(values, prices, last) };
  return found;
}

/** @param {Values} values @param {Values} last @returns {Partial<Record<Field, Doubt>>} */
function againstLast(values, last) {
  const odd = FIELDS.filter((field) => values[field] && last[field] && (apart(values[field], last[field]) ?? 0) >= TIMES);
  return Object.fromEntries(odd.map((field) => [field, { code: Number(values[field]) > Number(last[field]) ? 'much_more' : 'much_less', more: { last: Number(last[field]) } }]));
}

/** How many times one is the other. @param {number | null} a @param {number | null} b */
const apart = (a, b) => (a && b ? Math.max(a / b, b / a) : null);

/** @param {Values} values @returns {Partial<Record<Field, Doubt>>} */
function againstEachOther({ gmv, orders, peak }) {
  if (gmv && orders === 0) return { orders: { code: 'takings_without_orders', more: {} } };
  if (orders && gmv === 0) return { gmv: { code: 'orders_without_takings', more: {} } };
  if (orders && peak === 0) return { peak: { code: 'orders_without_eyes', more: {} } };
  return {};
}

/** Takings divided by orders must be the price of something. @param {Values} values @param {number[]} prices @param {Values} last @returns {Partial<Record<Field, Doubt>>} */
function againstPrices({ gmv, orders }, prices, last) {
  if (!gmv || !orders) return {};
  const each = Math.round(gmv / orders);
  const known = prices.filter((price) => price > 0);
  const [lowest, highest] = known.length ? [Math.min(...known) / 5, Math.max(...known) * BASKET] : ANY_PRICE;
  if (each < lowest) return { [blamed(gmv, orders, last, 'orders')]: { code: 'each_too_little', more: { each } } };
  if (each > highest) return { [blamed(gmv, orders, last, 'gmv')]: { code: 'each_too_much', more: { each } } };
  return {};
}

/** Which of the two is further from last time; without a last time, the one where the slip is likelier. @param {number} gmv @param {number} orders @param {Values} last @param {Field} likelier @returns {Field} */
function blamed(gmv, orders, last, likelier) {
  const [one, other] = [apart(gmv, last.gmv), apart(orders, last.orders)];
  if (!one || !other || one === other) return likelier;
  return one > other ? 'gmv' : 'orders';
}

/** How the figures agree, when they do so exactly: a whole number of pieces of one price. @param {Values} values @param {number[]} prices @returns {{pieces: number, price: number} | null} */
export function fits({ gmv, orders }, prices) {
  if (!gmv || !orders) return null;
  const price = prices.find((one) => one > 0 && gmv === one * orders);
  return price ? { pieces: orders, price } : null;
}
