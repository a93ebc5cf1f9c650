// The booth operator's phone. What stood there last (booth-first.js) is on the glass before anything of the page itself is run:
// on a slow phone that takes longer than drawing it.

import { painted } from '../core/pace.js';

const open = () => void import('./booth-page.js');

if (document.getElementById('booth')?.childElementCount) painted(open);
else open();
