// @ts-check
/** What is sold and said, and what the platform asks. Twin of ops/livestream/rules/goods.py and platforms.py. */
import { crc, report } from './rules-index.js';
import { unique } from './rules-kinds.js';
import { MINUTE } from './rules-times.js';

/** @typedef {import('./rules-kinds.js').Conflict} Conflict */
/** @typedef {import('./rules-kinds.js').Row} Row */
/** @typedef {import('./rules-index.js').Seen} Seen */
/** @typedef {import('./rules-places.js').Rule} Rule */

const SPIRIT = 15;
const CEILING = 50;
const DECLARED_CEILING = 100;
/** fact: what is counted, is more than the value wrong? @type {[string, 'minutes' | 'products', boolean][]} */
const COUNTED = [['max_minutes', 'minutes', true], ['min_minutes', 'minutes', false], ['max_products', 'products', true], ['min_products', 'products', false]];
/** @type {Record<string, string[]>} */
const NAMES = {
  tiktok: ['tiktok', 'tik tok'], shopee: ['shopee'], lazada: ['lazada', 'lazlive'], facebook: ['facebook'], youtube: ['youtube', 'you tube'], zalo: ['zalo'],
};
// A quick look, before a text is taken apart.
const ANY_NAME = /tik|shopee|laz|facebook|you|zalo/i;
const PHONE = /(?:^|[^0-9])((?:\+?84|0)[ .-]?[235789](?:[ .-]?[0-9]){7,9})(?![0-9])/g;
// "nhất" in a name or a set phrase praises nothing; "số 1" after a place is its number.
const BEFORE_NHAT = new Set(['thống', 'thứ', 'đồng', 'hợp', 'ít']);
const AFTER_NHAT = new Set(['định', 'trí', 'quán', 'thiết', 'thời']);
const BEFORE_NUMBER = new Set('bàn ca cổng cửa gian kênh khu lô mã mục ngày nhà phần phiên phòng quầy tầng tập'.split(' '));

/** Goods whose advertising the law forbids: spirits from 15 degrees on, tobacco, prescription medicine. @param {Row} product @returns {string | null} */
export function forbiddenWhy(product) {
  if ((product.alcohol ?? null) !== null && product.alcohol >= SPIRIT) return 'alcohol';
  return ['tobacco', 'prescription'].find((mark) => (product.marks ?? []).includes(mark)) ?? null;
}

/** One report per product; nobody lifts it. @type {Rule} */
export function* forbidden(index, one) {
  for (const name of one.products) {
    const product = index.get('products', name);
    const why = forbiddenWhy(product);
    if (why) yield report('goods.forbidden', [one], ['product', name], null, { why, alcohol: product.alcohol ?? null });
  }
}

/** Goods that need a fridge in a room that has none. @type {Rule} */
export function* cold(index, one) {
  const room = index.get('rooms', one.room);
  const products = one.products.filter((name) => (index.get('products', name).marks ?? []).includes('cold'));
  if (Object.keys(room).length && products.length && !room.cold) yield report('room.cold', [one], ['room', one.room], null, { products });
}

/** A cut above the ceiling. Fresh food has none; a declared programme reaches 100 %. @type {Rule} */
export function* promotion(index, one) {
  const promo = index.facts.settings?.promo ?? {};
  const ceiling = promo.declared && promo.file_number ? DECLARED_CEILING : CEILING;
  for (const item of one.goods) {
    const product = index.get('products', item.product);
    const before = product.price || 0;
    const price = item.price ?? product.live_price ?? null;
    if (price === null || before <= 0 || (product.marks ?? []).includes('fresh')) continue;
    if ((before - price) * 100 > ceiling * before) {
      const percent = Math.floor(((before - price) * 1000) / before) / 10;
      yield report('promo.ceiling', [one], ['product', item.product], null, { percent, ceiling, before, price });
    }
  }
}

/** A fact's value as a number; null when it is none. @param {Row | null} row @returns {number | null} */
function number(row) {
  const text = String(row?.value ?? '').trim();
  const value = Number(text);
  return text === '' || Number.isNaN(value) ? null : value;
}

/** @param {number} value @param {number | null} limit @param {boolean} over is more wrong? */
const beyond = (value, limit, over) => limit !== null && (over ? value > limit : value < limit);

/** Too long, too short, too many, too few: stops only where the fact is sure enough to. @type {Rule} */
export function* limits(index, one) {
  const have = { minutes: (one.slot.ends - one.slot.starts) / MINUTE, products: one.products.length };
  for (const [fact, unit, over] of COUNTED) {
    const broken = index.told(one.platform, fact, one.day).find((row) => beyond(have[unit], number(row), over));
    if (!broken) continue;
    const more = { fact, limit: number(broken), value: have[unit], status: broken.status ?? null };
    yield report(broken.level === 'block' ? 'platform.limit' : 'platform.advice', [one], ['platform', one.platform], null, more, fact);
  }
}

/** Some platforms want to know early. What is confirmed has been told them. @type {Rule} */
export function* lead(index, one, span) {
  if (one.state !== 'draft' && one.state !== 'requested') return;
  const left = (span[0] - index.now) / MINUTE;
  const broken = index.told(one.platform, 'lead_minutes', one.day).find((row) => beyond(left, number(row), false));
  if (!broken) return;
  const more = { fact: 'lead_minutes', limit: number(broken), status: broken.status ?? null };
  yield report(broken.level === 'block' ? 'platform.lead' : 'platform.advice', [one], ['platform', one.platform], null, more, 'lead_minutes');
}

/** What viewers read: the slot's title, or its session's. @param {Seen} one */
const titleOf = (one) => String(one.slot.title || one.session.title || '').normalize('NFC');

/** A report about words is acknowledged for these words only. @param {Conflict} row @param {string} text @returns {Conflict} */
const signed = (row, text) => ({ ...row, with: `${row.with}.${crc(text)}` });

/** Length of the title, names of other platforms and phone numbers, claims. @type {Rule} */
export function* wording(index, one) {
  const title = titleOf(one);
  const text = `${title}\n${String(one.slot.script || '').normalize('NFC')}`;
  const limit = number(index.fact(one.platform, 'title_max', one.day));
  /** @type {[string, string]} */
  const resource = ['platform', one.platform];
  const letters = [...title].length;
  if (limit !== null && letters > limit) yield signed(report('platform.title', [one], resource, null, { limit, value: letters }), title);
  if (index.fact(one.platform, 'other_platforms', one.day)?.value === 'forbidden') {
    const words = foreign(text, one.platform);
    if (words.length) yield signed(report('platform.words', [one], resource, null, { words }), text);
  }
  const words = claims(text);
  if (words.length) yield signed(report('ads.claim', [one], null, null, { words }), text);
}

/** The words of a text in small letters, without what stands between. @param {string} text */
const wordsIn = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Names of other platforms and phone numbers in a text. @param {string} text @param {string} platform */
export function foreign(text, platform) {
  const said = ANY_NAME.test(text) ? ` ${wordsIn(text).join(' ')} ` : '';
  const others = Object.entries(NAMES).filter(([other]) => other !== platform.toLowerCase()).flatMap(([, names]) => names);
  return [...others.filter((name) => said.includes(` ${name} `)), ...[...text.matchAll(PHONE)].map((found) => found[1])];
}

/** Words that need a proof by the law on advertising: "nhất", "số 1", "số một". @param {string} text */
export const claims = (text) => unique(text.toLowerCase().split('\n')
  .filter((line) => line.includes('nhất') || line.includes('số')).flatMap((line) => [...claimsOf(wordsIn(line))]));

/** Those in the words of one line. @param {string[]} words @returns {Generator<string>} */
function* claimsOf(words) {
  for (const [place, word] of words.entries()) {
    const [before = '', after = '', beyond = ''] = [words[place - 1], words[place + 1], words[place + 2]];
    if (word === 'nhất' && !BEFORE_NHAT.has(before) && !AFTER_NHAT.has(after)) yield `${before} nhất`.trim();
    if (word === 'số' && (after === '1' || after === 'một') && !BEFORE_NUMBER.has(before) && !/^\d/.test(beyond)) yield `số ${after}`;
  }
}
