// @ts-check
/** What looks too quick or too many: looked at by a person, refused to nobody. And requests about personal data that came on paper. */

import { clock } from '../core/clock.js';
import { html, Icon, number, Pill, t, timeOrDay, useEffect, useState } from '../core/ui.js';
import { act, ActError, Empty, Field, read, useAct } from '../office/office.js';
import { byOrder } from './office-now.js';

/** @typedef {{store: import('../core/store.js').Store, writes: boolean}} Parts */

/** @param {{flag: any, nameOf: (id: string) => string, writes: boolean}} props */
function Flag({ flag, nameOf, writes }) {
  const [words, setWords] = useState('');
  const { busy, error, run } = useAct();
  const answer = (/** @type {string} */ verdict) => run(verdict, () => act(`/spaces/flags/${encodeURIComponent(flag.id)}/answer`, { verdict, words: words.trim() }));
  const facts = { booth: nameOf(flag.booth), other: nameOf(flag.other ?? ''), card: flag.card ?? '', n: number(flag.count ?? 0), s: number(flag.seconds ?? 0) };
  return html`<li data-flag=${flag.id}><div class=${`row ${flag.state === 'open' ? 'look' : ''}`}><div><p class="title">${t(`spaces.flag.${flag.kind}`, facts)}</p><p class="about">${timeOrDay(flag.at, clock.now())} · ${t(`spaces.flag.${flag.kind}_about`, facts)}</p>
      ${flag.state !== 'open' && html`<p><${Pill} state=${flag.state === 'doubtful' ? 'look' : ''} icon=${flag.state === 'doubtful' ? 'triangle-alert' : 'check'}>${t(`spaces.flag.${flag.state}`)}</${Pill}> ${flag.words} <span class="quiet">${[flag.answered_by, flag.answered_at && timeOrDay(flag.answered_at, clock.now())].filter(Boolean).join(' · ')}</span></p>`}
      ${flag.state === 'open' && writes && html`<div class="field flag-words"><label for=${`w-${flag.id}`}>${t('spaces.flag.words')}</label><input id=${`w-${flag.id}`} maxlength="200" value=${words} onInput=${(/** @type {any} */ e) => setWords(e.currentTarget.value)} /></div><${ActError} error=${error} />`}</div>
    ${flag.state === 'open' && writes && html`<div class="side buttons"><button type="button" class="button" data-verdict="fine" disabled=${Boolean(busy)} onClick=${() => answer('fine')}><${Icon} name="check" /> ${t('spaces.flag.fine')}</button><button type="button" class="button" data-verdict="doubtful" disabled=${Boolean(busy)} onClick=${() => answer('doubtful')}><${Icon} name="triangle-alert" /> ${t('spaces.flag.doubtful')}</button></div>`}</div></li>`;
}

/** @param {Parts} props */
export function Flags({ store, writes }) {
  const [shown, setShown] = useState(100);
  const nameOf = (/** @type {string} */ id) => store.get('space_booth', id)?.name ?? id;
  const all = [...store.list('space_flag')].sort((a, b) => String(b.at).localeCompare(String(a.at)));
  const open = all.filter((one) => one.state === 'open');
  const done = all.filter((one) => one.state !== 'open');
  return html`<section aria-labelledby="flags"><h2 class="list-head" id="flags">${t('spaces.flag.title')} <span class="num">${open.length}</span></h2><p class="flags-about">${t('spaces.flag.about')}</p>
      ${open.length ? html`<ul class="rows">${open.slice(0, shown).map((one) => html`<${Flag} key=${one.id} flag=${one} nameOf=${nameOf} writes=${writes} />`)}</ul>${open.length > shown && html`<p class="buttons pad-top"><button type="button" class="button" onClick=${() => setShown(shown + 100)}>${t('core.act.more')}</button></p>`}`
        : html`<${Empty} icon="circle-check" title=${t('spaces.flag.none')} />`}
      ${done.length > 0 && html`<details class="more"><summary>${t('spaces.flag.done')} <span class="num">${done.length}</span></summary><ul class="rows">${done.slice(0, 100).map((one) => html`<${Flag} key=${one.id} flag=${one} nameOf=${nameOf} writes=${false} />`)}</ul></details>`}</section>
    ${writes && html`<${Askings} store=${store} />`}`;
}

const KINDS = ['answer', 'withdraw', 'view', 'correct', 'erase'];

/** Requests on paper, with the day by which each must be done. @param {{store: import('../core/store.js').Store}} props */
function Askings({ store }) {
  const [all, setAll] = useState(/** @type {any[] | null} */ (null));
  const [kind, setKind] = useState('view');
  const [booth, setBooth] = useState('');
  const [words, setWords] = useState('');
  const { busy, error, run } = useAct();
  const booths = [...store.list('space_booth')].sort(byOrder);
  const load = async () => setAll((await read('/spaces/askings')).askings);
  useEffect(() => { void run('load', load); }, []);
  const add = (/** @type {Event} */ event) => {
    event.preventDefault();
    void run('add', async () => { await act('/spaces/askings', { kind, booth: booth || booths[0]?.id || '', words: words.trim() }); setWords(''); await load(); });
  };
  const done = (/** @type {string} */ id) => run(`done ${id}`, async () => { await act(`/spaces/askings/${encodeURIComponent(id)}/done`, { words: '' }); await load(); });
  const dmy = (/** @type {string} */ day) => day.split('-').reverse().join('/');
  return html`<section class="pad-top" aria-labelledby="askings"><h2 class="list-head" id="askings">${t('spaces.asking.title')}</h2><p class="quiet">${t('spaces.asking.about')}</p><${ActError} error=${error} />
    ${all?.length ? html`<ul class="rows">${all.map((one) => html`<li key=${one.id} data-asking=${one.id}><div class=${`row ${one.late ? 'look' : ''}`}><div><p class="title">${t(`spaces.asking.kind.${one.kind}`)}</p><p>${[store.get('space_booth', one.booth)?.name, one.words].filter(Boolean).join(' · ')}</p>
        <p class="about">${one.done_at ? t('spaces.asking.done_at', { at: timeOrDay(one.done_at, clock.now()) }) : html`<span class=${one.late ? 'word-look' : ''}>${t(one.late ? 'spaces.asking.late' : 'spaces.asking.due', { day: dmy(one.due) })}</span>`}</p></div>
      ${!one.done_at && html`<div class="side"><button type="button" class="button" disabled=${Boolean(busy)} onClick=${() => done(one.id)}><${Icon} name="check" /> ${t('spaces.asking.done')}</button></div>`}</div></li>`)}</ul>` : all && html`<p class="quiet">${t('spaces.asking.none')}</p>`}
    <form class="in-place" onSubmit=${add}><div class="field-pair"><${Field} label=${t('spaces.asking.kind')} kind="select" value=${kind} onChange=${(/** @type {any} */ e) => setKind(e.currentTarget.value)}>${KINDS.map((one) => html`<option key=${one} value=${one}>${t(`spaces.asking.kind.${one}`)}</option>`)}</${Field}>
      <${Field} label=${t('spaces.office.booth')} kind="select" value=${booth || booths[0]?.id} onChange=${(/** @type {any} */ e) => setBooth(e.currentTarget.value)}>${booths.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</${Field}></div>
      <${Field} label=${t('spaces.asking.words')} hint=${t('spaces.asking.words_hint')} maxlength="200" value=${words} onInput=${(/** @type {any} */ e) => setWords(e.currentTarget.value)} /><p class="buttons"><button class="button" disabled=${Boolean(busy) || !booths.length}>${t('spaces.asking.add')}</button></p></form></section>`;
}
