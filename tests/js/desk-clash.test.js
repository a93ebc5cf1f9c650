// node --test tests/js/desk-clash.test.js
import assert from 'node:assert/strict';
import test from 'node:test';
import { clashesAmong, clashesIn } from '../../static/js/checkin/desk-clash.js';

const issue = (ref) => ({
  id: `conflict:${ref}`, kind: 'conflict', at: '2025-11-14T11:05:00.000Z', guest: 'g1', name: 'Hoàng Nhật Khuê',
  facts: { ref, gate: 'Cổng B', device: 'Bàn 5', operator: 'Minh', first_gate: 'Cổng A', first_device: 'Bàn 3', first_by: 'Trang', first_at: '2025-11-14T11:04:00.000Z' },
});
const line = (more) => ({ seq: 9, kind: 'checkin.scan_conflicted', at: '', by: {}, facts: { ref: 'b', guest: 'g1', first: 'a', state: 'conflict', scan_at: '2025-11-14T11:05:00.000Z', also: [], ...more } });
const batch = (changes, ...issues) => ({ epoch: 'e', after: 8, upto: 9, changes, rows: { issue: issues } });
const mine = (...refs) => (ref) => refs.includes(ref);
const BOARD_B = { gate: 'Cổng B', device: 'Bàn 5', by: 'Minh', at: '2025-11-14T11:05:00.000Z' };
const BOARD_A = { gate: 'Cổng A', device: 'Bàn 3', by: 'Trang', at: '2025-11-14T11:04:00.000Z' };

test('mine was first: I hear of the tablet that came later', () => {
  const clash = { ref: 'a', guest: 'g1', name: 'Hoàng Nhật Khuê', other: BOARD_B };
  assert.deepEqual(clashesIn(batch([line()], issue('b')), mine('a')), [clash]);
});

test('mine was counted and becomes the second when an earlier scan is handed in late', () => {
  const late = line({ ref: 'a', first: null, state: 'counted', also: [{ ref: 'b', state: 'conflict' }] });
  const clash = { ref: 'b', guest: 'g1', name: 'Hoàng Nhật Khuê', other: BOARD_A };
  assert.deepEqual(clashesIn(batch([{ ...late, kind: 'checkin.guest_admitted' }], issue('b')), mine('b')), [clash]);
});

test('my upload comes late, was made first, and pushes another tablet back: I hear of it too', () => {
  const late = line({ ref: 'a', first: null, state: 'counted', also: [{ ref: 'b', state: 'conflict' }] });
  const clash = { ref: 'a', guest: 'g1', name: 'Hoàng Nhật Khuê', other: BOARD_B };
  assert.deepEqual(clashesIn(batch([late], issue('b')), mine('a')), [clash]);
  assert.deepEqual(clashesIn(batch([late], issue('b')), mine('a', 'b')).map((one) => one.ref), ['b'], 'both made here: once, at the one that moved');
});

test('my own upload that is answered with the conflict is not said twice', () => {
  assert.deepEqual(clashesIn(batch([line()], issue('b')), mine('b')), []);
  assert.deepEqual(clashesIn(batch([line()], issue('b')), mine('a', 'b')), []);
});

test('scans of others, other states and an undone conflict are none of my business', () => {
  assert.deepEqual(clashesIn(batch([line()], issue('b')), mine('z')), []);
  assert.deepEqual(clashesIn(batch([line({ state: 'disputed' })]), mine('a')), []);
  assert.deepEqual(clashesIn(batch([line({ ref: 'x', first: null, state: 'undone', also: [{ ref: 'a', state: 'counted' }] })]), mine('a')), []);
  assert.deepEqual(clashesIn({ epoch: 'e', after: 1, upto: 2 }, mine('a')), []);
});

test('an issue that is already settled still leaves the time', () => {
  const [clash] = clashesIn(batch([line()]), mine('a'));
  assert.deepEqual(clash.other, { gate: '', device: '', by: '', at: '2025-11-14T11:05:00.000Z' });
});

test('one notice per scan of mine, however many lines speak of it', () => {
  const twice = batch([line(), line({ ref: 'c' })], issue('b'), issue('c'));
  assert.equal(clashesIn(twice, mine('a')).length, 1);
});

test('after a fresh snapshot: conflicts of my scans that were not here before, as first and as later', () => {
  const kept = issue('b');
  const ask = (/** @type {[string, { guest: string | null, told: boolean }][]} */ scans, device = 'Bàn 3', known = new Set()) => clashesAmong([kept], known, new Map(scans), device);
  const scan = (guest = 'g1', told = false) => ({ guest, told });
  assert.deepEqual(ask([['a', scan()]]).map(({ ref, other }) => [ref, other.gate, other.device, other.by]), [['a', 'Cổng B', 'Bàn 5', 'Minh']]);
  assert.deepEqual(ask([['b', scan()]], 'Bàn 5').map(({ ref, other }) => [ref, other.gate, other.device, other.by]), [['b', 'Cổng A', 'Bàn 3', 'Trang']]);
  assert.deepEqual(ask([['a', scan()]], 'Bàn 9'), [], 'made at another desk');
  assert.deepEqual(ask([['a', scan('g2')]]), [], 'another guest');
  assert.deepEqual(ask([['a', scan('g1', true)]]), [], 'said before');
  assert.deepEqual(ask([['b', scan('g1', true)]], 'Bàn 5'), [], 'said by the answer to its upload');
  assert.deepEqual(ask([['a', scan()]], 'Bàn 3', new Set(['conflict:b'])), [], 'known before');
  assert.deepEqual(clashesAmong([{ ...kept, kind: 'disputed' }], new Set(), new Map([['a', scan()]]), 'Bàn 3'), []);
});
