import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { fill } from '../../static/js/core/words.js';

const FOLDER = new URL('../../static/i18n/en/', import.meta.url);
const ALL = Object.assign({}, ...readdirSync(FOLDER).map((name) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'))));

test('a number chooses the word behind it', () => {
  assert.equal(fill('{n} {n?slot|slots}', { n: 1 }), '1 slot');
  assert.equal(fill('{n} {n?slot|slots}', { n: 0 }), '0 slots');
  assert.equal(fill('{n} {n?row has|rows have} run', { n: '1.204' }), '1.204 rows have run');
  assert.equal(fill('{n} {n?row has|rows have} run', { n: '1' }), '1 row has run');
});

test('a hole without a fact stays, a fact that is empty is empty', () => {
  assert.equal(fill('{a} {b} {b?x|y}', { a: null }), ' {b} {b?x|y}');
});

test('each choice of the catalogue is about a number that stands in it, and leaves no bracket', () => {
  for (const [key, words] of Object.entries(ALL)) {
    for (const [, name] of String(words).matchAll(/\{(\w+)\?/g)) {
      const shown = fill(words, Object.fromEntries([...String(words).matchAll(/\{(\w+)/g)].map(([, one]) => [one, one === name ? 1 : 7])));
      assert.ok(!/[{}|]/.test(shown), `${key}: ${shown}`);
      assert.ok(words.includes(`{${name}}`), key);
    }
  }
});
