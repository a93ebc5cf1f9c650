/** "Cần xử lý": what a person has to decide, each with its buttons. The row leaves when the server says so. */

import { html, Icon, lang, Pill, t, timeHMS, useState } from '../core/ui.js';
import { act, ActError, Field, read, useAct } from '../office/office.js';
import { firstIssues, issuesInOrder } from './arrivals-facts.js';

/** @typedef {import('../core/store.js').Row} Row */

const MAY_DECIDE = ['organiser', 'supervisor'];
const MAY_APPROVE = ['organiser', 'supervisor', 'protocol'];
const MAY_MEET = ['organiser', 'director', 'protocol', 'supervisor', 'reception'];
const SHOWN_FIRST = 3;
const ICONS = /** @type {Record<string, string>} */ ({ arrival: 'crown', walk_in: 'user-plus', doubtful: 'users', stand_in: 'repeat', call: 'bell', conflict: 'triangle-alert', disputed: 'triangle-alert', unresolved: 'circle-help', quarantined: 'lock' });

/** @param {{issues: Row[], roles: string[]}} props */
export function Issues({ issues, roles }) {
  const [all, setAll] = useState(false);
  const rows = issuesInOrder(issues);
  const shown = all ? rows : firstIssues(rows, SHOWN_FIRST);
  return html`<section class="area-issues" aria-labelledby="issues"><h2 id="issues" class="list-head" aria-live="polite">${t('office.issues.title')} <span class="num">${rows.length}</span></h2>
    ${rows.length === 0 && html`<p class="quiet">${t('office.issues.none')}</p>`}
    ${rows.length > 0 && html`<ul class="stack issue-list" tabindex="0">${shown.map((row) => html`<li key=${row.id}><${Issue} row=${row} roles=${roles} /></li>`)}</ul>`}
    ${rows.length > SHOWN_FIRST && html`<p class="issue-more"><button type="button" class="button wide" aria-expanded=${all} onClick=${() => setAll(!all)}>${all ? t('office.issues.fewer') : t('office.issues.all', { n: rows.length })}</button></p>`}</section>`;
}

/** Buttons of a kind: [name, what is sent, path]. @param {Row} row @returns {Array<{name: string, path: string, body: Record<string, unknown>, who?: string}>} */
export function choices(row) {
  const scan = `/scans/${encodeURIComponent(row.facts?.ref ?? '')}/resolve`;
  const guest = `/guests/${encodeURIComponent(row.guest ?? '')}`;
  switch (row.kind) {
    case 'arrival': return [{ name: 'met', path: `/guests/${encodeURIComponent(row.guest)}/met`, body: {} }];
    case 'conflict': return ['same_person', 'two_people', 'not_admitted'].map((resolution) => ({ name: resolution, path: scan, body: { resolution } }));
    case 'disputed': return [['keep_inside', 'dismissed'], ['was_not_in', 'not_admitted']].map(([name, resolution]) => ({ name: String(name), path: scan, body: { resolution } }));
    case 'unresolved': return [{ name: 'dismissed', path: scan, body: { resolution: 'dismissed' } }];
    case 'walk_in': return [true, false].map((approve) => ({ name: approve ? 'approve' : 'refuse', path: `${guest}/approve`, body: { approve } }));
    case 'doubtful': return [true, false].map((same) => ({ name: same ? 'one_person' : 'two_names', path: `${guest}/twin`, body: { same } }));
    case 'stand_in': return [...row.facts.people.map((/** @type {any} */ one) => ({ name: 'came', who: one.name, path: `${guest}/deputies`, body: { keep: one.role === 'invited' ? 'invited' : one.id } })), { name: 'came_both', path: `${guest}/deputies`, body: { keep: 'both' } }];
    case 'call': return [{ name: 'answer', path: `/calls/${encodeURIComponent(row.facts.ref)}/answer`, body: {} }];
    case 'quarantined': return [true, false].map((accept) => ({ name: accept ? 'accept' : 'reject', path: `/quarantine/${encodeURIComponent(row.facts?.ref ?? '')}/decide`, body: { accept } }));
    default: return [];
  }
}

/** @param {{row: Row, roles: string[]}} props */
function Issue({ row, roles }) {
  const { busy, error, run } = useAct();
  const may = (row.kind === 'arrival' ? MAY_MEET : ['walk_in', 'call'].includes(row.kind) ? MAY_APPROVE : MAY_DECIDE).some((role) => roles.includes(role));
  const facts = row.facts ?? {};
  return html`<article class="notice look"><${Icon} name=${ICONS[row.kind] ?? 'triangle-alert'} />
    <h3>${issueTitle(row)}</h3><p>${issueWords(row)}</p>
    ${facts.changed_since?.length > 0 && html`<p><${Pill} icon="history">${t('office.issues.changed_since', { fields: facts.changed_since.map((/** @type {string} */ name) => t(`office.field.${name}`)).join(', ') })}</${Pill}></p>`}
    ${may && html`<p class="buttons">${choices(row).map(({ name, path, body, who }, n) => html`<button type="button" key=${name + (who ?? '')} class=${`button ${n === 0 && row.kind === 'arrival' ? 'main' : ''}`}
      disabled=${Boolean(busy)} onClick=${() => run(name, () => act(path, body))}>${t(`office.issues.act.${name}`, { name: who })}</button>`)}</p>`}
    ${may && row.kind === 'unresolved' && html`<${WhoseCode} row=${row} />`}
    <${ActError} error=${error} /></article>`;
}

/** @param {Row} row */
function issueTitle(row) {
  if (row.kind === 'arrival') return t(row.facts?.head ? 'office.issues.arrival_head' : 'office.issues.arrival', { gate: row.facts?.in_gate ?? '' });
  return t(`office.issues.kind.${row.kind}`);
}

/** Ông Đinh Lộc Thiên Ý @param {Row} row */
const fullName = (row) => [row.facts?.honorific, row.name].filter(Boolean).join(' ');

/** @param {Row} row */
function issueWords(row) {
  const facts = row.facts ?? {};
  const at = timeHMS(row.at);
  switch (row.kind) {
    case 'arrival': return [[fullName(row), facts.title, facts.unit].filter(Boolean).join(', '), at].join(', ').concat('. ') + t('office.issues.nobody_met') + (facts.host ? ` ${t('office.issues.host', { name: facts.host })}` : '');
    case 'conflict': return t('office.issues.words.conflict', { name: row.name, first: place(facts.first_device, facts.first_gate), first_at: timeHMS(facts.first_at), second: place(facts.device, facts.gate), at });
    case 'disputed': return t('office.issues.words.disputed', { name: row.name, where: place(facts.device, facts.gate), at, reason: t(`office.reason.${facts.reason}`) });
    case 'unresolved': return t('office.issues.words.unresolved', { where: place(facts.device, facts.gate), at });
    case 'quarantined': return t('office.issues.words.quarantined', { device: facts.device ?? '', at, why: t(`office.quarantine.${facts.why}`) });
    case 'walk_in': return [[fullName(row), facts.title, facts.unit].filter(Boolean).join(', '), at].join(' · ');
    case 'doubtful': case 'stand_in': return facts.people.map((/** @type {any} */ one) => [[one.honorific, one.name].filter(Boolean).join(' '), one.title].filter(Boolean).join(', ')).join(' · ');
    case 'call': return [facts.words, place(facts.device, facts.gate), row.guest && fullName(row), at].filter(Boolean).join(' · ');
    default: return row.name ?? '';
  }
}

/** "Bàn 2 (Cổng A)" @param {string | null | undefined} device @param {string | null | undefined} gate */
const place = (device, gate) => (device ? (gate ? `${device} (${gate})` : device) : gate || t('office.issues.office'));

/** An unknown code belongs to somebody after all: find the guest and say so. @param {{row: Row}} props */
function WhoseCode({ row }) {
  const [text, setText] = useState('');
  const [found, setFound] = useState(/** @type {any[] | null} */ (null));
  const { busy, error, run } = useAct();
  const find = () => run('find', async () => { setFound((await read(`/guests?limit=5&q=${encodeURIComponent(text)}`)).guests); });
  const give = (/** @type {string} */ guest) => run('give', () => act(`/scans/${encodeURIComponent(row.facts.ref)}/resolve`, { resolution: 'same_person', guest }));
  return html`<form class="stack" lang=${lang()} onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void find(); }}>
    <${Field} label=${t('office.issues.whose')} value=${text} onInput=${(/** @type {any} */ e) => setText(e.currentTarget.value)} />
    <p class="buttons"><button class="button" disabled=${Boolean(busy) || text.trim().length < 2}><${Icon} name="search" /> ${t('office.guests.find_act')}</button></p>
    ${found && (found.length ? html`<ul class="stack">${found.map((guest) => html`<li key=${guest.id}><button type="button" class="button wide" disabled=${Boolean(busy)} onClick=${() => give(guest.id)}>
        <span>${[guest.honorific, guest.name].filter(Boolean).join(' ')}<small>${[guest.title, guest.unit].filter(Boolean).join(', ')}</small></span></button></li>`)}</ul>` : html`<p>${t('office.guests.none_found')}</p>`)}
    <${ActError} error=${error} /></form>`;
}
