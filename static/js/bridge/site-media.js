/** Picture and sound of a site: what comes back from the hub, and what a browser without an encoder sends. */

import { call } from '../core/api.js';
import { html, Icon, Notice, number, signal, t, useEffect, useRef, useState } from '../core/ui.js';
import { contribute, whatFits } from './contribute.js';
import { watch } from './monitor.js';

/** @typedef {import('./site-state.js').SiteState} SiteState */
/**
 * @typedef {{running: boolean, missing: {program: string, package: string, without: string}[], pass: string,
 *   publish: string | null, until: number, streams: any[]}} Media what the hub's server says of the media process
 */

const ASK_EVERY_MS = 5_000;
/** Beats are counted at about this pace when somebody counts under their breath. */
const BEAT_MS = 500;

/** @type {import('../core/vendor.js').Signal<Media | null>} */
export const media = signal(null);
/** Delay of the return picture as the player sees it, ms. */
export const returnDelay = signal(/** @type {number | null} */ (null));

/** How many beats to wait before answering: the question comes late, and the answer arrives late again. @param {number} delay ms, one way */
export const beatsToWait = (delay) => Math.max(1, Math.ceil((2 * delay) / BEAT_MS));

/** Ask now and then what runs; stops with the page. @param {string} event @param {'staff' | 'device'} as */
export function followMedia(event, as) {
  const ask = async () => {
    media.value = await call('GET', `/api/events/${encodeURIComponent(event)}/bridge/media`, undefined, { as }).catch(() => media.peek());
  };
  const timer = setInterval(() => { if (document.visibilityState === 'visible') void ask(); }, ASK_EVERY_MS);
  void ask();
  return { ask, stop: () => clearInterval(timer) };
}

/** Lines that were lost or are back, told at once; the rest stays as it was asked for. @param {any[]} streams */
export function hearPictures(streams) {
  const now = media.peek();
  if (!now) return;
  const kept = now.streams.filter((one) => !streams.some((other) => other.app === one.app && other.stream === one.stream));
  media.value = { ...now, running: true, streams: [...kept, ...streams] };
}

/** What is missing, in a sentence. @param {{now: Media | null}} props */
export function MediaMissing({ now }) {
  if (!now || now.running) return null;
  const packages = [...new Set(now.missing.map((one) => one.package))];
  return html`<p class="quiet media-missing"><${Icon} name="cloud-off" /> <span>${t('bridge.media.not_running')}
    ${packages.length > 0 && html` ${t('bridge.media.packages', { names: packages.join(', ') })}`}</span></p>`;
}

/** @param {{state: SiteState, muted: boolean}} props */
export function Return({ state, muted }) {
  const now = media.value;
  const [ask] = useState(() => followMedia(state.me.peek().event.id, 'device'));
  useEffect(() => ask.stop, []);
  const program = now?.streams.find((one) => one.app === 'program');
  if (state.lamp.value.state === 'UNKNOWN' && !now?.running) return null; // the line is down, which the screen says already
  if (!now) return html`<p class="quiet" role="status">${t('core.loading')}</p>`;
  if (!now.running) return html`<${MediaMissing} now=${now} />`;
  if (!program || program.state === 'OFF') return html`<p class="quiet media-missing"><${Icon} name="monitor" /> <span>${t('bridge.media.no_program')}</span></p>`;
  return html`<${Monitor} key=${program.stream} stream=${program.stream} muted=${muted} renew=${ask.ask} />`;
}

/** @param {{stream: string, muted: boolean, renew: () => Promise<unknown>}} props */
function Monitor({ stream, muted, renew }) {
  const video = useRef(/** @type {HTMLVideoElement | null} */ (null));
  const [shown, setShown] = useState(/** @type {any} */ (null));
  const [sound, setSound] = useState(false);
  useEffect(() => {
    const made = watch(/** @type {HTMLVideoElement} */ (video.current), {
      address: (kind) => `/media/${media.peek()?.pass}/program/${stream}/${kind}`, renew,
      onState(told) { setShown(told); returnDelay.value = told.delay_ms; },
    });
    return () => { made.stop(); returnDelay.value = null; };
  }, []);
  useEffect(() => { if (video.current) video.current.muted = muted || !sound; }, [muted, sound]);
  const word = shown?.frozen ? 'frozen' : shown?.reason === 'tap' ? 'tap' : shown?.reason === 'failed' ? 'failed' : shown?.reason === 'opening' ? 'opening' : shown?.mode === 'audio' ? 'audio' : '';
  return html`<div class="return"><video ref=${video} class="pic" muted playsinline aria-label=${t('bridge.media.return')}></video>
    <div>${word && html`<p class="word-look" role="status"><${Icon} name="triangle-alert" /> ${t(`bridge.media.${word}`)}</p>`}
    ${muted ? html`<p class="quiet">${t('bridge.media.muted')}</p>`
      : html`<button type="button" class="button" aria-pressed=${sound} onClick=${() => { setSound(!sound); void video.current?.play().catch(() => undefined); }}><${Icon} name=${sound ? 'volume-2' : 'volume-x'} /> ${t(sound ? 'bridge.media.sound_off' : 'bridge.media.sound_on')}</button>`}</div></div>`;
}

/** What this browser sends; kept outside of the view, so that looking elsewhere does not stop it. */
const sending = signal(/** @type {{state: any, error: string, stop: (() => void) | null, stream?: MediaStream}} */ ({ state: null, error: '', stop: null }));

/** To see where the camera looks; each picture drawn here is taken from what goes out. */
const OWN = { frameRate: { max: 5 }, width: { ideal: 320 }, height: { ideal: 180 } };

/** What goes out from here, small and slow: somebody has to see that the camera looks at the MC. @param {{stream: MediaStream}} props */
function OwnPicture({ stream }) {
  const video = useRef(/** @type {HTMLVideoElement | null} */ (null));
  useEffect(() => {
    const own = stream.getVideoTracks()[0].clone();
    void own.applyConstraints(OWN).catch(() => undefined).then(() => { if (video.current) video.current.srcObject = new MediaStream([own]); });
    return () => own.stop();
  }, [stream]);
  return html`<video ref=${video} class="pic own" muted autoplay playsinline aria-label=${t('bridge.media.own')}></video>`;
}

/** @param {{state: SiteState}} props */
export function Contribution({ state }) {
  const now = media.value;
  const fits = whatFits();
  const { state: told, error, stop, stream } = sending.value;
  if (now && !now.running) return html`<${MediaMissing} now=${now} />`;
  if (!now?.publish) return null;
  if (!fits.ok) return html`<${Notice} kind="look" title=${t(`bridge.media.${fits.code}`)} />`;
  const begin = () => void start(state, fits.mime);
  return html`<div class="stack">${error && html`<${Notice} kind="look" alert title=${t(`bridge.media.${error}`)} />`}
    ${told && html`<p role="status"><${Icon} name=${told.state === 'sending' ? 'radio' : 'clock'} /> <b>${t(`bridge.media.send.${told.state}`)}</b> <span class="num">${number(Math.round(told.bits / 1000))} kbit/s</span>${told.reason && html` <span class="word-look">${t(`bridge.media.why.${told.reason}`)}</span>`}</p>`}
    ${stream && html`<${OwnPicture} stream=${stream} />`}
    ${stop ? html`<button type="button" class="button" onClick=${() => { stop(); sending.value = { state: null, error: '', stop: null }; }}><${Icon} name="x" /> ${t('bridge.media.stop')}</button>`
      : html`<button type="button" class="button" onClick=${begin}><${Icon} name="camera" /> ${t('bridge.media.start')}</button>`}</div>`;
}

/** @param {SiteState} state @param {string} mime */
async function start(state, mime) {
  const { event, site } = state.me.peek();
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 }, facingMode: { ideal: 'environment' } }, audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
    const made = contribute(stream, {
      mime, address: (kind) => `/media/${media.peek()?.publish}/contrib/${event.id}.${site.id}/${kind}`,
      renew: async () => { media.value = await call('GET', `/api/events/${encodeURIComponent(event.id)}/bridge/media`, undefined, { as: 'device' }); },
      onState(told) { sending.value = { ...sending.peek(), state: told }; },
    });
    const stop = () => { made.stop(); for (const track of stream.getTracks()) track.stop(); };
    sending.value = { ...sending.peek(), error: '', stop, stream };
  } catch {
    sending.value = { state: null, error: 'no_camera', stop: null };
  }
}
