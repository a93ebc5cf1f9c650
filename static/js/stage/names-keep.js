// The introductions on a device of the stage: the same copy that /intro keeps, so names are there without a network.
// A role that may not see them (a wall, a crew) has none, and its blanks stay blanks.

import { computed } from '../core/ui.js';
import { keepAudience } from '../protocol/intro-keep.js';
import { knownPeople } from './names.js';

/** @typedef {import('./names.js').Known} Known */
/** @typedef {ReturnType<typeof keepNames>} Names */

const ROLES = ['mc', 'stage_manager', 'protocol', 'organiser', 'director', 'supervisor'];

/** @param {import('../protocol/intro-keep.js').Kept} stage whose device it is */
export function keepNames(stage) {
  const intro = keepAudience('intro', ['event', 'category', 'delegation', 'guest', 'freeze']);
  const { store } = intro;
  /** @type {{readonly value: Known | null}} */
  const known = computed(() => {
    if (intro.phase.value !== 'ready' || !intro.feed.value?.ready.value) return null;
    return knownPeople([...store.list('category')], [...store.list('guest')], [...store.list('freeze')]);
  });
  return {
    known,
    async open() {
      if (ROLES.includes(stage.identity.peek()?.device.role ?? '')) await intro.open();
    },
  };
}
