/** The livestream schedule: a grid that several people move slots in, with what stands against each of them. */

import { openFeed } from '../core/feed.js';
import { mount, pageFacts, startPage } from '../core/page.js';
import { createStore } from '../core/store.js';
import { computed, html, signal, t, useEffect } from '../core/ui.js';
import { FeedEnded, Waiting } from '../office/office.js';
import { scheduleActs } from './schedule-acts.js';
import { watchEdits } from './schedule-edits.js';
import { SlotForm } from './schedule-form.js';
import { SettingsForm } from './schedule-settings.js';
import { AddBar, Bar, Head } from './schedule-head.js';
import { listenToKeys } from './schedule-keys.js';
import { DayList } from './schedule-list.js';
import { HeldNote } from './schedule-notices.js';
import { SlotPanel } from './schedule-panel.js';
import { Paper } from './schedule-print.js';
import { Publish } from './schedule-publish.js';
import { AskWhy, Problem, Rings } from './schedule-rings.js';
import { SessionForm } from './schedule-session.js';
import { createSchedule } from './schedule-state.js';
import { EmptyDay, Grid } from './schedule-table.js';
import { Week } from './schedule-week.js';

const facts = pageFacts();
const store = createStore();
const feed = openFeed({ event: facts.event, audience: 'live', as: facts.as === 'device' ? 'device' : 'staff', store });
await startPage({ state: feed.state });
const sc = createSchedule(store, facts.roles, facts.who);
const acts = scheduleActs(sc);
watchEdits(sc);

const small = matchMedia('(max-width: 699px)');
const narrow = signal(small.matches);
small.addEventListener('change', () => { narrow.value = small.matches; });
const asList = computed(() => narrow.value || sc.span.value === 'list');

/** The planner's panel comes when it is asked for. @type {import('../core/vendor.js').Signal<any>} */
const planner = signal(null);
function Plan() {
  useEffect(() => { void import('./plan-panel.js').then((found) => { planner.value = found.PlanPanel; }); }, []);
  const Panel = planner.value;
  const close = () => { sc.ghosts.value = []; sc.open.value = null; };
  if (!Panel) return html`<aside class="plan-panel"><p class="quiet">${t('core.loading')}</p></aside>`;
  return html`<aside class="plan-panel" aria-label=${t('schedule.plan')}><${Panel} store=${store} day=${sc.day.value} onMoves=${(/** @type {any[]} */ moves) => { sc.ghosts.value = moves ?? []; }} onClose=${close} /></aside>`;
}

/** What stands beside the grid. */
function Side() {
  const open = sc.open.value;
  if (open?.what === 'plan') return html`<${Plan} />`;
  if (open?.what === 'settings') return html`<aside class="plan-panel" aria-label=${t('schedule.settings')}><${SettingsForm} sc=${sc} acts=${acts} kept=${store.get('live_settings', 'live') ?? {}} /></aside>`;
  if (open?.what === 'publish') return html`<${Publish} sc=${sc} acts=${acts} />`;
  if (open?.what === 'session') return html`<aside class="plan-panel" aria-label=${t('schedule.panel')}><${SessionForm} key=${open.id ?? ''} sc=${sc} acts=${acts} /></aside>`;
  if (open?.what === 'slot' && !open.id) return html`<aside class="plan-panel" aria-label=${t('schedule.panel')}><${SlotForm} sc=${sc} acts=${acts} /></aside>`;
  return html`<${SlotPanel} sc=${sc} acts=${acts} />`;
}

function Work() {
  const inPlace = narrow.value;
  const open = sc.open.value;
  const side = open && !(open.what === 'slot' && open.id);
  const nothing = sc.span.value === 'week' ? !sc.inWeek.value.length : !sc.ofDay.value.length;
  const main = nothing ? html`<${EmptyDay} sc=${sc} acts=${acts} />`
    : asList.value && sc.span.value !== 'week' ? html`<${DayList} sc=${sc} acts=${acts} inPlace=${inPlace} />` : sc.span.value === 'week' ? html`<${Week} sc=${sc} />` : html`<${Grid} sc=${sc} acts=${acts} />`;
  const alone = sc.span.value === 'week' && !open && !sc.slot.value; // seven columns take the width that they can get
  return html`<div class=${`plan-work ${alone ? 'alone' : ''} ${open || sc.slot.value ? 'asked' : ''}`}>${inPlace && side && html`<${Side} />`}<div class="plan-main">${main}</div>${!inPlace && !alone && html`<div class="plan-side"><${Side} /></div>`}</div>`;
}

function Page() {
  if (!feed.ready.value) return html`<h1>${t('schedule.title')}</h1><${Waiting} feed=${feed} />`;
  return html`<${FeedEnded} feed=${feed} /><${Head} sc=${sc} acts=${acts} narrow=${narrow.value} /><${Rings} sc=${sc} acts=${acts} narrow=${narrow.value} /><${Problem} sc=${sc} acts=${acts} /><${AskWhy} sc=${sc} acts=${acts} />
    <${Bar} sc=${sc} acts=${acts} narrow=${narrow.value} /><${HeldNote} sc=${sc} /><${Work} />${narrow.value && html`<${AddBar} sc=${sc} acts=${acts} />`}<${Paper} sc=${sc} name=${facts.eventName} />`;
}

mount('schedule', html`<${Page} />`);
listenToKeys(sc, acts);
addEventListener('beforeprint', () => { sc.printing.value = true; });
addEventListener('afterprint', () => { sc.printing.value = false; });
