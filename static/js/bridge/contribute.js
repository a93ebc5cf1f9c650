/**
 * A site that has nothing but this page: camera and microphone go to the hub over a WebSocket, as the browser's own
 * recorder makes them. The server copies the picture, so only H.264 will do.
 */

/** What the server can copy, the best first. */
const MIMES = [
  'video/webm;codecs=h264,opus',
  'video/x-matroska;codecs=avc1,opus',
  'video/mp4;codecs=avc1.42E01F,mp4a.40.2',
  'video/mp4;codecs=avc1.640028,mp4a.40.2',
  'video/mp4;codecs=avc1,opus',
];
const CHUNK_MS = 33;
const KEYFRAME_MS = 1000;
const AUDIO_BITS = 128_000;
/** Bits a second; a line that cannot carry one step gets the next. */
export const STEPS = [2_500_000, 1_500_000, 800_000, 400_000];
const SLOW_S = 1.5;
const TOO_SLOW_S = 4;
const AGAIN_MS = [500, 1000, 2000, 5000];
/** Close codes of the server, see ops/media/front.py. */
const CODES = /** @type {Record<number, Reason>} */ ({ 4401: 'pass_over', 4403: 'refused', 4408: 'silent' });

/**
 * @typedef {'' | 'pass_over' | 'refused' | 'silent' | 'line' | 'recorder' | 'too_slow'} Reason
 * @typedef {{state: 'opening' | 'sending' | 'slow' | 'waiting' | 'stopped', bits: number, queued_s: number, reason: Reason}} Sending
 * @typedef {{address: (kind: string) => string, renew?: () => Promise<unknown>, onState?: (state: Sending) => void, mime?: string}} Options
 */

/** Whether this browser can send at all. @returns {{ok: true, mime: string} | {ok: false, code: 'no_recorder' | 'no_h264' | 'not_secure'}} */
export function whatFits() {
  if (!globalThis.isSecureContext) return { ok: false, code: 'not_secure' };
  if (typeof MediaRecorder === 'undefined') return { ok: false, code: 'no_recorder' };
  const mime = MIMES.find((one) => MediaRecorder.isTypeSupported(one));
  return mime ? { ok: true, mime } : { ok: false, code: 'no_h264' };
}

/** How many seconds of picture wait in this page. @param {number} bytes @param {number} bits a second */
export const queued = (bytes, bits) => (bytes * 8) / bits;

/** The step for a line with this much waiting. @param {number} step @param {number} seconds */
export const stepFor = (step, seconds) => (seconds > TOO_SLOW_S ? Math.min(step + 1, STEPS.length - 1) : step);

/**
 * @param {MediaStream} stream
 * @param {Options} options
 * @returns {{stop: () => void, stats: () => {sent: number, got: number, restarts: number, bits: number}}}
 */
export function contribute(stream, { address, renew, onState = () => {}, mime }) {
  const found = whatFits();
  const kind = mime ?? (found.ok ? found.mime : '');
  let stopped = false;
  let step = 0;
  let tries = 0;
  const count = { sent: 0, got: 0, restarts: 0 };
  /** @type {() => void} */
  let end = () => {};
  /** @param {Sending['state']} state @param {number} queued_s @param {Reason} reason */
  const tell = (state, queued_s = 0, reason = '') => onState({ state, bits: STEPS[step], queued_s, reason });

  const open = () => {
    tell('opening');
    const url = new URL(address('contribute'), location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    url.searchParams.set('mime', kind);
    const socket = new WebSocket(url);
    /** @type {MediaRecorder | null} */
    let recorder = null;
    /** @type {Reason} */
    let why = 'line';
    const close = (/** @type {Reason} */ reason) => {
      why = reason;
      if (recorder && recorder.state !== 'inactive') recorder.stop();
      socket.close();
    };
    end = () => close('');
    socket.onopen = () => {
      recorder = record(stream, kind, STEPS[step], (data) => send(socket, data, close));
      recorder.onerror = () => close('recorder');
    };
    socket.onmessage = ({ data }) => {
      count.got = JSON.parse(data).got ?? count.got;
      tries = 0;
    };
    socket.onclose = ({ code }) => {
      if (recorder && recorder.state !== 'inactive') recorder.stop();
      again(CODES[code] ?? why);
    };
  };

  /** @param {WebSocket} socket @param {Blob} data @param {(why: Reason) => void} close */
  const send = (socket, data, close) => {
    if (socket.readyState !== WebSocket.OPEN) return;
    socket.send(data);
    count.sent += data.size;
    const waiting = queued(socket.bufferedAmount, STEPS[step]);
    if (waiting > TOO_SLOW_S) {
      step = stepFor(step, waiting);
      close('too_slow');
    } else tell(waiting > SLOW_S ? 'slow' : 'sending', waiting);
  };

  /** @param {Reason} reason */
  const again = async (reason) => {
    if (stopped) return tell('stopped');
    count.restarts += 1;
    tell('waiting', 0, reason);
    if (reason === 'pass_over' || reason === 'refused' || reason === 'line') await renew?.().catch(() => {});
    const wait = reason === 'too_slow' || reason === 'pass_over' ? 0 : AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)];
    tries += 1;
    setTimeout(() => !stopped && open(), wait);
  };

  open();
  return {
    stop() {
      stopped = true;
      end();
    },
    stats: () => ({ ...count, bits: STEPS[step] }),
  };
}

/**
 * @param {MediaStream} stream @param {string} mimeType @param {number} videoBitsPerSecond
 * @param {(data: Blob) => void} took
 */
function record(stream, mimeType, videoBitsPerSecond, took) {
  const wishes = { mimeType, videoBitsPerSecond, audioBitsPerSecond: AUDIO_BITS, videoKeyFrameIntervalDuration: KEYFRAME_MS };
  const recorder = new MediaRecorder(stream, wishes);
  recorder.ondataavailable = ({ data }) => data.size && took(data);
  recorder.start(CHUNK_MS);
  return recorder;
}
