/** Beside the grid: everything of the chosen rows that has no column of its own, and their words in full. */

import { Field, Tick } from '../office/office.js';
import { html, Icon, t, useState } from '../core/ui.js';
import { length } from './figures.js';
import { startText } from './sheet-columns.js';
import { placeClock, readLength, readSpan } from './sheet-lengths.js';
import { clockOf, cueOf, titleOf } from './words.js';

/** @typedef {import('./sheet-state.js').Editor} Editor @typedef {import('./sheet-acts.js').Acts} Acts @typedef {import('./sheet-state.js').Line} Line */
/** @typedef {{ed: Editor, acts: Acts, some: Line[]}} About */

const DEFAULTS = /** @type {Record<string, unknown>} */ ({ kind: 'timed', begins: 'linked', lock: 'duration', at_end: 'stay', group: null, shortest: null, warning: null, danger: null, target: null, end: null, wait: null });
/** What several rows have in common; undefined: they differ. @param {Line[]} some @param {string} name */
function common(some, name) {
  const values = some.map(({ row }) => row.plan[name] ?? DEFAULTS[name] ?? false);
  return values.every((one) => one === values[0]) ? values[0] : undefined;
}

/** A choice of words. @param {About & {name: string, options: string[], off?: boolean, onPick?: (value: string) => unknown}} props */
function Pick({ ed, acts, some, name, options, off, onPick }) {
  const value = common(some, name);
  return html`<${Field} label=${t(`stage.edit.${name}`)} kind="select" disabled=${off || !ed.mayPlan.value} value=${value ?? ''} onChange=${(/** @type {any} */ e) => (onPick ?? ((/** @type {string} */ one) => acts.setPlan({ [name]: one })))(e.currentTarget.value)}>
    ${value === undefined && html`<option value="">${t('stage.edit.mixed')}</option>`}${options.map((one) => html`<option key=${one} value=${one}>${t(`stage.edit.${name}.${one}`)}</option>`)}</${Field}>`;
}

/** @param {About & {name: string}} props */
const Check = ({ ed, acts, some, name }) => html`<${Tick} label=${t(`stage.edit.${name}`)} checked=${common(some, name) === true} disabled=${!ed.mayPlan.value} onChange=${(/** @type {boolean} */ on) => acts.setPlan({ [name]: on })} />`;

/** A time or a length that is typed; what cannot be read stays in the field, with a word. @param {{label: string, value: string, off: boolean, bad: string, read: (text: string) => unknown, onRead: (value: any) => unknown}} props */
function Typed({ label, value, off, bad, read, onRead }) {
  const [problem, setProblem] = useState('');
  const take = (/** @type {any} */ e) => {
    const text = e.currentTarget.value.trim();
    const found = text ? read(text) : null;
    setProblem(text && found === null ? bad : '');
    if (text !== value && (!text || found !== null)) onRead(found);
  };
  return html`<div><${Field} key=${value} label=${label} defaultValue=${value} disabled=${off} autocomplete="off" aria-invalid=${problem ? 'true' : undefined} onChange=${take} />${problem && html`<p class="field-bad" role="alert"><${Icon} name="triangle-alert" /> ${problem}</p>`}</div>`;
}

/** @param {About & {name: string, label?: string}} props */
function LengthField({ ed, acts, some, name, label }) {
  const value = common(some, name);
  const text = typeof value === 'number' ? length(value) : '';
  return html`<${Typed} label=${label ?? t(`stage.edit.${name}`)} value=${text} off=${!ed.mayPlan.value} bad=${t('stage.edit.bad_length')} read=${(/** @type {string} */ one) => { const ms = readLength(one); return ms !== null && ms >= 0 ? ms : null; }}
    onRead=${(/** @type {number | null} */ ms) => acts.setPlan({ [name]: ms })} />`;
}

/** @param {About & {name: 'start' | 'end', values: (at: number) => Record<string, unknown>}} props */
function ClockField({ ed, acts, some, name, values }) {
  const [line] = some;
  const { dayStart, shift } = ed.day.value;
  const at = some.length === 1 ? (name === 'start' ? line?.fact.start : line?.row.plan.end) : undefined;
  const near = (line?.fact.start ?? dayStart) - shift;
  return html`<${Typed} label=${t(`stage.edit.${name}_at`)} value=${typeof at === 'number' ? startText(at, dayStart, clockOf) : ''} off=${!ed.mayPlan.value} bad=${t('stage.edit.bad_start')}
    read=${(/** @type {string} */ one) => { const span = readSpan(one); return span ? placeClock(span.start, near, dayStart) : null; }} onRead=${(/** @type {number | null} */ one) => { if (one !== null) acts.setPlan(values(one)); }} />`;
}

/** @param {About} props */
function Times(props) {
  const { some, acts, ed } = props;
  const begins = common(some, 'begins');
  const lock = common(some, 'lock');
  const start = some[0]?.fact.start ?? 0;
  const shift = ed.day.value.shift;
  const pickBegins = (/** @type {string} */ value) => acts.setPlan(value === 'linked' ? { begins: value, start: null } : { begins: value, ...(some.length === 1 ? { start: start - shift } : {}) });
  const pickLock = (/** @type {string} */ value) => acts.setPlan(value === 'end' && some.length === 1 ? { lock: value, end: start - shift + (some[0]?.fact.duration ?? 0) } : { lock: value });
  return html`<${Pick} ...${props} name="begins" options=${['linked', 'fixed', 'hard']} onPick=${pickBegins} />
    ${(begins === 'fixed' || begins === 'hard') && some.length === 1 && html`<${ClockField} ...${props} name="start" values=${(/** @type {number} */ at) => ({ start: at })} />`}
    <${Pick} ...${props} name="lock" options=${['duration', 'end']} onPick=${pickLock} />
    ${lock === 'end' && some.length === 1 && html`<${ClockField} ...${props} name="end" values=${(/** @type {number} */ at) => ({ end: at })} />`}
    <div class="ticks">${['count_to_end', 'parallel', 'flag', 'skip', 'may_drop'].map((name) => html`<${Check} key=${name} ...${props} name=${name} />`)}</div>
    <${Pick} ...${props} name="at_end" options=${['stay', 'go', 'stop']} />
    <div class="field-pair">${['warning', 'danger', 'shortest'].map((name) => html`<${LengthField} key=${name} ...${props} name=${name} />`)}</div>
    <${WaitFor} ...${props} />`;
}

/** A row of another track that this one waits for. @param {About} props */
function WaitFor({ ed, acts, some }) {
  const { show } = ed;
  const others = show.tracks.value.filter((one) => one.id !== ed.track.value);
  const [line] = some;
  if (!others.length || some.length !== 1 || !line) return null;
  const { wait } = line.row.plan;
  const pick = (/** @type {any} */ e) => {
    const [track, row] = e.currentTarget.value.split('/');
    void acts.setPlan({ wait: track ? { track, row, point: wait?.point ?? 'end' } : null });
  };
  return html`<${Field} label=${t('stage.edit.wait')} kind="select" disabled=${!ed.mayPlan.value} value=${wait ? `${wait.track}/${wait.row}` : ''} onChange=${pick}><option value="">${t('stage.edit.wait.none')}</option>
      ${others.map((one) => html`<optgroup key=${one.id} label=${one.name}>${one.places.map((/** @type {string} */ id) => show.store.get('sheet_row', id)).filter((/** @type {any} */ row) => row && (row.plan.kind ?? 'timed') === 'timed')
        .map((/** @type {any} */ row) => html`<option key=${row.id} value=${`${one.id}/${row.id}`}>${[cueOf(row), titleOf(row)].filter(Boolean).join(' · ')}</option>`)}</optgroup>`)}</${Field}>
    ${wait && html`<${Field} label=${t('stage.edit.point')} kind="select" disabled=${!ed.mayPlan.value} value=${wait.point ?? 'end'} onChange=${(/** @type {any} */ e) => acts.setPlan({ wait: { ...wait, point: e.currentTarget.value } })}>
      ${['end', 'start'].map((one) => html`<option key=${one} value=${one}>${t(`stage.edit.point.${one}`)}</option>`)}</${Field}>`}`;
}

/** The words of one row in full. @param {{ed: Editor, acts: Acts, line: Line}} props */
function Words({ ed, acts, line }) {
  const [open, setOpen] = useState(ed.asList.value);
  return html`<details class="more" open=${open} onToggle=${(/** @type {any} */ e) => setOpen(e.currentTarget.open)}><summary>${t('stage.edit.words')}</summary><div class="stack">${(open ? ed.columns.value : []).map((column) => {
    const text = ed.text(line, column);
    const kind = column.wide === 'script' || column.wide === 'words' || column.wide === 'title' ? 'textarea' : 'input';
    return html`<${Field} key=${`${line.row.id}/${column.id}/${text}`} label=${column.name} kind=${kind} defaultValue=${text} rows=${column.wide === 'script' ? 6 : 2} readonly=${Boolean(ed.closed(column))}
      hint=${ed.closed(column) ? whyClosed(ed, column) : undefined} onChange=${(/** @type {any} */ e) => acts.write(line, column, e.currentTarget.value)} />`;
  })}</div></details>`;
}

/** @param {Editor} ed @param {import('./sheet-columns.js').Column} column */
export const whyClosed = (ed, column) => t(`stage.edit.closed.${ed.closed(column)}`, { roles: column.writers.map((role) => t(`core.role.${role}`)).join(', ') || t('stage.edit.nobody_else') });

/** Acts on whole rows. @param {About} props */
function RowActs({ ed, acts, some }) {
  const may = ed.mayPlan.value;
  const tracks = ed.show.tracks.value.filter((one) => one.id !== ed.track.value);
  const grouped = some.some(({ row }) => row.plan.group || row.plan.kind === 'group');
  return html`<div class="buttons row-acts"><button type="button" class="button" disabled=${!may} onClick=${() => acts.nudge(-1)}><${Icon} name="arrow-up" /> ${t('stage.edit.up')}</button>
      <button type="button" class="button" disabled=${!may} onClick=${() => acts.nudge(1)}><${Icon} name="arrow-down" /> ${t('stage.edit.down')}</button>
      <button type="button" class="button" disabled=${!may} onClick=${acts.clone}><${Icon} name="copy" /> ${t('stage.edit.clone')}</button>
      <button type="button" class="button" disabled=${!may} onClick=${() => { ed.open.value = 'group'; }}><${Icon} name="list" /> ${t('stage.edit.group_rows')}</button>
      ${grouped && html`<button type="button" class="button" disabled=${!may} onClick=${acts.ungroup}>${t('stage.edit.ungroup')}</button>`}
      <button type="button" class="button" disabled=${!may} onClick=${acts.remove}><${Icon} name="trash-2" /> ${t('stage.edit.remove')}</button></div>
    ${tracks.length > 0 && html`<${Field} label=${t('stage.edit.give')} kind="select" disabled=${!may} value="" onChange=${(/** @type {any} */ e) => { if (e.currentTarget.value) void acts.give(e.currentTarget.value); e.currentTarget.value = ''; }}>
      <option value="">${t('stage.edit.give.choose')}</option>${tracks.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</${Field}>`}`;
}

/** @param {About & {apply: (row: string) => unknown}} props */
function Delay({ ed, acts, some, apply }) {
  const [line] = some;
  const amount = line?.row.plan.amount ?? 0;
  return html`<${Typed} label=${t('stage.edit.amount')} value=${amount < 0 ? `-${length(amount)}` : length(amount)} off=${!ed.mayPlan.value} bad=${t('stage.edit.bad_length')} read=${readLength} onRead=${(/** @type {number | null} */ ms) => acts.setPlan({ amount: ms ?? 0 })} />
    <p class="buttons"><button type="button" class="button" disabled=${!ed.mayPlan.value} onClick=${() => line && apply(line.row.id)}>${t('stage.edit.apply_delay')}</button></p>`;
}

/** @param {{ed: Editor, acts: Acts, apply: (row: string) => unknown}} props */
export function Panel({ ed, acts, apply }) {
  const some = ed.calm.value.flatMap((id) => ed.show.line(id) ?? []);
  const [first] = some;
  if (!first) return html`<aside class="panel" aria-label=${t('stage.edit.panel')}><p class="quiet">${t('stage.edit.choose')}</p></aside>`;
  const about = { ed, acts, some };
  const kind = common(some, 'kind');
  const key = ed.calm.value.join('/');
  return html`<aside class="panel" aria-label=${t('stage.edit.panel')}>
    <div class="panel-head"><h2>${some.length > 1 ? t('stage.edit.rows', { n: some.length }) : [cueOf(first.row), titleOf(first.row)].filter(Boolean).join(' · ')}</h2><button type="button" class="button plain" onClick=${() => { ed.panel.value = false; }}>${t('core.act.close')}</button></div>
    <${RowActs} ...${about} />
    <div class="rest" key=${key}>${some.length === 1 && html`<${Words} ed=${ed} acts=${acts} line=${first} />`}
    ${kind !== 'group' && html`<${Pick} ...${about} name="kind" options=${['timed', 'milestone', 'delay']} />`}
    ${kind === 'group' && html`<${LengthField} ...${about} name="target" />`}
    ${kind === 'delay' && some.length === 1 && html`<${Delay} ...${about} apply=${apply} />`}
    ${kind === 'timed' && html`<${Times} ...${about} />`}</div></aside>`;
}
