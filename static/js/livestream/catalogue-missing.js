// @ts-check
/** What a row of the catalogue lacks, or what runs out before the event is over: words to work through. Pure. */

const FOODS = new Set(['Thực phẩm', 'Đồ uống']);
const FOOD_MARKS = ['fresh', 'cold', 'supplement'];
const CLAIMED = ['supplement', 'cosmetic', 'medicine'];
export const SPIRIT = 15;

/**
 * @typedef {Record<string, any>} Row
 * @typedef {{code: string, look: 'look' | 'no', facts: Record<string, any>}} Lack
 * @typedef {{first: string, last: string, papers: Map<string, Row[]>, products: Map<string, Row[]>, keys: Map<string, number>, sites: Set<string>}} Around
 *   `first`, `last`: local days of the event · what hangs on rows, by their id
 */

/** @param {string} code @param {Record<string, any>} [facts] @returns {Lack} */
const lack = (code, facts = {}) => ({ code, look: 'look', facts });
/** @param {string} code @param {Record<string, any>} [facts] @returns {Lack} */
const never = (code, facts = {}) => ({ code, look: 'no', facts });

/** @template T @param {T[]} rows @param {(row: T) => string} by */
export function groups(rows, by) {
  /** @type {Map<string, T[]>} */
  const found = new Map();
  for (const row of rows) {
    const key = by(row);
    const some = found.get(key);
    if (some) some.push(row);
    else found.set(key, [row]);
  }
  return found;
}

/** Does it sell something to eat or drink? @param {Row} product */
export const isFood = (product) => FOODS.has(product.industry) || FOOD_MARKS.some((mark) => product.marks.includes(mark));

/** A paper of a kind that somebody has accepted and that holds; else what is wrong. @param {Row[]} papers @param {string} kind @param {Around} around */
function paperLack(papers, kind, around) {
  const mine = papers.filter((one) => one.kind === kind);
  const good = mine.filter((one) => one.state === 'accepted');
  const lasting = good.filter((one) => !one.valid_until || one.valid_until >= around.last);
  if (lasting.length) return [];
  const latest = good.map((one) => one.valid_until).sort().at(-1);
  if (latest) return [lack(latest < around.first ? 'paper_expired' : 'paper_expires', { paper: kind, until: latest })];
  if (mine.some((one) => one.state === 'waiting')) return [lack('paper_waits', { paper: kind })];
  if (mine.some((one) => one.state === 'refused')) return [lack('paper_refused', { paper: kind })];
  return [lack('paper_missing', { paper: kind })];
}

/** @param {Row} row @param {Around} around @returns {Lack[]} */
function ofProducer(row, around) {
  const papers = around.papers.get(row.id) ?? [];
  const goods = around.products.get(row.id) ?? [];
  const found = paperLack(papers, 'seller', around);
  if (goods.some(isFood)) found.push(...paperLack(papers, 'food_safety', around));
  if (!row.commune) found.push(lack('no_commune'));
  if (!row.tax_code) found.push(lack('no_tax'));
  if (!goods.length) found.push(lack('no_products'));
  return found;
}

/** @param {Row} row @param {Around} around @returns {Lack[]} */
function ofProduct(row, around) {
  const found = [];
  if (row.alcohol !== null && row.alcohol >= SPIRIT) found.push(never('spirit', { percent: row.alcohol }));
  for (const mark of ['tobacco', 'prescription']) if (row.marks.includes(mark)) found.push(never(`mark_${mark}`));
  if (row.stars) {
    if (!row.certificate_until) found.push(lack('no_certificate'));
    else if (row.certificate_until < around.first) found.push(lack('certificate_expired', { until: row.certificate_until }));
    else if (row.certificate_until < around.last) found.push(lack('certificate_expires', { until: row.certificate_until }));
    if (!row.stars_confirmed_by) found.push(lack('stars_unconfirmed'));
  }
  if (CLAIMED.some((mark) => row.marks.includes(mark))) found.push(...paperLack(around.papers.get(row.id) ?? [], 'ad_confirmation', around));
  if (row.price === null) found.push(lack('no_price'));
  if (row.stock === null) found.push(lack('no_stock'));
  if (row.price && row.live_price && row.live_price > row.price) found.push(lack('live_dearer'));
  return found;
}

/** @param {Row} row @param {Around} around @returns {Lack[]} */
function ofPerson(row, around) {
  if (!row.roles.includes('host')) return [];
  if (!row.identities.length) return [lack('no_identity')];
  return row.identities.flatMap((/** @type {Row} */ one) => {
    const facts = { platform: one.platform, until: one.valid_until };
    if (one.state === 'unverified') return [lack('identity_open', facts)];
    if (one.state === 'refused') return [lack('identity_refused', facts)];
    return one.valid_until && one.valid_until < around.last ? [lack('identity_expires', facts)] : [];
  });
}

/** @param {Row} row @returns {Lack[]} */
function ofRoom(row) {
  const found = [];
  if (row.kind === 'booth' && !row.producer) found.push(lack('booth_of_nobody'));
  if (!row.uplink) found.push(lack('no_uplink'));
  if (!row.power) found.push(lack('no_power'));
  return found;
}

/** @param {Row} row @param {Around} around @returns {Lack[]} */
function ofChannel(row, around) {
  const found = [];
  if (!row.has_key) found.push(lack('no_key'));
  if (!row.key_holder) found.push(lack('no_holder'));
  if (row.key && (around.keys.get(row.key) ?? 0) > 1) found.push(lack('key_shared'));
  return found;
}

/** @param {Row} row @param {Around} around @returns {Lack[]} */
function ofFact(row, around) {
  const found = [];
  if (row.valid_until && row.valid_until < around.last) found.push(lack('fact_expires', { until: row.valid_until }));
  if (row.level === 'block' && row.status !== 'official') found.push(lack('fact_unofficial'));
  return found;
}

/** @type {Record<string, (row: Row, around: Around) => Lack[]>} */
const READ = { producer: ofProducer, product: ofProduct, live_person: ofPerson, live_room: ofRoom, channel: ofChannel, platform_fact: ofFact };

/** @param {string} entity @param {Row} row @param {Around} around @returns {Lack[]} */
export const lacks = (entity, row, around) => READ[entity]?.(row, around) ?? [];
