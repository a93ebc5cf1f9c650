/** Arrivals: what the head of reception and the protocol officer look at all evening. Everything here is live. */

import { hasRole, mount } from '../core/page.js';
import { fold, matcher } from '../core/names.js';
import { computed, effect, html, Icon, number, Pill, second, signal, t, timeHM } from '../core/ui.js';
import { memo } from '../core/memo.js';
import { painted } from '../core/pace.js';
import { condition, contact, missingWords } from '../office/device-words.js';
import { Empty, FeedEnded, openOffice, Waiting } from '../office/office.js';
import { delegationState, grouped, lastMinutes, LOOK_BEFORE_MS, perMinute, vipsInOrder } from './arrivals-facts.js';
import { Issues } from './arrivals-issues.js';

const { facts, store, feed } = await openOffice();
const wanted = signal('');
const onlyMissing = signal(false);
/** Rows of the table drawn so far: totals, issues and VIPs stand on the screen before the last commune does. */
const ROWS_A_FRAME = 40;
const drawn = signal(0);
const groups = computed(() => grouped(store.list('category'), store.list('delegation')));
const event = computed(() => store.list('event')[0]);
/** Changes once, when the start comes near: rows are not drawn again every second. */
const soon = computed(() => {
  const start = Date.parse(event.value?.starts_at ?? '');
  return Number.isFinite(start) && second.value * 1000 > start - LOOK_BEFORE_MS;
});
/** Foot of the clock for what changes by the minute. */
const minute = computed(() => Math.floor(second.value / 60));

function Totals() {
  const row = event.value;
  if (!row) return null;
  const items = [['invited', number(row.invited)], ['confirmed', number(row.confirmed)], ['present', number(row.present)],
    ['heads', `${number(row.heads_present ?? 0)}/${number(row.heads ?? 0)}`]];
  return html`<dl class="facts totals">${items.map(([key, value]) => html`<div key=${key}><dt>${t(`office.arrivals.${key}`)}</dt><dd>${value}</dd></div>`)}</dl>`;
}

const maySeeGuests = hasRole('organiser', 'director', 'protocol', 'supervisor');
const STATE = /** @type {Record<string, {icon?: string, state: string}>} */ ({
  over: { icon: 'triangle-alert', state: 'look' }, full: { icon: 'check', state: 'go' }, coming: { state: '' },
  none: { state: '' }, unconfirmed: { state: '' }, empty: { state: '' },
});

const DelegationRow = memo((/** @type {{row: any, soon: boolean}} */ { row, soon: near }) => {
  const { code, look, over } = delegationState(row, near);
  const { icon, state } = STATE[code] ?? { state: '' };
  const most = Math.max(row.confirmed, row.present, 1);
  return html`<tr><th scope="row">${maySeeGuests ? html`<a href=${`guests?delegation=${encodeURIComponent(row.id)}`}>${row.name}</a>` : row.name}</th>
    <td class="head-cell">${row.head_in_at && html`<${Icon} name="check" label=${t('office.arrivals.head_here')} /> `}${row.head_name}${row.head_in_at && html` <time class="quiet">${timeHM(row.head_in_at)}</time>`}</td>
    <td class="number">${number(row.invited)}</td><td class="number">${number(row.confirmed)}</td>
    <td class="number"><b>${number(row.present)}</b><span class="of">/${number(row.confirmed)}</span></td>
    <td class="fill"><progress class="progress" value=${row.present} max=${most} aria-label=${t('office.arrivals.progress', { name: row.name, n: row.present, of: most })}></progress></td>
    <td><${Pill} icon=${look ? 'triangle-alert' : icon} state=${look ? 'look' : state}>${t(`office.arrivals.state.${code}`, { n: over })}</${Pill}></td></tr>`;
});

/** @param {any} row */
function wantedRow(row) {
  if (onlyMissing.value && (row.present > 0 || !row.invited)) return false;
  return !wanted.value.trim() || matcher(fold(wanted.value))(fold(`${row.name} ${row.head_name ?? ''}`));
}

/** The first `most` rows, over all groups. @param {ReturnType<typeof grouped>} all @param {number} most */
function firstRows(all, most) {
  let left = most;
  return all.map(({ category, rows }) => {
    const some = rows.slice(0, Math.max(0, left));
    left -= rows.length;
    return { category, rows: some };
  }).filter((group) => group.rows.length);
}

function Delegations() {
  const wantedRows = groups.value.map(({ category, rows }) => ({ category, rows: rows.filter(wantedRow) })).filter((group) => group.rows.length);
  const shown = firstRows(wantedRows, drawn.value + ROWS_A_FRAME);
  const heads = ['delegation', 'head', 'invited', 'confirmed', 'present'];
  return html`<section class="area-table" aria-labelledby="delegations"><h2 id="delegations" class="list-head">${t('office.arrivals.delegations')}</h2>
    <div class="table-tools"><div class="field find-box"><label class="hidden-text" for="find">${t('office.arrivals.find')}</label><${Icon} name="search" />
      <input id="find" type="search" placeholder=${t('office.arrivals.find_example')} value=${wanted.value} onInput=${(/** @type {any} */ e) => { wanted.value = e.currentTarget.value; }} /></div>
      <label class="tick"><input type="checkbox" checked=${onlyMissing.value} onChange=${(/** @type {any} */ e) => { onlyMissing.value = e.currentTarget.checked; }} /> <span>${t('office.arrivals.only_missing')}</span></label></div>
    ${!store.list('delegation').length ? html`<${Empty} icon="users" title=${t('office.arrivals.no_list')}><p>${t('office.arrivals.no_list_next')}</p></${Empty}>`
      : !shown.length ? html`<p class="quiet pad">${t('office.arrivals.none_found')}</p>`
      : html`<div class="scroll" tabindex="0" role="region" aria-label=${t('office.arrivals.table')}><table class="table dense stackable fixed"><colgroup><col /><col class="col-head" /><col class="col-number" /><col class="col-number" /><col class="col-number" /><col class="col-fill" /><col class="col-state" /></colgroup><thead><tr>
        ${heads.map((key) => html`<th scope="col" key=${key} class=${key === 'delegation' || key === 'head' ? '' : 'number'}>${t(`office.arrivals.${key}`)}</th>`)}
        <th scope="col"><span class="hidden-text">${t('office.arrivals.rate')}</span></th><th scope="col">${t('office.arrivals.state')}</th></tr></thead>
        ${shown.map(({ category, rows }) => html`<tbody key=${category.id}><tr class="group"><th colspan="7" scope="colgroup">${category.name}</th></tr>
          ${rows.map((row) => html`<${DelegationRow} key=${row.id} row=${row} soon=${soon.value} />`)}</tbody>`)}</table></div>`}</section>`;
}

const VipRow = memo((/** @type {{row: any}} */ { row }) => {
  const about = [row.title, row.unit].filter(Boolean).join(', ');
  return html`<li class="vip"><div><p><b>${[row.honorific, row.name].filter(Boolean).join(' ')}</b>${row.seat && html` <span class="quiet num">${row.seat}</span>`}</p>
      <p class="quiet small">${about}</p>${row.in_at && html`<p class="small">${[row.in_gate, row.met_by && t('office.arrivals.met_by', { name: row.met_by })].filter(Boolean).join(' · ')}</p>`}</div>
    ${row.in_at ? html`<${Pill} icon="check" state="go"><time>${timeHM(row.in_at)}</time></${Pill}>` : html`<${Pill}>${t('office.arrivals.not_here')}</${Pill}>`}</li>`;
});

function Vips() {
  const rows = vipsInOrder(store.list('guest'), groups.value);
  const here = rows.filter((row) => row.in_at).length;
  if (!rows.length) return null;
  return html`<section aria-labelledby="vips"><h2 id="vips" class="list-head">${t('office.arrivals.vips')} <span class="num">${here}/${rows.length}</span></h2>
    <ul class="vips">${rows.map((row) => html`<${VipRow} key=${row.id} row=${row} />`)}</ul></section>`;
}

/** @param {{bars: number[]}} props */
function Bars({ bars }) {
  const top = Math.max(...bars, 4);
  return html`<svg class="bars" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">${bars.map((n, i) => html`<rect key=${i} x=${i * 10} y=${24 - Math.max(1, (n / top) * 24)} width="7" height=${Math.max(1, (n / top) * 24)} />`)}</svg>`;
}

function Gates() {
  const now = minute.value * 60_000 + 30_000;
  const gates = [...store.list('gate')].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (!gates.length) return null;
  return html`<section aria-labelledby="gates"><h2 id="gates" class="list-head">${t('office.arrivals.gates')}</h2>
    <table class="table dense"><thead><tr><th scope="col">${t('office.arrivals.gate')}</th><th scope="col">${t('office.arrivals.ten_minutes')}</th><th scope="col" class="number">${t('office.arrivals.per_minute')}</th><th scope="col" class="number">${t('office.arrivals.total')}</th></tr></thead>
    <tbody>${gates.map((gate) => {
      const bars = lastMinutes(gate.minutes, now);
      return html`<tr key=${gate.id}><th scope="row">${gate.name}</th><td><${Bars} bars=${bars} /></td><td class="number"><b>${number(perMinute(bars))}</b></td><td class="number">${number(gate.total ?? 0)}</td></tr>`;
    })}</tbody></table></section>`;
}

/** @param {{device: any}} props */
function Tablet({ device }) {
  const said = feed.presence.value.get(device.id);
  const seen = contact(said, second.value * 1000);
  const missing = missingWords(said?.missing);
  const looks = seen.look || Boolean(missing);
  return html`<li class=${`row slim ${looks ? 'look' : ''}`}><div><p><b>${device.name}</b> <span class="quiet">${store.get('gate', device.post ?? '')?.name ?? ''}</span></p>
    <p class="about small"><span class=${seen.look ? 'word-look' : ''}>${seen.look && html`<${Icon} name="triangle-alert" /> `}${seen.words}</span>
      ${condition(said).map((one) => html` · <span key=${one.key} class=${one.look ? 'word-look' : ''}>${one.words}</span>`)}</p>
    ${missing && html`<p class="word-look small">${t('office.devices.missing', { list: missing })}</p>`}</div></li>`;
}

const byName = new Intl.Collator('vi', { numeric: true });

function Tablets() {
  const rows = store.list('device').filter((one) => !one.revoked_at).sort((a, b) => byName.compare(a.name, b.name));
  return html`<section aria-labelledby="tablets"><h2 id="tablets" class="list-head">${t('office.arrivals.tablets')} <span class="num">${rows.length}</span></h2>
    ${rows.length ? html`<ul class="rows">${rows.map((one) => html`<${Tablet} key=${one.id} device=${one} />`)}</ul>` : html`<p class="quiet">${t('office.arrivals.no_tablets')}</p>`}</section>`;
}

function Board() {
  if (!feed.ready.value) return html`<${Waiting} feed=${feed} />`;
  return html`<${FeedEnded} feed=${feed} /><nav class="jump" aria-label=${t('office.arrivals.jump')}>${['issues', 'delegations', 'vips', 'gates', 'tablets'].map((id) => html`<a key=${id} href=${`#${id}`}>${t(`office.arrivals.jump.${id}`)}</a>`)}</nav><div class="board">
    <${Issues} issues=${store.list('issue')} roles=${facts.roles} /><${Delegations} /><div class="aside area-rest"><${Vips} /><${Gates} /><${Tablets} /></div></div>`;
}

effect(() => {
  if (feed.ready.value && drawn.value < store.list('delegation').length) painted(() => { drawn.value += ROWS_A_FRAME; });
});
mount('totals', html`<${Totals} />`);
mount('board', html`<${Board} />`);
