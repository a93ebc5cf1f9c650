/** What the bench measures in the page: the clock painted into each picture against the clock of this machine. */
const BLOCK = 40;
const BLOCKS = 32;
const HIGH = 128;
const seen = [];
const canvas = new OffscreenCanvas(BLOCKS, 1);
const pen = canvas.getContext('2d', { willReadFrequently: true });

/** Age of a picture in ms; null when it carries no clock (the slate). */
function age(video) {
  const scale = video.videoWidth / (BLOCK * BLOCKS);
  for (let n = 0; n < BLOCKS; n += 1) {
    pen.drawImage(video, (n + 0.5) * BLOCK * scale - 2, 12 * scale, 4, 4, n, 0, 1, 1);
  }
  const pixels = pen.getImageData(0, 0, BLOCKS, 1).data;
  let value = 0;
  let check = 0;
  for (let n = 0; n < 24; n += 1) value = value * 2 + (pixels[n * 4] > HIGH ? 1 : 0);
  for (let n = 24; n < 32; n += 1) check = check * 2 + (pixels[n * 4] > HIGH ? 1 : 0);
  if (check !== ((value ^ (value >> 8) ^ (value >> 16) ^ 0xa5) & 0xff)) return null;
  const now = Math.floor(performance.timeOrigin + performance.now()) % 0x1000000;
  return (now - value + 0x1000000) % 0x1000000;
}

/** Where the page's own modules lie: in the program behind the name of the build, in the bench plain. */
const home = () => document.querySelector('link[rel=stylesheet]')?.href.match(/.*\/static\/[^/]+\//)?.[0] ?? '/static/';

export async function measure(video, address, best) {
  const { watch } = await import(`${home()}js/bridge/monitor.js`);
  const states = [];
  const look = () => {
    seen.push([performance.timeOrigin + performance.now(), age(video)]);
    video.requestVideoFrameCallback(look);
  };
  video.requestVideoFrameCallback(look);
  // What stands still while the player has pictures in hand is this machine's work, not the line's.
  const starved = [];
  video.addEventListener('waiting', () => starved.push([performance.timeOrigin + performance.now(), 0]));
  video.addEventListener('playing', () => {
    if (starved.length && !starved.at(-1)[1]) starved.at(-1)[1] = performance.timeOrigin + performance.now();
  });
  const monitor = watch(video, { address: (kind) => address + kind, best, onState: (state) => states.push(state) });
  globalThis.bench = { seen, states, starved, monitor };
}

/** A site's camera: a canvas with the clock painted into it, and a tone. @param {number} width @param {number} height */
export function film(width = 640, height = 360) {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const brush = canvas.getContext('2d');
  const block = width / BLOCKS;
  const paint = () => {
    const value = Math.floor(performance.timeOrigin + performance.now()) % 0x1000000;
    const check = (value ^ (value >> 8) ^ (value >> 16) ^ 0xa5) & 0xff;
    for (let n = 0; n < BLOCKS; n += 1) {
      const bit = n < 24 ? (value >> (23 - n)) & 1 : (check >> (31 - n)) & 1;
      brush.fillStyle = bit ? '#fff' : '#000';
      brush.fillRect(n * block, 0, block, 0.8 * block);
    }
    brush.fillStyle = `hsl(${(value / 20) % 360} 60% 50%)`;
    brush.fillRect((value / 10) % (width - 40), height / 3, 40, height / 2);
  };
  const painting = setInterval(paint, 33);
  const sound = new AudioContext();
  const tone = sound.createOscillator();
  const out = sound.createMediaStreamDestination();
  tone.connect(out);
  tone.start();
  const [picture] = canvas.captureStream(30).getTracks();
  const stop = picture.stop.bind(picture);
  picture.stop = () => {
    stop();
    clearInterval(painting);
    void sound.close();
  };
  return new MediaStream([picture, ...out.stream.getTracks()]);
}

/** Sends such a film as a site's page does. */
export async function send(address) {
  const { contribute } = await import(`${home()}js/bridge/contribute.js`);
  const states = [];
  globalThis.sender = { states, sending: contribute(film(), { address: (kind) => address + kind, onState: (one) => states.push(one) }) };
}
