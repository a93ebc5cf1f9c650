// Runs before the page's script is read: what stood on this phone last, so that the own slot is there at once. Its clock counts
// from the same instants; nothing here can be pressed. booth-picture.js writes what this reads. Language and theme are of this
// device's own cookies, as on the other pages of devices (desk-first.js).
{
  const cookies = document.cookie.split('; ');
  if (cookies.includes('ops_lang=en')) document.documentElement.lang = 'en';
  if (cookies.includes('ops_theme=stage')) document.documentElement.dataset.theme = 'stage';
  const FIRST = 'ops.booth.first';
  /** @param {string} kind @param {string} look @param {string} text @param {...Node} inside */
  const part = (kind, look, text, ...inside) => {
    const made = document.createElement(kind);
    made.className = look;
    made.textContent = text;
    made.append(...inside);
    return made;
  };
  /** @param {number} ms */
  const digits = (ms) => {
    const seconds = Math.floor(Math.abs(ms) / 1000);
    const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((one) => String(one).padStart(2, '0')).join(':');
    return seconds >= 3600 ? `${Math.floor(seconds / 3600)}:${parts}` : parts;
  };
  /** @param {any} kept @param {number} now */
  const slotOf = (kept, now) => {
    const left = kept.until - now;
    const [word, time] = [part('p', kept.live ? 'word' : 'phase', left < 0 ? kept.past : kept.ahead), part('p', kept.live ? 'num left' : 'digits', digits(left))];
    if (kept.live) return part('div', 'onair', '', word, time);
    return part('div', 'slot-now', '', part('p', 'tag', kept.tag), part('p', 'num big', kept.hours), part('p', 'large', kept.about), part('p', '', kept.title), part('div', 'countdown', '', word, time));
  };
  const read = () => { try { return JSON.parse(localStorage.getItem(FIRST) ?? 'null'); } catch { return null; } };
  const offset = () => { try { return Number(localStorage.getItem('ops.clock') ?? 0) || 0; } catch { return 0; } };

  const [place, kept] = [document.getElementById('booth'), read()];
  if (place && kept?.who && kept.lang === document.documentElement.lang) {
    const now = Date.now() + offset();
    const strip = part('header', 'stage-head', '', part('div', 'strip', '', part('p', 'who', kept.who)));
    const work = part('div', 'booth-work', '', ...(kept.until && now < kept.over ? [slotOf(kept, now)] : []));
    place.append(part('div', 'screen booth', '', strip, part('main', '', '', work)));
  }
  // The words are asked for while the page's script is read, and behind the first picture.
  requestAnimationFrame(() => setTimeout(() => {
    const words = fetch(`/i18n/${document.documentElement.lang === 'en' ? 'en' : 'vi'}.json`, { credentials: 'same-origin' });
    words.catch(() => undefined); // whoever takes it hears it
    Object.assign(globalThis, { opsFirst: { words } });
  }));
}
