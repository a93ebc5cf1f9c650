/** The planner's panel: choose what may be moved, look at what it proposes, take all, some or nothing of it. */

import { html, Icon, Notice, number, signal, t, toast, useEffect, useMemo, useState } from '../core/ui.js';
import { ActError, useAct } from '../office/office.js';
import { Age, Fairness, Moves, Unplaced } from './plan-parts.js';
import { watchProposal, whyNot } from './plan-state.js';
import { ghostsOf, signed } from './plan-words.js';

export { whyNot };

/** @typedef {import('../core/store.js').Store} Store */
/** @typedef {import('./plan-state.js').Proposal} Proposal */
/** @typedef {import('./plan-state.js').Watch} Watch */
/** @typedef {{busy: string, error: unknown, run: (name: string, work: () => Promise<unknown>) => Promise<boolean>}} Doing */

const WHATS = ['new', 'all', 'repair'];
const SECONDS = [2, 10];

/** @param {{store: Store, day: string, onMoves: (moves: any[]) => void, onClose: () => void}} props */
export function PlanPanel({ store, day, onMoves, onClose }) {
  const watch = useMemo(watchProposal, []);
  const chosen = useMemo(() => signal(new Set(/** @type {string[]} */ ([]))), []);
  const doing = useAct();
  const [wish, setWish] = useState({ what: 'new', seconds: SECONDS[0] ?? 2, only: false });
  useEffect(() => { void doing.run('find', watch.find); return watch.leave; }, []);
  const proposal = watch.proposal.value;
  const ready = proposal?.state === 'ready';
  useEffect(() => { chosen.value = new Set(ready ? proposal?.moves.map(({ id }) => id) : []); }, [proposal?.id, ready]);
  useEffect(() => {
    onMoves(ready && proposal ? ghostsOf(store, proposal.moves.filter(({ id }) => chosen.value.has(id))) : []);
  }, [proposal?.id, ready, chosen.value]);
  // What it proposes comes first, and while it thinks how far it is; to ask otherwise stands below.
  const asked = proposal?.state === 'working' || ready;
  const ask = html`<${Ask} watch=${watch} doing=${doing} day=${day} wish=${wish} onWish=${(/** @type {any} */ one) => setWish({ ...wish, ...one })} />`;
  return html`<div class="panel-head"><h2>${t('plan.title')}</h2><button type="button" class="button plain" onClick=${onClose}>${t('core.act.close')}</button></div>
    ${asked ? '' : html`<p class="quiet">${t('plan.about')}</p>${ask}`}<${ActError} error=${doing.error} />
    ${proposal && html`<${Found} store=${store} watch=${watch} proposal=${proposal} chosen=${chosen} doing=${doing} />`}
    ${asked && html`<details class="more"><summary>${t('plan.again')}</summary>${ask}</details>`}`;
}

/** What may be moved, on which days, and how long it may think. @param {{watch: Watch, doing: Doing, day: string, wish: {what: string, seconds: number, only: boolean}, onWish: (one: Record<string, any>) => void}} props */
function Ask({ watch, doing, day, wish, onWish }) {
  const { what, seconds, only } = wish;
  const working = watch.proposal.value?.state === 'working';
  const ask = () => doing.run('ask', () => watch.ask({ what, days: only && day ? [day] : null, seconds }));
  return html`<fieldset class="choices"><legend>${t('plan.what')}</legend>${WHATS.map((one) => html`<label key=${one} class="choice"><input type="radio" name="plan-what" checked=${what === one} onChange=${() => onWish({ what: one })} /> <span>${t(`plan.what.${one}`)} <span class="about">${t(`plan.what.${one}.about`)}</span></span></label>`)}</fieldset>
    ${day && html`<label class="choice"><input type="checkbox" checked=${only} onChange=${(/** @type {any} */ event) => onWish({ only: event.target.checked })} /> <span>${t('plan.only_day')}</span></label>`}
    ${what !== 'repair' && html`<fieldset class="choices"><legend>${t('plan.seconds')}</legend>${SECONDS.map((one) => html`<label key=${one} class="choice"><input type="radio" name="plan-seconds" checked=${seconds === one} onChange=${() => onWish({ seconds: one })} /> <span>${t(`plan.seconds.${one}`)}</span></label>`)}</fieldset>`}
    <p class="buttons"><button type="button" class=${`button ${watch.proposal.value?.state === 'ready' ? '' : 'main'}`} disabled=${Boolean(doing.busy) || working} onClick=${ask}><${Icon} name="refresh-cw" /> ${t('plan.ask')}</button></p>`;
}

/** @param {{store: Store, watch: Watch, proposal: Proposal, chosen: import('../core/vendor.js').Signal<Set<string>>, doing: Doing}} props */
function Found({ store, watch, proposal, chosen, doing }) {
  if (proposal.state === 'working') return html`<${Working} watch=${watch} proposal=${proposal} doing=${doing} />`;
  if (proposal.state === 'failed') return html`<${Notice} kind="look" title=${t(`error.${proposal.error}`)} />`;
  /** @param {string} id @param {boolean} on */
  const choose = (id, on) => { const next = new Set(chosen.value); next[on ? 'add' : 'delete'](id); chosen.value = next; };
  return html`<section aria-live="polite"><h3>${t(`plan.answer.${proposal.state}`, { n: number(proposal.taken.length) })}</h3><${Age} proposal=${proposal} />
    <${Worth} proposal=${proposal} />${proposal.state === 'ready' && html`<${Answer} watch=${watch} proposal=${proposal} chosen=${chosen} doing=${doing} />`}
    <h3>${t('plan.moves', { n: number(proposal.moves.length) })}</h3><${Moves} store=${store} proposal=${proposal} chosen=${chosen.value} choose=${choose} />
    <${Unplaced} store=${store} proposal=${proposal} /><${Fairness} proposal=${proposal} /></section>`;
}

/** @param {{watch: Watch, proposal: Proposal, doing: Doing}} props */
function Working({ watch, proposal, doing }) {
  const { placed, asked, score } = proposal.score;
  const best = asked === undefined ? t('plan.begins') : t('plan.best', { placed: number(placed ?? 0), asked: number(asked), score: number(Math.round(score ?? 0)) });
  return html`<section aria-live="polite"><progress class="progress" max="1" value=${proposal.progress} aria-label=${t('plan.working')}></progress><p>${best}</p>
    <p class="buttons"><button type="button" class="button" disabled=${Boolean(doing.busy)} onClick=${() => doing.run('stop', () => watch.stop(proposal.id))}>${t('plan.stop')}</button></p></section>`;
}

/** What the plan would be worth, in numbers a person can hold against each other. @param {{proposal: Proposal}} props */
function Worth({ proposal }) {
  const { before = 0, after = 0, counts, parts } = proposal.score;
  return html`<ul class="plan-worth">${counts && html`<li>${t('plan.counts', { placed: number(counts.placed), open: number(counts.open) })}</li>`}
    <li>${t('plan.score', { before: number(Math.round(before)), after: number(Math.round(after)), change: signed(after - before) })}</li>
    ${parts && html`<li>${t('plan.parts', { prime: number(parts.prime ?? 0), wished: number(parts.wished ?? 0), changed: number(parts.changed_firm ?? 0) })}</li>`}</ul>`;
}

/** @param {{watch: Watch, proposal: Proposal, chosen: import('../core/vendor.js').Signal<Set<string>>, doing: Doing}} props */
function Answer({ watch, proposal, chosen, doing }) {
  const count = chosen.value.size;
  const all = count === proposal.moves.length;
  if (proposal.stale.length) {
    return html`<${Notice} kind="look" title=${t('plan.stale', { n: number(proposal.stale.length) })}><p>${t('plan.stale_next')}</p></${Notice}>`;
  }
  /** @param {string[] | 'all' | 'none'} moves @param {string} said */
  const answer = (moves, said) => doing.run('answer', () => watch.answer(moves)).then((done) => { if (done) toast(said); });
  return html`<p class="buttons">${proposal.moves.length > 0 && html`<button type="button" class="button main" disabled=${Boolean(doing.busy) || !count}
      onClick=${() => answer(all ? 'all' : [...chosen.value], t('plan.did', { n: number(count) }))}><${Icon} name="check" /> ${all ? t('plan.take_all', { n: number(count) }) : t('plan.take_some', { n: number(count) })}</button>`}
    <button type="button" class="button" disabled=${Boolean(doing.busy)} onClick=${() => answer('none', t('plan.put_away'))}>${t('plan.take_none')}</button></p>`;
}
