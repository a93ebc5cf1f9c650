/** Making and editing a session: what is told, by whom, where, and when the producer would like it. */

import { Field } from '../office/office.js';
import { html, t, useState } from '../core/ui.js';
import { Many } from './schedule-many.js';
import { formChanges } from './schedule-moves.js';
import { readClock } from './schedule-standing.js';

/** @typedef {import('./schedule-state.js').Schedule} Schedule @typedef {import('./schedule-acts.js').Acts} Acts */

const EMPTY = { title: '', producers: [], products: [], room: '', priority: 2, noise: 'noisy', minutes: 60, wish: {}, note: '' };
const FIELDS = Object.keys(EMPTY);

/** @param {Record<string, any>} typed */
function valuesOf(typed) {
  const wish = Object.fromEntries(Object.entries({ ...typed.wish, from: readClock(typed.from ?? '') ?? '', until: readClock(typed.until ?? '') ?? '' }).filter(([, value]) => value && (!Array.isArray(value) || value.length)));
  return { ...Object.fromEntries(FIELDS.map((name) => [name, typed[name]])), title: typed.title.trim(), minutes: Number(typed.minutes), priority: Number(typed.priority), wish };
}

/** @param {{sc: Schedule, acts: Acts}} props */
export function SessionForm({ sc, acts }) {
  const open = sc.open.value;
  const session = open?.id ? sc.sessions.value.get(open.id) : undefined;
  const [typed, setTyped] = useState(() => ({ ...EMPTY, ...Object.fromEntries(FIELDS.filter((name) => session?.[name] !== undefined).map((name) => [name, session?.[name]])), from: session?.wish?.from ?? '', until: session?.wish?.until ?? '' }));
  const set = (/** @type {Record<string, any>} */ some) => setTyped({ ...typed, ...some });
  async function save(/** @type {Event} */ e) {
    e.preventDefault();
    const values = valuesOf(typed);
    if (session) {
      const changes = formChanges(session, values);
      if (!Object.keys(changes).length || (await acts.changeSession(session.id, changes, session.version))) sc.open.value = null;
      return;
    }
    const id = await acts.makeSession(values);
    if (id) sc.open.value = { what: 'slot', values: { starts: open?.values?.starts ?? sc.bounds.peek().from, ...open?.values, session: id, goods: [] } };
  }
  return html`<form class="stack form-gap slot-form" onSubmit=${save} aria-label=${t(session ? 'schedule.edit_session' : 'schedule.new_session')}><h2>${t(session ? 'schedule.edit_session' : 'schedule.new_session')}</h2>
    <${Field} label=${t('schedule.field.title')} required maxlength="200" value=${typed.title} onInput=${(/** @type {any} */ e) => set({ title: e.currentTarget.value })} />
    <${Lists} sc=${sc} typed=${typed} set=${set} /><${Numbers} sc=${sc} typed=${typed} set=${set} />
    <p class="buttons"><button class="button main" disabled=${!typed.title.trim()}>${t(session ? 'core.act.save' : 'schedule.make_session')}</button><button type="button" class="button plain" onClick=${() => { sc.open.value = null; }}>${t('core.act.cancel')}</button></p></form>`;
}

/** @typedef {{sc: Schedule, typed: any, set: (some: Record<string, any>) => void}} Part */

/** @param {any} map */
const byName = (map) => [...map.value.values()].sort((a, b) => String(a.name).localeCompare(b.name, 'vi'));

/** @param {Part} props */
function Lists({ sc, typed, set }) {
  const goods = byName(sc.products).filter((/** @type {any} */ one) => !typed.producers.length || typed.producers.includes(one.producer));
  return html`<${Many} label=${t('schedule.field.producers')} rows=${byName(sc.producers)} value=${typed.producers} onChange=${(/** @type {string[]} */ producers) => set({ producers })} />
    <${Many} label=${t('schedule.field.products')} rows=${goods} value=${typed.products} onChange=${(/** @type {string[]} */ products) => set({ products })} />`;
}

/** @param {Part} props */
function Numbers({ sc, typed, set }) {
  const pick = (/** @type {string} */ name) => (/** @type {any} */ e) => set({ [name]: e.currentTarget.value });
  return html`<${Field} label=${t('schedule.field.room')} kind="select" value=${typed.room} onChange=${pick('room')}><option value="">${t('schedule.none')}</option>${byName(sc.rooms).map((/** @type {any} */ one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</${Field}>
    <div class="field-pair"><${Field} label=${t('schedule.field.minutes')} type="number" min="5" max="780" step="5" value=${typed.minutes} onInput=${pick('minutes')} />
    <${Field} label=${t('schedule.field.priority')} kind="select" value=${String(typed.priority)} onChange=${pick('priority')}>${[1, 2, 3].map((n) => html`<option key=${n} value=${n}>${t(`schedule.priority.${n}`)}</option>`)}</${Field}>
    <${Field} label=${t('schedule.field.noise')} kind="select" value=${typed.noise} onChange=${pick('noise')}>${['quiet', 'noisy'].map((one) => html`<option key=${one} value=${one}>${t(`schedule.noise.${one}`)}</option>`)}</${Field}></div>
    <div class="field-pair"><${Field} label=${t('schedule.field.wish_from')} inputmode="numeric" value=${typed.from} onInput=${pick('from')} /><${Field} label=${t('schedule.field.wish_until')} inputmode="numeric" value=${typed.until} onInput=${pick('until')} /></div>
    <${Many} label=${t('schedule.field.wish_hosts')} rows=${byName(sc.persons)} value=${typed.wish.hosts ?? []} onChange=${(/** @type {string[]} */ hosts) => set({ wish: { ...typed.wish, hosts } })} />
    <${Field} label=${t('schedule.field.note')} kind="textarea" rows="2" value=${typed.note} onInput=${pick('note')} />`;
}
