/** The pairing page's camera. Fetched when somebody asks for it: a tablet that came here by a link never needs it. */

import { parsePairingCode } from '../checkin/codes.js';
import { createScanner } from '../checkin/scanner.js';
import { html, Icon, signal, t, useEffect, useRef } from '../core/ui.js';

const video = Object.assign(document.createElement('video'), { muted: true, playsInline: true, autoplay: true });
video.setAttribute('aria-hidden', 'true');
/** @type {import('../core/vendor.js').Signal<import('../checkin/scanner.js').ScannerState>} */
const state = signal({ camera: 'off', reader: 'loading', torch: null });
/** A code was read that pairs nothing. */
const foreign = signal(false);
/** @type {(code: string) => void} */
let onFound = () => undefined;

const scanner = createScanner(video, {
  onText(text) {
    const code = parsePairingCode(text);
    foreign.value = !code;
    if (code) onFound(code);
  },
  onState(news) { state.value = news; },
});

const TROUBLE = ['refused', 'absent', 'insecure', 'busy'];

/** @param {import('../checkin/scanner.js').ScannerState} now */
function words({ camera, reader }) {
  if (TROUBLE.includes(camera)) return t(`office.scan_camera.${camera}`);
  if (reader === 'failed') return t('office.scan_camera.failed');
  if (foreign.value) return t('office.tablet.not_pairing');
  return t(camera === 'on' ? 'office.tablet.show_code' : 'office.scan_camera.opening');
}

/** @param {{ onCode: (code: string) => void, onType: () => void }} props */
export function Scan({ onCode, onType }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  onFound = onCode;
  useEffect(() => {
    place.current?.prepend(video);
    foreign.value = false;
    void scanner.start();
    return scanner.stop;
  }, []);
  const { camera, reader } = state.value;
  const trouble = TROUBLE.includes(camera) || reader === 'failed';
  return html`<div class="pair-scan"><h1 class="hidden-text">${t('office.tablet.title')}</h1><div class=${`camera ${trouble ? 'trouble' : camera}`} ref=${place} data-camera=${camera} data-reader=${reader}>
      ${!trouble && html`<svg class="brackets" viewBox="0 0 100 100" aria-hidden="true"><path d="M2 22V2h20M78 2h20v20M98 78v20H78M22 98H2V78" /></svg>`}
      <p role="status">${words(state.value)}</p>
      ${trouble && html`<button type="button" class="button" onClick=${scanner.again}><${Icon} name="camera" /> ${t('core.act.retry')}</button>`}</div>
    <p class="quiet">${t('office.tablet.no_account')}</p>
    <div class="act"><button type="button" class="button thumb wide" onClick=${onType}><${Icon} name="keyboard" /> ${t('office.tablet.type_code')}</button></div></div>`;
}
