// What the browser gives this tablet: a page that opens without a network, storage that stays, one tab that works.

import { keepAwake } from '../core/awake.js';
import { signal } from '../core/ui.js';

/** @typedef {'asking' | 'ready' | 'impossible'} Offline */

/** Can this page be opened again without a network? @type {import('../core/vendor.js').Signal<Offline>} */
export const offlineReload = signal('asking');
/** A newer version that waits for a quiet moment. @type {import('../core/vendor.js').Signal<ServiceWorker | null>} */
export const update = signal(null);
/** Did the browser promise to keep our storage? null: not known. @type {import('../core/vendor.js').Signal<boolean | null>} */
export const persisted = signal(null);
/** 0..100, null where the browser does not say. @type {import('../core/vendor.js').Signal<{ level: number, charging: boolean } | null>} */
export const battery = signal(null);

const LOOK_FOR_UPDATE_MS = 10 * 60_000;
const LOCK = 'ops-desk';

export async function registerShell() {
  try {
    const registration = await navigator.serviceWorker.register('/sw.js', { scope: '/', updateViaCache: 'none' });
    follow(registration);
    registration.addEventListener('updatefound', () => follow(registration));
    const look = () => void registration.update().catch(() => undefined);
    setInterval(look, LOOK_FOR_UPDATE_MS);
  } catch {
    // A certificate that was clicked through, plain http, or a private window: the page works, a reload would not.
    offlineReload.value = 'impossible';
  }
}

/** @param {ServiceWorkerRegistration} registration */
function follow(registration) {
  const { installing, waiting, active } = registration;
  if (active) offlineReload.value = 'ready';
  if (waiting && active) update.value = waiting;
  if (!installing) return;
  installing.addEventListener('statechange', () => {
    if (installing.state === 'redundant' && !registration.active) offlineReload.value = 'impossible';
    else follow(registration);
  });
}

/** The person has pressed the button: the new version takes over, the page starts again. */
export function takeUpdate() {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  update.peek()?.postMessage('take-over');
}

export async function askToPersist() {
  try {
    persisted.value = (await navigator.storage.persisted()) || (await navigator.storage.persist());
  } catch {
    persisted.value = null;
  }
}

/** What the page of a device does once it is there: it opens without a network, keeps what it has, its screen stays on. */
export function stayReady() {
  void registerShell();
  void askToPersist();
  keepAwake();
}

export async function watchBattery() {
  const power = await /** @type {any} */ (navigator).getBattery?.().catch(() => null);
  if (!power) return;
  const tell = () => { battery.value = { level: Math.round(power.level * 100), charging: power.charging }; };
  tell();
  for (const name of ['levelchange', 'chargingchange']) power.addEventListener(name, tell);
}

/**
 * Only one tab may number and send. Resolves to whether this is the one; later, when the other tab has closed, `onFree` runs.
 * @param {() => void} onFree @param {string} [name] of what may be open once @returns {Promise<boolean>}
 */
export function becomeTheOne(onFree, name = LOCK) {
  if (!navigator.locks) return Promise.resolve(true);
  const held = new Promise(() => undefined);
  return new Promise((resolve) => {
    void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      if (lock) return held;
      void navigator.locks.request(name, () => onFree());
      return undefined;
    });
  });
}
