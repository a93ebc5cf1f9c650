/** What hub and site say to each other, as the site sees it; what is unread stands above the thumb until somebody has heard it. */

import { errorWords, html, Icon, Notice, t, timeHMS, useState } from '../core/ui.js';

/** @typedef {import('./site-state.js').SiteState} SiteState */

/** The oldest unread words: urgent ones first. @param {any[]} talks @param {(talk: any) => boolean} isUnread */
export function firstUnread(talks, isUnread) {
  const open = talks.filter(isUnread);
  return open.find((one) => one.priority === 'urgent') ?? open[0] ?? null;
}

/** @param {{state: SiteState, talk: any, more: number}} props */
export function Unread({ state, talk, more }) {
  return html`<div class=${`unread ${talk.priority}`} role="alert"><p><${Icon} name=${talk.priority === 'urgent' ? 'triangle-alert' : 'message-square'} />
    <span><b>${talk.priority === 'urgent' ? t('bridge.site.urgent') : t('bridge.site.from_hub')}</b> ${talk.text}${more > 0 && html` <span class="quiet-on">${t('bridge.site.more_unread', { n: more })}</span>`}</span></p>
    <button type="button" class="button thumb main" onClick=${() => void state.read(talk.id)}><${Icon} name="check" /> ${t('bridge.site.heard')}</button></div>`;
}

/** @param {{state: SiteState, may: boolean}} props */
export function SiteTalk({ state, may }) {
  const talks = [...state.talks.value].reverse();
  return html`<section class="site-part" aria-labelledby="site-talk"><h2 id="site-talk">${t('bridge.site.talk')}</h2>
    ${may && html`<${Say} state=${state} />`}
    ${!talks.length && html`<p class="quiet">${t('bridge.site.no_talk')}</p>`}
    <ol class="talk-log">${talks.map((talk) => html`<li key=${talk.id}><p class="talk-head"><time>${timeHMS(talk.sent_at)}</time> <b>${talk.from ? t('bridge.site.we') : talk.by || t('bridge.site.from_hub')}</b>${!talk.from && html`<span class="receipt"><${Icon} name=${state.isUnread(talk) ? 'message-square' : 'check'} /> ${t(state.isUnread(talk) ? 'bridge.site.unread' : state.unsent.has(talk.id) ? 'bridge.site.read_unsent' : 'bridge.site.read')}</span>`}</p>
      <p class="talk-text">${talk.priority === 'urgent' && html`<${Icon} name="triangle-alert" label=${t('bridge.site.urgent')} /> `}${talk.text}</p></li>`)}</ol></section>`;
}

/** @param {{state: SiteState}} props */
function Say({ state }) {
  const [text, setText] = useState('');
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const send = async (/** @type {Event} */ e) => {
    e.preventDefault();
    try {
      await state.act('say', { text });
      setText('');
      setError(null);
    } catch (problem) {
      setError(problem);
    }
  };
  return html`<form class="say-form" onSubmit=${send}>${error && html`<${Notice} kind="look" alert title=${errorWords(error)} />`}
    <div class="field"><label for="say-text">${t('bridge.site.say')}</label><input id="say-text" maxlength="300" autocomplete="off" value=${text} onInput=${(/** @type {any} */ e) => setText(e.currentTarget.value)} /></div>
    <button class="button" disabled=${!text.trim()}>${t('bridge.site.send')}</button></form>`;
}
