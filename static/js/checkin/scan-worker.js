// A classic worker: pictures in, the text of one QR code out. It never sees the roster and never talks to the server.
// Classic, because importScripts lets the vendored reader stay byte for byte what its maker published.

const VENDOR = new URL('../../vendor/zxing-wasm-3.1.4/', self.location.href).href;
importScripts(`${VENDOR}zxing-reader.js`);
const ZXing = /** @type {any} */ (globalThis).ZXingWASM;

const READ = { formats: ['QRCode'], maxNumberOfSymbols: 1 };
// A larger picture costs time in square; what helps small and shaded codes is the enlarged middle, not more pixels overall.
const WHOLE_WIDTH_PX = 1280;
const CENTRE_SHARE = 2 / 3;
const ENLARGE = 1.5;
const CENTRE_WIDTH_PX = 1600;

/** @type {OffscreenCanvas | null} */
let canvas = null;

// The reader would look for its .wasm on a public CDN; the venue may have no internet, and our policy forbids it.
const ready = ZXing.prepareZXingModule({
  overrides: { locateFile: (/** @type {string} */ name) => VENDOR + name },
  fireImmediately: true,
});
ready.then(
  () => self.postMessage({ ready: true }),
  (/** @type {unknown} */ error) => self.postMessage({ failed: String(error) }),
);

/**
 * Draw what should be read: the whole frame, or its middle enlarged.
 * @param {ImageBitmap | VideoFrame} frame @param {boolean} centre @returns {ImageData}
 */
function pixels(frame, centre) {
  const share = centre ? CENTRE_SHARE : 1;
  const [width, height] = 'displayWidth' in frame ? [frame.displayWidth, frame.displayHeight] : [frame.width, frame.height];
  const [sw, sh] = [width * share, height * share];
  const scale = Math.min(centre ? ENLARGE : 1, (centre ? CENTRE_WIDTH_PX : WHOLE_WIDTH_PX) / sw);
  const [w, h] = [Math.round(sw * scale), Math.round(sh * scale)];
  if (!canvas || canvas.width !== w || canvas.height !== h) canvas = new OffscreenCanvas(w, h);
  const paper = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  paper.drawImage(frame, (width - sw) / 2, (height - sh) / 2, sw, sh, 0, 0, w, h);
  return paper.getImageData(0, 0, w, h);
}

/** @param {{ data: { id: number, frame: ImageBitmap | VideoFrame, centre: boolean } }} message */
self.onmessage = async ({ data }) => {
  const { id, frame, centre } = data;
  try {
    const picture = pixels(frame, centre);
    await ready;
    const [found] = await ZXing.readBarcodes(picture, READ);
    self.postMessage({ id, text: found?.text || null });
  } catch (error) {
    self.postMessage({ id, text: null, error: String(error) });
  } finally {
    frame.close();
  }
};
