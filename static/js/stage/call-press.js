/**
 * Rows of the sheet under the hand. Short: chosen to stand by. Held: it runs now. By keys the same; a screen reader, which
 * only clicks, chooses, and GO is beside it. One ear for all rows: they come and go, and each is drawn at every cue.
 */

/** @typedef {{tap: (row: string) => unknown, hold: (row: string) => unknown}} Does */

const HOLD_MS = 800;
const KEYS = [' ', 'Enter'];
const BUTTON = '.cue-button:not([disabled])';
/** The hand has left the button, in whichever way. */
const LEFT = ['pointerup', 'pointercancel', 'pointerout', 'focusout'];

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
const buttonOf = (target) => (target instanceof Element ? target.closest(BUTTON) : null);
/** @param {HTMLElement} button */
const rowOf = (button) => button.closest('tr')?.dataset.row ?? '';
/** Out of the button, not from one part of it to another. @param {Event} event @param {HTMLElement} button */
const leaves = (event, button) => button.contains(/** @type {Node} */ (event.target))
  && !(event.type === 'pointerout' && button.contains(/** @type {Node | null} */ (/** @type {PointerEvent} */ (event).relatedTarget)));

/** @param {HTMLElement} sheet @param {Does} does */
export function listenToRows(sheet, { tap, hold }) {
  /** @type {HTMLElement | null} */
  let held = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** It was held long enough: the click that follows is no tap. */
  let fired = false;

  /** @param {HTMLElement} button */
  function start(button) {
    stop();
    fired = false;
    held = button;
    button.classList.add('held');
    timer = setTimeout(() => { stop(); fired = true; hold(rowOf(button)); }, HOLD_MS);
  }

  function stop() {
    clearTimeout(timer);
    held?.classList.remove('held');
    held = null;
  }

  /** @param {KeyboardEvent} key */
  function pressed(key) {
    const button = KEYS.includes(key.key) ? buttonOf(key.target) : null;
    if (!button) return;
    key.preventDefault();
    if (key.type === 'keydown') return key.repeat ? undefined : start(button);
    const short = held === button;
    stop();
    fired = false; // keys make no click
    if (short) tap(rowOf(button));
  }

  sheet.addEventListener('pointerdown', (down) => {
    const button = buttonOf(down.target);
    if (button && down.button === 0) start(button);
  });
  for (const name of LEFT) sheet.addEventListener(name, (event) => { if (held && leaves(event, held)) stop(); });
  for (const name of /** @type {const} */ (['keydown', 'keyup'])) sheet.addEventListener(name, pressed);
  sheet.addEventListener('contextmenu', (event) => { if (buttonOf(event.target)) event.preventDefault(); });
  sheet.addEventListener('click', (click) => {
    const button = buttonOf(click.target);
    if (!button) return;
    if (fired) fired = false;
    else tap(rowOf(button));
  });
  return stop;
}
