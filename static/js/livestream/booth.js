// The booth operator's phone. What stood there last (booth-first.js) is on the glass before anything of the page itself is run:
// on a slow phone that takes longer than drawing it.

import { painted } from '../core/pace.js';

// This script came, and brings the rest: opening.js need not look after it yet.
document.documentElement.dataset.words = 'asked';
const open = () => void import('./booth-page.js').catch(() => { /* opening.js tries again */ });

if (document.getElementById('booth')?.childElementCount) painted(open);
else open();
