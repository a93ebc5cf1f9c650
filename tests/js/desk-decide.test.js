// node --test tests/js/desk-decide.test.js
import assert from 'node:assert/strict';
import test from 'node:test';
import { decideHere, standing } from '../../static/js/checkin/desk-decide.js';

const NOW = Date.parse('2025-11-14T11:00:00.000Z');
const at = (minutes) => new Date(NOW + minutes * 60_000).toISOString();
const gate = (more = {}) => ({ id: 'A', name: 'Cổng A', categories: [], reentry: 'after_exit', needs_confirmation: false, desk_override: true, ...more });
const guest = (more = {}) => ({ id: 'g1', name: 'Hoàng Nhật Khuê', category: 'dai_bieu', status: 'confirmed', ...more });
const scanned = (n, more = {}) => ({
  n, ref: `r${n}`, made_at: NOW, parked: null, about: { guest: 'g1', base: 'ok', policy: 'after_exit', direction: 'in', admit: true },
  item: { type: 'scan', ref: `r${n}`, direction: 'in', device_at: at(-5), offset_ms: 0, told: { admit: true, reason: 'ok' }, override: null, operator: 'Minh Anh', ...more },
});
const undone = (n, target) => ({ n, ref: `r${n}`, made_at: NOW, parked: null, about: { guest: 'g1', direction: 'in' }, item: { type: 'undo', ref: `r${n}`, target } });
const ask = (more = {}) => decideHere({
  row: guest(), revoked: false, gate: gate(), at: NOW, direction: 'in', override: false, supervisor: false, entries: [],
  here: { gate: 'Cổng A', device: 'Bàn 3' }, ...more,
});

const VERDICTS = [
  ['a guest who has not come', {}, 'ok', true],
  ['nobody knows the code', { row: null }, 'unknown', false],
  ['an older code', { revoked: true }, 'revoked_code', false],
  ['a cancelled invitation', { row: guest({ status: 'cancelled' }) }, 'cancelled', false],
  ['another gate takes the category', { gate: gate({ categories: ['bao_chi'] }) }, 'wrong_gate', false],
  ['a gate that opens later', { gate: gate({ opens_at: at(10) }) }, 'too_early', false],
  ['a gate that is closed', { gate: gate({ closes_at: at(-1) }) }, 'too_late', false],
  ['in by the server’s row', { row: guest({ inside: true, entries: 1, in_at: at(-30) }) }, 'already_in', false],
  ['in by a scan that still waits here', { entries: [scanned(1)] }, 'already_in', false],
  ['the waiting scan was taken back', { entries: [scanned(1), undone(2, 'r1')] }, 'ok', true],
  ['a scan of the server’s row was taken back here', { row: guest({ inside: true, entries: 1, in_at: at(-1) }), entries: [undone(3, 'sent')] }, 'ok', true],
  ['a scan that was refused here leaves nothing', { entries: [scanned(1, { told: { admit: false, reason: 'wrong_gate' } })] }, 'ok', true],
  ['back after an exit', { row: guest({ entries: 1, in_at: at(-30), out_at: at(-10) }) }, 'reentry', true],
  ['back at a gate that lets in once', { row: guest({ entries: 1, in_at: at(-30), out_at: at(-10) }), gate: gate({ reentry: 'once' }) }, 'no_reentry', false],
  ['a waiting exit lets the guest back in', { row: guest({ inside: true, entries: 1, in_at: at(-30) }), entries: [scanned(1, { direction: 'out' })] }, 'reentry', true],
  ['an exit is never refused', { row: guest({ status: 'cancelled' }), direction: 'out' }, 'exit_unmatched', true],
  ['an exit of an unknown code neither', { row: null, direction: 'out' }, 'exit_unknown', true],
  ['without a gate the person alone decides', { gate: null }, 'ok', true],
];
for (const [name, more, reason, admit] of VERDICTS) {
  test(name, () => {
    const verdict = ask(more);
    assert.deepEqual([verdict.reason, verdict.admit], [reason, admit]);
  });
}

test('a desk may lift presence and gate, not a cancellation; a supervisor may', () => {
  const wrong = { gate: gate({ categories: ['bao_chi'] }) };
  assert.equal(ask(wrong).mayOverride, true);
  assert.deepEqual([ask({ ...wrong, override: true }).reason, ask({ ...wrong, override: true }).lifted], ['override', 'wrong_gate']);
  const cancelled = { row: guest({ status: 'cancelled' }) };
  assert.equal(ask(cancelled).mayOverride, false);
  assert.equal(ask({ ...cancelled, override: true }).reason, 'cancelled');
  assert.equal(ask({ ...cancelled, supervisor: true, override: true }).reason, 'override');
  assert.equal(ask({ row: guest({ inside: true, entries: 1, in_at: at(-9) }), override: true }).reason, 'override');
});

test('already in says when, where, by which tablet and whom, from the row and from this tablet', () => {
  const row = guest({ inside: true, entries: 1, in_at: at(-30), in_gate: 'Cổng B', in_device: 'Bàn 5', in_by: 'Thùy Dương' });
  assert.deepEqual(ask({ row }).first, { at: at(-30), gate: 'Cổng B', device: 'Bàn 5', by: 'Thùy Dương' });
  assert.deepEqual(ask({ entries: [scanned(1)] }).first, { at: NOW - 5 * 60_000, gate: 'Cổng A', device: 'Bàn 3', by: 'Minh Anh' });
});

test('a clock that is behind does not let a guest in twice', () => {
  const row = guest({ inside: true, entries: 1, in_at: at(20) });
  assert.equal(ask({ row }).reason, 'already_in');
  assert.equal(ask({ entries: [scanned(1, { device_at: at(20) })] }).reason, 'already_in');
});

test('where a guest stands: row and waiting scans together', () => {
  assert.deepEqual(standing(guest(), []), { inside: false, entries: 0, at: null });
  assert.deepEqual(standing(guest(), [scanned(1)]), { inside: true, entries: 1, at: NOW - 5 * 60_000 });
  assert.equal(standing(guest({ inside: true, entries: 1, in_at: at(-9) }), [undone(2, 'sent')]).inside, false);
});
