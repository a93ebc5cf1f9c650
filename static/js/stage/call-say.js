/** Words to the MC: canned ones by one tap, own ones by hand; who has read them stands beside. */

import { html, Icon, Pill, t, timeHM, useState } from '../core/ui.js';

/** @typedef {import('./show.js').Show} Show */
/** @typedef {import('./call-acts.js').Acts} Acts */

const CANNED = ['slower', 'faster', 'wrap_up', 'filler', 'wait', 'skip_next', 'late_guest', 'look_at_me'];
/** What was cleared, or this many newer ones have followed, is no longer of use here. */
const SHOWN = 4;

/** @param {{show: Show, acts: Acts}} props */
export function Say({ show, acts }) {
  const [text, setText] = useState('');
  const [urgent, setUrgent] = useState(false);
  const say = (/** @type {string} */ words) => acts.send('message', 'messages', { text: words, target: 'role:mc', look: urgent ? 'flash' : 'plain' });
  async function submit(/** @type {Event} */ e) {
    e.preventDefault();
    if (text.trim() && (await say(text.trim()))) setText('');
  }
  return html`<section class="say-box" aria-labelledby="say"><h2 id="say" class="hidden-text">${t('stage.say.title')}</h2>
    <${Sent} show=${show} acts=${acts} />
    <div class="canned" role="group" aria-label=${t('stage.say.canned')}><b aria-hidden="true">${t('stage.say.title')}</b>${CANNED.map((key) => html`<button type="button" key=${key} class="button" onClick=${() => say(t(`stage.say.canned.${key}`))}>${t(`stage.say.canned.${key}`)}</button>`)}</div>
    <form class="say-form" onSubmit=${submit}><div class="field"><label for="say-text" class="hidden-text">${t('stage.say.own')}</label>
      <input id="say-text" maxlength="200" autocomplete="off" placeholder=${t('stage.say.own')} value=${text} onInput=${(/** @type {any} */ e) => setText(e.currentTarget.value)} /></div>
      <label class="tick"><input type="checkbox" checked=${urgent} onChange=${(/** @type {any} */ e) => setUrgent(e.currentTarget.checked)} /> <span>${t('stage.say.urgent')}</span></label>
      <button class="button main" disabled=${!text.trim()}>${t('stage.say.send')}</button></form></section>`;
}

/** @param {{show: Show, acts: Acts}} props */
function Sent({ show, acts }) {
  const rows = show.store.list('message').filter((one) => !one.cleared_at).sort((a, b) => (a.sent_at < b.sent_at ? 1 : -1)).slice(0, SHOWN);
  if (!rows.length) return null;
  return html`<ul class="sent">${rows.map((one) => html`<li key=${one.id}><p><time>${timeHM(one.sent_at)}</time> <b>${one.text}</b>${one.look === 'flash' && html` <${Pill} state="look" icon="zap">${t('stage.say.urgent')}</${Pill}>`}
      ${one.read_by?.length ? html` <${Pill} icon="check" state="go">${t('stage.say.read_by', { names: one.read_by.join(', ') })}</${Pill}>` : html` <${Pill} icon="clock">${t('stage.say.unread')}</${Pill}>`}</p>
    <button type="button" class="button" aria-label=${t('stage.say.clear', { text: one.text })} onClick=${() => acts.send('clear', `messages/${one.id}/clear`, {})}><${Icon} name="x" /></button></li>`)}</ul>`;
}
