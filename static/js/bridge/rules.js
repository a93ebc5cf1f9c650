// @ts-check
/** The rules of the bridge, as a page uses them. Twins of ops/bridge/rules, held to tests/vectors/bridge.json. */
export * from "./rules-cues.js";
export * from "./rules-lineup.js";
export * from "./rules-tally.js";
