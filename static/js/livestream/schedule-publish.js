/** Publishing: what people will be told now, what is left unconfirmed, and who has acknowledged the last time. */

import { Field } from '../office/office.js';
import { html, Icon, t, timeOrDay, useState } from '../core/ui.js';
import { clock } from '../core/clock.js';
import { groups } from './schedule-grid.js';
import { nameOf } from './schedule-panel.js';
import { notYet, unpublished } from './schedule-published.js';
import { Versions } from './schedule-versions.js';
import { dayName, times } from './schedule-words.js';

/** @typedef {import('./schedule-state.js').Schedule} Schedule @typedef {import('./schedule-acts.js').Acts} Acts */

/** @param {{sc: Schedule, acts: Acts}} props */
export function Publish({ sc, acts }) {
  const [note, setNote] = useState('');
  const fresh = sc.all.value.filter((one) => unpublished(one, sc.sessions.value));
  const open = sc.slots.value.filter(({ state }) => state === 'draft' || state === 'requested').length;
  const release = sc.release.value;
  const name = t(sc.may.confirm ? 'schedule.publish' : 'schedule.versions');
  const done = async (/** @type {Event} */ e) => { e.preventDefault(); if (await acts.publish(note.trim())) setNote(''); };
  return html`<aside class="plan-panel" aria-label=${name}><div class="panel-head"><h2>${name}</h2><button type="button" class="button plain" onClick=${() => { sc.open.value = null; }}>${t('core.act.close')}</button></div>
    ${release ? html`<p>${t('schedule.last_version', { n: release.version, time: timeOrDay(release.at, clock.now()), who: sc.who(release.by) })}${release.note ? `: ${release.note}` : ''}</p>` : html`<p>${t('schedule.no_version_next')}</p>`}
    ${sc.may.confirm && html`<form class="stack" onSubmit=${done}><p><b>${t('schedule.n_unpublished', { n: fresh.length })}</b>${open > 0 && html` <span class="quiet">${t('schedule.n_drafts', { n: open })}</span>`}</p>
      <ul class="checks">${fresh.slice(0, 40).map((one) => html`<li key=${one.id}><button type="button" class="button plain link" onClick=${() => sc.goTo(one.id)}><span class="num">${dayName(one.starts)} ${times(one)}</span> ${sc.title(one)}</button></li>`)}</ul>
      <${Field} label=${t('schedule.publish_note')} hint=${t('schedule.publish_hint')} value=${note} maxlength="300" onInput=${(/** @type {any} */ e) => setNote(e.currentTarget.value)} />
      <p class="buttons"><button class="button main" disabled=${!fresh.length}>${t('schedule.publish_do')}</button></p></form>`}<${Waiting} sc=${sc} /><${Versions} sc=${sc} /></aside>`;
}

/** Who has not acknowledged, by person. @param {{sc: Schedule}} props */
function Waiting({ sc }) {
  const all = sc.all.value.flatMap((slot) => notYet(sc, slot).map((/** @type {string} */ who) => ({ who, slot })));
  const people = groups(all, ({ who }) => who);
  if (!all.length) return sc.release.value ? html`<p><${Icon} name="check" /> ${t('schedule.all_seen')}</p>` : null;
  return html`<h3 class="list-head">${t('schedule.not_seen_by', { n: people.size })}</h3><ul class="checks">${[...people].map(([who, some]) => html`<li key=${who} class="pending"><${Icon} name="clock" /><span><b>${nameOf(sc, who)}</b> <span class="quiet">${some.map(({ slot }) => times(slot)).slice(0, 4).join(', ')}${some.length > 4 ? ` +${some.length - 4}` : ''}</span></span></li>`)}</ul>`;
}
