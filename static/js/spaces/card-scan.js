// @ts-check
// The camera of a visitor's phone. Where the browser reads QR codes itself nothing more is fetched; else the reader of the desks is.

/** @typedef {{onText: (text: string) => void, onState: (state: string) => void}} Hooks */

const LOOK_EVERY_MS = 120;

/** @param {HTMLVideoElement} video @param {Hooks} hooks @param {any} reader */
function native(video, hooks, reader) {
  /** @type {MediaStream | null} */
  let stream = null;
  let closed = false;
  async function look() {
    if (closed) return;
    const [found] = await reader.detect(video).catch(() => []);
    if (found && !closed) hooks.onText(found.rawValue);
    setTimeout(look, LOOK_EVERY_MS);
  }
  async function open() {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: 'environment' } } });
      if (closed) return stop();
      video.srcObject = stream;
      await video.play();
      hooks.onState('on');
      void look();
    } catch (error) {
      hooks.onState(!navigator.mediaDevices ? 'insecure' : /** @type {Error} */ (error).name === 'NotAllowedError' ? 'refused' : 'absent');
    }
  }
  function stop() {
    closed = true;
    for (const track of stream?.getTracks() ?? []) track.stop();
  }
  void open();
  return stop;
}

/** @returns {Promise<any>} the browser's own reader, or null */
async function ownReader() {
  const Detector = /** @type {any} */ (globalThis).BarcodeDetector;
  const formats = await Detector?.getSupportedFormats?.().catch(() => []);
  return formats?.includes('qr_code') ? new Detector({ formats: ['qr_code'] }) : null;
}

/** @param {HTMLElement} place @param {Hooks} hooks */
export function openCamera(place, hooks) {
  const video = document.createElement('video');
  video.muted = true;
  video.setAttribute('playsinline', '');
  place.prepend(video);
  let stop = () => {};
  let closed = false;
  void (async () => {
    const reader = await ownReader();
    if (closed) return;
    if (reader) {
      stop = native(video, hooks, reader);
      return;
    }
    const { createScanner } = await import('../checkin/scanner.js');
    if (closed) return;
    const scanner = createScanner(video, { onText: hooks.onText, onState: ({ camera }) => hooks.onState(camera) });
    stop = scanner.stop;
    void scanner.start();
  })().catch(() => hooks.onState('absent'));
  return { close() { closed = true; stop(); video.remove(); } };
}
