/** Words to the sites: canned in one press or typed, to one, a region or all, with who got and who read them. */

import { act, ActError, useAct } from '../office/office.js';
import { newRef } from '../core/api.js';
import { html, Icon, t, timeHMS, toast, useState } from '../core/ui.js';
import { names } from './hub-cue.js';
import { REGIONS } from './hub-state.js';

/** @typedef {import('./hub-state.js').Hub} Hub */
const SHOWN = 30;

/** Targets of what is said: chosen sites one by one, else one word for many. @param {string} where @param {string[]} chosen */
export const targetsOf = (where, chosen) => (where === 'chosen' ? chosen.map((id) => `site:${id}`) : [where]);

/** @param {{hub: Hub}} props */
export function Talk({ hub }) {
  const { busy, error, run } = useAct();
  const [where, setWhere] = useState('all');
  const [text, setText] = useState('');
  const [urgent, setUrgent] = useState(false);
  const [editing, setEditing] = useState(false);
  const chosen = hub.chosen.value;
  const place = where === 'chosen' && !chosen.length ? 'all' : where;
  const say = (/** @type {Record<string, unknown>} */ body) => run('say', async () => {
    for (const target of targetsOf(place, chosen)) await act('/bridge/talk', { ...body, target });
    setText('');
  });
  const send = (/** @type {Event} */ e) => { e.preventDefault(); void say({ text, priority: urgent ? 'urgent' : 'normal' }); };
  return html`<section class="talk" aria-labelledby="talk-title"><h2 id="talk-title">${t('bridge.hub.talk')}</h2>
    ${hub.runs && html`<form class="stack" onSubmit=${send}><div class="field"><label for="talk-to">${t('bridge.hub.talk_to')}</label><select id="talk-to" value=${place} onChange=${(/** @type {any} */ e) => setWhere(e.currentTarget.value)}>
        <option value="all">${t('bridge.hub.talk_all')}</option>${REGIONS.map((one) => html`<option key=${one} value=${`region:${one}`}>${t(`bridge.region.${one}`)}</option>`)}${chosen.length > 0 && html`<option value="chosen">${names(hub, chosen)}</option>`}</select></div>
      <div class="phrases buttons">${hub.phrases.value.map((one) => html`<button type="button" key=${one.id} class="button" disabled=${Boolean(busy)} onClick=${() => say({ phrase: one.id })}>${one.priority === 'urgent' && html`<${Icon} name="triangle-alert" label=${t('bridge.site.urgent')} />`} ${one.text}</button>`)}</div>
      <div class="field"><label for="talk-text">${t('bridge.hub.talk_text')}</label><input id="talk-text" maxlength="300" autocomplete="off" value=${text} onInput=${(/** @type {any} */ e) => setText(e.currentTarget.value)} /></div>
      <label class="tick"><input type="checkbox" checked=${urgent} onChange=${(/** @type {any} */ e) => setUrgent(e.currentTarget.checked)} /> <span>${t('bridge.hub.urgent')}</span></label>
      <p class="buttons"><button class="button main" disabled=${!text.trim() || Boolean(busy)}>${t('bridge.site.send')}</button>${hub.manages && html`<button type="button" class="button plain" aria-expanded=${editing} onClick=${() => setEditing(!editing)}><${Icon} name="pencil" /> ${t('bridge.hub.edit_phrases')}</button>`}</p></form>`}
    <${ActError} error=${error} />${editing && html`<${Phrases} hub=${hub} close=${() => setEditing(false)} />`}
    <ol class="talk-log">${hub.talks.value.slice(0, SHOWN).map((talk) => html`<${Told} key=${talk.id} hub=${hub} talk=${talk} />`)}</ol>
    ${!hub.talks.value.length && html`<p class="quiet">${t('bridge.site.no_talk')}</p>`}</section>`;
}

/** @param {{hub: Hub, talk: any}} props */
function Told({ hub, talk }) {
  const to = talk.target.startsWith('site:') ? hub.nameOf(talk.target.slice(5)) : talk.target === 'all' ? t('bridge.hub.talk_all') : talk.target === 'hub' ? '' : t(`bridge.region.${talk.target.slice(7)}`);
  const marks = Object.entries(talk.sites);
  const read = marks.filter(([, one]) => /** @type {any} */ (one).read_at);
  const got = marks.filter(([, one]) => /** @type {any} */ (one).delivered_at);
  const open = marks.filter(([, one]) => !(/** @type {any} */ (one).read_at)).map(([site]) => site);
  return html`<li data-talk=${talk.id}><time>${timeHMS(talk.sent_at)}</time> <b>${talk.from ? hub.nameOf(talk.from) : to}</b> ${talk.priority === 'urgent' && html`<${Icon} name="triangle-alert" label=${t('bridge.site.urgent')} /> `}${talk.text}
    ${marks.length > 0 && html` <span class="receipt">${marks.length === 1 ? t(read.length ? 'bridge.hub.read' : got.length ? 'bridge.hub.got' : 'bridge.hub.not_got') : t('bridge.hub.receipts', { got: got.length, read: read.length, n: marks.length })}</span>`}
    ${marks.length > 1 && open.length > 0 && open.length < marks.length && html` <span class="quiet">${t('bridge.hub.unread_by', { names: names(hub, open) })}</span>`}</li>`;
}

/** All canned phrases at once, in order. @param {{hub: Hub, close: () => void}} props */
function Phrases({ hub, close }) {
  const { busy, error, run } = useAct();
  const [rows, setRows] = useState(() => hub.phrases.peek().map(({ id, text, priority }) => ({ id, text, priority })));
  const put = (/** @type {number} */ place, /** @type {Record<string, string>} */ change) => setRows(rows.map((one, at) => (at === place ? { ...one, ...change } : one)));
  const save = (/** @type {Event} */ e) => {
    e.preventDefault();
    void run('save', () => act('/bridge/phrases', { phrases: rows.filter((one) => one.text.trim()) })).then((done) => { if (done) { toast(t('bridge.hub.phrases_saved')); close(); } });
  };
  return html`<form class="in-place" onSubmit=${save} aria-label=${t('bridge.hub.edit_phrases')}><${ActError} error=${error} />
    ${rows.map((one, place) => html`<div class="phrase-row" key=${one.id}><div class="field"><label for=${`phrase-${place}`}>${t('bridge.hub.phrase', { n: place + 1 })}</label><input id=${`phrase-${place}`} maxlength="300" value=${one.text} onInput=${(/** @type {any} */ e) => put(place, { text: e.currentTarget.value })} /></div>
      <label class="tick"><input type="checkbox" checked=${one.priority === 'urgent'} onChange=${(/** @type {any} */ e) => put(place, { priority: e.currentTarget.checked ? 'urgent' : 'normal' })} /> <span>${t('bridge.site.urgent')}</span></label></div>`)}
    <p class="buttons"><button type="button" class="button" onClick=${() => setRows([...rows, { id: `p-${newRef().slice(0, 8)}`, text: '', priority: 'normal' }])}><${Icon} name="plus" /> ${t('bridge.hub.add_phrase')}</button>
      <button class="button main" disabled=${Boolean(busy)}>${t('core.act.save')}</button><button type="button" class="button plain" onClick=${close}>${t('core.act.cancel')}</button></p></form>`;
}
