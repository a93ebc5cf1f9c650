// The phone or tablet of one department: its own cues only. Which department is chosen once and kept on the device.

import { html, signal, t } from '../core/ui.js';
import { keepAudience } from '../protocol/intro-keep.js';
import { departments } from './crew-cues.js';
import { crewReady } from './crew-ready.js';
import { Choose, departmentName, Screen } from './crew-view.js';
import { STAGE_ROWS, startScreen } from './frame.js';
import { mcMessages, Message } from './mc-message.js';
import { readShow } from './show.js';

const MEMORY = 'department';
const ANSWERED = 'answered';

const kept = keepAudience('stage', STAGE_ROWS);
const show = readShow(kept.store);
const messages = mcMessages(kept);
const taps = crewReady(kept, show);
/** @type {import('../core/vendor.js').Signal<string | null>} */
const chosen = signal(null);
/** The call whose GO was answered here: a page that is opened again does not shout it once more. */
const answered = signal('');

/** @param {string | null} id */
function choose(id) {
  chosen.value = id;
  kept.remember(MEMORY, id);
}

/** @param {string} call */
function answer(call) {
  answered.value = call;
  kept.remember(ANSWERED, call);
}

/** A department whose columns were taken out of the sheet is asked for anew. */
const department = () => departments(kept.store.list('sheet_column')).find((one) => one.id === chosen.value) ?? null;

function Who() {
  const own = department();
  return html`${own ? departmentName(own) : t('stage.crew.title')} · ${kept.identity.value?.device.name}`;
}

function Page() {
  const own = department();
  if (!own) return html`<${Choose} show=${show} onChoose=${choose} />`;
  return html`<${Screen} show=${show} department=${own} taps=${taps} message=${html`<${Message} messages=${messages} />`} answered=${answered.value} onAnswer=${answer} onOther=${() => choose(null)} />`;
}

void startScreen({
  id: 'crew', kept, show, Who, Screen: Page,
  async open() {
    const [department, call] = await Promise.all([MEMORY, ANSWERED].map((key) => kept.recall(key).catch(() => null)));
    // Only now is it looked whether somebody was quicker than the memory.
    chosen.value ??= department ?? null;
    answered.value ||= call ?? '';
    await messages.open();
    await taps.open();
  },
});
