// @ts-check
/** Codes in JavaScript: the vectors that Python answers too; hashes and signatures through WebCrypto. */
import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as codes from "../../static/js/checkin/codes.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/codes.json", import.meta.url), "utf8"));
const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);

for (const { name, text, expect } of vectors.parse_code) {
  test(`parse: ${name}`, () => assert.equal(codes.parseCode(text), expect));
}
for (const { name, text, expect } of vectors.parse_pairing_code) {
  test(`pairing: ${name}`, () => assert.equal(codes.parsePairingCode(text), expect));
}
for (const { code, expect } of vectors.pretty_code) {
  test(`pretty: "${code}"`, () => assert.equal(codes.prettyCode(code), expect));
}
for (const { name, key, code, expect } of vectors.code_hash) {
  test(`hash: ${name}`, async () => {
    assert.equal(await codes.codeHash(await codes.importRosterKey(key), code), expect);
  });
}
for (const { name, public: key, text, signature, expect } of vectors.verify) {
  test(`signature: ${name}`, async () => {
    assert.equal(await codes.verifySignature(key, bytes(text), signature), expect);
  });
}

test("what is no text is no code", () => {
  for (const wrong of [null, undefined, 7, {}, [], "A".repeat(100_000)]) assert.equal(codes.parseCode(wrong), null);
});

test("the roster key cannot be read out again", async () => {
  const key = await codes.importRosterKey(vectors.code_hash[0].key);
  await assert.rejects(crypto.subtle.exportKey("raw", key));
});

/** WebCrypto of a browser from before Ed25519. @param {import("node:test").TestContext} t */
const withoutEd25519 = (t) =>
  t.mock.method(crypto.subtle, "importKey", () =>
    Promise.reject(new DOMException("no such algorithm", "NotSupportedError")),
  );

for (const { name, public: key, text, signature, expect } of vectors.verify) {
  test(`signature without Ed25519 in the browser: ${name}`, async (t) => {
    const asked = withoutEd25519(t);
    assert.equal(await codes.verifySignature(key, bytes(text), signature), expect);
    assert.equal(asked.mock.callCount(), 1, "the library answered, not WebCrypto");
  });
}

test("without Ed25519 in the browser no altered byte gets through", async (t) => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const data = bytes('{"rows":{"guest":[{"id":"g1","name":"Đinh Thị Ước"}]}}');
  const key = publicKey.export({ format: "jwk" }).x ?? "";
  const signature = sign(null, data, privateKey).toString("base64");
  withoutEd25519(t);
  assert.equal(await codes.verifySignature(key, data, signature), true);
  for (let i = 0; i < data.length; i += 1) {
    const altered = data.map((byte, at) => (at === i ? byte ^ 1 : byte));
    assert.equal(await codes.verifySignature(key, altered, signature), false, `byte ${i}`);
  }
});

test("without Ed25519 and without SHA-512 nothing is accepted", async (t) => {
  const good = vectors.verify.find((/** @type {{ expect: boolean }} */ one) => one.expect);
  withoutEd25519(t);
  t.mock.method(crypto.subtle, "digest", () => Promise.reject(new DOMException("no", "NotSupportedError")));
  assert.equal(await codes.verifySignature(good.public, bytes(good.text), good.signature), false);
});

test("without a secure context there is nothing to verify with", async (t) => {
  t.mock.getter(globalThis, "crypto", () => ({ subtle: undefined }));
  assert.equal(await codes.verifySignature("", bytes(""), ""), null);
});
