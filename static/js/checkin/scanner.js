// The camera: always open during a shift. Frames go to a worker while it is free, the rest is dropped, so a slow
// tablet reads fewer frames instead of older ones. Whatever goes wrong with the camera, search and wedge go on.

/** @typedef {'off' | 'asking' | 'on' | 'refused' | 'absent' | 'busy' | 'insecure'} CameraState */
/** @typedef {{ camera: CameraState, reader: 'loading' | 'ready' | 'failed', torch: boolean | null }} ScannerState */
/** @typedef {{ onText: (text: string, at: number) => void, onState: (state: ScannerState) => void, busy?: () => boolean }} Hooks `busy`: something is on its way to the screen that comes first */

const WORKER = new URL('./scan-worker.js', import.meta.url);
const FIRST_SIZE = { width: { ideal: 1280 }, height: { ideal: 720 } };
const LARGE_SIZE = { width: 1920, height: 1080 };
const RESTART_MS = 1000;
const SILENT_MS = 5000;
const WATCH_MS = 2500;
/** Fifteen looks a second find a code as soon as thirty do, and leave the battery and the screen alone. */
const READ_EVERY_MS = 60;
/** Asking for a frame costs this page a drawing of its own, so none is asked for that would not be read. */
const REST_MS = 40;

/** @param {unknown} error @returns {CameraState} */
export function cameraTrouble(error) {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return 'absent';
}

/** @param {HTMLVideoElement} video @param {Hooks} hooks */
export function createScanner(video, hooks) {
  /** @type {ScannerState} */
  let state = { camera: 'off', reader: 'loading', torch: null };
  /** @type {MediaStream | null} */
  let stream = null;
  /** @type {Worker | null} */
  let worker = null;
  let wanted = false;
  let opening = false;
  let reading = false;
  let frames = 0;
  let lastFrame = 0;
  let lastRead = 0;
  /** @type {any} */
  let timer = null;

  /** @param {Partial<ScannerState>} news */
  function tell(news) {
    state = { ...state, ...news };
    hooks.onState(state);
  }

  /** The reader: made when the first picture is near, for a page that opens has more urgent work. */
  function prepare() {
    if (worker) return;
    worker = new Worker(WORKER);
    worker.onmessage = ({ data }) => {
      if (data.ready) return tell({ reader: 'ready' });
      if (data.failed) return tell({ reader: 'failed' });
      reading = false;
      if (data.text) hooks.onText(data.text, performance.now());
    };
    worker.onerror = () => tell({ reader: 'failed' });
  }

  async function open() {
    if (opening || !wanted) return;
    opening = true;
    close();
    tell({ camera: 'asking', torch: null });
    try {
      await attach(await ask());
      tell({ camera: 'on', torch: canLight() ? false : null });
    } catch (error) {
      close();
      tell({ camera: navigator.mediaDevices ? cameraTrouble(error) : 'insecure' });
      if (state.camera === 'busy') retry();
    } finally {
      opening = false;
    }
  }

  /** @returns {Promise<MediaStream>} */
  async function ask() {
    const got = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: 'environment' }, ...FIRST_SIZE } });
    const [track] = got.getVideoTracks();
    // More pixels on the code, where the camera has them; a camera that refuses keeps what it gave.
    const most = track.getCapabilities?.().width?.max ?? 0;
    if (most >= LARGE_SIZE.width) await track.applyConstraints(LARGE_SIZE).catch(() => undefined);
    return got;
  }

  /** @param {MediaStream} got */
  async function attach(got) {
    stream = got;
    prepare();
    const [track] = got.getVideoTracks();
    track.addEventListener('ended', retry, { once: true });
    video.srcObject = got;
    lastFrame = performance.now();
    await video.play().catch(() => undefined);
    nextFrame(got);
  }

  function close() {
    for (const track of stream?.getTracks() ?? []) {
      track.removeEventListener('ended', retry);
      track.stop();
    }
    stream = null;
    video.srcObject = null;
  }

  function retry() {
    clearTimeout(timer);
    timer = setTimeout(open, RESTART_MS);
  }

  /** @param {MediaStream} of */
  function nextFrame(of) {
    if (of !== stream) return;
    const onFrame = () => {
      if (of !== stream) return;
      lastFrame = performance.now();
      void read();
      setTimeout(nextFrame, REST_MS, of);
    };
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(onFrame);
    else setTimeout(onFrame, REST_MS);
  }

  async function read() {
    if (reading || hooks.busy?.() || state.reader !== 'ready' || video.readyState < 2) return;
    if (performance.now() - lastRead < READ_EVERY_MS) return;
    reading = true;
    lastRead = performance.now();
    frames += 1;
    try {
      const frame = await take();
      worker?.postMessage({ id: frames, frame, centre: frames % 2 === 0 }, [frame]);
    } catch {
      reading = false;
    }
  }

  /**
   * A video frame is handed over without a copy; a bitmap costs this thread 20 ms and more on a slow tablet.
   * @returns {VideoFrame | Promise<ImageBitmap>}
   */
  const take = () => (typeof VideoFrame === 'function' ? new VideoFrame(video) : createImageBitmap(video));

  const light = () => /** @type {any} */ (stream?.getVideoTracks()[0]);
  const canLight = () => Boolean(light()?.getCapabilities?.().torch);

  async function toggleTorch() {
    const on = !state.torch;
    try {
      await light().applyConstraints({ advanced: [{ torch: on }] });
      tell({ torch: on });
    } catch {
      tell({ torch: null });
    }
  }

  /** A track can die without saying so: after sleep, or when another program took the camera. */
  function watch() {
    if (!wanted || opening || document.hidden) return;
    const track = stream?.getVideoTracks()[0];
    const dead = state.camera === 'on' && (track?.readyState !== 'live' || performance.now() - lastFrame > SILENT_MS);
    if (dead) void open();
  }

  setInterval(watch, WATCH_MS);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) { lastFrame = performance.now(); setTimeout(watch, 800); } });
  navigator.mediaDevices?.addEventListener?.('devicechange', () => { if (wanted && state.camera !== 'on') void open(); });

  return {
    start() { wanted = true; return open(); },
    again: open,
    prepare,
    stop() { wanted = false; clearTimeout(timer); close(); tell({ camera: 'off', torch: null }); },
    toggleTorch,
    get state() { return state; },
  };
}
