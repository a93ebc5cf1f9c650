// @ts-check
/** Lists in and out: choose a file, see what it would change, take all or some, take it back. */

import { newRef } from '../core/api.js';
import { clock } from '../core/clock.js';
import { eventPath } from '../core/page.js';
import { hasWord, html, Icon, number, Pill, t, timeOrDay, toast, useEffect, useState } from '../core/ui.js';
import { act, ActError, Empty, Field, FileField, read, useAct } from '../office/office.js';
import { sendFile } from './catalogue-send.js';
import { dayWords, nameOf, writes } from './catalogue-state.js';

const KINDS = ['products', 'people', 'rooms'];
const STATES = ['new', 'changed', 'error', 'same'];
/** @type {Record<string, string>} */
const ICONS = { new: 'plus', changed: 'pencil', same: 'check', error: 'triangle-alert' };
/** @type {Record<string, string>} */
const LOOKS = { new: 'go', changed: '', same: '', error: 'no' };
const PAGE = 100;

export function Import() {
  const [kind, setKind] = useState('products');
  const [seen, setSeen] = useState(/** @type {{file: File, kind: string, said: any} | null} */ (null));
  const [imports, setImports] = useState(/** @type {any[]} */ ([]));
  const { busy, error, run } = useAct();
  const load = () => read('/live/imports').then((said) => setImports(said.imports), () => undefined);
  useEffect(() => { if (writes) void load(); }, []);
  const look = (/** @type {File} */ file, /** @type {string} */ as = kind) => run('look', async () => {
    setSeen({ file, kind: as, said: await sendFile('/live/import/look', { kind: as, name: file.name.slice(-80) }, file) });
  });
  if (!writes) return html`<${Empty} icon="lock" title=${t('live.cat.no_right')} />`;
  return html`<div class="bring"><section class="drop"><h2>${t('live.cat.import')}</h2><p>${t('live.cat.import_lead')}</p>
      <${Field} label=${t('live.cat.import_kind')} kind="select" value=${kind} onChange=${(/** @type {any} */ e) => { setKind(e.currentTarget.value); setSeen(null); }}>${KINDS.map((one) => html`<option key=${one} value=${one}>${t(`live.cat.import_kind.${one}`)}</option>`)}</${Field}>
      <${FileField} id="catalogue-file" main label=${t('live.cat.import_file')} hint=${t('live.cat.import_hint')} accept=".xlsx,.csv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" disabled=${Boolean(busy)} onFile=${(/** @type {File} */ file) => look(file)} />
      ${busy === 'look' && html`<p role="status">${t('live.cat.reading')}</p>`}<${ActError} error=${error} /></section>
    <section class="out"><h2>${t('live.cat.export')}</h2>${KINDS.map((one) => html`<p class="buttons" key=${one}><span>${t(`live.cat.import_kind.${one}`)}</span>
      ${['xlsx', 'csv'].map((form) => html`<a key=${form} class="button" href=${`${eventPath()}/live/catalogue.${form}?kind=${one}`} download><${Icon} name="download" /> ${form}</a>`)}</p>`)}<p class="quiet small">${t('live.cat.export_hint')}</p></section></div>
    ${seen && html`<${Preview} key=${seen.said.mark} seen=${seen} again=${() => look(seen.file, seen.kind)} onDone=${() => { setSeen(null); void load(); }} />`}
    <${History} imports=${imports} onUndone=${load} />`;
}

/** @param {{seen: {file: File, kind: string, said: any}, again: () => unknown, onDone: () => void}} props */
function Preview({ seen, again, onDone }) {
  const { said, file, kind } = seen;
  const [state, setState] = useState('');
  const [ticked, setTicked] = useState(/** @type {Set<number>} */ (new Set()));
  const [shown, setShown] = useState(PAGE);
  const { busy, error, run } = useAct();
  const items = said.items.filter((/** @type {any} */ one) => !state || one.state === state);
  const all = said.counts.new + said.counts.changed;
  const tick = (/** @type {number} */ n, /** @type {boolean} */ on) => { const next = new Set(ticked); if (on) next.add(n); else next.delete(n); setTicked(next); };
  const take = () => run('take', async () => {
    const query = { ref: newRef(), kind, name: file.name.slice(-80), mark: said.mark, ...(ticked.size ? { rows: [...ticked].sort((a, b) => a - b).join(',') } : {}) };
    try {
      const { facts } = await sendFile('/live/import', query, file);
      toast(t('live.cat.taken', { made: facts.made, changed: facts.changed }));
      onDone();
    } catch (problem) {
      if (/** @type {any} */ (problem).code === 'import_moved') void again();
      throw problem;
    }
  });
  return html`<section aria-labelledby="preview"><h2 class="list-head" id="preview">${file.name}</h2>
    <p class="quiet">${t('live.cat.columns')} ${said.columns.map((/** @type {any} */ one) => `${one.title} → ${fieldWords(one.field)}`).join('; ')}</p>
    ${said.unread.length > 0 && html`<p class="word-look"><${Icon} name="triangle-alert" /> ${t('live.cat.columns_left')} ${said.unread.join('; ')}</p>`}
    <div class="kinds" role="group" aria-label=${t('live.cat.show')}><button type="button" class="button" aria-pressed=${!state} onClick=${() => setState('')}>${t('live.cat.all')} <span class="num">${said.items.length}</span></button>
      ${STATES.filter((one) => said.counts[one]).map((one) => html`<button type="button" key=${one} class="button" aria-pressed=${state === one} onClick=${() => setState(one)}>${t(`live.cat.item.${one}`)} <span class="num">${said.counts[one]}</span></button>`)}</div>
    <ul class="rows">${items.slice(0, shown).map((/** @type {any} */ one) => html`<${Item} key=${one.n} item=${one} ticked=${ticked.has(one.n)} onTick=${(/** @type {boolean} */ on) => tick(one.n, on)} />`)}</ul>
    ${items.length > shown && html`<p class="pad"><button type="button" class="button wide" onClick=${() => setShown(shown + PAGE)}>${t('live.cat.more', { n: items.length - shown })}</button></p>`}
    <${ActError} error=${error} /><div class="list-acts"><span></span><button type="button" class="button main thumb" disabled=${Boolean(busy) || !all} onClick=${take}><${Icon} name="check" />
      ${all ? t(ticked.size ? 'live.cat.take_some' : 'live.cat.take_all', { n: ticked.size || all }) : t('live.cat.take_none')}</button></div></section>`;
}

/** @param {string} name */
function fieldWords(name) {
  const key = name.startsWith('identity:') ? `live.cat.platform.${name.slice(9)}` : `live.cat.field.${name}`;
  return hasWord(key) ? t(key) : name;
}

/** @param {string} name @param {any} value */
function valueWords(name, value) {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length)) return t('live.cat.nothing');
  if (typeof value === 'boolean') return t(value ? 'live.cat.yes' : 'live.cat.no');
  if (name === 'marks') return value.map((/** @type {string} */ one) => t(`live.cat.mark.${one}`)).join(', ');
  if (name === 'roles') return value.map((/** @type {string} */ one) => t(`live.cat.person_role.${one}`)).join(', ');
  if (name === 'kind') return t(hasWord(`live.cat.producer_kind.${value}`) ? `live.cat.producer_kind.${value}` : `live.cat.room_kind.${value}`);
  if (name === 'producer') return nameOf('producer', value);
  if (name === 'site' || name === 'home_site') return nameOf('live_site', value);
  if (name === 'certificate_from' || name === 'certificate_until') return dayWords(value);
  if (name === 'alcohol') return `${number(value)} %`;
  return typeof value === 'number' ? number(value) : Array.isArray(value) ? value.join('; ') : String(value);
}

/** @param {{item: any, ticked: boolean, onTick: (on: boolean) => void}} props */
function Item({ item, ticked, onTick }) {
  const can = item.state === 'new' || item.state === 'changed';
  const told = Object.keys(item.values).filter((name) => name !== 'name' && name !== 'stars_confirmed_by' && (item.state === 'changed' || valueWords(name, item.values[name]) !== t('live.cat.nothing')));
  const who = html`<span><span class="title">${item.name || t('live.cat.no_name')}</span><br /><span class="about">${t(`live.cat.entity.${item.entity}`)}</span></span>`;
  return html`<li class=${`listed ${item.state}`}><header>${can ? html`<label class="tick"><input type="checkbox" checked=${ticked} onChange=${(/** @type {any} */ e) => onTick(e.currentTarget.checked)} /> ${who}</label>` : who}
      <span class="side"><span class="about num">${t('live.cat.line', { n: item.line, sheet: item.sheet })}</span><${Pill} icon=${ICONS[item.state]} state=${LOOKS[item.state] ?? ''}>${t(`live.cat.item.${item.state}`)}</${Pill}></span></header>
    ${can && told.length > 0 && html`<dl class="diff">${told.map((name) => html`<div key=${name}><dt>${fieldWords(name)}</dt><dd>${item.state === 'changed' && html`<s>${valueWords(name, item.before[name])}</s> <${Icon} name="arrow-right" label=${t('live.cat.became')} /> `}<ins>${valueWords(name, item.values[name])}</ins></dd></div>`)}</dl>`}
    ${item.faults.length > 0 && html`<ul class="cells">${item.faults.map((/** @type {any} */ one, /** @type {number} */ n) => html`<li key=${n} class=${one.level}><${Icon} name=${one.level === 'error' ? 'triangle-alert' : 'info'} />
      <span>${one.cell && html`<b class="num">${one.cell}</b>: `}${t(`live.cat.fault.${one.code}`, { said: one.said, field: one.field ? fieldWords(one.field) : '' })}</span></li>`)}</ul>`}</li>`;
}

/** @param {{imports: any[], onUndone: () => unknown}} props */
function History({ imports, onUndone }) {
  const [asking, setAsking] = useState('');
  const { busy, error, run } = useAct();
  const undo = (/** @type {string} */ id) => run('undo', async () => {
    const { facts } = await act(`/live/imports/${encodeURIComponent(id)}/undo`);
    toast(t('live.cat.undone', facts) + (facts.stayed ? ` ${t('live.cat.stayed', { n: facts.stayed })}` : ''));
    setAsking('');
    onUndone();
  });
  if (!imports.length) return null;
  return html`<section><h2 class="list-head">${t('live.cat.imports')}</h2><${ActError} error=${error} /><ul class="rows">${imports.map((one) => html`<li key=${one.id}><div class="row"><div><p class="title">${one.name}</p>
      <p class="about">${t(`live.cat.import_kind.${one.kind}`)} · ${timeOrDay(one.made_at, clock.now())} · ${one.made_by} · ${t('live.cat.counted', { made: one.made, changed: one.changed })}</p></div>
    <div class="side buttons"><${Pill} state=${one.state === 'accepted' ? 'go' : ''} icon=${one.state === 'accepted' ? 'check' : 'undo-2'}>${t(`live.cat.import_state.${one.state}`)}</${Pill}>
      ${one.state === 'accepted' && (asking === one.id ? html`<button type="button" class="button main" disabled=${Boolean(busy)} onClick=${() => undo(one.id)}>${t('live.cat.undo_yes')}</button><button type="button" class="button" onClick=${() => setAsking('')}>${t('core.act.cancel')}</button>`
        : html`<button type="button" class="button" onClick=${() => setAsking(one.id)}><${Icon} name="undo-2" /> ${t('live.cat.undo')}</button>`)}</div></div></li>`)}</ul></section>`;
}
