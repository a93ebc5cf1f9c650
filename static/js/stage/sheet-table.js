/** The grid: only the rows near the eye are drawn, in blocks; the field that is written in lies over the cell of the cursor. */

import { html, t, useEffect, useLayoutEffect, useRef, useState } from '../core/ui.js';
import { dragging, pointers } from './sheet-drag.js';
import { CellField } from './sheet-field.js';
import { byRow, SheetRow } from './sheet-rows.js';

/** @typedef {import('./sheet-state.js').Editor} Editor @typedef {import('./sheet-acts.js').Acts} Acts */

const BLOCK = 20;
const ROW_PX = 44;
const NEAR = '600px';

/** Blocks near the eye, and how tall those are that went out of it. @param {{current: HTMLElement | null}} scroller @param {number} count */
function useBlocks(scroller, count) {
  const [near, setNear] = useState(/** @type {ReadonlySet<number>} */ (new Set([0, 1])));
  const tall = useRef(/** @type {Map<number, number>} */ (new Map()));
  useEffect(() => {
    const root = scroller.current;
    if (!root) return undefined;
    const eye = new IntersectionObserver((seen) => setNear((old) => {
      const next = new Set(old);
      for (const { target, isIntersecting, boundingClientRect } of seen) {
        const block = Number(/** @type {HTMLElement} */ (target).dataset.block);
        if (isIntersecting) next.add(block);
        else if (old.has(block)) { tall.current.set(block, boundingClientRect.height); next.delete(block); }
      }
      return next.size === old.size && [...next].every((one) => old.has(one)) ? old : next;
    }), { root, rootMargin: NEAR });
    for (const one of root.querySelectorAll('[data-block]')) eye.observe(one);
    return () => eye.disconnect();
  }, [count]);
  return { near, setNear, tall: (/** @type {number} */ block, /** @type {number} */ rows) => tall.current.get(block) ?? rows * ROW_PX };
}

/** Bring a cell into the free part of the scroller, which sticky heads and columns cover in part. @param {HTMLElement} scroller @param {HTMLElement} cell */
function reveal(scroller, cell) {
  const box = cell.getBoundingClientRect();
  const room = scroller.getBoundingClientRect();
  const head = scroller.querySelector('.heads')?.getBoundingClientRect().bottom ?? room.top;
  if (box.top < head) scroller.scrollTop -= head - box.top;
  else if (box.bottom > room.top + scroller.clientHeight) scroller.scrollTop += Math.min(box.bottom - room.top - scroller.clientHeight, box.top - head);
  if (getComputedStyle(cell).position === 'sticky') return;
  const stuck = [...(cell.parentElement?.children ?? [])].filter((one) => getComputedStyle(one).position === 'sticky').at(-1)?.getBoundingClientRect().right ?? room.left;
  if (box.left < stuck) scroller.scrollLeft -= stuck - box.left;
  else if (box.right > room.left + scroller.clientWidth) scroller.scrollLeft += Math.min(box.right - room.left - scroller.clientWidth, box.left - stuck);
}

/** @param {{ed: Editor, acts: Acts, others: import('../core/vendor.js').Signal<import('./sheet-people.js').Other[]>}} props */
export function Grid({ ed, acts, others }) {
  const scroller = useRef(/** @type {HTMLDivElement | null} */ (null));
  const moved = useRef(false);
  const kept = useRef({ drafts: new Map(), who: new Map() });
  const { show } = ed;
  const lines = show.lines.value;
  const columns = ed.columns.value;
  const count = Math.ceil(lines.length / BLOCK);
  const { near, setNear, tall } = useBlocks(scroller, count);
  const { cursor, anchor } = ed.choice.value;
  ed.follow();
  // Only a cursor that moved is brought into view: whoever scrolls away from it may stay there.
  useLayoutEffect(() => { moved.current = true; }, [cursor.row, cursor.col]);
  useLayoutEffect(() => {
    if (!moved.current || !scroller.current) return;
    const block = Math.floor(show.lines.peek().findIndex(({ row }) => row.id === cursor.row) / BLOCK);
    const cell = document.getElementById(`cell-${cursor.row}-${cursor.col}`);
    if (cell) { reveal(scroller.current, cell); moved.current = false; }
    else if (block >= 0 && !near.has(block)) setNear(new Set([...near, block]));
  });
  const facts = rowFacts(ed, others.value, kept.current);
  const blocks = Array.from({ length: count }, (_, block) => {
    const some = lines.slice(block * BLOCK, (block + 1) * BLOCK);
    if (!near.has(block)) return html`<div class="block" role="presentation" key=${block} data-block=${block} style=${{ height: `${tall(block, some.length)}px` }}></div>`;
    return html`<div class="block" role="presentation" key=${block} data-block=${block} style=${{ height: 'auto' }}>${some.map((line, i) => html`<${SheetRow} key=${line.row.id} ...${facts(line, block * BLOCK + i)} />`)}</div>`;
  });
  const drop = dragging.value;
  const widths = ['var(--w-grip)', ...columns.map((one) => `var(--w-${one.wide === 'time' ? one.kind : one.wide})`)].join(' ');
  return html`<div class="grid-place" ref=${scroller} ...${pointers(ed, acts)}>
    <div role="grid" id="sheet-grid" aria-label=${t('stage.edit.sheet', { track: show.track.value?.name ?? '' })} aria-rowcount=${lines.length + 1} aria-colcount=${columns.length + 1} aria-multiselectable="true" style=${{ '--cols': widths }}>
      <div role="row" class="heads" aria-rowindex="1"><div role="columnheader" class="grip"><span class="hidden-text">${t('stage.edit.row')}</span></div>
        ${columns.map((one) => html`<div role="columnheader" key=${one.id} class=${`cell c-${one.kind === 'words' ? one.wide : one.kind}`}>${one.name}</div>`)}</div>
      ${blocks}</div>
    ${drop && html`<div class="drop" style=${{ top: `${drop.top}px` }}></div>`}
    <${CellField} ed=${ed} acts=${acts} scroller=${scroller} columns=${[anchor.row, near]} /></div>`;
}

/** What each row is drawn from, as plain values. @param {Editor} ed @param {import('./sheet-people.js').Other[]} others @param {{drafts: Map<string, any>, who: Map<string, any>}} kept */
function rowFacts(ed, others, kept) {
  const { show } = ed;
  const columns = ed.columns.value;
  const counted = show.state.value?.rows ?? [];
  const states = new Map(counted.map((one) => [one.id, one]));
  const standby = show.clock.value?.standby;
  const chosen = new Set(ed.chosen.value);
  const hits = new Set(ed.found.value);
  const { cursor, anchor, more } = ed.choice.value;
  const [from, to] = cursor.col < anchor.col ? [cursor.col, anchor.col] : [anchor.col, cursor.col];
  const drafts = kept.drafts = byRow(ed.queue.drafts.value.values(), kept.drafts);
  const who = kept.who = byRow(others.filter((one) => one.track === ed.track.value), kept.who);
  const shut = shutOf(ed);
  const { dayStart } = ed.day.value;
  const writing = ed.editing.value?.row;
  return (/** @type {import('./show.js').Line} */ { row, fact }, /** @type {number} */ n) => {
    const counts = states.get(row.id);
    const picked = chosen.has(row.id);
    const whole = more.includes(row.id);
    return {
      row, kind: fact.kind, start: fact.start, duration: fact.duration, begins: fact.begins, skip: Boolean(fact.skip), expected: counts?.expected_start ?? null,
      state: row.id === standby ? 'standby' : counts?.state ?? '', n, columns, shut, dayStart, cursor: row.id === cursor.row ? cursor.col : -1, from: picked ? (whole ? 0 : from) : -1,
      to: picked ? (whole ? columns.length : to) : -1, picked, hit: hits.has(row.id), writing: writing === row.id, drafts: drafts.get(row.id) ?? null, who: who.get(row.id) ?? null,
    };
  };
}

/** @type {{key: string, shut: (string | null)[]}} */
let lastShut = { key: '', shut: [] };
/** Which columns one may not write, the same list while it says the same. @param {Editor} ed */
function shutOf(ed) {
  const shut = ed.columns.value.map((column) => ed.closed(column));
  const key = shut.join();
  if (key !== lastShut.key) lastShut = { key, shut };
  return lastShut.shut;
}
