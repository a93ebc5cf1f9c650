/** An event that is a site of a hub elsewhere: what the hub asks of us, how our run sheet will meet it, the row to run when the line is lost. */

import { call } from '../core/api.js';
import { eventPath } from '../core/page.js';
import { Hold, html, Icon, Notice, span, t, timeHMS, useEffect, useState } from '../core/ui.js';
import { act, ActError, Field, useAct } from '../office/office.js';
import { rowLook, rowWord, sinceOrUntil, slackWord } from './row-words.js';

/** @typedef {import('./hub-state.js').Hub} Hub */
/** @typedef {import('../core/store.js').Row} Row */

const WHOLE_LINK = /^https?:\/\/\S+\/bridge\/join\/\S+$/;
const TALKS = 5;

/** Where the hub is, without what a person does not read. @param {string} hub */
const hostOf = (hub) => hub.replace(/^https?:\/\//, '');

/** @param {{hub: Hub, up: Row}} props */
export function UplinkView({ hub, up }) {
  const now = hub.now.value;
  const state = hub.heard.value ? up.state : 'lost';
  const [rows, setRows] = useState(/** @type {[string, string][] | null} */ (null));
  const { error, run } = useAct();
  useEffect(() => void run('rows', async () => { setRows(await sheetRows()); }), []);
  const { icon, look } = rowLook(state);
  const count = hub.heard.value ? sinceOrUntil(state, up.until, now) : null;
  return html`<div class="uplink" data-state=${state}><section class=${`uplink-state ${look}`} aria-label=${t('bridge.up.state')}><p class="tag">${t('bridge.up.site_of', { hub: hostOf(up.hub) })}</p>
      <h2 class="word"><${Icon} name=${icon} /> <span role="status">${rowWord(state)}</span></h2>
      ${count !== null && html`<p class="digits" role="timer" aria-live="off">${span(Math.max(0, state === 'soon' ? Math.ceil(count / 1000) * 1000 : count))}</p>`}
      ${up.until && state === 'soon' && html`<p>${t('bridge.site.at')} <time>${timeHMS(up.until)}</time></p>`}
      ${up.row ? up.title && html`<p><b>${t('bridge.up.row')}</b> ${up.title}</p>` : html`<p class="word-look"><${Icon} name="triangle-alert" /> ${t('bridge.row.none')}</p>`}
      ${slackWord(up.slack) && html`<p class=${up.slack < 0 ? 'word-look' : ''}><${Icon} name=${up.slack < 0 ? 'triangle-alert' : 'clock'} /> ${slackWord(up.slack)}</p>`}</section>
    <div class="uplink-side"><${Fallback} hub=${hub} up=${up} rows=${rows ?? []} /><${ActError} error=${error} />${rows && html`<${Rows} key=${[up.row, up.fallback_row, up.auto].join()} hub=${hub} up=${up} rows=${rows} />`}<${Heard} hub=${hub} />
      ${hub.manages && html`<${Leave} />`}</div></div>`;
}

/** One tap when the line is lost. @param {{hub: Hub, up: Row, rows: [string, string][]}} props */
function Fallback({ hub, up, rows }) {
  const name = rows.find(([id]) => id === up.fallback_row)?.[1];
  const { busy, error, run } = useAct();
  if (!hub.calls) return null;
  if (!up.fallback_row) return html`<${Notice} title=${t('bridge.up.no_fallback')}><p>${t('bridge.up.no_fallback_next')}</p></${Notice}>`;
  return html`<div class="stack"><${ActError} error=${error} /><button type="button" class=${`button thumb wide ${up.state === 'lost' ? 'main' : ''}`} data-act="fallback" disabled=${Boolean(busy) || up.state === 'fallback'} onClick=${() => run('fallback', () => act('/bridge/fallback'))}><${Icon} name="play" /> ${t(up.state === 'fallback' ? 'bridge.row.fallback' : 'bridge.up.take_fallback')}</button>${name && html`<p>${name}</p>`}</div>`;
}

/** Rows of our run sheet in their order: `[id, what it is called]`. */
async function sheetRows() {
  const [state, told] = await Promise.all([call('GET', `${eventPath()}/stage/state`), call('GET', `${eventPath()}/snapshot/stage`)]);
  const words = new Map((told.rows.sheet_row ?? []).map((/** @type {Row} */ one) => [one.id, one.cells]));
  return state.tracks.flatMap((/** @type {any} */ track) => track.rows).filter((/** @type {any} */ one) => one.kind !== 'group')
    .map((/** @type {any} */ one) => [one.id, [words.get(one.id)?.cue, words.get(one.id)?.title].filter(Boolean).join(' · ') || one.id]);
}

/** Which rows the bridge is. @param {{hub: Hub, up: Row, rows: [string, string][]}} props */
function Rows({ hub, up, rows }) {
  const { busy, error, run } = useAct();
  const [typed, setTyped] = useState({ row: up.row, fallback_row: up.fallback_row, auto: up.auto });
  const put = (/** @type {string} */ name) => (/** @type {any} */ e) => setTyped({ ...typed, [name]: e.currentTarget.value });
  const save = (/** @type {Event} */ e) => { e.preventDefault(); void run('save', () => act('/bridge/uplink', typed)); };
  const same = typed.row === up.row && typed.fallback_row === up.fallback_row && typed.auto === up.auto;
  const choices = [['', t('bridge.row.none')], ...rows].map(([id, name]) => html`<option key=${id} value=${id}>${name}</option>`);
  return html`<form class="stack uplink-rows" onSubmit=${save} aria-label=${t('bridge.up.rows')}><h2>${t('bridge.up.rows')}</h2><${ActError} error=${error} />
    <${Field} kind="select" label=${t('bridge.up.row_of')} disabled=${!hub.manages} value=${typed.row} onChange=${put('row')}>${choices}</${Field}>
    <${Field} kind="select" label=${t('bridge.up.fallback_row')} disabled=${!hub.manages} value=${typed.fallback_row} onChange=${put('fallback_row')}>${choices}</${Field}>
    <label class="tick"><input type="checkbox" disabled=${!hub.manages} checked=${typed.auto} onChange=${(/** @type {any} */ e) => setTyped({ ...typed, auto: e.currentTarget.checked })} /> <span>${t('bridge.up.auto')}</span></label>
    ${hub.manages && html`<p class="buttons"><button class="button" disabled=${Boolean(busy) || same}>${t('core.act.save')}</button></p>`}</form>`;
}

/** What the hub has said last. @param {{hub: Hub}} props */
function Heard({ hub }) {
  const talks = hub.talks.value.slice(0, TALKS);
  return html`<section class="stack" aria-labelledby="up-talk"><h2 id="up-talk">${t('bridge.up.talk')}</h2>
    ${talks.length ? html`<ol class="talk-log">${talks.map((talk) => html`<li key=${talk.id}><time>${timeHMS(talk.sent_at)}</time> ${talk.priority === 'urgent' && html`<${Icon} name="triangle-alert" label=${t('bridge.site.urgent')} /> `}${talk.text}</li>`)}</ol>` : html`<p class="quiet">${t('bridge.site.no_talk')}</p>`}</section>`;
}

function Leave() {
  const { error, run } = useAct();
  return html`<div class="stack"><${ActError} error=${error} /><p class="buttons"><${Hold} onHold=${() => run('leave', () => act('/bridge/uplink', { remove: true }))}>${t('bridge.up.hold_leave')}</${Hold}></p></div>`;
}

/** Become a site of a hub elsewhere, with its invite for a server. */
export function LinkForm() {
  const { busy, error, run, clear } = useAct();
  const [link, setLink] = useState('');
  const [wrong, setWrong] = useState(false);
  const join = (/** @type {Event} */ e) => {
    e.preventDefault();
    clear();
    const whole = WHOLE_LINK.test(link.trim());
    setWrong(!whole);
    if (whole) void run('join', () => act('/bridge/uplink', { link: link.trim() }));
  };
  return html`<details class="more uplink-join"><summary>${t('bridge.up.join')}</summary><form class="in-place" onSubmit=${join} aria-label=${t('bridge.up.join')}><p>${t('bridge.up.join_what')}</p><${ActError} error=${error} />
    ${wrong && html`<${Notice} kind="look" alert title=${t('bridge.up.link_part')} />`}
    <${Field} label=${t('bridge.up.link')} autocomplete="off" inputmode="url" value=${link} onInput=${(/** @type {any} */ e) => setLink(e.currentTarget.value)} />
    <p class="buttons"><button class="button main" disabled=${Boolean(busy) || !link.trim()}>${t('bridge.up.join_act')}</button></p></form></details>`;
}
