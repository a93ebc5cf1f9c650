// The MC's screen: the text, the time that is left, what comes next, and what the caller has to say.
// Without a network the clock runs on from the server's time as it was last known, and the page says since when.

import { html } from '../core/ui.js';
import { keepAudience } from '../protocol/intro-keep.js';
import { STAGE_ROWS, startScreen } from './frame.js';
import { mcMessages, Message } from './mc-message.js';
import { Screen } from './mc-view.js';
import { keepNames } from './names-keep.js';
import { readShow } from './show.js';

const kept = keepAudience('stage', STAGE_ROWS);
const show = readShow(kept.store);
const messages = mcMessages(kept);
const names = keepNames(kept);

function Who() {
  const { device, event } = kept.identity.value ?? {};
  return html`${device?.name}<span class="wide-only"> · ${event?.short || event?.name}</span>`;
}

const Page = () => html`<${Screen} show=${show} known=${names.known.value} message=${html`<${Message} messages=${messages} />`} />`;

void startScreen({ id: 'mc', kept, show, Who, Screen: Page, async open() { await messages.open(); await names.open(); } });
