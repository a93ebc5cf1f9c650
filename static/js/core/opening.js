// Looks from outside whether the page's script came: over a bad line a part of it may be refused, be answered by nobody, or be
// broken off when a tablet changes its network, and then nothing at all would be drawn. Says so, and tries again by itself:
// many screens hang where nobody can reach them. What somebody has typed is not thrown away without being asked.
{
  const [SAY_MS, SOON_MS, AGAIN_MS, LONGEST_MS, TRIES] = [8000, 1500, 15_000, 120_000, 'ops.opening'];
  const english = document.documentElement.lang === 'en';
  // words.js tells: `asked` once it runs, `here` when the page has its words
  const state = () => document.documentElement.dataset.words;
  const drawn = () => state() === 'here';
  const tries = () => { try { return Number(sessionStorage.getItem(TRIES)) || 0; } catch { return 0; } };
  const keep = (/** @type {number} */ n) => { try { sessionStorage.setItem(TRIES, String(n)); } catch { /* then each try is the first */ } };
  const typed = () => [...document.querySelectorAll('input')].some((one) => one.value !== one.defaultValue);
  let said = false;

  function say() {
    if (drawn() || said) return;
    said = true;
    const [notice, title, button] = ['div', 'p', 'button'].map((kind) => document.createElement(kind));
    notice.className = 'notice look opening';
    notice.role = 'alert';
    title.textContent = english ? 'The page is taking long to load. It tries again by itself.' : 'Trang tải chậm. Máy sẽ tự thử lại.';
    button.className = 'button';
    button.textContent = english ? 'Try again now' : 'Thử lại ngay';
    button.onclick = () => location.reload();
    notice.append(title, button);
    document.body.prepend(notice);
    const gone = new MutationObserver(() => { if (drawn()) { notice.remove(); gone.disconnect(); keep(0); } });
    gone.observe(document.documentElement, { attributes: true });
  }

  /** @param {number} first ms */
  const againAfter = (first) => setTimeout(() => {
    if (drawn()) return keep(0);
    if (typed()) return say();
    keep(tries() + 1);
    location.reload();
  }, Math.min(LONGEST_MS, first * 2 ** tries()));

  /** All that was asked for has come or failed, and the script did not run. */
  const look = () => {
    if (state()) return;
    say();
    againAfter(SOON_MS);
  };

  setTimeout(say, SAY_MS);
  againAfter(AGAIN_MS);
  if (document.readyState === 'complete') look();
  else addEventListener('load', look);
}
