/** What the whole plan is judged by: its days, the hours of the mall, pauses, the promotion programme, whom a booth calls. */

import { DateText } from '../office/date-text.js';
import { Field } from '../office/office.js';
import { html, t, useState } from '../core/ui.js';
import { BUFFERS, settingsToSend, typedSettings } from './schedule-standing.js';

/** @typedef {import('./schedule-state.js').Schedule} Schedule @typedef {import('./schedule-acts.js').Acts} Acts */
/** @typedef {import('./schedule-standing.js').Typed} Typed */

/** @param {{sc: Schedule, acts: Acts, kept: Record<string, any>}} props */
export function SettingsForm({ sc, acts, kept }) {
  const [before] = useState(() => typedSettings(kept));
  const [typed, setTyped] = useState(before);
  const [bad, setBad] = useState('');
  const set = (/** @type {Partial<Typed>} */ some) => { setTyped({ ...typed, ...some }); setBad(''); };
  const close = () => { sc.open.value = null; };
  async function save(/** @type {Event} */ e) {
    e.preventDefault();
    const { values, bad: fault } = settingsToSend(before, typed);
    setBad(fault);
    if (fault) return;
    if (!Object.keys(values).length || (await acts.send('settings', values, t('schedule.did.settings')))) close();
  }
  const text = (/** @type {'opens' | 'closes' | 'file' | 'name' | 'phone'} */ name, /** @type {Record<string, any>} */ more = {}) => html`<${Field} label=${t(`schedule.settings.${name}`)} autocomplete="off" value=${typed[name]} onInput=${(/** @type {any} */ e) => set({ [name]: e.currentTarget.value })} ...${more} />`;
  const buffer = (/** @type {string} */ name) => html`<${Field} key=${name} label=${t(`schedule.settings.buffer.${name}`)} type="number" min="0" max="1440" step="5" value=${typed.buffers[name]} onInput=${(/** @type {any} */ e) => set({ buffers: { ...typed.buffers, [name]: e.currentTarget.value } })} />`;
  return html`<form class="stack form-gap slot-form" onSubmit=${save} aria-label=${t('schedule.settings')}><h2>${t('schedule.settings')}</h2>
    <div class="field-pair two dated">${/** @type {const} */ (['first', 'last']).map((name) => html`<${DateText} key=${name} label=${t(`schedule.settings.${name}`)} value=${typed[name]} onValue=${(/** @type {string} */ day) => set({ [name]: day })} />`)}</div>
    <div class="field-pair two">${text('opens', { inputmode: 'numeric' })}${text('closes', { inputmode: 'numeric' })}</div>
    <fieldset class="stack form-gap"><legend>${t('schedule.settings.buffers')}</legend><div class="field-pair two">${BUFFERS.map(buffer)}</div></fieldset>
    <label class="tick"><input type="checkbox" checked=${typed.declared} onChange=${(/** @type {any} */ e) => set({ declared: e.currentTarget.checked })} /> <span>${t('schedule.settings.declared')}</span></label>
    ${text('file', { maxlength: 80, hint: t('schedule.settings.file_hint') })}
    <div class="field-pair two">${text('name', { maxlength: 80 })}${text('phone', { type: 'tel', maxlength: 30 })}</div>
    ${bad && html`<p class="word-look" role="alert">${t(`schedule.settings.bad.${bad}`)}</p>`}
    <p class="buttons"><button class="button main">${t('core.act.save')}</button><button type="button" class="button plain" onClick=${close}>${t('core.act.cancel')}</button></p></form>`;
}
