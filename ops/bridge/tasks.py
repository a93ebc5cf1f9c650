"""What comes by itself on the bridge: instants that pass, lines that fall silent, records that are due, lamps."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy.engine import Connection

from ops import engine
from ops.bridge import queries
from ops.bridge.actions import control, cues, lights, lineup, uplink
from ops.bridge.lamps import osc_messages, send, tsl_packets
from ops.bridge.line_tasks import Uplinks
from ops.bridge.presence import Key, Presence
from ops.core import clock
from ops.core.coming import Coming
from ops.core.live import room_of
from ops.core.web import Hall
from ops.core.work import Work, begin
from ops.errors import OpsError

Row = dict[str, Any]
log = logging.getLogger("ops.bridge")
LOOK_EVERY_S = 0.1
GAUGES_EVERY_MS = 1_000
AGAIN_AFTER_MS = 1_000
LAMPS_AGAIN_MS = 5_000
MARKED_FOR_MS = 60_000
LIGHTS = {
    "bridge.cue_sent", "bridge.tally_changed", "bridge.control_changed", "bridge.site_made", "bridge.site_changed",
    "bridge.settings_changed", "outputs.osc_changed",
}  # fmt: skip


class Bridge(Coming):
    """The tasks of one process. `presence` is shared with the sockets."""

    def __init__(self, hall: Hall) -> None:
        super().__init__(hall)
        self.presence = Presence()
        self.server = uplink.session_name()
        self.tidy: Callable[[], None] = lambda: None
        self.uplinks = Uplinks(hall, self.server)
        self.back: set[Key] = set()
        self.values: queue.Queue[tuple[str, str, Row]] = queue.Queue()
        self.verdicts: dict[tuple[str, str, str], bool | None] = {}
        self.told: dict[str, list[str]] = {}
        self.lit_at: dict[str, int] = {}
        self.unlit: set[str] = set()
        self.gauged_at = self.told_gauges_at = 0
        self.wants: dict[str, Row] = {}
        self.awake = threading.Event()

    def start(self) -> None:
        """Look at every event that has a bridge, then follow the journal and the lines."""
        with self.hall.db.read() as conn:
            self.changed.update(queries.events_with_sites(conn))
        self.unlit |= self.changed
        self.hall.live.watchers.append(self.watch)
        engine.spawn(self.run)
        engine.spawn(self.listen)
        self.uplinks.start()

    def watch(self, event_id: str, lines: list[Any]) -> None:
        """A cue, a plan or a setting moves what is due; lamps follow cues and control."""
        kinds = {line.kind for line in lines if line.kind.startswith(("bridge.", "outputs.osc"))}
        if kinds - {"bridge.cue_acked", "bridge.cue_done", "bridge.talk_marked"}:
            self.changed.add(event_id)
        if "bridge.settings_changed" in kinds:
            self.wants.pop(event_id, None)
        if kinds & LIGHTS:
            self.unlit.add(event_id)
        if kinds:
            self.wake.set()

    # ---------- instants ----------

    def look(self) -> None:
        """Learn what is due where something changed, do what is due, tell lamps."""
        if self.changed:
            self.learn(_next)
        for event_id in self.due_now(AGAIN_AFTER_MS):
            self._write(event_id, self._pass)
            self.changed.add(event_id)
            self.unlit.add(event_id)
        for event_id in [*self.unlit]:
            self.unlit.discard(event_id)
            self.light(event_id)

    def _pass(self, work: Work) -> None:
        cues.pass_time(work)
        lineup.freeze_due(work, self.hall.config.secret)

    def _write(self, event_id: str, work_on: Callable[[Work], object]) -> None:
        with begin(self.hall.db, self.hall.bell, event_id, "system") as work:
            work_on(work)

    # ---------- lamps ----------

    def light(self, event_id: str) -> None:
        """Tell lamps how they are to shine, those that changed at once, all of them now and then."""
        now = clock.now()
        with self.hall.db.read() as conn:
            tsl, osc = lights.places_of(conn, event_id)
            if not tsl and osc is None:
                return
            ids, lamps = lights.lamps_of(conn, event_id, now)
        states, before = [one.state for one in lamps], self.told.get(event_id, [])
        every = now - self.lit_at.get(event_id, 0) >= LAMPS_AGAIN_MS or len(before) != len(states)
        chosen = [place for place, state in enumerate(states) if every or before[place] != state]
        self.told[event_id] = states
        self.lit_at[event_id] = now if every else self.lit_at[event_id]
        if not chosen:
            return
        displays, named = [lamps[place] for place in chosen], [ids[place] for place in chosen]
        for one in tsl:
            if not send(one["host"], one["port"], tsl_packets(one["version"], one["screen"], displays)):
                log.warning("TSL: no way to %s:%s", one["host"], one["port"])
        if osc is not None:
            keeper = self.hall.extra["outputs"].keeper
            keeper.start()
            where = {"host": osc["state_host"], "port": osc["state_port"]}
            keeper.tell({"do": "state", "messages": osc_messages(displays, named), **where})

    # ---------- lines ----------

    def heard(self, event_id: str, site: str) -> None:
        """A site is on the line that was not."""
        self.back.add((event_id, site))
        self.awake.set()

    def listen(self) -> None:
        """Until the server stops: who fell silent, who is back, what was measured."""
        while not self.hall.live.closed:
            self.awake.wait(LOOK_EVERY_S)
            self.awake.clear()
            for part in (self._note_control, self._note_values, self._tell_gauges):
                try:
                    part()
                except OpsError:
                    engine.sleep(LOOK_EVERY_S)
                except Exception:  # one broken event must not stop the watch over the others
                    log.exception("the lines of the bridge")
                    engine.sleep(LOOK_EVERY_S)

    def _note_control(self) -> None:
        now = clock.now()
        back, self.back = self.back, set()
        lost = self.presence.silent(now)
        states: dict[str, dict[str, str]] = {}
        for event_id, site in back:
            states.setdefault(event_id, {})[site] = "online"
        if back and not self.hall.db.sqlite:
            self._share(now)  # before anybody else misses them
        for event_id, site in self._ours(lost, now):
            states.setdefault(event_id, {})[site] = "lost"
        for event_id, found in states.items():
            try:
                self._write(event_id, lambda work, told=found: control.changed(work, told))  # type: ignore[misc]
            except OpsError:
                self.back |= {(event_id, site) for site, state in found.items() if state == "online"}
                for site, state in found.items():
                    if state == "lost":
                        self.presence.lines[event_id, site].online = True  # it is found silent again
                raise

    def _ours(self, lost: list[Key], now: int) -> list[Key]:
        """Of the silent, those that no other server hears."""
        if self.hall.db.sqlite or not lost:
            return lost
        with self.hall.db.read() as conn:
            elsewhere = {event: control.others(conn, event, self.server, now) for event in {key[0] for key in lost}}
        for event_id, site in lost:
            if site in elsewhere[event_id]:
                self.presence.forget((event_id, site))
        return [key for key in lost if key[1] not in elsewhere[key[0]]]

    def measured(self, event_id: str, site: str, values: Row) -> None:
        """What machines measured: `{item: value}`; only a verdict that turns is written."""
        self.values.put((event_id, site, values))

    def _note_values(self) -> None:
        for event_id, gauges in self._gauges().items():
            for site, row in gauges.items():
                if row["online"] and "pm" in row:
                    told = {"clock": row["pm"], "rtt": row.get("rtt"), "return_delay": row.get("delay")}
                    self.measured(event_id, site, {"control": 1} | told)
                elif not row["online"]:
                    self.measured(event_id, site, {"control": 0})
        turned: dict[str, dict[str, Row]] = {}
        while not self.values.empty():
            event_id, site, values = self.values.get_nowait()
            for item, value in values.items():
                turned.setdefault(event_id, {}).setdefault(site, {})[item] = value
        for event_id, found in turned.items():
            self._judge(event_id, found)

    def _gauges(self) -> dict[str, dict[str, Row]]:
        """Once a second, how the lines of this server are."""
        now = clock.now()
        if 0 <= now - self.gauged_at < GAUGES_EVERY_MS:
            return {}
        self.gauged_at = now
        self.tidy()
        return {event: self.presence.gauges(event) for event in {key[0] for key in self.presence.lines}}

    def _judge(self, event_id: str, values: dict[str, Row]) -> None:
        """Write the verdicts that turned; after a start nothing is known, and the database finds what did."""
        wants = self._wants(event_id)
        new: dict[str, dict[str, tuple[bool | None, float | None]]] = {}
        for site, row in values.items():
            for item, value in row.items():
                ok = lineup.verdict(item, value, wants)
                if self.verdicts.get((event_id, site, item), "?") != ok:
                    new.setdefault(site, {})[item] = (ok, value)
        if not new:
            return
        self._write(event_id, lambda work: lineup.measured(work, new))
        self.verdicts |= {(event_id, site, item): ok for site, row in new.items() for item, (ok, _) in row.items()}

    def _wants(self, event_id: str) -> Row:
        """What the line-up of an event wants, kept until a setting changes."""
        if event_id not in self.wants:
            with self.hall.db.read() as conn:
                found: Row = queries.settings(conn, event_id)["wants"]
            self.wants[event_id] = {
                item: {name: one for name, one in want.items() if one is not None} for item, want in found.items()
            }
        return self.wants[event_id]

    # ---------- gauges ----------

    def _tell_gauges(self) -> None:
        """Once a second to hubs that look, and to the other servers."""
        now = clock.now()
        if 0 <= now - self.told_gauges_at < GAUGES_EVERY_MS:
            return
        self.told_gauges_at = now
        if self.presence.lines and not self.hall.db.sqlite:
            self._share(now)
        self._find_orphans(now)
        for room in [room for room, sids in list(self.hall.live.members.items()) if sids and room.endswith(":bridge")]:
            event_id = room.split(":")[1]
            self.hall.live.emit(
                "bridge_gauges", {"sites": self.gauges(event_id), "at": now}, room_of(event_id, "bridge")
            )

    def gauges(self, event_id: str) -> dict[str, Row]:
        """How the sites are heard, here and at the other servers."""
        found = self.presence.gauges(event_id)
        if self.hall.db.sqlite:
            return found
        with self.hall.db.read() as conn:
            return control.others(conn, event_id, self.server, clock.now()) | found

    def _share(self, now: int) -> None:
        rows = {key: line.row() for key, line in self.presence.lines.items() if line.online}
        with self.hall.db.write() as conn:
            control.share(conn, self.server, rows, now)

    def _find_orphans(self, now: int) -> None:
        """Sites whose server has died."""
        with self.hall.db.read() as conn:
            found = control.orphans(conn, self.server, now)
        for event_id, sites in found.items():
            gone = {site: "lost" for site in sites if (event_id, site) not in self.presence.lines}
            if gone:
                self._write(event_id, lambda work, told=gone: control.changed(work, told))  # type: ignore[misc]

    def tally(self, event_id: str) -> dict[str, str]:
        """The lamp of every site now."""
        with self.hall.db.read() as conn:
            ids, lamps = lights.lamps_of(conn, event_id, clock.now())
        return {site: one.state for site, one in zip(ids, lamps, strict=True)}

    def marks(self, events: Iterable[str]) -> list[Row]:
        """Instants of cues that went by in the last minute, for the index of recordings; each has its own id."""
        now, found = clock.now(), list[Row]()
        for event_id in events:
            with self.hall.db.read() as conn:
                cues_of = queries.cues(conn, event_id)
            for cue in cues_of:
                if now - MARKED_FOR_MS < cue["fire_at"] <= now and cue["kind"] != "cancel":
                    found += [
                        {
                            "id": f"{cue['id']}/{site}", "app": "contrib", "stream": f"{event_id}.{site}",
                            "at": cue["fire_at"], "kind": "cue", "ref": cue["id"], "text": cue["kind"],
                        }
                        for site in sorted(cue["sites"])
                    ]  # fmt: skip
        return found


def _next(conn: Connection, event_id: str) -> int | None:
    """When something of an event is next due."""
    found = [cues.next_due(conn, event_id), lineup.next_freeze(conn, event_id, clock.now())]
    return min((at for at in found if at is not None), default=None)
