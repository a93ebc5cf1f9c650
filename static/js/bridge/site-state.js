/** A site as its page holds it: who it is, the lamp, what was said, the line. Read by the view, moved by the line. */

import { call, command } from '../core/api.js';
import { localNow, clock as shownClock } from '../core/clock.js';
import { computed, setZone, signal } from '../core/ui.js';
import { createClock } from './clock.js';
import { metronome } from './metronome.js';
import { missing, STALE_MS } from './rules-cues.js';
import { toldTally } from './rules-tally.js';
import { missedCue, reporter, siteCues } from './site-cues.js';
import { forget, keep, recall } from './site-keep.js';
import { FINAL, openLine } from './site-line.js';

/** @typedef {'asking' | 'unpaired' | 'revoked' | 'first_offline' | 'ready'} Phase */
/** @typedef {import('./rules-tally.js').TallyState | 'MISSED'} Lamp */
/** @typedef {ReturnType<typeof openSite>} SiteState */

const TICK_MS = 100;
const AGAIN_MS = 3_000;
const KEEP_EVERY_MS = 5_000;
const MARKS = ['producer', 'server'];

/** Phase for a word of the server; what waiting may heal is a line that is down. @param {string} code @returns {Phase} */
export const phaseOf = (code) => (code === 'device_revoked' ? 'revoked' : FINAL.has(code) ? 'unpaired' : 'first_offline');

/**
 * `delay`: how late the return picture is here, ms; null while none is seen.
 * @param {{onTalk?: (talk: any) => void, onFired?: (cue: any, held: any) => void, delay?: () => number | null}} [ears]
 */
export function openSite({ onTalk = () => {}, onFired = () => {}, delay = () => null } = {}) {
  const clock = createClock();
  const beats = metronome();
  const phase = signal(/** @type {Phase} */ ('asking'));
  const me = signal(/** @type {any} */ (null));
  const talks = signal(/** @type {any[]} */ ([]));
  /** Rises ten times a second: what is read from the clock is read again. */
  const tick = signal(0);
  const moved = signal(0);
  /** Rises once a second: figures that would only flicker. */
  const whole = computed(() => Math.floor(tick.value / (1_000 / TICK_MS)));
  const link = signal(/** @type {import('../core/feed.js').LinkState} */ ({ link: 'connecting', since: shownClock.now(), tries: 0, error: null }));
  /** Talk that was read here and the hub has not heard of. @type {Set<string>} */
  const unsent = new Set();
  let invite = '';
  /** @type {ReturnType<typeof siteCues>} */
  let cues;
  /** @type {import('./site-line.js').Line} */
  let line;

  /** Hub minus local: before the first exchange what this device knew from its last visit. */
  const offset = () => clock.offset ?? shownClock.offset ?? 0;
  const hubNow = () => localNow() + offset();
  const event = () => `/api/events/${encodeURIComponent(me.peek()?.event.id ?? '')}/bridge`;
  const reportsCues = () => MARKS.includes(me.peek()?.role);

  /** @param {Record<string, import('./site-cues.js').Held>} held */
  const makeCues = (held) => siteCues({
    hubNow,
    wake: (id, hubAt, run) => beats.at(id, hubAt - hubNow(), run),
    drop: (id) => beats.drop(id),
    changed() { save(); moved.value += 1; void report(); },
    onFired,
    health: () => ({ offset: clock.offset, pm: clock.pm, rtt: clock.rtt, n: clock.n }),
  }, held);

  function save() {
    if (phase.peek() !== 'ready') return;
    const silence = line ? line.silence() : 0;
    keep({ invite, me: me.peek(), cues: cues.list(), talks: talks.peek(), held: cues.held, heard_at: Date.now() - silence });
  }

  /** Tell the hub what it has not heard; again with the next tick until it has. */
  const report = reporter({
    may: () => Boolean(line?.up) && reportsCues(),
    reports: () => cues.reports(),
    heard: (one) => cues.heard(one),
    tell: (one) => line.tell(one.name, one.said),
    after: save,
  });

  /** @param {any} told the hub's answer to a join */
  function joined(told) {
    me.value = { ...told, cues: undefined, talks: undefined };
    for (const cue of told.cues) cues.take(cue);
    for (const talk of told.talks) hearTalk(talk);
    save();
    void flush();
    void report();
  }

  /** @param {any} talk */
  function hearTalk(talk) {
    const there = talks.peek().some((one) => one.id === talk.id);
    talks.value = [...talks.peek().filter((one) => one.id !== talk.id), talk].sort((a, b) => a.seq - b.seq).slice(-100);
    if (mark(talk) && !mark(talk).delivered_at) void line?.tell('bridge_got', { talks: [talk.id] });
    if (!there && isUnread(talk)) onTalk(talk);
  }

  /** @param {any} talk */
  const mark = (talk) => talk.sites?.[me.peek()?.site.id];
  /** @param {any} talk */
  const isUnread = (talk) => Boolean(mark(talk)) && !mark(talk).read_at && !unsent.has(talk.id);

  /** @param {any} cue */
  function hearCue(cue) {
    if (missing(cue.prev, cues.last())) return void line.tell('bridge_join', { cue: cues.last(), talk: lastTalk() }).then((told) => told?.ok && joined(told));
    cues.take(cue.sites ? cue : { ...cue, sites: { [me.peek().site.id]: { state: 'sent' } } });
  }

  const lastTalk = () => Math.max(0, ...talks.peek().map((one) => one.seq));

  /** Read marks that wait for the line. */
  async function flush() {
    for (const id of unsent) {
      try {
        await command(`${event()}/talk/${encodeURIComponent(id)}/read`, {});
        talks.value = talks.peek().map((one) => (one.id === id ? { ...one, sites: { [me.peek().site.id]: { ...mark(one), read_at: hubNow() } } } : one));
        unsent.delete(id);
      } catch {
        return; // the line tells when it is back
      }
    }
  }

  /** @param {number} heardAgo ms since the hub was last heard by an earlier visit */
  function start(heardAgo) {
    line = openLine({
      clock, local: localNow, heardAgo, delay,
      join: () => ({ cue: cues.last(), talk: lastTalk() }),
      onJoined: joined,
      hear: {
        bridge_cue: ({ cue }) => hearCue(cue),
        bridge_talk: ({ talk }) => hearTalk(talk),
        bridge_site: ({ site }) => { me.value = { ...me.peek(), site }; },
      },
      onTime: (t0, t1, t2, t3) => shownClock.sample(t0, t1, t2, t3),
      onEnd: (code) => stop(phaseOf(code)),
      onLink(up, tries) {
        const [before, now] = [link.peek(), shownClock.now()];
        const since = !up ? now - line.silence() : before.link === 'online' ? before.since : now; // lost: when the hub was heard last, also after a reload
        link.value = { link: up ? 'online' : 'offline', since, tries, error: null };
      },
    });
    let [last, saved] = [0, localNow()];
    const beat = () => {
      line.beat();
      tick.value += 1;
      if (localNow() - last > 1_000) { last = localNow(); void report(); }
      if (localNow() - saved > KEEP_EVERY_MS) { saved = localNow(); save(); }
    };
    beats.every(TICK_MS, beat);
    // Asleep, nothing was drawn; awake, nothing old may be: look before the first frame.
    for (const name of ['visibilitychange', 'pageshow', 'resume', 'online']) addEventListener(name, beat);
    document.addEventListener('visibilitychange', beat);
    beat();
  }

  /** @param {import('./site-keep.js').Kept} kept */
  function begin(kept) {
    invite = kept.invite;
    cues = makeCues(kept.held);
    setZone(kept.me.event.zone);
    me.value = kept.me;
    talks.value = kept.talks;
    for (const cue of kept.cues) cues.take(cue);
    phase.value = 'ready';
    start(Math.max(0, Date.now() - kept.heard_at));
    save();
  }

  /** This device is no site any more: nothing of it stays. @param {Phase} why */
  function stop(why) {
    phase.value = why;
    line?.stop();
    forget();
  }

  /** The lamp: never more than the line allows. @returns {{state: Lamp, told: Lamp, at: number, cue: any, until: number | null}} */
  function lampNow() {
    void tick.value;
    void moved.value;
    const now = hubNow();
    const all = cues?.list() ?? [];
    const told = toldTally(all, me.peek()?.site.id ?? '', now);
    const cue = all.find((one) => one.id === told.cue) ?? null;
    const missed = missedCue(all.filter((one) => one.fire_at <= now), cues?.held ?? {});
    const word = missed && told.cue === missed.id ? 'MISSED' : told.state;
    const stale = !line || line.silence() > STALE_MS;
    return { state: stale ? 'UNKNOWN' : word, told: word, at: told.at, cue, until: told.state === 'NEXT' ? told.at : null };
  }

  /** By its content, so that a tick that changes nothing draws nothing. */
  const lampKey = computed(() => { const { state, told, at, cue } = lampNow(); return JSON.stringify([state, told, at, cue?.id ?? '']); });

  return {
    clock, phase, me, talks, tick, moved, link, hubNow, isUnread, mark,
    lamp: computed(() => { void lampKey.value; return lampNow(); }),
    /** Whole seconds to the instant ahead (rounded up), or since the last one. */
    seconds: computed(() => { const { at, until } = lampNow(); return until !== null ? Math.ceil((until - hubNow()) / 1000) : at ? Math.floor((hubNow() - at) / 1000) : 0; }),
    /** What this site holds armed, also without the hub. */
    armed: computed(() => { void lampKey.value; void moved.value; return cues?.ahead() ?? []; }),
    held: (/** @type {string} */ id) => cues?.held[id],
    /** When the hub was last heard, hub ms. */
    heardAt: () => hubNow() - (line ? line.silence() : 0),
    silence: computed(() => { void tick.value; return line ? Math.floor(line.silence() / 1000) : 0; }),
    /** ± of the clock, whole ms. */
    pm: computed(() => { void tick.value; return clock.offset === null ? null : Math.max(1, Math.round(clock.pm)); }),
    /** Hub minus this device's own clock, whole s in ms. */
    clockOffset: computed(() => { void tick.value; return clock.offset === null ? null : Math.round(clock.offset / 1000) * 1000; }),
    rtt: computed(() => { void whole.value; return clock.offset === null ? null : Math.round(clock.rtt); }),
    unsent,
    /** With what lies here the page works at once; without it the hub has to answer first. */
    async open() {
      const kept = recall();
      if (kept && phase.peek() === 'asking') begin(kept);
      try {
        const told = await call('GET', '/api/me', undefined, { as: 'device' });
        if (told.kind !== 'site') return stop('unpaired');
        if (phase.peek() === 'ready') {
          if (told.id !== invite) { stop('asking'); location.reload(); }
          return;
        }
        const event = told.events[0]?.id ?? '';
        const asked = localNow();
        const { cues: all, talks: _, ...mine } = await call('GET', `/api/events/${encodeURIComponent(event)}/bridge/mine`, undefined, { as: 'device' });
        clock.add(asked, mine.now, mine.now, localNow()); // before the first cue: none is judged by this device's own clock
        begin({ invite: told.id, me: mine, cues: all, talks: [], held: {}, heard_at: Date.now() }); // talk comes with the join, which tells that it came
      } catch (error) {
        const code = phaseOf(/** @type {any} */ (error).code);
        if (code !== 'first_offline') return stop(code);
        if (phase.peek() !== 'ready') phase.value = code;
        setTimeout(() => void this.open(), AGAIN_MS);
      }
    },
    /** @param {string} id */
    async read(id) {
      unsent.add(id);
      moved.value += 1;
      talks.value = [...talks.peek()];
      await flush();
    },
    /** @param {string} path @param {Record<string, unknown>} body */
    act: (path, body) => command(`${event()}/${path}`, body),
    retry: () => line?.retry(),
  };
}
