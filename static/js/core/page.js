/** What each page does first: words, zone, the strip. */

import { openPulse } from './pulse.js';
import { html, loadWords, render, setZone, Strip, t, Toasts } from './ui.js';

/**
 * @typedef {{event: string, eventName: string, zone: string, as: 'staff' | 'device' | '', roles: string[], who: string,
 *   page: string}} PageFacts
 */

/** Facts the server wrote on <body>. @returns {PageFacts} */
export function pageFacts() {
  const data = document.body.dataset;
  return {
    event: data.event ?? '', eventName: data.eventName ?? '', zone: data.zone ?? '',
    as: data.as === 'staff' || data.as === 'device' ? data.as : '',
    roles: (data.roles ?? '').split(' ').filter(Boolean), who: data.who ?? '', page: data.page ?? '',
  };
}

/** `/api/events/<event>` of this page */
export const eventPath = () => `/api/events/${encodeURIComponent(pageFacts().event)}`;

/** Does this person have one of the roles? @param {string[]} roles */
export const hasRole = (...roles) => pageFacts().roles.some((role) => roles.includes(role));

/** @param {string} id @param {any} content */
export function mount(id, content) {
  const place = document.getElementById(id);
  if (!place) return;
  place.replaceChildren();
  render(content, place);
}

/**
 * Ready the page. Without a feed's `state` the server is asked for its time now and then.
 * @param {{state?: import('./vendor.js').Signal<import('./feed.js').LinkState>, who?: () => any}} [options]
 * @returns {Promise<PageFacts>}
 */
export async function startPage({ state, who } = {}) {
  const facts = pageFacts();
  setZone(facts.zone);
  showChosenTab();
  addEventListener('resize', showChosenTab); // a tablet that is turned
  await loadWords();
  mount('strip', html`<${Strip} who=${who ? who() : stripName(facts)} state=${state ?? openPulse().state} />`);
  mount('toasts', html`<${Toasts} />`);
  return facts;
}

/** The event's name gives way on a narrow screen: the page's own head says it. @param {PageFacts} facts */
const stripName = ({ who, eventName }) => (who && eventName ? html`${who}<span class="wide-only"> · ${eventName}</span>` : who || eventName || t('core.app'));

/** On a narrow screen the tabs scroll: bring the chosen one into view. */
function showChosenTab() {
  for (const one of document.querySelectorAll('.site-nav [aria-current], .stage-tabs [aria-current]')) one.scrollIntoView({ block: 'nearest', inline: 'center' });
}
