// Điểm danh cả đoàn: everybody of a delegation who is not in yet is ticked; untick who is absent, one tap lets all in.

import { html, Icon, Pill, t, useState } from '../core/ui.js';
import { closeSheet, Frame, openSheet } from './desk-frame.js';
import { closeCard } from './desk-scan.js';
import * as state from './desk-state.js';
import { sound } from './desk-senses.js';
import { count, fullName } from './desk-words.js';

/** @typedef {import('./desk-deeds.js').Member} Member */
/** @typedef {import('../core/outbox.js').Entry} Entry */
/** @typedef {{ acts: import('./desk-app.js').Acts, deeds: ReturnType<typeof import('./desk-deeds.js').createDeeds>, delegation: string, kept: (act: () => Promise<unknown>) => Promise<boolean> }} GroupProps */

/** @param {{ one: Member, ticked: boolean, onTick: (on: boolean) => void }} props */
function Line({ one, ticked, onTick }) {
  const { row, inside, fit, reason } = one;
  const words = html`<span><span class="title">${fullName(row)}</span><span class="about">${row.title}</span></span>`;
  if (!fit) return html`<li class=${`row ${inside ? 'go' : 'look'}`}>${words}<span class="side">${inside ? html`<${Pill} state="go" icon="check">${t('desk.state.in')}<//>` : html`<${Pill} state="look" icon="triangle-alert">${t(`desk.word.${reason}`)}<//>`}</span></li>`;
  return html`<li class="row member"><label class="tick"><input type="checkbox" data-guest=${row.id} checked=${ticked} onChange=${(/** @type {any} */ e) => onTick(e.target.checked)} />${words}</label>
    <button type="button" class="button" aria-label=${t('extras.stand_in_for', { name: fullName(row) })} onClick=${() => openSheet('stand_in', { guest: row.id, ref: undefined })}><${Icon} name="repeat" /></button></li>`;
}

/** @param {{ made: Entry[], onBack: () => void }} props */
const Done = ({ made, onBack }) => html`<${Frame} title=${t('extras.group_done', { n: count(made.length) })} foot=${html`<div class="buttons equal">
    ${made.length > 0 && html`<button type="button" class="button thumb" onClick=${onBack}><${Icon} name="undo-2" /> ${t('core.act.undo')}</button>`}
    <button type="button" class="button main thumb" data-first onClick=${() => { closeSheet(); closeCard(); }}><${Icon} name="check" /> ${t('extras.done')}</button></div>`}>
  <p class="large" role="status">${t('extras.group_done_about', { n: count(made.length) })}</p><//>`;

/** @param {GroupProps} props */
export function GroupSheet({ acts, deeds, delegation, kept }) {
  const [away, setAway] = useState(/** @type {Set<string>} */ (new Set()));
  const [made, setMade] = useState(/** @type {Entry[] | null} */ (null));
  const [busy, setBusy] = useState(false);
  const store = acts.store();
  void store.version('guest').value;
  void state.outboxTick.value;
  const group = store.get('delegation', delegation);
  const back = () => { if (made) void kept(() => deeds.takeAllBack(made)).then(() => { setMade(null); setBusy(false); }); };
  if (made) return html`<${Done} made=${made} onBack=${back} />`;
  const people = deeds.members(delegation);
  const chosen = people.filter((one) => one.fit && !away.has(one.row.id));
  const tick = (/** @type {string} */ id, /** @type {boolean} */ on) => { const next = new Set(away); if (on) next.delete(id); else next.add(id); setAway(next); };
  const go = () => {
    setBusy(true);
    /** @type {Entry[]} */
    let entered = [];
    void kept(async () => { entered = await deeds.admitAll(chosen.map((one) => one.row)); }).then((fine) => { if (fine) { sound('go'); setMade(entered); } setBusy(false); });
  };
  return html`<${Frame} title=${group?.name ?? t('extras.group')} about=${t('extras.group_of', { n: count(people.filter((one) => one.inside).length), all: count(people.length) })}
    foot=${html`<div class="buttons equal"><button type="button" class="button thumb" onClick=${() => openSheet('walk_in', { delegation, guest: undefined })}><${Icon} name="user-plus" /> ${t('extras.add_person')}</button>
      <button type="button" class="button main thumb" data-first disabled=${busy || !chosen.length} onClick=${go}><${Icon} name="user-check" /> ${t('extras.group_go', { n: count(chosen.length) })}</button></div>`}>
    ${people.length ? html`<ul class="rows members">${people.map((one) => html`<${Line} key=${one.row.id} one=${one} ticked=${!away.has(one.row.id)} onTick=${(/** @type {boolean} */ on) => tick(one.row.id, on)} />`)}</ul>` : html`<p class="large">${t('extras.group_empty')}</p>`}<//>`;
}
