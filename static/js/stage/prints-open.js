/** A paper of the stage, open for the browser's own print window. */

import { startPage } from '../core/page.js';

await startPage();
document.getElementById('print-now')?.addEventListener('click', async () => {
  await document.fonts.ready;
  window.print();
});
