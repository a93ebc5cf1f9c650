// @ts-check
/** The line-up: the twin of ops/bridge/rules/lineup.py. */

/** @typedef {{ min?: number, max?: number }} Want */
/** @typedef {{ ok?: boolean | null, value?: number | null }} Item */
/** @typedef {{ ok: boolean | null, value: number | null, want: Want, say: string, press: string }} Verdict */

/** @type {Record<string, Want>} */
export const MEASURED = {
  control: { min: 1 },
  clock: { max: 60 },
  rtt: { max: 400 },
  bitrate: { min: 1_500, max: 8_000 },
  fps: { min: 24, max: 61 },
  gop: { max: 2_100 },
  loudness: { min: -25, max: -21 },
  black: { max: 500 },
  freeze: { max: 1_000 },
  silence: { max: 1_000 },
  return_delay: { max: 1_500 },
};
export const PROVEN = ["return", "talk"];
export const HUMAN = ["mc", "scene", "sound", "backup"];
export const ITEMS = [...Object.keys(MEASURED), ...PROVEN, ...HUMAN];
export const MEDIA = ["bitrate", "fps", "gop", "loudness", "black", "freeze", "silence", "return_delay", "return"];

/** @param {number | null} value @param {Want} want @returns {string} */
function faultOf(value, want) {
  if (value === null) return "none";
  if (want.min !== undefined && value < want.min) return "low";
  return want.max !== undefined && value > want.max ? "high" : "";
}

/** The verdict on an item; `ok` null: nobody knows yet. `value` of proven and human items is 1 or 0.
 * @param {string} item @param {number | null} value @param {Record<string, Want>} [wants] @returns {Verdict} */
export function judge(item, value, wants = {}) {
  const want = { ...(MEASURED[item] ?? { min: 1 }), ...wants[item] };
  const fault = faultOf(value, want);
  const ok = fault === "none" ? null : fault === "";
  const say = fault && `bridge.item.${item}.${fault}`;
  return { ok, value, want, say, press: fault && `bridge.press.${item}.${fault}` };
}

/** How a site stands. @param {Record<string, Item>} items @param {string[]} [skip]
 * @returns {{ good: string[], bad: string[], open: string[] }} */
export function standing(items, skip = []) {
  /** @type {{ good: string[], bad: string[], open: string[] }} */
  const found = { good: [], bad: [], open: [] };
  for (const item of ITEMS) {
    if (skip.includes(item)) continue;
    const ok = items[item]?.ok ?? null;
    found[ok === null ? "open" : ok ? "good" : "bad"].push(item);
  }
  return found;
}

/** The word of a tile in the grid. @param {Record<string, Item>} items @param {string} word  go, no_go or nothing
 * @param {string[]} [skip] @returns {"go" | "no_go" | "faulty" | "open" | "ready"} */
export function tile(items, word, skip = []) {
  if (word === "go" || word === "no_go") return word;
  const found = standing(items, skip);
  return found.bad.length ? "faulty" : found.open.length ? "open" : "ready";
}
