// The live wall: who is on air, who comes next, totals marked as provisional. It asks every ten seconds, keeps what it heard
// last on this machine, counts on by its own clock without a network, and says so.

import { askToPersist, registerShell } from '../checkin/desk-shell.js';
import { ApiError, call } from '../core/api.js';
import { clock, localNow } from '../core/clock.js';
import { dateDMY, html, Icon, loadWords, number, Pill, render, second, setZone, signal, t, timeHM } from '../core/ui.js';
import { ScreenLink, screensOf } from '../stage/screens.js';
import { minutesTo, nowAndNext, SILENT_MS } from './wall-rules.js';

/** @typedef {import('./wall-rules.js').Told} Told */
/** @typedef {import('./wall-rules.js').Slot} Slot */

const EVERY_MS = 10_000;
const KEPT = 'ops.live-wall';
const PLATFORMS = /** @type {Record<string, string>} */ ({ tiktok: 'TikTok', shopee: 'Shopee', lazada: 'Lazada', facebook: 'Facebook', youtube: 'YouTube' });
const TOTALS = ['gmv', 'orders', 'views', 'peak'];
const told = signal(/** @type {Told | null} */ (null));
const heardAt = signal(0);
const stop = signal('');
let event = '';

function keep() {
  try { localStorage.setItem(KEPT, JSON.stringify({ event, told: told.peek(), heardAt: heardAt.peek() })); } catch { /* refused storage: a reload without a network shows nothing */ }
}

function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? 'null');
    if (kept?.told) ({ event, told: told.value, heardAt: heardAt.value } = kept);
  } catch { /* nothing was kept */ }
}

/** One question to the server; whatever it says, what stands on the wall stays until something newer is known. */
async function ask() {
  try {
    if (!event) event = (await call('GET', '/api/device', undefined, { as: 'device' })).event.id;
    const sent = localNow();
    const answer = await call('GET', `/api/events/${encodeURIComponent(event)}/live/wall`, undefined, { as: 'device' });
    clock.sample(sent, answer.at, answer.at, localNow()); // a screen in a mall has any clock
    told.value = answer;
    heardAt.value = clock.now();
    stop.value = '';
    keep();
  } catch (error) {
    const said = error instanceof ApiError && error.answered ? error : null;
    if (said?.status === 401) stop.value = 'unpaired';
    else if (said?.code === 'device_revoked') leave();
    else if (said?.status === 403 || said?.status === 404) stop.value = 'wrong_role';
    else if (!told.peek()) stop.value = 'first_offline';
  }
}

function leave() {
  stop.value = 'revoked';
  told.value = null;
  try { localStorage.removeItem(KEPT); } catch { /* nothing was kept */ }
}

/** @param {{slot: Slot, now: number}} props */
const Live = ({ slot, now }) => html`<li class="wall-live" data-slot=${slot.id}><p class="wall-mark"><${Icon} name="radio" /> ${t('live.public.on_air')} · ${PLATFORMS[slot.platform] ?? slot.channel_name}</p>
  <p class="wall-name">${slot.title}</p><p class="wall-about">${[slot.producers.join(', '), slot.room_name].filter(Boolean).join(' · ')}</p>
  <p class="wall-about">${now < slot.ends ? t('live.wall.left', { n: minutesTo(slot.ends, now) }) : t('live.public.until', { at: timeHM(slot.ends) })}</p></li>`;

/** @param {{slot: Slot, now: number}} props */
const Next = ({ slot, now }) => {
  const soon = slot.starts - now < 60 * 60_000;
  const when = dateDMY(slot.starts) === dateDMY(now) ? timeHM(slot.starts) : `${timeHM(slot.starts)} ${dateDMY(slot.starts).slice(0, 5)}`;
  return html`<li data-slot=${slot.id}><time>${when}</time><div><b>${slot.title}</b><span>${[PLATFORMS[slot.platform] ?? slot.channel_name, slot.room_name].filter(Boolean).join(' · ')}</span></div>
    ${soon && html`<span class="wall-soon">${slot.starts > now ? t('live.wall.in', { n: minutesTo(slot.starts, now) }) : t('live.wall.about_now')}</span>`}</li>`;
};

/** @param {{found: Told}} props */
function Totals({ found }) {
  const all = found.totals;
  if (!all) return null;
  const final = TOTALS.every((one) => !all[one]?.have || all[one]?.status === 'final');
  const some = TOTALS.filter((one) => all[one]?.value !== null && all[one]?.value !== undefined);
  if (!some.length) return null;
  const first = /** @type {import('./wall-rules.js').Total} */ (all[/** @type {string} */ (some[0])]);
  return html`<section class="wall-totals" aria-label=${t('live.numbers.totals')}><dl>${some.map((one) => html`<div key=${one}><dt>${t(`live.wall.metric.${one}`)}</dt><dd class="num">${number(all[one]?.value ?? 0)}${one === 'gmv' ? ' ₫' : ''}</dd></div>`)}</dl>
    <p><b>${t(final ? 'live.numbers.status.final' : 'live.numbers.status.provisional')}</b> · ${t('live.numbers.coverage', { have: first.have, of: first.of })}${first.as_of ? ` · ${t('live.numbers.as_of', { at: timeHM(first.as_of) })}` : ''}</p></section>`;
}

function Wall() {
  const found = told.value;
  const now = second.value * 1000;
  if (stop.value && (!found || stop.value !== 'first_offline')) return html`<${Stop} name=${stop.value} />`;
  if (!found) return html`<main class="live-wall"><p class="quiet">${t('core.loading')}</p></main>`;
  const silent = now - heardAt.value > SILENT_MS;
  const { live, next } = nowAndNext(found.slots, now, silent);
  const calm = live.length < 3 && next.length < 3 - Number(live.length > 1); // little to say is said large
  return html`<main class=${`live-wall ${calm ? 'calm' : ''}`}><header><h1>${found.event.short || found.event.name}</h1><p class="wall-clock num"><time>${timeHM(now)}</time></p></header>
    ${silent && html`<p class="wall-silent" role="status"><${Pill} icon="wifi-off" state="look">${t('live.wall.silent', { at: timeHM(heardAt.value) })}</${Pill}></p>`}
    <section class="wall-now" aria-label=${t('live.public.now')}>${live.length ? html`<ul data-count=${live.length}>${live.map((one) => html`<${Live} key=${one.id} slot=${one} now=${now} />`)}</ul>` : html`<p class="wall-idle">${t(next.length ? 'live.public.nothing_now' : told.value?.slots.length ? 'live.wall.over' : 'live.wall.none')}</p>`}</section>
    ${next.length > 0 && html`<section class="wall-next"><h2>${t('live.public.next')}</h2><ol>${next.map((one) => html`<${Next} key=${one.id} slot=${one} now=${now} />`)}</ol></section>`}
    <${Totals} found=${found} /><footer><details><summary>${t('stage.screens')}</summary><nav class="buttons" aria-label=${t('stage.screens')}>${screensOf('wall').filter((path) => path !== '/live-wall').map((path) => html`<${ScreenLink} key=${path} path=${path} />`)}</nav></details></footer></main>`;
}

/** @param {{name: string}} props */
const Stop = ({ name }) => html`<main class="live-wall"><h1>${t(`live.wall.stop.${name}`)}</h1><p class="wall-about">${t(`live.wall.stop.${name}_next`)}</p>
  <p class="buttons">${name === 'unpaired' && html`<a class="button main" href="/pair">${t('live.wall.pair')}</a>`}${name === 'first_offline' && html`<button type="button" class="button main" onClick=${() => location.reload()}>${t('core.act.retry')}</button>`}</p></main>`;

await loadWords();
recall();
setZone(told.peek()?.event.zone ?? 'Asia/Ho_Chi_Minh');
const place = document.getElementById('wall');
if (place) render(html`<${Wall} />`, place);
void ask();
setInterval(ask, EVERY_MS);
window.addEventListener('online', ask);
void registerShell();
void askToPersist();
