// What the whole page of the tablet knows, in one place: signals that the views read and the wiring writes.

import { signal } from '../core/ui.js';

/** @import { Header, Identity, Mine, Phase, Recent, ScannerState, Sheet } from './types.js' */
/** @template T @typedef {import('../core/vendor.js').Signal<T>} Signal */

/** @type {Signal<Phase>} */
export const phase = signal('loading');
/** @type {Signal<Identity | null>} */
export const identity = signal(null);
/** @type {Signal<ScannerState>} */
export const scanner = signal({ camera: 'off', reader: 'loading', torch: null });
/** What the browser said about the camera before the shift: granted, prompt, denied, absent, insecure. */
export const cameraLeave = signal('prompt');
/** @type {Signal<Header | null>} */
export const rosterHeader = signal(null);
/** Why the roster could not be taken: an error code, empty when all is well. */
export const rosterFailure = signal('');
export const operator = signal('');
/** Rises with every change of the outbox. */
export const outboxTick = signal(0);
/** What lies over the working screen: the list of a delegation, a form. @type {Signal<Sheet | null>} */
export const sheet = signal(null);
/** Scans made here, newest first. @type {Signal<Recent[]>} */
export const recent = signal([]);
/** All scans of the day made here, however long the list above is. @type {Mine} */
export const mine = new Map();
/** Refs of scans taken back here. @type {Signal<Set<string>>} */
export const undone = signal(new Set());
/** Numbers of this device that the server has never seen and that are not here any more; null until it has said so. @type {Signal<[number, number][] | null>} */
export const missing = signal(null);
/** The cookie is gone or dead although this tablet was paired. */
export const signedOut = signal(false);
/** After a revocation: what was handed in, and whether all is deleted. */
export const farewell = signal({ left: 0, wiped: false });
