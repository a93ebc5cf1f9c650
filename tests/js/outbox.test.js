// node --test tests/js/outbox.test.js
import assert from 'node:assert/strict';
import test from 'node:test';
import { agreeOnLast, BATCH, createOutbox, PARKED_AGAIN_MS, SendError, waitAfter } from '../../static/js/core/outbox.js';

/** A box in memory that keeps copies, as a database would. */
function memoryBox(entries = [], last = 0) {
  const kept = new Map(entries.map((one) => [one.n, structuredClone(one)]));
  return {
    kept,
    full: false,
    async load() { return { entries: [...kept.values()].sort((a, b) => a.n - b.n), last: Math.max(last, ...kept.keys(), 0) }; },
    async add(entry) { if (this.full) throw new DOMException('full', 'QuotaExceededError'); kept.set(entry.n, structuredClone(entry)); },
    async done(gone) { for (const one of gone) kept.delete(one.n); },
    async change(entry) { kept.set(entry.n, structuredClone(entry)); },
  };
}

/** An outbox whose clock and timers stand still until the test moves them. */
function make({ box = memoryBox(), send = accepting(), seen = 0, now = { ms: 1000 } } = {}) {
  const state = { sent: [], answers: [], timers: [], witness: seen, now, box };
  const outbox = createOutbox({
    box, send: (items) => { state.sent.push(items.map((one) => one.ref)); return send(items); },
    witness: { read: () => state.witness, write: (n) => { state.witness = n; } },
    onAnswer: (entry, answer) => state.answers.push([entry.ref, answer.state]),
    now: () => now.ms, random: () => 1,
    later: (run, ms) => { state.timers.push({ run, ms }); return state.timers.length; }, forget: () => undefined,
  });
  return { outbox, state };
}

const accepting = () => async (items) => ({ answers: items.map(({ ref }) => ({ ref, state: 'accepted' })) });
const item = (ref) => (n) => ({ type: 'scan', ref, dev_seq: n });
const quiet = async (outbox) => { do await new Promise((done) => { setTimeout(done, 1); }); while (outbox.sending); };

async function queued(refs, options) {
  const made = make({ ...options, send: async () => { throw new SendError('offline'); } });
  await made.outbox.start();
  for (const ref of refs) await made.outbox.add(item(ref));
  await quiet(made.outbox);
  return made.state.box;
}

test('an answer that repeats the ref empties the box', async () => {
  const { outbox, state } = make();
  await outbox.start();
  await outbox.add(item('a'));
  await quiet(outbox);
  assert.equal(outbox.pending, 0);
  assert.equal(state.box.kept.size, 0);
  assert.deepEqual(state.answers, [['a', 'accepted']]);
});

test('numbers have no gaps, also when two adds come at once and one of them fails', async () => {
  const { outbox, state } = make({ send: async () => { throw new SendError('offline'); } });
  await outbox.start();
  await Promise.all([outbox.add(item('a')), outbox.add(item('b'))]);
  state.box.full = true;
  await assert.rejects(outbox.add(item('c')), /full/);
  state.box.full = false;
  const entry = await outbox.add(item('d'));
  assert.deepEqual(outbox.entries.map((one) => [one.n, one.ref, one.item.dev_seq]), [[1, 'a', 1], [2, 'b', 2], [3, 'd', 3]]);
  assert.equal(entry.n, 3);
  assert.equal(state.witness, 3);
});

test('a failed write leaves nothing that could be sent', async () => {
  const { outbox, state } = make();
  await outbox.start();
  state.box.full = true;
  await assert.rejects(outbox.add(item('a')));
  await outbox.flush();
  assert.equal(outbox.pending, 0);
  assert.deepEqual(state.sent, []);
});

test('an emptied box is noticed by the witness and numbering goes on behind it', async () => {
  const { outbox } = make({ seen: 41 });
  await outbox.start();
  assert.deepEqual(outbox.lost, [1, 41]);
  const entry = await outbox.add(item('a'));
  assert.equal(entry.n, 42);
});

test('the last number is the larger of box and witness', () => {
  assert.deepEqual(agreeOnLast(7, 7), { last: 7, lost: null });
  assert.deepEqual(agreeOnLast(9, 7), { last: 9, lost: null });
  assert.deepEqual(agreeOnLast(3, 7), { last: 7, lost: [4, 7] });
});

test('what was queued survives a closed page and is sent in order', async () => {
  const box = await queued(['a', 'b', 'c']);
  const { outbox, state } = make({ box, seen: 3 });
  await outbox.start();
  await quiet(outbox);
  assert.deepEqual(state.sent, [['a', 'b', 'c']]);
  assert.equal(box.kept.size, 0);
});

for (const [name, reply] of [
  ['JSON of somebody else', { answers: [] }],
  ['JSON without answers', {}],
  ['answers to other refs', { answers: [{ ref: 'x', state: 'accepted' }] }],
]) {
  test(`${name} deletes nothing`, async () => {
    const { outbox, state } = make({ send: async () => reply });
    await outbox.start();
    await outbox.add(item('a'));
    await quiet(outbox);
    assert.equal(outbox.pending, 1);
    assert.equal(state.box.kept.size, 1);
    assert.equal(outbox.trouble, 'odd');
  });
}

for (const kind of ['captive', 'offline', 'busy', 'signed_out']) {
  test(`${kind}: everything stays, the page can say why, a later try empties it`, async () => {
    let down = true;
    const { outbox, state } = make({ send: async (items) => { if (down) throw new SendError(kind); return accepting()(items); } });
    await outbox.start();
    await outbox.add(item('a'));
    await quiet(outbox);
    assert.equal(outbox.trouble, kind);
    assert.equal(outbox.pending, 1);
    down = false;
    state.timers.at(-1).run();
    await quiet(outbox);
    assert.equal(outbox.trouble, 'ok');
    assert.equal(outbox.pending, 0);
  });
}

test('a reply that was lost is asked for again with the same refs', async () => {
  let lost = true;
  const stored = new Set();
  const send = async (items) => {
    for (const one of items) stored.add(one.ref);
    if (lost) { lost = false; throw new SendError('offline'); }
    return accepting()(items);
  };
  const { outbox, state } = make({ send });
  await outbox.start();
  await outbox.add(item('a'));
  await quiet(outbox);
  await outbox.flush();
  assert.deepEqual(state.sent, [['a'], ['a']]);
  assert.equal(stored.size, 1);
  assert.equal(outbox.pending, 0);
});

test('one poison item is found by halving, parked with its reason, and holds up nobody', async () => {
  const refs = Array.from({ length: 37 }, (_, i) => `r${i}`);
  const box = await queued(refs);
  const done = [];
  const send = async (items) => {
    if (items.some((one) => one.ref === 'r11')) throw new SendError('refused', { code: 'invalid', message: 'does not fit' });
    done.push(...items.map((one) => one.ref));
    return accepting()(items);
  };
  const { outbox } = make({ box, send });
  await outbox.start();
  await quiet(outbox);
  assert.deepEqual(done, refs.filter((ref) => ref !== 'r11'), 'the others, in order');
  assert.deepEqual(outbox.parked.map((one) => [one.ref, one.parked.code, one.parked.message]), [['r11', 'invalid', 'does not fit']]);
  assert.equal(box.kept.get(12).parked.code, 'invalid', 'the parking is on the disk');
});

test('an answer with an error and no state parks that item alone', async () => {
  const send = async (items) => ({ answers: items.map(({ ref }) => (ref === 'b' ? { ref, state: null, error: { code: 'our_fault', message: 'x' } } : { ref, state: 'accepted' })) });
  const box = await queued(['a', 'b', 'c']);
  const { outbox } = make({ box, send });
  await outbox.start();
  await quiet(outbox);
  assert.deepEqual(outbox.entries.map((one) => one.ref), ['b']);
  assert.equal(outbox.parked[0].parked.code, 'our_fault');
});

test('a parked item is tried again alone, after a while or when asked', async () => {
  let heal = false;
  const send = async (items) => {
    if (!heal && items.some((one) => one.ref === 'b')) throw new SendError('refused');
    return accepting()(items);
  };
  const { outbox, state } = make({ send });
  await outbox.start();
  await outbox.add(item('b'));
  await quiet(outbox);
  const before = state.sent.length;
  await outbox.flush();
  assert.equal(state.sent.length, before, 'not before its time');
  heal = true;
  state.now.ms += PARKED_AGAIN_MS;
  await outbox.add(item('c'));
  await quiet(outbox);
  assert.deepEqual(state.sent.slice(before), [['c'], ['b']]);
  assert.equal(outbox.pending, 0);
});

test('a batch holds at most 200, and the rest follows', async () => {
  const refs = Array.from({ length: BATCH + 50 }, (_, i) => `r${i}`);
  const box = await queued(refs);
  const { outbox, state } = make({ box });
  await outbox.start();
  await quiet(outbox);
  assert.deepEqual(state.sent.map((one) => one.length), [BATCH, 50]);
});

test('a partly answered batch keeps the rest and tries it again', async () => {
  const box = await queued(['a', 'b']);
  const { outbox, state } = make({ box, send: async (items) => ({ answers: [{ ref: items[0].ref, state: 'conflict' }] }) });
  await outbox.start();
  await quiet(outbox);
  assert.deepEqual(outbox.entries.map((one) => one.ref), ['b']);
  await outbox.flush();
  assert.deepEqual(state.answers, [['a', 'conflict'], ['b', 'conflict']]);
});

test('waiting doubles from half a second to 15 s, is spread, and follows Retry-After', async () => {
  assert.deepEqual([1, 2, 3, 6, 40].map((n) => waitAfter(n, 1)), [500, 1000, 2000, 15000, 15000]);
  assert.ok(waitAfter(1, 0) < waitAfter(1, 1));
  const { outbox, state } = make({ send: async () => { throw new SendError('busy', { retryAfterMs: 9000 }); } });
  await outbox.start();
  await outbox.add(item('a'));
  await quiet(outbox);
  assert.equal(state.timers.at(-1).ms, 9000);
});

test('after a restored backup, confirmed items are offered again once, in order, with their numbers', async () => {
  const { outbox, state } = make();
  await outbox.start();
  await outbox.add(item('a'));
  await quiet(outbox);
  const old = [{ n: 1, ref: 'a', made_at: 1, parked: null, item: { ref: 'a', dev_seq: 1 }, about: {} }];
  await outbox.offerAgain(old);
  await quiet(outbox);
  assert.deepEqual(state.sent, [['a'], ['a']]);
  assert.equal(outbox.last, 1);
  assert.equal(outbox.pending, 0);
});
