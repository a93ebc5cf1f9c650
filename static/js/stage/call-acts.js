/** What a caller does: steps, edits and their undo, sent one after the other, with the refusal said where the hand is. */

import { act } from '../office/office.js';
import { signal, t, toast } from '../core/ui.js';
import { refusal } from './words.js';

/** @typedef {import('./show.js').Show} Show */
/** @typedef {ReturnType<typeof callActs>} Acts */

const SHOWN_MS = 6000;

/** @param {Show} show */
export function callActs(show) {
  /** Why the last act was not done. @type {import('../core/vendor.js').Signal<string>} */
  const refused = signal('');
  const busy = signal('');
  /** The row that the arrow keys have reached; the server's answer may still be under way. */
  let aim = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let fading;

  /** @param {string} words */
  function tell(words) {
    clearTimeout(fading);
    refused.value = words;
    if (words) fading = setTimeout(() => { refused.value = ''; }, SHOWN_MS);
  }

  /** @param {string} name @param {string} path @param {Record<string, unknown>} body @returns {Promise<boolean>} */
  async function send(name, path, body) {
    busy.value = name;
    try {
      await act(`/stage/${path}`, body);
      tell('');
      return true;
    } catch (error) {
      tell(refusal(error));
      return false;
    } finally {
      if (busy.peek() === name) busy.value = '';
    }
  }

  /** @param {string} what @param {Record<string, unknown>} [more] */
  const step = (what, more = {}) => send(what, 'step', { track: show.track.peek()?.id, do: what, ...more });

  /** One tap, one GO: a second one while the first is under way is the same tap. @param {boolean} [force] */
  async function go(force = false) {
    if (busy.peek() === 'go') return tell(t('stage.refused.too_soon'));
    const seen = show.standby.peek()?.row.id;
    await step('go', { ...(seen ? { seen } : {}), ...(force ? { force } : {}) });
  }

  /** @param {string | null} row null: the next one in order again */
  async function choose(row) {
    aim = row ?? '';
    await step('standby', row ? { row } : {});
    if (aim === row) aim = '';
  }

  /** The row before or behind the chosen one. @param {1 | -1} by */
  function chooseNear(by) {
    const live = show.live.peek()?.row.id;
    const playing = show.lines.peek().filter(({ fact, row }) => fact.plays && row.id !== live);
    const from = playing.findIndex(({ row }) => row.id === (aim || show.standby.peek()?.row.id));
    const next = playing[from + by];
    if (next && (from >= 0 || by > 0)) void choose(next.row.id);
  }

  /** Change the sheet, and offer the way back. @param {string} label @param {Record<string, unknown>[]} edits */
  async function edit(label, edits) {
    const seen = Object.fromEntries(edits.flatMap((one) => seenOf(one)));
    if (await send('edit', 'edit', { track: show.track.peek()?.id, label, edits, seen })) {
      toast(t('stage.call.edited', { label }), { act: t('core.act.undo'), onAct: undo });
    }
  }

  /** @param {Record<string, any>} one @returns {[string, number][]} */
  function seenOf({ row, values }) {
    const revs = show.line(row)?.row.revs ?? {};
    return Object.keys(values ?? {}).filter((field) => field in revs).map((field) => [`${row}/${field}`, revs[field]]);
  }

  async function undo() {
    if (await send('undo', 'undo', {})) toast(t('stage.call.undone'), { act: t('stage.call.redo'), onAct: redo });
  }

  async function redo() {
    if (await send('redo', 'redo', {})) toast(t('stage.call.redone'));
  }

  return { refused, busy, step, go, choose, chooseNear, edit, undo, redo, send, tell };
}

/**
 * Space and Enter are GO, wherever the hand has been; arrows choose what stands by. A field keeps its own keys, and so does
 * a control that was reached by Tab. Held down, a key is one press.
 * @param {Acts} acts @param {() => boolean} active
 */
export function listenToKeys(acts, active) {
  addEventListener('keydown', (key) => {
    const at = key.target instanceof Element ? key.target : document.body;
    if (key.defaultPrevented || key.ctrlKey || key.metaKey || key.altKey || !active()) return;
    if (at.closest('input, textarea, select, [contenteditable]')) return;
    const act = KEYS[key.key];
    if (!act || (GO_KEYS.includes(key.key) && at.closest('button, a, summary'))) return;
    key.preventDefault();
    if (!key.repeat || !GO_KEYS.includes(key.key)) act(acts);
  });
}

const GO_KEYS = [' ', 'Enter'];
/** @type {Record<string, (acts: Acts) => unknown>} */
const KEYS = {
  ' ': (acts) => acts.go(), Enter: (acts) => acts.go(),
  ArrowDown: (acts) => acts.chooseNear(1), ArrowUp: (acts) => acts.chooseNear(-1), Escape: (acts) => acts.choose(null),
};

/** After a click by hand the keys belong to GO again: the next Space must not repeat the click. */
export function giveBackKeys() {
  addEventListener('click', (click) => {
    const at = document.activeElement;
    if (click.detail > 0 && at instanceof HTMLElement && at.matches('button, summary, input[type=checkbox]')) at.blur();
  });
}
