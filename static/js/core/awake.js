// A screen that stays lit while its page is shown.

/** A screen that goes dark in front of people is of no use; the lock ends whenever the page is hidden. */
export function keepAwake() {
  const stay = () => {
    if (document.visibilityState === 'visible') void /** @type {any} */ (navigator).wakeLock?.request('screen').catch(() => undefined);
  };
  stay();
  document.addEventListener('visibilitychange', stay);
}
