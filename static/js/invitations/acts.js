/** What is done with invitations: letters on paper, e-mails, reports of undelivered mail. */

import { ApiError } from '../core/api.js';
import { eventPath } from '../core/page.js';
import { Hold, html, Icon, number, t, toast, useState } from '../core/ui.js';
import { act, ActError, Field, FileField, Tick, useAct } from '../office/office.js';
import { audience, chosen, found, isOpen, jobs, look, lookAtJobs, readAll } from './state.js';

/** @param {{may: import('./invitation.js').May}} props */
export function Acts({ may }) {
  return html`<aside class="invitations-acts" aria-label=${t('invitations.jobs')}>
    <${Choice} />${may.send && html`<${Letters} /><${Mails} />`}<${Jobs} /></aside>`;
}

function Choice() {
  const n = chosen.value.size;
  if (!n) return html`<p class="quiet">${t('invitations.choose.none', { n: number(audience().n) })}</p>`;
  return html`<p class="buttons"><b>${t('invitations.choose.count', { n: number(n) })}</b>
    <button type="button" class="button" onClick=${() => { chosen.value = new Set(); }}>${t('invitations.choose.clear')}</button></p>`;
}

/** Ask for a job for those chosen. @param {string} path @param {Record<string, unknown>} more */
async function ask(path, more) {
  await readAll();
  const { guests, delegation } = audience();
  await act(path, { ...(guests ? { guests } : {}), ...(delegation ? { delegation } : {}), ...more });
  await lookAtJobs();
}

function Letters() {
  const [layout, setLayout] = useState('a5');
  const { busy, error, run } = useAct();
  const { n } = audience();
  const body = layout === 'png' ? { form: 'png' } : { form: 'pdf', layout };
  return html`<section aria-labelledby="letters"><h2 class="list-head" id="letters">${t('invitations.letters.title')}</h2>
    <${Field} kind="select" label=${t('invitations.field.layout')} value=${layout} onChange=${(/** @type {any} */ e) => setLayout(e.currentTarget.value)}>
      ${['a5', 'a6', 'png'].map((one) => html`<option key=${one} value=${one}>${t(`invitations.layout.${one}`)}</option>`)}</${Field}>
    <${ActError} error=${error} />
    <button type="button" class="button main wide" disabled=${Boolean(busy) || !n} onClick=${() => run('letters', () => ask('/invitations/letters', body))}><${Icon} name="printer" /> ${t('invitations.letters.act', { n: number(n) })}</button></section>`;
}

function Mails() {
  const [again, setAgain] = useState(false);
  const { busy, error, run } = useAct();
  if (!found.value) return null;
  const { n } = audience();
  const loaded = found.value.invitations.filter((/** @type {any} */ one) => chosen.value.has(one.id));
  const reachable = chosen.value.size ? loaded.filter((/** @type {any} */ one) => one.has_email).length : found.value.with_address;
  return html`<section aria-labelledby="mails"><h2 class="list-head" id="mails">${t('invitations.mail.title')}</h2>
    ${found.value.mail_ready ? html`
      ${n > reachable && html`<p class="quiet">${t('invitations.mail.no_address', { n: number(n - reachable) })}</p>`}
      <${Tick} label=${t('invitations.mail.again')} checked=${again} onChange=${setAgain} /><${ActError} error=${error} />
      ${reachable ? html`<${Hold} kind="main wide" disabled=${Boolean(busy)} onHold=${() => run('mails', () => ask('/invitations/mails', { again }))}>${t('invitations.act.send', { n: number(reachable) })}</${Hold}>`
        : html`<p class="quiet">${t('invitations.mail.nobody')}</p>`}` : html`<p class="quiet">${t('invitations.mail.missing')}</p>`}
    <${Bounces} /></section>`;
}

function Bounces() {
  const { busy, error, run } = useAct();
  /** @param {File} file */
  async function hand(file) {
    await run('bounces', async () => {
      const answer = await sendFile(`${eventPath()}/invitations/bounces`, file);
      toast(t('invitations.bounce.done', answer));
      await look();
    });
  }
  return html`<${FileField} id="bounce-file" label=${t('invitations.bounce.act')} hint=${t('invitations.bounce.hint')} accept=".eml,.mbox,.txt" disabled=${Boolean(busy)} onFile=${hand} /><${ActError} error=${error} />`;
}

/** @param {string} path @param {Blob} file */
async function sendFile(path, file) {
  const answer = await fetch(path, { method: 'POST', body: file, headers: { 'Content-Type': 'application/octet-stream', 'Ops-As': 'staff' } });
  const data = await answer.json();
  if (!answer.ok) throw new ApiError({ ...data.error, status: answer.status, answered: true });
  return data;
}

function Jobs() {
  return html`<section aria-labelledby="jobs"><h2 class="list-head" id="jobs">${t('invitations.jobs')}</h2>
    ${jobs.value.length ? html`<ul>${jobs.value.map((job) => html`<${Job} key=${job.id} job=${job} />`)}</ul>` : html`<p class="quiet">${t('invitations.job.none')}</p>`}</section>`;
}

/** @param {{job: any}} props */
function Job({ job }) {
  const { busy, error, run } = useAct();
  const title = t(job.kind === 'invitations.mail' ? 'invitations.job.mail' : 'invitations.job.letters');
  return html`<li class="job-row"><p><b>${title}</b><br /><span class="quiet">${jobWords(job)}</span></p>
    ${isOpen(job) && html`<progress max=${Math.max(1, job.total)} value=${job.done} aria-label=${title}></progress>`}<${ActError} error=${error} />
    <p class="buttons">${job.has_file && html`<a class="button main" href=${`${eventPath()}/jobs/${job.id}/file`} download><${Icon} name="download" /> ${t('invitations.act.download')}</a>`}
      ${isOpen(job) && html`<button type="button" class="button" disabled=${Boolean(busy)} onClick=${() => run('stop', () => act(`/jobs/${job.id}/stop`)).then(lookAtJobs)}>${t('invitations.act.stop')}</button>`}</p></li>`;
}

/** @param {any} job */
function jobWords(job) {
  if (job.state === 'waiting') return t('invitations.job.waiting');
  if (job.state === 'running') return t('invitations.job.running', { done: number(job.done), total: number(job.total) });
  if (job.state === 'stopped') return t('invitations.job.stopped');
  if (job.state === 'failed') return `${t('invitations.job.failed')}. ${job.error ? t(`error.${job.error}`, job.result.facts) : ''}`;
  if (job.kind === 'invitations.mail') return t('invitations.job.mail_done', job.result);
  return t('invitations.job.done', { n: number(job.result.letters ?? 0) });
}
