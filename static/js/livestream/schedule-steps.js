/** What may be done with a slot now; what hurts must be held, and says why it is done. */

import { Field } from '../office/office.js';
import { Hold, html, Icon, second, t, useState } from '../core/ui.js';
import { enough, REASON_LETTERS } from './schedule-limits.js';

/** @typedef {import('./schedule-panel.js').About} About */
/** @typedef {{do: string, icon: string, kind?: string, hold?: boolean, asks?: 'note' | 'reason' | 'minutes'}} Step */

const MINUTE = 60_000;
const UNDO_MS = 10 * MINUTE;

/** The steps that a coordinator has, by state; the rules judge them on the server. @param {any} slot @param {number} now @returns {Step[]} */
export function stepsOf(slot, now) {
  const late = now >= slot.starts + 15 * MINUTE && now < slot.ends;
  const cancel = /** @type {Step} */ ({ do: 'cancel', icon: 'ban', hold: true, ...(slot.state === 'confirmed' || slot.state === 'ready' ? { asks: 'reason' } : {}) });
  const noShow = /** @type {Step[]} */ (late ? [{ do: 'no_show', icon: 'user-x', hold: true }] : []);
  switch (slot.state) {
    case 'draft': case 'requested': return [{ do: 'confirm', icon: 'check', kind: 'main' }, cancel];
    case 'confirmed': return [{ do: 'ready', icon: 'circle-check' }, { do: 'go_live', icon: 'radio', kind: 'live', hold: true, asks: 'note' }, ...noShow, cancel];
    case 'ready': return [{ do: 'go_live', icon: 'radio', kind: 'live', hold: true }, { do: 'unready', icon: 'undo-2' }, ...noShow, cancel];
    case 'live': return [{ do: 'end', icon: 'pause', kind: 'main', hold: true }, { do: 'extend', icon: 'plus', asks: 'minutes' }, ...(now - (slot.actual_start ?? 0) < UNDO_MS ? [/** @type {Step} */ ({ do: 'undo_live', icon: 'undo-2' })] : []), { do: 'force_end', icon: 'ban', kind: 'live', hold: true, asks: 'reason' }];
    case 'ended': return now - (slot.actual_end ?? 0) < UNDO_MS ? [{ do: 'reopen', icon: 'undo-2' }] : [];
    case 'no_show': return now < slot.ends ? [{ do: 'reopen', icon: 'undo-2' }] : [];
    default: return [];
  }
}

/** A director confirms and ends by force, the rest is the coordinator's. */
const DIRECTS = new Set(['confirm', 'force_end']);

/** @param {About} props */
export function Steps({ sc, acts, slot }) {
  const [asked, setAsked] = useState('');
  const now = Math.floor(second.value / 10) * 10_000;
  if (!sc.may.step) return null;
  const blocked = sc.checker.gate(slot.id, 'confirm').length > 0;
  const steps = stepsOf(slot, now).filter((one) => sc.may.plan || DIRECTS.has(one.do)).map((one) => (one.do === 'confirm' && blocked ? { ...one, kind: '' } : one));
  const open = steps.find((one) => one.do === asked);
  const act = (/** @type {Step} */ one) => { if (one.asks) setAsked(one.do); else void acts.step(slot, one.do); };
  if (open) return html`<${Ask} key=${`${slot.id}/${open.do}`} one=${open} close=${() => setAsked('')} run=${async (/** @type {any} */ more) => { if (await acts.step(slot, open.do, more)) setAsked(''); }} />`;
  return html`<p class="buttons steps-of">${steps.map((one) => (one.hold && !one.asks
    ? html`<${Hold} key=${one.do} kind=${one.kind ?? ''} onHold=${() => act(one)}><${Icon} name=${one.icon} /> ${t(`schedule.hold.${one.do}`)}</${Hold}>`
    : html`<button key=${one.do} type="button" class=${`button ${one.asks ? '' : one.kind ?? ''}`} onClick=${() => act(one)}><${Icon} name=${one.icon} /> ${t(`schedule.step.${one.do}`)}${one.asks ? '…' : ''}</button>`))}</p>`;
}

/** Why, or how long. @param {{one: Step, close: () => void, run: (more: Record<string, unknown>) => unknown}} props */
function Ask({ one, close, run }) {
  const [text, setText] = useState(one.asks === 'minutes' ? '10' : '');
  const fits = one.asks === 'minutes' ? Number(text) >= 1 && Number(text) <= 240 : (one.asks === 'reason' ? enough(text) : text.trim().length >= 3);
  const more = () => ({ [/** @type {string} */ (one.asks)]: one.asks === 'minutes' ? Number(text) : text.trim() });
  const words = one.asks === 'minutes' ? t('schedule.minutes') : t(one.asks === 'reason' ? 'schedule.reason' : 'schedule.why_note');
  return html`<div class="in-place"><${Field} label=${words} hint=${one.asks === 'reason' ? t('schedule.reason_hint', { n: REASON_LETTERS }) : undefined} kind=${one.asks === 'minutes' ? 'input' : 'textarea'} rows="2" type=${one.asks === 'minutes' ? 'number' : undefined} min="1" max="240" value=${text}
      onInput=${(/** @type {any} */ e) => setText(e.currentTarget.value)} />
    <p class="buttons">${one.hold ? html`<${Hold} kind=${one.kind ?? ''} disabled=${!fits} onHold=${() => run(more())}>${t(`schedule.hold.${one.do}`)}</${Hold}>` : html`<button type="button" class="button main" disabled=${!fits} onClick=${() => run(more())}>${t(`schedule.step.${one.do}`)}</button>`}
      <button type="button" class="button plain" onClick=${close}>${t('core.act.cancel')}</button></p></div>`;
}
