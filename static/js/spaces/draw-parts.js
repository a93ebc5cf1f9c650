// @ts-check
/** One draw, step after step: registration, list, witnesses, result. */

import { eventPath } from '../core/page.js';
import { dateDMY, fromZoned, Hold, html, Icon, Notice, number, t, timeHM, toZoned, useState } from '../core/ui.js';
import { DateText } from '../office/date-text.js';
import { act, ActError, Field, useAct } from '../office/office.js';
import { holdsBack, inGroups, prizesOf, stepOf, WITNESSES } from './draw-rules.js';

/** @typedef {{draw: any, load: () => Promise<void>}} Parts */

const path = (/** @type {any} */ draw, /** @type {string} */ rest) => `/spaces/draws/${encodeURIComponent(draw.id)}/${rest}`;
const dmyHM = (/** @type {any} */ at) => (at ? `${timeHM(at)} ${dateDMY(at)}` : '');

/** @param {{codes: string[]}} props */
const Locked = ({ codes }) => html`<${Notice} kind="look" icon="lock" title=${t('spaces.draw.locked')}><ul>${codes.map((one) => html`<li key=${one} data-locked=${one}>${t(`spaces.draw.missing.${one}`)}</li>`)}</ul></${Notice}>`;

/** What has to be typed from the papers before anything opens. @param {Parts} props */
function Register({ draw, load }) {
  const [values, set] = useState({ title: draw.title, min_stamps: String(draw.min_stamps), file_number: draw.file_number ?? '', file_date: draw.file_date ?? '', from: toZoned(draw.from), until: toZoned(draw.until) });
  const [prizes, setPrizes] = useState(/** @type {{name: string, pieces: string}[]} */ (draw.prizes.length ? draw.prizes.map((/** @type {any} */ one) => ({ name: one.name, pieces: String(one.pieces) })) : [{ name: '', pieces: '1' }]));
  const { busy, error, run } = useAct();
  const put = (/** @type {string} */ name) => (/** @type {any} */ e) => set({ ...values, [name]: e.currentTarget.value });
  const when = (/** @type {string} */ name) => (/** @type {string} */ value) => set({ ...values, [name]: value });
  const change = (/** @type {number} */ i, /** @type {string} */ name, /** @type {string} */ value) => setPrizes(prizes.map((one, n) => (n === i ? { ...one, [name]: value } : one)));
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    const changes = { title: values.title.trim(), min_stamps: Number(values.min_stamps), file_number: values.file_number.trim(), file_date: values.file_date, from: fromZoned(values.from), until: fromZoned(values.until), prizes: prizesOf(prizes) };
    void run('save', async () => { await act(path(draw, 'change'), { version: draw.version, changes }); await load(); });
  };
  return html`<form class="in-place" id="register" onSubmit=${save}><h3>${t('spaces.draw.step.register')}</h3><p class="quiet">${t('spaces.draw.register_about')}</p>
    <div class="field-pair"><${Field} label=${t('spaces.draw.name')} required maxlength="80" value=${values.title} onInput=${put('title')} /><${Field} label=${t('spaces.draw.min_stamps')} inputmode="numeric" required value=${values.min_stamps} onInput=${put('min_stamps')} /></div>
    <div class="field-pair"><${Field} label=${t('spaces.draw.file_number')} name="file_number" maxlength="60" value=${values.file_number} onInput=${put('file_number')} /><${DateText} label=${t('spaces.draw.file_date')} name="file_date" value=${values.file_date} onValue=${when('file_date')} /></div>
    <div class="field-pair"><${DateText} label=${t('spaces.draw.from')} name="from" time value=${values.from} onValue=${when('from')} /><${DateText} label=${t('spaces.draw.until')} name="until" time value=${values.until} onValue=${when('until')} /></div>
    <fieldset class="bare"><legend><b>${t('spaces.draw.prizes')}</b></legend>${prizes.map((one, i) => html`<div class="gift two" key=${i}><${Field} label=${t('spaces.draw.prize')} name=${`prize-${i}`} maxlength="80" value=${one.name} onInput=${(/** @type {any} */ e) => change(i, 'name', e.currentTarget.value)} /><${Field} label=${t('spaces.draw.pieces')} inputmode="numeric" value=${one.pieces} onInput=${(/** @type {any} */ e) => change(i, 'pieces', e.currentTarget.value)} /></div>`)}
      <p><button type="button" class="button" onClick=${() => setPrizes([...prizes, { name: '', pieces: '1' }])}><${Icon} name="plus" /> ${t('spaces.draw.prize_add')}</button></p></fieldset>
    <${ActError} error=${error} /><p class="buttons"><button class="button main" data-act="save" disabled=${Boolean(busy)}>${t('core.act.save')}</button></p></form>`;
}

/** A card's number as it is read aloud, and as it stands on the card. @param {string} card */
const halves = (card) => [card.slice(0, 4), card.slice(4)];

/** @param {{draw: any}} props */
const Facts = ({ draw }) => html`<dl class="facts draw-facts"><div><dt>${t('spaces.draw.file_number')}</dt><dd>${draw.file_number || '–'}</dd></div><div><dt>${t('spaces.draw.file_date')}</dt><dd class="num">${draw.file_date ? draw.file_date.split('-').reverse().join('/') : '–'}</dd></div>
  <div><dt>${t('spaces.draw.period')}</dt><dd class="num">${dmyHM(draw.from)} – ${dmyHM(draw.until)}</dd></div><div><dt>${t('spaces.draw.min_stamps')}</dt><dd>${draw.min_stamps}</dd></div></dl>
  <ul class="plain-list">${draw.prizes.map((/** @type {any} */ one, /** @type {number} */ i) => html`<li key=${i}>${number(one.pieces)} × ${one.name}</li>`)}</ul>`;

/** The frozen list: how many, and the sum that anybody can check. @param {{draw: any}} props */
const List = ({ draw }) => html`<section class="draw-list" aria-labelledby="list"><h3 id="list">${t('spaces.draw.list', { n: number(draw.entries), at: dmyHM(draw.frozen_at) })}</h3><p>${t('spaces.draw.hash')}</p><p class="hash num" data-hash=${draw.list_hash}>${inGroups(draw.list_hash).map((part) => html`<span key=${part}>${part}</span> `)}</p>
  <p class="buttons no-print"><a class="button" href=${`${eventPath()}${path(draw, 'list.json')}`} download><${Icon} name="download" /> ${t('spaces.draw.list_file')}</a></p></section>`;

/** @param {Parts} props */
function Freeze({ draw, load }) {
  const { busy, error, run } = useAct();
  const freeze = () => run('freeze', async () => { await act(path(draw, 'freeze'), {}); await load(); });
  return html`<section class="in-place"><h3>${t('spaces.draw.step.freeze')}</h3><p>${t('spaces.draw.freeze_about', { n: number(draw.entries ?? 0) })}</p><${ActError} error=${error} /><p class="buttons"><button type="button" class="button main" id="freeze" disabled=${Boolean(busy)} onClick=${freeze}><${Icon} name="lock" /> ${t('spaces.draw.freeze')}</button></p></section>`;
}

/** @param {Parts} props */
function Thaw({ draw, load }) {
  const [reason, setReason] = useState('');
  const { busy, error, run } = useAct();
  const thaw = (/** @type {Event} */ event) => { event.preventDefault(); void run('thaw', async () => { await act(path(draw, 'thaw'), { reason: reason.trim() }); await load(); }); };
  return html`<details class="more"><summary>${t('spaces.draw.thaw')}</summary><form class="in-place" onSubmit=${thaw}><${Field} label=${t('spaces.draw.reason')} hint=${t('spaces.draw.reason_hint')} required minlength="10" maxlength="200" value=${reason} onInput=${(/** @type {any} */ e) => setReason(e.currentTarget.value)} /><${ActError} error=${error} /><p class="buttons"><button class="button" disabled=${Boolean(busy)}>${t('spaces.draw.thaw_do')}</button></p></form></details>`;
}

/** Three people, each with a number that nobody else chose. @param {Parts} props */
function Run({ draw, load }) {
  const [people, setPeople] = useState(Array.from({ length: WITNESSES }, () => ({ name: '', role: '', number: '' })));
  const { busy, error, run } = useAct();
  const change = (/** @type {number} */ i, /** @type {string} */ name, /** @type {string} */ value) => setPeople(people.map((one, n) => (n === i ? { ...one, [name]: value } : one)));
  const back = holdsBack(people, draw.locked);
  const witnesses = people.map((one) => ({ name: one.name.trim(), role: one.role.trim(), number: Number(one.number) }));
  const go = () => run('run', async () => { await act(path(draw, 'run'), { list_hash: draw.list_hash, witnesses }); await load(); });
  return html`<section class="in-place" id="run"><h3>${t('spaces.draw.step.run')}</h3><p>${t('spaces.draw.run_about')}</p>
    ${people.map((one, i) => html`<fieldset class="bare witness" key=${i} data-witness=${i}><legend>${t('spaces.draw.witness', { n: i + 1 })}</legend><div class="gift"><${Field} label=${t('spaces.draw.witness_name')} maxlength="60" autocomplete="off" value=${one.name} onInput=${(/** @type {any} */ e) => change(i, 'name', e.currentTarget.value)} /><${Field} label=${t('spaces.draw.witness_role')} maxlength="80" autocomplete="off" value=${one.role} onInput=${(/** @type {any} */ e) => change(i, 'role', e.currentTarget.value)} /><${Field} label=${t('spaces.draw.witness_number')} inputmode="numeric" maxlength="6" autocomplete="off" value=${one.number} onInput=${(/** @type {any} */ e) => change(i, 'number', e.currentTarget.value.replace(/\D/g, ''))} /></div></fieldset>`)}
    <${ActError} error=${error} />${back.length > 0 && html`<${Locked} codes=${back} />`}
    <p class="buttons"><${Hold} kind="main thumb" disabled=${Boolean(busy) || back.length > 0} onHold=${go}>${t('spaces.draw.hold')}</${Hold}></p></section>`;
}

/** @param {{draw: any}} props */
const Result = ({ draw }) => html`<section aria-labelledby="result"><h3 id="result">${t('spaces.draw.result', { at: dmyHM(draw.drawn_at) })}</h3>
  <div class="scroll" role="region" tabindex="0" aria-labelledby="result"><table class="table winners"><thead><tr><th scope="col" class="number">${t('spaces.draw.place')}</th><th scope="col">${t('spaces.draw.prize')}</th><th scope="col">${t('spaces.card_number')}</th><th scope="col">${t('spaces.draw.claimed')}</th></tr></thead>
    <tbody>${draw.winners.map((/** @type {any} */ one) => html`<tr key=${one.place} data-place=${one.place}><td class="number">${one.place}</td><td>${one.prize}</td><th scope="row" class="num winner">${halves(one.card).map((part) => html`<span key=${part}>${part}</span>`)}</th><td>${one.claimed_at ? dmyHM(one.claimed_at) : t('spaces.draw.not_claimed')}</td></tr>`)}</tbody></table></div>
  <h4>${t('spaces.draw.witnesses')}</h4><ul class="plain-list">${draw.witnesses.map((/** @type {any} */ one) => html`<li key=${one.name}>${one.name}, ${one.role}: <b class="num">${one.number}</b></li>`)}</ul>
  <p>${t('spaces.draw.seed')}</p><p class="hash num" data-seed>${draw.seed}</p><p>${t('spaces.draw.repeat')}</p><pre class="command" tabindex="0">python3 repeat_draw.py list.json</pre>
  <p class="buttons no-print"><a class="button main" href=${`${eventPath()}${path(draw, 'minutes.docx')}`} download><${Icon} name="download" /> ${t('spaces.draw.minutes')}</a><a class="button" href=${`${eventPath()}${path(draw, 'list.json')}`} download><${Icon} name="download" /> ${t('spaces.draw.list_file')}</a><a class="button" href=${`${eventPath()}${path(draw, 'repeat_draw.py')}`} download><${Icon} name="download" /> ${t('spaces.draw.script')}</a></p></section>`;

/** @param {Parts} props */
export function Draw({ draw, load }) {
  const step = stepOf(draw);
  return html`<article class="draw" data-draw=${draw.id} data-step=${step}><h2>${draw.title}</h2>
    ${step !== 'register' && html`<${Facts} draw=${draw} />`}
    ${step === 'register' && html`<${Locked} codes=${draw.locked} /><${Register} draw=${draw} load=${load} />`}
    ${step === 'freeze' && html`<${Freeze} draw=${draw} load=${load} /><details class="more"><summary>${t('spaces.draw.edit')}</summary><${Register} draw=${draw} load=${load} /></details>`}
    ${(step === 'run' || step === 'done') && html`<${List} draw=${draw} />`}
    ${step === 'run' && html`<${Run} draw=${draw} load=${load} /><${Thaw} draw=${draw} load=${load} />`}
    ${step === 'done' && html`<${Result} draw=${draw} />`}</article>`;
}
