// "Bắt đầu ca": who this tablet is and whether it is fit for the evening. One tap opens sound, camera and wake lock.

import { clock } from '../core/clock.js';
import { html, Icon, second, t, useState } from '../core/ui.js';
import { battery, offlineReload, persisted } from './desk-shell.js';
import { count } from './desk-words.js';

/** @typedef {'ok' | 'look' | 'wait'} Fit */
/** @typedef {{ fit: Fit, words: string }} Check */

const CLOCK_WRONG_MS = 30_000;
const BATTERY_LOW = 40;
const ICONS = { ok: 'check', look: 'triangle-alert', wait: 'clock' };

/** @param {{ header: any, size: number, failure: string }} roster @returns {Check} */
export function rosterCheck({ header, size, failure }) {
  if (failure === 'roster_unsigned' || failure === 'roster_unverifiable') return { fit: 'look', words: t(`desk.check.${failure}`) };
  if (!header && failure) return { fit: 'look', words: t('desk.check.roster_failed') };
  if (!header) return { fit: 'wait', words: t('desk.check.roster_wait') };
  return { fit: 'ok', words: t('desk.check.roster', { n: count(size) }) };
}

/** @param {string} permission @param {string} reader @returns {Check} */
function cameraCheck(permission, reader) {
  if (reader === 'failed') return { fit: 'look', words: t('desk.check.reader_failed') };
  if (permission === 'denied') return { fit: 'look', words: t('desk.camera.refused') };
  if (permission === 'absent') return { fit: 'look', words: t('desk.camera.absent') };
  if (permission === 'insecure') return { fit: 'look', words: t('desk.camera.insecure') };
  if (reader !== 'ready') return { fit: 'wait', words: t('desk.check.reader_wait') };
  return { fit: 'ok', words: t(permission === 'granted' ? 'desk.check.camera' : 'desk.check.camera_asks') };
}

/** @returns {Check} */
function clockCheck() {
  if (clock.offset === null) return { fit: 'wait', words: t('desk.check.clock_wait') };
  const off = Math.abs(Math.round(clock.offset));
  if (off > CLOCK_WRONG_MS) return { fit: 'look', words: t('desk.check.clock_wrong', { n: count(Math.round(off / 1000)) }) };
  return { fit: 'ok', words: t('desk.check.clock', { n: count(off) }) };
}

/** @returns {Check[]} */
function powerChecks() {
  const now = battery.value;
  if (!now) return [];
  const low = now.level < BATTERY_LOW && !now.charging;
  return [{ fit: low ? 'look' : 'ok', words: t(low ? 'desk.check.battery_low' : 'desk.check.battery', { n: now.level }) }];
}

/** @returns {Check[]} */
function memoryChecks() {
  /** @type {Record<string, Fit>} */
  const reload = { ready: 'ok', asking: 'wait', impossible: 'look' };
  /** @type {Check[]} */
  const checks = [{ fit: reload[offlineReload.value], words: t(`desk.check.reload_${offlineReload.value}`) }];
  if (persisted.value === false) checks.push({ fit: 'look', words: t('desk.check.not_persisted') });
  return checks;
}

/** @param {Check} props */
const Line = ({ fit, words }) => html`<li class=${fit === 'ok' ? '' : 'look'} data-fit=${fit}><${Icon} name=${ICONS[fit]} /> <span>${words}</span></li>`;

/**
 * @param {{ names: string[], roster: any, camera: string, reader: string, operator: string,
 *   onStart: (operator: string) => void }} props
 */
export function StartShift({ names, roster, camera, reader, operator, onStart }) {
  const [name, setName] = useState(operator);
  void second.value; // the clock check changes while one looks at it
  const checks = [rosterCheck(roster), cameraCheck(camera, reader), clockCheck(), ...powerChecks(), ...memoryChecks()];
  const ready = Boolean(roster.header);
  /** @param {Event} event */
  const submit = (event) => { event.preventDefault(); if (ready) onStart(name.trim()); };
  return html`<form class="start" onSubmit=${submit}>
    <div class="pair-done">
      <p class="large quiet">${t('desk.this_is')}</p>
      <h2 class="stage-text">${names.map((one, i) => html`${i > 0 && html`<br />`}${one}`)}</h2>
      <ul class="checks">${checks.map((check) => html`<${Line} ...${check} />`)}</ul>
      <div class="field"><label for="operator">${t('desk.operator')}</label>
        <input id="operator" value=${name} maxlength="60" autocomplete="off" onInput=${(/** @type {any} */ e) => setName(e.target.value)} />
        <p class="hint">${t('desk.operator_hint')}</p></div>
    </div>
    <footer class="act"><button class="button main thumb wide" disabled=${!ready}><${Icon} name="play" /> ${t(ready ? 'desk.start' : roster.failure ? 'desk.start_none' : 'desk.start_wait')}</button></footer>
  </form>`;
}
