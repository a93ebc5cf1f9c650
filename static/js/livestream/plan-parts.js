/** Parts of the planner's panel: moves to choose from, what found no place, who gets what. */

import { clock } from '../core/clock.js';
import { html, Icon, number, Pill, t, useState } from '../core/ui.js';
import { ActError, useAct } from '../office/office.js';
import { whyNot } from './plan-state.js';
import { communeName } from './communes.js';
import { changesOf, dayAndTime, kindWords, nameOf, signed } from './plan-words.js';

/** @typedef {import('../core/store.js').Store} Store */
/** @typedef {import('./plan-state.js').Move} Move */
/** @typedef {import('./plan-state.js').Proposal} Proposal */

const SHOWN = 40;

/** Lists of hundreds are drawn as far as somebody reads. @param {any[]} all @returns {[any[], any]} */
function useSome(all) {
  const [shown, setShown] = useState(SHOWN);
  const rest = all.length - shown;
  const more = rest > 0 && html`<p><button type="button" class="button plain" onClick=${() => setShown(shown + 5 * SHOWN)}>${t('plan.more', { n: number(rest) })}</button></p>`;
  return [all.slice(0, shown), more];
}

/** @param {{store: Store, proposal: Proposal, chosen: Set<string>, choose: (id: string, on: boolean) => void}} props */
export function Moves({ store, proposal, chosen, choose }) {
  const [some, more] = useSome(proposal.moves);
  if (!proposal.moves.length) return html`<p class="quiet">${t('plan.no_moves')}</p>`;
  return html`<ul class="rows plan-moves">${some.map((move) => html`<${MoveRow} key=${move.id} store=${store} move=${move} open=${proposal.state === 'ready'}
    on=${chosen.has(move.id)} stale=${proposal.stale.includes(move.slot || move.id)} choose=${choose} />`)}</ul>${more}`;
}

/** @param {{store: Store, move: Move, open: boolean, on: boolean, stale: boolean, choose: (id: string, on: boolean) => void}} props */
function MoveRow({ store, move, open, on, stale, choose }) {
  const title = nameOf(store, 'session', move.session);
  const fields = changesOf(store, move);
  return html`<li><label class=${`row plan-move ${stale ? 'look' : ''}`}>
    ${open && html`<input type="checkbox" checked=${on} onChange=${(/** @type {any} */ event) => choose(move.id, event.target.checked)} />`}
    <span><span class="title">${title}</span> ${!move.slot && html`<${Pill}>${t('plan.new')}</${Pill}>`}
      ${fields.map(({ field, to, from }) => html`<span key=${field} class="plan-change"><span class="quiet">${t(`plan.field.${field}`)}</span> <b>${to}</b>${from && html` <s>${from}</s>`}</span>`)}
      <span class="about">${move.reasons.map((code) => t(`plan.reason.${code}`)).join(' · ')} · <span class="num">${t('plan.points', { n: signed(move.gain) })}</span></span>
      ${move.conflicts.length > 0 && html`<span class="about word-look"><${Icon} name="triangle-alert" /> ${t('plan.left', { what: move.conflicts.map(kindWords).join('; ') })}</span>`}
      ${stale && html`<span class="about word-look">${t('plan.stale_slot')}</span>`}</span></label></li>`;
}

/** @param {{store: Store, proposal: Proposal}} props */
export function Unplaced({ store, proposal }) {
  const [some, more] = useSome(proposal.unplaced);
  if (!proposal.unplaced.length) return null;
  return html`<h3>${t('plan.unplaced', { n: number(proposal.unplaced.length) })}</h3>
    <ul class="rows">${some.map((one) => html`<${UnplacedRow} key=${one.slot || one.session} store=${store} one=${one} />`)}</ul>${more}`;
}

/** @param {{store: Store, one: import('./plan-state.js').Unplaced}} props */
function UnplacedRow({ store, one }) {
  const { busy, error, run } = useAct();
  const [found, setFound] = useState(/** @type {import('./plan-state.js').WhyUnit[] | null} */ (null));
  const ask = () => run('why', async () => setFound((await whyNot(one.session)).units));
  return html`<li><div class="row"><div><p class="title">${nameOf(store, 'session', one.session)}</p>
    ${one.why && html`<${Because} store=${store} why=${one.why} />`}
    ${one.slot && html`<p class="about">${t('plan.stays')}</p>`}
    ${found?.map((unit) => html`<${MustMove} key=${unit.unit} store=${store} unit=${unit} />`)}<${ActError} error=${error} />
    ${!found && html`<p><button type="button" class="button" disabled=${Boolean(busy)} onClick=${ask}>${t('plan.ask_why')}</button></p>`}</div></div></li>`;
}

/** Counted over every start there is, then where only one is in the way. @param {{store: Store, why: import('./plan-state.js').Why}} props */
export function Because({ store, why }) {
  const counted = why.blockers.map(({ by, starts }) => t(`plan.blocker.${by}`, { n: number(starts) })).join(', ');
  return html`<p class="about">${why.starts ? t('plan.starts', { n: number(why.starts), what: counted }) : t('plan.no_starts')}</p>
    ${why.nearest.map((miss) => html`<p key=${`${miss.starts}${miss.session}`} class="about">${t('plan.nearest', { at: dayAndTime(miss.starts), room: nameOf(store, 'room', miss.room), other: nameOf(store, 'session', miss.session), over: t(`plan.over.${miss.over}`) })}</p>`)}`;
}

/** What would have to move, or that it is simpler than that. @param {{store: Store, unit: import('./plan-state.js').WhyUnit}} props */
export function MustMove({ store, unit }) {
  if (unit.state !== 'blocked') return html`<p class="about">${t(`plan.state.${unit.state}`)}</p>`;
  const way = unit.must_move;
  if (unit.goods?.length) return html`<p class="about">${t('plan.no_goods', { what: unit.goods.map((one) => nameOf(store, 'product', one)).join(', ') })}</p>`;
  if (!way) return html`<p class="about">${t('plan.no_way')}</p>`;
  const moves = way.moves.map(({ session, place }) => t('plan.push', { what: nameOf(store, 'session', session), at: dayAndTime(place.starts), room: nameOf(store, 'room', place.room) }));
  return html`<p class="about">${t('plan.must_move', { at: dayAndTime(way.place.starts), room: nameOf(store, 'room', way.place.room), what: moves.join('; ') })}</p>`;
}

/** Who gets what, commune by commune. @param {{proposal: Proposal}} props */
export function Fairness({ proposal }) {
  const rows = proposal.fairness;
  if (!rows.length) return null;
  return html`<details class="plan-fair more"><summary>${t('plan.fairness')}</summary><p class="quiet">${t('plan.fairness_about')}</p>
    <div class="scroll-x"><table class="table"><thead><tr><th scope="col">${t('plan.fair.commune')}</th><th scope="col" class="num">${t('plan.fair.asked')}</th><th scope="col" class="num">${t('plan.fair.placed')}</th><th scope="col" class="num">${t('plan.fair.prime')}</th></tr></thead>
    <tbody>${rows.map((row) => html`<tr key=${row.commune}><th scope="row">${communeName(row.commune)}</th><td class="num">${number(row.asked)}</td><td class="num">${number(row.placed)}</td><td class="num">${number(row.prime_minutes)}</td></tr>`)}</tbody></table></div></details>`;
}

/** How old an answer is, when that matters. @param {{proposal: Proposal}} props */
export function Age({ proposal }) {
  const n = Math.max(0, Math.round((clock.now() - Date.parse(proposal.made_at)) / 60_000));
  if (n > 90) return html`<p class="word-look">${t('plan.made_at', { by: proposal.by, at: dayAndTime(Date.parse(proposal.made_at)) })}</p>`;
  return html`<p class="quiet">${t(n ? 'plan.made' : 'plan.made_now', { by: proposal.by, n: number(n) })}</p>`;
}
