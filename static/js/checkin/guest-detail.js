/** One guest: who, the evening so far, the acts, the code. */

import { eventPath, hasRole } from '../core/page.js';
import { Hold, html, Icon, Notice, Pill, t, timeHMS, toast, useEffect, useRef, useState } from '../core/ui.js';
import { act, ActError, Field, read, useAct } from '../office/office.js';
import { fullName, scanOutcome, statusPill } from './guest-words.js';

const mayEdit = () => hasRole('organiser', 'protocol');
const maySupervise = () => hasRole('organiser', 'supervisor');

/** @param {{id: string, changed: number, store: import('../core/store.js').Store}} props */
export function GuestDetail({ id, changed, store }) {
  const [found, setFound] = useState(/** @type {{guest: any, scans: any[]} | null} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const [again, setAgain] = useState(0);
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    let mine = true;
    read(`/guests/${encodeURIComponent(id)}`).then(
      (answer) => { if (mine) { setFound({ guest: answer.guest, scans: answer.scans }); setError(null); } },
      (problem) => { if (mine) setError(problem); },
    );
    return () => { mine = false; };
  }, [id, changed, again]);
  const loaded = found !== null;
  useEffect(() => {
    if (!loaded) return;
    heading.current?.focus({ preventScroll: true });
    if (matchMedia('(max-width: 959px)').matches) scrollTo(0, 0);
  }, [id, loaded]);

  const back = html`<p class="back"><a class="button plain" href="#"><${Icon} name="chevron-left" /> ${t('office.guests.back')}</a></p>`;
  if (error) {
    return html`${back}<${ActError} error=${error} /><p class="buttons"><button type="button" class="button" onClick=${() => setAgain(again + 1)}>${t('core.act.retry')}</button></p>`;
  }
  if (!found) return html`${back}<p class="quiet" role="status">${t('core.loading')}</p>`;
  const { guest, scans } = found;
  const done = () => setAgain((n) => n + 1);
  return html`${back}<article class="guest">
    <header><h2 class="head" tabindex="-1" ref=${heading}>${fullName(guest)}</h2>
      <p class="large">${[guest.title, guest.unit].filter(Boolean).join(', ')}</p>
      ${guest.unit !== guest.delegation_name && html`<p class="quiet">${guest.delegation_name}</p>`}
      <p class="pills">${guest.vip && html`<${Pill} icon="crown" state="brand">VIP</${Pill}>`}${guest.head && html`<${Pill} icon="users">${t('office.guests.head')}</${Pill}>`}
        <${statusPill} guest=${guest} />${guest.inside && html`<${Pill} icon="check" state="go">${t('office.guests.inside')}</${Pill}>`}</p></header>
    ${guest.blocked && html`<${Notice} kind="live" icon="ban" title=${t('office.guests.blocked')}><p>${guest.blocked}</p></${Notice}>`}
    ${(guest.attention || guest.note) && html`<${Notice} kind=${guest.attention ? 'look' : ''} title=${t(guest.attention ? 'office.guests.attention' : 'office.field.note')}><p>${guest.note}</p></${Notice}>`}
    <${Facts} guest=${guest} category=${store.get('category', guest.category)?.name} />
    ${mayEdit() && html`<${Acts} guest=${guest} onDone=${done} />`}
    ${mayEdit() && html`<${Code} guest=${guest} onDone=${done} />`}
    <${History} scans=${scans} onDone=${done} />
  </article>`;
}

/** @param {{guest: any, category: string | undefined}} props */
function Facts({ guest, category }) {
  const facts = [['seat', guest.seat], ['category', category], ['badge', guest.badge], ['host', guest.host],
    ['entries', guest.entries || null], ['phone', guest.phone], ['email', guest.email], ['met_by', guest.met_by]];
  return html`<dl class="facts small-facts">${facts.filter(([, value]) => value).map(([name, value]) => html`<div key=${name} class=${name === 'email' ? 'whole' : ''}><dt>${t(`office.field.${name}`)}</dt><dd>${name === 'email' ? breakable(value) : value}</dd></div>`)}</dl>`;
}

/** An e-mail address may break before "@" and after a dot, never inside a word. @param {string} address */
const breakable = (address) => address.split(/(?=@)|(?<=\.)/).map((part, i) => html`${i > 0 && html`<wbr />`}${part}`);

/** @param {{guest: any, onDone: () => void}} props */
function Acts({ guest, onDone }) {
  const [open, setOpen] = useState(/** @type {'' | 'block' | 'note'} */ (''));
  const { busy, error, run } = useAct();
  /** @param {Record<string, unknown>} changes @param {string} words @param {Record<string, unknown>} [undo] */
  async function change(changes, words, undo) {
    const path = `/guests/${encodeURIComponent(guest.id)}/change`;
    if (!(await run('change', () => act(path, { changes })))) return;
    setOpen('');
    onDone();
    toast(words, undo && { act: t('core.act.undo'), onAct: () => run('undo', () => act(path, { changes: undo })).then(onDone) });
  }
  const toStatus = (/** @type {string} */ status) => change({ status }, t('office.guests.status_done', { name: fullName(guest), status: t(`office.status.${status}`) }), { status: guest.status });
  const button = (/** @type {string} */ icon, /** @type {string} */ words, /** @type {() => void} */ onClick) => html`<button type="button" class="button" disabled=${Boolean(busy)} onClick=${onClick}><${Icon} name=${icon} /> ${words}</button>`;
  return html`<section class="stack acts" aria-label=${t('office.guests.acts')}><div class="buttons">
      ${guest.status !== 'confirmed' && button('check', t('office.guests.confirm'), () => toStatus('confirmed'))}
      ${guest.status !== 'cancelled' && button('x', t('office.guests.cancel'), () => toStatus('cancelled'))}
      ${guest.blocked ? button('undo-2', t('office.guests.unblock'), () => change({ blocked: '' }, t('office.guests.unblock_done'), { blocked: guest.blocked }))
        : button('ban', t('office.guests.block'), () => setOpen(open === 'block' ? '' : 'block'))}
      ${button('bell', t('office.guests.note'), () => setOpen(open === 'note' ? '' : 'note'))}</div>
    ${open === 'block' && html`<${BlockForm} busy=${Boolean(busy)} onCancel=${() => setOpen('')} onBlock=${(/** @type {string} */ blocked) => change({ blocked }, t('office.guests.block_done', { name: fullName(guest) }), { blocked: '' })} />`}
    ${open === 'note' && html`<${NoteForm} guest=${guest} busy=${Boolean(busy)} onCancel=${() => setOpen('')} onSave=${(/** @type {any} */ changes) => change(changes, t('office.guests.note_done'), { attention: guest.attention, note: guest.note })} />`}
    <${ActError} error=${error} /></section>`;
}

/** @param {{busy: boolean, onCancel: () => void, onBlock: (reason: string) => void}} props */
function BlockForm({ busy, onCancel, onBlock }) {
  const [reason, setReason] = useState('');
  return html`<div class="in-place"><${Field} label=${t('office.guests.block_reason')} hint=${t('office.guests.block_hint')} maxlength="200" value=${reason} onInput=${(/** @type {any} */ e) => setReason(e.currentTarget.value)} />
    <p class="buttons"><${Hold} kind="live" disabled=${busy || !reason.trim()} onHold=${() => onBlock(reason.trim())}>${t('office.guests.block_hold')}</${Hold}>
      <button type="button" class="button" onClick=${onCancel}>${t('core.act.cancel')}</button></p></div>`;
}

/** @param {{guest: any, busy: boolean, onCancel: () => void, onSave: (changes: {note: string, attention: boolean}) => void}} props */
function NoteForm({ guest, busy, onCancel, onSave }) {
  const [note, setNote] = useState(guest.note ?? '');
  const [attention, setAttention] = useState(Boolean(guest.attention));
  return html`<form class="in-place" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); onSave({ note: note.trim(), attention }); }}>
    <${Field} kind="textarea" rows="3" maxlength="500" label=${t('office.guests.note_label')} hint=${t('office.guests.note_hint')} value=${note} onInput=${(/** @type {any} */ e) => setNote(e.currentTarget.value)} />
    <label class="tick"><input type="checkbox" checked=${attention} onChange=${(/** @type {any} */ e) => setAttention(e.currentTarget.checked)} /> <span>${t('office.guests.attention_tick')}</span></label>
    <p class="buttons"><button class="button main" disabled=${busy}>${t('core.act.save')}</button><button type="button" class="button" onClick=${onCancel}>${t('core.act.cancel')}</button></p></form>`;
}

/** The invitation code: large for a tablet's camera, printable, replaceable. @param {{guest: any, onDone: () => void}} props */
function Code({ guest, onDone }) {
  const [open, setOpen] = useState(false);
  const { busy, error, run } = useAct();
  const reissue = async () => {
    if (!(await run('reissue', () => act(`/guests/${encodeURIComponent(guest.id)}/reissue`)))) return;
    toast(t('office.guests.reissued'));
    onDone();
  };
  const source = `${eventPath()}/guests/${encodeURIComponent(guest.id)}/code.svg?v=${guest.version ?? 1}`;
  return html`<section class="stack code-section" aria-labelledby="code"><h3 id="code" class="list-head">${t('office.guests.code')}</h3>
    ${open && html`<figure class="qr large-qr"><img src=${source} alt=${t('office.guests.code_alt', { name: fullName(guest) })} /></figure>${guest.code && html`<p class="code num">${guest.code}</p>`}<p class="print-only large"><b>${fullName(guest)}</b>${guest.seat && html`<br />${t('office.field.seat')} ${guest.seat}`}</p>`}
    <p class="buttons"><button type="button" class="button main" aria-expanded=${open} onClick=${() => setOpen(!open)}><${Icon} name="qr-code" /> ${t(open ? 'office.guests.code_hide' : 'office.guests.code_show')}</button>
      ${open && html`<button type="button" class="button" onClick=${() => print()}><${Icon} name="printer" /> ${t('office.guests.print')}</button>`}
      ${open && html`<a class="button" download href=${source.replace('code.svg', 'code.png')}><${Icon} name="download" /> ${t('office.guests.code_png')}</a>`}</p>
    ${open && html`<div class="confirm no-print"><p><b>${t('office.guests.reissue_ask')}</b> ${t('office.guests.reissue_about')}</p><${Hold} disabled=${Boolean(busy)} onHold=${reissue}>${t('office.guests.reissue_hold')}</${Hold}></div>`}
    <${ActError} error=${error} /></section>`;
}

/** @param {{scans: any[], onDone: () => void}} props */
function History({ scans, onDone }) {
  if (!scans.length) return html`<section class="no-print"><h3 class="list-head">${t('office.guests.history')}</h3><p class="quiet">${t('office.guests.no_history')}</p></section>`;
  return html`<section class="no-print" aria-labelledby="history"><h3 id="history" class="list-head">${t('office.guests.history')}</h3>
    <ol class="timeline">${scans.map((scan) => html`<${Scan} key=${scan.ref} scan=${scan} onDone=${onDone} />`)}</ol></section>`;
}

/** @param {{scan: any, onDone: () => void}} props */
function Scan({ scan, onDone }) {
  const [open, setOpen] = useState(false);
  const outcome = scanOutcome(scan);
  const where = [scan.gate, scan.device, scan.operator].filter(Boolean).join(' · ');
  const mayUndo = maySupervise() && scan.admit && scan.state === 'counted';
  return html`<li><time>${timeHMS(scan.at)}</time><div class="stack"><p><${Pill} icon=${outcome.icon} state=${outcome.state}>${outcome.words}</${Pill}></p>
    <p>${where} · ${t(`office.method.${scan.method}`)}</p>
    ${scan.override_reason && html`<p class="quiet">${t('office.scan.override', { reason: scan.override_reason })}</p>`}
    ${scan.resolution && html`<p class="quiet">${t('office.scan.resolved', { how: t(`office.issues.act.${scan.resolution}`) })}</p>`}
    ${mayUndo && !open && html`<p><button type="button" class="button" onClick=${() => setOpen(true)}><${Icon} name="undo-2" /> ${t('core.act.undo')}</button></p>`}
    ${open && mayUndo && html`<${UndoScan} scan=${scan} onCancel=${() => setOpen(false)} onDone=${onDone} />`}</div></li>`;
}

/** @param {{scan: any, onCancel: () => void, onDone: () => void}} props */
function UndoScan({ scan, onCancel, onDone }) {
  const [reason, setReason] = useState('');
  const { busy, error, run } = useAct();
  const undo = async () => { if (await run('undo', () => act(`/scans/${encodeURIComponent(scan.ref)}/undo`, { reason: reason.trim() }))) onDone(); };
  return html`<form class="in-place" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void undo(); }}>
    <${Field} label=${t('office.scan.undo_reason')} required maxlength="200" value=${reason} onInput=${(/** @type {any} */ e) => setReason(e.currentTarget.value)} />
    <${ActError} error=${error} /><p class="buttons"><button class="button main" disabled=${Boolean(busy) || !reason.trim()}>${t('core.act.undo')}</button><button type="button" class="button" onClick=${onCancel}>${t('core.act.cancel')}</button></p></form>`;
}
