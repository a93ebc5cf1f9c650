// The public programme keeps itself fresh while it is looked at. Without this script a reload does the same.

const EVERY_MS = 60_000;

async function renew() {
  if (document.visibilityState !== 'visible' || document.activeElement?.closest('main')) return;
  try {
    const answer = await fetch(location.href, { credentials: 'omit' });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const [here, there] = [document.querySelector('#programme'), page.querySelector('#programme')];
    if (here && there && !here.isEqualNode(there)) here.replaceWith(there);
  } catch { /* no network: what stands here is the newest that is known */ }
}

setInterval(renew, EVERY_MS);
document.addEventListener('visibilitychange', renew);
