// @ts-check
/** The two lines of a row in a list, in words. */

import { number, t } from '../core/ui.js';
import { communeName } from './communes.js';
import { dayWords, nameOf, platformName } from './catalogue-state.js';

/** @param {Array<string | false | null | undefined>} words */
const joined = (words) => words.filter(Boolean).join(' · ');
/** @param {number | null} value */
const money = (value) => (value === null ? t('live.cat.no_price_short') : `${number(value)} ₫`);

/** @param {any} row @param {import('./catalogue-missing.js').Around} around */
function ofProducer(row, around) {
  const products = around.products.get(row.id)?.length ?? 0;
  return joined([t(`live.cat.producer_kind.${row.kind}`), row.tax_code && t('live.cat.tax', { code: row.tax_code }), row.commune && communeName(row.commune),
    row.contact, row.phone, t('live.cat.n_products', { n: products })]);
}

/** @param {any} row */
function ofProduct(row) {
  const price = row.live_price !== null && row.live_price !== row.price ? t('live.cat.prices', { price: money(row.price), live: money(row.live_price) }) : money(row.price);
  return joined([nameOf('producer', row.producer), row.stars && t('live.cat.stars_n', { n: row.stars }), price, row.pack, row.stock !== null && t('live.cat.n_stock', { n: number(row.stock) }),
    row.certificate_until && t('live.cat.certificate_until', { day: dayWords(row.certificate_until) }), ...row.marks.map((/** @type {string} */ one) => t(`live.cat.mark.${one}`)), row.voucher && t('live.cat.voucher')]);
}

/** @param {any} row */
function ofPerson(row) {
  const accounts = row.identities.filter((/** @type {any} */ one) => one.state === 'verified').map((/** @type {any} */ one) => platformName(one.platform));
  return joined([row.roles.map((/** @type {string} */ one) => t(`live.cat.person_role.${one}`)).join(', '), nameOf('live_site', row.home_site), accounts.length > 0 && t('live.cat.verified_on', { list: accounts.join(', ') }),
    row.away.length > 0 && t('live.cat.n_away', { n: row.away.length }), row.free.length > 0 && t('live.cat.n_free', { n: row.free.length })]);
}

/** @param {any} row */
function ofRoom(row) {
  const hours = row.opens && row.closes ? `${row.opens}–${row.closes}` : '';
  return joined([t(`live.cat.room_kind.${row.kind}`), nameOf('live_site', row.site), hours, row.producer && nameOf('producer', row.producer), row.cold && t('live.cat.has_cold'),
    row.hears_stage && t('live.cat.hears_stage'), row.power, row.uplink]);
}

/** @param {any} row */
function ofChannel(row) {
  return joined([platformName(row.platform), row.owner ? nameOf('producer', row.owner) : t('live.cat.ours'), row.has_key ? t('live.cat.has_key') : '',
    row.key_holder && t('live.cat.held_by', { name: nameOf('live_person', row.key_holder) })]);
}

/** @type {Record<string, (row: any, around: import('./catalogue-missing.js').Around) => string>} */
const WORDS = { producer: ofProducer, product: ofProduct, live_person: ofPerson, live_room: ofRoom, channel: ofChannel };

/** @param {string} entity @param {any} row @param {import('./catalogue-missing.js').Around} around */
export const about = (entity, row, around) => WORDS[entity]?.(row, around) ?? '';

/** What is typed into the search is looked for in these words. @param {string} entity @param {any} row @param {import('./catalogue-missing.js').Around} around */
export const searched = (entity, row, around) => `${row.id} ${row.name ?? ''} ${about(entity, row, around)} ${(row.identities ?? []).map((/** @type {any} */ one) => one.handle).join(' ')}`;

/** @param {import('./catalogue-missing.js').Lack} lack */
export function lackWords({ code, facts }) {
  const words = { ...facts, ...(facts.until ? { until: dayWords(facts.until) } : {}), ...(facts.paper ? { paper: t(`live.cat.paper.${facts.paper}`) } : {}),
    ...(facts.platform ? { platform: platformName(facts.platform) } : {}), ...(facts.percent ? { percent: number(facts.percent) } : {}) };
  return t(`live.cat.lack.${code}`, words);
}
