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

/** @param {Promise<any>} kept */
function rosterFrom(kept) {
  const store = createStore();
  const local = /** @type {any} */ ({ db: { put: async () => undefined } });
  return { store, roster: createRoster({ local, store, event: "e", kept, publicKey: () => "", onHeader: () => undefined }) };
}

const onDisk = (/** @type {any} */ more = {}) => Promise.resolve({ header: HEADER, bytes, names: undefined, keys: [], rows: [], ...more });

test("a scan waits for the list that is still being read, changed rows included", async () => {
  /** @type {(value: any) => void} */
  let arrive = () => undefined;
  const { roster } = rosterFrom(new Promise((done) => { arrive = done; }));
  const loaded = roster.load();
  const asked = roster.ready().then(() => [roster.find("hash-1"), roster.find("new-2"), roster.find("old-1"), roster.find("nobody")]);
  arrive(await onDisk({ keys: ["guest/g2"], rows: [JSON.stringify({ ...GUESTS[1], code: "new-2", revoked: ["hash-2"] })] }));
  assert.deepEqual(await loaded, { epoch: "x", seq: 7 });
  assert.deepEqual(await asked, [{ id: "g1", revoked: false }, { id: "g2", revoked: false }, { id: "g1", revoked: true }, null]);
  assert.deepEqual(roster.find("hash-2"), { id: "g2", revoked: true });
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
