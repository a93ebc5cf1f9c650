// @ts-check
/** How the spaces are set up: hours and gifts, areas with their safety number, exhibitors, booths with what they show. */

import { newRef } from '../core/api.js';
import { html, Icon, Pill, signal, t, toast, useState } from '../core/ui.js';
import { act, ActError, Empty, Field, useAct } from '../office/office.js';
import { byOrder } from './office-now.js';
import { BoothForm, Sheet } from './office-booth.js';

/** @typedef {{store: import('../core/store.js').Store, writes: boolean}} Parts */

/** Which form is open: "area new", "booth B1"... */
export const opened = signal('');
const close = () => { opened.value = ''; };
const put = (/** @type {any} */ values, /** @type {any} */ set, /** @type {string} */ name) => (/** @type {any} */ e) => set({ ...values, [name]: e.currentTarget.value });

/** @param {string} start */
export const freshId = (start) => `${start}${newRef().slice(0, 8)}`;

/** Empty is nothing, a number otherwise. @param {string | number} typed */
export const numberOf = (typed) => (String(typed).trim() === '' ? null : Number(typed));

/** @param {{settings: any, writes: boolean}} props */
function Settings({ settings, writes }) {
  const [values, set] = useState({ opens: settings?.opens ?? '', closes: settings?.closes ?? '', burst: String(settings?.burst ?? ''), pin: '' });
  const { busy, error, run } = useAct();
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    const { pin, burst, ...rest } = values;
    void run('save', async () => { await act('/spaces/settings', { ...rest, ...(burst ? { burst: Number(burst) } : {}), ...(pin ? { pin } : {}) }); set({ ...values, pin: '' }); toast(t('spaces.setup.saved')); });
  };
  const off = () => run('off', async () => { await act('/spaces/settings', { pin: '' }); toast(t('spaces.setup.saved')); });
  return html`<section aria-labelledby="settings"><h2 class="list-head" id="settings">${t('spaces.setup.rules')}</h2><form class="stack form-gap" onSubmit=${save}><fieldset class="bare" disabled=${!writes}>
    <div class="field-pair"><${Field} label=${t('spaces.setup.opens')} inputmode="numeric" placeholder="09:00" pattern="([01][0-9]|2[0-3]):[0-5][0-9]" maxlength="5" value=${values.opens} onInput=${put(values, set, 'opens')} /><${Field} label=${t('spaces.setup.closes')} inputmode="numeric" placeholder="09:00" pattern="([01][0-9]|2[0-3]):[0-5][0-9]" maxlength="5" value=${values.closes} onInput=${put(values, set, 'closes')} /></div>
    <${Field} label=${t('spaces.setup.burst')} hint=${t('spaces.setup.burst_hint')} inputmode="numeric" value=${values.burst} onInput=${put(values, set, 'burst')} />
    <${Field} label=${t('spaces.setup.pin')} hint=${t(settings?.has_pin ? 'spaces.setup.pin_set' : 'spaces.setup.pin_none')} inputmode="numeric" autocomplete="off" pattern="[0-9]{4,8}" maxlength="8" value=${values.pin} onInput=${put(values, set, 'pin')} /></fieldset>
    <${ActError} error=${error} />${writes && html`<p class="buttons"><button class="button main" disabled=${Boolean(busy)}>${t('core.act.save')}</button>${settings?.has_pin && html`<button type="button" class="button" disabled=${Boolean(busy)} onClick=${off}>${t('spaces.setup.pin_off')}</button>`}</p>`}</form></section>`;
}

/** Fixed gifts for a number of stamps: nobody needs luck for them. @param {{settings: any, writes: boolean}} props */
function Gifts({ settings, writes }) {
  const [gifts, setGifts] = useState(/** @type {any[]} */ (settings?.gifts ?? []));
  const { busy, error, run } = useAct();
  const change = (/** @type {number} */ i, /** @type {string} */ name, /** @type {any} */ value) => setGifts(gifts.map((one, n) => (n === i ? { ...one, [name]: value } : one)));
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    const told = gifts.map(({ id, name, stamps, pieces }) => ({ id, name: name.trim(), stamps: Number(stamps), pieces: numberOf(pieces ?? '') }));
    void run('save', async () => { await act('/spaces/settings', { gifts: told }); toast(t('spaces.setup.saved')); });
  };
  return html`<section aria-labelledby="gifts"><h2 class="list-head" id="gifts">${t('spaces.setup.gifts')}</h2><p class="quiet">${t('spaces.setup.gifts_about')}</p><form class="stack form-gap" onSubmit=${save}><fieldset class="bare" disabled=${!writes}>
    ${gifts.map((gift, i) => html`<div class="gift" key=${gift.id} data-gift=${gift.id}><${Field} label=${t('spaces.setup.gift_name')} required maxlength="80" value=${gift.name} onInput=${(/** @type {any} */ e) => change(i, 'name', e.currentTarget.value)} />
      <${Field} label=${t('spaces.setup.gift_stamps')} inputmode="numeric" required value=${String(gift.stamps)} onInput=${(/** @type {any} */ e) => change(i, 'stamps', e.currentTarget.value)} /><${Field} label=${t('spaces.setup.gift_pieces')} inputmode="numeric" placeholder=${t('spaces.setup.gift_enough')} value=${String(gift.pieces ?? '')} onInput=${(/** @type {any} */ e) => change(i, 'pieces', e.currentTarget.value)} />
      <p class="gift-given"><span class="quiet">${t('spaces.setup.gift_given', { n: settings?.given?.[gift.id] ?? 0 })}</span> ${writes && html`<button type="button" class="button" aria-label=${t('spaces.setup.gift_drop', { name: gift.name })} disabled=${Boolean(settings?.given?.[gift.id])} onClick=${() => setGifts(gifts.filter((_, n) => n !== i))}><${Icon} name="trash-2" /></button>`}</p></div>`)}
    ${!gifts.length && html`<p>${t('spaces.setup.gifts_none')}</p>`}</fieldset><${ActError} error=${error} />
    ${writes && html`<p class="buttons"><button type="button" class="button" id="gift-add" onClick=${() => setGifts([...gifts, { id: freshId('g'), name: '', stamps: 5, pieces: null }])}><${Icon} name="plus" /> ${t('spaces.setup.gift_add')}</button><button class="button main" disabled=${Boolean(busy)}>${t('core.act.save')}</button></p>`}</form></section>`;
}

/** @param {{area: any}} props */
function AreaForm({ area }) {
  const [values, set] = useState({ name: area?.name ?? '', safety: String(area?.safety ?? ''), order: String(area?.order ?? ''), opens: area?.opens ?? '', closes: area?.closes ?? '' });
  const { busy, error, run } = useAct();
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    const told = { name: values.name.trim(), safety: numberOf(values.safety), opens: values.opens, closes: values.closes, ...(values.order ? { order: Number(values.order) } : {}) };
    void run('save', () => (area ? act(`/spaces/areas/${encodeURIComponent(area.id)}/change`, { changes: told }) : act('/spaces/areas', told))).then((done) => done && close());
  };
  return html`<form class="in-place" onSubmit=${save}><${Field} label=${t('spaces.setup.name')} required maxlength="80" value=${values.name} onInput=${put(values, set, 'name')} />
    <div class="field-pair"><${Field} label=${t('spaces.setup.safety')} hint=${t('spaces.setup.safety_hint')} inputmode="numeric" value=${values.safety} onInput=${put(values, set, 'safety')} /><${Field} label=${t('spaces.setup.order')} inputmode="numeric" value=${values.order} onInput=${put(values, set, 'order')} /></div>
    <div class="field-pair"><${Field} label=${t('spaces.setup.opens')} hint=${t('spaces.setup.hours_hint')} inputmode="numeric" placeholder="09:00" pattern="([01][0-9]|2[0-3]):[0-5][0-9]" maxlength="5" value=${values.opens} onInput=${put(values, set, 'opens')} /><${Field} label=${t('spaces.setup.closes')} inputmode="numeric" placeholder="09:00" pattern="([01][0-9]|2[0-3]):[0-5][0-9]" maxlength="5" value=${values.closes} onInput=${put(values, set, 'closes')} /></div>
    <${ActError} error=${error} /><p class="buttons"><button class="button main" disabled=${Boolean(busy)}>${t('core.act.save')}</button><button type="button" class="button plain" onClick=${close}>${t('core.act.cancel')}</button></p></form>`;
}

/** @param {{one: any}} props */
function ExhibitorForm({ one }) {
  const [values, set] = useState({ name: one?.name ?? '', contact: one?.contact ?? '', producer: one?.producer ?? '' });
  const { busy, error, run } = useAct();
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    const told = { name: values.name.trim(), contact: values.contact.trim(), producer: values.producer.trim() };
    void run('save', () => (one ? act(`/spaces/exhibitors/${encodeURIComponent(one.id)}/change`, { changes: told }) : act('/spaces/exhibitors', told))).then((done) => done && close());
  };
  return html`<form class="in-place" onSubmit=${save}><${Field} label=${t('spaces.setup.exhibitor_name')} required maxlength="120" value=${values.name} onInput=${put(values, set, 'name')} />
    <${Field} label=${t('spaces.setup.contact')} hint=${t('spaces.setup.contact_hint')} required maxlength="200" value=${values.contact} onInput=${put(values, set, 'contact')} /><${Field} label=${t('spaces.setup.producer')} hint=${t('spaces.setup.producer_hint')} maxlength="40" value=${values.producer} onInput=${put(values, set, 'producer')} />
    <${ActError} error=${error} /><p class="buttons"><button class="button main" disabled=${Boolean(busy)}>${t('core.act.save')}</button><button type="button" class="button plain" onClick=${close}>${t('core.act.cancel')}</button></p></form>`;
}

/** A list with a form under the row that is open. @param {{kind: string, rows: any[], writes: boolean, about: (row: any) => any, form: (row: any) => any, more?: (row: any) => any}} props */
function Shelf({ kind, rows, writes, about, form, more }) {
  const [shown, setShown] = useState(60);
  const open = opened.value;
  return html`<section aria-labelledby=${`shelf-${kind}`}><h2 class="list-head" id=${`shelf-${kind}`}>${t(`spaces.setup.${kind}`)} <span class="num">${rows.length}</span></h2>
    ${writes && (open === `${kind} new` ? form(null) : html`<p class="buttons"><button type="button" class="button" id=${`new-${kind}`} onClick=${() => { opened.value = `${kind} new`; }}><${Icon} name="plus" /> ${t(`spaces.setup.${kind}_add`)}</button></p>`)}
    ${rows.length ? html`<ul class="rows">${rows.slice(0, shown).map((row) => html`<li key=${row.id} data-row=${row.id}><div class="row"><div><p class="title">${row.name}</p><p class="about">${about(row)}</p></div>
        <div class="side buttons">${more?.(row)}${writes && html`<button type="button" class="button" aria-expanded=${open === `${kind} ${row.id}`} aria-label=${t('spaces.setup.edit', { name: row.name })} onClick=${() => { opened.value = open === `${kind} ${row.id}` ? '' : `${kind} ${row.id}`; }}>${t('office.act.edit')}</button>`}</div></div>
        ${open === `${kind} ${row.id}` && form(row)}${open === `sheet ${row.id}` && html`<${Sheet} booth=${row} onClose=${close} />`}</li>`)}</ul>${rows.length > shown && html`<p class="buttons pad-top"><button type="button" class="button" onClick=${() => setShown(shown + 100)}>${t('core.act.more')}</button></p>`}`
      : html`<${Empty} icon="list" title=${t(`spaces.setup.${kind}_none`)} />`}</section>`;
}

/** @param {Parts} props */
export function Setup({ store, writes }) {
  const settings = store.get('space_settings', 'spaces');
  const areas = [...store.list('space_area')].sort(byOrder);
  const exhibitors = [...store.list('space_exhibitor')].sort(byOrder);
  const booths = [...store.list('space_booth')].sort(byOrder);
  const told = `${JSON.stringify(settings?.gifts ?? [])}`;
  return html`${!writes && html`<p class="quiet">${t('spaces.setup.read_only')}</p>`}<div class="two-columns"><${Settings} key=${`${settings?.opens} ${settings?.closes} ${settings?.burst}`} settings=${settings} writes=${writes} /><${Gifts} key=${told} settings=${settings} writes=${writes} /></div>
    <div class="pad-top"><${Shelf} kind="areas" rows=${areas} writes=${writes} form=${(/** @type {any} */ row) => html`<${AreaForm} area=${row} />`}
      about=${(/** @type {any} */ row) => [row.safety ? t('spaces.setup.safety_is', { n: row.safety }) : t('spaces.space.no_safety'), row.opens && `${row.opens}–${row.closes}`].filter(Boolean).join(' · ')} /></div>
    <div class="pad-top"><${Shelf} kind="exhibitors" rows=${exhibitors} writes=${writes} form=${(/** @type {any} */ row) => html`<${ExhibitorForm} one=${row} />`} about=${(/** @type {any} */ row) => row.contact} /></div>
    <div class="pad-top"><${Shelf} kind="booths" rows=${booths} writes=${writes} form=${(/** @type {any} */ row) => html`<${BoothForm} booth=${row} areas=${areas} exhibitors=${exhibitors} onClose=${close} />`}
      more=${(/** @type {any} */ row) => writes && html`<button type="button" class="button" aria-expanded=${opened.value === `sheet ${row.id}`} aria-label=${t('spaces.setup.sheet_of', { name: row.name })} onClick=${() => { opened.value = `sheet ${row.id}`; }}><${Icon} name="printer" /> ${t('spaces.setup.sheet')}</button>`}
      about=${(/** @type {any} */ row) => html`${[store.get('space_area', row.area ?? '')?.name, store.get('space_exhibitor', row.exhibitor ?? '')?.name, row.shows].filter(Boolean).join(' · ')}${!row.stamps && html` <${Pill}>${t('spaces.setup.no_stamps')}</${Pill}>`}${row.printed && html` <${Pill} state="look" icon="printer">${t('spaces.space.printed')}</${Pill}>`}`} /></div>`;
}
