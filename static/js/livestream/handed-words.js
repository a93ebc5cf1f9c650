// @ts-check
/** What a revoked phone's act would do, in words. Pure but for the words and the names it is given. */

import { hasWord, number, t } from '../core/ui.js';

/** @typedef {{product: (id: string) => string}} Names */

const SLOT = /^live\/slots\/[^/]+\/(step|tick|late|goods)(?:\/(.+))?$/;

/** @param {{path: string, body: Record<string, any>}} wanted @param {Names} names */
export function handedWords({ path, body }, names) {
  const [, what = '', product = ''] = SLOT.exec(path) ?? [];
  if (what === 'step') return orPlain(`live.booth.act.${body.do}`, String(body.do ?? ''));
  if (what === 'tick') return t(body.on === false ? 'schedule.handed.untick' : 'schedule.handed.tick', { what: orPlain(`schedule.tick.${body.what}`, String(body.what ?? '')) });
  if (what === 'late') return t('live.booth.act.late', { n: number(Number(body.minutes) || 0) });
  if (what === 'goods') return `${goodsWords(body)}: ${names.product(decodeURIComponent(product))}`;
  if (path === 'live/requests') return orPlain(`schedule.request.${body.kind}`, String(body.kind ?? ''));
  if (path === 'live/figures') return t('schedule.handed.figures', { what: figureWords(body.values ?? {}) });
  return t('schedule.handed.unknown');
}

/** @param {string} key @param {string} plain */
const orPlain = (key, plain) => (hasWord(key) ? t(key) : plain || t('schedule.handed.unknown'));

/** @param {Record<string, any>} body */
function goodsWords({ pinned, stock_left: left, sold_out: out, wrong }) {
  if (wrong) return t('live.booth.act.wrong');
  if (out !== undefined) return t(out ? 'live.booth.act.out' : 'live.booth.act.back');
  if (left !== undefined) return t('schedule.handed.left', { n: number(left) });
  return t(pinned === false ? 'schedule.handed.unpin' : 'live.booth.act.pin');
}

/** @param {Record<string, number | null>} values */
const figureWords = (values) => Object.entries(values).map(([name, value]) => `${orPlain(`live.metric.${name}`, name)} ${value === null ? t('live.booth.figures.none') : number(value)}`).join(', ');
