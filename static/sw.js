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
 * Files of this build need no decision: where the browser can, it takes them from the cache without asking this worker,
 * which has to be started first and answers one after the other. What is not there goes to the network, as below.
 * @param {any} event
 */
async function route(event) {
  await event.addRoutes?.([{ condition: { urlPattern: new URLPattern({ pathname: `/static/${BUILD}/*` }) }, source: { cacheName: CACHE } }]);
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
