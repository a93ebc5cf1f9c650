/** The form of one output: when it fires, by what, to where. */

import { html, t, useState } from '../core/ui.js';
import { act, ActError, Field, useAct } from '../office/office.js';
import { BLANK, formOf, NAMES, ROWS, rowWords, targetOf, TIMED, whenOf, WHATS, WHENS } from './outputs-words.js';

/** @typedef {import('./outputs-words.js').Form} Form */

/** @param {{output?: import('./outputs-words.js').Output, facts: import('./outputs-words.js').Facts, onDone: (saved: string) => unknown}} props */
export function OutputForm({ output, facts, onDone }) {
  const [form, setForm] = useState(/** @type {Form} */ (output ? formOf(output) : { ...BLANK }));
  const { busy, error, run } = useAct();
  /** @param {keyof Form} name */
  const bind = (name) => ({ value: form[name], onInput: (/** @type {any} */ e) => setForm({ ...form, [name]: e.currentTarget.value }) });
  async function save() {
    const said = { name: form.name.trim(), when: whenOf(form), target: targetOf(form), ...(form.secret ? { secret: form.secret } : {}) };
    const done = await run('save', () => (output ? act(`/outputs/${encodeURIComponent(output.id)}/change`, { changes: said }) : act('/outputs', { ...said, on: true })));
    if (done) onDone(said.name);
  }
  return html`<form class="in-place" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void save(); }}>
    <${Field} label=${t('outputs.name')} required maxlength="120" ...${bind('name')} />
    <${When} form=${form} bind=${bind} facts=${facts} />
    <${Choice} label=${t('outputs.what')} ...${bind('what')} options=${WHATS.map((one) => [one, t(`outputs.what.${one}`)])} />
    <${Target} form=${form} bind=${bind} facts=${facts} output=${output} />
    <${ActError} error=${error} />
    <p class="buttons"><button class="button main" disabled=${Boolean(busy)}>${t('core.act.save')}</button>
      <button type="button" class="button" onClick=${() => onDone('')}>${t('core.act.cancel')}</button></p></form>`;
}

/** @param {{label: string, options: string[][]} & Record<string, any>} props */
function Choice({ label, options, value, onInput, ...more }) {
  return html`<${Field} label=${label} kind="select" value=${value} onChange=${onInput} ...${more}>
    ${options.map(([id, words]) => html`<option key=${id} value=${id} selected=${id === value}>${words}</option>`)}</${Field}>`;
}

/** @param {{form: Form, bind: (name: keyof Form) => any, facts: import('./outputs-words.js').Facts}} props */
function When({ form, bind, facts }) {
  const rows = facts.rows.filter((one) => !form.track || one.track === form.track);
  const columns = [['', '—'], ...facts.columns.map((one) => [one.id, one.name])];
  return html`<${Choice} label=${t('outputs.when')} ...${bind('when')} options=${WHENS.map((one) => [one, t(`outputs.when.${one}`)])} />
    ${TIMED.has(form.when) && html`<${Field} label=${t('outputs.ahead')} type="number" min="0" max="3600" required ...${bind('ahead_s')} />`}
    ${facts.tracks.length > 1 && html`<${Choice} label=${t('outputs.track')} ...${bind('track')}
      options=${[['', t('outputs.track_any')], ...facts.tracks.map((one) => [one.id, one.name])]} />`}
    <${Choice} label=${t('outputs.rows')} ...${bind('rows')} options=${ROWS.map((one) => [one, t(`outputs.rows.${one}`)])} />
    ${form.rows === 'row' && html`<${Choice} label=${t('outputs.row')} required ...${bind('row')}
      options=${[['', '—'], ...rows.map((one) => [one.id, rowWords(one)])]} />`}
    ${form.rows === 'cell' && html`<${Choice} label=${t('outputs.column')} required ...${bind('column')} options=${columns} />
      <${Field} label=${t('outputs.text')} maxlength="100" ...${bind('text')} />`}`;
}

/** @param {{form: Form, bind: (name: keyof Form) => any, facts: import('./outputs-words.js').Facts, output?: import('./outputs-words.js').Output}} props */
function Target({ form, bind, facts, output }) {
  const kept = t(output?.has_secret && output.target.what === form.what ? 'outputs.secret_kept' : 'outputs.secret_new');
  const names = t('outputs.names_hint', { names: [NAMES, ...facts.columns.map((one) => `{{cell.${one.id}}}`)].join(' ') });
  if (form.what === 'http') {
    return html`<div class="wide"><${Field} label=${t('outputs.url')} hint=${t('outputs.url_hint')} required maxlength="1000" ...${bind('url')} /></div>
      <div class="wide"><${Field} label=${t('outputs.body')} hint=${names} kind="textarea" maxlength="4000" spellcheck="false" ...${bind('body')} /></div>
      <${Field} label=${t('outputs.header')} maxlength="61" ...${bind('header')} />
      ${form.header && html`<${Field} label=${t('outputs.secret')} hint=${kept} type="password" autocomplete="off" maxlength="500" ...${bind('secret')} />`}`;
  }
  const place = html`<${Field} label=${t('outputs.host')} required maxlength="253" ...${bind('host')} />
    <${Field} label=${t('outputs.port')} type="number" min="1" max="65535" required ...${bind('port')} />`;
  if (form.what === 'osc') {
    return html`${place}<${Field} label=${t('outputs.address')} required maxlength="200" ...${bind('address')} />
      <div class="wide"><${Field} label=${t('outputs.args')} hint=${`${t('outputs.args_hint')}. ${names}`} kind="textarea" spellcheck="false" ...${bind('args')} /></div>`;
  }
  return html`${place}<${Field} label=${t('outputs.password')} hint=${kept} type="password" autocomplete="off" maxlength="500" ...${bind('secret')} />
    <${Field} label=${t('outputs.scene')} hint=${t('outputs.scene_hint')} maxlength="300" required=${!form.scene_column} ...${bind('scene')} />
    <${Choice} label=${t('outputs.scene_column')} ...${bind('scene_column')} options=${[['', t('outputs.scene_fixed')], ...facts.columns.map((one) => [one.id, one.name])]} />
    ${output?.target.what === 'obs' && html`<${Scenes} output=${output} />`}`;
}

/** @param {{output: import('./outputs-words.js').Output}} props */
function Scenes({ output }) {
  const [said, setSaid] = useState(/** @type {any} */ (null));
  const { busy, error, run } = useAct();
  const ask = () => run('ask', async () => setSaid(await act(`/outputs/${encodeURIComponent(output.id)}/scenes`)));
  return html`<div class="wide"><button type="button" class="button" disabled=${Boolean(busy)} onClick=${ask}>${t('outputs.scenes_ask')}</button>
    ${said && html`<p role="status">${t('outputs.scenes_said', { list: said.scenes.join(', '), current: said.current })}</p>`}
    <${ActError} error=${error} /></div>`;
}
