// @ts-check
// The memory of a booth's tablet: rows of its audience, keys of its codes for the coming days, taps that are not with the server,
// the minutes in which it ran. After a revocation nothing of it stays.

import { becomeTheOne } from '../checkin/desk-shell.js';
import { call, newRef } from '../core/api.js';
import { clock } from '../core/clock.js';
import { firstLook, makeBox, openLocal, pruneSent, wipe } from '../core/local-db.js';
import { createOutbox } from '../core/outbox.js';
import { computed, effect, signal } from '../core/ui.js';
import { makeSend } from '../livestream/booth-send.js';
import { keepAudience } from '../protocol/intro-keep.js';
import { over, placeOf, ranMinutes, UNDO_MS } from './space-rules.js';

/** @typedef {import('./space-rules.js').Tap} Tap */
/** @typedef {import('./space-code.js').Codes} Codes */
/** @typedef {{ref: string, words: string, at: number, message: string}} Refusal */
/** @typedef {ReturnType<typeof openSpace>} Space */

const BOX = 'ops-space-box';
const ROWS = ['event', 'space_area', 'space_exhibitor', 'space_booth', 'space_settings', 'space_count', 'space_tally'];
const REMEMBERED = ['answered', 'taps', 'refusals', 'codes', 'minutes', 'kiosk'];
const ALIVE_MS = 60_000;
const CODES_MS = 30 * 60_000;

/** The second place for the last number given out. */
const witness = {
  read() { try { return Number(localStorage.getItem('ops.space.seq') ?? 0) || 0; } catch { return 0; } },
  /** @param {number} n */
  write(n) { try { localStorage.setItem('ops.space.seq', String(n)); } catch { /* one witness less */ } },
};

export function openSpace() {
  const kept = keepAudience('space', ROWS);
  const { store, identity, feed, phase } = kept;
  /** @type {import('../core/vendor.js').Signal<Tap[]>} */
  const waiting = signal([]);
  /** @type {import('../core/vendor.js').Signal<Tap[]>} */
  const answered = signal([]);
  /** What was tapped here lately, oldest first: for taking it back. @type {import('../core/vendor.js').Signal<Tap[]>} */
  const taps = signal([]);
  /** @type {import('../core/vendor.js').Signal<Refusal[]>} */
  const refusals = signal([]);
  /** @type {import('../core/vendor.js').Signal<Codes | null>} */
  const codes = signal(null);
  /** @type {import('../core/vendor.js').Signal<number[]>} */
  const minutes = signal([]);
  const kiosk = signal(false);
  const pending = signal(0);
  /** What was tapped here, and whether this is a kiosk, is known, or cannot be. */
  const remembered = signal(false);
  const memory = /** @type {Record<string, import('../core/vendor.js').Signal<any>>} */ ({ answered, taps, refusals, codes, minutes, kiosk });
  /** @type {import('../core/local-db.js').Local | null} */
  let box = null;
  /** @type {ReturnType<typeof createOutbox> | null} */
  let outbox = null;

  /** There is something to draw, and nothing of it is taken back a moment later. */
  const ready = computed(() => remembered.value && !!feed.value?.ready.value);
  const place = computed(() => placeOf(identity.value?.device.post ?? '', store.list('space_booth'), store.list('space_area')));
  const laid = computed(() => over(answered.value, waiting.value, store.upto));
  const path = (/** @type {string} */ rest) => `/api/events/${encodeURIComponent(identity.peek()?.event.id ?? '')}/spaces/${rest}`;
  const online = () => feed.peek()?.state.peek().link === 'online';
  /** The same for what is drawn from it. */
  const linked = () => feed.value?.state.value.link === 'online';

  /** @param {string} name @param {any} value */
  function remember(name, value) {
    memory[name].value = value;
    void box?.remember(name, value).catch(() => undefined);
  }

  /** @param {import('../core/outbox.js').Entry} entry @param {import('../core/outbox.js').Answer} answer */
  function onAnswer({ about }, answer) {
    const one = /** @type {Tap} */ (about);
    waiting.value = waiting.peek().filter((other) => other.ref !== one.ref);
    if (answer.state === 'taken') return remember('answered', [...answered.peek().filter((other) => (other.seq ?? 0) > store.position.seq), { ...one, seq: answer.seq }]);
    const { code, message } = answer.refused;
    if (one.kind === 'undo' && code === 'tap_gone') return; // it was taken back already
    remember('taps', taps.peek().filter((other) => other.ref !== one.ref));
    remember('refusals', [{ ref: one.ref, words: one.words, at: one.at, message: message || code }, ...refusals.peek()].slice(0, 20));
  }

  /** Kept first, shown at once, sent when it can be. @param {string} to below spaces/ @param {Record<string, any>} body @param {Omit<Tap, 'ref' | 'at'>} what @returns {Promise<boolean>} */
  async function tap(to, body, what) {
    const ref = newRef();
    /** @type {Tap} */
    const about = { ...what, ref, at: Math.round(clock.now()) };
    const stamp = { device_at: new Date(clock.local()).toISOString(), offset_ms: clock.offset === null ? 0 : Math.round(clock.offset) };
    const item = { ref, event: identity.peek()?.event.id ?? '', path: `spaces/${to}`, body: what.kind === 'mark' ? body : { ...body, ...stamp } };
    waiting.value = [...waiting.peek(), about];
    try {
      if (!outbox) throw new Error('no storage');
      await outbox.add(() => item, about);
      if (what.kind !== 'mark') remember('taps', [...taps.peek().filter((one) => about.at - one.at < UNDO_MS), about].slice(-60));
      return true;
    } catch {
      waiting.value = waiting.peek().filter((one) => one.ref !== ref);
      return false;
    }
  }

  /** Keys of today and some days more; those that are here hold until newer ones come. */
  async function fetchCodes() {
    const { booth } = place.peek();
    if (!booth) return;
    const told = await call('GET', path(`booths/${encodeURIComponent(booth.id)}/codes`), undefined, { as: 'device' }).catch(() => null);
    if (told) remember('codes', told);
  }

  /** This page runs: told each minute, and what ran without a network is told afterwards. */
  async function sayAlive() {
    const { booth, area } = place.peek();
    if (phase.peek() !== 'ready' || !(booth || area)) return;
    remember('minutes', ranMinutes(minutes.peek(), clock.now()));
    if (!online()) return;
    const sent = minutes.peek();
    const told = await call('POST', path('alive'), { booth: booth?.id ?? '', area: area?.id ?? '', minutes: sent }, { as: 'device' }).catch(() => null);
    if (told) remember('minutes', minutes.peek().filter((one) => !sent.includes(one)));
  }

  async function openBox() {
    box = await openLocal(BOX);
    const look = await firstLook(box, REMEMBERED, 1);
    for (const [name, one] of Object.entries(memory)) if (look.known[name] !== undefined) one.value = look.known[name];
    outbox = createOutbox({ box: makeBox(box, look.box), witness, send: makeSend(), onAnswer, onChange: () => { pending.value = outbox?.pending ?? 0; } });
    waiting.value = look.box.entries.map((entry) => /** @type {Tap} */ (entry.about));
    remembered.value = true;
    await outbox.start();
  }

  async function forget() {
    outbox?.stop();
    await wipe(BOX, box).catch(() => undefined);
  }

  async function open() {
    if (!(await becomeTheOne(() => location.reload(), BOX))) return void (phase.value = 'second_tab');
    await Promise.all([openBox().catch(() => { remembered.value = true; }), kept.open()]);
    if (!outbox) return void (phase.value = 'no_storage'); // what is tapped could not be kept
    effect(() => { if (feed.value?.state.value.link === 'online') void outbox?.flush(); });
    effect(() => { if (['revoked', 'over'].includes(phase.value)) void forget(); });
    effect(() => { if (feed.value?.ready.value && place.value.booth && feed.value.state.value.link === 'online') void fetchCodes(); });
    effect(() => { if (feed.value?.ready.value && (place.value.booth || place.value.area)) void sayAlive(); });
    for (const name of ['online', 'pageshow']) addEventListener(name, () => void outbox?.flush());
    setInterval(() => void sayAlive(), ALIVE_MS);
    setInterval(() => { if (online()) void fetchCodes(); }, CODES_MS);
    setTimeout(() => { if (box) void pruneSent(box).catch(() => undefined); }, 5000);
  }

  return { kept, ready, place, laid, waiting, taps, refusals, codes, kiosk, pending, open, tap, remember, path, online, linked };
}
