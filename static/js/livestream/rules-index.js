// @ts-check
/**
 * The facts in the order in which the rules ask for them: by resource, and every slot with what it holds.
 * Twin of ops/livestream/rules/index.py and reports.py.
 */
import { KINDS, byText, unique } from './rules-kinds.js';
import { MINUTE, dayOf, held } from './rules-times.js';

/** @typedef {import('./rules-kinds.js').Row} Row */
/** @typedef {import('./rules-kinds.js').Span} Span */
/** @typedef {import('./rules-kinds.js').Conflict} Conflict */

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});
const encoder = new TextEncoder();

/** A short mark of a text, the same as Python's zlib.crc32. @param {string} text */
export function crc(text) {
  let value = 0xffffffff;
  for (const byte of encoder.encode(text)) value = CRC[(value ^ byte) & 255] ^ (value >>> 8);
  return ((value ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0');
}

/** @param {unknown} value */
const number = (value) => (value === null || value === undefined ? '' : String(value));

/**
 * A short mark of a slot's time, people and goods: what an override was given for.
 * @param {Row} slot @param {string} [room] @param {Row[]} [goods] @param {string[]} [producers]
 */
export function markOf(slot, room, goods, producers = []) {
  const sold = (goods ?? slot.goods ?? []).map((/** @type {Row} */ item) => `${item.product}:${number(item.pieces)}:${number(item.price)}`);
  const parts = [
    number(slot.starts), number(slot.ends), room ?? (slot.room || ''), slot.channel || '', slot.host || '',
    (slot.assistants ?? []).join('+'), (slot.kits ?? []).join('+'), sold.join('+'), producers.join('+'),
  ];
  return crc(parts.join('|'));
}

/** What is sold: the slot's goods, or without any the products of the session. @param {Row} slot @param {Row} session @returns {Row[]} */
function goodsOf(slot, session) {
  const goods = (slot.goods ?? []).filter((/** @type {Row} */ item) => item.product);
  return goods.length ? goods : (session.products ?? []).map((/** @type {string} */ product) => ({ product, pieces: null, price: null }));
}

/** One slot with its session, as the rules look at it. */
export class Seen {
  /** @param {Row} facts @param {Row} slot @param {Span | null} span */
  constructor(facts, slot, span) {
    const channel = facts.channels?.[slot.channel] ?? {};
    /** @type {string} */
    this.id = slot.id;
    this.slot = slot;
    this.span = span;
    /** @type {string} */
    this.state = slot.state || 'draft';
    /** @type {string} */
    this.sessionId = slot.session || '';
    /** @type {Row} */
    this.session = facts.sessions?.[this.sessionId] ?? {};
    /** @type {string} */
    this.room = slot.room || this.session.room || '';
    /** @type {string} */
    this.channel = slot.channel || '';
    /** @type {string} */
    this.platform = channel.platform || '';
    /** @type {string} */
    this.key = channel.key || '';
    this.people = unique([slot.host, ...(slot.assistants ?? [])]);
    this.kits = unique(slot.kits ?? []);
    this.producers = unique(this.session.producers ?? []);
    this.goods = goodsOf(slot, this.session);
    this.products = unique(this.goods.map((item) => item.product));
    // The last local day it touches: an end at 00:00 does not touch the next one.
    this.day = span ? dayOf(span[1] - 1, facts.offset_min ?? 0) : '';
    this.keptMark = '';
  }

  /** Of the slot's time, people and goods, with what it has from its session. */
  get mark() {
    this.keptMark ||= markOf(this.slot, this.room, this.goods, this.producers);
    return this.keptMark;
  }

  /** Everything that two slots could want at once. @returns {[string, string][]} */
  resources() {
    /** @type {[string, string][]} */
    const found = [['room', this.room], ['channel', this.channel], ['key', this.key], ['session', this.sessionId]];
    for (const name of this.people) found.push(['people', name]);
    for (const name of this.kits) found.push(['kits', name]);
    for (const name of this.producers) found.push(['producers', name]);
    for (const name of this.products) found.push(['products', name]);
    return found.filter(([, name]) => name);
  }
}

/** Earlier first. @param {Seen} a @param {Seen} b */
export const byOrder = (a, b) => (a.span?.[0] ?? 0) - (b.span?.[0] ?? 0) || byText(a.id, b.id);

const BUFFERS = ['room', 'person', 'kit', 'channel'];

/** Facts, made ready for many questions. */
export class Index {
  /** @param {Row} facts @param {Iterable<Seen>} seen @param {Index} [like] another index of the same facts */
  constructor(facts, seen, like) {
    this.facts = facts;
    /** @type {number} */
    this.now = facts.now ?? 0;
    /** @type {number} */
    this.offset = facts.offset_min ?? 0;
    /** @type {Map<string, Seen>} */
    this.seen = new Map();
    const shared = /** @type {{holds?: Map<string, Row[]>, ways?: Map<string, number>}} */ (like ?? {});
    /** Slots by "kind:name" of what they want, earlier first. @type {Map<string, Seen[]>} */
    this.by = new Map();
    /** @type {Map<string, Row[]>} */
    this.holds = shared.holds ?? new Map();
    /** @type {Map<string, number>} */
    this.ways = shared.ways ?? waysOf(facts);
    const buffers = facts.settings?.buffers ?? {};
    /** @type {Record<string, number>} */
    this.buffers = Object.fromEntries(BUFFERS.map((kind) => [kind, Math.trunc(buffers[kind] || 0) * MINUTE]));
    this.reach = Math.max(0, ...Object.values(this.buffers), ...this.ways.values());
    for (const one of seen) this.put(one);
    for (const group of this.by.values()) group.sort(byOrder);
  }

  /** One more slot. What holds nothing meets nobody. @param {Seen} one */
  put(one) {
    this.seen.set(one.id, one);
    if (!one.span) return;
    for (const [kind, name] of one.resources()) {
      const group = this.by.get(`${kind}:${name}`);
      if (group) group.push(one);
      else this.by.set(`${kind}:${name}`, [one]);
    }
  }

  /** One row of the facts; {} when it is not known. @param {string} table @param {string} name @returns {Row} */
  get(table, name) {
    return this.facts[table]?.[name] ?? {};
  }

  /** The slots that want a thing, earlier first. @param {string} kind @param {string} name @returns {Seen[]} */
  of(kind, name) {
    return this.by.get(`${kind}:${name}`) ?? [];
  }

  /** The same facts with some slots otherwise; what did not change is shared. @param {Record<string, Row>} changes */
  moved(changes) {
    const other = /** @type {Index} */ (Object.create(Index.prototype));
    Object.assign(other, this);
    other.seen = new Map(this.seen);
    other.by = new Map(this.by);
    for (const [id, fields] of Object.entries(changes)) {
      const before = other.seen.get(id);
      const slot = { id, ...before?.slot, ...fields };
      const after = new Seen(this.facts, slot, held(slot, this.now));
      const keys = unique([...(before?.resources() ?? []), ...after.resources()].map(([kind, name]) => `${kind}:${name}`));
      for (const key of keys) other.by.set(key, (other.by.get(key) ?? []).filter((one) => one.id !== id));
      other.put(after);
      for (const key of keys) other.by.get(key)?.sort(byOrder);
    }
    return other;
  }

  /** The same facts at another instant: only what is on air holds something else then. @param {number} now @returns {Index} */
  at(now) {
    if (now === this.now) return this;
    const other = /** @type {Index} */ (Object.create(Index.prototype));
    Object.assign(other, this, { now, facts: { ...this.facts, now } });
    return other.moved(Object.fromEntries([...this.seen.values()].filter((one) => one.state === 'live').map((one) => [one.id, {}])));
  }

  /** From one room to another in ms: the pair of rooms when it is told, else that of their sites. @param {string} a @param {string} b */
  travel(a, b) {
    if (a === b || !a || !b) return 0;
    const [from, to] = [this.get('rooms', a).site || '', this.get('rooms', b).site || ''];
    return this.ways.get(`${a}\n${b}`) ?? (from === to ? 0 : (this.ways.get(`${from}\n${to}`) ?? 0));
  }

  /** What a platform asks on a day, the gravest. @param {string} platform @param {string} fact @param {string} day @returns {Row | null} */
  fact(platform, fact, day) {
    return this.told(platform, fact, day)[0] ?? null;
  }

  /** What a platform asks and what it advises on a day. @param {string} platform @param {string} fact @param {string} day */
  told(platform, fact, day) {
    const asked = `${platform}\n${fact}\n${day}`;
    let found = this.holds.get(asked);
    if (found === undefined) this.holds.set(asked, (found = newest(this.facts.platform_facts ?? [], platform, fact, day)));
    return found;
  }
}

/** Travel times in ms, read alike in both directions. @param {Row} facts */
function waysOf(facts) {
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const { a, b, minutes } of facts.travel ?? []) {
    for (const key of [`${a}\n${b}`, `${b}\n${a}`]) found.set(key, Math.trunc(minutes) * MINUTE);
  }
  return found;
}

/**
 * Of the rows that hold on the day the newest version of each level, what stops before what is advised.
 * @param {Row[]} rows @param {string} platform @param {string} fact @param {string} day @returns {Row[]}
 */
function newest(rows, platform, fact, day) {
  /** @type {Map<string, Row>} */
  const found = new Map();
  for (const row of rows) {
    if (row.platform !== platform || row.fact !== fact) continue;
    const level = row.level || '';
    const holds = (row.valid_from || '') <= day && day <= (row.valid_until || day);
    if (holds && (row.version || 0) >= (found.get(level)?.version || 0)) found.set(level, row);
  }
  return [...found].sort(([a], [b]) => Number(a !== 'block') - Number(b !== 'block') || byText(a, b)).map(([, row]) => row);
}

/** Facts ready for many questions. An Index is what it is. @param {Row | Index} facts @returns {Index} */
export function prepare(facts) {
  if (facts instanceof Index) return facts;
  const now = facts.now ?? 0;
  return new Index(facts, Object.values(facts.slots ?? {}).map((slot) => new Seen(facts, slot, held(slot, now))));
}

/**
 * One conflict. `extra` tells apart what the slots and the resource do not.
 * @param {string} kind @param {Seen[]} slots @param {[string, string] | null} resource @param {Span | null} [at] @param {Row} [more] @param {string} [extra]
 * @returns {Conflict}
 */
export function report(kind, slots, resource, at = null, more = {}, extra = '') {
  const [level, stops, fix] = KINDS[kind];
  const ordered = [...slots].sort(byOrder);
  const named = [...slots].sort((a, b) => byText(a.id, b.id));
  const tail = resource ? `${resource[0]}:${resource[1]}` : '';
  const key = `${kind}|${named.map((one) => one.id).join(',')}|${tail}${extra ? `|${extra}` : ''}`;
  return {
    key, with: `${key}#${named.map((one) => one.mark).join('.')}`, kind, level, stops, slots: ordered.map((one) => one.id),
    resource: resource && { kind: resource[0], id: resource[1] }, at, more, fix,
  };
}

/** Blocks first, then by time. @param {Iterable<Conflict>} found @param {Map<string, Seen>} seen */
export function inOrder(found, seen) {
  const place = (/** @type {Conflict} */ row) => row.at?.[0] ?? seen.get(row.slots[0])?.span?.[0] ?? 0;
  return [...found].sort((a, b) => Number(a.level !== 'block') - Number(b.level !== 'block') || place(a) - place(b) || byText(a.key, b.key));
}
