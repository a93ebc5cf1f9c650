/** One invitation in the office's list: a row, and open below it the history and what may be done. */

import { eventPath } from '../core/page.js';
import { clock } from '../core/clock.js';
import { Hold, html, Icon, Pill, t, timeOrDay, toast, useEffect, useState } from '../core/ui.js';
import { act, ActError, read, useAct } from '../office/office.js';
import { chosen, tick } from './state.js';

/** @typedef {{send: boolean, policy: boolean}} May */

const LOOK = { bounced: { icon: 'triangle-alert', state: 'look' }, confirmed: { icon: 'check', state: '' }, declined: { icon: 'minus', state: '' }, stand_in: { icon: 'arrow-left-right', state: '' } };

/** @param {any} one */
const fullName = (one) => [one.honorific, one.name].filter(Boolean).join(' ');

/** @param {{one: any, may: May, changed: number}} props */
export function InvitationRow({ one, may, changed }) {
  const [open, setOpen] = useState(false);
  const look = LOOK[/** @type {keyof typeof LOOK} */ (one.state)] ?? { icon: undefined, state: '' };
  return html`<li class="invitation">
    <label class="tick"><input type="checkbox" checked=${chosen.value.has(one.id)} aria-label=${t('invitations.choose.one', { name: fullName(one) })} onChange=${() => tick(one.id)} /></label>
    <button type="button" class=${`row ${one.state === 'bounced' ? 'look' : ''}`} aria-expanded=${open} onClick=${() => setOpen(!open)}>
      <span><span class="title">${fullName(one)}</span><span class="about">${[one.title, one.unit || one.delegation_name].filter(Boolean).join(', ')}</span>
        ${one.stand_in_name && html`<span class="about">${t('invitations.count.stand_in')}: <b>${one.stand_in_name}</b></span>`}</span>
      <span class="side"><${Pill} icon=${look.icon} state=${look.state}>${t(`invitations.state.${one.state}`)}</${Pill}>
        ${!one.has_email && html`<br /><span class="small quiet">${t('invitations.state.no_address')}</span>`}</span></button>
    ${open && html`<${Detail} one=${one} may=${may} changed=${changed} />`}</li>`;
}

/** @param {{one: any, may: May, changed: number}} props */
function Detail({ one, may, changed }) {
  const [detail, setDetail] = useState(/** @type {any} */ (null));
  const { busy, error, run } = useAct();
  useEffect(() => { void run('read', async () => setDetail(await read(`/invitations/${one.id}`))); }, [one.id, changed]);
  return html`<div class="in-place"><${ActError} error=${error} />
    ${detail && html`${detail.note && html`<p><b>${t('invitations.detail.note')}:</b> ${detail.note}</p>`}
      ${one.party > 1 && html`<p>${t('invitations.detail.party', { n: one.party })}</p>`}
      <section><h3 class="list-head">${t('invitations.detail.history')}</h3>${detail.history.length
        ? html`<ol class="timeline">${detail.history.map((/** @type {any} */ line, /** @type {number} */ n) => html`<li key=${n}><time>${timeOrDay(line.at, clock.now())}</time><span>${lineWords(line)}${line.by && html`<br /><span class="quiet">${line.by}</span>`}</span></li>`)}</ol>`
        : html`<p class="quiet">${t('invitations.detail.no_history')}</p>`}</section>`}
    ${may.send && html`<p class="buttons">
      <button type="button" class="button" disabled=${Boolean(busy)} onClick=${() => run('copy', () => copyText(read(`/invitations/${one.id}/text`)))}><${Icon} name="copy" /> ${t('invitations.act.copy_one')}</button>
      <button type="button" class="button" disabled=${Boolean(busy)} onClick=${() => run('copy', () => copyText(act(`/delegations/${one.delegation}/invitations/text`)))}><${Icon} name="users" /> ${t('invitations.act.copy_group')}</button>
      <a class="button" href=${`${eventPath()}/invitations/${one.id}/card.png`} download=${`giay-moi-${one.id}.png`}><${Icon} name="download" /> ${t('invitations.act.picture')}</a>
      <${Hold} kind="live" disabled=${Boolean(busy)} onHold=${() => run('reissue', () => act(`/guests/${one.id}/reissue`))}>${t('invitations.act.reissue')}</${Hold}></p>`}</div>`;
}

/** @param {Promise<{text: string}>} asked a list of people is handed out by a POST that is noted */
async function copyText(asked) {
  const { text } = await asked;
  await toClipboard(text);
  toast(t('invitations.act.copied'));
}

/** The clipboard of a page on plain http is the old one. @param {string} text */
async function toClipboard(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}

/** @param {any} line */
function lineWords({ kind, facts }) {
  const [, name] = kind.split('.');
  if (kind === 'invitations.answered') return t(`invitations.history.${facts.answer}`);
  if (kind === 'invitations.mail_told') return t(`invitations.history.${facts.state}`, { why: facts.why });
  const words = /** @type {Record<string, string>} */ ({
    code_reissued: 'reissued', stand_in_made: 'stand_in', stand_in_cancelled: 'stand_in_cancelled', guest_changed: 'changed', guest_made: 'made',
  });
  return t(`invitations.history.${words[name]}`);
}
