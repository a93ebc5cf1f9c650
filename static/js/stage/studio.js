// The studio clock on a screen: nothing on it has to be pressed.

import { html } from '../core/ui.js';
import { keepAudience } from '../protocol/intro-keep.js';
import { Screen } from './studio-view.js';
import { STAGE_ROWS, startScreen } from './frame.js';
import { readShow } from './show.js';

const kept = keepAudience('stage', STAGE_ROWS);
const show = readShow(kept.store);

const Who = () => {
  const event = kept.identity.value?.event;
  return html`${kept.identity.value?.device.name}<span class="wide-only"> · ${event?.short || event?.name}</span>`;
};

void startScreen({ id: 'studio', kept, show, Who, Screen: () => html`<${Screen} show=${show} device=${kept.identity.value?.device} />` });
