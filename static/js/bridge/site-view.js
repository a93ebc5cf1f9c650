/** The site's page: the lamp is the screen; below it what to say, and what the other hand needs. */

import { html, Icon, signal, span, Strip, t, timeHM, timeHMS, useEffect } from '../core/ui.js';
import { clockOff, LAMP, lampWord, signedMs, TILE } from './lamps.js';
import { MEDIA, standing } from './rules-lineup.js';
import { audible, ring, unlock } from './site-alarm.js';
import { SiteLineup } from './site-lineup.js';
import { beatsToWait, Contribution, media, Return, returnDelay } from './site-media.js';
import { firstUnread, SiteTalk, Unread } from './site-talk.js';

/** @typedef {import('./site-state.js').SiteState} SiteState */

const VIEWS = /** @type {const} */ ([['air', 'radio'], ['check', 'list'], ['talk', 'message-square']]);
const SOON_S = 30;
const LAST_S = 10;
const HOUR_S = 3_600;
const RING_AGAIN_MS = 4_000;
/** @type {string[]} lamps under which there is time to prepare */
const RESTING = ['OFF', 'STANDBY', 'CLEAR'];
const MEASURED_BY_MEDIA = MEDIA.filter((item) => item !== 'return'); // a return may come another way
const view = signal(/** @type {'air' | 'check' | 'talk'} */ ('air'));

/** Which look the screen has. @param {string} lamp @param {number} seconds ahead */
export const lookOf = (lamp, seconds) => (lamp === 'NEXT' && seconds <= SOON_S ? 'soon' : (LAMP[lamp]?.look ?? 'unknown'));

/** What a screen reader says of the countdown: three words on the way, no more. @param {string} lamp @param {number} seconds */
export const spokenAt = (lamp, seconds) => (lamp !== 'NEXT' ? 0 : seconds <= LAST_S ? LAST_S : seconds <= SOON_S ? SOON_S : 0);

/** @param {{state: SiteState}} props */
function Lamp({ state }) {
  const { state: lamp, at } = state.lamp.value;
  const seconds = state.seconds.value;
  const look = lookOf(lamp, seconds);
  const spoken = spokenAt(lamp, seconds);
  const ahead = state.armed.value[0];
  const count = lamp === 'NEXT' || lamp === 'ON_AIR' ? seconds : lamp === 'UNKNOWN' && ahead ? Math.ceil((ahead.fire_at - state.hubNow()) / 1000) : null;
  if (lamp === 'UNKNOWN') void state.tick.value;
  return html`<div class="site-state"><h2 class="word"><${Icon} name=${look === 'soon' ? 'hand' : lamp === 'UNKNOWN' ? 'wifi-off' : (LAMP[lamp]?.icon ?? 'circle-help')} /> <span role="status">${lamp === 'NEXT' ? t(look === 'soon' ? 'bridge.site.soon' : 'bridge.said.armed') : lamp === 'UNKNOWN' ? t('bridge.control.lost') : lampWord(lamp)}<span class="hidden-text">${spoken ? ` ${t('bridge.site.in_seconds', { n: spoken })}` : ''}</span></span></h2>
    ${count !== null && html`<p class=${`digits ${count >= HOUR_S ? 'long' : ''}`} role="timer" aria-live="off" aria-label=${t(lamp === 'ON_AIR' ? 'bridge.site.since' : 'bridge.site.until')}>${span(Math.max(0, count) * 1000)}</p>`}
    <${About} state=${state} lamp=${lamp} at=${at} /></div>`;
}

/** @type {string[]} */
const AIRED = ['fired', 'late'];

/** The line under the word: since when, until when, what may be believed. @param {{state: SiteState, lamp: string, at: number}} props */
function About({ state, lamp, at }) {
  const { told, cue } = state.lamp.value;
  const held = cue ? state.held(cue.id) : null;
  const ahead = state.armed.value[0];
  if (lamp === 'UNKNOWN') return html`<p class="about"><b>${t('bridge.site.lost', { span: span(state.silence.value * 1000) })}</b> ${held && AIRED.includes(held.state) && at > state.heardAt() ? html`${t('bridge.site.ran_alone', { word: lampWord(told), time: timeHMS(at) })} ` : told !== 'OFF' && told !== 'NEXT' && html`${t('bridge.site.last_word', { word: lampWord(told) })} `}${ahead && t('bridge.site.still_armed', { word: t(`bridge.cue.${ahead.kind}`), time: timeHMS(ahead.fire_at) })}</p>`;
  if (lamp === 'MISSED') return html`<p class="about">${held?.late_by ? t('bridge.site.missed', { time: timeHMS(at), late: signedMs(held.late_by) }) : t('bridge.site.missed_plain', { time: timeHMS(at) })}</p>`;
  if (lamp === 'NEXT') return html`<p class="about">${t('bridge.site.at')} <time>${timeHMS(at)}</time></p>`;
  if (lamp === 'CLEAR') return html`<p class="about">${t('bridge.site.off_at', { time: timeHMS(at) })}</p><${Coming} state=${state} />`;
  if (lamp === 'ON_AIR') return html`${ahead?.kind === 'out' && html`<p class="about out-at"><b>${t('bridge.site.out_at', { time: timeHMS(ahead.fire_at), span: span(Math.max(0, Math.ceil((ahead.fire_at - state.hubNow()) / 1000) * 1000)) })}</b></p>`}<p class="about">${held?.state === 'late' && held.late_by ? html`<b>${t('bridge.site.late', { late: signedMs(held.late_by) })}</b> ` : ''}${t('bridge.site.on_air_how')}</p>`;
  return html`<${Coming} state=${state} />`;
}

/** The next planned cross of this site. @param {{state: SiteState}} props */
function Coming({ state }) {
  const next = state.me.value.crosses.find((/** @type {any} */ one) => one.state === 'planned' || one.state === 'next');
  return html`<p class="about">${next ? html`${t('bridge.site.next_cross')} ${next.planned_at && html`<time>${timeHM(next.planned_at)}</time> · `}<b>${next.title}</b>` : t('bridge.site.no_cross')}</p>`;
}

/** Words for whoever speaks; when the line is lost, what to say instead. @param {{state: SiteState}} props */
function Words({ state }) {
  const { state: lamp, cue } = state.lamp.value;
  const { site, crosses } = state.me.value;
  const cross = crosses.find((/** @type {any} */ one) => one.id === (cue?.cross || /** @type {any} */ (state.armed.value[0])?.cross)) ?? crosses.find((/** @type {any} */ one) => one.state === 'planned');
  const script = (lamp === 'UNKNOWN' ? '' : cue?.script) || cross?.script || '';
  if (lamp === 'UNKNOWN' || lamp === 'MISSED') {
    return html`<div class="site-say"><p class="tag">${t('bridge.site.fallback')}</p><p class="line">${site.fallback || t('bridge.site.no_fallback')}</p></div>`;
  }
  if (lamp === 'CLEAR' || !script) return null;
  return html`<div class="site-say"><p class="tag">${t('bridge.site.script')}</p><p class="line">${script}</p></div>`;
}

/** Before and after a cross: what is left to check, the hub's verdict, what to do without a line. @param {{state: SiteState}} props */
function Ready({ state }) {
  const { site, settings } = state.me.value;
  if (!RESTING.includes(state.lamp.value.state)) return null;
  const skip = [...(settings.skip ?? []), ...(media.value?.running === false ? MEASURED_BY_MEDIA : [])];
  const { good, bad, open } = standing(site.items, skip);
  const n = good.length + bad.length + open.length;
  const word = bad.length ? t('bridge.site.check_bad', { bad: bad.length, open: open.length }) : open.length ? t('bridge.site.check_open', { open: open.length, n }) : t('bridge.site.check_done', { n });
  const said = site.go ? TILE[site.go.word] : null;
  return html`<section class="site-part site-ready" aria-label=${t('bridge.site.check')} hidden=${view.value !== 'air'}><p class="tag">${t('bridge.site.check')}</p>
    <button type="button" class=${`button wide ${bad.length ? 'look' : ''}`} onClick=${() => { view.value = 'check'; }}><${Icon} name=${bad.length ? 'triangle-alert' : open.length ? 'list' : 'circle-check'} /> <span>${word}</span></button>
    ${said && html`<p class=${`word-${said.look}`}><${Icon} name=${said.icon} /> ${t('bridge.site.hub_says', { word: t(`bridge.tile.${site.go.word}`) })}${site.go.note && html`<span> · ${site.go.note}</span>`}</p>`}
    <p class="tag">${t('bridge.site.fallback')}</p><p class="fallback">${site.fallback || t('bridge.site.no_fallback')}</p></section>`;
}

/** @param {{state: SiteState}} props */
function Facts({ state }) {
  const delay = returnDelay.value;
  const [pm, rtt] = [state.pm.value, state.rtt.value];
  const none = t('bridge.site.not_measured');
  const lost = state.lamp.value.state === 'UNKNOWN';
  const pictures = media.value?.running;
  return html`<dl class="facts site-facts"><div><dt>${t('bridge.site.pm')}</dt><dd>${pm === null ? none : html`<span class="num">±${pm} ms</span>`}</dd></div>
    <div><dt>${t('bridge.site.rtt')}</dt><dd>${lost ? t('bridge.site.no_line') : rtt === null ? none : html`<span class="num">${rtt} ms</span>`}</dd></div>
    ${pictures && html`<div><dt>${t('bridge.site.return_delay')}</dt><dd>${delay === null ? none : html`<span class="num">${Math.round(delay)} ms</span>`}</dd></div>
    <div><dt>${t('bridge.site.answer_after')}</dt><dd>${delay === null ? none : t('bridge.site.beats', { n: beatsToWait(delay) })}</dd></div>`}</dl>${clockOff(state.clockOffset.value) && html`<p class="word-look"><${Icon} name="clock" /> ${clockOff(state.clockOffset.value)}</p>`}`;
}

/** Sound and a buzz until the words were heard. @param {{state: SiteState}} props */
function Alarm({ state }) {
  const talk = firstUnread(state.talks.value, state.isUnread);
  void state.moved.value;
  const urgent = talk?.priority === 'urgent';
  useEffect(() => {
    if (!talk) return undefined;
    ring(urgent);
    if (!urgent) return undefined;
    const timer = setInterval(() => ring(true), RING_AGAIN_MS);
    return () => clearInterval(timer);
  }, [talk?.id]);
  return null;
}

/** @param {{state: SiteState}} props */
function Foot({ state }) {
  void state.moved.value;
  const talks = state.talks.value;
  const unread = talks.filter(state.isUnread);
  const talk = firstUnread(talks, state.isUnread);
  const { items } = state.me.value.site;
  const bad = Object.values(items).filter((/** @type {any} */ one) => one.ok === false).length;
  const count = { air: 0, check: bad, talk: unread.length };
  return html`<footer class="act site-act">${talk ? html`<${Unread} state=${state} talk=${talk} more=${unread.length - 1} />`
    : !audible.value && html`<button type="button" class="button wide" onClick=${() => void unlock()}><${Icon} name="bell" /> ${t('bridge.site.bell')}</button>`}
    <nav class="site-views" aria-label=${t('bridge.site.views')}>${VIEWS.map(([name, icon]) => html`<button type="button" key=${name} class="button" aria-current=${view.value === name ? 'page' : undefined} onClick=${() => { view.value = name; }}>
      <${Icon} name=${icon} /> <span>${t(`bridge.site.view.${name}`)}${count[name] > 0 && html` <b class="num">${count[name]}</b>`}</span></button>`)}</nav></footer>`;
}

/** @param {{state: SiteState}} props */
export function SiteScreen({ state }) {
  const { state: lamp } = state.lamp.value;
  const look = lookOf(lamp, state.seconds.value);
  const { site, role } = state.me.value;
  const may = role === 'producer' || role === 'server';
  const pictures = media.value?.running; // then the return stands first
  return html`<div class=${`screen site ${look}`} data-lamp=${lamp} data-view=${view.value}><header class="site-head"><${Strip} who=${html`${site.name}<span class="wide-only"> · ${t(`bridge.role.${role}`)}</span>`} state=${state.link} /></header>
    <main class="site-work"><h1 class="hidden-text">${t('bridge.site.title', { name: site.name })}</h1><${Lamp} state=${state} /><${Words} state=${state} />${!pictures && html`<${Ready} state=${state} />`}
      <div class="site-part" hidden=${view.value !== 'air'}><${Facts} state=${state} /><${Return} state=${state} muted=${lamp === 'ON_AIR'} /></div>${pictures && html`<${Ready} state=${state} />`}
      ${view.value === 'check' && html`${may && html`<section class="site-part" aria-labelledby="site-send"><h2 id="site-send">${t('bridge.site.contribute')}</h2><${Contribution} state=${state} /></section>`}<${SiteLineup} state=${state} may=${may} />`}
      ${view.value === 'talk' && html`<${SiteTalk} state=${state} may=${may} />`}</main>
    <${Foot} state=${state} /><${Alarm} state=${state} /></div>`;
}
