// A photo as evidence: made small here, which also takes out where and with what it was taken.

const LARGEST_BYTES = 480_000;
/** Long edge and quality, the first that fits is taken. */
const TRIES = /** @type {const} */ ([[1600, 0.8], [1280, 0.7], [960, 0.6], [640, 0.5]]);

/** @param {CanvasImageSource} picture @param {number} width @param {number} height @param {number} quality @returns {Promise<Blob | null>} */
function asJpeg(picture, width, height, quality) {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  canvas.getContext('2d')?.drawImage(picture, 0, 0, width, height);
  return new Promise((done) => canvas.toBlob(done, 'image/jpeg', quality));
}

/** @param {Blob} file @returns {Promise<Blob | null>} null: this is no picture that the browser can read */
export async function smallPhoto(file) {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null);
  if (!picture) return null;
  try {
    for (const [edge, quality] of TRIES) {
      const by = Math.min(1, edge / Math.max(picture.width, picture.height));
      const made = await asJpeg(picture, Math.max(1, Math.round(picture.width * by)), Math.max(1, Math.round(picture.height * by)), quality);
      if (made && made.size <= LARGEST_BYTES) return made;
    }
    return null;
  } finally {
    picture.close();
  }
}
