"""Lines of this installation to hubs elsewhere: a child process for each event that is a site, mirrored as it talks."""

from __future__ import annotations

import logging
import queue
import threading
from typing import Any

from ops import engine
from ops.bridge import row_queries
from ops.bridge.actions import lines as journal_lines, uplink
from ops.bridge.keeper import Keeper
from ops.core import clock
from ops.core.web import Hall
from ops.core.work import begin
from ops.errors import OpsError

Row = dict[str, Any]
log = logging.getLogger("ops.bridge")
UPLINK_EVERY_S = 0.5
AGAIN_S = 0.1


class Uplinks:
    """Lines of this installation to hubs elsewhere: of several servers one keeps each."""

    def __init__(self, hall: Hall, server: str) -> None:
        self.hall, self.server = hall, server
        self.keepers: dict[str, tuple[str, Keeper]] = {}
        self.online: dict[str, bool] = {}
        self.heard_upto: dict[str, int] = {}
        self.untold: dict[str, Row] = {}
        self.said: queue.Queue[tuple[str, Row]] = queue.Queue()
        self.moved: set[str] = set()
        self.awake = threading.Event()

    def start(self) -> None:
        """Follow the journal and keep the lines."""
        self.hall.live.watchers.append(self.watch)
        engine.spawn(self.run)

    def watch(self, event_id: str, lines: list[Any]) -> None:
        """A step of the caller or an instant moves the bridge's row."""
        if event_id in self.keepers and any(
            line.kind.startswith("stage.") or line.kind in ("bridge.tally_changed", "bridge.uplink_changed")
            for line in lines
        ):
            self.moved.add(event_id)
            self.awake.set()

    def run(self) -> None:
        """Until the server stops."""
        looked = 0
        while not self.hall.live.closed:
            self.awake.wait(UPLINK_EVERY_S)
            self.awake.clear()
            try:
                self._take_all()
                if not 0 <= clock.now() - looked < 1_000:
                    looked = clock.now()
                    self._keep()
                    self._exchange()
            except OpsError:
                engine.sleep(AGAIN_S)
            except Exception:
                log.exception("the line to the hub")
                engine.sleep(AGAIN_S)
        for _, keeper in self.keepers.values():
            keeper.close()

    def _keep(self) -> None:
        """Children for the uplinks that are ours; none for those that are gone or somebody else's."""
        with self.hall.db.read() as conn:
            rows = {row["event_id"]: row for row in row_queries.uplinks(conn)}
        for event_id in [one for one in self.keepers if one not in rows or self.keepers[one][0] != rows[one]["token"]]:
            self.keepers.pop(event_id)[1].close()
        for event_id, row in rows.items():
            with self.hall.db.write() as conn:
                mine = uplink.claim(conn, event_id, self.server, clock.now())
            if mine and event_id not in self.keepers:
                self._begin(event_id, row)
            elif not mine and event_id in self.keepers:
                self.keepers.pop(event_id)[1].close()

    def _begin(self, event_id: str, row: Row) -> None:
        token = uplink.token_of(row, self.hall.config.secret)
        if token is None:
            log.error("the link to the hub of %s cannot be opened with this server's key", event_id)
            return
        folder = self.hall.config.data / "bridge"
        folder.mkdir(exist_ok=True)
        config = {"hub": row["hub"], "token": token, "file": str(folder / f"{event_id}-{row['made_at']}.json")}
        self.keepers[event_id] = (row["token"], Keeper(config, lambda said: self.hear(event_id, said)))

    def hear(self, event_id: str, said: Row) -> None:
        """The child says something; it is stored by the loop."""
        self.said.put((event_id, said))
        self.awake.set()

    def _take_all(self) -> None:
        while not self.said.empty():
            event_id, said = self.said.get_nowait()
            if said["what"] == "line":
                self.online[event_id] = said["online"]
            try:
                with begin(self.hall.db, self.hall.bell, event_id, "system") as work:
                    uplink.take_said(work, said)
            except OpsError:
                self.said.put((event_id, said))
                raise
            self.moved.add(event_id)
        for event_id in [*self.moved]:
            self.moved.discard(event_id)
            with begin(self.hall.db, self.hall.bell, event_id, "system") as work:
                now = uplink.follow_row(work, self.online.get(event_id, False))
            if now is not None:
                self.untold[event_id] = now
                self._tell_row(event_id)

    def _tell_row(self, event_id: str) -> None:
        """How our run sheet stands, to the hub; said again until it was heard."""
        now, kept = self.untold.get(event_id), self.keepers.get(event_id)
        if now is None or kept is None:
            return

        def done(said: Row) -> None:
            if said.get("ok") and self.untold.get(event_id) is now:
                del self.untold[event_id]

        kept[1].ask("bridge_remote", now, done)

    # ---------- journal lines, both ways ----------

    def _exchange(self) -> None:
        """Our lines to the hub, the hub's to us, by number; what was not answered is said again."""
        for event_id, (_, keeper) in list(self.keepers.items()):
            if not self.online.get(event_id):
                continue
            self._tell_row(event_id)
            with self.hall.db.read() as conn:
                row = row_queries.uplink(conn, event_id)
                if row is None:
                    continue
                told, upto = journal_lines.lines_to_tell(conn, event_id, row["told"])
                after = self.heard_upto.setdefault(event_id, journal_lines.have(conn, event_id, "hub"))
            if upto > row["told"]:
                self._tell_lines(event_id, keeper, told, upto)
            keeper.ask("bridge_pull", {"after": after}, lambda said, one=event_id: self._pulled(one, said))  # type: ignore[misc]

    def _tell_lines(self, event_id: str, keeper: Keeper, told: list[Row], upto: int) -> None:
        def done(said: Row) -> None:
            if said.get("ok"):
                with self.hall.db.write() as conn:
                    journal_lines.told_upto(conn, event_id, upto)

        keeper.ask("bridge_lines", {"lines": told}, done) if told else done({"ok": True})

    def _pulled(self, event_id: str, said: Row) -> None:
        if not said.get("ok"):
            return
        if said["lines"]:
            with begin(self.hall.db, self.hall.bell, event_id, "system") as work:
                journal_lines.take_pulled(work, said["lines"])
        self.heard_upto[event_id] = max(self.heard_upto.get(event_id, 0), said["upto"])
