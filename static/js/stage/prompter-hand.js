// Who steers the prompter: this screen's keys and taps, and the remote hand, another paired device. What is done here is
// done at once and without a network too; the others hear of it as soon as they can. The newest word counts.

import { ApiError, command } from '../core/api.js';
import { clock } from '../core/clock.js';
import { computed, signal, toast } from '../core/ui.js';
import { syllables } from './names.js';
import { acted, handFor, KEYS } from './prompter-pace.js';
import { cell, refusal } from './words.js';

/** @typedef {import('./prompter-pace.js').Hand} Hand */
/** @typedef {import('./prompter-pace.js').Text} Text */
/** @typedef {import('./prompter-pace.js').Act} Act */
/** @typedef {ReturnType<typeof prompterHand>} Steering */

/** Devices that may steer the others (ops/core/auth.py, `stage.prompt`). */
const STEERS = ['mc', 'crew', 'stage_manager'];
/** A key that is held down is told once, when it rests. */
const REST_MS = 150;

/** @param {import('../protocol/intro-keep.js').Kept} kept @param {import('./show.js').Show} show */
export function prompterHand(kept, show) {
  /** What was done on this screen last, by track. @type {import('../core/vendor.js').Signal<Record<string, Hand>>} */
  const own = signal({});
  /** Words of the text as it stands on this screen, with its names: the view counts them. */
  const counted = signal({ row: '', words: 0 });
  /** What was done here and is not yet told: until then it counts, whatever comes from elsewhere. */
  const untold = signal(0);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;

  /** The row whose words are read: the live one, or the one that is prepared. */
  const main = computed(() => {
    const live = show.live.value?.row;
    if (live && cell(live, 'mc_script')) return live;
    return show.standby.value?.row ?? live ?? null;
  });

  /** @type {{ readonly value: Text, peek: () => Text }} */
  const text = computed(() => {
    const row = main.value;
    const run = show.clock.value?.live;
    const on = row !== null && run?.row === row.id;
    const line = row && show.line(row.id);
    const words = counted.value.row === row?.id ? counted.value.words : syllables(cell(row, 'mc_script'));
    return { row: row?.id ?? '', words, started: on ? run.started : null, remaining: line ? line.fact.duration : null };
  });

  const hand = computed(() => {
    const id = show.track.value?.id ?? '';
    const told = /** @type {any} */ (show.store.get('prompter', id)) ?? null;
    const mine = own.value[id] ?? null;
    const newest = !told || (mine && (untold.value || mine.at > told.at)) ? mine : { ...told, place: told.place / 100 };
    return handFor(newest, text.value);
  });

  const steers = () => STEERS.includes(kept.identity.peek()?.device.role ?? '');

  async function tell() {
    const said = untold.peek();
    const one = hand.peek();
    const body = { track: show.track.peek()?.id, row: one.row, place: Math.round(one.place * 100), wpm: one.wpm, running: one.running };
    try {
      await command(`/api/events/${encodeURIComponent(kept.identity.peek()?.event.id ?? '')}/stage/prompter`, body, { as: 'device' });
    } catch (error) {
      if (error instanceof ApiError && error.answered) toast(refusal(error));
    }
    if (untold.peek() === said) untold.value = 0;
  }

  /** @param {Act} act */
  function does(act) {
    const id = show.track.peek()?.id ?? '';
    if (!text.peek().row) return;
    own.value = { ...own.peek(), [id]: acted(hand.peek(), act, clock.now(), text.peek()) };
    if (!steers()) return;
    untold.value = untold.peek() + 1;
    clearTimeout(resting);
    resting = setTimeout(tell, act === 'toggle' ? 0 : REST_MS);
  }

  /** @param {(act: Act) => Act} meant what a key means in this way of turning */
  function listen(meant) {
    addEventListener('keydown', (key) => {
      const at = key.target instanceof Element ? key.target : document.body;
      const act = KEYS[key.key];
      if (!act || key.defaultPrevented || key.ctrlKey || key.metaKey || key.altKey || at.closest('input, select, textarea')) return;
      if ([' ', 'Enter'].includes(key.key) && at.closest('button, a, summary')) return;
      key.preventDefault();
      if (!key.repeat || act !== 'toggle') does(meant(act));
    });
  }

  return {
    main, text, hand, does, listen, steers,
    /** @param {string} row @param {number} words */
    count(row, words) {
      if (counted.peek().row !== row || counted.peek().words !== words) counted.value = { row, words };
    },
  };
}
