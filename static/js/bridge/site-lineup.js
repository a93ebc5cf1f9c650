/** The line-up as a site works through it: what somebody there ticks, the code off the return picture, what machines measure. */

import { errorWords, html, Icon, Notice, number, t, useState } from '../core/ui.js';
import { MediaMissing, media } from './site-media.js';
import { HUMAN, ITEMS, judge, MEASURED, MEDIA } from './rules-lineup.js';

/** @typedef {import('./site-state.js').SiteState} SiteState */
const LOOK = { true: { icon: 'circle-check', look: 'go', word: 'good' }, false: { icon: 'triangle-alert', look: 'look', word: 'bad' }, null: { icon: 'clock', look: '', word: 'open' } };

/** @param {boolean | null | undefined} ok */
export const verdictLook = (ok) => LOOK[/** @type {'true' | 'false' | 'null'} */ (String(ok ?? null))];

/** @param {number | null | undefined} ms */
const perSecond = (ms) => (typeof ms === 'number' ? ms / 1000 : null);

/** Figures as a sentence takes them: `value`, `min`, `max`, or with an ending. @param {string} ending @param {Record<string, number | null | undefined>} values */
const figuresOf = (ending, values) => Object.fromEntries(Object.entries(values).map(([name, one]) => [name + ending, typeof one === 'number' ? number(Math.round(one * 10) / 10).replace('-', '\u2212') : '']));

/** What is wrong with an item, with its figures; nothing where nothing is. @param {string} item @param {any} told @param {any} wants */
export function wrongWith(item, told, wants) {
  const { say, want } = judge(item, told?.value ?? null, wants);
  return say && t(say, { ...figuresOf('', { value: told?.value, ...want }), ...figuresOf('_s', { value: perSecond(told?.value), max: perSecond(want.max) }) });
}

/** An item with its verdict; of a red one, what is wrong with its figures and what to press. @param {{item: string, told: any, wants: any, children?: any}} props */
export function ItemRow({ item, told, wants, children }) {
  const look = verdictLook(told?.ok);
  const { press } = judge(item, told?.value ?? null, wants);
  const say = wrongWith(item, told, wants);
  return html`<li class=${`item ${look.look}`} data-item=${item} data-ok=${String(told?.ok ?? null)}><span class="item-name"><${Icon} name=${look.icon} /> <b>${t(`bridge.item.${item}`)}</b> <span class="item-word">${t(`bridge.verdict.${look.word}`)}</span></span>
    ${told?.ok === false && say && html`<span class="item-say">${say}. ${press && html`<b>${t(press)}</b>`}</span>`}${children}</li>`;
}

/** @param {{state: SiteState, may: boolean}} props */
export function SiteLineup({ state, may }) {
  const { site, settings } = state.me.value;
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const tell = async (/** @type {Record<string, unknown>} */ body) => {
    setError(null);
    try {
      await state.act('items', body);
    } catch (problem) {
      setError(problem);
    }
  };
  const skip = settings.skip ?? [];
  const asked = ITEMS.filter((item) => !skip.includes(item));
  const measured = asked.filter((item) => item in MEASURED || item === 'talk');
  return html`<section class="site-part" aria-labelledby="site-check"><h2 id="site-check">${t('bridge.site.check')}</h2>
    ${error && html`<${Notice} kind="look" alert title=${errorWords(error)} />`}
    ${!may && html`<p class="quiet">${t('bridge.site.only_producer')}</p>`}
    <ul class="ticks-list">${asked.filter((item) => HUMAN.includes(item)).map((item) => html`<li key=${item}><button type="button" class=${`button tick-act ${site.items[item]?.ok ? 'ticked' : ''}`} disabled=${!may} aria-pressed=${Boolean(site.items[item]?.ok)} data-item=${item} onClick=${() => tell({ item, ok: !site.items[item]?.ok })}>
      <${Icon} name=${site.items[item]?.ok ? 'circle-check' : 'minus'} /> <span>${t(`bridge.item.${item}`)}</span> <small>${t(site.items[item]?.ok ? 'bridge.verdict.good' : may ? 'bridge.site.tick' : 'bridge.verdict.open')}</small></button></li>`)}</ul>
    ${asked.includes('return') && html`<${ReturnCode} told=${site.items.return} may=${may} tell=${tell} />`}
    <h3>${t('bridge.site.measured')}</h3>${!may && html`<${MediaMissing} now=${media.value} />`}
    <ul class="items">${measured.filter((item) => media.value?.running !== false || !MEDIA.includes(item)).map((item) => html`<${ItemRow} key=${item} item=${item} told=${site.items[item]} wants=${settings.wants} />`)}</ul></section>`;
}

/** Who reads the code off the picture has seen the picture. @param {{told: any, may: boolean, tell: (body: any) => Promise<void>}} props */
function ReturnCode({ told, may, tell }) {
  const [typed, setTyped] = useState('');
  const send = async (/** @type {Event} */ e) => {
    e.preventDefault();
    await tell({ item: 'return', value: typed });
    setTyped('');
  };
  const look = verdictLook(told?.ok);
  return html`<form class="code-form" onSubmit=${send}><div class="field"><label for="return-code">${t('bridge.site.code')}</label>
    <input id="return-code" inputmode="numeric" autocomplete="off" maxlength="4" pattern="[0-9]{4}" disabled=${!may} value=${typed} aria-describedby="return-word" onInput=${(/** @type {any} */ e) => setTyped(e.currentTarget.value.replace(/\D/g, ''))} /></div>
    <button class="button main" disabled=${!may || typed.length !== 4}>${t('bridge.site.code_send')}</button>
    <p id="return-word" role="status" class=${look.look ? `word-${look.look}` : 'quiet'}><${Icon} name=${look.icon} /> ${told?.ok === false ? t('bridge.item.return.low') : t(told?.ok ? 'bridge.site.code_good' : 'bridge.site.code_open')}</p></form>`;
}
