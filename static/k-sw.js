// The service worker of a visitor's phone: it keeps the stamp card (a dozen small files) and nothing of the other pages.
// Its place is /k/, so it never stands before the pages of devices. The server puts in the build and the list of files.
/* global __FILES__ */

const BUILD = '__BUILD__';
const FILES = /** @type {string[]} */ (__FILES__);
const CACHE = `ops-card-${BUILD}`;
const SHELL = '/k';
const MARK = `<meta name="ops-build" content="${BUILD}">`;

/** A captive portal answers every address with a page of its own. @param {string} address @param {Response} answer */
async function isOurs(address, answer) {
  if (answer.status !== 200 || answer.redirected || answer.type !== 'basic') return false;
  return address !== SHELL || (await answer.clone().text()).includes(MARK);
}

async function install() {
  const cache = await caches.open(CACHE);
  try {
    for (const address of [SHELL, ...FILES]) {
      const answer = await fetch(address, { cache: address === SHELL ? 'no-cache' : 'default', credentials: 'same-origin' });
      if (!(await isOurs(address, answer))) throw new Error(`not ours: ${address}`);
      await cache.put(address, answer);
    }
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
  await /** @type {any} */ (self).skipWaiting();
}

async function sweep() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('ops-card-') && name !== CACHE).map((name) => caches.delete(name)));
  await /** @type {any} */ (self).clients.claim();
}

/** The camera's reader is half a megabyte: kept once somebody has opened the camera. @param {string} path */
const worthKeeping = (path) => path.startsWith(`/static/${BUILD}/`);

/** @param {Request} request @param {string} path */
async function answerFrom(request, path) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(path);
  if (found) return found;
  const answer = await fetch(request);
  if (worthKeeping(path) && answer.status === 200 && answer.type === 'basic') await cache.put(path, answer.clone());
  return answer;
}

/** The form of a lead needs the server; without it the card says so. @param {Request} request */
async function formOrCard(request) {
  try {
    return await fetch(request);
  } catch {
    return (await (await caches.open(CACHE)).match(SHELL)) ?? Response.error();
  }
}

self.addEventListener('install', (/** @type {any} */ event) => event.waitUntil(install()));
self.addEventListener('activate', (/** @type {any} */ event) => event.waitUntil(sweep()));
self.addEventListener('fetch', (/** @type {any} */ event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || url.pathname === '/k/sw.js') return;
  if (request.mode === 'navigate') event.respondWith(url.pathname.includes('/lead/') ? formOrCard(request) : answerFrom(request, SHELL));
  else if (url.pathname.startsWith('/static/') || url.pathname === '/manifest.webmanifest') event.respondWith(answerFrom(request, url.pathname));
});
