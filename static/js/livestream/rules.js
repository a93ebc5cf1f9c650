// @ts-check
/**
 * What a livestream plan may hold, what stands in its way, and what may be done with a slot at which minute: pure functions
 * over plain facts, the twin of ops/livestream/rules (whose docstring says what facts and answers hold); both are held to
 * tests/vectors/livestream.json. Call prepare(facts) once per batch of the feed, and check(index, [id], {[id]: {starts,
 * ends, room}}) while dragging: a moved slot is then checked against those it meets alone.
 */
export { alarms, freeCells, nextAlarm } from './rules-alarms.js';
export { check, gate, names, overridesAlive } from './rules-check.js';
export { Index, prepare } from './rules-index.js';
export { KINDS, NEVER_OVERRIDABLE, mayOverride } from './rules-kinds.js';
export { PLATFORMS, paramsOf } from './rules-saying.js';
export { ACTIONS, step } from './rules-steps.js';
export { held } from './rules-times.js';
/** @typedef {import('./rules-kinds.js').Conflict} Conflict */
