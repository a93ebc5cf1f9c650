/** The cue bar: who, what, in how many seconds, the words for the MC, GO; then who has it armed and what each has done. */

import { act, ActError, useAct } from '../office/office.js';
import { clock } from '../core/clock.js';
import { Hold, html, Icon, span, t, timeHMS, useState } from '../core/ui.js';
import { Said, signedMs } from './lamps.js';
import { armedOf, cancelled } from './rules-cues.js';

/** @typedef {import('./hub-state.js').Hub} Hub */

const LEADS = [0, 3, 5, 10, 30, 60];
const NAMES = 4;

/** Names, the first few of many. @param {Hub} hub @param {string[]} ids */
export function names(hub, ids) {
  const shown = ids.slice(0, NAMES).map(hub.nameOf).join(', ');
  return ids.length > NAMES ? `${shown} ${t('bridge.hub.and_more', { n: ids.length - NAMES })}` : shown;
}

/** What stands next, and whether it will go together. @param {{hub: Hub}} props */
export function Coming({ hub }) {
  const now = hub.now.value;
  const next = hub.nearCues.value.find((cue) => cue.fire_at > now && cue.kind === 'on_air' && !cancelled(cue, hub.cues.value));
  if (!next) return html`<${OnAir} hub=${hub} now=${now} />`;
  return html`<div class="cue" data-cue=${next.id}><p class="tag"><${Icon} name="arrow-right" /> ${t('bridge.tally.NEXT')}</p><h2>${t('bridge.hub.on_air_in', { names: names(hub, Object.keys(next.sites)) })}</h2>
    <p class="digits" role="timer" aria-live="off">${span(Math.ceil(Math.max(0, next.fire_at - now) / 1000) * 1000)}</p>
    <p class="quiet">${t('bridge.hub.cue')} <span class="num">${next.seq}</span> · <time>${timeHMS(next.fire_at)}</time></p></div>`;
}

/** Who is on air, and for how long. Only who says so: of a lost site it is said what it was told last. @param {{hub: Hub, now: number}} props */
function OnAir({ hub, now }) {
  const tile = (/** @type {string} */ id) => /** @type {any} */ (hub.tiles.value.get(id));
  const on = hub.onAir.value.filter((id) => tile(id).lamp === 'ON_AIR' && tile(id).said?.state !== 'missed');
  const lost = hub.onAir.value.filter((id) => tile(id).lamp === 'UNKNOWN');
  if (hub.onAir.value.length && !on.length && !lost.length) return null; // who missed it is named below
  if (!on.length && !lost.length) return html`<div class="cue none"><p class="tag"><${Icon} name="minus" /> ${t('bridge.hub.nothing_next')}</p></div>`;
  const since = Math.max(...on.map((id) => tile(id).told.at));
  return html`${on.length > 0 && html`<div class="cue air"><p class="tag"><${Icon} name="radio" /> ${t('bridge.tally.ON_AIR')}</p><h2>${names(hub, on)}</h2><p class="digits" role="timer" aria-live="off" aria-label=${t('bridge.site.since')}>${span(Math.max(0, now - since))}</p></div>`}
    ${lost.length > 0 && html`<div class="cue lost"><p class="tag"><${Icon} name="circle-help" /> ${t('bridge.tally.UNKNOWN')} · ${t('bridge.hub.last_word', { word: t('bridge.tally.ON_AIR') })}</p><h2>${names(hub, lost)}</h2></div>`}`;
}

/** @param {{hub: Hub}} props */
export function CueBar({ hub }) {
  const { busy, error, run } = useAct();
  const [lead, setLead] = useState(0);
  const [outToo, setOutToo] = useState(true);
  const chosen = hub.chosen.value;
  const { cross, script } = hub.draft.value;
  const leaving = hub.onAir.value.filter((id) => !chosen.includes(id));
  const send = (/** @type {string} */ kind) => run(kind, async () => {
    const timed = kind === 'on_air' || kind === 'out';
    await act('/bridge/cues', {
      kind, sites: chosen, script: timed || kind === 'standby' ? script : '', ...(cross && kind !== 'off' ? { cross } : {}),
      ...(timed && lead ? { lead_ms: lead * 1000 } : {}), ...(kind === 'on_air' && outToo && leaving.length ? { out: leaving } : {}),
    });
    if (kind === 'on_air') { hub.chosen.value = []; hub.draft.value = { cross: '', script: '' }; }
  });
  const none = !chosen.length || Boolean(busy);
  const mine = hub.crosses.value.filter((one) => chosen.includes(one.site) && ['planned', 'next'].includes(one.state));
  return html`<section class="cue-bar" aria-labelledby="cue-title"><h2 id="cue-title">${chosen.length ? t('bridge.hub.order_to', { names: names(hub, chosen) }) : t('bridge.hub.choose_first')}</h2>
    <${ActError} error=${error} />
    <div class="buttons equal"><button type="button" class="button" data-kind="standby" disabled=${none} onClick=${() => send('standby')}><${Icon} name="hand" /> ${t('bridge.cue.standby')}</button>
      <button type="button" class="button" data-kind="out" disabled=${none} onClick=${() => send('out')}><${Icon} name="check" /> ${t('bridge.cue.out')}</button>
      <button type="button" class="button" data-kind="off" disabled=${none} onClick=${() => send('off')}><${Icon} name="minus" /> ${t('bridge.cue.off')}</button></div>
    <div class="field-pair two"><div class="field inline"><label for="cue-lead">${t('bridge.hub.lead')}</label><select id="cue-lead" value=${String(lead)} onChange=${(/** @type {any} */ e) => setLead(Number(e.currentTarget.value))}>
        ${LEADS.map((s) => html`<option key=${s} value=${String(s)}>${s ? t('bridge.hub.lead_s', { n: s }) : t('bridge.hub.lead_soonest')}</option>`)}</select></div>
      ${mine.length > 0 && html`<div class="field inline"><label for="cue-cross">${t('bridge.hub.cross')}</label><select id="cue-cross" value=${cross} onChange=${(/** @type {any} */ e) => { const one = mine.find((each) => each.id === e.currentTarget.value); hub.draft.value = { cross: one?.id ?? '', script: one?.script || script }; }}>
        <option value="">${t('bridge.hub.no_cross')}</option>${mine.map((one) => html`<option key=${one.id} value=${one.id}>${one.title}</option>`)}</select></div>`}</div>
    <div class="field"><label for="cue-script">${t('bridge.hub.script')}</label><textarea id="cue-script" rows="1" maxlength="2000" value=${script} onInput=${(/** @type {any} */ e) => { hub.draft.value = { cross, script: e.currentTarget.value }; }}></textarea></div>
    ${leaving.length > 0 && html`<label class="tick"><input type="checkbox" checked=${outToo} onChange=${(/** @type {any} */ e) => setOutToo(e.currentTarget.checked)} /> <span>${t('bridge.hub.out_too', { names: names(hub, leaving) })}</span></label>`}
    <button type="button" class="button live thumb wide" data-kind="on_air" disabled=${none} onClick=${() => send('on_air')}><b>GO</b> <span>${t('bridge.cue.on_air')}</span></button></section>`;
}

const HELD_SHOWN_MS = 15_000;

/** Whether a cue was held a while ago: the next one needs the room. @param {any} cue @param {any[]} all @param {number} now */
export const longHeld = (cue, all, now) => all.some((one) => one.kind === 'cancel' && one.of === cue.id && now - one.fire_at > HELD_SHOWN_MS);

/** Who has what: before the instant armed or not, after it what each has done. @param {{hub: Hub}} props */
export function Matrix({ hub }) {
  const now = hub.now.value;
  const cues = hub.nearCues.value.filter((cue) => !longHeld(cue, hub.cues.value, now)).slice(-6).reverse();
  if (!cues.length) return null;
  return html`<section class="matrix" aria-label=${t('bridge.hub.matrix')}>${cues.map((cue) => html`<${CueState} key=${cue.id} hub=${hub} cue=${cue} />`)}</section>`;
}

/** @param {{hub: Hub, cue: any}} props */
function CueState({ hub, cue }) {
  const { busy, error, run } = useAct();
  const now = hub.now.value;
  const back = cancelled(cue, hub.cues.value);
  const ahead = cue.fire_at > now && !back;
  const found = armedOf(cue, now);
  const errors = Object.values(cue.sites).map((one) => /** @type {any} */ (one).fired_at).filter((at) => typeof at === 'number');
  const spread = errors.length > 1 ? Math.max(...errors) - Math.min(...errors) : null;
  const hold = () => run('hold', () => act(`/bridge/cues/${encodeURIComponent(cue.id)}/cancel`));
  return html`<article class="cue-state" data-cue=${cue.id} data-kind=${cue.kind}><h3><span class="num">${cue.seq}</span> ${t(`bridge.cue.${cue.kind}`)} · <time>${timeHMS(cue.fire_at)}</time>${back ? html` · <span class="quiet">${t('bridge.said.cancelled')}</span>` : ''}</h3>
    ${ahead && (found.not_armed.length
      ? html`<p class="not-armed" role="status"><${Icon} name="clock" /> ${t('bridge.hub.not_armed', { names: names(hub, found.not_armed) })}</p>`
      : html`<p role="status"><${Icon} name="check" /> ${t('bridge.hub.together', { n: found.together.length })}</p>`)}
    ${!ahead && !back && spread !== null && html`<p><${Icon} name="circle-check" /> ${t('bridge.hub.spread', { ms: signedMs(spread).replace('+', '') })}</p>`}
    ${!back && html`<ul class="said-list">${Object.entries(cue.sites).map(([site, said]) => html`<li key=${site} data-site=${site} data-state=${/** @type {any} */ (said).state}><span>${hub.nameOf(site)}</span> <${Said} said=${said} past=${!ahead} /></li>`)}</ul>`}
    <${ActError} error=${error} />
    ${ahead && hub.runs && clock.now() < cue.fire_at && html`<button type="button" class="button wide" disabled=${Boolean(busy)} onClick=${hold}><${Icon} name="pause" /> ${t('bridge.cue.cancel')}</button>`}</article>`;
}

/** Everybody off the air at once: held, because it hurts. @param {{hub: Hub}} props */
export function CutAll({ hub }) {
  const { error, run } = useAct();
  const onAir = hub.onAir.value;
  if (!onAir.length) return null;
  return html`<div class="hub-act"><${ActError} error=${error} /><${Hold} kind="live thumb wide" onHold=${() => run('out', () => act('/bridge/cues', { kind: 'out', sites: onAir }))}>${t('bridge.hub.hold_cut', { names: names(hub, onAir) })}</${Hold}></div>`;
}
