// The public programme keeps itself fresh while it is looked at. Without this script a reload does the same.

const EVERY_MS = 60_000;

async function renew() {
  if (document.visibilityState !== 'visible' || document.activeElement?.closest('main')) return;
  try {
    const answer = await fetch(location.href, { credentials: 'omit' });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const [here, there] = [document.querySelector('#programme'), page.querySelector('#programme')];
    if (here && there && !here.isEqualNode(there)) { here.replaceWith(there); offerToSubscribe(); }
  } catch { /* no network: what stands here is the newest that is known */ }
}

/** On an Apple device this kind of address opens the calendar app and asks to subscribe; elsewhere it stays a plain file. */
function offerToSubscribe() {
  const link = document.querySelector('a[data-subscribe]');
  if (link && /iPhone|iPad|Macintosh/.test(navigator.userAgent)) link.setAttribute('href', `webcal://${location.host}${new URL(link.getAttribute('href') ?? '', location.href).pathname}`);
}

offerToSubscribe();
setInterval(renew, EVERY_MS);
document.addEventListener('visibilitychange', renew);
