/** What a site's page keeps on its device: what it did with each cue, so that a reload never fires one twice. */

const NAME = 'ops.bridge.site';

/** @typedef {{invite: string, held: Record<string, import('./site-cues.js').Held>}} Kept */

/** @param {string} invite @returns {Record<string, import('./site-cues.js').Held>} */
export function keptOf(invite) {
  try {
    const found = /** @type {Kept} */ (JSON.parse(localStorage.getItem(NAME) ?? '{}'));
    return found.invite === invite ? found.held : {};
  } catch {
    return {};
  }
}

/** @param {string} invite @param {Record<string, import('./site-cues.js').Held>} held */
export function keep(invite, held) {
  try {
    localStorage.setItem(NAME, JSON.stringify({ invite, held }));
  } catch {
    // storage is full or refused: the page works on, only a reload forgets
  }
}
