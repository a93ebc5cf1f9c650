// The booth's memory on this phone: rows of its audience, what was pressed and is not yet with the server, what was refused.

import { becomeTheOne } from '../checkin/desk-shell.js';
import { newRef } from '../core/api.js';
import { clock } from '../core/clock.js';
import { firstLook, makeBox, openLocal, pruneSent, wipe } from '../core/local-db.js';
import { createOutbox } from '../core/outbox.js';
import { afterPaint } from '../core/pace.js';
import { computed, effect, signal } from '../core/ui.js';
import { keepAudience } from '../protocol/intro-keep.js';
import { laidOver, notYetIn, refusedToo } from './booth-acts.js';
import { factsOf } from './booth-facts.js';
import { makeSend } from './booth-send.js';
import { ownSlots } from './booth-slots.js';

/** @typedef {import('./booth-acts.js').About} About */
/** @typedef {import('./booth-acts.js').Refusal} Refusal */
/** @typedef {import('./booth-slots.js').Slot} Slot */
/** @typedef {ReturnType<typeof openBooth>} Booth */
/** @typedef {{path: string, body?: Record<string, any>, photo?: {bytes: Blob, name: string} | null}} Order what goes to the server */

const BOX = 'ops-booth-box';
/** What was pressed stays known for as long as it may be taken back. */
const BACK_MS = 2 * 60_000;
const ROWS = [
  'event', 'live_site', 'live_room', 'producer', 'product', 'live_paper', 'live_person', 'live_kit', 'channel', 'platform_fact',
  'live_session', 'live_slot', 'live_request', 'live_settings', 'live_stage', 'live_figure_sum',
];
const REMEMBERED = ['refusals', 'answered', 'told', 'later', 'stay', 'nudged', 'read'];

/** The second place for the last number given out. @param {string} key */
const witness = (key) => ({
  read() { try { return Number(localStorage.getItem(key) ?? 0) || 0; } catch { return 0; } },
  /** @param {number} n */
  write(n) { try { localStorage.setItem(key, String(n)); } catch { /* one witness less */ } },
});

export function openBooth() {
  const kept = keepAudience('booth', ROWS);
  const { store, identity, feed, phase } = kept;
  /** In the outbox, or on the way into it. @type {import('../core/vendor.js').Signal<About[]>} */
  const waiting = signal([]);
  /** The server has them, its rows here not yet. @type {import('../core/vendor.js').Signal<About[]>} */
  const answered = signal([]);
  /** @type {import('../core/vendor.js').Signal<Refusal[]>} */
  const refusals = signal([]);
  /** Slots whose takings were told from here. @type {import('../core/vendor.js').Signal<string[]>} */
  const told = signal([]);
  /** Slot -> when its takings are asked for again. @type {import('../core/vendor.js').Signal<Record<string, number>>} */
  const later = signal({});
  /** Slots whose viewers were asked for. @type {import('../core/vendor.js').Signal<string[]>} */
  const nudged = signal([]);
  /** Presses that do not count, and somebody here has read it. @type {import('../core/vendor.js').Signal<string[]>} */
  const read = signal([]);
  /** The slot that was just ended here: its figures are asked for before anything else. */
  const stay = signal('');
  const pending = signal(0);
  /** What was pressed and read here is known, or cannot be. */
  const remembered = signal(false);
  const memory = { refusals, answered, told, later, stay, nudged, read };
  /** @type {import('../core/local-db.js').Local | null} */
  let box = null;
  /** @type {ReturnType<typeof createOutbox> | null} */
  let outbox = null;
  let leaving = false;

  const post = () => identity.value?.device.post ?? '';
  /** There is something to draw, and nothing of it is taken back a moment later. */
  const ready = computed(() => remembered.value && !!kept.feed.value?.ready.value);
  const over = computed(() => [...notYetIn(answered.value, store.upto), ...waiting.value]);
  const base = computed(() => factsOf(store, 0));
  /** As this phone sees it: the rows, and over them what was pressed here. */
  const facts = computed(() => {
    const touched = new Set(over.value.map((one) => one.slot));
    if (!touched.size) return base.value;
    const slots = Object.fromEntries(Object.entries(base.value.slots).map(([id, one]) => [id, touched.has(id) ? laidOver(one, over.value) : one]));
    return { ...base.value, slots };
  });
  const slots = computed(() => ownSlots(/** @type {Slot[]} */ (Object.values(facts.value.slots)), facts.value.sessions, post()));

  /** @param {keyof typeof memory} name @param {any} value */
  function remember(name, value) {
    memory[name].value = value;
    void box?.remember(name, value).catch(() => undefined);
  }

  /** Read: it does not stand there again. @param {string} ref */
  function haveRead(ref) {
    if (refusals.peek().some((one) => one.ref === ref)) remember('refusals', refusals.peek().filter((one) => one.ref !== ref));
    else remember('read', [...read.peek(), ref].slice(-200));
  }

  /** @param {import('../core/outbox.js').Entry} entry @param {import('../core/outbox.js').Answer} answer */
  function onAnswer({ about }, answer) {
    const one = /** @type {About} */ (about);
    waiting.value = waiting.peek().filter((other) => other.ref !== one.ref);
    if (answer.state === 'taken') return remember('answered', [...answered.peek().filter((other) => one.at - other.at < BACK_MS || notYetIn([other], store.position.seq).length), { ...one, seq: answer.seq }]);
    const { code, message } = answer.refused;
    remember('refusals', refusedToo(refusals.peek(), { ref: one.ref, words: one.words, at: one.at, slot: one.slot, code, message }));
  }

  /** Kept first, shown at once, sent when it can be. @param {Order} order @param {Omit<About, 'ref' | 'at'>} what @returns {Promise<boolean>} */
  async function order({ path, body = {}, photo = null }, what) {
    const ref = newRef();
    const about = { ...what, ref, at: Math.round(clock.now()) };
    const stamp = { device_at: new Date(clock.local()).toISOString(), offset_ms: clock.offset === null ? null : Math.round(clock.offset) };
    const item = { ref, event: identity.peek()?.event.id ?? '', path, body: { ...body, ...stamp }, photo: photo && { ...photo, ref: newRef() } };
    waiting.value = [...waiting.peek(), about];
    try {
      if (!outbox) throw new Error('no storage');
      await outbox.add(() => item, about);
      return true;
    } catch {
      waiting.value = waiting.peek().filter((one) => one.ref !== ref);
      return false;
    }
  }

  async function openBox() {
    box = await openLocal(BOX);
    const look = await firstLook(box, REMEMBERED, 1);
    for (const [name, one] of Object.entries(memory)) if (look.known[name] !== undefined) one.value = look.known[name];
    outbox = createOutbox({
      box: makeBox(box, look.box), witness: witness('ops.booth.seq'), send: afterPaint(makeSend()), onAnswer,
      onChange: () => { if (!leaving) pending.value = outbox?.pending ?? 0; },
    });
    waiting.value = look.box.entries.map((entry) => /** @type {About} */ (entry.about));
    remembered.value = true;
    await outbox.start();
  }

  /** After a revocation nothing of the booth stays here: what still waits is handed in first. @param {boolean} revoked */
  async function forget(revoked) {
    leaving = true; // a send that was under way still ends, and counts no more
    outbox?.stop();
    const items = /** @type {any[]} */ (revoked ? (outbox?.entries ?? []).map(({ item }) => item) : []);
    if (items.length) await (await import('./hand-in.js')).handIn(items, { left: (n) => { pending.value = n; } });
    pending.value = 0;
    await wipe(BOX, box).catch(() => undefined);
  }

  async function open() {
    if (!(await becomeTheOne(() => location.reload(), BOX))) return void (phase.value = 'second_tab');
    await Promise.all([openBox().catch(() => { remembered.value = true; }), kept.open()]);
    if (!outbox) return void (phase.value = 'no_storage'); // what is pressed could not be kept
    effect(() => { if (feed.value?.state.value.link === 'online') void outbox?.flush(); });
    effect(() => { if (['revoked', 'over'].includes(phase.value)) void forget(phase.value === 'revoked'); });
    for (const name of ['online', 'pageshow']) addEventListener(name, () => void outbox?.flush());
    setTimeout(() => { if (box) void pruneSent(box).catch(() => undefined); }, 5000);
  }

  return {
    kept, ready, facts, slots, over, waiting, refusals, read, haveRead, told, later, stay, nudged, pending, open, order, remember, post,
    /** What was pressed here last on a slot and is not older than a moment. @param {string} slot */
    last: (slot) => [...answered.value, ...waiting.value].filter((one) => one.slot === slot && one.act).at(-1) ?? null,
  };
}
