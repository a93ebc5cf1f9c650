// @ts-check
/** Where the public programme and the wall are, and what they say beside the slots: the voucher with its rules, totals or not. */

import { mount, pageFacts, startPage } from '../core/page.js';
import { fromZoned, html, Icon, Notice, t, toast, toZoned, useEffect, useState } from '../core/ui.js';
import { DateText } from '../office/date-text.js';
import { act, ActError, Field, read, useAct } from '../office/office.js';
import { copied } from './copied.js';

/** @typedef {{voucher: any, about: any, totals: boolean}} Words */

const facts = pageFacts();
const home = `/p/${encodeURIComponent(facts.event)}`;
await startPage();
const writes = facts.roles.some((role) => ['organiser', 'live_coordinator'].includes(role));

function Page() {
  const [words, setWords] = useState(/** @type {Words | null} */ (null));
  const { error, run } = useAct();
  const [published, setPublished] = useState(true);
  const [rows, setRows] = useState(/** @type {Record<string, any[]>} */ ({}));
  useEffect(() => { void run('read', async () => {
    const [found, { releases }] = await Promise.all([read('/live/public'), read('/live/releases')]);
    setPublished(releases.length > 0);
    setWords(found);
    if (releases.length) setRows((await read('/snapshot/live')).rows);
  }); }, []);
  return html`<section class="links-out" aria-labelledby="where"><h2 class="list-head" id="where">${t('live.programme.where')}</h2>
    ${published ? html`<p class="buttons"><a class="button main" href=${home}><${Icon} name="external-link" /> ${t('live.programme.page')}</a><a class="button" href=${`${home}/en`}>English</a><a class="button" href=${`${home}.json`}>JSON</a></p><${Calendars} rows=${rows} />` : html`<${Notice} kind="look" title=${t('live.programme.not_yet')}><p>${t('live.programme.not_yet_next')}</p><p class="buttons"><a class="button main" href="schedule">${t('live.programme.to_schedule')}</a></p></${Notice}>`}
    <p class="quiet">${t('live.programme.published_only')}</p>
    <p class="quiet"><${Icon} name="monitor" /> ${t('live.programme.wall')}</p></section>
    <${ActError} error=${error} />${words && (writes ? html`<${Edit} words=${words} />` : html`<p>${words.voucher.code ?? ''}</p>`)}`;
}

/** The calendar of everything, or of one room, host or channel, as a file and as an address to send. @param {{rows: Record<string, any[]>}} props */
function Calendars({ rows }) {
  const [path, setPath] = useState('');
  /** Those that a published slot names. @param {string} kind @param {string} field @param {string} entity */
  const group = (kind, field, entity) => {
    const names = new Map((rows[entity] ?? []).map((one) => [one.id, one.name]));
    const ids = [...new Set((rows.live_slot ?? []).map((one) => one.told?.[field]).filter(Boolean))].sort((a, b) => String(names.get(a)).localeCompare(String(names.get(b)), 'vi', { numeric: true }));
    return ids.length > 0 && html`<optgroup label=${t(`live.programme.own_${kind}`)}>${ids.map((id) => html`<option key=${id} value=${`/${kind}/${encodeURIComponent(id)}`}>${names.get(id) ?? id}</option>`)}</optgroup>`;
  };
  const address = new URL(`${home}${path}.ics`, location.href).href;
  const copy = async () => toast((await copied(address)) ? t('live.programme.own_copied') : address);
  return html`<div class="own-calendar"><${Field} kind="select" label=${t('live.programme.own')} value=${path} onChange=${(/** @type {any} */ e) => setPath(e.currentTarget.value)}><option value="">${t('live.programme.own_all')}</option>
      ${group('booth', 'room', 'live_room')}${group('host', 'host', 'live_person')}${group('channel', 'channel', 'channel')}</${Field}>
    <p class="buttons"><button type="button" class="button" onClick=${copy}><${Icon} name="copy" /> ${t('live.programme.own_copy')}</button><a class="button" href=${address} download=""><${Icon} name="download" /> ${t('live.programme.own_open')}</a></p></div>
    <p class="quiet">${t('live.programme.own_about')}</p>`;
}

/** @param {{words: Words}} props */
function Edit({ words }) {
  const [one, setOne] = useState({ code: '', platforms: '', issuer: '', report: '', ...words.voucher, until: words.voucher.until ? toZoned(words.voucher.until) : '', rules: { vi: '', en: '', ...words.voucher.rules } });
  const [about, setAbout] = useState({ vi: '', en: '', ...words.about });
  const [totals, setTotals] = useState(words.totals);
  const { busy, error, run } = useAct();
  /** @param {Event} event */
  async function save(event) {
    event.preventDefault();
    const voucher = { ...one, until: one.until ? fromZoned(one.until) : null };
    if (await run('save', () => act('/live/public', { voucher, about, totals }))) toast(t('live.programme.saved'));
  }
  const field = (/** @type {string} */ name, /** @type {number} */ most) => html`<${Field} key=${name} label=${t(`live.programme.${name}`)} value=${/** @type {any} */ (one)[name]} maxlength=${most} onInput=${(/** @type {any} */ e) => setOne({ ...one, [name]: e.currentTarget.value })} />`;
  return html`<form class="public-words" onSubmit=${save}><h2 class="list-head">${t('live.public.voucher')}</h2>
    <div class="fields">${field('code', 30)}<${DateText} label=${t('live.programme.until')} time value=${one.until} onValue=${(/** @type {string} */ until) => setOne({ ...one, until })} />${field('issuer', 120)}${field('platforms', 120)}${field('report', 120)}</div>
    ${['vi', 'en'].map((lang) => html`<${Field} key=${lang} kind="textarea" rows="3" label=${t(`live.programme.rules_${lang}`)} maxlength="400" value=${one.rules[lang]} onInput=${(/** @type {any} */ e) => setOne({ ...one, rules: { ...one.rules, [lang]: e.currentTarget.value } })} />`)}
    <h2 class="list-head">${t('live.programme.words')}</h2>
    ${['vi', 'en'].map((lang) => html`<${Field} key=${lang} label=${t(`live.programme.about_${lang}`)} maxlength="400" value=${about[lang]} onInput=${(/** @type {any} */ e) => setAbout({ ...about, [lang]: e.currentTarget.value })} />`)}
    <label class="tick"><input type="checkbox" checked=${totals} onChange=${(/** @type {any} */ e) => setTotals(e.currentTarget.checked)} /> <span>${t('live.programme.totals')}</span></label>
    <${ActError} error=${error} /><p class="buttons"><button type="submit" class="button main" disabled=${Boolean(busy)}><${Icon} name="check" /> ${t('live.programme.save')}</button></p></form>`;
}

mount('programme', html`<${Page} />`);
