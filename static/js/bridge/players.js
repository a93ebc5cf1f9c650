/** The libraries that play pictures; fetched only by a page that has a monitor. */

/** @returns {Promise<any>} the class Hls */
export const loadHls = async () => (await import('../../vendor/hls.js-1.7.4/hls.js')).default;

/** @returns {Promise<any>} the library mpegts */
export async function loadMpegts() {
  // It has no exports: it leaves its name in the global scope.
  await import('../../vendor/mpegts.js-1.8.2/mpegts.js');
  return /** @type {any} */ (globalThis).mpegts;
}
