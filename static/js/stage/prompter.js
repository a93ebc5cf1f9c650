// The MC's words, rolling. `?remote=1` is the hand that steers the other screens of the same track.

import { html } from '../core/ui.js';
import { keepAudience } from '../protocol/intro-keep.js';
import { STAGE_ROWS, startScreen } from './frame.js';
import { keepNames } from './names-keep.js';
import { prompterHand } from './prompter-hand.js';
import { pages, Screen } from './prompter-view.js';
import { readShow } from './show.js';

const kept = keepAudience('stage', STAGE_ROWS);
const show = readShow(kept.store);
const names = keepNames(kept);
const steering = prompterHand(kept, show);
const remote = new URLSearchParams(location.search).has('remote');

const Who = () => {
  const event = kept.identity.value?.event;
  return html`${kept.identity.value?.device.name}<span class="wide-only"> · ${event?.short || event?.name}</span>`;
};

/** Where pages are turned, a remote's forward key turns them. */
steering.listen((act) => (pages.value && act === 'toggle' ? 'page_on' : act));

const Page = () => html`<${Screen} show=${show} steering=${steering} known=${names.known.value} device=${kept.identity.value?.device} remote=${remote} />`;

void startScreen({ id: 'prompter', kept, show, Who, Screen: Page, open: names.open });
