/** Personal data of the event: rules, notice, one person, who took which list, the purge. */

import { hasRole, mount } from '../core/page.js';
import { dateDMY, html, Icon, Notice, t } from '../core/ui.js';
import { ActError, FeedEnded, openOffice } from '../office/office.js';
import { AccessLog } from './access.js';
import { NoticePart } from './notice.js';
import { FindPerson } from './persons.js';
import { Purge } from './purge.js';
import { follow, isRunning, job, load, problem, state } from './state.js';

const { facts, feed, store } = await openOffice({
  onBatch: (batch) => { if (batch.changes?.some((one) => one.kind.startsWith('privacy.') || one.kind === 'invitations.policy_changed')) void load(); },
});

/** @param {string} id of a block or a delegation */
const nameOf = (id) => store.get('category', id)?.name ?? store.get('delegation', id)?.name;

function Privacy() {
  if (problem.value) {
    return html`<${ActError} error=${problem.value} /><p class="buttons"><button type="button" class="button" onClick=${load}>${t('core.act.retry')}</button></p>`;
  }
  if (!state.value) return html`<p class="quiet" role="status">${t('core.loading')}</p>`;
  const mine = hasRole('organiser');
  return html`<${FeedEnded} feed=${feed} /><div class="privacy-parts"><${Policy} />
    <div class="two-columns"><${NoticePart} mayPublish=${mine} />${mine && html`<${FindPerson} />`}</div>
    <${AccessLog} nameOf=${nameOf} /><${Purge} mayPurge=${mine} /></div>`;
}

function Policy() {
  const now = state.value;
  const unset = html`<span class="word-look"><${Icon} name="triangle-alert" /> ${t('privacy.not_set')}</span>`;
  return html`<section aria-labelledby="policy"><h2 class="list-head" id="policy">${t('privacy.policy')}
      ${hasRole('organiser') && html`<a class="button plain" href=${`/e/${encodeURIComponent(facts.event)}/invitations#rules`}><${Icon} name="pencil" /> ${t('privacy.policy.edit')}</a>`}</h2>
    ${now.left > 0 && html`<${Notice} kind="look" title=${t('privacy.left', { n: now.left })} />`}
    <dl class="person-facts">
      <dt>${t('privacy.controller')}</dt><dd>${now.controller || unset}</dd>
      <dt>${t('privacy.contact')}</dt><dd>${now.contact || unset}</dd>
      <dt>${t('privacy.retention')}</dt><dd>${t('privacy.days', { n: now.retention_days })}</dd>
      <dt>${t('privacy.due')}</dt><dd><time>${dateDMY(now.due_at)}</time></dd>
      ${now.purged_at && html`<dt>${t('privacy.purged_at')}</dt><dd><time>${dateDMY(now.purged_at)}</time></dd>`}</dl></section>`;
}

mount('privacy', html`<${Privacy} />`);
await load();
if (isRunning(job.value)) void follow();
