// The tablet at the door, and the kiosk: this file only puts the parts together: who we are, memory, outbox, feed, camera,
// wedge. Which screens are drawn is handed in.

import { clock } from '../core/clock.js';
import { firstLook, makeBox, openLocal, pruneSent, sentOfTheDay, wipe } from '../core/local-db.js';
import { createOutbox } from '../core/outbox.js';
import { afterPaint, painted, soon } from '../core/pace.js';
import { createStore } from '../core/store.js';
import { html, loadWords, render, setZone, Toasts } from '../core/ui.js';
import { importRosterKey } from './codes.js';
import { DB_NAME, handInAndWipe, isOver } from './desk-farewell.js';
import { query } from './desk-find.js';
import { createIdentity, createLine, makeSend, who, witnessOf } from './desk-link.js';
import { createOwn, markUndone, recallRecent, RECENT_KEPT } from './desk-own.js';
import { card, closeCard, createScan, verdictTimes } from './desk-scan.js';
import { sound, unlockSenses } from './desk-senses.js';
import { askToPersist, becomeTheOne, registerShell, watchBattery } from './desk-shell.js';
import * as state from './desk-state.js';
import { listenToWedge } from './desk-wedge.js';
import { look as looksOf } from './desk-words.js';
import { readKept } from './roster-file.js';
import { createRoster } from './roster.js';
import { createScanner } from './scanner.js';

const BEAT_MS = 10_000;
const ASK_WHO_MS = 60_000;
/** A page that was opened again in the middle of a shift first reads guests. */
const CALM_AFTER_MS = 2000;
const SHIFT_MS = 12 * 3600_000;

const store = createStore();
const video = Object.assign(document.createElement('video'), { muted: true, playsInline: true, autoplay: true });
video.setAttribute('aria-hidden', 'true');
/** @type {CryptoKey} */
let key;
/** @type {import('../core/local-db.js').Local} */
let local;
/** What lay there when the page was opened. @type {import('../core/local-db.js').FirstLook} */
let look;
/** @type {ReturnType<typeof createOutbox>} */
let outbox;
/** @type {ReturnType<typeof createRoster>} */
let roster;
/** @type {ReturnType<typeof createScan>} */
let scan;
/** @type {ReturnType<typeof createScanner>} */
let camera;
/** @type {ReturnType<typeof createIdentity>} */
let identity;
/** @type {ReturnType<typeof createLine>} */
let line;
const own = createOwn();
let leaving = false;
/** The roster as it lies on the disk, read while the rest gets ready. @type {Promise<import('./types.js').Kept>} */
let kept;

function makeParts() {
  const { event, device } = who();
  outbox = createOutbox({
    box: own.watched(makeBox(local, look.box)), witness: witnessOf(device.id), now: Date.now,
    send: afterPaint(makeSend({ event: () => who().event.id, outbox: () => outbox, confirmed: () => identity.confirmed, onRevoked: leave })),
    onChange: soon(() => { state.outboxTick.value += 1; }),
    onAnswer: (entry, answer) => {
      own.answered(entry, answer);
      scan.merge(entry, answer);
    },
    onReply: (reply) => line.onReply(reply),
  });
  roster = createRoster({ local, store, event: event.id, kept, publicKey: () => who().public_key, onHeader: (header) => { state.rosterHeader.value = header; } });
  scan = createScan({ store, outbox, roster, identity: who, key: () => key, operator: () => state.operator.peek(), onDone: markUndone, onCard: own.list, onGroup: openGroup });
  line = createLine({ store, local, outbox, roster, scan, own, onOnline, onRevoked: leave });
  camera = createScanner(video, { onText: onCamera, busy: scan.busy, onState: (news) => { state.scanner.value = news; } });
}

function onOnline() {
  void outbox.flush();
  void identity.ask(who());
}

/** Only where somebody works with lists: a kiosk takes the code of a delegation for an unknown one. @param {string} delegation */
function openGroup(delegation) {
  sound('go');
  card.value = null;
  state.sheet.value = { kind: 'group', delegation };
}

/** All that was scanned here today: older scans than the list shows may still turn into a conflict. */
async function recallMine() {
  for (const { entry, state: became } of await sentOfTheDay(local)) own.note(entry, became === 'conflict');
  for (const entry of outbox.entries) own.note(entry);
}

/** @param {string} text */
function onCamera(text) {
  if (state.phase.peek() === 'work' && !state.sheet.peek()) void scan.read(text, 'camera');
}

/** The input method has bent what the scanner typed: nothing can be decided, but it can be explained. @param {string} text */
function explainBent(text) {
  card.value = {
    ref: `bent-${performance.now()}`, reason: 'bent', ...looksOf('bent'), row: null, admit: false, saving: false, sent: true, attention: false, mayOverride: false,
    direction: 'in', first: null, subject: { code: text, row: null, revoked: false, method: 'wedge' }, overrideReason: null, at: performance.now(),
  };
  sound('look');
}

function listen() {
  listenToWedge({ active: () => state.phase.peek() === 'work' && !state.sheet.peek(), onText: (text) => { query.value = ''; void scan.read(text, 'wedge'); }, onBent: explainBent });
  addEventListener('keydown', (event) => { if (event.key === 'Escape') { if (state.sheet.peek()) state.sheet.value = null; else if (card.peek()) closeCard(); else query.value = ''; } });
  addEventListener('online', () => void outbox.flush());
  addEventListener('pagehide', () => void roster.settle());
  document.addEventListener('visibilitychange', () => { if (!document.hidden) void outbox.flush(); });
  // After a reload within a shift there was no tap yet: the first touch of anything gives sound back.
  addEventListener('pointerdown', () => { if (state.phase.peek() === 'work') unlockSenses(); });
  setInterval(() => void line.beat(), BEAT_MS);
  setInterval(() => { if (!leaving) void identity.ask(who()).then(endIfOver); }, ASK_WHO_MS);
}

/** @param {string} operator */
function startShift(operator) {
  unlockSenses();
  state.operator.value = operator;
  void local.remember('shift', { operator, at: Date.now() }).catch(() => undefined);
  state.phase.value = 'work';
  void camera.start();
}

function firstScreen() {
  const { shift } = look.known;
  state.operator.value = shift?.operator ?? '';
  if (shift && Date.now() - shift.at < SHIFT_MS) {
    state.phase.value = 'work';
    void camera.start();
  } else {
    state.phase.value = 'start'; // which says whether camera and reader are fit
    camera.prepare();
    void askCameraLeave();
  }
}

async function askCameraLeave() {
  if (!navigator.mediaDevices) return void (state.cameraLeave.value = 'insecure');
  const cameras = (await navigator.mediaDevices.enumerateDevices().catch(() => [])).filter((one) => one.kind === 'videoinput');
  const leave = await navigator.permissions?.query(/** @type {any} */ ({ name: 'camera' })).catch(() => null);
  state.cameraLeave.value = cameras.length ? (leave?.state ?? 'prompt') : 'absent';
}

/** The office has revoked this tablet: stop, hand in, delete, say so. */
async function leave() {
  if (leaving) return;
  leaving = true;
  identity.confirm();
  card.value = null;
  state.phase.value = 'revoked';
  if (!outbox) return forgetAll();
  camera.stop();
  line.close();
  await local.remember('leaving', true).catch(() => undefined);
  await handInAndWipe(local, outbox, (left) => { state.farewell.value = { left, wiped: false }; });
  state.farewell.value = { left: 0, wiped: true };
}

async function forgetAll() {
  await wipe(DB_NAME, local);
  state.farewell.value = { left: 0, wiped: true };
}

async function endIfOver() {
  if (!isOver(who().event.ends_at, clock.now()) || outbox.pending > 0) return;
  leaving = true;
  camera.stop();
  line.close();
  outbox.stop();
  state.phase.value = 'over';
  await wipe(DB_NAME, local);
}

/** What no guest waits for. @param {() => unknown} act */
const inCalm = (act) => void setTimeout(() => { if (!leaving) void act(); }, state.phase.peek() === 'work' ? CALM_AFTER_MS : 0);

/** The lock and the database, asked for while the words are still on their way. */
async function prepare() {
  const one = becomeTheOne(() => location.reload());
  const first = /** @type {any} */ (globalThis).opsFirst;
  const memory = await openLocal(DB_NAME, first?.db).catch(() => null);
  // Only the one that writes may take its own last number for the last: another tab could still be adding.
  if (!memory || !(await one)) return { one: await one, memory };
  const looked = firstLook(memory, ['identity', 'shift', 'leaving'], RECENT_KEPT).catch(() => null);
  kept = first ? first.kept.catch(() => readKept(memory)) : readKept(memory);
  kept.catch(() => undefined); // whoever takes it hears it
  const found = await looked;
  if (found) look = found;
  return { one: true, memory: found && memory };
}

/** @param {Awaited<ReturnType<typeof prepare>>} ready */
async function begin({ one, memory }) {
  if (!one) return void (state.phase.value = 'second_tab');
  if (!memory) return void (state.phase.value = 'no_storage');
  if (!globalThis.crypto?.subtle) return void (state.phase.value = 'insecure');
  local = memory;
  identity = createIdentity({ local, onConfirmed: () => void outbox?.flush(), onRevoked: leave });
  const found = await identity.find(look.known.identity);
  if (!found || leaving) return;
  state.identity.value ??= found;
  setZone(found.event.zone);
  key = await importRosterKey(found.roster_key);
  makeParts();
  await outbox.start();
  if (look.known.leaving) return void leave();
  recallRecent([...outbox.entries, ...look.sent.map((one) => one.entry)]);
  line.open(new Promise((done) => { painted(() => done(undefined)); }).then(recallMine).catch(() => undefined));
  listen(); // before anything is shown: what is scanned into a fresh page counts
  firstScreen();
  inCalm(() => pruneSent(local).catch(() => undefined));
  inCalm(askToPersist);
}

const acts = {
  outbox: () => outbox, roster: () => roster, scan: () => scan, feed: () => line?.feed ?? null, store: () => store, video,
  start: startShift, torch: () => void camera.toggleTorch(), cameraAgain: () => void camera.again(), retry: () => location.reload(),
};

/** @param {(props: { acts: typeof acts }) => any} App the screens @param {string} place id of the element that holds them */
export async function openDesk(App, place) {
  const prepared = prepare();
  await loadWords();
  render(html`<${App} acts=${acts} />`, /** @type {HTMLElement} */ (document.getElementById(place)));
  render(html`<${Toasts} />`, /** @type {HTMLElement} */ (document.getElementById('toasts')));
  try {
    await begin(await prepared);
  } finally {
    for (const act of [registerShell, watchBattery]) inCalm(act);
  }
}

// For measurements from outside (bench, end-to-end tests): only in a browser that is driven by a program, or asked by #bench.
if (navigator.webdriver || location.hash === '#bench') {
  Object.defineProperty(globalThis, 'opsDesk', { value: {
    get verdictTimes() { return verdictTimes; }, get pending() { return outbox?.pending ?? null; }, get position() { return store.position; },
    read: (/** @type {string} */ text) => scan.read(text, 'camera'), search: (/** @type {string} */ text) => roster.search(text, 30).total,
  } });
}
