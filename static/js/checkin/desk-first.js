// Runs before anything is drawn: one page for every tablet, so language and theme come from this device's own cookies.
{
  const chosen = (/** @type {string} */ name) => document.cookie.split('; ').find((one) => one.startsWith(`${name}=`))?.split('=')[1];
  if (chosen('ops_lang') === 'en') document.documentElement.lang = 'en';
  if (chosen('ops_theme') === 'stage') document.documentElement.dataset.theme = 'stage';
}
