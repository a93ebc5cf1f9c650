"""A site without a screen: the same clock, cues, watchdog and resume as a site's page. `ops bridge-site --link …`.

It keeps what it knows in one small file, so that an armed cue fires also when hub and line are gone, and after it was
started again. Everything that happens is a line of JSON on standard output.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any

from ops.bridge.rules import cues as rules, tally
from ops.bridge.rules.clock import Clock, ask_every
from ops.bridge.site_store import Store
from ops.bridge.wire import FINAL, Lost, Refused, Wire

Row = dict[str, Any]
WATCHDOG_S = 1.5
LOOK_S = 0.1
BACKOFF_S = (0.1, 0.25)
SPIN_S = 0.003
NEAR_S = 0.02
REPORT_AGAIN_S = 1.0


class Agent:
    """One site on the line to its hub. `tell(row)` hears what happens: `{what: joined | cue | armed | fired | …}`."""

    def __init__(
        self, hub: str, token: str, store: Store, tell: Callable[[Row], None],
        monotonic: Callable[[], float] = time.monotonic, wall: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        self.hub, self.token, self.store, self.tell = hub, token, store, tell
        self.monotonic, self.wall = monotonic, wall
        self.clock = Clock()
        self.site = ""
        self.wire: Wire | None = None
        self.heard_at = 0.0
        self.connected_at = 0.0
        self.timers: dict[str, asyncio.Task[None]] = {}
        self.events: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
        self.unsent = asyncio.Event()
        self.again = asyncio.Event()
        self.stopped = False

    # ---------- time ----------

    def local(self) -> float:
        """The local clock, ms; it may be wrong by any amount, but it does not jump."""
        return self.monotonic() * 1000

    def hub_now(self) -> float:
        """The hub's time."""
        return self.clock.hub_time(self.local())

    def health(self) -> Row:
        """How sure this site is of the time; `offset` is the hub's minus what the clock of this machine shows, ms."""
        known = self.clock
        off = None if known.offset is None else self.hub_now() - self.wall() * 1000
        return {"offset": off, "pm": known.pm, "rtt": known.rtt, "n": known.n, "epoch": known.epoch}

    # ---------- the line ----------

    async def run(self) -> None:
        """Until stopped or refused: connect, join, keep asking; a silent line is thrown away and made anew."""
        tries = 0
        self._arm_known()
        while not self.stopped:
            try:
                self.wire = await Wire.open(self.hub, self.token, self._hear)
                tries = 0
                await self._live(self.wire)
            except Refused:
                self.tell({"what": "refused"})
                return
            except Lost as error:
                self.tell({"what": "lost", "why": str(error)})
            finally:
                if self.wire is not None:
                    await self.wire.close()
                    self.wire = None
            if not self.stopped:
                await asyncio.sleep(BACKOFF_S[min(tries, len(BACKOFF_S) - 1)])
                tries += 1

    async def _live(self, wire: Wire) -> None:
        self.heard_at = self.connected_at = self.monotonic()
        parts = (self._ask_time(wire), self._watch(wire), self._join_again(wire), self._obey(), self._report(wire))
        tasks = [asyncio.ensure_future(part) for part in parts]
        try:
            await self._join(wire)
            done, _ = await asyncio.wait(
                [*tasks, asyncio.ensure_future(wire.closed.wait())], return_when="FIRST_COMPLETED"
            )
            for one in done:
                one.result()
            raise Lost("closed")
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _join(self, wire: Wire) -> None:
        while self.clock.n < 3:  # nothing is judged by a clock that knows nothing; after a cut it is still good
            await self._exchange(wire)
        told = await wire.ask("bridge_join", {"cue": self.store.last_cue, "talk": self.store.last_talk})
        if not told.get("ok"):
            code = str((told.get("error") or {}).get("code"))
            raise Refused(code) if code in FINAL else Lost(code)
        self.heard_at = self.monotonic()
        self.site = told["site"]["id"]
        self.tell({"what": "joined", "site": self.site, "hub_seq": told["cue_seq"], "told": told})
        for cue in told["cues"]:
            self.take_cue(cue)
        await self._take_talks(wire, told["talks"])
        self.store.last_cue = max(self.store.last_cue, told["cue_seq"])
        self.store.keep()
        self.unsent.set()

    async def _join_again(self, wire: Wire) -> None:
        while True:
            await self.again.wait()
            self.again.clear()
            await self._join(wire)

    async def _ask_time(self, wire: Wire) -> None:
        while True:
            since = (self.monotonic() - self.connected_at) * 1000
            asking = asyncio.ensure_future(self._exchange(wire))
            await asyncio.sleep(ask_every(since) / 1000)
            if asking.done():
                asking.result()
            else:  # a slow answer is no reason to be silent: the next question goes out in time
                asking.add_done_callback(_ignore)

    async def _exchange(self, wire: Wire) -> None:
        t0 = self.local()
        said = await wire.ask("bridge_clk", {"t0": t0, "g": self.health() if self.clock.n else None}, WATCHDOG_S * 2)
        t3 = self.local()
        self.heard_at = self.monotonic()
        before = self.clock.epoch
        self.clock.add(t0, said["t1"], said["t2"], t3)
        if self.clock.epoch != before:
            self.tell({"what": "epoch", "epoch": self.clock.epoch})

    async def _watch(self, wire: Wire) -> None:
        """Our own watchdog: a line that says nothing for 1.5 s is dead, whatever the socket believes."""
        while self.monotonic() - self.heard_at < WATCHDOG_S:
            await asyncio.sleep(LOOK_S)
        await wire.close()
        raise Lost("silent")

    def lamp(self) -> tally.Tally:
        """What this site's lamp says now."""
        if not self.clock.n:
            return tally.Tally(tally.UNKNOWN)
        now = self.hub_now()
        age = (self.monotonic() - self.heard_at) * 1000
        return tally.tally_of(self.store.cues.values(), self.site, now, now - age)

    # ---------- cues and words ----------

    def _hear(self, name: str, payload: Any) -> None:
        self.events.put_nowait((name, payload))

    async def _obey(self) -> None:
        while True:
            name, payload = await self.events.get()
            if name == "bridge_cue":
                if rules.missing(payload["cue"]["prev"], self.store.last_cue):
                    self.again.set()
                self.take_cue(payload["cue"])
            elif name == "bridge_talk" and self.wire is not None:
                await self._take_talks(self.wire, [payload["talk"]])
            elif name == "bridge_refresh":
                self.again.set()
            elif name == "revoked":
                raise Refused("revoked")
            elif name == "bridge_site":
                self.tell({"what": "site", "site": payload["site"]})

    def take_cue(self, cue: Row) -> None:
        """Keep a cue, then say that we have it; a cue that came before is known."""
        if cue["id"] in self.store.cues:
            return
        received = self.hub_now()
        state, late = rules.receive(cue, received, self.store.states)
        self.store.cues[cue["id"]], self.store.states[cue["id"]] = cue, state
        self.store.last_cue = max(self.store.last_cue, cue["seq"])
        self.tell({"what": "cue", "cue": cue, "received_at": received})
        if state == rules.ARMED:
            self._note("ack", cue, {"received_at": received, "late_by": 0})
            self.tell({"what": "armed", "cue": cue["id"], "received_at": received})
            self._arm(cue)
        else:
            self._finish(cue, state, late, received if state != rules.MISSED else None, received)
        if cue["kind"] == "cancel":
            self._cancel(cue)
        self.store.keep()
        self.unsent.set()

    def _arm(self, cue: Row) -> None:
        if cue["id"] not in self.timers:
            self.timers[cue["id"]] = asyncio.ensure_future(self._fire(cue))

    def _arm_known(self) -> None:
        """After a start: cues that were armed before. Without a clock they wait for one."""
        for cue_id, state in self.store.states.items():
            if state == rules.ARMED:
                self._arm(self.store.cues[cue_id])

    async def _fire(self, cue: Row) -> None:
        """Sleep until just before the instant, looking again on the way: the clock grows better meanwhile."""
        while not self.clock.n or (left := (cue["fire_at"] - self.hub_now()) / 1000) > NEAR_S:
            await asyncio.sleep(min(0.25, max(0.001, left - NEAR_S)) if self.clock.n else 0.05)
        while (left := (cue["fire_at"] - self.hub_now()) / 1000) > 0:
            if left > SPIN_S:
                await asyncio.sleep(0.001)
        now = self.hub_now()
        state, late = rules.at_instant(cue, now, self.store.states[cue["id"]])
        self.timers.pop(cue["id"], None)
        if state != rules.ARMED:
            self._finish(cue, state, late, now if state != rules.MISSED else None, None)
            self.store.keep()
            self.unsent.set()

    def _finish(self, cue: Row, state: str, late: float, fired_at: float | None, received: float | None) -> None:
        if fired_at is not None:
            when = {"at": fired_at, "fire_at": cue["fire_at"], "local": self.local()}
            self.tell({"what": state, "cue": cue["id"], "kind": cue["kind"], **when})
        else:
            self.tell({"what": state, "cue": cue["id"], "kind": cue["kind"], "late": late})
        self.store.states[cue["id"]] = state
        err = round(fired_at - cue["fire_at"], 3) if fired_at is not None and cue["kind"] in rules.TIMED else None
        facts = {"state": state, "fired_at": fired_at, "late_by": late, "err": err, "received_at": received}
        self._note("done", cue, facts)

    def _cancel(self, cue: Row) -> None:
        old = self.store.cues.get(cue["of"])
        if old is not None and self.store.states.get(old["id"]) == rules.ARMED:
            timer = self.timers.pop(old["id"], None)
            if timer is not None:
                timer.cancel()
            self._finish(old, rules.CANCELLED, 0.0, None, None)

    async def _take_talks(self, wire: Wire, talks: list[Row]) -> None:
        new = [talk for talk in talks if talk["seq"] > self.store.last_talk]
        for talk in new:
            self.tell({"what": "talk", "talk": talk})
            self.store.last_talk = max(self.store.last_talk, talk["seq"])
        mine = [talk["id"] for talk in new if talk["from"] != self.site]
        if mine:
            await wire.ask("bridge_got", {"talks": mine})
            self.store.keep()

    # ---------- reports ----------

    def _note(self, what: str, cue: Row, facts: Row) -> None:
        """A report waits in the file until the hub has it."""
        self.store.reports[f"{cue['seq']:09}/{what}"] = {"cue": cue["id"], **facts, "health": self.health()}

    async def _report(self, wire: Wire) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(REPORT_AGAIN_S):  # wait_for would swallow an end that comes with the news
                    await self.unsent.wait()
            self.unsent.clear()
            for key in sorted(self.store.reports):
                report = self.store.reports.get(key)
                if report is None:
                    continue
                said = await wire.ask(f"bridge_{key.partition('/')[2]}", report)
                if said.get("ok") or said.get("error", {}).get("code") in ("not_found", "invalid"):
                    self.store.reports.pop(key, None)
                    self.tell({"what": "told", "report": key, "ok": bool(said.get("ok"))})

    async def stop(self) -> None:
        """End the line; armed cues are in the file."""
        self.stopped = True
        for timer in self.timers.values():
            timer.cancel()
        if self.wire is not None:
            await self.wire.close()


def _ignore(task: asyncio.Future[None]) -> None:
    """An answer that came after its line was given up."""
    if not task.cancelled():
        task.exception()
