// What the person at the door hears and feels, so that the eyes may stay on the guest; and a screen that stays awake.
// Two tones per word, made by an oscillator: nothing to load, nothing that can be missing offline.

/** @typedef {'go' | 'look' | 'live'} Tone */

/** [frequency in Hz, start and length in s] and a vibration in ms for each word of the door. */
const SOUNDS = {
  go: { notes: [[880, 0, 0.09], [1320, 0.1, 0.14]], shape: 'sine', shake: [60] },
  look: { notes: [[660, 0, 0.14], [660, 0.2, 0.14]], shape: 'triangle', shake: [80, 80, 80] },
  live: { notes: [[330, 0, 0.2], [220, 0.22, 0.34]], shape: 'sawtooth', shake: [300, 100, 300] },
};
const LOUDNESS = 0.35;

/** @type {AudioContext | null} */
let audio = null;
/** @type {any} */
let lock = null;
let wanted = false;

/** Must run inside a tap: browsers only give sound and a wake lock to a finger. */
export function unlockSenses() {
  wanted = true;
  try {
    audio ??= new AudioContext();
    void audio.resume();
  } catch {
    audio = null;
  }
  void stayAwake();
}

async function stayAwake() {
  if (!wanted || document.hidden || (lock && !lock.released)) return;
  lock = await /** @type {any} */ (navigator).wakeLock?.request('screen').catch(() => null);
}

document.addEventListener('visibilitychange', () => {
  void stayAwake();
  if (!document.hidden) void audio?.resume();
});

/** @param {Tone} tone */
export function sound(tone) {
  const { notes, shape, shake } = SOUNDS[tone];
  navigator.vibrate?.(shake);
  if (audio?.state !== 'running') return;
  for (const [pitch, start, length] of notes) play(audio, pitch, audio.currentTime + start, length, /** @type {OscillatorType} */ (shape));
}

/** @param {AudioContext} to @param {number} pitch @param {number} at @param {number} length @param {OscillatorType} shape */
function play(to, pitch, at, length, shape) {
  const [tone, volume] = [to.createOscillator(), to.createGain()];
  tone.type = shape;
  tone.frequency.value = pitch;
  // A short rise and fall: a bare switch clicks.
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.01);
  volume.gain.setValueAtTime(LOUDNESS, at + length - 0.03);
  volume.gain.linearRampToValueAtTime(0, at + length);
  tone.connect(volume).connect(to.destination);
  tone.start(at);
  tone.stop(at + length);
}
