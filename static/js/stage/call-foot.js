/** The caller's lower edge: GO under the right hand, time and halt beside it, and the answer when something is refused. */

import { Hold, html, Icon, t, useComputed } from '../core/ui.js';
import { cueOf, titleOf } from './words.js';
import { waitMet } from './live.js';

/** @typedef {import('./show.js').Show} Show */
/** @typedef {import('./call-acts.js').Acts} Acts */

const MINUTE = 60_000;

/** @typedef {{readonly value: boolean}} Cut */

/** How GO stands: 'cut' without a link, 'none' nothing stands by, 'held', 'waits' for another track, 'go'. @param {Show} show @param {Cut} cut */
function standing(show, cut) {
  const line = show.standby.value;
  if (cut.value) return 'cut';
  if (show.standing.value.held) return 'held';
  if (line?.fact.wait && !waitMet(line.fact.wait, show.facts.value.tracks)) return 'waits';
  return line ? 'go' : 'none';
}

/** Number and title of the row that GO takes. @param {{show: Show}} props */
function Taken({ show }) {
  const cue = useComputed(() => cueOf(show.standby.value?.row));
  const title = useComputed(() => (show.standby.value ? titleOf(show.standby.value.row) : t('stage.call.no_standby')));
  return html`<span><span class="num">${cue}</span>${useComputed(() => (cue.value ? ' · ' : ''))}${title}</span>`;
}

/** @param {{show: Show, acts: Acts, cut: Cut}} props */
function Go({ show, acts, cut }) {
  const how = useComputed(() => standing(show, cut)).value;
  if (how === 'waits') return html`<${Hold} kind="go thumb goer" onHold=${() => acts.go(true)}><b>GO</b> <span>${t('stage.call.hold_go')} · <${Taken} show=${show} /></span></${Hold}>`;
  const refuseRepeat = (/** @type {KeyboardEvent} */ e) => { if (e.repeat) e.preventDefault(); };
  return html`<button type="button" id="go" class=${`button thumb goer ${how === 'go' ? 'go' : 'stopped'}`} onClick=${() => acts.go()} onKeyDown=${refuseRepeat}><b>GO</b> ${how === 'cut' ? html`<span><${Icon} name="wifi-off" /> ${t('stage.call.no_link_go')}</span>` : how === 'held' ? html`<span><${Icon} name="hand" /> ${t('stage.call.held')}</span>` : html`<${Taken} show=${show} />`}</button>`;
}

/** @param {{show: Show, acts: Acts, cut: Cut}} props */
export function Foot({ show, acts, cut }) {
  const { on: live, paused, held } = show.standing.value;
  return html`<footer class="act call-act">
    <p class="refused" role="alert">${acts.refused.value && html`<${Icon} name="triangle-alert" /> ${acts.refused.value}`}</p>
    <div class="buttons"><${Hold} kind="thumb" onHold=${() => acts.step('previous')}><${Icon} name="skip-back" /> <span>${t('stage.call.hold_back')}</span></${Hold}>
      <button type="button" class="button thumb" disabled=${!live} onClick=${() => acts.step('add', { by: -MINUTE })}><span><span class="num">\u22121</span> ${t('stage.call.minute')}</span></button>
      <button type="button" class="button thumb" disabled=${!live} onClick=${() => acts.step('add', { by: MINUTE })}><span><span class="num">+1</span> ${t('stage.call.minute')}</span></button>
      <button type="button" class="button thumb" disabled=${!live} onClick=${() => acts.step(paused ? 'resume' : 'pause')}><${Icon} name=${paused ? 'play' : 'pause'} /> <span>${t(paused ? 'stage.call.resume' : 'stage.call.pause')}</span></button>
      <button type="button" class="button thumb" aria-pressed=${held} onClick=${() => acts.step(held ? 'release' : 'hold')}><${Icon} name=${held ? 'check' : 'hand'} /> <span>${t(held ? 'stage.call.release' : 'stage.call.hold')}</span></button></div>
    <div class="goer-place"><${Go} show=${show} acts=${acts} cut=${cut} /></div></footer>`;
}
