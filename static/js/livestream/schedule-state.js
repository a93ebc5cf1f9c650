/** What the page knows: rows of the feed as it reads them, what is chosen, what is held in the hand. */

import { clock } from '../core/clock.js';
import { batch, computed, hasWord, second, signal, t, timeHM } from '../core/ui.js';
import { alarms } from './rules.js';
import { createChecker } from './schedule-check.js';
import { mapOf, offsetOf, readRow, readSlot } from './schedule-facts.js';
import { allColumns, inOrder, roomOf, shownColumns, spread } from './schedule-grid.js';
import { dayBounds, dayOf, onDay, weekOf } from './schedule-layout.js';
import { moveOf } from './schedule-moves.js';

/** @typedef {import('./schedule-grid.js').Row} Row @typedef {import('./schedule-grid.js').Slot} Slot @typedef {import('./schedule-grid.js').View} View @typedef {import('./schedule-moves.js').Held} Held @typedef {ReturnType<typeof createSchedule>} Schedule */
/** @typedef {{what: 'slot' | 'session' | 'publish' | 'plan' | 'settings', id?: string, values?: Record<string, any>}} Open */

const GONE = new Set(['cancelled']);
const PLANS = ['organiser', 'live_coordinator'];
const CONFIRMS = [...PLANS, 'director'];

/** @param {import('../core/store.js').Store} store @param {string[]} roles @param {string} me the actor's key */
export function createSchedule(store, roles, me) {
  const has = (/** @type {string[]} */ some) => roles.some((role) => some.includes(role));
  const may = { plan: has(PLANS), confirm: has(CONFIRMS), override: has(CONFIRMS), ack: has([...CONFIRMS, 'stage_manager']), step: has(CONFIRMS) };
  const offsetMin = offsetOf(clock.now());
  const view = signal(/** @type {View} */ ('room'));
  const span = signal(/** @type {'day' | 'week' | 'list'} */ ('day'));
  const wantedDay = signal('');
  const chosen = signal('');
  const held = signal(/** @type {Held | null} */ (null));
  const open = signal(/** @type {Open | null} */ (null));
  /** Of forty hosts those with slots are looked at first. */
  const used = signal(/** @type {Record<View, boolean>} */ ({ room: false, host: true, channel: false }));
  const onlyUsed = computed(() => used.value[view.value]);
  const problem = signal(/** @type {any} */ (null));
  /** A move of a slot that people know of already: why? @type {import('../core/vendor.js').Signal<{slot: Row, changes: Record<string, any>, pinned: boolean, seen: number} | null>} */
  const asking = signal(/** @type {any} */ (null));
  /** On their way to the server. @type {import('../core/vendor.js').Signal<Map<string, Record<string, any>>>} */
  const sent = signal(new Map());
  /** What undo and redo would take. @type {import('../core/vendor.js').Signal<import('./schedule-edits.js').Edits | null>} */
  const edits = signal(/** @type {any} */ (null));

  const all = computed(() => inOrder(store.list('live_slot').map(readSlot)));
  const slots = computed(() => all.value.filter(({ state }) => !GONE.has(state)));
  const byId = computed(() => mapOf(all.value));
  /** @param {string} entity @returns {{readonly value: Map<string, Row>, peek: () => Map<string, Row>}} */
  const rows = (entity) => computed(() => mapOf(/** @type {Row[]} */ (store.list(entity))));
  const sessions = rows('live_session');
  const rooms = rows('live_room');
  const persons = rows('live_person');
  const channels = rows('channel');
  const products = rows('product');
  const producers = rows('producer');
  const kits = rows('live_kit');
  const requests = computed(() => store.list('live_request').filter(({ state }) => state === 'open'));
  const release = computed(() => store.list('live_release').reduce((/** @type {any} */ best, one) => (!best || one.version > best.version ? one : best), null));
  const checker = createChecker(store, offsetMin);
  const quiet = computed(() => store.list('live_stage').filter((one) => one.quiet).map(readRow));

  const days = computed(() => [...new Set([...(store.get('live_settings', 'live')?.days ?? []), ...slots.value.map(({ starts }) => dayOf(starts, offsetMin))])].sort());
  const today = computed(() => dayOf(second.value * 1000, offsetMin));
  /** Has the server told its time since the page was opened? */
  const told = computed(() => second.value > 0 && clock.measured);
  const day = computed(() => wantedDay.value || nearestDay(days.value, today.value));
  const ofDay = computed(() => slots.value.filter((one) => onDay(one, day.value, offsetMin)));
  const week = computed(() => weekOf(day.value, days.value[0]));
  /** The held slot stands where the hand has it. */
  const drawn = computed(() => placeHeld(ofDay.value));
  const placed = computed(() => spread(view.value, drawn.value, sessions.value));
  const everyColumn = computed(() => allColumns({ rooms: [...rooms.value.values()], persons: [...persons.value.values()], channels: [...channels.value.values()] }, view.value));
  const columns = computed(() => shownColumns(everyColumn.value, placed.value, { name: t(`schedule.no_${view.value}`), onlyUsed: onlyUsed.value }));
  const bounds = computed(() => dayBounds(ofDay.value, day.value, offsetMin, hoursOf([...rooms.value.values()])));
  /** Rows of the week stay the same from day to day. */
  const inWeek = computed(() => slots.value.filter((one) => week.value.some((each) => onDay(one, each, offsetMin))));
  const weekColumns = computed(() => shownColumns(everyColumn.value, spread(view.value, inWeek.value, sessions.value), { name: t(`schedule.no_${view.value}`), onlyUsed: onlyUsed.value }));
  /** Slots of the day that nothing stands against, and how many wait in all. */
  const waiting = computed(() => ofDay.value.filter(({ state }) => state === 'draft' || state === 'requested'));
  const clean = computed(() => waiting.value.filter((one) => !checker.gate(one.id, 'confirm').length));
  /** What rings, looked at every five seconds; as words, so that nothing is drawn again while they stay the same. */
  const rung = computed(() => {
    const now = Math.floor(second.value / 5) * 5000;
    return slots.value.flatMap((one) => alarms(one, now).slice(0, 1).map((kind) => `${one.id} ${kind}`)).join('\n');
  });
  /** Slot -> kind of its gravest alarm. */
  const ringing = computed(() => new Map(/** @type {[string, string][]} */ (rung.value.split('\n').filter(Boolean).map((line) => line.split(' ')))));
  const printing = signal(false);
  /** Cells that a proposal would use, drawn on the grid. */
  const ghosts = signal(/** @type {any[]} */ ([]));
  const slot = computed(() => byId.value.get(chosen.value) ?? null);

  /** @param {Slot[]} some @returns {Slot[]} */
  function placeHeld(some) {
    const moves = new Map(sent.value);
    const one = held.value;
    const own = one && byId.value.get(one.id);
    if (one && own) moves.set(one.id, moveOf(one, sessions.value.get(own.session) ?? {}));
    if (!moves.size) return some;
    const carried = [...moves].flatMap(([id, changes]) => { const slot = byId.value.get(id); return slot ? [{ ...slot, ...changes }] : []; });
    return [...some.filter(({ id }) => !moves.has(id)), ...carried];
  }

  /** Conflicts where the hand is now; only this slot is asked. */
  const heldConflicts = computed(() => {
    const one = held.value;
    const own = one && byId.value.get(one.id);
    if (!one || !own) return [];
    return checker.whatIf(one.id, moveOf(one, sessions.peek().get(own.session) ?? {}));
  });

  return {
    store, roles, me, may, offsetMin, view, span, chosen, held, open, used, onlyUsed, problem, all, slots, byId, sessions, rooms, persons, channels, products, producers, kits, requests, release, checker, asking, sent, edits, quiet,
    days, today, told, day, ofDay, week, inWeek, drawn, placed, columns, bounds, slot, heldConflicts, weekColumns, printing, waiting, clean, ghosts, ringing,
    /** @param {string} one */
    goToDay(one) { batch(() => { wantedDay.value = one; held.value = null; }); },
    /** Show a slot: its day, its panel. @param {string} id */
    goTo(id) {
      const found = byId.peek().get(id);
      batch(() => {
        if (found && !onDay(found, day.peek(), offsetMin)) wantedDay.value = dayOf(found.starts, offsetMin);
        chosen.value = id;
        open.value = null;
      });
    },
    /** @param {Row} one */
    room: (one) => roomOf(one, sessions.value),
    /** @param {Row} one */
    title: (one) => one.title || sessions.value.get(one.session)?.title || one.id,
    /** @param {number} at */
    isOfDay: (at) => dayOf(at, offsetMin) === day.value,
    /** Who did it, as far as this page knows them: `person:NL01`, `room:R01`. @param {string | undefined} key */
    who(key = '') {
      const [kind, id = ''] = key.split(':');
      if (key === me) return t('schedule.you');
      if (kind === 'person') return String(persons.value.get(id)?.name ?? id);
      return kind === 'staff' || kind === 'device' || kind === 'system' ? t(`schedule.by_${kind}`) : key;
    },
    /** A value of a field in words. @param {string} field @param {any} value */
    said(field, value) {
      if (field === 'starts' || field === 'ends') return timeHM(/^\d+$/.test(String(value)) ? Number(value) : value);
      const map = { room: rooms, host: persons, channel: channels }[field];
      if (map) return String(map.value.get(value)?.name ?? t('schedule.none'));
      return Array.isArray(value) ? t('schedule.n_things', { n: value.length }) : String(value ?? '');
    },
    /** Sentences of conflicts that the server named. @param {string[]} keys */
    conflictTitles(keys) {
      return checker.found.value.filter((one) => keys.includes(one.key)).map((one) => { const key = `live.conflict.${one.kind}.title`; return hasWord(key) ? t(key, checker.params(one)) : one.kind; });
    },
    /** @param {'rooms' | 'persons' | 'channels' | 'products' | 'producers' | 'kits'} what @param {string} id */
    name(what, id) { return String({ rooms, persons, channels, products, producers, kits }[what].value.get(id)?.name ?? id); },
  };
}

/** Today, or the next day of the schedule, or its last. @param {string[]} days @param {string} today */
export const nearestDay = (days, today) => (days.includes(today) ? today : days.find((one) => one > today) ?? days.at(-1) ?? today);

/** The longest day of all rooms. @param {Row[]} rooms */
function hoursOf(rooms) {
  const opens = rooms.map((one) => one.opens).filter(Boolean).sort();
  const closes = rooms.map((one) => one.closes).filter(Boolean).sort();
  return { opens: opens[0] ?? '', closes: closes.at(-1) ?? '' };
}
