/** Where an invite leads: opened by hand it binds this device; opened by a chat's preview it binds nothing. */

import { call } from '../core/api.js';
import { errorWords, html, Icon, loadWords, Notice, render, signal, t } from '../core/ui.js';
import { forget } from './site-keep.js';

/** What whoever opens a link has to know before. */
const STEPS = ['what', 'one_device', 'power', 'bell'];
const link = decodeURIComponent(location.pathname.split('/').at(-1) ?? '');
const busy = signal(false);
const error = signal(/** @type {any} */ (null));

/** What the hub reads in its list of invites: browser and system, not the whole line. @param {string} agent */
function aboutDevice(agent) {
  const browser = /Edg\//.test(agent) ? 'Edge' : /Firefox\//.test(agent) ? 'Firefox' : /Chrome\//.test(agent) ? 'Chrome' : /Safari\//.test(agent) ? 'Safari' : '';
  const system = /iPhone|iPad/.exec(agent)?.[0] ?? (/Android/.test(agent) ? 'Android' : /Windows/.test(agent) ? 'Windows' : /Mac OS/.test(agent) ? 'macOS' : /Linux/.test(agent) ? 'Linux' : '');
  return [browser, system].filter(Boolean).join(' · ');
}

async function enter() {
  busy.value = true;
  error.value = null;
  try {
    await call('POST', '/api/bridge/join', { link, about: aboutDevice(navigator.userAgent) }, { as: 'device' });
    forget(); // what an earlier invite left on this device
    location.replace('/bridge');
  } catch (problem) {
    error.value = problem;
    busy.value = false;
  }
}

/** What to do about it. @param {any} problem */
function nextOf(problem) {
  if (!problem.answered) return 'no_network_next';
  if (problem.code === 'bridge_link_unknown') return 'refused_unknown';
  return refused(problem) ? 'refused' : problem.code === 'bridge_link_early' ? '' : 'again';
}

/** Nobody answered: the link may be good, and the button stays. @param {any} problem */
const refused = (problem) => Boolean(problem?.answered) && /^bridge_link_/.test(problem.code) && problem.code !== 'bridge_link_early';

function App() {
  const problem = error.value;
  return html`<div class="screen join"><main class="page narrow"><h1>${t('bridge.join.title')}</h1>
    ${problem && html`<${Notice} kind=${refused(problem) ? 'live' : 'look'} alert title=${problem.answered ? errorWords(problem) : t('bridge.join.no_network')}>${nextOf(problem) && html`<p>${t(`bridge.join.${nextOf(problem)}`)}</p>`}</${Notice}>`}
    ${!refused(problem) && html`<ol class="join-steps">${STEPS.map((step) => html`<li key=${step}>${t(`bridge.join.${step}`)}</li>`)}</ol>`}</main>
    ${!refused(problem) && html`<footer class="act"><button type="button" class="button main thumb wide" disabled=${busy.value} onClick=${() => void enter()}><${Icon} name="log-in" /> ${t(busy.value ? 'core.loading' : 'bridge.join.act')}</button></footer>`}</div>`;
}

await loadWords();
render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById('join')));
