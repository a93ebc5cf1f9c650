// The service worker of the pages that devices keep: desk, kiosk, welcome screen, introductions. The server puts in the build and the list of files (`__BUILD__`, `__FILES__`).
// It keeps the page itself, never an answer of the server: /api and /socket.io always go to the network, so a
// screen can never show an old answer as a fresh one.
/* global __FILES__, __PAGES__ */

const BUILD = '__BUILD__';
const FILES = /** @type {string[]} */ (__FILES__);
const PAGES = /** @type {string[]} */ (__PAGES__);
const CACHE = `ops-shell-${BUILD}`;
const MARK = `<meta name="ops-build" content="${BUILD}">`;
const NEVER = ['/api/', '/socket.io/', '/sw.js'];

/**
 * A captive portal answers every address with 200 and its own page. Ours come from the address that was asked,
 * are not redirected, and a page carries the mark of this build.
 * @param {string} address @param {Response} answer @returns {Promise<boolean>}
 */
async function isOurs(address, answer) {
  if (answer.status !== 200 || answer.redirected || answer.type !== 'basic') return false;
  if (answer.url && new URL(answer.url).pathname !== new URL(address, self.location.origin).pathname) return false;
  const html = (answer.headers.get('content-type') ?? '').startsWith('text/html');
  if (!html) return true;
  return PAGES.includes(address) && (await answer.clone().text()).includes(MARK);
}

/** @param {Cache} cache @param {string} address */
async function keep(cache, address) {
  const answer = await fetch(address, { cache: 'no-cache', credentials: 'same-origin' });
  if (!(await isOurs(address, answer))) throw new Error(`not ours: ${address}`);
  await cache.put(address, answer);
}

/** All or nothing: a shell with a hole would only show it at the black-out. */
async function install() {
  const cache = await caches.open(CACHE);
  try {
    for (let i = 0; i < FILES.length; i += 6) await Promise.all(FILES.slice(i, i + 6).map((file) => keep(cache, file)));
    for (const page of PAGES) await joinPage(cache, page).catch(() => undefined); // not joined, a page opens as well, only later
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function sweep() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('ops-shell-') && name !== CACHE).map((name) => caches.delete(name)));
  await /** @type {any} */ (self).clients.claim();
}

// One script a page. Forty modules are forty requests, and on a slow tablet asking costs more than running. What lies in
// the cache anyway is joined here, once for each build; wherever this worker is not, the modules are loaded one by one.

const SCRIPT = /<script type="module" src="([^"]+)\.js"><\/script>/;
const PRELOADS = /<link rel="modulepreload" href="[^"]+">\s*/g;
const SHEETS = /<link rel="stylesheet" href="([^"]+\.css)">/g;
const COMMENTS = /\/\*(?:[^*]|\*(?!\/))*\*\//g;
// A statement begins a line or follows another; the sources are ours and a few known libraries, and the tests join them all.
const TAKES = /(^|[;\n}])\s*import\s*([^'"`;()]+?)\s*from\s*["']([^"']+)["']/g;
const RUNS = /(^|[;\n}])\s*import\s*["']([^"']+)["']/g;
const PASSES_ON = /(^|[;\n}])\s*export\s*(\*|\{[^}]*\})\s*from\s*["']([^"']+)["']/g;
const LISTS = /(^|[;\n}])\s*export\s*(\{[^}]*\})/g;
const NAMES = /(^|[;\n}]\s*)export\s+((?:async\s+)?(?:function\s*\*?|class|const)\s*)([\w$]+)/g;
const DEFAULT = /(^|[;\n}]\s*)export\s+default\s/g;
const LATER = /\bimport\(\s*["']([^"']+)["']\s*\)/g;

/** `{ a, b as c }` -> [a, a], [b, c] @param {string} list @returns {string[][]} */
const pairs = (list) => list.replace(/[{}]/g, '').split(',').map((one) => one.trim()).filter(Boolean).map((one) => one.split(/\s+as\s+/)).map(([a, b = a]) => [a, b]);

/** `* as a`, `a, { b as c }` as a declaration. @param {string} names @param {string} module */
function declared(names, module) {
  const whole = /^\*\s*as\s+([\w$]+)$/.exec(names);
  if (whole) return `const ${whole[1]} = ${module};`;
  const alone = /^[\w$]+/.exec(names);
  const some = [...(alone ? [['default', alone[0]]] : []), ...pairs(names.includes('{') ? names.slice(names.indexOf('{')) : '')];
  return `const { ${some.map(([a, b]) => `${a}: ${b}`).join(', ')} } = ${module};`;
}

/**
 * A module as the body of a function: `$need(path)` gives the exports of another, `$out` takes its own.
 * @param {string} path @param {string} source @returns {{ body: string, needs: string[] }}
 */
function bodyOf(path, source) {
  const own = !path.includes('/vendor/');
  /** @type {string[]} */
  const [needs, given] = [[], []];
  /** @param {string} to */
  const need = (to) => {
    const at = new URL(to, self.location.origin + path).pathname;
    needs.push(at);
    return `$need(${JSON.stringify(at)})`;
  };
  const body = (own ? source.replace(COMMENTS, '') : source)
    .replace(PASSES_ON, (_, start, what, to) => `${start}{ const $m = ${need(to)}; ${what === '*' ? 'Object.assign($out, $m)' : pairs(what).map(([a, b]) => `$out.${b} = $m.${a}`).join('; ')}; }`)
    .replace(TAKES, (_, start, names, to) => `${start}${declared(names, need(to))}`)
    .replace(RUNS, (_, start, to) => `${start}${need(to)};`)
    .replace(LISTS, (_, start, list) => { given.push(...pairs(list).map(([a, b]) => `$out.${b} = ${a};`)); return start; })
    .replace(NAMES, (_, start, kind, name) => { given.push(`$out.${name} = ${name};`); return `${start}${kind}${name}`; })
    .replace(DEFAULT, (_, start) => `${start}$out.default = `)
    // a library that is rarely needed stays a file of its own; modules of ours must not exist twice
    .replace(LATER, (_, to) => (to.includes('/vendor/') ? `import(${JSON.stringify(new URL(to, self.location.origin + path).pathname)})` : `Promise.resolve().then(() => ${need(to)})`))
    .replaceAll('import.meta.url', `(location.origin + ${JSON.stringify(path)})`);
  return { body: `${body}\n${given.join(' ')}`, needs };
}

/**
 * The module and all it needs as one script, each run when it is first asked for.
 * @param {string} entry @param {(path: string) => Promise<string>} sourceOf @returns {Promise<string>}
 */
async function join(entry, sourceOf) {
  /** @type {Map<string, string>} */
  const bodies = new Map();
  for (const waiting = [entry]; waiting.length;) {
    const path = /** @type {string} */ (waiting.pop());
    if (bodies.has(path)) continue;
    const { body, needs } = bodyOf(path, await sourceOf(path));
    bodies.set(path, body);
    waiting.push(...needs);
  }
  const parts = [...bodies].map(([path, body]) => `${JSON.stringify(path)}($out) {\n${body}\n}`);
  return `const $made = new Map();
const $need = (path) => {
  let out = $made.get(path);
  if (!out) { $made.set(path, out = {}); $parts[path](out); }
  return out;
};
const $parts = {\n${parts.join(',\n')}\n};
$need(${JSON.stringify(entry)});`;
}

/** @param {Cache} cache @param {string} page */
async function joinPage(cache, page) {
  const sourceOf = async (/** @type {string} */ path) => /** @type {Response} */ (await cache.match(path)).text();
  const [html, headers] = [await sourceOf(page), new Headers((await cache.match(page))?.headers)];
  const [tag, name] = SCRIPT.exec(html) ?? [];
  if (!tag || !name) return;
  const address = `${name}.joined.js`;
  await cache.put(address, new Response(await join(`${name}.js`, sourceOf), { headers: { 'content-type': 'text/javascript; charset=utf-8' } }));
  for (const one of ['content-encoding', 'content-length']) headers.delete(one);
  const lean = await joinSheets(cache, sourceOf, html.replace(PRELOADS, '').replace(tag, tag.replace(`${name}.js`, address)), name.split('/').slice(-2).join('-'));
  await cache.put(page, new Response(lean, { headers }));
}

/**
 * The same for the stylesheets: neighbours, so that what they point to stays where it is. Answers the page with the one of them.
 * @param {Cache} cache @param {(path: string) => Promise<string>} sourceOf @param {string} html @param {string} name @returns {Promise<string>}
 */
async function joinSheets(cache, sourceOf, html, name) {
  const sheets = [...html.matchAll(SHEETS)].map(([, path]) => path);
  const folders = new Set(sheets.map((path) => path.slice(0, path.lastIndexOf('/') + 1)));
  if (sheets.length < 2 || folders.size > 1) return html;
  const address = `${[...folders][0]}${name}.joined.css`;
  const texts = await Promise.all(sheets.map(sourceOf));
  await cache.put(address, new Response(texts.join('\n'), { headers: { 'content-type': 'text/css; charset=utf-8' } }));
  let first = true;
  return html.replace(SHEETS, (tag, path) => {
    if (!first) return '';
    first = false;
    return tag.replace(path, address);
  });
}

/** What this worker answers for: the path under which a request is kept, or null to let it pass. @param {Request} request */
function kept(request) {
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return null;
  if (NEVER.some((start) => url.pathname.startsWith(start))) return null;
  if (request.mode === 'navigate') return PAGES.includes(url.pathname) ? url.pathname : null;
  const ours = url.pathname.startsWith('/static/') || url.pathname.startsWith('/i18n/') || FILES.includes(url.pathname);
  return ours ? url.pathname : null;
}

/** @param {Request} request @param {string} path @returns {Promise<Response>} */
async function answerFrom(request, path) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(path);
  if (found) return found;
  const answer = await fetch(request);
  // Only files of this build: a name under another build belongs to another worker's cache.
  if (path.startsWith(`/static/${BUILD}/`) && (await isOurs(path, answer))) await cache.put(path, answer.clone());
  return answer;
}

/**
 * Pages and files of this build need no decision: where the browser can, it takes them from the cache without asking this worker,
 * which has to be started first and answers one after the other. What is not there goes to the network, as below.
 * @param {any} event
 */
async function route(event) {
  const paths = [...PAGES, `/static/${BUILD}/*`, '/i18n/*', '/manifest.webmanifest'];
  await event.addRoutes?.(paths.map((pathname) => ({ condition: { urlPattern: new URLPattern({ pathname }) }, source: { cacheName: CACHE } })));
}

self.addEventListener('install', (/** @type {any} */ event) => {
  event.waitUntil(install());
  event.waitUntil(route(event).catch(() => undefined)); // a shortcut only
});
self.addEventListener('activate', (/** @type {any} */ event) => event.waitUntil(sweep()));
self.addEventListener('fetch', (/** @type {any} */ event) => {
  const path = kept(event.request);
  if (path) event.respondWith(answerFrom(event.request, path));
});
// A new version waits until the person at the door says so: never a change of page between two guests.
self.addEventListener('message', (/** @type {any} */ event) => {
  if (event.data === 'take-over') /** @type {any} */ (self).skipWaiting();
});
