/** How to catch up, and the acts that a show rarely needs: each one held, each one with its way back where there is one. */

import { pageFacts } from '../core/page.js';
import { Hold, html, Icon, Notice, t, timeHMS, useComputed, useState } from '../core/ui.js';
import { read } from '../office/office.js';
import { cueOf, length, refusal, titleOf, toCut } from './words.js';

/** @typedef {import('./show.js').Show} Show */
/** @typedef {import('./call-acts.js').Acts} Acts */
/** @typedef {{row: string, old: number, new: number, dropped: boolean, saves: number}} Cut */
/** @typedef {{way: string, cuts: Cut[], saves: number, late: number, expected_end: number | null, edits: Record<string, unknown>[]}} Proposal */

const WORTH_CUTTING_MS = 60_000;

/** A show that will end a minute or more after its planned end; counted against the real start, nobody is late. @param {Show} show */
function endsLate(show) {
  const { live, relative, planned_end: planned } = show.clock.value ?? { live: null, relative: false, planned_end: null };
  const end = show.later().value?.expected_end ?? null;
  return Boolean(live) && !relative && end !== null && typeof planned === 'number' && end - planned >= WORTH_CUTTING_MS;
}

/** Shown while a hard row is in danger or the end is late; asked for by hand. @param {{show: Show, acts: Acts}} props */
export function CatchUp({ show, acts }) {
  const [answer, setAnswer] = useState(/** @type {{live: string, found: Proposal[] | null, problem: string} | null} */ (null));
  const live = useComputed(() => show.live.value?.row.id ?? '');
  const short = useComputed(() => (show.later().value?.hard ?? []).find((one) => one.slack !== null && one.slack < 0)?.row ?? '');
  const late = useComputed(() => endsLate(show));
  // An answer is of its moment: another row live, and it is asked for anew.
  const { found, problem } = answer?.live === live.value ? answer : { found: null, problem: '' };
  if (!short.value && !found && !late.value) return null;
  async function ask() {
    const asked = live.value;
    const track = encodeURIComponent(show.track.peek()?.id ?? '');
    const goal = short.value ? `&row=${encodeURIComponent(short.value)}` : '';
    try {
      setAnswer({ live: asked, found: (await read(`/stage/catchup?track=${track}${goal}`)).proposals, problem: '' });
    } catch (error) {
      setAnswer({ live: asked, found: null, problem: refusal(error) });
    }
  }
  const apply = async (/** @type {Proposal} */ one) => {
    await acts.edit(t(`stage.catchup.${one.way}`), one.edits);
    setAnswer(null);
  };
  return html`<div class="cut">${problem && html`<${Notice} kind="live" alert title=${problem} />`}
    ${found === null ? html`<button type="button" class="button" onClick=${ask}>${t('stage.call.find_cuts')}</button>`
      : html`<p><b>${t(found.length ? 'stage.call.can_cut' : 'stage.call.no_cuts')}</b></p>${found.map((one) => html`<button type="button" class="button" key=${one.way} onClick=${() => apply(one)}><span>${t(`stage.catchup.${one.way}`)} <b class="num">\u2212${length(one.saves)}</b>
        <small>${one.cuts.map((cut) => cutWords(show, cut)).join('; ')}${one.late > 0 && ` · ${t('stage.call.still_late', { by: toCut(-one.late) })}`}${one.expected_end !== null && ` · ${t('stage.call.expected_end')} ${timeHMS(one.expected_end)}`}</small></span></button>`)}
      <button type="button" class="button plain" onClick=${() => setAnswer(null)}>${t('core.act.close')}</button>`}</div>`;
}

/** @param {Show} show @param {Cut} cut */
function cutWords(show, cut) {
  const row = show.line(cut.row)?.row;
  const cue = cueOf(row) || titleOf(row);
  return cut.dropped ? t('stage.call.cut_drop', { cue }) : t('stage.call.cut_to', { cue, to: length(cut.new) });
}

/** Its acts are drawn when it is opened. @param {{show: Show, acts: Acts}} props */
export function More({ show, acts }) {
  const [open, setOpen] = useState(false);
  return html`<details class="more" onToggle=${(/** @type {any} */ e) => setOpen(e.currentTarget.open)}><summary>${t('stage.call.more')}</summary>${open && html`<${RareActs} show=${show} acts=${acts} />`}</details>`;
}

/** @param {{show: Show, acts: Acts}} props */
function RareActs({ show, acts }) {
  const live = show.live.value;
  const { relative } = show.standing.value;
  const standby = show.standby.value;
  return html`<div class="buttons">
    <a class="button" href="timeline"><${Icon} name="calendar-days" /> ${t('stage.timeline.title')}</a>
    <a class="button" href="sheet"><${Icon} name="pencil" /> ${t('stage.edit.page')}</a>
    <a class="button" href="record"><${Icon} name="history" /> ${t('stage.record.link')}</a>
    ${pageFacts().as === 'staff' && html`<a class="button" href="outputs"><${Icon} name="radio" /> ${t('core.nav.outputs')}</a>`}
    <button type="button" class="button" onClick=${acts.undo}><${Icon} name="undo-2" /> ${t('stage.call.undo')}</button>
    <button type="button" class="button" aria-pressed=${relative} onClick=${() => acts.step('offset', { relative: !relative })}><${Icon} name="clock" /> ${t(relative ? 'stage.call.count_plan' : 'stage.call.count_start')}</button>
    ${standby && html`<${Hold} onHold=${() => acts.edit(t('stage.call.skip', { cue: cueOf(standby.row) }), [{ edit: 'set', row: standby.row.id, values: { skip: true } }])}><span>${t('stage.call.hold_skip', { cue: cueOf(standby.row) })}</span></${Hold}>`}
    ${live && html`<${Hold} onHold=${() => acts.step('reload')}><span>${t('stage.call.hold_reload', { cue: cueOf(live.row) })}</span></${Hold}><${Hold} onHold=${() => acts.step('stop')}><span>${t('stage.call.hold_stop')}</span></${Hold}>`}
    ${!live && html`<${Hold} onHold=${() => acts.send('reset', 'reset', { track: show.track.peek()?.id })}><span>${t('stage.call.hold_reset')}</span></${Hold}>`}</div>
    <p class="quiet small">${t('stage.call.keys')}</p>`;
}
