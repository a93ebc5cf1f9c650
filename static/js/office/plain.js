/** Pages that only need their switches: error, install, invitation. */

import { wireSwitches } from '../core/page.js';

wireSwitches();
