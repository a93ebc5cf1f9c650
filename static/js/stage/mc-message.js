// Messages from the caller on the MC's screen. "Read" is kept here until the server has it: a tap without a network counts.

import { command } from '../core/api.js';
import { effect, html, Icon, signal, t, timeHM, computed } from '../core/ui.js';
import { messagesFor } from './mc-read.js';

/** @typedef {ReturnType<typeof mcMessages>} Messages */

const MEMORY = 'read';
const BUZZ = [200, 100, 200];

/** @param {import('../protocol/intro-keep.js').Kept} kept */
export function mcMessages(kept) {
  const { store, identity, feed } = kept;
  /** Read on this screen, whether or not the server knows. @type {import('../core/vendor.js').Signal<string[]>} */
  const read = signal([]);
  const sending = new Set();

  const mine = computed(() => {
    const device = identity.value?.device;
    return device ? messagesFor(store.list('message'), device) : [];
  });
  /** @param {import('../core/store.js').Row} one */
  const known = (one) => (one.read_by ?? []).includes(identity.value?.device.name);
  const unread = computed(() => mine.value.filter((one) => !known(one) && !read.value.includes(one.id)));

  /** @param {string} id */
  async function tell(id) {
    if (sending.has(id)) return;
    sending.add(id);
    await command(`/api/events/${encodeURIComponent(identity.peek()?.event.id ?? '')}/stage/messages/${encodeURIComponent(id)}/read`, {}, { as: 'device' }).catch(() => undefined);
    sending.delete(id);
  }

  /** What was read while there was no link is said as soon as there is one. */
  effect(() => {
    if (feed.value?.state.value.link !== 'online') return;
    for (const one of mine.value) if (!known(one) && read.value.includes(one.id)) void tell(one.id);
  });
  /** A new one is felt in the hand; a browser shakes only a page that was touched since it was opened. */
  let last = '';
  effect(() => {
    const newest = unread.value[0];
    if (newest && newest.id !== last && navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(newest.look === 'flash' ? [...BUZZ, ...BUZZ] : BUZZ);
    last = newest?.id ?? last;
  });

  return {
    mine, unread,
    async open() {
      read.value = [...new Set([...((await kept.recall(MEMORY).catch(() => null)) ?? []), ...read.peek()])];
    },
    /** @param {string[]} ids */
    markRead(ids) {
      read.value = [...new Set([...read.peek(), ...ids])];
      kept.remember(MEMORY, read.peek());
    },
  };
}

/** The newest one in full; how many stand behind it. @param {{messages: Messages}} props */
export function Message({ messages }) {
  const unread = messages.unread.value;
  const one = unread[0] ?? messages.mine.value[0];
  if (!one) return html`<div class="message-place" role="status"></div>`;
  const fresh = unread.length > 0;
  const more = unread.length > 1 ? t('stage.mc.more_messages', { n: unread.length - 1 }) : '';
  return html`<div class="message-place" role="status"><div class=${`message ${fresh ? one.look : 'read'}`}><${Icon} name="message-square" />
    <p><b>${one.text}</b> <span class="from"><time>${timeHM(one.sent_at)}</time> ${more}</span></p>
    ${fresh && html`<button type="button" class="button thumb" onClick=${() => messages.markRead(unread.map((each) => each.id))}><${Icon} name="check" /> ${t('stage.mc.read')}</button>`}</div></div>`;
}
