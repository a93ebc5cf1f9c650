// Language and theme, at the foot of pages. Small and alone, so that they work as soon as they are seen: the page's own script
// may still be on its way.
{
  /** @param {string} name @param {string} value */
  const remember = (name, value) => {
    const secure = location.protocol === 'https:' ? '; Secure' : '';
    document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    location.reload();
  };

  document.addEventListener('click', (click) => {
    const button = click.target instanceof Element ? click.target.closest('[data-set-lang], [data-set-theme]') : null;
    if (!(button instanceof HTMLElement)) return;
    const { setLang, setTheme } = button.dataset;
    if (setLang) remember('ops_lang', setLang);
    else if (setTheme) remember('ops_theme', setTheme);
  });
}
