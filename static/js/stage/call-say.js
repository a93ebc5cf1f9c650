/** Words to a screen: to whom, how it looks there; canned ones by one tap, own ones by hand; who has read them stands beside. */

import { html, Icon, Pill, t, timeHM, useEffect, useState } from '../core/ui.js';
import { read } from '../office/office.js';

/** @typedef {import('./show.js').Show} Show */
/** @typedef {import('./call-acts.js').Acts} Acts */
/** @typedef {{id: string, name: string, role: string}} Screen */

const CANNED = ['slower', 'faster', 'wrap_up', 'filler', 'wait', 'skip_next', 'late_guest', 'look_at_me'];
const LOOKS = ['plain', 'flash', 'blackout'];
/** The MC first: nearly every message is theirs. */
const TARGETS = ['role:mc', 'all', 'role:wall', 'role:crew', 'role:stage_manager'];
/** Walls have nobody who could say that they have read it. */
const SILENT = ['role:wall'];
/** What was cleared, or this many newer ones have followed, is no longer of use here. */
const SHOWN = 4;

/** @param {string} target @param {Screen[]} screens */
function targetName(target, screens) {
  if (!target.startsWith('device:')) return t(`stage.say.to.${target.replace('role:', '')}`);
  const found = screens.find((one) => `device:${one.id}` === target);
  return found ? found.name : t('stage.say.to.device');
}

/** @param {{show: Show, acts: Acts}} props */
export function Say({ show, acts }) {
  const [text, setText] = useState('');
  const [look, setLook] = useState('plain');
  const [target, setTarget] = useState('role:mc');
  const [screens, setScreens] = useState(/** @type {Screen[]} */ ([]));
  const ask = () => void read('/stage/screens').then((found) => setScreens(found.screens), () => undefined);
  useEffect(ask, []);
  async function say(/** @type {string} */ words) {
    const done = await acts.send('message', 'messages', { text: words, target, look });
    if (done) setLook('plain'); // a black screen is asked for each time
    return done;
  }
  async function submit(/** @type {Event} */ e) {
    e.preventDefault();
    if (text.trim() && (await say(text.trim()))) setText('');
  }
  return html`<section class="say-box" aria-labelledby="say"><h2 id="say" class="hidden-text">${t('stage.say.to')}</h2>
    <${Sent} show=${show} acts=${acts} screens=${screens} />
    <div class="say-to"><label for="say-target"><b>${t('stage.say.to')}</b></label><select id="say-target" value=${target} onFocus=${ask} onChange=${(/** @type {any} */ e) => setTarget(e.currentTarget.value)}>
        ${TARGETS.map((one) => html`<option key=${one} value=${one}>${targetName(one, screens)}</option>`)}
        ${screens.length > 0 && html`<optgroup label=${t('stage.say.to.one')}>${screens.map((one) => html`<option key=${one.id} value=${`device:${one.id}`}>${one.name} · ${t(`core.role.${one.role}`)}</option>`)}</optgroup>`}</select>
      <div class="looks" role="group" aria-label=${t('stage.say.look')}>${LOOKS.map((one) => html`<button type="button" key=${one} class="button" aria-pressed=${look === one} onClick=${() => setLook(one)}>${look === one && html`<${Icon} name="check" />`} ${t(`stage.say.look.${one}`)}</button>`)}</div></div>
    <div class="canned" role="group" aria-label=${t('stage.say.canned')}>${CANNED.map((key) => html`<button type="button" key=${key} class="button" onClick=${() => say(t(`stage.say.canned.${key}`))}>${t(`stage.say.canned.${key}`)}</button>`)}</div>
    <form class="say-form" onSubmit=${submit}><div class="field"><label for="say-text" class="hidden-text">${t('stage.say.own')}</label>
      <input id="say-text" maxlength="200" autocomplete="off" placeholder=${t('stage.say.own')} value=${text} onInput=${(/** @type {any} */ e) => setText(e.currentTarget.value)} /></div>
      <button class="button main" disabled=${!text.trim()}>${t('stage.say.send')}</button></form></section>`;
}

/** Who has read it; a wall shows it, and that is all that can be known. @param {{one: import('../core/store.js').Row}} props */
function Receipt({ one }) {
  if (one.read_by?.length) return html`<${Pill} icon="check" state="go">${t('stage.say.read_by', { names: one.read_by.join(', ') })}</${Pill}>`;
  if (SILENT.includes(one.target)) return html`<${Pill} icon="monitor">${t('stage.say.on_walls')}</${Pill}>`;
  return html`<${Pill} icon="clock">${t('stage.say.unread')}</${Pill}>`;
}

/** @param {{show: Show, acts: Acts, screens: Screen[]}} props */
function Sent({ show, acts, screens }) {
  const rows = show.store.list('message').filter((one) => !one.cleared_at).sort((a, b) => (a.sent_at < b.sent_at ? 1 : -1)).slice(0, SHOWN);
  if (!rows.length) return null;
  return html`<ul class="sent">${rows.map((one) => html`<li key=${one.id}><p><time>${timeHM(one.sent_at)}</time> <span class="quiet">${targetName(one.target, screens)}:</span> <b>${one.text}</b>${one.look !== 'plain' && html` <${Pill} state="look" icon="zap">${t(`stage.say.look.${one.look}`)}</${Pill}>`} <${Receipt} one=${one} /></p>
    <button type="button" class="button" aria-label=${t('stage.say.clear', { text: one.text })} onClick=${() => acts.send('clear', `messages/${one.id}/clear`, {})}><${Icon} name="x" /></button></li>`)}</ul>`;
}
