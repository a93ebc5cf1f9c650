// @ts-check
/** A row in place: only what was changed is sent; when somebody else wrote there meanwhile, both values are shown. */

import { html, Icon, Notice, t, toast, useState } from '../core/ui.js';
import { DateText } from '../office/date-text.js';
import { act, ActError, Field, Tick, useAct } from '../office/office.js';
import { shownIn, SPECS, fieldValue } from './catalogue-fields.js';
import { communeName } from './communes.js';

/** @param {any} a @param {any} b */
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * What the form would change; `bad` names fields that hold no number.
 * @param {import('./catalogue-fields.js').Spec[]} specs @param {any} row @param {Record<string, any>} draft
 */
export function changesOf(specs, row, draft) {
  /** @type {Record<string, any>} */
  const changes = {};
  const bad = [];
  for (const spec of specs) {
    if (!(spec.name in draft)) continue;
    const value = fieldValue(spec, draft[spec.name]);
    if (value === undefined) bad.push(spec.name);
    else if (!(spec.as === 'phone' && value === '') && !same(value, row?.[spec.name] ?? (row ? null : undefined))) changes[spec.name] = value;
  }
  return { changes, bad };
}

/** @param {{kind: string, row: any, start?: Record<string, any>, onDone: (id?: string) => void}} props `row` null: a new one */
export function EditForm({ kind, row, start = {}, onDone }) {
  const specs = SPECS[kind] ?? [];
  const [seen] = useState(row);
  const [draft, setDraft] = useState(/** @type {Record<string, any>} */ (start));
  const [theirs, setTheirs] = useState(/** @type {{by: string, values: Record<string, any>, revision: number} | null} */ (null));
  const { busy, error, run } = useAct();
  const { changes, bad } = changesOf(specs, seen, draft);
  const lacking = row ? [] : specs.filter((one) => one.needed && !draft[one.name]);

  /** @param {{by: string, values: Record<string, any>, revision: number} | null} over they are written over */
  async function save(over) {
    const base = over ? { ...seen, ...over.values } : seen;
    const was = Object.fromEntries(Object.keys(changes).map((name) => [name, base?.[name]]));
    await run('save', async () => {
      if (!row) {
        const { facts } = await act(`/live/catalogue/${kind}`, { values: changes });
        toast(t('live.cat.made'));
        onDone(facts.row);
        return;
      }
      try {
        await act(`/live/catalogue/${kind}/${encodeURIComponent(row.id)}/change`, { seen: over?.revision ?? seen.revision, changes, was });
        toast(t('live.cat.saved'));
        onDone();
      } catch (problem) {
        const { code, fields } = /** @type {any} */ (problem);
        if (code !== 'row_changed') throw problem;
        const { by, revision, ...values } = fields;
        setTheirs({ by, revision: Number(revision), values: Object.fromEntries(Object.entries(values).map(([name, text]) => [name, JSON.parse(String(text))])) });
      }
    });
  }
  const change = (/** @type {string} */ name, /** @type {any} */ value) => { setDraft({ ...draft, [name]: value }); setTheirs(null); };
  return html`<form class="in-place" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void save(null); }}>
    <div class="field-pair">${specs.filter((one) => !['tick', 'several', 'long'].includes(one.as)).map((spec) => html`<${One} key=${spec.name} spec=${spec} row=${seen} value=${spec.name in draft ? draft[spec.name] : shownIn(spec, seen?.[spec.name])}
      bad=${bad.includes(spec.name)} onChange=${(/** @type {any} */ value) => change(spec.name, value)} />`)}</div>
    ${specs.filter((one) => ['tick', 'several', 'long'].includes(one.as)).map((spec) => html`<${One} key=${spec.name} spec=${spec} row=${seen} value=${spec.name in draft ? draft[spec.name] : shownIn(spec, seen?.[spec.name])}
      bad=${false} onChange=${(/** @type {any} */ value) => change(spec.name, value)} />`)}
    ${theirs && html`<${Theirs} theirs=${theirs} specs=${specs} busy=${Boolean(busy)} onMine=${() => save(theirs)} onTheirs=${() => onDone()} />`}
    <${ActError} error=${error} />
    <p class="buttons"><button class="button main" disabled=${Boolean(busy) || bad.length > 0 || lacking.length > 0 || !Object.keys(changes).length}><${Icon} name="save" /> ${t(row ? 'core.act.save' : 'live.cat.make')}</button>
      <button type="button" class="button" onClick=${() => onDone()}>${t('core.act.cancel')}</button>
      ${lacking.length > 0 && html`<span class="quiet">${t('live.cat.needed', { fields: lacking.map((one) => t(`live.cat.field.${one.name}`)).join(', ') })}</span>`}</p></form>`;
}

/** @param {{spec: import('./catalogue-fields.js').Spec, row: any, value: any, bad: boolean, onChange: (value: any) => void}} props */
function One({ spec, row, value, bad, onChange }) {
  const label = t(`live.cat.field.${spec.name}`);
  const typed = (/** @type {any} */ e) => onChange(e.currentTarget.value);
  if (spec.as === 'tick') return html`<${Tick} label=${label} checked=${value} onChange=${onChange} />`;
  if (spec.as === 'several') {
    return html`<fieldset class="ticks"><legend>${label}</legend>${spec.options?.().map(([id, words]) => html`<${Tick} key=${id} label=${words} checked=${value.includes(id)}
      onChange=${(/** @type {boolean} */ on) => onChange(on ? [...value, id] : value.filter((/** @type {string} */ one) => one !== id))} />`)}</fieldset>`;
  }
  if (spec.as === 'choice') {
    const options = spec.options?.() ?? [];
    const empty = spec.none || !row || !value;
    return html`<${Field} label=${label} kind="select" value=${value} onChange=${typed}>${empty && html`<option value="">${t(spec.none ? 'live.cat.none' : 'live.cat.choose')}</option>`}
      ${options.map(([id, words]) => html`<option key=${id} value=${id}>${words}</option>`)}</${Field}>`;
  }
  // A browser's own date and time fields speak its language: month first, AM and PM.
  if (spec.as === 'day') return html`<${DateText} label=${label} value=${value} onValue=${onChange} />`;
  const type = spec.as === 'phone' ? 'tel' : 'text';
  const kept = spec.as === 'phone' && row?.phone;
  const hint = bad ? t(spec.as === 'hour' ? 'live.cat.no_hour' : 'live.cat.no_number') : kept ? t('live.cat.phone_kept', { phone: row.phone }) : spec.hint === 'commune' && /^\d{5}$/.test(value) ? communeName(value) : spec.hint && t(`live.cat.hint.${spec.hint}`);
  return html`<${Field} label=${label} kind=${spec.as === 'long' ? 'textarea' : 'input'} type=${spec.as === 'long' ? undefined : type} value=${value} hint=${hint || undefined} rows=${spec.as === 'long' ? 2 : undefined}
    inputmode=${spec.as === 'count' || spec.as === 'hour' ? 'numeric' : spec.as === 'part' ? 'decimal' : undefined} aria-invalid=${bad || undefined} autocomplete="off" maxlength=${spec.as === 'long' ? 500 : 400} onInput=${typed} />`;
}

/** @param {{theirs: {by: string, values: Record<string, any>}, specs: import('./catalogue-fields.js').Spec[], busy: boolean, onMine: () => void, onTheirs: () => void}} props */
function Theirs({ theirs, specs, busy, onMine, onTheirs }) {
  const said = Object.entries(theirs.values).map(([name, value]) => {
    const spec = specs.find((one) => one.name === name);
    return html`<li key=${name}>${t(`live.cat.field.${name}`)}: <b>${spec ? String(shownIn(spec, value)) || t('live.cat.nothing') : String(value)}</b></li>`;
  });
  return html`<${Notice} kind="look" alert title=${t('live.cat.theirs', { by: theirs.by || t('live.cat.somebody') })}><ul>${said}</ul>
    <p class="buttons"><button type="button" class="button" disabled=${busy} onClick=${onMine}>${t('live.cat.keep_mine')}</button>
      <button type="button" class="button" onClick=${onTheirs}>${t('live.cat.keep_theirs')}</button></p></${Notice}>`;
}
