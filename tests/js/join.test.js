// @ts-check
/** The service worker joins the modules of a page into one script (static/sw.js): every page of devices, and every form of import and export. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import vm from "node:vm";

const ROOT = new URL("../../", import.meta.url);
const read = (/** @type {string} */ name) => readFileSync(new URL(name, ROOT), "utf8");

/** The worker's own functions, in a world of their own. */
function worker() {
  const source = read("static/sw.js").replace("(__FILES__)", "([])").replace("(__PAGES__)", "([])");
  const self = { location: { origin: "https://x" }, addEventListener() {} };
  return vm.runInContext(`${source};({ join, joinPage })`, vm.createContext({ self, URL, Response, Headers }));
}
const { join, joinPage } = worker();

/** @param {Record<string, string>} files */
const sourceOf = (files) => async (/** @type {string} */ path) => files[path] ?? assert.fail(`asked for ${path}`);

/** What the joined script leaves in `told`. @param {Record<string, string>} files */
async function run(files) {
  /** @type {any[]} */
  const told = [];
  vm.runInNewContext(`"use strict";${await join("/a.js", sourceOf(files))}`, { told, location: { origin: "https://x" } });
  await new Promise((done) => { setTimeout(done); });
  return JSON.parse(JSON.stringify(told));
}

test("every form of import and export of ours", async () => {
  const told = await run({
    "/a.js": "import './first.js';\nimport one, { two, three as drei } from './b/b.js';\nimport * as all from './b/c.js';\n/** @type {import('./nowhere.js').X} */\ntold.push(one(), two, drei(), all.four, new all.Five().six, import.meta.url);",
    "/first.js": "told.push('first');",
    "/b/b.js": "import { four } from './c.js'\nexport default function() { return four; }\nexport const two = 2;\nexport async function unused() {}\nexport function three() { return 3; }",
    "/b/c.js": "export * from './d.js';\nexport { five as four } from './d.js';\nexport class Five { six = 6 }",
    "/b/d.js": "const fünf = 5, six = 6;export{fünf as five,six};told.push('d');",
  });
  assert.deepEqual(told, ["first", "d", 5, 2, 3, 5, 6, "https://x/a.js"]);
});

test("a module is run once, and a later one only when it is asked for", async () => {
  const told = await run({
    "/a.js": "import { n } from './n.js';\nconst go = () => import('./late.js').then(({ m }) => told.push(m === n));\ntold.push('before');\nvoid go();",
    "/n.js": "told.push('n');\nexport const n = {};",
    "/late.js": "import { n } from './n.js';\ntold.push('late');\nexport const m = n;",
  });
  assert.deepEqual(told, ["n", "before", "late", true]);
});

test("a library that is rarely needed stays a file", async () => {
  const joined = await join("/js/a.js", sourceOf({ "/js/a.js": "const go = () => import('../vendor/big.js');" }));
  assert.ok(joined.includes('import("/vendor/big.js")'));
});

/** All names that a module gives, by its own text. @param {string} path */
const givenNames = async (path) => Object.keys(await import(new URL(`static${path}`, ROOT).href)).sort();

for (const page of ["checkin/desk", "checkin/kiosk", "protocol/welcome", "protocol/intro", "stage/mc", "stage/prompter", "stage/timeline", "stage/backstage", "stage/studio", "livestream/booth", "spaces/space", "bridge/site"]) {
  test(`js/${page}.js is joined whole`, async () => {
    const joined = await join(`/js/${page}.js`, async (/** @type {string} */ path) => read(`static${path}`));
    assert.ok(new vm.Script(`async () => { "use strict";${joined}\n}`));
    const ours = joined.replace(/\/\*(?:[^*]|\*(?!\/))*\*\//g, "");
    assert.equal(/^\s*(import\s*[{*'"\w]|export\s)/m.exec(ours), null);
  });
}

test("the rules give the same names joined as by themselves", async () => {
  for (const path of ["/js/checkin/rules.js", "/js/core/names.js", "/js/core/outbox.js", "/js/checkin/roster-file.js", "/vendor/preact-signals-core-1.14.5/signals-core.js"]) {
    const world = vm.createContext({ location: { origin: "https://x" }, URL, TextEncoder, TextDecoder, JSON, Promise });
    const joined = await join(path, async (/** @type {string} */ at) => read(`static${at}`));
    const names = vm.runInContext(`"use strict";${joined}\n;Object.keys($made.get(${JSON.stringify(path)}))`, world);
    assert.deepEqual([...names].sort(), await givenNames(path));
  }
});

test("our modules need one another in one direction, as a joined script does", () => {
  const IMPORT = /(?:^|[;\n}])\s*(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*["'](\.[^"']+)["']/g;
  const folders = ["js/core/", "js/checkin/", "js/protocol/", "js/stage/"];
  const files = ["/js/livestream/booth.js", "/js/livestream/booth-page.js", ...folders.flatMap((folder) => readdirSync(new URL(`static/${folder}`, ROOT)).map((name) => `/${folder}${name}`))];
  /** @type {Map<string, number>} */
  const depth = new Map();
  /** @param {string} path @param {string[]} above */
  const walk = (path, above) => {
    assert.ok(!above.includes(path), [...above, path].join(" -> "));
    if (depth.has(path) || path.includes("/vendor/")) return;
    for (const [, to] of read(`static${path}`).replace(/\/\*(?:[^*]|\*(?!\/))*\*\//g, "").matchAll(IMPORT)) walk(new URL(to, `https://x${path}`).pathname, [...above, path]);
    depth.set(path, above.length);
  };
  for (const path of files) walk(path, []);
  assert.ok(depth.size >= files.length);
});

test("a page asks for one script and one stylesheet", async () => {
  const kept = new Map([
    ["/desk", '<link rel="modulepreload" href="/s/n.js">\n<link rel="stylesheet" href="/c/a.css"><link rel="stylesheet" href="/c/b.css"><script src="/s/first.js"></script><script type="module" src="/s/desk.js"></script>'],
    ["/s/desk.js", "import { n } from './n.js';\ntold.push(n);"],
    ["/s/n.js", "export const n = 1;"],
    ["/c/a.css", "a { color: red }"],
    ["/c/b.css", "a { color: blue }"],
  ]);
  const cache = {
    match: async (/** @type {string} */ path) => kept.has(path) ? new Response(kept.get(path), { headers: { "content-encoding": "identity", "content-security-policy": "default-src 'self'" } }) : undefined,
    put: async (/** @type {string} */ path, /** @type {Response} */ answer) => { kept.set(path, await answer.text()); kept.set(`csp ${path}`, answer.headers.get("content-security-policy") ?? ""); },
  };
  await joinPage(cache, "/desk");
  assert.equal(kept.get("/desk"), '<link rel="stylesheet" href="/c/s-desk.joined.css"><script src="/s/first.js"></script><script type="module" src="/s/desk.joined.js"></script>');
  assert.equal(kept.get("csp /desk"), "default-src 'self'");
  assert.equal(kept.get("/c/s-desk.joined.css"), "a { color: red }\na { color: blue }");
  assert.ok(kept.get("/s/desk.joined.js")?.includes('$need("/s/desk.js")'));
});
