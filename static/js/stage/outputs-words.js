/** What an output says of itself, and a form as the request it becomes. */

import { t } from '../core/ui.js';

/**
 * @typedef {{when: string, track: string | null, rows: string, row?: string, column?: string, text?: string, ahead_s: number}} When
 * @typedef {{what: string} & Record<string, any>} Target
 * @typedef {{id: string, name: string, on: boolean, when: When, target: Target, has_secret: boolean}} Output
 * @typedef {{id: string, name: string}} Named
 * @typedef {{id: string, track: string, cue: string, title: string}} RowPlace
 * @typedef {{outputs: Output[], tokens: any[], osc: any, log: any[], sender: any, tracks: Named[], columns: Named[], rows: RowPlace[]}} Facts
 */

export const WHENS = ['go', 'end', 'before_end', 'before_hard', 'pause', 'resume', 'hold', 'release', 'stop'];
export const TIMED = new Set(['before_end', 'before_hard']);
export const ROWS = ['any', 'flag', 'row', 'cell'];
export const WHATS = ['http', 'osc', 'obs'];
export const NAMES = '{{cue}} {{title}} {{row}} {{track}} {{what}} {{at}} {{started}} {{expected_end}} {{remaining_s}} {{offset_s}} {{phase}} {{next_cue}} {{next_title}}';

/** @param {RowPlace | undefined} row */
export const rowWords = (row) => (row ? `${row.cue} ${row.title}`.trim() || row.id : '');

/** @param {Named[]} list @param {string | null | undefined} id */
const nameOf = (list, id) => list.find((one) => one.id === id)?.name ?? id ?? '';

/** "30 giây trước khi mục hết giờ, cột LED có ghi, Sân khấu". @param {When} when @param {Facts} facts */
export function whenWords(when, facts) {
  const words = t(`outputs.when.${when.when}`);
  const lower = words.charAt(0).toLowerCase() + words.slice(1);
  const parts = [TIMED.has(when.when) ? t('outputs.ahead_said', { n: when.ahead_s, when: lower }) : words];
  if (when.rows === 'flag') parts.push(t('outputs.rows.flag').toLowerCase());
  if (when.rows === 'row') parts.push(rowWords(facts.rows.find((one) => one.id === when.row)) || String(when.row));
  if (when.rows === 'cell') {
    const column = nameOf(facts.columns, when.column);
    parts.push(when.text ? t('outputs.cell_said', { column, text: when.text }) : t('outputs.cell_any', { column }));
  }
  if (when.track) parts.push(nameOf(facts.tracks, when.track));
  return parts.join(', ');
}

/** @param {Target} target @param {Facts} facts */
export function targetWords(target, facts) {
  if (target.what === 'http') return `POST ${target.url}`;
  const place = `${target.host}:${target.port}`;
  if (target.what === 'osc') return `OSC ${place} ${target.address}`;
  const scene = target.column ? t('outputs.scene_from', { column: nameOf(facts.columns, target.column) }) : target.scene;
  return `OBS ${place} · ${scene}`;
}

/** "s {{title}}" a line. @param {string} text */
export function argsOf(text) {
  return text.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => {
    const [, type, value] = /^([ifs])\s+(.*)$/u.exec(line) ?? [null, 's', line];
    return { type, value };
  });
}

/** @param {{type: string, value: string}[]} args */
export const argsText = (args) => args.map((one) => `${one.type} ${one.value}`).join('\n');

/** What a new form begins with. */
export const BLANK = {
  name: '', what: 'http', when: 'go', ahead_s: '30', track: '', rows: 'any', row: '', column: '', text: '', url: 'http://',
  body: '{"cue": "{{cue}}", "title": "{{title}}"}', header: '', secret: '', host: '', port: '', address: '/ops/cue', args: 's {{title}}',
  scene: '', scene_column: '',
};

/** @typedef {typeof BLANK} Form */

/** An output as its form. @param {Output} one @returns {Form} */
export function formOf({ name, when, target }) {
  const plain = { url: target.url, body: target.body, header: target.header, host: target.host, port: target.port, address: target.address, scene: target.scene };
  const known = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined && value !== null).map(([key, value]) => [key, String(value)]));
  return {
    ...BLANK, ...known, name, what: target.what, when: when.when, ahead_s: String(when.ahead_s), track: when.track ?? '', rows: when.rows,
    row: when.row ?? '', column: when.column ?? '', text: when.text ?? '', args: argsText(target.args ?? []), scene_column: target.column ?? '',
  };
}

/** @param {Form} form @returns {Record<string, unknown>} */
export function whenOf(form) {
  return {
    when: form.when, track: form.track || null, rows: form.rows, ahead_s: TIMED.has(form.when) ? Number(form.ahead_s) || 0 : 0,
    ...(form.rows === 'row' ? { row: form.row } : {}), ...(form.rows === 'cell' ? { column: form.column, text: form.text } : {}),
  };
}

/** @param {Form} form @returns {Record<string, unknown>} */
export function targetOf(form) {
  if (form.what === 'http') return { what: 'http', url: form.url.trim(), body: form.body, header: form.header.trim() || null };
  const place = { what: form.what, host: form.host.trim(), port: Number(form.port) };
  if (form.what === 'osc') return { ...place, address: form.address.trim(), args: argsOf(form.args) };
  return { ...place, scene: form.scene, column: form.scene_column || null };
}

/** One line of the log as a state and its words. @param {any} one */
export function resultOf(one) {
  const why = one.reason ? t(`outputs.reason.${one.reason}`, { status: one.status }) : '';
  if (one.ok === null || one.ok === undefined) return { state: '', icon: 'refresh-cw', words: t('outputs.state.waiting'), why };
  if (one.ok) return { state: '', icon: 'check', words: t('outputs.state.sent'), why: one.status };
  if (!one.last) return { state: 'look', icon: 'triangle-alert', words: t('outputs.state.tried', { n: one.n }), why };
  const waits = one.state === 'waiting';
  return { state: waits ? 'look' : 'live', icon: 'triangle-alert', words: t(waits ? 'outputs.state.again' : 'outputs.state.failed'), why };
}
