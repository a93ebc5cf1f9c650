/**
 * One generic store: whole rows by entity and id, as the server sent them. No reducer per domain.
 * `list` and `get` read a signal per entity, so whatever is drawn from them is drawn again when that entity changes.
 */

import { batch as together, signal } from './vendor.js';

/**
 * @typedef {{id: string} & Record<string, any>} Row
 * @typedef {Record<string, Row[]>} Rows
 * @typedef {{epoch: string, seq: number, rows: Rows}} Snapshot
 * @typedef {{epoch: string, after: number, upto: number, rows?: Rows, gone?: Record<string, string[]>,
 *   changes?: Array<{seq: number, kind: string, at: string, by: any, facts: any}>}} Batch
 * @typedef {{size: number, has: (id: string) => boolean, get: (id: string) => Row | undefined, all: () => Row[]}} Base rows that are
 *   only read when somebody asks for them; the same row each time
 * @typedef {{rows: Map<string, Row>, base: Base | null, gone: Set<string>, list: Row[] | null, version: import('./vendor.js').Signal<number>}} Shelf
 *   `base`: what `rows` lies over, without those that are `gone`
 * @typedef {ReturnType<typeof createStore>} Store
 */

export function createStore() {
  /** @type {Map<string, Shelf>} */
  const shelves = new Map();
  const at = signal({ epoch: '', seq: 0 });

  /** @param {string} entity @returns {Shelf} */
  function shelf(entity) {
    let found = shelves.get(entity);
    if (!found) {
      found = { rows: new Map(), base: null, gone: new Set(), list: null, version: signal(0) };
      shelves.set(entity, found);
    }
    return found;
  }

  /** @param {Shelf} one */
  function touched(one) {
    one.list = null;
    one.version.value += 1;
  }

  /** @param {Rows} rows */
  function upsert(rows) {
    together(() => {
      for (const [entity, some] of Object.entries(rows)) {
        if (!some.length) continue;
        const one = shelf(entity);
        for (const row of some) put(one, row);
        touched(one);
      }
    });
  }

  /** @param {Record<string, string[]>} gone */
  function drop(gone) {
    together(() => {
      for (const [entity, ids] of Object.entries(gone)) {
        const one = shelf(entity);
        if (ids.filter((id) => take(one, id)).length) touched(one);
      }
    });
  }

  /** Forget everything and start from this. @param {Snapshot} snapshot */
  function reset(snapshot) {
    together(() => {
      for (const one of shelves.values()) {
        clear(one);
        touched(one);
      }
      upsert(snapshot.rows);
      at.value = { epoch: snapshot.epoch, seq: snapshot.seq };
    });
  }

  /**
   * The client rule of the feed: whole, in order, once.
   * @param {Batch} batch
   * @returns {'applied' | 'old' | 'hole'}
   */
  function apply(batch) {
    const { epoch, seq } = at.peek();
    if (batch.epoch !== epoch || batch.after > seq) return 'hole';
    if (batch.upto <= seq) return 'old';
    together(() => {
      drop(batch.gone ?? {});
      upsert(batch.rows ?? {});
      at.value = { epoch, seq: batch.upto };
    });
    return 'applied';
  }

  return {
    /** Where this copy stands in the journal. @returns {{epoch: string, seq: number}} */
    get position() { return at.peek(); },
    /** The same number for what is drawn from it: rises with every batch. */
    get upto() { return at.value.seq; },
    /** Set where the copy stands, when the rows were put in by hand (from IndexedDB). @param {{epoch: string, seq: number}} to */
    stand(to) { at.value = { epoch: to.epoch, seq: to.seq }; },
    reset, apply, upsert, drop,
    /** Lay an entity out of rows that are read when asked for. @param {string} entity @param {Base} base */
    shelve(entity, base) {
      const one = shelf(entity);
      clear(one);
      one.base = base;
      touched(one);
    },
    /** How many rows, without reading them. @param {string} entity */
    size(entity) {
      const one = shelf(entity);
      void one.version.value;
      return sizeOf(one);
    },
    /** Rises with every change of the entity. @param {string} entity */
    version: (entity) => shelf(entity).version,
    /** All rows in order of arrival; the same array until something changes. @param {string} entity @returns {Row[]} */
    list(entity) {
      const one = shelf(entity);
      void one.version.value;
      one.list ??= whole(one);
      return one.list;
    },
    /** @param {string} entity @param {string} id @returns {Row | undefined} */
    get(entity, id) {
      const one = shelf(entity);
      void one.version.value;
      return one.rows.get(id) ?? (one.gone.has(id) ? undefined : one.base?.get(id));
    },
    /** The same content gives the same text, whatever the order of arrival. */
    canonical() {
      const names = [...shelves.keys()].filter((name) => sizeOf(shelf(name))).sort();
      return JSON.stringify(Object.fromEntries(names.map((name) => [name, sortedRows(shelf(name))])));
    },
  };
}

/** @param {Shelf} shelf @param {Row} row */
function put(shelf, row) {
  shelf.rows.set(row.id, row);
  shelf.gone.delete(row.id);
}

/** @param {Shelf} shelf @param {string} id @returns {boolean} was it there */
function take(shelf, id) {
  const below = !shelf.gone.has(id) && Boolean(shelf.base?.has(id));
  if (below) shelf.gone.add(id);
  return shelf.rows.delete(id) || below;
}

/** @param {Shelf} shelf */
function clear(shelf) {
  shelf.rows.clear();
  shelf.gone.clear();
  shelf.base = null;
}

/** @param {Shelf} shelf */
function sizeOf({ rows, base, gone }) {
  if (!base) return rows.size;
  const fresh = [...rows.keys()].filter((id) => !base.has(id)).length;
  return base.size - gone.size + fresh;
}

/** All rows, in order of arrival. @param {Shelf} shelf @returns {Row[]} */
function whole({ rows, base, gone }) {
  if (!base) return [...rows.values()];
  const below = base.all().filter((row) => !gone.has(row.id)).map((row) => rows.get(row.id) ?? row);
  return [...below, ...[...rows.values()].filter((row) => !base.has(row.id))];
}

/** @param {Shelf} shelf */
function sortedRows(shelf) {
  const rows = whole(shelf).sort((a, b) => (a.id < b.id ? -1 : 1));
  return Object.fromEntries(rows.map((row) => [row.id, sortKeys(row)]));
}

/** @param {any} value @returns {any} */
function sortKeys(value) {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sortKeys(value[key])]));
}
