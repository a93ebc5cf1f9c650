// @ts-check
/** Two slots that want the same thing, and what is counted over many. Twin of ops/livestream/rules/pairs.py and crowds.py. */
import { byOrder, report } from './rules-index.js';
import { MINUTE, overlap } from './rules-times.js';

/** @typedef {import('./rules-kinds.js').Conflict} Conflict */
/** @typedef {import('./rules-kinds.js').Span} Span */
/** @typedef {import('./rules-index.js').Index} Index */
/** @typedef {import('./rules-index.js').Seen} Seen */

/** Where a resource is kept in the index, and its name in a report. @type {Record<string, string>} */
const NAMES = { room: 'room', people: 'person', kits: 'kit', channel: 'channel', key: 'key', producers: 'producer', session: 'session' };
// One body, one room, one stand of goods may serve two channels of one show; a stream, a key and a phone may not.
const SILENT_INSIDE = new Set(['room', 'person', 'producer']);
const BUFFERED = new Set(['room', 'person', 'kit', 'channel']);
const spanOf = (/** @type {Seen} */ one) => /** @type {Span} */ (one.span);

/**
 * What stands between two slots over one resource, the gravest only.
 * @param {Index} index @param {string} kind @param {string} name @param {Seen} a @param {Seen} b @returns {Conflict | null}
 */
function meet(index, kind, name, a, b) {
  if (a === b || (a.state === 'ended' && b.state === 'ended')) return null;
  const [first, second] = byOrder(a, b) < 0 ? [a, b] : [b, a];
  const same = a.sessionId !== '' && a.sessionId === b.sessionId;
  if (kind === 'session') return simulcast(index, first, second);
  if ((same && SILENT_INSIDE.has(kind)) || (kind === 'key' && a.channel === b.channel)) return null;
  const shared = overlap(spanOf(first), spanOf(second));
  if (shared) {
    const move = { slot: second.id, starts: spanOf(first)[1] + (index.buffers[kind] ?? 0) };
    return report(`${kind}.double`, [first, second], [kind, name], shared, { move });
  }
  return same || !BUFFERED.has(kind) ? null : gap(index, kind, name, first, second);
}

/**
 * Too little time between two slots. Equal to what is needed is quiet.
 * @param {Index} index @param {string} kind @param {string} name @param {Seen} first @param {Seen} second @returns {Conflict | null}
 */
function gap(index, kind, name, first, second) {
  const at = /** @type {Span} */ ([spanOf(first)[1], spanOf(second)[0]]);
  const between = at[1] - at[0];
  const road = kind === 'person' ? index.travel(first.room, second.room) : 0;
  const tight = index.buffers[kind];
  const need = Math.max(road, tight);
  if (between >= need) return null;
  const move = { slot: second.id, starts: at[0] + need };
  const more = { move, gap: Math.floor(between / MINUTE), need: Math.floor((between < road ? road : tight) / MINUTE) };
  return report(`${kind}.${between < road ? 'travel' : 'tight'}`, [first, second], [kind, name], at, more);
}

/** One show on several platforms at once, when one of them wants to be alone. @param {Index} index @param {Seen} first @param {Seen} second @returns {Conflict | null} */
function simulcast(index, first, second) {
  const shared = overlap(spanOf(first), spanOf(second));
  if (!shared || first.platform === second.platform || !first.platform || !second.platform) return null;
  for (const one of [first, second]) {
    const row = index.fact(one.platform, 'simulcast', one.day);
    if (row?.value === 'forbidden') return report('platform.simulcast', [first, second], ['platform', one.platform], shared, { status: row.status ?? null });
  }
  return null;
}

/** How many there are; a kit nobody described is one. @param {Index} index @param {string} kit */
const piecesOf = (index, kit) => Math.trunc(index.get('kits', kit).pieces ?? 1);

/** Do slots meet over it in pairs? A kit of several pieces is counted instead. @param {Index} index @param {string} kind @param {string} name */
const inPairs = (index, kind, name) => kind in NAMES && !(kind === 'kits' && piecesOf(index, name) > 1);

/** Every pair once per resource: in the order of their starts, as far as anything can reach. @param {Index} index @returns {Generator<Conflict>} */
export function* allPairs(index) {
  for (const [key, group] of index.by) {
    const [kind, name] = split(key);
    if (!inPairs(index, kind, name)) continue;
    for (const [place, one] of group.entries()) {
      const until = spanOf(one)[1] + index.reach;
      for (let next = place + 1; next < group.length; next += 1) {
        if (spanOf(group[next])[0] >= until) break;
        const found = meet(index, NAMES[kind], name, one, group[next]);
        if (found) yield found;
      }
    }
  }
}

/** @param {string} key @returns {[string, string]} */
function split(key) {
  const place = key.indexOf(':');
  return [key.slice(0, place), key.slice(place + 1)];
}

/** The pairs of one slot. @param {Index} index @param {Seen} one @returns {Generator<Conflict>} */
export function* pairsOf(index, one) {
  if (!one.span) return;
  const [from, until] = [one.span[0] - index.reach, one.span[1] + index.reach];
  for (const [kind, name] of one.resources()) {
    if (!inPairs(index, kind, name)) continue;
    for (const other of index.of(kind, name)) {
      if (spanOf(other)[0] >= until) break;
      const found = spanOf(other)[1] > from ? meet(index, NAMES[kind], name, one, other) : null;
      if (found) yield found;
    }
  }
}

/**
 * Every stretch of time with more users than pieces: when, who, and how many at the most.
 * @param {[Span, Seen][]} uses @param {number} pieces
 */
function stretches(uses, pieces) {
  /** @type {{at: Span, users: Seen[], most: number}[]} */
  const found = [];
  /** @type {{since: number, users: Set<Seen>, most: number} | null} */
  let open = null;
  const coming = [...uses].sort((a, b) => a[0][0] - b[0][0]);
  /** @type {[Span, Seen][]} */
  let using = [];
  let next = 0;
  for (const instant of [...new Set(uses.flatMap(([span]) => span))].sort((a, b) => a - b)) {
    using = using.filter(([span]) => instant < span[1]);
    for (; next < coming.length && coming[next][0][0] <= instant; next += 1) using.push(coming[next]);
    if (using.length > pieces) {
      open ??= { since: instant, users: new Set(), most: 0 };
      for (const [, one] of using) open.users.add(one);
      open.most = Math.max(open.most, using.length);
    } else if (open) {
      found.push({ at: [open.since, instant], users: [...open.users], most: open.most });
      open = null;
    }
  }
  return found;
}

/** Uses with the time to make ready for the next; inside one session it goes from hand to hand. @param {Seen[]} group @param {number} buffer @returns {[Span, Seen][]} */
function withBuffers(group, buffer) {
  return group.map((one) => {
    const [start, end] = spanOf(one);
    const heirs = group.filter((other) => other !== one && one.sessionId && other.sessionId === one.sessionId
      && end <= spanOf(other)[0] && spanOf(other)[0] < end + buffer).map((other) => spanOf(other)[0]);
    return [[start, Math.min(end + buffer, ...heirs)], one];
  });
}

const notOver = (/** @type {Seen[]} */ ones) => ones.some((one) => one.state !== 'ended');

/** Too few pieces of one kit, and where they suffice only without a pause. @param {Index} index @param {string} kit @returns {Generator<Conflict>} */
function* crowd(index, kit) {
  const pieces = piecesOf(index, kit);
  const group = index.of('kits', kit);
  if (pieces < 2 || group.length <= pieces) return;
  const short = stretches(group.map((one) => [spanOf(one), one]), pieces);
  for (const { at, users, most } of short) {
    if (notOver(users)) yield report('kit.double', users, ['kit', kit], at, { pieces, crowd: most });
  }
  for (const { at, users, most } of stretches(withBuffers(group, index.buffers.kit), pieces)) {
    const several = new Set(users.map((one) => one.sessionId || one.id)).size > 1;
    if (several && notOver(users) && !short.some((other) => overlap(at, other.at))) {
      yield report('kit.tight', users, ['kit', kit], at, { pieces, crowd: most });
    }
  }
}

/** More pieces promised than there are, over all slots together. @param {Index} index @param {string} product @returns {Generator<Conflict>} */
function* stock(index, product) {
  const have = index.get('products', product).stock ?? null;
  if (have === null) return;
  const promised = index.of('products', product).map((one) => ({ one, pieces: piecesPromised(one, product) }));
  const givers = promised.filter(({ pieces }) => pieces).map(({ one }) => one);
  const total = promised.reduce((sum, { pieces }) => sum + pieces, 0);
  if (total > have && notOver(givers)) yield report('stock.short', givers, ['product', product], null, { pieces: total, stock: have });
}

/** What one slot promises of one product. @param {Seen} one @param {string} product */
const piecesPromised = (one, product) => one.goods.reduce((sum, item) => sum + (item.product === product ? Math.trunc(item.pieces || 0) : 0), 0);

/** Kits and stock, all or those of some slots. @param {Index} index @param {Seen[] | null} ones @returns {Generator<Conflict>} */
export function* crowds(index, ones) {
  const asked = ones === null ? [...index.by.keys()].map(split) : ones.filter((one) => one.span).flatMap((one) => one.resources());
  const once = new Map(asked.map(([kind, name]) => [`${kind}:${name}`, { kind, name }]));
  for (const { kind, name } of once.values()) {
    if (kind === 'kits') yield* crowd(index, name);
    if (kind === 'products') yield* stock(index, name);
  }
}
