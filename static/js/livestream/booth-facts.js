// The rows of the feed as the rules read them: instants in milliseconds, rows by id. Pure; a row that did not change is not walked again.

/** @typedef {import('../core/store.js').Row} Row */
/** @typedef {{list: (entity: string) => Row[]}} Rows anything that lists rows: the store, or a table in a test */

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
/** Rows of the feed -> the name of their table in the facts. @type {Record<string, string>} */
const TABLES = {
  live_room: 'rooms', live_person: 'persons', producer: 'producers', product: 'products', live_kit: 'kits', channel: 'channels',
  live_session: 'sessions', live_slot: 'slots',
};

/** @type {WeakMap<object, any>} */
const known = new WeakMap();

/** Texts that are instants become numbers; local dates stay as they are. @param {any} value @returns {any} */
export function withInstants(value) {
  if (typeof value === 'string') return INSTANT.test(value) ? Date.parse(value) : value;
  if (value === null || typeof value !== 'object') return value;
  const before = known.get(value);
  if (before) return before;
  const made = Array.isArray(value) ? value.map(withInstants) : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withInstants(one)]));
  known.set(value, made);
  return made;
}

/** @param {readonly Row[]} rows */
export const byId = (rows) => Object.fromEntries(rows.map((row) => [row.id, withInstants(row)]));

/** What a paper belongs to, and its papers. @param {Record<string, any>} owners @param {readonly any[]} papers @param {string} kind */
function withPapers(owners, papers, kind) {
  const mine = papers.filter((one) => one.owner_kind === kind);
  if (!mine.length) return owners;
  return Object.fromEntries(Object.entries(owners).map(([id, one]) => [id, { ...one, papers: mine.filter((paper) => paper.owner === id) }]));
}

/** @param {any} row of the stage */
const spanOf = ({ id, title, from, until }) => ({ id, row: id, title, from, until });

/** @param {readonly any[]} rows of the stage: quiet windows, and who stands there */
const stageOf = (rows) => ({
  quiet: rows.filter((one) => one.quiet).map(spanOf),
  people: rows.flatMap((one) => (one.people ?? []).map((/** @type {string} */ person) => ({ ...spanOf(one), person }))),
});

/** What the bridge keeps for itself. @param {readonly any[]} rows */
const bridgeOf = (rows) => rows.filter((one) => one.bridge && Object.keys(one.bridge).length).map((one) => ({ ...spanOf(one), ...one.bridge }));

/** From the first day of the schedule to the end of its last; without days nothing is judged. @param {readonly string[]} days @param {number} offsetMin */
function windowOf(days, offsetMin) {
  const [first, last] = [[...days].sort()[0], [...days].sort().at(-1)];
  if (!first || !last) return { from: null, until: null };
  return { from: Date.parse(`${first}T00:00:00Z`) - offsetMin * 60_000, until: Date.parse(`${last}T00:00:00Z`) - offsetMin * 60_000 + 86_400_000 };
}

/** @param {readonly any[]} sites each with the minutes to others */
const travelOf = (sites) => sites.flatMap(({ id, travel = {} }) => Object.entries(travel).map(([b, minutes]) => ({ a: id, b, minutes })));

/**
 * All that the rules decide from, as this device knows it.
 * @param {Rows} rows @param {number} now ms @param {number} offsetMin of the event's zone
 */
export function factsOf(rows, now, offsetMin = 420) {
  const list = (/** @type {string} */ entity) => rows.list(entity).map(withInstants);
  const tables = Object.fromEntries(Object.entries(TABLES).map(([entity, name]) => [name, byId(rows.list(entity))]));
  const papers = list('live_paper');
  const stage = list('live_stage');
  const [settings = {}] = list('live_settings');
  return {
    ...tables, offset_min: offsetMin, now, event: windowOf(settings.days ?? [], offsetMin), settings,
    travel: travelOf(list('live_site')), platform_facts: list('platform_fact'), stage: stageOf(stage), bridge: bridgeOf(stage), stage_rows: stage,
    producers: withPapers(tables.producers ?? {}, papers, 'producer'), products: withPapers(tables.products ?? {}, papers, 'product'),
    persons: tables.persons ?? {}, sessions: tables.sessions ?? {}, slots: tables.slots ?? {}, rooms: tables.rooms ?? {}, channels: tables.channels ?? {},
  };
}
