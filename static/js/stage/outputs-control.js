/** Control in: keys of control surfaces, the door for OSC. */

import { clock } from '../core/clock.js';
import { Hold, html, Notice, t, timeOrDay, toast, useState } from '../core/ui.js';
import { act, ActError, Field, Tick, useAct } from '../office/office.js';

const RIGHTS = ['read', 'call', 'message'];

/** @param {{facts: import('./outputs-words.js').Facts, onChange: () => unknown}} props */
export function Control({ facts, onChange }) {
  return html`<div class="two"><${Tokens} facts=${facts} onChange=${onChange} /><${OscDoor} key=${JSON.stringify(facts.osc)} osc=${facts.osc} onChange=${onChange} /></div>`;
}

/** @param {{facts: import('./outputs-words.js').Facts, onChange: () => unknown}} props */
function Tokens({ facts, onChange }) {
  const here = facts.tokens.filter((one) => !one.revoked_at);
  const gone = facts.tokens.filter((one) => one.revoked_at);
  return html`<section aria-labelledby="tokens"><h2 class="list-head" id="tokens">${t('outputs.tokens')} <span class="num">${here.length}</span></h2>
    <p class="quiet">${t('outputs.tokens_intro')}</p>
    ${here.length ? html`<ul class="rows">${here.map((one) => html`<${Token} key=${one.id} token=${one} facts=${facts} onChange=${onChange} />`)}</ul>` : html`<p>${t('outputs.tokens_none')}</p>`}
    <${NewToken} facts=${facts} onChange=${onChange} />
    ${gone.length > 0 && html`<ul class="rows">${gone.map((one) => html`<li class="row" key=${one.id}><div><p class="title">${one.name}</p>
      <p class="about">${t('outputs.token_revoked', { at: timeOrDay(one.revoked_at, clock.now()) })}</p></div></li>`)}</ul>`}</section>`;
}

/** @param {{token: any, facts: import('./outputs-words.js').Facts, onChange: () => unknown}} props */
function Token({ token, facts, onChange }) {
  const [asking, setAsking] = useState(false);
  const { busy, error, run } = useAct();
  const revoke = async () => { if (await run('revoke', () => act(`/outputs/tokens/${encodeURIComponent(token.id)}/revoke`))) onChange(); };
  const rights = token.rights.map((/** @type {string} */ one) => t(`outputs.right.${one}`));
  const tracks = facts.tracks.filter((one) => token.tracks.includes(one.id)).map((one) => one.name);
  return html`<li><div class="row"><div><p class="title">${token.name}</p><p>${[...rights, ...tracks].join(', ')}</p>
      <p class="about">${t('outputs.token_made', { at: timeOrDay(token.made_at, clock.now()) })}</p></div>
    <div class="side buttons"><button type="button" class="button" aria-expanded=${asking} onClick=${() => setAsking(!asking)}>${t('outputs.token_revoke')}</button></div></div>
    ${asking && html`<div class="confirm"><p>${t('outputs.token_revoke_ask', { name: token.name })}</p>
      <${Hold} kind="live" disabled=${Boolean(busy)} onHold=${revoke}>${t('outputs.token_revoke_hold')}</${Hold}>
      <button type="button" class="button" onClick=${() => setAsking(false)}>${t('core.act.cancel')}</button><${ActError} error=${error} /></div>`}</li>`;
}

/** @param {{facts: import('./outputs-words.js').Facts, onChange: () => unknown}} props */
function NewToken({ facts, onChange }) {
  const [name, setName] = useState('');
  const [rights, setRights] = useState(/** @type {string[]} */ (['read', 'call']));
  const [tracks, setTracks] = useState(/** @type {string[]} */ ([]));
  const [made, setMade] = useState(/** @type {{name: string, token: string} | null} */ (null));
  const { busy, error, run } = useAct();
  async function make() {
    await run('make', async () => {
      const said = await act('/outputs/tokens', { name: name.trim(), rights, tracks });
      setMade({ name: name.trim(), token: /** @type {any} */ (said).token });
      setName('');
    });
    onChange();
  }
  /** @param {string[]} list @param {(list: string[]) => void} set @param {string} one */
  const toggle = (list, set, one) => (/** @type {boolean} */ on) => set(on ? [...list, one] : list.filter((other) => other !== one));
  return html`${made && html`<${Notice} title=${t('outputs.token_shown', { name: made.name })}><code class="key">${made.token}</code></${Notice}>`}
    <form class="in-place" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void make(); }}>
    <${Field} label=${t('outputs.token_name')} value=${name} required maxlength="120" onInput=${(/** @type {any} */ e) => setName(e.currentTarget.value)} />
    <fieldset class="ticks wide"><legend>${t('outputs.rights')}</legend>${RIGHTS.map((one) => html`<${Tick} key=${one} label=${t(`outputs.right.${one}`)} checked=${rights.includes(one)} onChange=${toggle(rights, setRights, one)} />`)}</fieldset>
    ${facts.tracks.length > 1 && html`<fieldset class="ticks wide"><legend>${t('outputs.track')}</legend>
      ${facts.tracks.map((one) => html`<${Tick} key=${one.id} label=${one.name} checked=${tracks.includes(one.id)} onChange=${toggle(tracks, setTracks, one.id)} />`)}</fieldset>`}
    <${ActError} error=${error} /><p class="buttons"><button class="button main" disabled=${Boolean(busy) || !rights.length}>${t('outputs.token_make')}</button></p></form>`;
}

/** @param {{osc: any, onChange: () => unknown}} props */
function OscDoor({ osc, onChange }) {
  const [form, setForm] = useState({ port: String(osc.port ?? ''), sources: osc.sources.join(' '), state_host: osc.state_host ?? '', state_port: String(osc.state_port ?? '') });
  const { busy, error, run } = useAct();
  /** @param {keyof typeof form} name */
  const bind = (name) => ({ value: form[name], onInput: (/** @type {any} */ e) => setForm({ ...form, [name]: e.currentTarget.value }) });
  async function save() {
    const port = form.port ? Number(form.port) : null;
    const out = form.state_host.trim() || null;
    const said = { port, sources: form.sources.split(/[\s,;]+/u).filter(Boolean), state_host: out, state_port: out ? Number(form.state_port) : null };
    if (await run('save', () => act('/outputs/osc', said))) {
      toast(t('outputs.osc_saved'));
      onChange();
    }
  }
  return html`<section aria-labelledby="osc"><h2 class="list-head" id="osc">${t('outputs.osc')}</h2><p class="quiet">${t('outputs.osc_intro')}</p>
    <form class="in-place" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void save(); }}>
    <${Field} label=${t('outputs.osc_port')} type="number" min="1024" max="65535" ...${bind('port')} />
    <${Field} label=${t('outputs.osc_sources')} hint=${t('outputs.osc_sources_hint')} required=${Boolean(form.port)} ...${bind('sources')} />
    <${Field} label=${t('outputs.osc_state')} maxlength="253" ...${bind('state_host')} />
    ${form.state_host && html`<${Field} label=${t('outputs.osc_state_port')} type="number" min="1" max="65535" required ...${bind('state_port')} />`}
    <${ActError} error=${error} /><p class="buttons"><button class="button main" disabled=${Boolean(busy)}>${t('core.act.save')}</button></p></form></section>`;
}
