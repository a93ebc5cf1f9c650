// Looks from outside whether the page's script came: over a bad line one part of it may be refused, or be answered by nobody,
// and then nothing at all would be drawn. Says so, and tries again by itself: many screens hang where nobody can reach them.
{
  const [SAY_MS, AGAIN_MS, LONGEST_MS, TRIES] = [8000, 15_000, 120_000, 'ops.opening'];
  const english = document.documentElement.lang === 'en';
  // words.js tells
  const drawn = () => document.documentElement.dataset.words === 'here';
  const tries = () => { try { return Number(sessionStorage.getItem(TRIES)) || 0; } catch { return 0; } };
  const keep = (/** @type {number} */ n) => { try { sessionStorage.setItem(TRIES, String(n)); } catch { /* then each try is the first */ } };

  function say() {
    if (drawn()) return;
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

  setTimeout(say, SAY_MS);
  setTimeout(() => {
    if (drawn()) return keep(0);
    keep(tries() + 1);
    location.reload();
  }, Math.min(LONGEST_MS, AGAIN_MS * 2 ** tries()));
}
