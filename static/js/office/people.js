/** People of the event: who may do what, a new person, a new password, a lock. */

import { mount } from '../core/page.js';
import { html, Icon, Notice, Pill, signal, t, toast, useState } from '../core/ui.js';
import { act, ActError, Field, FeedEnded, openOffice, read, ROLES, roleName, Tick, useAct } from './office.js';

/** @type {import('../core/vendor.js').Signal<any[] | null>} */
const members = signal(null);
const problem = signal(/** @type {unknown} */ (null));

async function load() {
  problem.value = null;
  try {
    members.value = (await read('/members')).members;
  } catch (error) {
    problem.value = error;
  }
}

/** Letters and digits that are not taken for one another when read aloud or from paper. */
const PASSWORD_LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** 16 letters in fours: 79 bits, easy to dictate. */
export function makePassword() {
  const numbers = crypto.getRandomValues(new Uint32Array(16));
  const letters = [...numbers].map((n) => PASSWORD_LETTERS[n % PASSWORD_LETTERS.length]).join('');
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}

const { feed } = await openOffice({ onBatch: (batch) => { if (batch.changes?.some((one) => one.kind === 'core.member_changed')) void load(); } });

function People() {
  if (problem.value) {
    return html`<${ActError} error=${problem.value} /><p class="buttons"><button type="button" class="button" onClick=${load}>${t('core.act.retry')}</button></p>`;
  }
  if (!members.value) return html`<p class="quiet" role="status">${t('core.loading')}</p>`;
  return html`<${FeedEnded} feed=${feed} /><div class="two-columns">
    <section aria-labelledby="who"><h2 class="list-head" id="who">${t('office.people.list')} <span class="num">${members.value.length}</span></h2>
      <ul class="rows">${members.value.map((one) => html`<${Member} key=${one.id} member=${one} />`)}</ul></section>
    <section aria-labelledby="new"><h2 class="list-head" id="new">${t('office.people.add')}</h2><${NewMember} /></section></div>`;
}

/** @param {{member: any}} props */
function Member({ member }) {
  const [open, setOpen] = useState(false);
  return html`<li><div class="row keep"><div><p class="title">${member.name}</p>
      <p>${member.roles.map(roleName).join(', ') || t('office.people.no_role')}</p>
      <p class="about">${t('office.people.login', { login: member.login })}${member.disabled && html` · <${Pill} icon="lock" state="off">${t('office.people.disabled')}</${Pill}>`}</p></div>
    <div class="side"><button type="button" class="button" aria-expanded=${open} onClick=${() => setOpen(!open)}>${t('office.act.edit')}</button></div></div>
    ${open && html`<${EditMember} member=${member} onDone=${() => setOpen(false)} />`}</li>`;
}

/** @param {{chosen: string[], onChange: (roles: string[]) => void}} props */
function RoleTicks({ chosen, onChange }) {
  return html`<fieldset class="ticks"><legend>${t('office.field.roles')}</legend>
    ${ROLES.map((role) => html`<${Tick} key=${role} label=${roleName(role)} checked=${chosen.includes(role)}
      onChange=${(/** @type {boolean} */ on) => onChange(on ? [...chosen, role] : chosen.filter((one) => one !== role))} />`)}</fieldset>`;
}

/** @param {{member: any, onDone: () => void}} props */
function EditMember({ member, onDone }) {
  const [name, setName] = useState(member.name);
  const [roles, setRoles] = useState(/** @type {string[]} */ (member.roles));
  const [password, setPassword] = useState('');
  const { busy, error, run } = useAct();
  const path = `/members/${encodeURIComponent(member.id)}/change`;

  /** @param {Record<string, unknown>} changes @param {string} words */
  async function change(changes, words) {
    if (await run('save', () => act(path, { changes }))) {
      toast(words);
      await load();
      onDone();
    }
  }
  const save = () => change({ name: name.trim(), roles, ...(password ? { password } : {}) }, t('office.people.saved', { name }));
  return html`<form class="in-place" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void save(); }}>
    <${Field} label=${t('office.field.person')} value=${name} required maxlength="120" onInput=${(/** @type {any} */ e) => setName(e.currentTarget.value)} />
    <${RoleTicks} chosen=${roles} onChange=${setRoles} />
    <${PasswordField} label=${t('office.people.new_password')} hint=${t('office.people.new_password_hint')} value=${password} onChange=${setPassword} />
    <${ActError} error=${error} />
    <p class="buttons"><button class="button main" disabled=${Boolean(busy)}>${t('core.act.save')}</button>
      <button type="button" class="button" onClick=${onDone}>${t('core.act.cancel')}</button>
      <button type="button" class="button" disabled=${Boolean(busy)} onClick=${() => change({ disabled: !member.disabled }, t(member.disabled ? 'office.people.enabled_done' : 'office.people.disabled_done', { name }))}>
        <${Icon} name="lock" /> ${t(member.disabled ? 'office.people.enable' : 'office.people.disable')}</button></p></form>`;
}

/** @param {{label: string, hint: string, value: string, required?: boolean, onChange: (text: string) => void}} props */
function PasswordField({ label, hint, value, required = false, onChange }) {
  return html`<${Field} label=${label} hint=${hint} value=${value} required=${required} minlength="12" maxlength="128" autocomplete="new-password" autocapitalize="none"
      spellcheck="false" onInput=${(/** @type {any} */ e) => onChange(e.currentTarget.value)} />
    <p class="buttons"><button type="button" class="button" onClick=${() => onChange(makePassword())}><${Icon} name="key-round" /> ${t('office.people.make_password')}</button></p>`;
}

const NOBODY = { login: '', name: '', password: '', roles: /** @type {string[]} */ ([]) };

function NewMember() {
  const [form, setForm] = useState(NOBODY);
  const [added, setAdded] = useState(/** @type {typeof NOBODY | null} */ (null));
  const { busy, error, run } = useAct();
  /** @param {Partial<typeof NOBODY>} change */
  const put = (change) => setForm({ ...form, ...change });
  /** @param {string} name */
  const text = (name) => (/** @type {any} */ e) => put({ [name]: e.currentTarget.value });
  async function add() {
    const body = { ...form, login: form.login.trim().toLowerCase(), name: form.name.trim() };
    if (!(await run('add', () => act('/members', body)))) return;
    setAdded(body);
    setForm(NOBODY);
    await load();
  }
  return html`${added && html`<${Notice} icon="circle-check" title=${t('office.people.added', { name: added.name })}>
      <p>${t('office.people.hand_over')}</p><p><b>${added.login}</b><br /><b class="num">${added.password}</b></p></${Notice}>`}
    <form class="stack form-gap" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void add(); }}>
    <${Field} label=${t('office.field.person')} value=${form.name} required maxlength="120" autocomplete="off" onInput=${text('name')} />
    <${Field} label=${t('office.field.login')} hint=${t('office.people.login_hint')} value=${form.login} required minlength="2" maxlength="80" autocomplete="off" autocapitalize="none" spellcheck="false" onInput=${text('login')} />
    <${PasswordField} label=${t('office.field.password')} hint=${t('office.people.password_hint')} required value=${form.password} onChange=${(/** @type {string} */ password) => put({ password })} />
    <${RoleTicks} chosen=${form.roles} onChange=${(/** @type {string[]} */ roles) => put({ roles })} />
    <${ActError} error=${error} />
    <button class="button main thumb wide" disabled=${Boolean(busy)}><${Icon} name="user-plus" /> ${t('office.people.add_act')}</button></form>`;
}

mount('people', html`<${People} />`);
await load();
