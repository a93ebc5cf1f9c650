/** A site as its page holds it: who it is, the lamp, what was said, the line. Read by the view, moved by the line. */

import { call, command } from '../core/api.js';
import { localNow, clock as shownClock } from '../core/clock.js';
import { computed, setZone, signal } from '../core/ui.js';
import { createClock } from './clock.js';
import { metronome } from './metronome.js';
import { missing, STALE_MS } from './rules-cues.js';
import { toldTally } from './rules-tally.js';
import { missedCue, siteCues } from './site-cues.js';
import { keep, keptOf } from './site-keep.js';
import { openLine } from './site-line.js';

/** @typedef {'asking' | 'unpaired' | 'revoked' | 'first_offline' | 'ready'} Phase */
/** @typedef {import('./rules-tally.js').TallyState | 'MISSED'} Lamp */
/** @typedef {ReturnType<typeof openSite>} SiteState */

const TICK_MS = 100;
const AGAIN_MS = 3_000;
const MARKS = ['producer', 'server'];

/** Phase for a word of the server. @param {string} code @returns {Phase} */
export const phaseOf = (code) => (code === 'device_revoked' ? 'revoked' : code === 'no_network' || code === 'no_answer_in_time' || code === 'not_our_answer' ? 'first_offline' : 'unpaired');

/** @param {{onTalk?: (talk: any) => void, onFired?: (cue: any, held: any) => void}} [ears] */
export function openSite({ onTalk = () => {}, onFired = () => {} } = {}) {
  const clock = createClock();
  const beats = metronome();
  const phase = signal(/** @type {Phase} */ ('asking'));
  const me = signal(/** @type {any} */ (null));
  const talks = signal(/** @type {any[]} */ ([]));
  /** Rises ten times a second: what is read from the clock is read again. */
  const tick = signal(0);
  const moved = signal(0);
  const link = signal(/** @type {import('../core/feed.js').LinkState} */ ({ link: 'connecting', since: shownClock.now(), tries: 0, error: null }));
  /** Talk that was read here and the hub has not heard of. @type {Set<string>} */
  const unsent = new Set();
  let invite = '';
  /** @type {ReturnType<typeof siteCues>} */
  let cues;
  /** @type {import('./site-line.js').Line} */
  let line;

  const hubNow = () => clock.hubTime(localNow());
  const event = () => `/api/events/${encodeURIComponent(me.peek()?.event.id ?? '')}/bridge`;
  const reportsCues = () => MARKS.includes(me.peek()?.role);

  const makeCues = () => siteCues({
    hubNow,
    wake: (id, hubAt, run) => beats.at(id, clock.localTime(hubAt) - localNow(), run),
    drop: (id) => beats.drop(id),
    changed() { keep(invite, cues.held); moved.value += 1; void report(); },
    onFired,
    health: () => ({ offset: clock.offset, pm: clock.pm, rtt: clock.rtt, n: clock.n }),
  }, keptOf(invite));

  let reporting = false;
  /** Tell the hub what it has not heard, one after the other; again with the next tick until it has. */
  async function report() {
    if (reporting || !line?.up || !reportsCues()) return;
    reporting = true;
    for (const one of cues.reports()) {
      const answer = await line.tell(one.name, one.said);
      if (!answer) break;
      cues.heard(one);
    }
    keep(invite, cues.held);
    reporting = false;
  }

  /** @param {any} told the hub's answer to a join */
  function joined(told) {
    me.value = { ...told, cues: undefined, talks: undefined };
    for (const cue of told.cues) cues.take(cue);
    for (const talk of told.talks) hearTalk(talk);
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

  function start() {
    line = openLine({
      clock, local: localNow,
      join: () => ({ cue: cues.last(), talk: lastTalk() }),
      onJoined: joined,
      hear: {
        bridge_cue: ({ cue }) => hearCue(cue),
        bridge_talk: ({ talk }) => hearTalk(talk),
        bridge_site: ({ site }) => { me.value = { ...me.peek(), site }; },
      },
      onTime: (t0, t1, t2, t3) => shownClock.sample(t0, t1, t2, t3),
      onEnd: (code) => { phase.value = phaseOf(code); },
      onLink(up, tries) {
        const before = link.peek();
        const was = before.link === 'online';
        link.value = { link: up ? 'online' : 'offline', since: was === up && before.link !== 'connecting' ? before.since : shownClock.now(), tries, error: null };
      },
    });
    let last = 0;
    const beat = () => {
      line.beat();
      tick.value += 1;
      if (localNow() - last > 1_000) { last = localNow(); void report(); }
    };
    beats.every(TICK_MS, beat);
    // Asleep, nothing was drawn; awake, nothing old may be: look before the first frame.
    for (const name of ['visibilitychange', 'pageshow', 'resume', 'online']) addEventListener(name, beat);
    document.addEventListener('visibilitychange', beat);
    beat();
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
    silence: computed(() => { void tick.value; return line ? Math.floor(line.silence() / 1000) : 0; }),
    /** ± of the clock, whole ms. */
    pm: computed(() => { void tick.value; return clock.offset === null ? null : Math.max(1, Math.round(clock.pm)); }),
    rtt: computed(() => { void tick.value; return clock.offset === null ? null : Math.round(clock.rtt); }),
    unsent,
    async open() {
      try {
        const told = await call('GET', '/api/me', undefined, { as: 'device' });
        if (told.kind !== 'site') { phase.value = 'unpaired'; return; }
        invite = told.id;
        const event = told.events[0]?.id ?? '';
        const mine = await call('GET', `/api/events/${encodeURIComponent(event)}/bridge/mine`, undefined, { as: 'device' });
        cues = makeCues();
        setZone(mine.event.zone);
        me.value = { ...mine, cues: undefined, talks: undefined };
        phase.value = 'ready';
        start();
      } catch (error) {
        phase.value = phaseOf(/** @type {any} */ (error).code);
        if (phase.peek() === 'first_offline') setTimeout(() => void this.open(), AGAIN_MS);
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
