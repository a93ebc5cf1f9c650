// @ts-check
/** What stands under an open row: its form, its papers, stars, contact, key. */

import { html, Icon, Notice, t, toast, useEffect, useState } from '../core/ui.js';
import { act, ActError, Field, useAct } from '../office/office.js';
import { EditForm } from './catalogue-form.js';
import { KIND } from './catalogue-fields.js';
import { Papers } from './catalogue-papers.js';
import { PersonParts } from './catalogue-people.js';
import { confirmsStars, seesKeys, writes } from './catalogue-state.js';

const KEY_SHOWN_MS = 30_000;

/** @param {{entity: string, row: any, onClose: () => void}} props */
export function Parts({ entity, row, onClose }) {
  const [editing, setEditing] = useState(false);
  const kind = KIND[entity] ?? '';
  return html`<div class="parts">
    ${writes && (editing ? html`<${EditForm} kind=${kind} row=${row} onDone=${() => setEditing(false)} />`
      : html`<p class="buttons"><button type="button" class="button main" onClick=${() => setEditing(true)}><${Icon} name="pencil" /> ${t('live.cat.edit')}</button><${Remove} kind=${kind} row=${row} onDone=${onClose} /></p>`)}
    ${entity === 'product' && html`<${Stars} product=${row} />`}
    ${(entity === 'producer' || entity === 'live_person') && writes && html`<${Contact} kind=${kind} row=${row} />`}
    ${entity === 'live_person' && html`<${PersonParts} person=${row} />`}
    ${entity === 'channel' && (writes || seesKeys) && html`<${Key} channel=${row} />`}
    ${(entity === 'producer' || entity === 'product' || entity === 'live_person') && html`<${Papers} ownerKind=${kind} owner=${row.id} />`}</div>`;
}

/** @param {{kind: string, row: any, onDone: () => void}} props */
function Remove({ kind, row, onDone }) {
  const [asking, setAsking] = useState(false);
  const { busy, error, run } = useAct();
  const remove = () => run('remove', async () => {
    await act(`/live/catalogue/${kind}/${encodeURIComponent(row.id)}/remove`, { seen: row.revision });
    toast(t('live.cat.removed', { name: row.name }));
    onDone();
  });
  if (!asking) return html`<button type="button" class="button" onClick=${() => setAsking(true)}><${Icon} name="trash-2" /> ${t('live.cat.remove')}</button>`;
  return html`<span class="confirm"><b>${t('live.cat.remove_ask', { name: row.name })}</b> <button type="button" class="button" disabled=${Boolean(busy)} onClick=${remove}>${t('live.cat.remove_yes')}</button>
    <button type="button" class="button" onClick=${() => setAsking(false)}>${t('core.act.cancel')}</button><${ActError} error=${error} /></span>`;
}

/** @param {{product: any}} props */
function Stars({ product }) {
  const [draft, setDraft] = useState(/** @type {{stars: string, source: string} | null} */ (null));
  const { busy, error, run } = useAct();
  const now = product.stars ? t('live.cat.stars_now', { n: product.stars, source: product.stars_source || t('live.cat.nothing') }) : t('live.cat.stars_none');
  const save = () => run('save', async () => {
    await act(`/live/products/${encodeURIComponent(product.id)}/stars`, { seen: product.revision, stars: draft?.stars ? Number(draft.stars) : null, source: draft?.source.trim() });
    toast(t('live.cat.stars_done'));
    setDraft(null);
  });
  return html`<section class="part"><h3>${t('live.cat.stars')}</h3><p>${now}</p>
    <p class=${product.stars && !product.stars_confirmed_by ? 'word-look' : 'quiet'}>${product.stars_confirmed_by ? t('live.cat.stars_by', { name: product.stars_confirmed_by }) : product.stars ? t('live.cat.stars_open') : ''}</p>
    ${confirmsStars ? (draft ? html`<form class="in-place" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void save(); }}><div class="field-pair">
        <${Field} label=${t('live.cat.stars')} kind="select" value=${draft.stars} onChange=${(/** @type {any} */ e) => setDraft({ ...draft, stars: e.currentTarget.value })}><option value="">${t('live.cat.stars_none')}</option>
          ${[1, 2, 3, 4, 5].map((n) => html`<option key=${n} value=${n}>${t('live.cat.stars_n', { n })}</option>`)}</${Field}>
        <${Field} label=${t('live.cat.stars_source')} hint=${t('live.cat.stars_hint')} value=${draft.source} required minlength="3" maxlength="200" onInput=${(/** @type {any} */ e) => setDraft({ ...draft, source: e.currentTarget.value })} /></div>
        <${ActError} error=${error} /><p class="buttons"><button class="button main" disabled=${Boolean(busy) || draft.source.trim().length < 3}><${Icon} name="shield-check" /> ${t('live.cat.stars_confirm')}</button>
          <button type="button" class="button" onClick=${() => setDraft(null)}>${t('core.act.cancel')}</button></p></form>`
      : html`<p class="buttons"><button type="button" class="button" onClick=${() => setDraft({ stars: String(product.stars ?? ''), source: product.stars_source })}><${Icon} name="shield-check" /> ${t('live.cat.stars_check')}</button></p>`)
      : html`<p class="quiet">${t('live.cat.stars_who')}</p>`}</section>`;
}

/** A phone is told on asking, and who asked is noted. @param {{kind: string, row: any}} props */
function Contact({ kind, row }) {
  const [told, setTold] = useState(/** @type {any} */ (null));
  const { busy, error, run } = useAct();
  const ask = () => run('ask', async () => { setTold(await act(`/live/contacts/${kind}/${encodeURIComponent(row.id)}`)); });
  return html`<section class="part"><h3>${t('live.cat.contact')}</h3>
    ${told ? html`<p>${told.contact} · ${told.phone ? html`<a href=${`tel:${told.phone.replace(/[^+\d]/g, '')}`}>${told.phone}</a>` : t('live.cat.no_phone')}</p>`
      : html`<p class="quiet">${t('live.cat.contact_noted')}</p><p class="buttons"><button type="button" class="button" disabled=${Boolean(busy)} onClick=${ask}><${Icon} name="phone" /> ${t('live.cat.contact_show')}</button></p>`}
    <${ActError} error=${error} /></section>`;
}

/** @param {{channel: any}} props */
function Key({ channel }) {
  const [typed, setTyped] = useState('');
  const [shown, setShown] = useState('');
  const { busy, error, run } = useAct();
  const path = `/live/channels/${encodeURIComponent(channel.id)}/key`;
  useEffect(() => {
    if (!shown) return undefined;
    const timer = setTimeout(() => setShown(''), KEY_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [shown]);
  const save = (/** @type {string} */ key) => run('save', async () => { await act(path, { key }); setTyped(''); toast(t(key ? 'live.cat.key_kept' : 'live.cat.key_gone')); });
  const show = () => run('show', async () => { setShown((await act(`${path}/show`)).key); });
  return html`<section class="part"><h3>${t('live.cat.key')}</h3><p class="quiet">${t(channel.has_key ? 'live.cat.key_there' : 'live.cat.key_none')}</p>
    ${shown && html`<${Notice} title=${t('live.cat.key_shown')}><p class="address">${shown}</p></${Notice}>`}
    <form class="key-form" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void save(typed.trim()); }}>
      ${writes && html`<${Field} label=${t(channel.has_key ? 'live.cat.key_new' : 'live.cat.key_type')} type="password" value=${typed} maxlength="500" autocomplete="off" onInput=${(/** @type {any} */ e) => setTyped(e.currentTarget.value)} />`}
      <p class="buttons">${writes && html`<button class="button" disabled=${Boolean(busy) || !typed.trim()}><${Icon} name="lock" /> ${t('live.cat.key_save')}</button>`}
        ${channel.has_key && seesKeys && html`<button type="button" class="button" disabled=${Boolean(busy)} onClick=${show}><${Icon} name="eye" /> ${t('live.cat.key_show')}</button>`}
        ${channel.has_key && writes && html`<button type="button" class="button" disabled=${Boolean(busy)} onClick=${() => save('')}><${Icon} name="trash-2" /> ${t('live.cat.key_take')}</button>`}</p></form><${ActError} error=${error} /></section>`;
}
