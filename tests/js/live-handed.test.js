// @ts-check
/** A revoked phone's queue: handed in whole, in order, photos alone; tried again without a network, not for ever against a no. */
import assert from "node:assert/strict";
import test from "node:test";
import { ApiError } from "../../static/js/core/api.js";
import { handIn, portions } from "../../static/js/livestream/hand-in.js";

Object.assign(globalThis, { document: { documentElement: { lang: "vi" } } }); // numbers are written in the page's language
const plain = globalThis.setTimeout; // the second of the page goes on for ever: it must not keep this process
// @ts-expect-error a timer of Node can be let go
globalThis.setTimeout = (...args) => plain(...args).unref();
const { handedWords } = await import("../../static/js/livestream/handed-words.js");

/** @param {number} n @param {any} [photo] */
const item = (n, photo = null) => ({ ref: `r${n}`, event: "e", path: "live/slots/s/tick", body: { what: "sign" }, photo });
const none = async () => undefined;

test("twenty at a time, a photo alone, nothing out of order", () => {
  const photo = { bytes: new Blob(["x"]), name: "a.jpg" };
  const all = [...Array.from({ length: 25 }, (_, n) => item(n)), item(25, photo), item(26)];
  const sizes = portions(all).map((some) => some.length);
  assert.deepEqual(sizes, [20, 5, 1, 1]);
  assert.deepEqual(portions(all).flat().map(({ ref }) => ref), all.map(({ ref }) => ref));
});

test("without a network it waits and comes again; a photo travels as text", async () => {
  /** @type {any[][]} */
  const told = [];
  const left = /** @type {number[]} */ ([]);
  let failures = 2;
  const tell = async (/** @type {string} */ _event, /** @type {any[]} */ items) => {
    if (failures > 0) { failures -= 1; throw new ApiError({ code: "no_network" }); }
    told.push(items);
  };
  const lost = await handIn([item(1), item(2, { bytes: new Blob(["abc"]), name: "a.jpg" })], { tell, wait: none, left: (n) => left.push(n) });
  assert.equal(lost, 0);
  assert.deepEqual(told.map((some) => some.map(({ ref }) => ref)), [["r1"], ["r2"]]);
  assert.deepEqual(told[1]?.[0].photo, { name: "a.jpg", data: btoa("abc") });
  assert.deepEqual(left, [2, 1, 0]);
});

test("what the server reads and does not take is not asked for ever", async () => {
  let asked = 0;
  const tell = async () => { asked += 1; throw new ApiError({ code: "not_revoked", status: 409, answered: true }); };
  assert.equal(await handIn([item(1), item(2)], { tell, wait: none }), 2);
  assert.equal(asked, 1);
});

test("every act of the booth has words, also one that nobody can read", () => {
  const names = { product: (/** @type {string} */ id) => `<${id}>` };
  const acts = [
    { path: "live/slots/s/step", body: { do: "go_live" } }, { path: "live/slots/s/late", body: { minutes: 5 } },
    { path: "live/slots/s/goods/SP1", body: { sold_out: true } }, { path: "live/figures", body: { values: { gmv: 5, peak: null } } },
    { path: "guests", body: {} },
  ];
  for (const one of acts) assert.ok(handedWords(one, names).length > 3);
  assert.match(handedWords(/** @type {any} */ (acts[2]), names), /<SP1>/);
});
