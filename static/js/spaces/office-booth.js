// @ts-check
/** One booth: its form, and the printed sheet for the day on which its tablet is dead. */

import { newRef } from '../core/api.js';
import { html, Icon, Notice, t, useEffect, useState } from '../core/ui.js';
import { act, ActError, Field, read, Tick, useAct } from '../office/office.js';
import { timesOf } from './demo-times.js';
import { pathOf, qr, QUIET } from './qr.js';

/** @param {{demos: any[], set: (demos: any[]) => void, bad: number}} props */
function Demos({ demos, set, bad }) {
  const change = (/** @type {number} */ i, /** @type {string} */ name, /** @type {string} */ value) => set(demos.map((one, n) => (n === i ? { ...one, [name]: value } : one)));
  return html`<fieldset class="bare"><legend><b>${t('spaces.space.demos')}</b></legend>${demos.map((one, i) => html`<div class="gift" key=${one.id}><${Field} label=${t('spaces.setup.demo_title')} required maxlength="80" value=${one.title} onInput=${(/** @type {any} */ e) => change(i, 'title', e.currentTarget.value)} />
      <${Field} label=${t('spaces.setup.demo_times')} hint=${t('spaces.setup.demo_hint')} aria-invalid=${bad === i ? 'true' : undefined} value=${one.times} onInput=${(/** @type {any} */ e) => change(i, 'times', e.currentTarget.value)} /><${Field} label=${t('spaces.setup.demo_minutes')} inputmode="numeric" value=${one.minutes} onInput=${(/** @type {any} */ e) => change(i, 'minutes', e.currentTarget.value)} />
      <p class="gift-given"><button type="button" class="button" aria-label=${t('spaces.setup.demo_drop', { name: one.title })} onClick=${() => set(demos.filter((_, n) => n !== i))}><${Icon} name="trash-2" /></button></p></div>`)}
    <p><button type="button" class="button" onClick=${() => set([...demos, { id: `d${newRef().slice(0, 8)}`, title: '', times: '', minutes: '15' }])}><${Icon} name="plus" /> ${t('spaces.setup.demo_add')}</button></p></fieldset>`;
}

/** @param {{booth: any, areas: any[], exhibitors: any[], onClose: () => void}} props */
export function BoothForm({ booth, areas, exhibitors, onClose }) {
  const [values, set] = useState({ name: booth?.name ?? '', area: booth?.area ?? areas[0]?.id ?? '', exhibitor: booth?.exhibitor ?? '', room: booth?.room ?? '', shows: booth?.shows ?? '', opens: booth?.opens ?? '', closes: booth?.closes ?? '', order: String(booth?.order ?? ''), stamps: booth?.stamps ?? true });
  const [demos, setDemos] = useState(/** @type {any[]} */ ((booth?.demos ?? []).map((/** @type {any} */ one) => ({ ...one, times: (one.times ?? []).join(', '), minutes: String(one.minutes ?? '') }))));
  const [bad, setBad] = useState(-1);
  const [sure, setSure] = useState(false);
  const { busy, error, run } = useAct();
  const put = (/** @type {string} */ name) => (/** @type {any} */ e) => set({ ...values, [name]: e.currentTarget.value });
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    const read = demos.map((one) => ({ id: one.id, title: one.title.trim(), times: timesOf(one.times), minutes: Math.max(1, Number(one.minutes) || 15) }));
    const wrong = read.findIndex((one) => one.times === null);
    setBad(wrong);
    if (wrong >= 0) return;
    const { order, ...rest } = values;
    const told = { ...rest, name: values.name.trim(), shows: values.shows.trim(), room: values.room.trim(), demos: read, ...(order ? { order: Number(order) } : {}) };
    void run('save', () => (booth ? act(`/spaces/booths/${encodeURIComponent(booth.id)}/change`, { changes: told }) : act('/spaces/booths', told))).then((done) => done && onClose());
  };
  const remove = () => run('remove', () => act(`/spaces/booths/${encodeURIComponent(booth.id)}/remove`, {})).then((done) => done && onClose());
  return html`<form class="in-place" onSubmit=${save}><${Field} label=${t('spaces.setup.name')} required maxlength="80" value=${values.name} onInput=${put('name')} />
    <div class="field-pair"><${Field} label=${t('spaces.office.area')} kind="select" required value=${values.area} onChange=${put('area')}>${areas.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</${Field}>
      <${Field} label=${t('spaces.setup.exhibitor')} kind="select" value=${values.exhibitor} onChange=${put('exhibitor')}><option value="">${t('spaces.setup.nobody')}</option>${exhibitors.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</${Field}></div>
    <${Field} label=${t('spaces.setup.shows')} maxlength="200" value=${values.shows} onInput=${put('shows')} />
    <div class="field-pair"><${Field} label=${t('spaces.setup.room')} hint=${t('spaces.setup.room_hint')} maxlength="40" value=${values.room} onInput=${put('room')} /><${Field} label=${t('spaces.setup.order')} inputmode="numeric" value=${values.order} onInput=${put('order')} /></div>
    <div class="field-pair"><${Field} label=${t('spaces.setup.opens')} hint=${t('spaces.setup.hours_hint')} inputmode="numeric" placeholder="09:00" pattern="([01][0-9]|2[0-3]):[0-5][0-9]" maxlength="5" value=${values.opens} onInput=${put('opens')} /><${Field} label=${t('spaces.setup.closes')} inputmode="numeric" placeholder="09:00" pattern="([01][0-9]|2[0-3]):[0-5][0-9]" maxlength="5" value=${values.closes} onInput=${put('closes')} /></div>
    <${Tick} label=${t('spaces.setup.stamps')} checked=${values.stamps} onChange=${(/** @type {boolean} */ on) => set({ ...values, stamps: on })} />
    <${Demos} demos=${demos} set=${setDemos} bad=${bad} />${bad >= 0 && html`<${Notice} kind="live" alert title=${t('spaces.setup.demo_bad', { name: demos[bad]?.title ?? '' })} />`}
    <${ActError} error=${error} /><p class="buttons"><button class="button main" disabled=${Boolean(busy)}>${t('core.act.save')}</button><button type="button" class="button plain" onClick=${onClose}>${t('core.act.cancel')}</button>
      ${booth && !sure && html`<button type="button" class="button" onClick=${() => setSure(true)}><${Icon} name="trash-2" /> ${t('spaces.setup.remove')}</button>`}${booth && sure && html`<button type="button" class="button" data-remove onClick=${remove}><${Icon} name="trash-2" /> ${t('spaces.setup.remove_sure', { name: booth.name })}</button>`}</p></form>`;
}

/** The sheet on paper: its code does not turn, so its stamps are weak, and it counts only while somebody says so. @param {{booth: any, onClose: () => void}} props */
export function Sheet({ booth, onClose }) {
  const [sheet, setSheet] = useState(/** @type {any} */ (null));
  const { busy, error, run } = useAct();
  useEffect(() => { void run('read', async () => setSheet(await read(`/spaces/booths/${encodeURIComponent(booth.id)}/print`))); }, [booth.id]);
  const square = sheet && qr(sheet.url).rows;
  const side = square ? square.length + 2 * QUIET : 0;
  const turn = () => run('turn', () => act(`/spaces/booths/${encodeURIComponent(booth.id)}/printed`, { on: !booth.printed }));
  return html`<div class="in-place"><p>${t('spaces.setup.sheet_about')}</p><${ActError} error=${error} />
    ${sheet && html`<figure class="print-sheet"><h3>${sheet.name}</h3><div class="qr space-qr"><svg viewBox=${`0 0 ${side} ${side}`} role="img" aria-label=${t('spaces.space.code_alt', { booth: sheet.name })}><path d=${pathOf(/** @type {boolean[][]} */ (square))} /></svg></div><p class="code-text num">${sheet.code.replace(/.{5}(?=.)/, '$& ')}</p><figcaption>${t('spaces.setup.sheet_scan')} · ${sheet.key}</figcaption></figure>`}
    <p class="buttons no-print"><button type="button" class="button" disabled=${!sheet} onClick=${() => print()}><${Icon} name="printer" /> ${t('spaces.setup.print')}</button>
      <button type="button" class="button" aria-pressed=${booth.printed} disabled=${Boolean(busy)} onClick=${turn}>${t(booth.printed ? 'spaces.setup.sheet_off' : 'spaces.setup.sheet_on')}</button><button type="button" class="button plain" onClick=${onClose}>${t('core.act.close')}</button></p></div>`;
}
