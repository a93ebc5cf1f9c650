// @ts-check
/** The roster on the tablet: nobody is "not in the list" before the list is there. */
import assert from "node:assert/strict";
import test from "node:test";
import { createRoster } from "../../static/js/checkin/roster.js";
import { createStore } from "../../static/js/core/store.js";

const GUESTS = [
  { id: "g1", name: "Ngô Thị Hương", code: "hash-1", revoked: ["old-1"] },
  { id: "g2", name: "Lê Văn Đạt", code: "hash-2" },
];
const HEADER = { event: "e", epoch: "x", seq: 7, at: 1, signed: true, file: 1 };
const bytes = new TextEncoder().encode(JSON.stringify({ event: "e", epoch: "x", seq: 5, rows: { guest: GUESTS, delegation: [] } })).buffer;

/** @param {Promise<any>} kept @param {any} [blobs] what lies in the store of large values */
function rosterFrom(kept, blobs = { roster: bytes }) {
  const store = createStore();
  const transaction = () => {
    const tx = { oncomplete() {}, objectStore: () => ({
      put(/** @type {any} */ value, /** @type {string} */ key) { blobs[key] = structuredClone(value); },
      get(/** @type {string} */ key) {
        const asked = { result: blobs[key], onsuccess() {} };
        setTimeout(() => asked.onsuccess());
        return asked;
      },
    }) };
    setTimeout(() => tx.oncomplete());
    return tx;
  };
  const local = /** @type {any} */ ({ db: { transaction } });
  return { store, blobs, roster: createRoster({ local, store, event: "e", kept, publicKey: () => "", onHeader: () => undefined }) };
}

const onDisk = (/** @type {any} */ more = {}) => Promise.resolve({ header: HEADER, index: undefined, keys: [], rows: [], ...more });

/** The layout that a first page makes for the next. */
async function laidOut() {
  const { roster, blobs } = rosterFrom(onDisk());
  await roster.load();
  while (!blobs.index) await new Promise((done) => { setTimeout(done, 5); });
  return blobs.index;
}

for (const laid of [false, true]) test(`a scan waits for the list that is still being read, changed rows included, laid out: ${laid}`, async () => {
  const index = laid ? await laidOut() : undefined;
  /** @type {(value: any) => void} */
  let arrive = () => undefined;
  const { roster, store } = rosterFrom(new Promise((done) => { arrive = done; }));
  const loaded = roster.load();
  const asked = roster.ready().then(() => [roster.find("hash-1"), roster.find("new-2"), roster.find("old-1"), roster.find("nobody")]);
  arrive(await onDisk({ index, keys: ["guest/g2"], rows: [JSON.stringify({ ...GUESTS[1], code: "new-2", revoked: ["hash-2"] })] }));
  assert.deepEqual(await loaded, { epoch: "x", seq: 7 });
  assert.deepEqual(await asked, [{ id: "g1", revoked: false }, { id: "g2", revoked: false }, { id: "g1", revoked: true }, null]);
  assert.deepEqual(roster.find("hash-2"), { id: "g2", revoked: true });
  assert.equal(roster.size, 2);
  assert.deepEqual(store.list("guest").map((row) => row.code), ["hash-1", "new-2"]);
  assert.deepEqual(roster.search("huong", 9).found.map((row) => row.id), ["g1"]);
});

test("with the layout on the disk the file itself is not read", async () => {
  const { roster, store } = rosterFrom(onDisk({ index: await laidOut() }), {});
  assert.deepEqual(await roster.load(), { epoch: "x", seq: 7 });
  assert.deepEqual(store.get("guest", "g1"), GUESTS[0]);
  assert.equal(store.get("guest", "g1"), store.get("guest", "g1"), "the same row each time");
});

test("a layout of another download or an older page is not used", async () => {
  const index = await laidOut();
  for (const other of [{ ...index, file: 2 }, { ...index, format: 0 }]) {
    assert.equal(await rosterFrom(onDisk({ index: other }), {}).roster.load(), null);
    assert.deepEqual(await rosterFrom(onDisk({ index: other })).roster.load(), { epoch: "x", seq: 7 });
  }
});

test("rows changed and gone lie over the file", async () => {
  const { roster, store } = rosterFrom(onDisk({
    index: await laidOut(), keys: ["guest/g1", "guest/g9"], rows: ["", JSON.stringify({ id: "g9", name: "Vũ Mới", code: "hash-9" })],
  }));
  await roster.load();
  assert.equal(roster.size, 2);
  assert.equal(store.get("guest", "g1"), undefined);
  assert.deepEqual(store.list("guest").map((row) => row.id), ["g2", "g9"]);
  assert.deepEqual(roster.find("hash-9"), { id: "g9", revoked: false });
  assert.deepEqual(["moi", "huong"].map((words) => roster.search(words, 9).total), [1, 0]);
});

test("a list that was kept without a checked signature is not used", async () => {
  for (const signed of [null, undefined, false]) {
    const { roster, store } = rosterFrom(onDisk({ header: { ...HEADER, signed } }));
    assert.equal(await roster.load(), null);
    assert.equal(store.list("guest").length, 0);
  }
});

test("a list of another event is not used", async () => {
  const { roster } = rosterFrom(onDisk({ header: { ...HEADER, event: "other" } }));
  assert.equal(await roster.load(), null);
});
