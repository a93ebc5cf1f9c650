/**
 * A monitor: shows one stream as fast as the line allows, and says when the picture stands still.
 *
 * The server splices the slate into the stream, so a picture that stands still is this viewer's line, not the site's.
 */
import { atEase, paced } from './catchup.js';
import { RUNGS, failed, onTop, stumbled, waited } from './ladder.js';
import { loadHls, loadMpegts } from './players.js';

/** Longer than this between two pictures is told as a freeze. */
export const FREEZE_MS = 400;
/** A picture that stands still for so long is opened anew. HLS finds its own way back, from further behind. */
const STUMBLE_MS = { ts: 2000, hls: 5000, audio: 5000 };
const OPEN_MS = 6000;
const LOOK_MS = 100;
const AGAIN_MS = 1000;
/** Two heads of a stream are kept behind the player, for a page that is open all evening. */
const KEEP_S = 6;
/** Enough in hand to outlast a line that goes silent until the slate comes (1.3 s) beside the second of a segment. */
const HLS_BEHIND_S = 2.4;

/**
 * @typedef {'ts' | 'hls' | 'audio'} Mode
 * @typedef {{mode: Mode, frozen: boolean, delay_ms: number | null, reason: '' | 'opening' | 'tap' | 'failed'}} Shown
 * @typedef {{from: number, ms: number, mode: Mode}} Freeze from: ms of this page's clock
 * @typedef {{address: (kind: string) => string, renew?: () => Promise<unknown>, onState?: (state: Shown) => void,
 *   onFreeze?: (freeze: Freeze) => void, best?: Mode}} Options address: of `ts`, `index.m3u8`, `audio.aac`; renew: fetch a
 *   new pass; best: the best to try, `ts` when nothing is said (a phone that pays for its data may want less)
 * @typedef {{close: () => void, delay: () => number | null}} Player
 */

/**
 * @param {HTMLVideoElement} video
 * @param {Options} options
 * @returns {{stop: () => void, stats: () => {mode: Mode, freezes: number, frozen_ms: number, pictures: number}}}
 */
export function watch(video, { address, renew, onState = () => {}, onFreeze = () => {}, best = 'ts' }) {
  let ladder = onTop(performance.now(), RUNGS.indexOf(best));
  /** @type {Player | null} */
  let player = null;
  let life = 0;
  let last = performance.now();
  let shown = false;
  let frozen = false;
  let stopped = false;
  /** @type {Shown['reason']} */
  let reason = 'opening';
  const count = { freezes: 0, frozen_ms: 0, pictures: 0 };
  const mode = () => RUNGS[ladder.rung];
  const tell = () => onState({ mode: mode(), frozen, delay_ms: player?.delay() ?? null, reason });

  const picture = () => {
    if (stopped) return;
    const now = performance.now();
    count.pictures += 1;
    if (shown && now - last > FREEZE_MS) ended(now);
    last = now;
    if (!shown || frozen || reason) {
      shown = true;
      frozen = false;
      reason = '';
      tell();
    }
    video.requestVideoFrameCallback?.(picture);
  };
  /** @param {number} now */
  const ended = (now) => {
    count.freezes += 1;
    count.frozen_ms += now - last;
    onFreeze({ from: last, ms: Math.round(now - last), mode: mode() });
  };

  const open = async () => {
    const mine = ++life;
    player?.close();
    player = null;
    [shown, frozen, last, reason] = [false, false, performance.now(), 'opening'];
    tell();
    const fail = () => mine === life && !stopped && fall(failed(ladder, performance.now()));
    try {
      const made = await OPEN[mode()](video, address, fail);
      if (mine !== life) return made.close();
      player = made;
      await play(video);
    } catch (error) {
      if (mine !== life) return;
      if (error instanceof DOMException && error.name === 'NotAllowedError') reason = 'tap';
      else if (!(error instanceof DOMException && error.name === 'AbortError')) fail();
      tell();
    }
  };

  /** @param {import('./ladder.js').Ladder} next */
  const fall = async (next) => {
    const mine = ++life;
    const same = next.rung === ladder.rung;
    ladder = next;
    // Its time to open begins anew: else the next look would fall again while a new pass is being fetched.
    [shown, frozen, last, reason] = [false, false, performance.now(), 'failed'];
    tell();
    player?.close();
    player = null;
    await renew?.().catch(() => {});
    if (same) await new Promise((done) => setTimeout(done, AGAIN_MS));
    if (mine === life && !stopped) await open();
  };

  const look = () => {
    if (stopped) return;
    const now = performance.now();
    // A hidden page shows no pictures: that is no freeze.
    if (document.hidden || reason === 'tap' || mode() === 'audio') last = now;
    const still = now - last;
    if (!shown && still > OPEN_MS) return void fall(failed(ladder, now));
    if (shown && !frozen && still > FREEZE_MS) {
      frozen = true;
      tell();
    }
    if (shown && still > STUMBLE_MS[mode()]) {
      const next = stumbled(ladder, now);
      if (next.rung !== ladder.rung) return void fall(next);
      ladder = next;
      ended(now);
      open();
      return;
    }
    const next = waited(ladder, now);
    if (next !== ladder) fall(next);
  };

  const timer = setInterval(look, LOOK_MS);
  video.requestVideoFrameCallback?.(picture);
  video.addEventListener('playing', heard);
  function heard() {
    if (mode() !== 'audio' && 'requestVideoFrameCallback' in video) return;
    picture();
  }
  open();
  return {
    stop() {
      stopped = true;
      life += 1;
      clearInterval(timer);
      video.removeEventListener('playing', heard);
      player?.close();
    },
    stats: () => ({ mode: mode(), ...count }),
  };
}

/** @param {HTMLVideoElement} video */
async function play(video) {
  // Nobody has touched the page yet: browsers play only what is silent. Sound is the page's button.
  if (!navigator.userActivation?.hasBeenActive) video.muted = true;
  await video.play();
}

/** @type {Record<Mode, (video: HTMLVideoElement, address: Options['address'], fail: () => void) => Promise<Player>>} */
const OPEN = { ts: openTs, hls: openHls, audio: openAudio };

/** @param {HTMLVideoElement} video @param {Options['address']} address @param {() => void} fail */
async function openTs(video, address, fail) {
  const mpegts = await loadMpegts();
  if (!mpegts.isSupported()) throw new Error('mse');
  mpegts.LoggingControl.enableAll = false;
  const player = mpegts.createPlayer({ type: 'mpegts', isLive: true, url: new URL(address('ts'), location.href).href }, {
    enableWorker: false, enableStashBuffer: false, lazyLoad: false,
    autoCleanupSourceBuffer: true, autoCleanupMaxBackwardDuration: 2 * KEEP_S, autoCleanupMinBackwardDuration: KEEP_S,
  });
  player.on(mpegts.Events.ERROR, fail);
  player.on(mpegts.Events.LOADING_COMPLETE, fail);
  player.attachMediaElement(video);
  player.load();
  let pace = atEase();
  const tend = setInterval(() => {
    overHole(video);
    pace = hurry(video, pace);
  }, LOOK_MS);
  return {
    close() {
      clearInterval(tend);
      video.playbackRate = 1;
      player.destroy();
    },
    delay: () => ahead(video),
  };
}

/** @param {HTMLVideoElement} video @param {Options['address']} address @param {() => void} fail */
async function openHls(video, address, fail) {
  const url = address('index.m3u8');
  const Hls = await loadHls();
  if (!Hls.isSupported()) return openNative(video, url, fail);
  const hls = new Hls({
    enableWorker: false, backBufferLength: KEEP_S, liveSyncDuration: HLS_BEHIND_S, liveMaxLatencyDuration: 3 * HLS_BEHIND_S,
    maxLiveSyncPlaybackRate: 1.1, manifestLoadPolicy: PATIENT, playlistLoadPolicy: PATIENT,
  });
  let mended = 0;
  hls.on(Hls.Events.ERROR, (/** @type {string} */ _, /** @type {{fatal: boolean, type: string}} */ data) => {
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && mended++ < 2) hls.recoverMediaError();
    else fail();
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  return { close: () => hls.destroy(), delay: () => (hls.latency ? Math.round(hls.latency * 1000) : null) };
}

const RETRY = { maxNumRetry: 6, retryDelayMs: 500, maxRetryDelayMs: 1000 };
/** The list may not be there yet (503): asked again for some seconds before the rung below is taken. */
const PATIENT = { default: { maxTimeToFirstByteMs: 4000, maxLoadTimeMs: 6000, timeoutRetry: RETRY, errorRetry: RETRY } };

/** @param {HTMLVideoElement} video @param {Options['address']} address @param {() => void} fail */
async function openAudio(video, address, fail) {
  return openNative(video, address('audio.aac'), fail);
}

/** @param {HTMLVideoElement} video @param {string} url @param {() => void} fail */
async function openNative(video, url, fail) {
  video.addEventListener('error', fail);
  video.src = url;
  return {
    close() {
      video.removeEventListener('error', fail);
      video.removeAttribute('src');
      video.load();
    },
    delay: () => ahead(video),
  };
}

/** What lies ready ahead of the picture, in ms. @param {HTMLVideoElement} video */
function ahead(video) {
  const { buffered, currentTime } = video;
  return buffered.length ? Math.max(0, Math.round((buffered.end(buffered.length - 1) - currentTime) * 1000)) : null;
}

/** Play away what is only delay. @param {HTMLVideoElement} video @param {import('./catchup.js').Pace} before */
function hurry(video, before) {
  const ready = ahead(video);
  if (ready === null || video.paused || document.hidden) return before;
  const pace = paced(before, performance.now(), ready / 1000);
  if (video.playbackRate !== pace.rate) video.playbackRate = pace.rate;
  if (pace.jump) video.currentTime += pace.jump;
  return pace;
}

/** A player waits for ever before a hole in what it has: step over it. @param {HTMLVideoElement} video */
function overHole(video) {
  const { buffered, currentTime } = video;
  for (let part = 0; part < buffered.length; part += 1) {
    const start = buffered.start(part);
    const jammed = video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA;
    if (jammed && start > currentTime && buffered.end(part) - start > 0.1) {
      video.currentTime = start + 0.01;
      return;
    }
  }
}
