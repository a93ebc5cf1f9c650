// @ts-check
/** What a prize desk reads and what it offers. Pure. */

/** The token in what a camera, a wedge scanner or a finger gave: the card's address or the bare token. @param {string} text @param {string} origin @returns {string | null} */
export function tokenOf(text, origin) {
  const said = text.trim();
  if (/^[A-Za-z0-9_-]{20,64}$/.test(said)) return said;
  try {
    const url = new URL(said, origin);
    const behind = url.hash.slice(1);
    return url.origin === origin && /^\/k\/?$/.test(url.pathname) && /^[A-Za-z0-9_-]{20,64}$/.test(behind) ? behind : null;
  } catch {
    return null;
  }
}

/** How a gift stands for this card: 'go' may be handed out, 'gone' no piece is left, 'staff' wants the staff's stamp first, 'missing' stamps. @param {{left: number | null, missing: number, ready: boolean}} gift @param {boolean} staff */
export function offer({ left, missing, ready }, staff) {
  if (left === 0) return 'gone';
  if (ready) return 'go';
  return !staff && missing <= 1 ? 'staff' : 'missing';
}
