// The top line of the tablet: who it is, the time, the link. It never says more than is known.

import { html, Icon, linkWords, second, span, t, timeHMS } from '../core/ui.js';

/** @typedef {import('../core/feed.js').LinkState} LinkState */
/** @typedef {import('../core/outbox.js').Trouble} Trouble */

/** Without the server for this long, what other gates have done since is worth a word. */
const OLD_ROSTER_MS = 10 * 60_000;

/** Does somebody else answer in place of our server? @param {LinkState} link @param {Trouble} trouble */
export const isCaptive = (link, trouble) => trouble === 'captive' || (link.link !== 'online' && link.error === 'not_our_answer');

/** @param {LinkState} link @param {Trouble} trouble @param {number} queue @param {number} now @param {number | null} rosterAt */
function words(link, trouble, queue, now, rosterAt) {
  const said = isCaptive(link, trouble) ? [t('desk.link.captive'), queue ? t('core.link.waiting', { n: queue }) : ''].filter(Boolean).join(' · ') : linkWords(link, queue, now);
  const busy = link.link === 'online' && (trouble === 'busy' || trouble === 'odd') ? ` · ${t('desk.link.busy')}` : '';
  const age = link.link !== 'online' && rosterAt !== null ? now - rosterAt : 0;
  return said + busy + (age > OLD_ROSTER_MS ? ` · ${t('desk.link.roster_age', { age: span(age) })}` : '');
}

/**
 * @param {{ who: string, link: import('../core/vendor.js').Signal<LinkState>, trouble: Trouble, queue: number, rosterAt: number | null }} props
 * `rosterAt`: server ms at which the roster here was last known to be complete
 */
export function DeskStrip({ who, link, trouble, queue, rosterAt }) {
  const now = second.value * 1000;
  const state = link.value;
  const captive = isCaptive(state, trouble);
  const off = captive || state.link === 'offline';
  const tint = off ? 'off' : state.link === 'reconnecting' || (trouble !== 'ok' && queue > 0) ? 'look' : '';
  const icon = off ? 'wifi-off' : state.link === 'reconnecting' ? 'refresh-cw' : 'wifi';
  const loud = off ? t('core.link.offline_spoken') : state.link === 'online' ? t('core.link.online') : '';
  return html`<header class=${`strip ${tint}`} data-link=${captive ? 'captive' : state.link}>
    <h1 class="who">${who}</h1><time>${timeHMS(now)}</time>
    <span class="link"><${Icon} name=${icon} /> <span class="num">${words(state, trouble, queue, now, rosterAt)}</span></span>
    <span class="hidden-text" role="status">${loud}</span>
  </header>`;
}
