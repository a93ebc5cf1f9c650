/** The caller's lower edge: GO under the right hand, time and halt beside it, and the answer when something is refused. */

import { Hold, html, Icon, t } from '../core/ui.js';
import { cueOf, titleOf } from './words.js';
import { waitMet } from './live.js';

/** @typedef {import('./show.js').Show} Show */
/** @typedef {import('./call-acts.js').Acts} Acts */

const MINUTE = 60_000;

/** @param {{show: Show, acts: Acts}} props */
function Go({ show, acts }) {
  const line = show.standby.value;
  const { held } = show.standing.value;
  const waits = line?.fact.wait && !waitMet(line.fact.wait, show.facts.value.tracks);
  const words = line ? html`<span>${cueOf(line.row) && html`<span class="num">${cueOf(line.row)}</span> · `}${titleOf(line.row)}</span>` : html`<span>${t('stage.call.no_standby')}</span>`;
  if (waits && !held) return html`<${Hold} kind="go thumb goer" onHold=${() => acts.go(true)}><b>GO</b> <span>${t('stage.call.hold_go')} · ${words}</span></${Hold}>`;
  const refuseRepeat = (/** @type {KeyboardEvent} */ e) => { if (e.repeat) e.preventDefault(); };
  return html`<button type="button" id="go" class=${`button thumb goer ${held || !line ? 'stopped' : 'go'}`} onClick=${() => acts.go()} onKeyDown=${refuseRepeat}><b>GO</b> ${held ? html`<span><${Icon} name="hand" /> ${t('stage.call.held')}</span>` : words}</button>`;
}

/** @param {{show: Show, acts: Acts}} props */
export function Foot({ show, acts }) {
  const { on: live, paused, held } = show.standing.value;
  return html`<footer class="act call-act">
    <p class="refused" role="alert">${acts.refused.value && html`<${Icon} name="triangle-alert" /> ${acts.refused.value}`}</p>
    <div class="buttons"><${Hold} kind="thumb" onHold=${() => acts.step('previous')}><${Icon} name="skip-back" /> <span>${t('stage.call.hold_back')}</span></${Hold}>
      <button type="button" class="button thumb" disabled=${!live} onClick=${() => acts.step('add', { by: -MINUTE })}><span><span class="num">\u22121</span> ${t('stage.call.minute')}</span></button>
      <button type="button" class="button thumb" disabled=${!live} onClick=${() => acts.step('add', { by: MINUTE })}><span><span class="num">+1</span> ${t('stage.call.minute')}</span></button>
      <button type="button" class="button thumb" disabled=${!live} onClick=${() => acts.step(paused ? 'resume' : 'pause')}><${Icon} name=${paused ? 'play' : 'pause'} /> <span>${t(paused ? 'stage.call.resume' : 'stage.call.pause')}</span></button>
      <button type="button" class="button thumb" aria-pressed=${held} onClick=${() => acts.step(held ? 'release' : 'hold')}><${Icon} name=${held ? 'check' : 'hand'} /> <span>${t(held ? 'stage.call.release' : 'stage.call.hold')}</span></button></div>
    <${Go} show=${show} acts=${acts} /></footer>`;
}
