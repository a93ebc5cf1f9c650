// @ts-check
/** What a row of the catalogue lacks: three literals a rule. */
import assert from "node:assert/strict";
import test from "node:test";
import { groups, lacks } from "../../static/js/livestream/catalogue-missing.js";

const AROUND = { first: "2026-11-14", last: "2026-11-16", papers: new Map(), products: new Map(), keys: new Map(), sites: new Set() };
/** @param {string} entity @param {any} row @param {any} [around] */
const codes = (entity, row, around = {}) => lacks(entity, row, { ...AROUND, ...around }).map((one) => one.code);
const GOODS = { id: "p", producer: "c", industry: "Thực phẩm", stars: 4, stars_confirmed_by: "Sở", certificate_until: "2027-01-01", alcohol: null, marks: [], price: 5000, live_price: 4000, stock: 3 };

test("a product is judged over the days of the event", () => {
  assert.deepEqual(codes("product", GOODS), []);
  assert.deepEqual(codes("product", { ...GOODS, certificate_until: "2026-11-13" }), ["certificate_expired"]);
  assert.deepEqual(codes("product", { ...GOODS, certificate_until: "2026-11-15" }), ["certificate_expires"]);
  assert.deepEqual(codes("product", { ...GOODS, certificate_until: "2026-11-16" }), []); // through its last day
  assert.deepEqual(codes("product", { ...GOODS, certificate_until: "", stars_confirmed_by: "" }), ["no_certificate", "stars_unconfirmed"]);
  assert.deepEqual(codes("product", { ...GOODS, price: null, stock: null }), ["no_price", "no_stock"]);
  assert.deepEqual(codes("product", { ...GOODS, live_price: 6000 }), ["live_dearer"]);
});

test("spirits from 15 degrees never go live, 14.9 may", () => {
  const [never] = lacks("product", { ...GOODS, alcohol: 15 }, AROUND);
  assert.deepEqual([never?.code, never?.look], ["spirit", "no"]);
  assert.deepEqual(codes("product", { ...GOODS, alcohol: 14.9 }), []);
});

test("of a paper the best one counts", () => {
  const row = { id: "c", commune: "11560", tax_code: "0201000001" };
  const products = groups([GOODS], (one) => one.producer);
  const paper = (/** @type {string} */ kind, /** @type {string} */ state, valid_until = "") => ({ owner: "c", kind, state, valid_until });
  const told = (/** @type {any[]} */ papers) => codes("producer", row, { products, papers: groups(papers, (one) => one.owner) });
  assert.deepEqual(told([]), ["paper_missing", "paper_missing"]);
  assert.deepEqual(told([paper("seller", "accepted"), paper("food_safety", "waiting")]), ["paper_waits"]);
  assert.deepEqual(told([paper("seller", "accepted"), paper("food_safety", "refused")]), ["paper_refused"]);
  assert.deepEqual(told([paper("seller", "accepted"), paper("food_safety", "accepted", "2026-11-01"), paper("food_safety", "accepted", "2027-11-01")]), []);
  assert.deepEqual(told([paper("seller", "accepted", "2026-11-15"), paper("food_safety", "accepted", "2026-11-01")]), ["paper_expires", "paper_expired"]);
});

test("hosts, channels, rules", () => {
  const one = { platform: "tiktok", state: "verified", valid_until: "" };
  assert.deepEqual(codes("live_person", { roles: ["assistant"], identities: [] }), []);
  assert.deepEqual(codes("live_person", { roles: ["host"], identities: [] }), ["no_identity"]);
  assert.deepEqual(codes("live_person", { roles: ["host"], identities: [one, { ...one, state: "unverified" }, { ...one, valid_until: "2026-11-15" }] }), ["identity_open", "identity_expires"]);
  assert.deepEqual(codes("channel", { has_key: true, key: "a", key_holder: "p" }, { keys: new Map([["a", 2]]) }), ["key_shared"]);
  assert.deepEqual(codes("platform_fact", { level: "block", status: "agency", valid_until: "" }), ["fact_unofficial"]);
});
