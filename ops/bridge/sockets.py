"""The sites' side of the sockets: clock and heartbeat in, cues and words out, reports back.

Handlers stand at the Socket.IO server itself: 34 sites ask for the time four times a second, and a request context for
each would cost more than the answer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from ops.bridge import queries
from ops.bridge.actions import lines, reports
from ops.bridge.actions.reports import Report
from ops.bridge.presence import REPORTING, Presence, gauge_of
from ops.bridge.site_payloads import CueAck, CueDone, Got, Join, Lines, Pull, Remote
from ops.core import auth, clock
from ops.core.web import Hall
from ops.core.work import Combiner, begin
from ops.errors import OpsError

Row = dict[str, Any]
log = logging.getLogger("ops.bridge")
READY = "bridge_refresh"
TELLS_SITE = {
    "bridge.site_changed", "bridge.item_told", "bridge.go_said", "bridge.code_made", "bridge.remote_told",
    "bridge.talk_marked",
}  # fmt: skip
REFRESHES = {"bridge.phrases_changed", "bridge.settings_changed", "bridge.cross_made", "bridge.cross_changed"}


def room_of(event_id: str, site: str) -> str:
    """The room of a site."""
    return f"br:{event_id}:{site}"


class BridgeSockets:
    """Registers the handlers; `core` keeps who is who."""

    def __init__(self, hall: Hall, sio: Any, core: Any, presence: Presence, heard: Callable[[str, str], None]) -> None:
        self.hall, self.server, self.core, self.presence, self.heard = hall, sio.server, core, presence, heard
        self.combined = Combiner(self._together)
        told: dict[str, type[BaseModel]] = {
            "bridge_ack": CueAck, "bridge_done": CueDone, "bridge_got": Got, "bridge_lines": Lines,
            "bridge_remote": Remote,
        }  # fmt: skip
        self.server.on("bridge_join", self.on_join)
        self.server.on("bridge_clk", self.on_clk)
        self.server.on("bridge_pull", self.on_pull)
        for name, model in told.items():
            self.server.on(name, self._taker(model))
        hall.live.watchers.append(self.watch)

    # ---------- in ----------

    def _actor(self, sid: str, verb: str) -> auth.Actor:
        """Who holds this socket, with the right to a verb in their own event."""
        client = self.core.clients.get(sid)
        actor = self.hall.identities.find(self.hall.db, [client.token], client.actor.event_id) if client else None
        return auth.require(actor, verb, actor.event_id if actor else None)

    def on_join(self, sid: str, said: Any = None) -> Row:
        """Enter the room first, then answer what was missed: so nothing falls in between."""
        answer: Row = self.core.answered(sid, lambda: self._join(sid, Join.model_validate(said or {})))
        return answer

    def _join(self, sid: str, said: Join) -> Row:
        actor = self._actor(sid, "bridge.site_see")
        event_id, site = str(actor.event_id), str(actor.post)
        self.server.enter_room(sid, room_of(event_id, site))
        if actor.roles & REPORTING:
            self.presence.enter(sid, event_id, site)
            self._beat(sid, {})
        with self.hall.db.read() as conn:
            told = queries.joined(conn, event_id, site, said.cue, said.talk, clock.now())
            name = next(iter(actor.roles)).removeprefix("bridge_")
        return {"ok": True, "epoch": self.hall.epoch, "role": name, **told}

    def on_clk(self, sid: str, said: Any = None) -> Row:
        """One exchange of clocks, which is the heartbeat as well."""
        received = clock.now()
        asked = said if isinstance(said, dict) else {}
        self._beat(sid, gauge_of(asked.get("g")))
        return {"t0": asked.get("t0"), "t1": received, "t2": clock.now()}

    def _beat(self, sid: str, gauge: Row) -> None:
        key = self.presence.beat(sid, clock.now(), gauge)
        if key is not None:
            self.heard(*key)

    def tidy(self) -> None:
        """Forget sockets that have closed; that a site is lost, its silence tells."""
        for sid in [sid for sid in self.presence.of if sid not in self.core.clients]:
            self.presence.leave(sid)

    def on_pull(self, sid: str, said: Any = None) -> Row:
        """Journal lines of the hub that concern a site, behind a number; for a site with its own installation."""
        answer: Row = self.core.answered(sid, lambda: self._pull(sid, Pull.model_validate(said)))
        return answer

    def _pull(self, sid: str, said: Pull) -> Row:
        actor = self._actor(sid, "bridge.site")
        with self.hall.db.read() as conn:
            found, upto = lines.lines_for(conn, str(actor.event_id), str(actor.post), said.after)
        return {"ok": True, "lines": found, "upto": upto}

    def _taker(self, model: type[BaseModel]) -> Callable[..., Row]:
        def take(sid: str, said: Any = None) -> Row:
            answer: Row = self.core.answered(sid, lambda: self._take(sid, model.model_validate(said)))
            return answer

        return take

    def _take(self, sid: str, said: Any) -> Row:
        verb = "bridge.site_see" if isinstance(said, Got) else "bridge.site"
        actor = self._actor(sid, verb)
        found: Row = self.combined.submit(str(actor.event_id), Report(actor.key, str(actor.post), said))
        return found

    def _together(self, event_id: str, items: list[Report]) -> list[Row]:
        with begin(self.hall.db, self.hall.bell, event_id, "system") as work:
            return reports.take_all(work, items)

    # ---------- out ----------

    def rooms(self, event_id: str) -> list[str]:
        """Sites of an event that somebody here speaks for."""
        prefix = room_of(event_id, "")
        known = self.server.manager.rooms.get("/", {})
        return [str(name)[len(prefix) :] for name in known if str(name).startswith(prefix)]

    def watch(self, event_id: str, lines: list[Any]) -> None:
        """Pass on to sites what concerns them; called as soon as the journal has it."""
        mine = [line for line in lines if line.kind.startswith("bridge.")]
        here = set(self.rooms(event_id)) if mine else set()
        if not here:
            return
        try:
            with self.hall.db.read() as conn:
                for line in mine:
                    self._pass_on(conn, event_id, here, line)
        except OpsError:  # they join again, and get it then
            for site in here:
                self.core.emit(READY, {}, room_of(event_id, site))

    def _pass_on(self, conn: Any, event_id: str, here: set[str], line: Any) -> None:
        if line.kind == "bridge.cue_sent":
            self._send_cue(conn, event_id, here & set(line.facts["sites"]), line.facts["cue"])
        elif line.kind == "bridge.talk_sent":
            self._send_talk(conn, event_id, here, line.facts)
        elif line.kind in TELLS_SITE:
            for site in here & set(line.subjects.get("bridge_site", ())):
                row = queries.own_site(conn, event_id, site)
                self.core.emit("bridge_site", {"site": row}, room_of(event_id, site))
        elif line.kind in REFRESHES:
            for site in here:
                self.core.emit(READY, {}, room_of(event_id, site))
        elif line.kind == "bridge.invite_revoked":
            self.core._kick_all(f"site:{line.facts['invite']}", "revoked")

    def _send_cue(self, conn: Any, event_id: str, sites: set[str], cue: str) -> None:
        """To all that are here, at once: the words are the same but for the number before."""
        for site, row in queries.cue_for_sites(conn, event_id, cue, sites):
            self.core.emit("bridge_cue", {"cue": queries.site_cue(row, site)}, room_of(event_id, site))

    def _send_talk(self, conn: Any, event_id: str, here: set[str], facts: Row) -> None:
        (row,) = queries.talks(conn, event_id, [facts["talk"]])
        for site in here & (set(facts["sites"]) | {facts["from"]}):
            own = row | {"sites": {site: row["sites"][site]} if site in row["sites"] else {}}
            self.core.emit("bridge_talk", {"talk": own}, room_of(event_id, site))


def connect(hall: Hall, sio: Any) -> BridgeSockets:
    """Put the sites' side of the sockets beside the others."""
    task = hall.extra["bridge"]
    made = BridgeSockets(hall, sio, hall.extra["sockets"], task.presence, task.heard)
    task.tidy = made.tidy
    return made
