/** One list: its counts, its rows by kind, what is ticked and decided, taking in and taking back. */

import { Fragment, html, Icon, Notice, t, toast, useEffect, useRef, useState } from '../core/ui.js';
import { act, ActError, read, useAct } from '../office/office.js';
import { Faults, Listed } from './list-row.js';

const PAGE = 100;
const KINDS = ['new', 'changed', 'doubtful', 'error', 'same'];
const POLL_MS = 400;

/** @param {{id: string, changed: number, onChanged: () => void}} props */
export function ListDetail({ id, changed, onChanged }) {
  const [found, setFound] = useState(/** @type {any} */ (null));
  const [kind, setKind] = useState('');
  const [problem, setProblem] = useState(/** @type {unknown} */ (null));
  const [ticked, setTicked] = useState(/** @type {Set<number>} */ (new Set()));
  const [decided, setDecided] = useState(/** @type {Record<number, string>} */ ({}));
  const latest = useRef(0);
  const path = `/lists/${encodeURIComponent(id)}`;

  /** @param {number} [after] */
  async function load(after = 0) {
    latest.current += 1;
    const mine = latest.current;
    try {
      const page = await read(`${path}?limit=${PAGE}&after=${after}${kind ? `&kind=${kind}` : ''}`);
      if (mine !== latest.current) return;
      setProblem(null);
      setFound({ ...page, rows: after ? [...found.rows, ...page.rows] : page.rows, more: page.rows.length === PAGE });
    } catch (error) {
      if (mine === latest.current) setProblem(error);
    }
  }
  useEffect(() => { void load(); }, [id, kind, changed]);
  const reading = found?.about.state === 'reading';
  useEffect(() => {
    if (!reading) return undefined;
    const timer = setTimeout(() => { void load().then(onChanged); }, POLL_MS);
    return () => clearTimeout(timer);
  }, [found]);

  if (problem) return html`<${ActError} error=${problem} />`;
  if (!found) return html`<p class="quiet" role="status">${t('core.loading')}</p>`;
  const { about } = found;
  const open = about.state === 'ready' || about.state === 'accepted';
  /** @param {number} number @param {boolean} on */
  const tick = (number, on) => { const next = new Set(ticked); if (on) next.add(number); else next.delete(number); setTicked(next); };
  return html`<section aria-labelledby="list-name"><p><a class="button" href="#"><${Icon} name="chevron-left" /> ${t('guestlist.back')}</a></p>
    <h2 class="list-head" id="list-name">${about.file} <span class="quiet">· ${t(`guestlist.state.${about.state}`)}</span></h2>
    ${reading && html`<${Reading} about=${about} />`}
    ${about.faults.length > 0 && html`<${Notice} kind=${about.state === 'refused' ? 'live' : 'look'}><${Faults} faults=${about.faults} /></${Notice}>`}
    ${!reading && about.state !== 'refused' && html`<${Fragment}><${Kinds} about=${about} kind=${kind} onChoose=${setKind} />
      ${found.rows.length ? html`<ul class="rows">${found.rows.map((/** @type {any} */ row) => html`<${Listed} key=${row.number} row=${row} names=${found} open=${open}
        ticked=${ticked.has(row.number)} onTick=${(/** @type {boolean} */ on) => tick(row.number, on)} decision=${decided[row.number] ?? ''}
        onDecide=${(/** @type {string} */ how) => setDecided({ ...decided, [row.number]: how })} />`)}</ul>` : html`<p class="quiet pad">${t('guestlist.no_rows')}</p>`}
      ${found.more && html`<p class="pad"><button type="button" class="button wide" onClick=${() => load(found.rows.at(-1).number)}>${t('guestlist.more')}</button></p>`}
      ${open && html`<${Acts} path=${path} about=${about} ticked=${ticked} decided=${decided}
        onDone=${() => { setTicked(new Set()); setDecided({}); void load(); onChanged(); }} />`}</${Fragment}>`}</section>`;
}

/** @param {{about: any}} props */
function Reading({ about }) {
  const { busy, error, run } = useAct();
  const stop = () => run('stop', () => act(`/jobs/${encodeURIComponent(about.id)}/stop`));
  return html`<div class="stack"><p role="status">${t('guestlist.reading', { file: about.file })}</p>
    <progress class="progress" max=${about.total || 1} value=${about.done} aria-label=${t('guestlist.reading', { file: about.file })}></progress>
    <p class="quiet">${t('guestlist.reading_hint')}</p><${ActError} error=${error} />
    <p class="buttons"><button type="button" class="button" disabled=${Boolean(busy)} onClick=${stop}>${t('guestlist.stop')}</button></p></div>`;
}

/** @param {{about: any, kind: string, onChoose: (kind: string) => void}} props */
function Kinds({ about, kind, onChoose }) {
  const all = KINDS.reduce((sum, one) => sum + (about.counts[one] ?? 0), 0);
  const button = (/** @type {string} */ value, /** @type {string} */ word, /** @type {number | null} */ n) => html`<button key=${value} type="button" class="button"
    aria-pressed=${kind === value} onClick=${() => onChoose(value)}>${word}${n === null ? '' : html` <span class="num">${n}</span>`}</button>`;
  const after = about.state === 'accepted' || about.state === 'undone';
  return html`<div class="kinds" role="group" aria-label=${t('guestlist.show')}>${button('', t('guestlist.kind.all'), all)}
    ${KINDS.filter((one) => about.counts[one]).map((one) => button(one, t(`guestlist.kind.${one}`), about.counts[one]))}
    ${after && button('stayed', t('guestlist.kind.stayed'), null)}${about.state === 'accepted' && button('done', t('guestlist.kind.done'), null)}</div>`;
}

/** @param {{path: string, about: any, ticked: Set<number>, decided: Record<number, string>, onDone: () => void}} props */
function Acts({ path, about, ticked, decided, onDone }) {
  const { busy, error, run } = useAct();
  const [asking, setAsking] = useState(false);
  const doubtful = Object.fromEntries(Object.entries(decided).filter(([, how]) => how));
  const all = (about.counts.new ?? 0) + (about.counts.changed ?? 0);
  const extra = Object.keys(doubtful).length;
  const some = ticked.size > 0 || (about.state === 'accepted' && extra > 0);
  const count = (ticked.size || (some ? 0 : all)) + extra;

  async function accept() {
    await run('accept', async () => {
      const { facts } = await act(`${path}/accept`, { rows: some ? [...ticked] : null, doubtful });
      toast(t('guestlist.accepted', facts) + (facts.left ? ` ${t('guestlist.left', { n: facts.left })}` : ''));
      onDone();
    });
  }
  async function undo() {
    await run('undo', async () => {
      const { facts } = await act(`${path}/undo`);
      toast(t('guestlist.undone', facts) + (facts.stayed ? ` ${t('guestlist.left', { n: facts.stayed })}` : ''));
      setAsking(false);
      onDone();
    });
  }
  if (asking) {
    return html`<${ActError} error=${error} /><div class="confirm"><p>${t('guestlist.undo_ask')}</p>
      <button type="button" class="button main" disabled=${Boolean(busy)} onClick=${undo}>${t('guestlist.undo_yes')}</button>
      <button type="button" class="button" onClick=${() => setAsking(false)}>${t('core.act.cancel')}</button></div>`;
  }
  const words = busy === 'accept' ? t('guestlist.accepting') : !count ? t('guestlist.accept_none') : t(some ? 'guestlist.accept_some' : 'guestlist.accept_all', { n: count });
  return html`<${ActError} error=${error} /><div class="list-acts">
    ${about.state === 'accepted' ? html`<button type="button" class="button" disabled=${Boolean(busy)} onClick=${() => setAsking(true)}><${Icon} name="undo-2" /> ${t('guestlist.undo')}</button>` : html`<span></span>`}
    ${(about.state === 'ready' || some) && html`<button type="button" class="button main thumb" disabled=${Boolean(busy) || !count} onClick=${accept}><${Icon} name="check" /> ${words}</button>`}</div>`;
}
