// @ts-check
// What consent looks like: the words of the server and nothing of ours between them; and the page of what was given.

import { clockOf, dayOf, html, Icon, lang, Notice, t } from './small.js';

/** @typedef {{ticket: string, ticket_until: string, booth: {id: string, name: string}, controller: {name: string, contact: string}, event: any, text: {version: string | number, hash: Record<string, string>} & Record<string, any>}} Asked */
/** @typedef {{form: Asked | null, own: any, link: string, trouble: import('./small.js').Failure | null, busy: boolean, sure: string, done: string, wrong: Record<string, string>, typed: Record<string, string>, purposes: string[], kept: {link: string, booth: string, at: number}[], again: null | (() => unknown)}} Ui */
/** @typedef {{again: () => void, tick: (id: string, on: boolean) => void, type: (name: string, value: string) => void, send: () => unknown, change: (values: Record<string, string>) => unknown, withdraw: (purposes: string[]) => unknown, erase: () => unknown, sure: (what: string) => void, copy: () => unknown, open: (link: string) => void}} Acts */
/** @typedef {{ui: Ui, acts: Acts, trouble: any}} Parts */

const FIELDS = /** @type {const} */ ([['name', 'name', 'text'], ['phone', 'tel', 'tel'], ['email', 'email', 'email'], ['unit', 'organization', 'text']]);
/** What is missing, in our words: a browser's own bubble speaks the browser's language and is gone in seconds. @param {Record<string, string>} typed @returns {Record<string, string>} */
export function missing(typed) {
  const empty = (/** @type {string} */ name) => !(typed[name] ?? '').trim();
  return { ...(empty('name') && { name: t('spaces.lead.need.name') }), ...(empty('phone') && empty('email') && { phone: t('spaces.lead.need.phone') }) };
}

const LONGEST = { name: 60, phone: 20, email: 120, unit: 120, interest: 200 };

/** @param {{name: string, kind?: string, complete?: string, value: string, onType: (value: string) => void, required?: boolean, wrong?: string}} props */
const Field = ({ name, kind = 'text', complete = 'off', value, onType, required = false, wrong = '' }) => html`<div class="field"><label for=${`f-${name}`}>${t(`spaces.lead.field.${name}`)}</label>
  <input id=${`f-${name}`} name=${name} type=${kind} autocomplete=${complete} maxlength=${LONGEST[/** @type {keyof typeof LONGEST} */ (name)]} value=${value} required=${required} aria-invalid=${wrong ? 'true' : undefined} aria-describedby=${wrong ? `e-${name}` : undefined} onInput=${(/** @type {any} */ e) => onType(e.currentTarget.value)} />
  ${wrong && html`<p class="error" id=${`e-${name}`} role="alert"><${Icon} name="triangle-alert" /> ${wrong}</p>`}</div>`;

/** @param {Parts} props */
export function Form({ ui, acts, trouble }) {
  const form = /** @type {Asked} */ (ui.form);
  const told = form.text[lang()];
  const send = (/** @type {Event} */ event) => { event.preventDefault(); void acts.send(); };
  return html`<h1>${told.title}</h1><p class="told">${told.intro}</p>
    <p>${t('spaces.lead.controller')} <b>${form.controller.name}</b>${form.controller.contact && html`<br />${form.controller.contact}`}</p>
    <form noValidate onSubmit=${send}>
      <fieldset><legend>${t('spaces.lead.purposes')}</legend>${told.purposes.map((/** @type {any} */ one) => html`<label class="tick" key=${one.id}><input type="checkbox" data-purpose=${one.id} checked=${ui.purposes.includes(one.id)} onChange=${(/** @type {any} */ e) => acts.tick(one.id, e.currentTarget.checked)} /><span>${one.words}</span></label>`)}</fieldset>
      ${FIELDS.map(([name, complete, kind]) => html`${name === 'phone' && html`<p class="quiet small">${t('spaces.lead.one_of')}</p>`}<${Field} key=${name} name=${name} kind=${kind} complete=${complete} required=${name === 'name'} wrong=${ui.wrong[name]} value=${ui.typed[name] ?? ''} onType=${(/** @type {string} */ value) => acts.type(name, value)} />`)}
      <${Field} name="interest" value=${ui.typed.interest ?? ''} onType=${(/** @type {string} */ value) => acts.type('interest', value)} />
      <p class="told">${told.rights}</p>${trouble}
      <button class="button main thumb wide" id="send" disabled=${ui.busy || !ui.purposes.length}>${t('spaces.lead.send')}</button>
      ${!ui.purposes.length && html`<p class="quiet">${t('spaces.lead.tick_first')}</p>`}</form>`;
}

const DONE = { sent: 'go', copied: '', changed: 'go', withdrawn: 'go', erased: 'go' };

/** @param {Parts} props */
export function OwnPage({ ui, acts, trouble }) {
  const { own } = ui;
  const erased = own.state === 'erased';
  return html`<h1>${t('spaces.lead.own', { booth: own.booth.name })}</h1>
    ${ui.done && ui.done !== 'erased' && html`<${Notice} kind=${DONE[/** @type {keyof typeof DONE} */ (ui.done)]} alert title=${t(`spaces.lead.done.${ui.done}`)} />`}${trouble}
    ${erased ? html`<${Notice} kind="go" icon="trash-2" alert=${ui.done === 'erased'} title=${t('spaces.lead.erased')} />` : html`<${Given} ui=${ui} acts=${acts} /><${Purposes} ui=${ui} acts=${acts} />`}
    <section><h2>${t('spaces.lead.controller_title')}</h2><p><b>${own.controller.name}</b>${own.controller.contact && html`<br />${own.controller.contact}`}</p>
      <p class="quiet">${t('spaces.lead.given_at', { at: clockOf(own.given_at), day: dayOf(own.given_at), version: own.version })}</p>
      ${!erased && html`<dl class="dues">${Object.entries(own.due ?? {}).map(([what, day]) => html`<div key=${what}><dt>${t(`spaces.lead.due.${what}`)}</dt><dd class="num">${String(day).split('-').reverse().join('/')}</dd></div>`)}</dl>`}</section>
    ${!erased && html`<section><h2>${t('spaces.lead.link')}</h2><p>${t('spaces.lead.link_about')}</p><p class="token">${`${location.origin}/lead#${ui.link}`}</p><p><button type="button" class="button" onClick=${acts.copy}><${Icon} name="copy" /> ${t('spaces.lead.copy')}</button></p></section>`}
    ${!erased && html`<section><h2>${t('spaces.lead.erase_title')}</h2>${ui.sure === 'erase' ? html`<${Notice} kind="look" alert title=${t('spaces.lead.erase_sure')}><p class="buttons"><button type="button" class="button" id="erase-yes" onClick=${acts.erase}>${t('spaces.lead.erase_yes')}</button><button type="button" class="button plain" onClick=${() => acts.sure('')}>${t('spaces.lead.no')}</button></p></${Notice}>`
      : html`<p>${t('spaces.lead.erase_about')}</p><p><button type="button" class="button" id="erase" onClick=${() => acts.sure('erase')}><${Icon} name="trash-2" /> ${t('spaces.lead.erase')}</button></p>`}</section>`}`;
}

/** @param {{ui: Ui, acts: Acts}} props */
function Given({ ui, acts }) {
  const { own } = ui;
  const values = { name: own.name, phone: own.phone, email: own.email, unit: own.unit };
  const save = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const told = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    void acts.change(Object.fromEntries(FIELDS.map(([name]) => [name, String(told.get(name) ?? '')])));
  };
  return html`<section><h2>${t('spaces.lead.given')}</h2><form noValidate onSubmit=${save}>${FIELDS.map(([name, complete, kind]) => html`<${Field} key=${name} name=${name} kind=${kind} complete=${complete} required=${name === 'name'} wrong=${ui.wrong[name]} value=${/** @type {any} */ (values)[name] ?? ''} onType=${() => undefined} />`)}
    <button class="button wide" disabled=${ui.busy}>${t('spaces.lead.save')}</button></form></section>`;
}

/** @param {{ui: Ui, acts: Acts}} props */
function Purposes({ ui, acts }) {
  const { own } = ui;
  const on = own.purposes.filter((/** @type {any} */ one) => one.on);
  return html`<section><h2>${t('spaces.lead.agreed')}</h2><ul class="list">${own.purposes.map((/** @type {any} */ one) => html`<li key=${one.id} data-purpose=${one.id} data-on=${String(one.on)}><p>${one.words}</p>
      ${one.on ? html`<p><button type="button" class="button" onClick=${() => acts.withdraw([one.id])} disabled=${ui.busy}>${t('spaces.lead.withdraw_one')}</button></p>` : html`<p class="quiet"><${Icon} name="ban" /> ${t('spaces.lead.withdrawn_at', { at: one.withdrawn_at ? clockOf(one.withdrawn_at) : '', day: one.withdrawn_at ? dayOf(one.withdrawn_at) : '' })}</p>`}</li>`)}</ul>
    ${on.length > 1 && html`<p><button type="button" class="button wide" id="withdraw-all" onClick=${() => acts.withdraw([])} disabled=${ui.busy}>${t('spaces.lead.withdraw_all')}</button></p>`}</section>`;
}
