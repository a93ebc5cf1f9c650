// @ts-check
/** One slot against hours, people's own time, the stage, the bridge and the papers. Twin of ops/livestream/rules/places.py and papers.py. */
import { report } from './rules-index.js';
import { DAY, clockMs, dayStart, merged, overlap, validOn } from './rules-times.js';

/** @typedef {import('./rules-kinds.js').Conflict} Conflict */
/** @typedef {import('./rules-kinds.js').Row} Row */
/** @typedef {import('./rules-kinds.js').Span} Span */
/** @typedef {import('./rules-index.js').Index} Index */
/** @typedef {import('./rules-index.js').Seen} Seen */
/** @typedef {(index: Index, one: Seen, span: Span) => Iterable<Conflict>} Rule */

const FOOD = new Set(['Thực phẩm', 'Đồ uống']);
const FOOD_MARKS = ['fresh', 'cold', 'supplement'];
const CONFIRMED_ADS = ['supplement', 'cosmetic', 'medicine'];

/** A plan needs a time, a room and a channel before it can hold anything. @param {Index} _index @param {Seen} one @returns {Generator<Conflict>} */
export function* complete(_index, one) {
  const missing = [!one.span && 'time', !one.room && 'room', !one.channel && 'channel'].filter(Boolean);
  if (missing.length) yield report('slot.incomplete', [one], null, null, { missing });
}

/** Outside the event. @type {Rule} */
export function* eventHours(index, one, span) {
  const { from = null, until = null } = index.facts.event ?? {};
  if ((from !== null && span[0] < from) || (until !== null && span[1] > until)) yield report('hours.event', [one], null, null, { from, until });
}

/** Outside the hours of the room, or of the mall when it has none of its own. @type {Rule} */
export function* roomHours(index, one, span) {
  const room = index.get('rooms', one.room);
  const mall = index.facts.settings?.mall ?? {};
  const [opens, closes] = [room.opens || mall.opens, room.closes || mall.closes];
  const [start, end] = [clockMs(opens), clockMs(closes)];
  if (!one.room || start === null || end === null || openThen(index, span, start, end)) return;
  if (!one.producers.some((name) => hasPaper(index, 'producers', name, 'mall_letter', one.day))) {
    yield report('hours.room', [one], ['room', one.room], null, { opens, closes });
  }
}

/** Does it lie in one stretch of opening hours? They may run over midnight; equal readings mean always. @param {Index} index @param {Span} span @param {number} opens @param {number} closes */
function openThen(index, span, opens, closes) {
  if (opens === closes) return true;
  const length = (((closes - opens) % DAY) + DAY) % DAY || DAY;
  const today = dayStart(span[0], index.offset) + opens;
  return [today - DAY, today].some((begin) => begin <= span[0] && span[1] <= begin + length);
}

/** Somebody said that they are away, or when they are free and this is not then. @type {Rule} */
export function* peopleFree(index, one, span) {
  for (const name of one.people) {
    const person = index.get('persons', name);
    const away = /** @type {Span[]} */ ((person.away ?? []).map((/** @type {Row} */ row) => overlap(span, [row.from, row.until])).filter(Boolean));
    if (away.length) {
      away.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      yield report('person.unavailable', [one], ['person', name], away[0], { why: 'away' });
      continue;
    }
    const free = merged((person.free ?? []).map((/** @type {Row} */ row) => [row.from, row.until]));
    if (free.length && !free.some(([start, end]) => start <= span[0] && span[1] <= end)) {
      yield report('person.unavailable', [one], ['person', name], null, { why: 'not_free' });
    }
  }
}

/** People who have a part on stage then, and rows that must not hear this room. @type {Rule} */
export function* stage(index, one, span) {
  const told = index.facts.stage ?? {};
  const own = one.slot.sheet_row || null;
  for (const part of told.people ?? []) {
    const shared = overlap(span, [part.from, part.until]);
    if (shared && part.row !== own && one.people.includes(part.person)) {
      yield report('stage.person', [one], ['person', part.person], shared, { row: part.row, title: part.title || '' }, part.row);
    }
  }
  if (one.session.noise !== 'noisy' || !index.get('rooms', one.room).hears_stage) return;
  for (const part of told.quiet ?? []) {
    const shared = overlap(span, [part.from, part.until]);
    if (shared && part.row !== own) yield report('stage.noise', [one], ['room', one.room], shared, { row: part.row, title: part.title || '' }, part.row);
  }
}

/** What is kept for the bridge then. @type {Rule} */
export function* bridge(index, one, span) {
  /** @type {[string, string, string[]][]} */
  const wanted = [['room', 'rooms', [one.room]], ['channel', 'channels', [one.channel]], ['key', 'keys', [one.key]], ['kit', 'kits', one.kits], ['person', 'persons', one.people]];
  for (const window of index.facts.bridge ?? []) {
    const shared = overlap(span, [window.from, window.until]);
    for (const [kind, table, names] of shared ? wanted : []) {
      for (const name of names) {
        if (name && (window[table] ?? []).includes(name)) yield report('bridge.reserved', [one], [kind, name], shared, { title: window.title || '' }, window.id);
      }
    }
  }
}

/** Is there an accepted paper of the kind that holds on the day? @param {Index} index @param {string} table @param {string} owner @param {string} kind @param {string} day @returns {boolean} */
function hasPaper(index, table, owner, kind, day) {
  return (index.get(table, owner).papers ?? []).some((/** @type {Row} */ paper) => paper.kind === kind && paper.state === 'accepted' && validOn(paper.valid_until, day));
}

/** Papers of sellers and goods; they may come late, so they stop the show and not the plan. @type {Rule} */
export function* onFile(index, one) {
  for (const name of one.producers) {
    if (!hasPaper(index, 'producers', name, 'seller', one.day)) yield report('papers.seller', [one], ['producer', name]);
  }
  for (const name of one.products) {
    const product = index.get('products', name);
    if (product.id) yield* ofProduct(index, one, product);
  }
}

/** Certificate, food safety, confirmation of advertising. @param {Index} index @param {Seen} one @param {Row} product @returns {Generator<Conflict>} */
function* ofProduct(index, one, product) {
  const marks = product.marks ?? [];
  const has = (/** @type {string[]} */ names) => names.some((name) => marks.includes(name));
  const until = product.certificate_until || '';
  const stars = product.stars ?? null;
  const ranked = stars !== null || (product.programmes ?? []).includes('OCOP');
  if (ranked && !(until && until >= one.day) && !hasPaper(index, 'products', product.id, 'ocop', one.day)) {
    yield report('papers.ocop', [one], ['product', product.id], null, { until: until || null, stars });
  }
  if ((FOOD.has(product.industry) || has(FOOD_MARKS)) && !covered(index, product, 'food_safety', one.day)) {
    yield report('papers.food_safety', [one], ['product', product.id]);
  }
  if (has(CONFIRMED_ADS) && !covered(index, product, 'ad_confirmation', one.day)) {
    yield report('papers.ad_confirmation', [one], ['product', product.id]);
  }
}

/** By a paper of the product itself, or for food safety by one of its producer. @param {Index} index @param {Row} product @param {string} kind @param {string} day */
function covered(index, product, kind, day) {
  return hasPaper(index, 'products', product.id, kind, day) || (kind === 'food_safety' && hasPaper(index, 'producers', product.producer || '', kind, day));
}

/** The host is named, and the platform knows who that is. @type {Rule} */
export function* identity(index, one) {
  const host = one.slot.host || '';
  if (!host) {
    yield report('person.unverified', [one], null, null, { why: 'nobody', platform: one.platform });
    return;
  }
  const verified = (index.get('persons', host).identities ?? []).filter((/** @type {Row} */ row) => row.platform === one.platform && row.state === 'verified');
  if (!one.platform || verified.some((/** @type {Row} */ row) => validOn(row.valid_until, one.day))) return;
  yield report('person.unverified', [one], ['person', host], null, { why: verified.length ? 'expired' : 'unverified', platform: one.platform });
}
