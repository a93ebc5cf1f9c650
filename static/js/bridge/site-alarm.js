/** The alarm of a site: two tones until somebody has read what the hub says. A page may sound only after a first touch. */

import { signal } from '../core/ui.js';

/** @type {AudioContext | null} */
let context = null;
/** Can this page be heard? */
export const audible = signal(false);
/** How often the alarm has sounded; for whoever cannot hear it, and for the tests. */
export const rung = signal(0);

/** Open the way to the loudspeaker; from a touch. */
export async function unlock() {
  const Context = globalThis.AudioContext;
  if (!Context) return;
  context ??= new Context();
  await context.resume().catch(() => undefined);
  audible.value = context.state === 'running';
}

/** @param {boolean} urgent */
export function ring(urgent) {
  rung.value += 1;
  navigator.vibrate?.(urgent ? [300, 100, 300, 100, 300] : [200]);
  if (context?.state !== 'running') return;
  const tones = urgent ? [880, 660, 880, 660] : [660, 880];
  tones.forEach((tone, place) => sound(/** @type {AudioContext} */ (context), tone, place * 0.18));
}

/** @param {AudioContext} context @param {number} tone Hz @param {number} after s */
function sound(context, tone, after) {
  const from = context.currentTime + after;
  const [source, volume] = [context.createOscillator(), context.createGain()];
  source.frequency.value = tone;
  volume.gain.setValueAtTime(0.0001, from);
  volume.gain.exponentialRampToValueAtTime(0.4, from + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.16);
  source.connect(volume).connect(context.destination);
  source.start(from);
  source.stop(from + 0.17);
}
