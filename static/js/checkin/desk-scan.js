// One scan at the door: code -> hash -> guest -> verdict of this tablet -> kept on the disk -> shown -> sent.
// The server's answer merges in behind; only when it differs does the card change, with a sound.

import { newRef } from '../core/api.js';
import { clock } from '../core/clock.js';
import { painted } from '../core/pace.js';
import { batch, signal, t, timeHMS, toast } from '../core/ui.js';
import { codeHash, parseCode } from './codes.js';
import { decideHere, standing } from './desk-decide.js';
import { sound } from './desk-senses.js';
import { fullName, look } from './desk-words.js';
import { REFUSED, UNDO_WITHIN_MS, whoEnters } from './rules.js';

/** @import { Answer, Entry } from '../core/outbox.js' */
/** @import { Row } from '../core/store.js' */
/** @import { Alert, Before, Card, Clash, Desk, Scanned, Subject } from './types.js' */

const SAME_CODE_MS = 3000;
const LONGEST_TEXT = 400;
/** Below this a person sees no delay; only a slow disk shows the card before it is kept, and then without a verdict. */
const KEPT_WITHIN_MS = 100;

/** @type {import('../core/vendor.js').Signal<Card | null>} */
export const card = signal(null);
/** @type {import('../core/vendor.js').Signal<'in' | 'out'>} */
export const direction = signal('in');
/** What the server said later about scans that are no longer on the screen. @type {import('../core/vendor.js').Signal<Alert[]>} */
export const alerts = signal([]);
/** Milliseconds since the decoded text: decided, kept on the disk, drawn; newest last; for the bench. @type {{ decided: number, kept: number, drawn: number }[]} */
export const verdictTimes = [];

export const closeCard = () => { card.value = null; };

/** @param {Desk} desk */
export function createScan(desk) {
  const { store, outbox, roster } = desk;
  let lastCode = '';
  let lastSeen = -Infinity;
  let turn = 0;
  /** Verdicts that are not on the screen yet. */
  let coming = 0;

  /** Something read a text. @param {string} text @param {'camera' | 'wedge' | 'typed'} method */
  async function read(text, method) {
    const began = performance.now();
    const code = parseCode(text);
    const seenBefore = (code ?? text) === lastCode && began - lastSeen < SAME_CODE_MS;
    lastCode = code ?? text;
    lastSeen = began;
    // Measured from the last sight: a code that stays before the lens is one visit, however long it stays.
    if (seenBefore && method !== 'typed') return;
    await roster.ready();
    const hash = code ? await codeHash(desk.key(), code) : '';
    const hit = code ? roster.find(hash) : null;
    const group = code && !hit && desk.onGroup ? store.list('delegation').find((one) => one.code === hash) : null;
    if (group) return desk.onGroup?.(group.id);
    const row = hit ? entering(store.get('guest', hit.id) ?? null) : null;
    await act({ code: text.trim().slice(0, LONGEST_TEXT), row, revoked: hit?.revoked ?? false, method }, null, began);
  }

  /** Somebody was found by name. @param {Row} row */
  const admit = (row) => act({ code: null, row: entering(row), revoked: false, method: 'search' }, null, performance.now());

  /** Whom an invitation lets in: its holder, or the deputy who was named for them. @param {Row | null} holder @returns {Row | null} */
  function entering(holder) {
    if (!holder?.stand_in) return holder;
    const id = whoEnters(holder.id, holder.stand_in, standing(holder, outbox.entries).entries > 0, null);
    return store.get('guest', id) ?? holder;
  }

  /** The same person again, against the rule, with a reason. @param {Subject} subject @param {string} reason */
  const override = (subject, reason) => act(subject, reason, performance.now());

  /** The verdict of this tablet. @param {Subject} subject @param {'in' | 'out'} way @param {boolean} override */
  function decide({ row, revoked }, way, override) {
    const { device } = desk.identity();
    const gate = store.get('gate', device.post) ?? null;
    const here = { gate: gate?.name ?? '', device: device.name };
    return decideHere({ row, revoked, gate, at: clock.now(), direction: way, override, supervisor: device.role === 'supervisor', entries: outbox.entries, here });
  }

  /** @param {Row | null} row @param {'in' | 'out'} way @param {import('./desk-decide.js').Verdict} verdict */
  const aboutScan = (row, way, verdict) => ({ guest: row?.id ?? null, direction: way, base: verdict.base, policy: verdict.policy, admit: verdict.admit, reason: verdict.reason });

  /** One of many, without a card. Answers the entry, or null when the rules refuse. @param {Row} row @param {string} method */
  async function enter(row, method) {
    const subject = { code: null, row, revoked: false, method };
    const verdict = decide(subject, 'in', false);
    if (!verdict.admit) return null;
    const entry = await outbox.add((n) => scanItem(n, newRef(), subject, 'in', verdict, null), aboutScan(row, 'in', verdict));
    desk.onCard?.();
    return entry;
  }

  /** @param {Subject} subject @param {string | null} why @param {number} began */
  async function act(subject, why, began) {
    const mine = ++turn;
    coming += 1;
    const ref = newRef();
    const way = direction.peek();
    const row = subject.row && (store.get('guest', subject.row.id) ?? subject.row);
    const verdict = decide({ ...subject, row }, way, why !== null);
    /** @type {Card} */
    const shown = {
      ref, reason: verdict.reason, ...look(verdict.reason), row, admit: verdict.admit, saving: true, sent: false,
      attention: verdict.attention, mayOverride: verdict.mayOverride, direction: way, first: verdict.first,
      subject: { ...subject, row }, overrideReason: why, at: performance.now(),
    };
    const decided = performance.now() - began;
    const kept = outbox.add((n) => scanItem(n, ref, subject, way, verdict, why), aboutScan(row, way, verdict));
    void kept.catch(() => undefined).then(() => painted(() => { coming -= 1; }));
    const slow = setTimeout(() => { if (mine === turn) card.value = shown; }, KEPT_WITHIN_MS);
    try {
      await kept;
    } catch (error) {
      clearTimeout(slow);
      return refuseUnkept(shown, error);
    }
    clearTimeout(slow);
    if (mine === turn) show({ ...shown, saving: false }, { began, decided, kept: performance.now() - began });
  }

  /** @param {Card} next @param {{ began: number, decided: number, kept: number }} times */
  function show(next, { began, decided, kept }) {
    batch(() => {
      card.value = next;
      desk.onCard?.();
    });
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => drawn(next, { decided, kept, drawn: performance.now() - began });
      channel.port2.postMessage(0);
    });
  }

  /** Heard when it is seen: making the tones takes time of its own. @param {Card} shown @param {typeof verdictTimes[number]} times */
  function drawn({ tone, attention }, times) {
    sound(tone);
    if (attention && tone === 'go') setTimeout(sound, 320, 'look');
    verdictTimes.push(times);
    if (verdictTimes.length > 500) verdictTimes.shift();
  }

  /** No room on the disk: the guest must not go in on a word that nobody has written down. @param {Card} shown @param {unknown} error */
  function refuseUnkept(shown, error) {
    const failure = error instanceof Error ? error.name : String(error);
    card.value = { ...shown, ...look('not_kept'), reason: 'not_kept', admit: false, saving: false, mayOverride: false, failure };
    lastCode = '';
    sound('live');
  }

  const stamp = () => ({ device_at: new Date(clock.local()).toISOString(), offset_ms: clock.offset === null ? null : Math.round(clock.offset), operator: desk.operator() || null });

  /**
   * @param {number} n @param {string} ref @param {Subject} subject @param {'in' | 'out'} way
   * @param {import('./desk-decide.js').Verdict} verdict @param {string | null} why
   */
  function scanItem(n, ref, subject, way, verdict, why) {
    const gate = desk.identity().device.post ?? null;
    return {
      type: 'scan', ref, dev_seq: n, code: subject.code, guest: subject.code === null ? (subject.row?.id ?? null) : null, gate, direction: way,
      method: subject.method, told: { admit: verdict.admit, reason: verdict.reason, ...(subject.row && { guest: subject.row.id }) }, override: why === null ? null : { reason: why }, ...stamp(),
    };
  }

  /** May this scan still be taken back here? @param {{ made_at: number }} entry */
  const undoLeft = (entry) => UNDO_WITHIN_MS - (Date.now() - entry.made_at);

  /** @param {Scanned} entry @returns {Promise<boolean>} was it kept */
  async function takeBack(entry) {
    const about = { guest: entry.about.guest, direction: entry.item.direction };
    try {
      await outbox.add((n) => ({ type: 'undo', ref: newRef(), dev_seq: n, target: entry.ref, reason: null, ...stamp() }), about);
    } catch {
      toast(t('desk.undo_not_kept'));
      return false;
    }
    desk.onDone?.(entry.ref, true);
    return true;
  }

  /** One tap, within the minute. @param {Scanned} entry */
  async function undo(entry) {
    const row = entry.about.guest ? (store.get('guest', entry.about.guest) ?? null) : null;
    if (!(await takeBack(entry))) return;
    if (card.peek()?.ref === entry.ref) closeCard();
    lastCode = '';
    toast(t(entry.item.direction === 'out' ? 'desk.undone_out' : 'desk.undone', { name: fullName(row) || t('desk.nobody') }));
  }

  /** The server's answer to one item. @param {Entry} entry @param {Answer} answer */
  function merge(entry, answer) {
    if (answer.guest) roster.take([answer.guest]);
    const shown = card.peek();
    const here = shown?.ref === entry.ref ? shown : null;
    const news = difference(entry, answer);
    if (!news) {
      if (here) card.value = confirmed(here, answer);
      return;
    }
    const row = answer.guest ?? (entry.about.guest ? (store.get('guest', entry.about.guest) ?? null) : null);
    if (here) card.value = changed(here, news, row, answer);
    else tell({ ref: entry.ref, reason: news, row, answer });
    sound(look(news).tone);
  }

  /** Another tablet let in whom this one had let in: the card of that scan says so, or a notice and a toast. @param {Clash} clash */
  function collide(clash) {
    const row = clash.guest ? (store.get('guest', clash.guest) ?? null) : null;
    const answer = /** @type {Answer} */ ({ ref: clash.ref, state: 'conflict', admit: true, reason: 'ok', first: clash.other });
    const shown = card.peek();
    if (shown?.ref === clash.ref) card.value = changed(shown, 'conflict', row, answer);
    else tell({ ref: clash.ref, reason: 'conflict', row, answer, during: shown?.ref });
    sound(look('conflict').tone);
  }

  /** Somebody whom this tablet entered may be somebody else's entry too. @param {string} guest @param {string} reason */
  function doubt(guest, reason) {
    tell({ ref: `doubt-${guest}`, reason, row: store.get('guest', guest) ?? null, answer: /** @type {Answer} */ ({ ref: guest, state: 'doubtful', reason }), during: card.peek()?.ref });
    sound('look');
  }

  /** Decide anew, with what the server has sent since. @param {Subject} subject */
  const again = (subject) => act(subject, null, performance.now());

  return { read, admit, override, again, undo, undoLeft, merge, collide, doubt, enter, takeBack, decide, stamp, busy: () => coming > 0 };
}

/** Where and when the other tablet was, for the words of a notice: the time belongs to them. @param {Before} first */
const alertPlace = (first) => ({ gate: first.gate ?? '', device: first.device ?? '', by: [first.by, first.at && timeHMS(first.at)].filter(Boolean).join(' · ') });

/** A notice, newest first; one per scan. @param {Alert} alert */
function tell(alert) {
  const { first } = alert.answer;
  const answer = first ? { ...alert.answer, first: { ...first, ...alertPlace(first) } } : alert.answer;
  alerts.value = [{ ...alert, answer }, ...alerts.peek().filter((one) => one.ref !== alert.ref)].slice(0, 20);
}

/**
 * What of the server's word the person at the door must hear, null when it says the same.
 * @param {Entry} entry @param {Answer} answer @returns {string | null}
 */
export function difference({ item }, answer) {
  if (item.type === 'undo') return answer.reason === 'undo_refused' ? 'undo_refused' : null;
  if (answer.state === 'quarantined') return 'quarantined';
  if (item.type !== 'scan') return answer.state === 'doubtful' || answer.reason === 'closed' ? answer.reason : null;
  const told = Boolean(item.told?.admit);
  if (!told) return ['refused_at_desk'].includes(answer.reason) || answer.admit ? 'refused_at_desk' : null;
  if (answer.state === 'conflict' || answer.state === 'disputed') return answer.state;
  return answer.state === 'unresolved' && item.direction === 'in' ? 'unresolved' : null;
}

/**
 * The same verdict; a refusal may have a better reason (a code of another event is only known to the server).
 * @param {Card} here @param {Answer} answer @returns {Card}
 */
function confirmed(here, answer) {
  const reason = !here.admit && REFUSED.has(answer.reason) ? answer.reason : here.reason;
  return { ...here, sent: true, reason, ...look(reason), row: answer.guest ?? here.row, otherEvent: answer.other_event, first: answer.first ?? here.first };
}

/** @param {Card} here @param {string} news @param {Row | null} row @param {Answer} answer @returns {Card} */
function changed(here, news, row, answer) {
  // A disputed entry is shown by its cause: "cancelled meanwhile" says more than "the server disagrees".
  const reason = news === 'disputed' ? answer.reason : news;
  const subject = here.subject && { ...here.subject, row: row ?? here.subject.row };
  return {
    ...here, ...look(news), reason, row: row ?? here.row, subject, sent: true, late: true, admit: here.admit, saving: false,
    first: answer.first ?? here.first, changedSince: answer.changed_since, at: performance.now(),
  };
}
