// Guests check themselves in: the parts of the tablet at the door under screens of their own.

import { openDesk } from './desk-wiring.js';
import { KioskApp } from './kiosk-app.js';

void openDesk(KioskApp, 'kiosk');
