// @ts-check
/** Rows of the feed as the rules read them: instants in ms. Rows keep their identity, so each is read once. */

import { toZoned } from '../core/when.js';
import { groups } from './schedule-grid.js';
import { dayAfter, startOf } from './schedule-layout.js';

/** @typedef {import('./schedule-grid.js').Slot} Slot */

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/;
/** @type {WeakMap<object, any>} */
const read = new WeakMap();

/** A value with every instant in it as ms; dates without a time stay text. @param {any} value @returns {any} */
export function inMs(value) {
  if (typeof value === 'string') return INSTANT.test(value) ? Date.parse(value) : value;
  if (Array.isArray(value)) return value.map(inMs);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inMs(one)]));
}

/** The same row gives the same object. @template {object} T @param {T} row @returns {any} */
export function readRow(row) {
  let found = read.get(row);
  if (!found) {
    found = inMs(row);
    read.set(row, found);
  }
  return found;
}

/** @param {any} row @returns {Slot} */
export const readSlot = (row) => readRow(row);

/** @template {{id: string}} T @param {T[]} rows @returns {Map<string, T>} */
export const mapOf = (rows) => new Map(rows.map((row) => [row.id, row]));

/** Minutes that the event's zone is ahead of UTC. @param {number} now */
export function offsetOf(now) {
  const minute = Math.floor(now / 60_000) * 60_000;
  const local = Date.parse(`${toZoned(minute)}Z`);
  return Number.isNaN(local) ? 420 : (local - minute) / 60_000;
}

/** Rows of the feed -> the name of their table in the facts. */
const TABLES = /** @type {Record<string, string>} */ ({
  rooms: 'live_room', persons: 'live_person', producers: 'producer', products: 'product', kits: 'live_kit', channels: 'channel', sessions: 'live_session', slots: 'live_slot',
});

/** @param {{list: (entity: string) => any[]}} store @param {string} entity */
const allOf = (store, entity) => store.list(entity).map(readRow);

/** @param {any[]} rows @returns {Record<string, any>} */
const asObject = (rows) => Object.fromEntries(rows.map((row) => [row.id, row]));

/** Owners with their papers inside. @param {Record<string, any>} owners @param {any[]} papers @param {string} kind */
function withPapers(owners, papers, kind) {
  const mine = groups(papers.filter((one) => one.owner_kind === kind), ({ owner }) => owner);
  return Object.fromEntries(Object.entries(owners).map(([id, one]) => [id, { ...one, papers: mine.get(id) ?? [] }]));
}

/** Each way between two sites once. @param {any[]} sites */
export function travelOf(sites) {
  return sites.flatMap(({ id, travel }) => Object.entries(travel ?? {}).filter(([other]) => id < other).map(([other, minutes]) => ({ a: id, b: other, minutes })));
}

/** @param {any[]} rows */
function stageOf(rows) {
  const said = (/** @type {any} */ { id, title, from, until }) => ({ row: id, title, from, until });
  return {
    quiet: rows.filter(({ quiet }) => quiet).map(said),
    people: rows.flatMap((one) => (one.people ?? []).map((/** @type {string} */ person) => ({ person, ...said(one) }))),
  };
}

/** Rows of the run sheet for which the bridge keeps rooms, channels or people. @param {any[]} rows */
const bridgeOf = (rows) => rows.filter(({ bridge }) => bridge && Object.keys(bridge).length).map(({ id, title, from, until, bridge }) => ({ id, title, from, until, ...bridge }));

/** From the first day of the schedule to the end of its last. @param {string[]} days @param {number} offsetMin */
function eventOf(days, offsetMin) {
  const [first] = [...days].sort();
  const last = [...days].sort().at(-1);
  return first && last ? { from: startOf(first, offsetMin), until: startOf(dayAfter(last), offsetMin) } : { from: null, until: null };
}

/** What changes seldom: everything but sessions and slots. @param {{list: (entity: string) => any[]}} store @param {number} offsetMin */
export function standingFacts(store, offsetMin) {
  const tables = Object.fromEntries(Object.entries(TABLES).filter(([name]) => name !== 'slots' && name !== 'sessions').map(([name, entity]) => [name, asObject(allOf(store, entity))]));
  const papers = allOf(store, 'live_paper');
  const [settings = {}] = allOf(store, 'live_settings');
  const stage = allOf(store, 'live_stage');
  return {
    offset_min: offsetMin, event: eventOf(settings.days ?? [], offsetMin), settings, bridge: bridgeOf(stage),
    travel: travelOf(allOf(store, 'live_site')), platform_facts: allOf(store, 'platform_fact'), stage: stageOf(stage),
    ...tables, producers: withPapers(tables.producers ?? {}, papers, 'producer'), products: withPapers(tables.products ?? {}, papers, 'product'),
  };
}

/** All that the rules decide from. @param {{list: (entity: string) => any[]}} store @param {Record<string, any>} standing @param {number} now */
export const factsOf = (store, standing, now) => ({ ...standing, now, sessions: asObject(allOf(store, 'live_session')), slots: asObject(allOf(store, 'live_slot')) });
