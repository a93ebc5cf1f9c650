// The tablet at the door: the parts of desk-wiring.js under the screens of desk-app.js.

import { App } from './desk-app.js';
import { openDesk } from './desk-wiring.js';

void openDesk(App, 'desk');
