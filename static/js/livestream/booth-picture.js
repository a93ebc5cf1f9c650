// What booth-first.js draws the next time: words and instants of the own slot, kept where it can be read without waiting.

import { effect, lang, second, t } from '../core/ui.js';
import { about, hours, titleOf } from './booth-parts.js';
import { choose } from './booth-slots.js';

/** @typedef {import('./booth-keep.js').Booth} Booth */

const FIRST = 'ops.booth.first';
/** A planned slot that nobody began leaves the page after so long. */
const STALE_MS = 30 * 60_000;

/** @param {import('./booth-slots.js').Slot} slot @param {Record<string, any>} facts @param {number} now */
function pictureOf(slot, facts, now) {
  const live = slot.state === 'live';
  const words = live ? { ahead: t('live.booth.on_air'), past: t('live.booth.on_air') } : { ahead: t('live.booth.begins_in'), past: t('live.booth.late_by') };
  return { ...words, live, tag: t('live.booth.own'), hours: hours(slot, now), about: about(facts, slot), title: titleOf(facts, slot), until: live ? slot.ends : slot.starts, over: slot.ends + STALE_MS };
}

/** @param {Booth} booth */
export function keepPicture(booth) {
  let last = '';
  effect(() => {
    if (!booth.ready.value) return;
    const facts = booth.facts.value;
    const now = second.peek() * 1000;
    const { slot } = choose(booth.slots.value, now, booth.stay.value);
    const who = facts.rooms[booth.post()]?.name ?? '';
    const text = JSON.stringify({ who, lang: lang(), ...(slot && slot.state !== 'ended' ? pictureOf(slot, facts, now) : {}) });
    if (text === last) return;
    last = text;
    try { localStorage.setItem(FIRST, text); } catch { /* then the page begins empty */ }
  });
}

/** Does a first picture stand there, which is not to be taken away before there is more? @param {HTMLElement} place */
export const isDrawn = (place) => place.childElementCount > 0;
