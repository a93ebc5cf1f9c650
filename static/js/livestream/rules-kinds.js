// @ts-check
/** The kinds of conflict: their level, what they stop, and the first thing that helps. Twin of ops/livestream/rules/kinds.py. */

/** @typedef {Record<string, any>} Row */
/** @typedef {[number, number]} Span */
/**
 * @typedef {{key: string, with: string, kind: string, level: 'block' | 'warn', stops: 'confirm' | 'ready' | 'ack', slots: string[],
 *   resource: {kind: string, id: string} | null, at: Span | null, more: Row, fix: string}} Conflict
 */

/** @type {Readonly<Record<string, readonly ['block' | 'warn', 'confirm' | 'ready' | 'ack', string]>>} */
export const KINDS = Object.freeze({
  'slot.incomplete': ['block', 'confirm', 'fill_in'],
  'room.double': ['block', 'confirm', 'move'],
  'person.double': ['block', 'confirm', 'change_person'],
  'kit.double': ['block', 'confirm', 'change_kit'],
  'channel.double': ['block', 'confirm', 'change_channel'],
  'key.double': ['block', 'confirm', 'change_channel'],
  'producer.double': ['block', 'confirm', 'move'],
  'room.tight': ['warn', 'ack', 'move'],
  'person.tight': ['warn', 'ack', 'move'],
  'kit.tight': ['warn', 'ack', 'move'],
  'channel.tight': ['warn', 'ack', 'move'],
  'person.travel': ['block', 'confirm', 'move'],
  'person.unavailable': ['warn', 'ack', 'change_person'],
  'hours.event': ['block', 'confirm', 'move'],
  'hours.room': ['warn', 'ack', 'fetch_paper'],
  'stage.person': ['block', 'confirm', 'change_person'],
  'stage.noise': ['warn', 'ack', 'change_room'],
  'bridge.reserved': ['block', 'confirm', 'move'],
  'room.cold': ['warn', 'ack', 'change_room'],
  'goods.forbidden': ['block', 'confirm', 'drop_goods'],
  'papers.ocop': ['warn', 'ack', 'edit_text'],
  'papers.seller': ['block', 'ready', 'fetch_paper'],
  'papers.food_safety': ['block', 'ready', 'fetch_paper'],
  'papers.ad_confirmation': ['block', 'ready', 'fetch_paper'],
  'person.unverified': ['block', 'ready', 'verify_person'],
  'promo.ceiling': ['warn', 'ack', 'lower_price'],
  'platform.limit': ['block', 'confirm', 'split'],
  'platform.lead': ['block', 'confirm', 'move'],
  'platform.advice': ['warn', 'ack', 'ack'],
  'platform.title': ['warn', 'ack', 'edit_text'],
  'platform.simulcast': ['warn', 'ack', 'move'],
  'platform.words': ['warn', 'ack', 'edit_text'],
  'ads.claim': ['warn', 'ack', 'edit_text'],
  'stock.short': ['warn', 'ack', 'fewer_pieces'],
});
// Advertising these is forbidden by law, and a plan without a room or an hour is none: no reason lifts that.
/** @type {ReadonlySet<string>} */
export const NEVER_OVERRIDABLE = new Set(['goods.forbidden', 'slot.incomplete']);
export const SHORTEST_REASON = 10;

/** @type {ReadonlySet<string>} */
export const OPEN = new Set(['draft', 'requested', 'confirmed', 'ready', 'live']);
/** @type {ReadonlySet<string>} */
export const FIRM = new Set(['confirmed', 'ready', 'live']);

/** Ten letters or digits are a reason; ten spaces are none. @param {unknown} reason */
export const enough = (reason) => (String(reason ?? '').match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= SHORTEST_REASON;

/**
 * The code of the refusal, null: it may be overridden by name.
 * @param {Conflict} conflict @param {unknown} reason @returns {string | null}
 */
export function mayOverride(conflict, reason) {
  if (NEVER_OVERRIDABLE.has(conflict.kind)) return 'never';
  return enough(reason) ? null : 'reason';
}

/** Each name once, in their order, without empty ones. @param {Iterable<any>} names @returns {string[]} */
export const unique = (names) => [...new Set([...names].filter(Boolean))];

/** As Python orders texts. @param {string} a @param {string} b */
export const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
