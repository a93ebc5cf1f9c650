/** Introductions: the forms of one person and of one block, in their place in the list. */

import { html, t, toast, useState } from '../core/ui.js';
import { act, ActError, Field, Tick, useAct } from '../office/office.js';

/** Only what is different. @param {Record<string, any>} row @param {Record<string, any>} form @param {string[]} names */
const different = (row, form, names) => Object.fromEntries(names.filter((name) => form[name] !== row[name]).map((name) => [name, form[name]]));

/**
 * @param {Record<string, any>} row @param {(form: Record<string, any>) => Promise<unknown>} send @param {() => void} onDone
 */
function useForm(row, send, onDone) {
  const [form, setForm] = useState(() => ({ ...row }));
  const { busy, error, run } = useAct();
  const put = (/** @type {Record<string, any>} */ change) => setForm({ ...form, ...change });
  const text = (/** @type {string} */ name) => (/** @type {any} */ e) => put({ [name]: e.currentTarget.value });
  async function submit(/** @type {Event} */ e) {
    e.preventDefault();
    if (!(await run('save', () => send(form)))) return;
    toast(t('protocol.saved'));
    onDone();
  }
  return { form, busy, error, put, text, submit };
}

/** @param {{ busy: string, onDone: () => void }} props */
const FormActs = ({ busy, onDone }) => html`<p class="buttons"><button class="button main" disabled=${Boolean(busy)}>${t('core.act.save')}</button>
  <button type="button" class="button" onClick=${onDone}>${t('core.act.cancel')}</button></p>`;

const PERSON = ['honorific', 'title', 'rank', 'intro', 'pronounce'];

/** @param {{ guest: any, onDone: () => void }} props */
export function EditPerson({ guest, onDone }) {
  const send = async (/** @type {Record<string, any>} */ form) => {
    const changes = different(guest, { ...form, rank: Number(form.rank) }, PERSON);
    if (Object.keys(changes).length) await act(`/guests/${encodeURIComponent(guest.id)}/change`, { changes });
  };
  const { form, busy, error, text, submit } = useForm(guest, send, onDone);
  return html`<form class="in-place" onSubmit=${submit}><div class="field-pair">
      <${Field} label=${t('protocol.field.honorific')} maxlength="20" value=${form.honorific} onInput=${text('honorific')} />
      <${Field} label=${t('protocol.field.title')} maxlength="200" value=${form.title} onInput=${text('title')} /></div>
    <${Field} label=${t('protocol.field.pronounce')} hint=${t('protocol.field.pronounce_hint')} maxlength="200" value=${form.pronounce} onInput=${text('pronounce')} />
    <div class="field-pair"><${Field} label=${t('protocol.field.rank')} hint=${t('protocol.field.rank_hint')} type="number" min="0" max="9999" required value=${form.rank} onInput=${text('rank')} />
      <${Field} label=${t('protocol.field.intro')} kind="select" value=${form.intro} onChange=${text('intro')}>${['', 'always', 'never'].map((one) => html`<option key=${one} value=${one}>${t(`protocol.intro_by.${one || 'rule'}`)}</option>`)}</${Field}></div>
    <${ActError} error=${error} /><${FormActs} busy=${busy} onDone=${onDone} /></form>`;
}

/** @param {{ category: any, onDone: () => void }} props */
export function EditBlock({ category, onDone }) {
  const send = async (/** @type {Record<string, any>} */ form) => {
    const changes = different(category, { named: form.all ? -1 : Number(form.count), collective: form.collective }, ['named', 'collective']);
    if (Object.keys(changes).length) await act(`/categories/${encodeURIComponent(category.id)}/change`, { changes });
  };
  const start = { collective: category.collective, all: category.named === -1, count: Math.max(0, category.named) };
  const { form, busy, error, put, text, submit } = useForm(start, send, onDone);
  return html`<form class="in-place" onSubmit=${submit}>
    <${Tick} label=${t('protocol.field.all')} checked=${form.all} onChange=${(/** @type {boolean} */ all) => put({ all })} />
    ${!form.all && html`<${Field} label=${t('protocol.field.named')} type="number" min="0" max="999" required value=${form.count} onInput=${text('count')} />`}
    <${Field} label=${t('protocol.field.collective')} hint=${t('protocol.field.collective_hint')} kind="textarea" rows="2" maxlength="500" value=${form.collective} onInput=${text('collective')} />
    <${ActError} error=${error} /><${FormActs} busy=${busy} onDone=${onDone} /></form>`;
}
