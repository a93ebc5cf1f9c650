/**
 * Plain requests that find out whether the hub is there again. A browser sends each over a connection that it keeps trying
 * to open, more and more seldom (after 1, 3, 7, 15 s), also when nobody waits for it any more. So a line that stays dead is
 * asked by several, each begun some seconds after the one before: one of them always has a fresh try.
 */

export const KNOCK_MS = 1_900;
const EVERY_MS = 10_000;
/** A browser keeps six connections to a server, and six more for requests that carry no cookie. */
const MOST = 12;

/** Is the hub there? @param {AbortSignal} signal @param {RequestCredentials} [credentials] @returns {Promise<boolean>} */
export async function knock(signal, credentials = 'same-origin') {
  const answer = await fetch('/healthz', { cache: 'no-store', redirect: 'error', credentials, signal }).catch(() => null);
  return answer?.status === 200;
}

/** @param {() => void} onThere the hub has answered @param {typeof knock} [ask] */
export function createScouts(onThere, ask = knock) {
  let calling = new AbortController();
  let out = 0;
  let sent = 0;
  let last = -Infinity;

  return {
    /** One more, when its time has come. @param {number} at steady ms */
    send(at) {
      if (at - last < EVERY_MS || out >= MOST) return;
      const mine = calling;
      last = at;
      out += 1;
      sent += 1;
      void ask(mine.signal, sent % 2 ? 'same-origin' : 'omit').then((there) => {
        if (mine !== calling) return;
        out -= 1;
        if (there) onThere();
      });
    },
    /** The line is back, or nobody asks any more. */
    home() {
      calling.abort();
      calling = new AbortController();
      out = 0;
      last = -Infinity;
    },
  };
}
