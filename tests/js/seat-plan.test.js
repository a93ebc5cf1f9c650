import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parsePlan, planText } from '../../static/js/checkin/seat-plan.js';

const BLOCKS = [{ id: 'so_nganh', name: 'Sở, ngành' }, { id: 'bao_chi', name: 'Báo chí' }];

test('a plan is read line by line, in either spelling', () => {
  const { rows, faults } = parsePlan('A: 38\n\nb 20 khối so_nganh dự phòng 19-20 bỏ 1, 3\nC: 5 block Báo chí reserve 5\n', BLOCKS);
  assert.deepEqual(faults, []);
  assert.deepEqual(rows, [
    { row: 'A', count: 38, category: null, reserve: [], blocked: [] },
    { row: 'B', count: 20, category: 'so_nganh', reserve: [19, 20], blocked: [1, 3] },
    { row: 'C', count: 5, category: 'bao_chi', reserve: [5], blocked: [] },
  ]);
});

test('words typed in decomposed letters mean the same', () => {
  const { rows } = parsePlan('A: 4 dự phòng 4'.normalize('NFD'), BLOCKS);
  assert.deepEqual(rows[0]?.reserve, [4]);
});

test('every wrong line is named with its number', () => {
  const { rows, faults } = parsePlan('A: 4\nghế hàng đầu\nB: 0\nA: 6\nC: 4 khối khong_co\nD: 4 bỏ 9999\nE: 4 gì đó', BLOCKS);
  assert.deepEqual(rows.map((one) => one.row), ['A']);
  assert.deepEqual(faults.map((one) => [one.line, one.code]), [[2, 'shape'], [3, 'shape'], [4, 'twice'], [5, 'block'], [6, 'number'], [7, 'number']]);
});

test('what is shown can be read back', () => {
  const text = 'A: 5 khối so_nganh dự phòng 4-5 bỏ 1\nB: 3';
  const { rows } = parsePlan(text, BLOCKS);
  const shown = rows.map((row) => ({
    row: row.row, category: row.category,
    seats: Array.from({ length: row.count }, (_, i) => ({ number: i + 1, kind: row.blocked.includes(i + 1) ? 'blocked' : row.reserve.includes(i + 1) ? 'reserve' : 'seat' })),
  }));
  assert.equal(planText(shown), text);
});
