/** Invitations: who was written to, what they answered; letters, e-mails, messages to copy. */

import { mount } from '../core/page.js';
import { effect, html, Icon, number, t, untracked } from '../core/ui.js';
import { ActError, Empty, FeedEnded, Field, openOffice } from '../office/office.js';
import { Acts } from './acts.js';
import { InvitationRow } from './invitation.js';
import { Policy } from './policy.js';
import { changed, chosen, filter, found, look, lookAtJobs, problem } from './state.js';

const STATES = ['', 'not_sent', 'sent', 'bounced', 'no_answer', 'confirmed', 'declined', 'stand_in'];
const TYPING_MS = 200;
const { facts, feed } = await openOffice({ onBatch });
const may = {
  send: facts.roles.some((role) => ['organiser', 'protocol'].includes(role)),
  policy: facts.roles.includes('organiser'),
};

/** @param {import('../core/store.js').Batch} batch */
function onBatch(batch) {
  const kinds = (batch.changes ?? []).map((one) => one.kind);
  if (kinds.some((kind) => kind.startsWith('invitations.') || kind.startsWith('checkin.'))) changed.value += 1;
  if (kinds.some((kind) => kind.startsWith('core.job'))) void lookAtJobs();
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let typing;
effect(() => {
  void [filter.value, changed.value];
  clearTimeout(typing);
  typing = setTimeout(() => untracked(() => void look()), TYPING_MS);
});

/** @param {Partial<typeof filter.value>} change */
function put(change) {
  filter.value = { ...filter.peek(), ...change };
  chosen.value = new Set();
}

function Filters() {
  const { state, delegation, q } = filter.value;
  const { counts = {}, delegations = [] } = found.value ?? {};
  return html`<div class="counts" role="group" aria-label=${t('core.nav.invitations')}>${STATES.map((one) => html`<button key=${one} type="button" class="button"
      aria-pressed=${one === state} onClick=${() => put({ state: one })}>${t(`invitations.count.${one || 'all'}`)} <b class="num">${number(counts[one || 'all'] ?? 0)}</b></button>`)}</div>
    <form class="invitations-filters" role="search" onSubmit=${(/** @type {Event} */ e) => e.preventDefault()}>
      <${Field} label=${t('invitations.field.search')} type="search" autocomplete="off" value=${q} onInput=${(/** @type {any} */ e) => put({ q: e.currentTarget.value })} />
      <${Field} kind="select" label=${t('invitations.field.delegation')} value=${delegation} onChange=${(/** @type {any} */ e) => put({ delegation: e.currentTarget.value })}>
        <option value="">${t('invitations.field.every_delegation')}</option>${delegations.map((/** @type {any} */ one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</${Field}></form>`;
}

function List() {
  if (problem.value) return html`<${ActError} error=${problem.value} /><p class="buttons"><button type="button" class="button" onClick=${() => look()}>${t('core.act.retry')}</button></p>`;
  if (!found.value) return html`<p class="quiet" role="status">${t('core.loading')}</p>`;
  const { invitations, found: all } = found.value;
  if (!all) return html`<${Empty} icon="message-square" title=${t('invitations.empty')}><p>${t('invitations.empty_hint')}</p></${Empty}>`;
  return html`<ul class="rows" aria-label=${t('core.nav.invitations')}>${invitations.map((/** @type {any} */ one) => html`<${InvitationRow} key=${one.id} one=${one} may=${may} changed=${changed.value} />`)}</ul>
    ${invitations.length < all && html`<p class="pad"><button type="button" class="button wide" onClick=${() => look(true)}>${t('invitations.more', { n: number(all - invitations.length) })}</button></p>`}`;
}

function Page() {
  return html`<${FeedEnded} feed=${feed} />${may.policy && html`<${Policy} />`}<${Filters} />
    ${may.send && html`<p class="buttons to-acts"><a class="button" href="#letters"><${Icon} name="printer" /> ${t('invitations.letters.title')}</a><a class="button" href="#mails"><${Icon} name="message-square" /> ${t('invitations.mail.title')}</a></p>`}
    <div class="invitations-work"><div><${List} /></div><${Acts} may=${may} /></div>`;
}

mount('invitations', html`<${Page} />`);
void lookAtJobs();
