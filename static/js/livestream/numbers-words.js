// @ts-check
/** Numbers as a person reads them. Missing is a dash with a word behind it, never 0. */

import { hasWord, html, number, Pill, t } from '../core/ui.js';

const LENGTHS = ['live_s', 'watch_s', 'watch_avg_s'];

/** @param {string} metric @param {number | null | undefined} value */
export function shown(metric, value) {
  if (value === null || value === undefined) return '–';
  if (LENGTHS.includes(metric)) return lengthWords(value);
  if (metric === 'ctr' || metric === 'ctor') return `${number(Math.round(value * 1000) / 10)} %`;
  const whole = number(Math.round(value));
  return ['gmv', 'net', 'refunds', 'aov', 'gmv_attributed', 'ads', 'vouchers'].includes(metric) ? `${whole} ₫` : whole;
}

/** 1:02:00. @param {number} seconds */
export function lengthWords(seconds) {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), Math.floor(seconds % 60)];
  return `${h}:${String(m).padStart(2, '0')}:${String(s).padStart(2, '0')}`;
}

/** @param {string} metric */
export const metricName = (metric) => t(`live.metric.${metric}`);

/** @param {{status: string}} props */
export const Status = ({ status }) => html`<${Pill} state=${status === 'final' ? 'go' : ''} icon=${status === 'final' ? 'check' : status === 'missing' ? 'minus' : 'clock'}>${t(`live.numbers.status.${status}`)}</${Pill}>`;

/** A number as somebody types it: 1.250.000, 1,2 tr, 850k. Null: it is none. @param {string} text @returns {number | null} */
export function typed(text) {
  const plain = text.trim().toLowerCase().replace(/[\s₫đ]/g, '');
  const found = /^(\d+(?:[.,]\d+)*)(k|n|nghìn|tr|triệu|m|tỷ)?$/.exec(plain);
  if (!found) return null;
  const [, digits = '', unit] = found;
  if (!unit) return /^\d{1,3}([.,]\d{3})+$/.test(digits) || /^\d+$/.test(digits) ? Number(digits.replace(/[.,]/g, '')) : null;
  const times = { k: 1e3, n: 1e3, nghìn: 1e3, tr: 1e6, triệu: 1e6, m: 1e6, tỷ: 1e9 }[unit] ?? 1;
  const value = Number(digits.replace(',', '.')) * times;
  return Number.isFinite(value) ? Math.round(value) : null;
}

/** @param {{metric: string, code: string, other?: number, than?: string}} doubt */
export function doubtWords(doubt) {
  const key = `live.numbers.doubt.${doubt.code}`;
  const facts = { name: metricName(doubt.metric), other: shown(doubt.code === 'order_value' ? 'aov' : doubt.than ?? doubt.metric, doubt.other), than: doubt.than ? metricName(doubt.than) : '' };
  return hasWord(key) ? t(key, facts) : doubt.code;
}
