// @ts-check
/** The states of a slot: which act leads where, who may do it, at which minute. Twin of ops/livestream/rules/steps.py and actors.py. */
import { gate, overridesAlive } from './rules-check.js';
import { markOf, prepare } from './rules-index.js';
import { FIRM, enough, unique } from './rules-kinds.js';
import { HOUR, MINUTE } from './rules-times.js';

/** @typedef {import('./rules-kinds.js').Row} Row */
/** @typedef {import('./rules-index.js').Index} Index */
/** @typedef {import('./rules-index.js').Seen} Seen */
/** @typedef {{ok: true, already: boolean, changes: Row, tell: boolean} | {ok: false, refused: string, more: Row}} Done */

export const READY_FROM = HOUR;
export const LIVE_FROM = 10 * MINUTE;
const NO_SHOW_FROM = 15 * MINUTE;
const LATE_AFTER = 5 * MINUTE;
const UNDO_CREW = MINUTE;
const UNDO_COORDINATOR = 10 * MINUTE;
const LONGEST_EXTENSION = 240;
const COORDINATORS = ['live_coordinator', 'organiser'];

/** action: the groups that may do it (crew: operator of the room, host, assistant). @type {Record<string, string[]>} */
const MAY = {
  request: ['coordinator', 'crew', 'producer'], confirm: ['confirming'], move: ['coordinator'],
  ready: ['coordinator', 'crew'], unready: ['coordinator', 'crew'], go_live: ['coordinator', 'crew'], undo_live: ['coordinator', 'crew'],
  end: ['coordinator', 'crew'], extend: ['coordinator'], force_end: ['confirming'], no_show: ['coordinator', 'system'],
  reopen: ['coordinator', 'crew'], cancel: ['coordinator', 'crew', 'producer'], late: ['coordinator', 'crew'],
};
export const ACTIONS = Object.keys(MAY);

/** action: the state it leads to, the states it comes from. @type {Record<string, [string, string[]]>} */
const WAYS = {
  request: ['requested', ['draft']], confirm: ['confirmed', ['draft', 'requested']], ready: ['ready', ['confirmed']], unready: ['confirmed', ['ready']],
  go_live: ['live', ['ready', 'confirmed']], undo_live: ['ready', ['live']], end: ['ended', ['live']], force_end: ['ended', ['live']],
  no_show: ['no_show', ['confirmed', 'ready']], reopen: ['live', ['ended', 'no_show']], cancel: ['cancelled', ['draft', 'requested', 'confirmed', 'ready']],
  extend: ['', ['live']], move: ['', ['draft', 'requested', 'confirmed', 'ready']], late: ['', ['confirmed', 'ready']],
};

/** An act that may not be, with its code. */
class Refused extends Error {
  /** @param {string} code @param {Row} [more] */
  constructor(code, more = {}) {
    super(code);
    this.code = code;
    this.more = more;
  }
}

/** Does this person hold the whole plan? @param {Row} actor @returns {boolean} */
const coordinates = (actor) => (actor.roles ?? []).some((/** @type {string} */ role) => COORDINATORS.includes(role));
const meets = (/** @type {string[]} */ a, /** @type {string[]} */ b) => a.some((name) => b.includes(name));

/** 'role': never theirs; 'booth': theirs, but of another room's or person's slot; null: they may. @param {Row} actor @param {string} action @param {Seen} one */
function refusalOf(actor, action, one) {
  /** @type {string[]} */
  const roles = actor.roles ?? [];
  const groups = MAY[action];
  if (groups.includes('coordinator') && coordinates(actor)) return null;
  if (groups.includes('confirming') && (coordinates(actor) || roles.includes('director'))) return null;
  if (groups.includes('system') && roles.includes('system')) return null;
  const [persons, producers] = [actor.persons ?? [], actor.producers ?? []];
  const crew = groups.includes('crew') && (roles.includes('booth') || persons.length > 0);
  const selling = groups.includes('producer') && producers.length > 0;
  if (!crew && !selling) return 'role';
  const own = roles.includes('booth') && (actor.rooms ?? []).includes(one.room);
  return (crew && (own || meets(persons, one.people))) || (selling && meets(producers, one.producers)) ? null : 'booth';
}

/** One act on one slot, with all it is judged by. */
class Act {
  /** @param {Row} slot @param {string} action @param {Row} actor @param {number} at @param {Row | Index} facts @param {Row} more */
  constructor(slot, action, actor, at, facts, more) {
    const index = prepare(facts).at(at);
    this.index = index.seen.get(slot.id)?.slot === slot ? index : index.moved({ [slot.id]: slot });
    this.slot = slot;
    this.action = action;
    this.actor = actor;
    this.at = at;
    this.more = more;
    this.seen = /** @type {Seen} */ (this.index.seen.get(slot.id));
    this.state = this.seen.state;
    this.chief = coordinates(actor);
  }

  /** Refuse when something stands in the way. @param {string} forWhat @param {Row} [changes] */
  clear(forWhat, changes) {
    const found = gate(this.index, this.slot.id, forWhat, changes ? { [this.slot.id]: changes } : null);
    if (found.length) throw new Refused('conflicts', { keys: found.map((row) => row.key), kinds: unique(found.map((row) => row.kind)) });
  }

  /** Too early. @param {number} instant */
  notBefore(instant) {
    if (this.at < instant) throw new Refused('too_early', { from: instant });
  }

  /** Too late. @param {number} instant */
  before(instant) {
    if (this.at >= instant) throw new Refused('over', { until: instant });
  }

  /** Too late to take it back. @param {number | null | undefined} since @param {number} otherwise */
  within(since, otherwise) {
    const until = (since ?? otherwise) + (this.chief ? UNDO_COORDINATOR : UNDO_CREW);
    if (this.at > until) throw new Refused('too_late', { until });
  }

  /** A text that came with the act. @param {string} name */
  said(name) {
    return String(this.more[name] ?? '').trim();
  }

  /** A length that came with the act. @returns {number} */
  minutes() {
    const { minutes } = this.more;
    if (!Number.isInteger(minutes) || minutes <= 0 || minutes > LONGEST_EXTENSION) throw new Refused('minutes', { most: LONGEST_EXTENSION });
    return minutes;
  }

  /** Do the changes touch time, people or goods? Words may be mended at any time. */
  moves() {
    return markOf(this.slot) !== markOf({ ...this.slot, ...this.more.changes });
  }

  /** The slot's flags with some more and some fewer. @param {string[]} add @param {string[]} [drop] */
  flags(add, drop = []) {
    return unique([...(this.slot.flags ?? []).filter((/** @type {string} */ flag) => !drop.includes(flag)), ...add]);
  }

  /** The changes with the overrides and acks that outlive them, and those that come with the act. @param {Row} changes @returns {Row} */
  carried(changes) {
    const alive = overridesAlive(this.slot, { ...this.slot, ...changes });
    return { ...changes, overrides: [...alive.overrides, ...(this.more.overrides ?? [])], acks: [...alive.acks, ...(this.more.acks ?? [])] };
  }
}

/**
 * Do one act at an instant: the fields to write, or the code of the refusal.
 * @param {Row} slot @param {string} action @param {Row} actor @param {number} at @param {Row | Index} facts @param {Row} [more] @returns {Done}
 */
export function step(slot, action, actor, at, facts, more = {}) {
  if (!(action in MAY)) throw new Error(`action: ${action}`);
  const act = new Act(slot, action, actor, at, facts, more);
  try {
    if (isThere(act)) return { ok: true, already: true, changes: {}, tell: false };
    const changes = DOES[action](act);
    const tell = action === 'move' && FIRM.has(act.state) && markOf(slot) !== markOf({ ...slot, ...changes });
    return { ok: true, already: false, changes, tell };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, refused: error.code, more: error.more };
    throw error;
  }
}

/** Version, role, booth, already (true), state: in this order. @param {Act} act @returns {boolean} */
function isThere(act) {
  const seen = act.more.seen ?? null;
  if (seen !== null && seen !== act.slot.version) throw new Refused('stale', { version: act.slot.version ?? null });
  const code = refusalOf(act.actor, act.action, act.seen);
  if (code) throw new Refused(code);
  const [to, states] = WAYS[act.action];
  if (to && act.state === to) return true;
  if (!states.includes(act.state) && !(act.action === 'move' && !act.moves())) throw new Refused('state', { state: act.state });
  return false;
}

/** A draft goes anywhere. What people rely on moves only where it is clean, and they are told why. @param {Act} act */
function doMove(act) {
  const whole = act.carried({ ...act.more.changes });
  if (!FIRM.has(act.state) || !act.moves()) return whole;
  if (!act.said('note')) throw new Refused('note');
  act.clear('move', whole);
  return act.state === 'ready' ? { ...whole, state: 'confirmed', ticks: {} } : whole;
}

/** @param {Act} act */
function doReady(act) {
  act.notBefore(act.slot.starts - READY_FROM);
  act.before(act.slot.ends);
  const needed = ['sign', 'channel', ...(act.seen.goods.length ? ['price'] : [])];
  const missing = needed.filter((name) => !act.slot.ticks?.[name]);
  if (missing.length) throw new Refused('ticks', { missing });
  act.clear('ready');
  return { state: 'ready' };
}

/** From ready; a coordinator also from confirmed, and earlier. @param {Act} act */
function doGoLive(act) {
  const { starts, ends } = act.slot;
  if (act.state === 'confirmed' && !act.chief) throw new Refused('state', { state: act.state });
  if (act.state === 'confirmed' && !act.said('note')) throw new Refused('note');
  if (!act.chief) act.notBefore(starts - LIVE_FROM);
  act.before(ends);
  clearAir(act);
  act.clear('go_live');
  const flag = act.at < starts ? ['early'] : act.at > starts + LATE_AFTER ? ['late'] : [];
  return { state: 'live', actual_start: act.at, actual_end: null, flags: act.flags(flag, ['early', 'late']) };
}

/** Refuse while another session that has not gone off air yet holds something of ours. @param {Act} act */
function clearAir(act) {
  const one = act.seen;
  const wanted = [['room', 'room', one.room], ['person', 'people', one.slot.host || ''], ['channel', 'channel', one.channel], ['key', 'key', one.key]];
  for (const [kind, table, name] of wanted) {
    for (const other of name ? act.index.of(table, name) : []) {
      const ours = other.id === one.id || (one.sessionId !== '' && other.sessionId === one.sessionId);
      if (other.state === 'live' && !ours) throw new Refused('still_on_air', { slot: other.id, resource: { kind, id: name } });
    }
  }
}

/** @param {Act} act */
function doEnd(act) {
  const { ends } = act.slot;
  const at = Math.max(act.at, act.slot.actual_start || act.at);
  const flag = at < ends ? ['ended_early'] : at > ends ? ['overran'] : [];
  return { state: 'ended', actual_end: at, flags: act.flags(flag, ['ended_early', 'overran']) };
}

/** @param {Act} act */
function doForceEnd(act) {
  if (!enough(act.more.reason)) throw new Refused('reason');
  const done = doEnd(act);
  return { ...done, flags: unique([...done.flags, 'forced']), note: act.said('reason') };
}

/** Back on air after a slip, or a no-show that came after all. Not if somebody else has taken the place. @param {Act} act */
function doReopen(act) {
  if (act.state === 'no_show') {
    if (!act.chief) throw new Refused('coordinator');
    act.before(act.slot.ends);
    act.clear('reopen', { state: 'confirmed' });
    return { state: 'confirmed' };
  }
  if ((act.slot.flags ?? []).includes('forced') && !act.chief) throw new Refused('coordinator');
  act.within(act.slot.actual_end, act.slot.ends);
  clearAir(act);
  act.clear('reopen', { state: 'live', actual_end: null });
  return { state: 'live', actual_end: null, flags: act.flags([], ['ended_early', 'overran', 'forced']) };
}

/** @param {Act} act */
function doCancel(act) {
  if (FIRM.has(act.state) && !act.chief) throw new Refused('coordinator');
  if (FIRM.has(act.state) && !enough(act.more.reason)) throw new Refused('reason');
  const note = act.said('reason');
  return note ? { state: 'cancelled', note } : { state: 'cancelled' };
}

/** @type {Record<string, (act: Act) => Row>} */
const DOES = {
  request(act) {
    act.before(act.slot.ends);
    return { state: 'requested' };
  },
  confirm(act) {
    act.before(act.slot.ends);
    act.clear('confirm');
    return { state: 'confirmed' };
  },
  move: doMove,
  ready: doReady,
  unready: () => ({ state: 'confirmed' }),
  go_live: doGoLive,
  // A thumb that slipped: it never was on air.
  undo_live(act) {
    act.within(act.slot.actual_start, act.slot.starts);
    return { state: 'ready', actual_start: null, flags: act.flags([], ['early', 'late']) };
  },
  end: doEnd,
  force_end: doForceEnd,
  extend(act) {
    const changes = act.carried({ ends: act.slot.ends + act.minutes() * MINUTE });
    act.clear('extend', changes);
    return changes;
  },
  no_show(act) {
    act.notBefore(act.chief ? act.slot.starts + NO_SHOW_FROM : act.slot.ends);
    return { state: 'no_show' };
  },
  reopen: doReopen,
  cancel: doCancel,
  late(act) {
    const late_min = act.minutes();
    act.before(act.slot.ends);
    return { late_min, flags: act.flags(['reported_late']) };
  },
};
