// The tablet's own memory (IndexedDB): who it is, the roster, what waits to be sent, what was sent in the last day.
// A damaged or evicted database opens empty and without an error; the outbox notices that by its witness, not this file.

/** @typedef {import('./outbox.js').Entry} Entry */
/** @typedef {import('./outbox.js').Answer} Answer */
/** @typedef {{ n: number, ref: string, made_at: number, sent_at: number, state: string, entry: Entry }} Sent */

/** `box`: unsent entries by number, and the last number given out. @typedef {{ known: Record<string, any>, box: { entries: Entry[], last: number }, sent: Sent[] }} FirstLook */

const VERSION = 1;
const STORES = 5;
/** Kept this long after the server's answer, to be offered again should the server come back from an older backup. */
export const SENT_KEPT_MS = 24 * 3600_000;
const SENT_AT_ONCE = 200;

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
export const answerOf = (request) => new Promise((done, fail) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});

/** All of it is written, or nothing. @param {IDBTransaction} write @returns {Promise<void>} */
export const written = (write) => new Promise((done, fail) => {
  write.oncomplete = () => done();
  write.onabort = () => fail(write.error ?? new DOMException('taken back', 'AbortError'));
});

/** @param {string} name @returns {Promise<IDBDatabase>} */
function open(name) {
  const asked = indexedDB.open(name, VERSION);
  asked.onupgradeneeded = () => {
    for (const store of ['meta', 'blob', 'row']) asked.result.createObjectStore(store);
    for (const store of ['outbox', 'sent']) asked.result.createObjectStore(store, { keyPath: 'n' });
  };
  return answerOf(asked);
}

/** @param {string} name @param {Promise<IDBDatabase>} [early] already being opened, with the layout it has */
export async function openLocal(name, early) {
  const there = await early?.catch(() => null);
  const known = there?.version === VERSION && there.objectStoreNames.length === STORES;
  if (there && !known) there.close();
  const db = there && known ? there : await open(name);
  // Another tab wants a newer layout, or deletes everything after a revocation: do not stand in its way.
  db.onversionchange = () => db.close();

  /** @param {IDBTransactionMode} mode @param {(meta: IDBObjectStore) => unknown} act */
  function change(mode, act) {
    const write = db.transaction('meta', mode);
    act(write.objectStore('meta'));
    write.commit?.(); // said at once: a page that is left in this moment still writes it
    return written(write);
  }

  return {
    db,
    /** @param {string} key @returns {Promise<any>} */
    recall: async (key) => answerOf(db.transaction('meta').objectStore('meta').get(key)),
    /** @param {string} key @param {unknown} value */
    remember: async (key, value) => change('readwrite', (meta) => meta.put(value, key)),
    /** @param {string} key */
    forget: async (key) => change('readwrite', (meta) => meta.delete(key)),
    close: () => db.close(),
  };
}

/** @typedef {Awaited<ReturnType<typeof openLocal>>} Local */

/**
 * The outbox's box, as it stood at the first look. `strict`: the promise resolves when the bytes are on the medium, so a power cut cannot take back
 * what the person at the door was told.
 * @param {Local} local @param {FirstLook['box']} look @returns {import('./outbox.js').Box}
 */
export function makeBox({ db }, look) {
  return {
    load: async () => look,
    async add(entry) {
      const write = db.transaction('outbox', 'readwrite', { durability: 'strict' });
      write.objectStore('outbox').put(entry);
      // Said at once, the commit does not wait until this busy page has heard that the put went well.
      write.commit?.();
      await written(write);
    },
    async change(entry) {
      const write = db.transaction('outbox', 'readwrite');
      write.objectStore('outbox').put(entry);
      await written(write);
    },
    async done(entries, answers) {
      try {
        await moveToSent(db, entries, answers);
      } catch {
        // No room to remember what was sent is no reason to send it for ever.
        const write = db.transaction('outbox', 'readwrite');
        for (const entry of entries) write.objectStore('outbox').delete(entry.n);
        await written(write);
      }
    },
  };
}

/** @param {Local['db']} db @param {Entry[]} entries @param {Answer[]} answers */
function moveToSent(db, entries, answers) {
  const write = db.transaction(['outbox', 'sent'], 'readwrite');
  const [outbox, sent] = [write.objectStore('outbox'), write.objectStore('sent')];
  entries.forEach((entry, i) => {
    sent.put({ n: entry.n, ref: entry.ref, made_at: entry.made_at, sent_at: Date.now(), state: answers[i].state, entry });
    outbox.delete(entry.n);
  });
  return written(write);
}

/**
 * What a page needs before it can show anything, in one look: each look is a wait of its own, and a slow tablet waits long.
 * @param {Local} local @param {string[]} keys of what was remembered @param {number} limit of sent items, newest first
 * @returns {Promise<FirstLook>}
 */
export async function firstLook({ db }, keys, limit) {
  const read = db.transaction(['meta', 'outbox', 'sent']);
  const store = read.objectStore('sent');
  const newest = answerOf(store.openKeyCursor(null, 'prev')).then((cursor) => Number(cursor?.key ?? 0));
  const sent = newest.then((n) => (n ? answerOf(store.getAll(IDBKeyRange.lowerBound(n - limit, true))) : []));
  const known = keys.map((key) => answerOf(read.objectStore('meta').get(key)));
  const entries = /** @type {Entry[]} */ (await answerOf(read.objectStore('outbox').getAll()));
  const last = Math.max(0, entries.at(-1)?.n ?? 0, await newest);
  const values = await Promise.all(known);
  return { known: Object.fromEntries(keys.map((key, i) => [key, values[i]])), box: { entries, last }, sent: (await sent).reverse() };
}

/** All items sent within the last day, a few at a time: a page that is just opening has more urgent work. @param {Local} local */
export async function sentOfTheDay({ db }) {
  const since = Date.now() - SENT_KEPT_MS;
  /** @type {Sent[]} */
  const found = [];
  for (let from = -1; ;) {
    const some = /** @type {Sent[]} */ (await answerOf(db.transaction('sent').objectStore('sent').getAll(IDBKeyRange.lowerBound(from, true), SENT_AT_ONCE)));
    found.push(...some.filter((one) => one.sent_at >= since));
    if (some.length < SENT_AT_ONCE) return found;
    from = some[some.length - 1].n;
    await new Promise((done) => { setTimeout(done); });
  }
}

/** Forget sent items older than a day; the newest stays, it carries the last number. @param {Local} local */
export async function pruneSent({ db }) {
  const since = Date.now() - SENT_KEPT_MS;
  const write = db.transaction('sent', 'readwrite');
  const store = write.objectStore('sent');
  const newest = await answerOf(store.openKeyCursor(null, 'prev'));
  const asked = store.openCursor();
  asked.onsuccess = () => {
    const cursor = asked.result;
    if (!cursor || cursor.value.sent_at >= since) return;
    if (cursor.key !== newest?.key) cursor.delete();
    cursor.continue();
  };
  await written(write);
}

/**
 * Leave nothing of the guests on this device: databases, caches, storage, service worker.
 * @param {string} name @param {Local | null} local
 */
export async function wipe(name, local) {
  local?.close();
  try { localStorage.clear(); } catch { /* refused storage holds nothing */ }
  try { sessionStorage.clear(); } catch { /* the same */ }
  if ('caches' in globalThis) await Promise.all((await caches.keys()).map((key) => caches.delete(key)));
  const workers = await navigator.serviceWorker?.getRegistrations().catch(() => []);
  await Promise.all((workers ?? []).map((worker) => worker.unregister()));
  await answerOf(indexedDB.deleteDatabase(name));
}
