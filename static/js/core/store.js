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
 * @typedef {{rows: Map<string, Row>, list: Row[] | null, version: import('./vendor.js').Signal<number>}} Shelf
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
      found = { rows: new Map(), list: null, version: signal(0) };
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
        for (const row of some) one.rows.set(row.id, row);
        touched(one);
      }
    });
  }

  /** @param {Record<string, string[]>} gone */
  function drop(gone) {
    together(() => {
      for (const [entity, ids] of Object.entries(gone)) {
        const one = shelf(entity);
        const before = one.rows.size;
        for (const id of ids) one.rows.delete(id);
        if (one.rows.size !== before) touched(one);
      }
    });
  }

  /** Forget everything and start from this. @param {Snapshot} snapshot */
  function reset(snapshot) {
    together(() => {
      for (const one of shelves.values()) {
        one.rows.clear();
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
    /** Set where the copy stands, when the rows were put in by hand (from IndexedDB). @param {{epoch: string, seq: number}} to */
    stand(to) { at.value = { epoch: to.epoch, seq: to.seq }; },
    reset, apply, upsert, drop,
    /** Rises with every change of the entity. @param {string} entity */
    version: (entity) => shelf(entity).version,
    /** All rows in order of arrival; the same array until something changes. @param {string} entity @returns {Row[]} */
    list(entity) {
      const one = shelf(entity);
      void one.version.value;
      one.list ??= [...one.rows.values()];
      return one.list;
    },
    /** @param {string} entity @param {string} id @returns {Row | undefined} */
    get(entity, id) {
      const one = shelf(entity);
      void one.version.value;
      return one.rows.get(id);
    },
    /** The same content gives the same text, whatever the order of arrival. */
    canonical() {
      const names = [...shelves.keys()].filter((name) => shelf(name).rows.size).sort();
      return JSON.stringify(Object.fromEntries(names.map((name) => [name, sortedRows(shelf(name))])));
    },
  };
}

/** @param {Shelf} shelf */
function sortedRows(shelf) {
  const ids = [...shelf.rows.keys()].sort();
  return Object.fromEntries(ids.map((id) => [id, sortKeys(shelf.rows.get(id))]));
}

/** @param {any} value @returns {any} */
function sortKeys(value) {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sortKeys(value[key])]));
}
