/** The crosses of the evening: planned beside actual, taken into the cue bar with one press. */

import { act, ActError, Field, useAct } from '../office/office.js';
import { fromZoned, html, Icon, span, t, timeHMS, toZoned, useState } from '../core/ui.js';

/** @typedef {import('./hub-state.js').Hub} Hub */
/** @typedef {import('../core/store.js').Row} Row */

const LOOK = /** @type {Record<string, {icon: string, look: string}>} */ ({ planned: { icon: 'clock', look: '' }, next: { icon: 'arrow-right', look: 'now' }, on_air: { icon: 'radio', look: 'live' }, done: { icon: 'check', look: '' }, skipped: { icon: 'minus', look: '' } });

/** A cross by site and title; many titles begin with the site's name. @param {string} site @param {string} title */
export const crossName = (site, title) => (title.startsWith(site) ? title : `${site} · ${title}`);

/** How much later than planned, with its sign. @param {number | null} planned @param {number | null} actual */
export const lateBy = (planned, actual) => (planned === null || actual === null ? '' : `${actual < planned ? '\u2212' : '+'}${span(Math.abs(actual - planned))}`);

/** @param {{hub: Hub}} props */
export function CrossesView({ hub }) {
  const [form, setForm] = useState(/** @type {string | null} */ (null));
  const crosses = hub.crosses.value;
  return html`<section class="crosses" aria-labelledby="cross-title"><div class="page-head"><h2 id="cross-title">${t('bridge.hub.view.crosses')}</h2><p class="buttons"><a class="button" href="bridge/report"><${Icon} name="list" /> ${t('bridge.hub.to_report')}</a>
      ${hub.runs && html`<button type="button" class="button main" aria-expanded=${form === ''} onClick=${() => setForm(form === '' ? null : '')}><${Icon} name="plus" /> ${t('bridge.hub.new_cross')}</button>`}</p></div>
    ${form === '' && html`<${CrossForm} hub=${hub} row=${null} close=${() => setForm(null)} />`}
    ${!crosses.length && html`<div class="empty"><${Icon} name="radio" /><p><b>${t('bridge.hub.no_crosses')}</b></p><p>${t('bridge.hub.no_crosses_next')}</p></div>`}
    <ol class="rows">${crosses.map((one) => html`<li key=${one.id} data-cross=${one.id}>${form === one.id ? html`<${CrossForm} hub=${hub} row=${one} close=${() => setForm(null)} />` : html`<${CrossRow} hub=${hub} row=${one} edit=${() => setForm(one.id)} />`}</li>`)}</ol></section>`;
}

/** @param {{hub: Hub, row: Row, edit: () => void}} props */
function CrossRow({ hub, row, edit }) {
  const look = LOOK[row.state] ?? { icon: 'clock', look: '' };
  const take = () => {
    hub.chosen.value = [row.site];
    hub.draft.value = { cross: row.id, script: row.script };
    location.hash = '#control';
  };
  const took = row.on_at !== null && row.off_at !== null ? row.off_at - row.on_at : null;
  return html`<article class=${`row ${look.look}`}><div><p class="title">${crossName(hub.nameOf(row.site), row.title)}</p>
      <p><${Icon} name=${look.icon} /> <b>${t(`bridge.cross.${row.state}`)}</b></p>
      <dl class="cross-times"><div><dt>${t('bridge.hub.planned')}</dt><dd>${row.planned_at ? html`<time>${timeHMS(row.planned_at)}</time>` : t('bridge.hub.no_time')}${row.planned_ms > 0 && html` · <span class="num">${span(row.planned_ms)}</span>`}</dd></div>
        <div><dt>${t('bridge.hub.actual')}</dt><dd>${row.on_at ? html`<time>${timeHMS(row.on_at)}</time>${took !== null && html` · <span class="num">${span(took)}</span>`}${row.planned_at && html` · <span class="num">${lateBy(row.planned_at, row.on_at)}</span>`}` : t('bridge.hub.not_yet')}</dd></div></dl>
      ${row.script && html`<p class="quiet">${row.script}</p>`}${row.note && html`<p class="quiet">${row.note}</p>`}</div>
    ${hub.runs && html`<div class="side buttons">${['planned', 'next'].includes(row.state) && html`<button type="button" class="button main" onClick=${take}>${t('bridge.hub.take')}<span class="hidden-text"> ${row.title}</span></button>`}
      <button type="button" class="button" onClick=${edit}><${Icon} name="pencil" label=${t('bridge.hub.edit_of', { name: row.title })} /></button></div>`}</article>`;
}

/** @param {{hub: Hub, row: Row | null, close: () => void}} props */
function CrossForm({ hub, row, close }) {
  const { busy, error, run } = useAct();
  const [typed, setTyped] = useState({ site: row?.site ?? hub.sites.peek()[0]?.id ?? '', title: row?.title ?? '', at: toZoned(row?.planned_at), seconds: String((row?.planned_ms ?? 120_000) / 1000), script: row?.script ?? '', note: row?.note ?? '' });
  const put = (/** @type {string} */ name) => (/** @type {any} */ e) => setTyped({ ...typed, [name]: e.currentTarget.value });
  const begun = Boolean(row?.on_at);
  const save = (/** @type {Event} */ e) => {
    e.preventDefault();
    const at = fromZoned(typed.at);
    const facts = { title: typed.title, planned_ms: Math.max(0, Math.round(Number(typed.seconds) || 0)) * 1000, script: typed.script, note: typed.note, ...(at ? { planned_at: Date.parse(at) } : {}), ...(begun ? {} : { site: typed.site }) };
    void run('save', () => (row ? act(`/bridge/crosses/${encodeURIComponent(row.id)}/change`, { changes: facts }) : act('/bridge/crosses', facts))).then((done) => { if (done) close(); });
  };
  const skip = () => run('skip', () => act(`/bridge/crosses/${encodeURIComponent(row?.id ?? '')}/change`, { changes: { skipped: row?.state !== 'skipped' } })).then((done) => { if (done) close(); });
  return html`<form class="in-place" onSubmit=${save} aria-label=${t(row ? 'bridge.hub.edit_cross' : 'bridge.hub.new_cross')}><${ActError} error=${error} />
    <${Field} kind="select" label=${t('bridge.hub.site')} disabled=${begun} value=${typed.site} onChange=${put('site')}>${hub.sites.value.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</${Field}>
    <${Field} label=${t('bridge.hub.cross_title')} required maxlength="120" value=${typed.title} onInput=${put('title')} />
    <div class="field-pair two"><${Field} label=${t('bridge.hub.planned_at')} type="datetime-local" value=${typed.at} onInput=${put('at')} /><${Field} label=${t('bridge.hub.planned_seconds')} inputmode="numeric" value=${typed.seconds} onInput=${put('seconds')} /></div>
    <${Field} kind="textarea" rows="3" maxlength="2000" label=${t('bridge.hub.script')} value=${typed.script} onInput=${put('script')} />
    <${Field} label=${t('bridge.hub.note')} maxlength="200" value=${typed.note} onInput=${put('note')} />
    <p class="buttons"><button class="button main" disabled=${Boolean(busy)}>${t('core.act.save')}</button><button type="button" class="button plain" onClick=${close}>${t('core.act.cancel')}</button>
      ${row && !begun && html`<button type="button" class="button" disabled=${Boolean(busy)} onClick=${skip}>${t(row.state === 'skipped' ? 'bridge.hub.unskip' : 'bridge.hub.skip')}</button>`}</p></form>`;
}
