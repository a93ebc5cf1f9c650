// The tablet at the door, and the kiosk: this file only puts the parts together: who we are, memory, outbox, feed, camera,
// wedge. Which screens are drawn is handed in.

import { ApiError, call } from '../core/api.js';
import { clock } from '../core/clock.js';
import { openFeed } from '../core/feed.js';
import { firstLook, makeBox, openLocal, pruneSent, sentOfTheDay, wipe } from '../core/local-db.js';
import { createOutbox } from '../core/outbox.js';
import { afterPaint, painted, soon } from '../core/pace.js';
import { createStore } from '../core/store.js';
import { html, loadWords, render, setZone, Toasts } from '../core/ui.js';
import { importRosterKey } from './codes.js';
import { clashesAmong, clashesIn } from './desk-clash.js';
import { adopt, DB_NAME, handInAndWipe, isOver } from './desk-farewell.js';
import { query } from './desk-find.js';
import { aboutDevice, makeSend } from './desk-link.js';
import { card, closeCard, createScan, verdictTimes } from './desk-scan.js';
import { sound, unlockSenses } from './desk-senses.js';
import { askToPersist, becomeTheOne, registerShell, watchBattery } from './desk-shell.js';
import * as state from './desk-state.js';
import { listenToWedge } from './desk-wedge.js';
import { look as looksOf } from './desk-words.js';
import { createRoster, readKept } from './roster.js';
import { createScanner } from './scanner.js';

/** @typedef {import('./desk-state.js').Identity} Identity */

const BEAT_MS = 10_000;
const ASK_WHO_MS = 60_000;
const SHIFT_MS = 12 * 3600_000;
const CHANGES_BEFORE_FRESH = 3000;
const RECENT_KEPT = 60;

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
/** @type {import('../core/feed.js').Feed | null} */
let feed = null;
let leaving = false;
/** Has the server said in this session that we are still who we were? Until then nothing is sent: it might carry another tablet's numbers. */
let confirmed = false;
/** What this tablet did before the page was opened is known again. @type {Promise<unknown>} */
let recalled = Promise.resolve();
/** The roster as it lies on the disk, read while the rest gets ready. @type {Promise<import('./roster.js').Kept>} */
let kept;

const who = () => /** @type {Identity} */ (state.identity.peek());

/** Who is this tablet? The server's word when there is a network, else what it said last. @returns {Promise<Identity | null>} */
async function findIdentity() {
  const { identity: known } = look.known;
  if (known) {
    void askWho(known);
    return known;
  }
  return askWho(null);
}

/** @param {Identity | null} known @returns {Promise<Identity | null>} */
async function askWho(known) {
  try {
    const said = await call('GET', '/api/device', undefined, { as: 'device', timeout: 6000 });
    state.signedOut.value = false;
    if (known && (known.device.id !== said.device.id || known.event.id !== said.event.id)) return await becomeAnother(said);
    await local.remember('identity', said);
    state.identity.value = said;
    if (!confirmed) {
      confirmed = true;
      void outbox?.flush();
    }
    return said;
  } catch (error) {
    unknownHere(error, known);
    return null;
  }
}

/** @param {unknown} error @param {Identity | null} known */
function unknownHere(error, known) {
  const code = error instanceof ApiError ? error.code : '';
  const answered = error instanceof ApiError && error.answered;
  if (code === 'device_revoked') void leave();
  else if (answered && error instanceof ApiError && error.status === 401) {
    if (known) state.signedOut.value = true;
    else state.phase.value = 'unpaired';
  } else if (!known) state.phase.value = 'first_offline';
}

/** The tablet was paired anew: start from nothing, with the old queue taken along. @param {Identity} said @returns {Promise<null>} */
async function becomeAnother(said) {
  await adopt(local);
  await local.remember('identity', said);
  location.reload();
  return null;
}

const witnessKey = () => `ops.desk.seq.${who().device.id}`;
/** The second place for the last number: another store than the one that may be evicted. */
const witness = {
  read() { try { return Number(localStorage.getItem(witnessKey()) ?? 0) || 0; } catch { return 0; } },
  /** @param {number} n */
  write(n) { try { localStorage.setItem(witnessKey(), String(n)); } catch { /* one witness less */ } },
};

function makeParts() {
  const event = () => who().event.id;
  outbox = createOutbox({
    box: watched(makeBox(local, look.box)), witness, send: afterPaint(makeSend({ event, outbox: () => outbox, confirmed: () => confirmed, onRevoked: leave })),
    now: Date.now,
    onChange: soon(() => { state.outboxTick.value += 1; }),
    onAnswer: (entry, answer) => {
      if (entry.item.type === 'scan') made(entry, answer.state === 'conflict');
      if (answer.state === 'doubtful' && answer.guest) entered.set(answer.guest.id, true);
      scan.merge(entry, answer);
    },
    onReply: (reply) => {
      if (reply.revoked) return void leave();
      void noticeEpoch(reply.epoch);
      if (state.missing.peek()?.length) void beat(); // what was missing may just have arrived
    },
  });
  roster = createRoster({ local, store, event: event(), kept, publicKey: () => who().public_key, onHeader: (header) => { state.rosterHeader.value = header; } });
  scan = createScan({ store, outbox, roster, identity: who, key: () => key, operator: () => state.operator.peek(), onDone: markUndone, onCard: listNew, onGroup: openGroup });
  camera = createScanner(video, { onText: onCamera, onState: (news) => { state.scanner.value = news; } });
}

/** The outbox's box, telling the page what was just done here. @param {import('../core/outbox.js').Box} box @returns {import('../core/outbox.js').Box} */
const watched = (box) => ({
  ...box,
  async add(entry) {
    await box.add(entry);
    noteEntered(entry);
    if (entry.item.type !== 'scan') return;
    unlisted.push(entry);
    made(entry, false);
    painted(listNew); // the card takes it along when it comes first
  },
});
/** Kept scans that "Vừa vào" does not show yet. @type {import('./desk-find.js').Recent[]} */
let unlisted = [];

function listNew() {
  if (!unlisted.length) return;
  state.recent.value = [...unlisted.reverse(), ...state.recent.peek()].slice(0, RECENT_KEPT);
  unlisted = [];
}

/** Only where somebody works with lists: a kiosk takes the code of a delegation for an unknown one. @param {string} delegation */
function openGroup(delegation) {
  sound('go');
  card.value = null;
  state.sheet.value = { kind: 'group', delegation };
}

/** @param {string} ref */
function markUndone(ref) {
  state.undone.value = new Set([...state.undone.peek(), ref]);
}

/** The list "Vừa vào" after a reload: what waits and what was sent lately. */
function recallRecent() {
  const sent = look.sent.map((one) => one.entry);
  const all = [...outbox.entries, ...sent].sort((a, b) => b.n - a.n);
  state.undone.value = new Set(all.filter((one) => one.item.type === 'undo').map((one) => one.item.target));
  state.recent.value = all.filter((one) => one.item.type === 'scan');
}

/** All that was scanned here today: older scans than the list shows may still turn into a conflict. */
async function recallMine() {
  for (const { entry, state: became } of await sentOfTheDay(local)) {
    noteEntered(entry);
    if (entry.item.type === 'scan') made(entry, became === 'conflict');
  }
  for (const entry of outbox.entries) {
    noteEntered(entry);
    if (entry.item.type === 'scan') made(entry, false);
  }
}

/** A scan of this tablet, and whether its conflict was already said. @param {import('../core/outbox.js').Entry} entry @param {boolean} told */
function made(entry, told) {
  state.mine.set(entry.ref, { guest: entry.about.admit && entry.item.direction === 'in' ? (entry.about.guest ?? null) : null, told });
}

/** What another tablet did to scans of ours. @param {import('./desk-clash.js').Clash[]} clashes */
function noticeClashes(clashes) {
  for (const clash of clashes) {
    const mine = state.mine.get(clash.ref);
    if (!mine || state.undone.peek().has(clash.ref)) continue;
    mine.told = true;
    scan.collide(clash);
  }
}

/** People whom this tablet entered, and whether it was said that somebody doubts them. @type {Map<string, boolean>} */
const entered = new Map();
/** @param {import('../core/outbox.js').Entry} entry */
const noteEntered = ({ item }) => {
  const one = item.type === 'walk_in' ? item.guest : item.type === 'stand_in' ? item.new_guest : null;
  if (one && !entered.has(one)) entered.set(one, false);
};

/** Another tablet entered the same person, or another deputy: both hear of it. @param {Record<string, any>[]} issues */
function noticeDoubts(issues) {
  for (const issue of issues) {
    if (issue.kind !== 'doubtful' && issue.kind !== 'stand_in') continue;
    const mine = issue.facts.people.find((/** @type {any} */ one) => entered.get(one.id) === false);
    if (!mine) continue;
    entered.set(mine.id, true);
    scan.doubt(mine.id, issue.kind === 'doubtful' ? 'same_name' : 'stand_in_there');
  }
}

/** The whole list anew: conflicts that arose while this tablet heard nothing are said as if it had. */
async function startAgain() {
  const known = new Set(store.list('issue').map((row) => row.id));
  const taken = await takeRoster(roster.snapshot);
  setTimeout(layOwnOver); // when the page has the new rows
  // when the page has the new rows, for the guest's name
  painted(() => void recalled.then(() => {
    noticeClashes(clashesAmong(taken.rows.issue ?? [], known, state.mine, who().device.name));
    noticeDoubts((taken.rows.issue ?? []).filter((row) => !known.has(row.id)));
  }));
  return taken;
}

/** People whom only this tablet knows yet are not in the server's list. */
function layOwnOver() {
  const rows = outbox.entries.flatMap((entry) => entry.about.rows ?? []);
  if (rows.length) roster.take(rows);
}

/** Another database answers (a restored backup): offer it what the old one had already taken. @param {string | undefined} epoch */
async function noticeEpoch(epoch) {
  const known = await local.recall('epoch');
  if (!epoch || epoch === known) return;
  await local.remember('epoch', epoch);
  if (known) await outbox.offerAgain((await sentOfTheDay(local)).map((one) => one.entry));
}

function openLine() {
  let batches = 0;
  feed = openFeed({
    event: who().event.id, audience: 'desk', as: 'device', store,
    load: () => roster.load().catch(() => null),
    snapshot: startAgain,
    save: (news) => roster.save(news),
    onBatch: (news) => {
      void recalled.then(() => { noticeClashes(clashesIn(news, (ref) => state.mine.has(ref))); noticeDoubts(news.rows?.issue ?? []); });
      if (++batches > CHANGES_BEFORE_FRESH && outbox.pending === 0 && !card.peek()) { batches = 0; void takeRoster(roster.refresh).catch(() => undefined); }
    },
    onState: (link) => { if (link.link === 'online') { void outbox.flush(); void askWho(who()); void noticeEpoch(store.position.epoch); } },
    onRevoked: leave,
  });
}

/** @template T @param {() => Promise<T>} take @returns {Promise<T>} */
async function takeRoster(take) {
  try {
    const taken = await take();
    state.rosterFailure.value = '';
    return taken;
  } catch (error) {
    state.rosterFailure.value = error instanceof ApiError ? error.code : 'unknown';
    if (state.rosterFailure.peek() === 'roster_unsigned') sound('live');
    if (state.rosterFailure.peek() === 'device_revoked') void leave();
    throw error;
  }
}

/** Say how we are; hear which of our numbers never came. */
async function beat() {
  if (leaving || !feed) return;
  const about = aboutDevice(outbox);
  const heard = feed.state.peek().link === 'online' ? await feed.beat(about) : await call('POST', '/api/device/beat', about, { as: 'device', timeout: 4000 }).catch(() => null);
  if (Array.isArray(heard?.missing)) state.missing.value = heard.missing;
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
  setInterval(() => void beat(), BEAT_MS);
  setInterval(() => { if (!leaving) void askWho(who()).then(endIfOver); }, ASK_WHO_MS);
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
  } else state.phase.value = 'start';
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
  confirmed = true;
  card.value = null;
  state.phase.value = 'revoked';
  if (!outbox) return forgetAll();
  camera.stop();
  feed?.close();
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
  feed?.close();
  outbox.stop();
  state.phase.value = 'over';
  await wipe(DB_NAME, local);
}

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
  const found = await findIdentity();
  if (!found || leaving) return;
  state.identity.value ??= found;
  setZone(found.event.zone);
  key = await importRosterKey(found.roster_key);
  makeParts();
  await outbox.start();
  if (look.known.leaving) return void leave();
  recallRecent();
  recalled = new Promise((done) => { painted(() => done(undefined)); }).then(recallMine).catch(() => undefined);
  openLine();
  listen(); // before anything is shown: what is scanned into a fresh page counts
  firstScreen();
  void askCameraLeave();
  void pruneSent(local).catch(() => undefined);
  void askToPersist();
}

const acts = {
  outbox: () => outbox, roster: () => roster, scan: () => scan, feed: () => feed, store: () => store, video,
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
    void registerShell();
    void watchBattery();
  }
}

// For measurements from outside (bench, end-to-end tests): only in a browser that is driven by a program, or asked by #bench.
if (navigator.webdriver || location.hash === '#bench') {
  Object.defineProperty(globalThis, 'opsDesk', { value: {
    get verdictTimes() { return verdictTimes; }, get pending() { return outbox?.pending ?? null; }, get position() { return store.position; },
    read: (/** @type {string} */ text) => scan.read(text, 'camera'), search: (/** @type {string} */ text) => roster.search(text, 30).total,
  } });
}
