/** Files made in the background: asked for, watched, found again after the page was left. */

import { call } from '../core/api.js';
import { clock } from '../core/clock.js';
import { eventPath } from '../core/page.js';
import { html, Icon, number, Pill, signal, t, timeOrDay, useEffect } from '../core/ui.js';
import { act, ActError, useAct } from '../office/office.js';

const EVERY_MS = 700;
const OPEN = ['waiting', 'running'];

/** @param {string} kind */
export function watchJobs(kind) {
  const list = signal(/** @type {any[]} */ ([]));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  async function look() {
    clearTimeout(timer);
    try {
      list.value = (await call('GET', `${eventPath()}/jobs?kind=${kind}`)).jobs;
    } finally {
      if (list.peek().some((job) => OPEN.includes(job.state))) timer = setTimeout(() => void look().catch(() => {}), EVERY_MS);
    }
  }
  return { list, look: () => void look().catch(() => {}), stop: () => clearTimeout(timer) };
}

/** @param {{jobs: ReturnType<typeof watchJobs>, words: (job: any) => any, none: string}} props */
export function Jobs({ jobs, words, none }) {
  useEffect(() => { jobs.look(); return jobs.stop; }, []);
  const all = jobs.list.value;
  if (!all.length) return html`<p class="quiet">${none}</p>`;
  return html`<ul class="rows">${all.map((job) => html`<${JobRow} key=${job.id} job=${job} words=${words} look=${jobs.look} />`)}</ul>`;
}

/** @param {{job: any, words: (job: any) => any, look: () => void}} props */
function JobRow({ job, words, look }) {
  const { busy, error, run } = useAct();
  const open = OPEN.includes(job.state);
  const stop = () => run('stop', () => act(`/jobs/${job.id}/stop`)).then(look);
  return html`<li><div class=${`row job-row ${job.state === 'failed' ? 'look' : ''}`}>
    <div><p class="title">${words(job)}</p><p class="about"><time>${timeOrDay(job.made_at, clock.now())}</time> · <${JobState} job=${job} /></p>
      ${open && html`<progress class="progress" max=${job.total || 1} value=${job.done} aria-label=${t('badges.job.progress')}></progress>`}<${ActError} error=${error} /></div>
    <div class="side buttons">${job.has_file && html`<a class="button" href=${`${eventPath()}/jobs/${job.id}/file`} download><${Icon} name="download" /> ${t('badges.job.open')}</a>`}
      ${open && html`<button type="button" class="button" disabled=${Boolean(busy)} onClick=${stop}>${t('badges.job.stop')}</button>`}</div></div></li>`;
}

/** @param {{job: any}} props */
function JobState({ job }) {
  if (job.state === 'waiting') return t('badges.job.waiting');
  if (job.state === 'running') return t('badges.job.running', { done: number(job.done), total: number(job.total) });
  if (job.state === 'done') return html`<${Pill} icon="check">${t('badges.job.done')}</${Pill}>`;
  if (job.state === 'stopped') return t('badges.job.stopped');
  return html`<span class="word-look">${t('badges.job.failed')}</span>`;
}
