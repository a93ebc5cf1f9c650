/** The keys of a spreadsheet, and those of a run sheet. */

/** @typedef {import('./sheet-state.js').Editor} Editor @typedef {import('./sheet-acts.js').Acts} Acts */
/** @typedef {(ed: Editor, acts: Acts, key: KeyboardEvent) => unknown} Deed */

const PAGE = 10;
const FAR = 1_000_000;
/** After Escape the next Tab leaves the grid: nobody is held in it. */
let leaving = false;

/** @param {number} down @param {number} right @returns {Deed} */
const by = (down, right) => (ed, _acts, { shiftKey }) => ed.step({ down, right, extend: shiftKey });

/** While nothing is written. @type {Record<string, Deed>} */
const IDLE = {
  ArrowDown: by(1, 0), ArrowUp: by(-1, 0), ArrowRight: by(0, 1), ArrowLeft: by(0, -1), PageDown: by(PAGE, 0), PageUp: by(-PAGE, 0), Home: by(0, -FAR), End: by(0, FAR),
  'Ctrl+ArrowDown': by(FAR, 0), 'Ctrl+ArrowUp': by(-FAR, 0), 'Ctrl+Home': by(-FAR, -FAR), 'Ctrl+End': by(FAR, FAR),
  Enter: (ed) => ed.begin('edit'), F2: (ed) => ed.begin('edit'), Backspace: (ed) => ed.begin('type', ''), Delete: (_ed, acts) => acts.clear(),
  'Ctrl+Enter': (_ed, acts) => acts.insert(), Insert: (_ed, acts) => acts.insert(), 'Ctrl+d': (_ed, acts) => acts.clone(),
  'Ctrl+Backspace': (_ed, acts) => acts.remove(), 'Ctrl+Delete': (_ed, acts) => acts.remove(),
  'Alt+ArrowUp': (_ed, acts) => acts.nudge(-1), 'Alt+ArrowDown': (_ed, acts) => acts.nudge(1),
  'Ctrl+z': (_ed, acts) => acts.undo(), 'Ctrl+y': (_ed, acts) => acts.redo(), 'Ctrl+Z': (_ed, acts) => acts.redo(),
  'Ctrl+a': (ed) => { const rows = ed.rows.peek(); ed.goTo({ row: rows[0] ?? '', col: 0 }); ed.goTo({ row: rows.at(-1) ?? '', col: ed.columns.peek().length - 1 }, true); },
  'Ctrl+f': (ed) => find(ed), '?': (ed) => { ed.open.value = ed.open.peek() === 'keys' ? '' : 'keys'; },
};

/** While a cell is written. @type {Record<string, (ed: Editor, acts: Acts, field: HTMLTextAreaElement) => unknown>} */
const WRITING = {
  Enter: (ed, acts, field) => acts.commit(field.value) && ed.step({ down: 1 }),
  'Ctrl+Enter': (_ed, acts, field) => acts.commit(field.value) && acts.insert(),
  'Alt+Enter': (_ed, _acts, field) => field.setRangeText('\n', field.selectionStart, field.selectionEnd, 'end'),
  Tab: (ed, acts, field) => acts.commit(field.value) && ed.tab(1),
  'Shift+Tab': (ed, acts, field) => acts.commit(field.value) && ed.tab(-1),
  Escape: (_ed, acts) => acts.close(),
};

/** @param {KeyboardEvent} key */
const nameOf = (key) => `${key.ctrlKey || key.metaKey ? 'Ctrl+' : ''}${key.altKey ? 'Alt+' : ''}${key.key}`;

/** @param {KeyboardEvent} key @param {Editor} ed @param {Acts} acts */
export function onKey(key, ed, acts) {
  if (key.isComposing || key.keyCode === 229) return;
  const name = nameOf(key);
  const editing = ed.editing.peek();
  if (editing) return whileWriting(key, name, editing.mode, ed, acts);
  if (key.key === 'Escape') {
    leaving = true;
    ed.goTo(ed.choice.peek().cursor);
    return;
  }
  if (key.key === 'Tab') {
    if (leaving) { leaving = false; return; }
    const before = ed.choice.peek().cursor;
    ed.tab(key.shiftKey ? -1 : 1);
    if (ed.choice.peek().cursor !== before) key.preventDefault();
    return;
  }
  leaving = false;
  const deed = IDLE[name];
  if (!deed) return;
  key.preventDefault();
  deed(ed, acts, key);
}

/** @param {KeyboardEvent} key @param {string} name @param {'type' | 'edit'} mode @param {Editor} ed @param {Acts} acts */
function whileWriting(key, name, mode, ed, acts) {
  const field = /** @type {HTMLTextAreaElement} */ (key.currentTarget);
  const down = { ArrowDown: 1, ArrowUp: -1 }[name];
  const deed = WRITING[key.key === 'Tab' && key.shiftKey ? 'Shift+Tab' : name];
  if (key.shiftKey && key.key === 'Enter') return; // a new line
  if (mode === 'type' && down) {
    key.preventDefault();
    if (acts.commit(field.value)) ed.step({ down });
  } else if (deed) {
    key.preventDefault();
    deed(ed, acts, field);
  }
}

/** @param {Editor} ed */
function find(ed) {
  ed.open.value = 'find';
  setTimeout(() => /** @type {HTMLInputElement | null} */ (document.getElementById('sheet-find'))?.select());
}

/** Keys that are meant for the sheet wherever the hand is, fields excepted. @param {Editor} ed @param {Acts} acts */
export function listenToKeys(ed, acts) {
  addEventListener('keydown', (key) => {
    const at = key.target instanceof Element ? key.target : document.body;
    if (key.defaultPrevented || at.id === 'sheet-field') return;
    const name = nameOf(key);
    const inField = at.closest('input, textarea, select');
    if (name === 'Ctrl+f' || (!inField && ['Ctrl+z', 'Ctrl+y', 'Ctrl+Z', '?'].includes(name))) {
      key.preventDefault();
      IDLE[name]?.(ed, acts, key);
    }
  });
}
