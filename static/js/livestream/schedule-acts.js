/** What the coordinator does: each act is one command, its answer or its refusal is said in place. */

import { ApiError, command, newRef } from '../core/api.js';
import { eventPath } from '../core/page.js';
import { t, timeHM, toast } from '../core/ui.js';
import { editWords, lookAtEdits } from './schedule-edits.js';
import { columnOf } from './schedule-grid.js';
import { MINUTE, snap } from './schedule-layout.js';
import { asBody, FIRM, moveOf } from './schedule-moves.js';
import { refusal } from './schedule-words.js';

/** @typedef {import('./schedule-state.js').Schedule} Schedule @typedef {ReturnType<typeof scheduleActs>} Acts */

const newId = () => `s${newRef().replaceAll('-', '').slice(0, 14)}`;
const PATIENCE_MS = 4000;
/** Nothing depends on these: they may change without a reason. */
const FREE = new Set(['link', 'note']);

/** @param {Schedule} sc */
export function scheduleActs(sc) {
  /** @param {string} path @param {Record<string, unknown>} body */
  const post = (path, body) => command(`${eventPath()}/live/${path}`, body, { timeout: 15_000 });

  /** Until the feed has brought what was answered. @param {any} answer */
  async function arrived(answer) {
    const until = Date.now() + PATIENCE_MS;
    while (answer?.seq && sc.store.position.seq < answer.seq && Date.now() < until) await new Promise((done) => { setTimeout(done, 25); });
  }

  /** @param {string} path @param {Record<string, unknown>} body @param {string} [words] said when it is done @param {(error: any) => Record<string, unknown>} [more] of a problem */
  async function send(path, body, words, more = () => ({})) {
    sc.problem.value = null;
    try {
      const answer = await post(path, body);
      await arrived(answer);
      if (words) toast(words, sc.may.plan ? { act: t('core.act.undo'), onAct: undo } : {});
      return answer;
    } catch (error) {
      sc.problem.value = { words: refusal(error), error, ...more(error) };
      return null;
    }
  }

  /** @param {any} slot */
  const named = (slot) => `${sc.title(slot)} (${timeHM(slot.starts)})`;
  /** @param {string} id */
  const at = (id) => `slots/${encodeURIComponent(id)}`;

  /** A slot gets other values. The reason is asked for when people were told already. @param {any} slot @param {Record<string, any>} changes @param {{note?: string, pinned?: boolean, seen?: number}} [more] */
  async function change(slot, changes, { note, pinned = false, seen = slot.version } = {}) {
    if (!Object.keys(changes).length) return null;
    if (FIRM.has(slot.state) && !note && Object.keys(changes).some((field) => !FREE.has(field))) {
      sc.asking.value = { slot, changes, pinned, seen };
      return null;
    }
    const body = { changes: asBody(changes), seen, ...(pinned ? { pinned } : {}), ...(note ? { note } : {}) };
    const stale = (/** @type {any} */ error) => (error instanceof ApiError && error.code === 'live_stale' ? { stale: { slot, changes, note, pinned, fields: error.fields } } : {});
    return send(`${at(slot.id)}/change`, body, t('schedule.did.change', { slot: sc.title(slot) }), stale);
  }

  /** Put the held slot down; it stays there on the screen until the feed has it. @param {import('./schedule-moves.js').Held} held */
  async function put(held) {
    const slot = sc.byId.peek().get(held.id);
    sc.held.value = null;
    if (!slot) return;
    const changes = moveOf(held, sc.sessions.peek().get(slot.session) ?? {});
    if (!FIRM.has(slot.state)) sc.sent.value = new Map([...sc.sent.peek(), [slot.id, changes]]);
    await change(slot, changes, { pinned: true, seen: held.seen });
    sc.sent.value = new Map([...sc.sent.peek()].filter(([id]) => id !== slot.id));
  }

  /** What was taken back can be done again, and the other way round: there it stands in words. @param {'undo' | 'redo'} way */
  async function turn(way) {
    const answer = await send(way, {});
    if (!answer) return;
    const edit = (await lookAtEdits(sc))?.[way === 'undo' ? 'redo' : 'undo'];
    const act = t(`schedule.did.${way}`);
    toast(edit?.n === answer.facts?.edit && edit ? t('schedule.edit.act', { act, what: editWords(sc, edit) }) : act);
  }
  const undo = () => turn('undo');
  const redo = () => turn('redo');

  /** @param {any} slot @param {string} action @param {Record<string, unknown>} [more] */
  const step = (slot, action, more = {}) => send(`${at(slot.id)}/step`, { do: action, seen: slot.version, ...more }, undefined).then((answer) => {
    if (answer) toast(t(`schedule.did.${action}`, { slot: named(slot) }));
    return answer;
  });

  /** Open the form of a new slot, at the place where the hand pointed. @param {{column?: string, at?: number, session?: string}} [where] */
  function newSlot({ column = '', at: instant, session = '' } = {}) {
    const starts = snap(instant ?? Math.max(sc.bounds.peek().from + 60 * MINUTE, sc.ofDay.peek().at(-1)?.ends ?? 0), 15);
    sc.chosen.value = '';
    sc.open.value = { what: 'slot', values: { starts, session, ...(column ? { [sc.view.peek()]: column } : {}) } };
  }

  return {
    change, put, undo, redo, step, newSlot, send,
    /** The answer of the question why. @param {string} note */
    withNote(note) {
      const asked = sc.asking.peek();
      sc.asking.value = null;
      if (asked) void change(sc.byId.peek().get(asked.slot.id) ?? asked.slot, asked.changes, { note, pinned: asked.pinned, seen: asked.seen });
    },
    /** Two wrote the same field: mine, on top of theirs. */
    mine() {
      const { slot, changes, note, pinned } = sc.problem.peek()?.stale ?? {};
      const now = sc.byId.peek().get(slot?.id);
      if (now) void change(now, changes, { note, pinned, seen: now.version });
    },
    theirs() { sc.problem.value = null; },
    /** @param {any} slot @param {any[]} some conflicts */
    ack: (slot, some) => send(`${at(slot.id)}/ack`, { kinds: some.map((one) => [one.kind, one.with]) }, undefined),
    /** @param {any} slot @param {any} one @param {string} reason */
    override: (slot, one, reason) => send(`${at(slot.id)}/override`, { kind: one.kind, with: one.with, reason }, undefined),
    /** @param {string} day */
    confirmDay: (day) => send('confirm-day', { day }).then((answer) => {
      if (answer) toast(t('schedule.did.confirm_day', { n: answer.facts?.slots?.length ?? answer.facts?.confirmed?.length ?? 0 }));
      return answer;
    }),
    /** @param {string} id @param {boolean} accept @param {string} words */
    answer: (id, accept, words) => send(`requests/${encodeURIComponent(id)}/answer`, { accept, ...(words ? { words } : {}) }),
    /** An act of a revoked phone. @param {string} id @param {boolean} accept */
    decideHanded: (id, accept) => send(`handed-in/${encodeURIComponent(id)}/decide`, { accept }),
    /** @param {string} note */
    publish: (note) => send('publish', { note }).then((answer) => { if (answer) toast(t('schedule.did.publish')); return answer; }),
    /** @param {any} slot @param {string} product */
    dropGoods(slot, product) {
      const goods = goodsOf(sc, slot).filter((one) => one.product !== product);
      return change(slot, { goods });
    },
    /** @param {Record<string, unknown>} values */
    async makeSession(values) {
      const id = newId();
      return (await send('sessions', { id, ...values })) ? id : null;
    },
    /** @param {string} id @param {Record<string, unknown>} changes @param {number} seen */
    changeSession: (id, changes, seen) => send(`sessions/${encodeURIComponent(id)}/change`, { changes, seen }, t('schedule.did.session')),
    /** @param {Record<string, any>} values */
    async makeSlot(values) {
      const id = newId();
      const made = await send('slots', { id, ...asBody(values) }, t('schedule.did.make'));
      if (made) sc.goTo(made.facts?.slot ?? id);
      return made;
    },
    /** @param {string} id */
    columnOf: (id) => columnOf(sc.view.peek(), sc.byId.peek().get(id) ?? /** @type {any} */ ({}), sc.sessions.peek()),
  };
}

/** What a slot sells: its own goods, or the products of its session. @param {Schedule} sc @param {any} slot @returns {any[]} */
export function goodsOf(sc, slot) {
  if (slot.goods?.length) return slot.goods;
  return (sc.sessions.peek().get(slot.session)?.products ?? []).map((/** @type {string} */ product) => ({ product, pieces: 0, price: sc.products.peek().get(product)?.live_price ?? null }));
}
