// @ts-check
/** A page names all its modules at once (templates/core/modules.html): the lists must be what the modules really import. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import test from "node:test";

const ROOT = new URL("../../", import.meta.url);
const read = (/** @type {string} */ name) => readFileSync(new URL(name, ROOT), "utf8");
const IMPORT = /(?:^|[;\n}])\s*(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*["'](\.[^"']+)["']/g;

/** All modules that `name` needs before it runs. @param {string} name below static/ @param {Set<string>} found */
function needed(name, found = new Set()) {
  const source = read(`static/${name}`).replace(/\/\*(?:[^*]|\*(?!\/))*\*\//g, "");
  for (const [, path] of source.matchAll(IMPORT)) {
    const next = posix.join(posix.dirname(name), path);
    if (found.has(next)) continue;
    found.add(next);
    needed(next, found);
  }
  return found;
}

/** `FRAME ~ " a b"` as names. @param {string} words @param {Map<string, string>} known */
const spelled = (words, known) => words.split("~").map((part) => known.get(part.trim()) ?? part.trim().replaceAll('"', "")).join(" ");

/** @type {Map<string, string>} */
const lists = new Map();
for (const [, name, words] of read("templates/core/modules.html").matchAll(/set (\w+) = (.+?) %}/g)) lists.set(name, spelled(words, lists));

const pages = ["core", "checkin", "stage", "livestream", "spaces"].flatMap((folder) => readdirSync(new URL(`templates/${folder}/`, ROOT)).map((name) => `templates/${folder}/${name}`));
const telling = pages.filter((name) => /{{ preload\(/.test(read(name)));

test("the pages that matter tell their modules", () => {
  for (const page of ["templates/checkin/desk.html", "templates/checkin/arrivals.html", "templates/stage/call.html"]) assert.ok(telling.includes(page), page);
});

for (const page of telling) {
  test(`${page} names exactly what its script imports`, () => {
    const source = read(page);
    const entry = /<script type="module" src="{{ static\('([^']+)'\) }}">/.exec(source)?.[1] ?? "";
    const told = spelled(/{{ preload\((.+?)\) }}/s.exec(source)?.[1] ?? "", lists).split(/\s+/).filter(Boolean);
    assert.deepEqual([...told].sort(), [...needed(entry)].sort());
  });
}
