"""The sample's week of livestreams on a real server whose clock a test sets: the office, booth devices, journal, feeds.

The week is moved so that its first day is the day after tomorrow: papers, hours and the run sheet move with it, and the
server may begin at the machine's time, whatever that is.
"""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from ops import sample
from ops.core import actions, clock
from ops.core.db import Database
from ops.core.models import journal
from scripts.parts import Server
from tests.support.app import SECRET, Ops
from tests.support.factories import Device, Row, Staff, World, new_ref
from tests.support.follower import Follower
from tests.support.load import Caller, Reply

EVENT = "hp2025"
HERE = f"events/{EVENT}"
DAYS = 7
STANDING = 3
"""Days whose slots are taken over from the sample; the sessions of the others are for the planner."""
AHEAD = timedelta(days=2)
LOCAL_MS = 7 * clock.HOUR
PATIENCE_S = 60.0
AUDIENCES = ("live", "booth", "stage", "board", "desk", "welcome", "intro")


def load_week(ops: Ops, folder: Path) -> World:
    """The sample, with the slots of its first days alone."""
    shutil.copytree(sample.ROOT / "haiphong-2025", folder)
    slots = folder / "live" / "slots.json"
    rows = json.loads(slots.read_text(encoding="utf-8"))
    first = date.fromisoformat(min(row["starts"][:10] for row in rows))
    until = (first + timedelta(days=STANDING)).isoformat()
    slots.write_text(json.dumps([row for row in rows if row["starts"] < until]), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        there = sample.days_to_today
        patch.setattr(sample, "days_to_today", lambda event: there(event) + AHEAD)
        sample.load(ops.db, SECRET, folder, as_planned=False)
    return World(ops, EVENT)


@dataclass
class Office:
    """Whoever acts in the week, over HTTP."""

    world: World
    boss: Staff
    rooms: dict[str, Device]
    first: date
    server: Server | None = None
    db: Database | None = None
    at: int = 0  # the instant that the clock was last set to
    seq: int = 0  # lines of the journal that were read
    done: int = 0  # the number of the last command's line
    commands: int = 0
    alarms: list[tuple[int, str, str]] = field(default_factory=list)  # written at, slot, kind
    clients: dict[str, Follower] = field(default_factory=dict)
    _caller: Caller | None = None

    # ---------- time ----------

    def days(self) -> list[str]:
        """The local dates of the week."""
        return [(self.first + timedelta(days=n)).isoformat() for n in range(DAYS)]

    def instant(self, day: str, hour: int, minute: int = 0) -> int:
        """An hour of a local day."""
        midnight = clock.parse_iso(f"{day}T00:00:00+07:00")
        return midnight + hour * clock.HOUR + minute * clock.MINUTE

    def set_clock(self, at: int) -> None:
        """It is this instant now; never an earlier one than it was."""
        assert at >= self.at, "the week only runs forward"
        self.at = at
        reply = self.ask("POST", "clock", raw=json.dumps({"now": clock.iso(at)}).encode())
        assert reply.status == 200, reply.body

    # ---------- HTTP ----------

    @property
    def url(self) -> str:
        assert self.server is not None
        return self.server.url

    def ask(self, method: str, path: str, by: Staff | Device | None = None, raw: bytes | None = None) -> Reply:
        """One request over the kept connection: JSON, or the bytes of a file."""
        self._caller = self._caller or Caller(self.url, timeout=60)
        headers = {"Authorization": f"Bearer {(by or self.boss).token}"}
        if raw is not None:
            headers["Content-Type"] = "application/json" if raw[:1] == b"{" else "application/octet-stream"
        return self._caller.exchange(method, f"/api/{path}", raw, headers)

    def post(self, path: str, by: Staff | Device | None = None, **body: Any) -> Reply:
        """A command, whatever comes of it."""
        self.commands += 1
        return self.ask("POST", f"{HERE}/live/{path}", by, json.dumps({"ref": new_ref()} | body).encode())

    def do(self, path: str, by: Staff | Device | None = None, **body: Any) -> Row:
        """A command that must succeed: its line."""
        return self._line(path, self.post(path, by, **body))

    def _line(self, path: str, reply: Reply) -> Row:
        assert reply.status == 200, f"{path}: {reply.body}"
        line: Row = reply.body
        self.done = max(self.done, line["seq"] or 0)
        return line

    def refused(self, path: str, by: Staff | Device | None = None, **body: Any) -> Row:
        """A command that must be refused: the error."""
        reply = self.post(path, by, **body)
        assert reply.status == 409, f"{path}: {reply.body}"
        error: Row = reply.body["error"]
        return error

    def send(self, path: str, data: bytes, **query: str) -> Row:
        """A file."""
        self.commands += 1
        asked = urlencode({"ref": new_ref(), **query})
        return self._line(path, self.ask("POST", f"{HERE}/live/{path}?{asked}", raw=data))

    def get(self, path: str, by: Staff | Device | None = None, **query: str) -> Any:
        """What is answered: rows of JSON, or the bytes of a file."""
        reply = self.ask("GET", f"{HERE}/{path}?{urlencode(query)}", by)
        assert reply.status == 200, f"{path}: {reply.body}"
        return reply.body

    def snapshot(self, audience: str = "live", by: Staff | Device | None = None) -> Row:
        """All rows of an audience, not older than the last command: a dear snapshot may be kept for a moment."""
        end = time.monotonic() + PATIENCE_S
        while (found := self.get(f"snapshot/{audience}", by))["seq"] < max(self.done, self.seq):
            assert time.monotonic() < end, "the snapshot stays behind"
            time.sleep(0.02)
        return found

    def rows(self, entity: str) -> dict[str, Row]:
        """Rows of the feed by their id, as they stand now."""
        return {row["id"]: row for row in self.snapshot()["rows"].get(entity, [])}

    def close(self) -> None:
        """End clients, server and connections."""
        for one in self.clients.values():
            one.close()
        if self._caller is not None:
            self._caller.close()
        if self.server is not None:
            self.server.kill9()
        if self.db is not None:
            self.db.release()

    # ---------- what comes by itself ----------

    def hear(self) -> None:
        """Read the new lines of the journal, and keep the alarms."""
        assert self.db is not None
        query = select(journal.c.seq, journal.c.kind, journal.c.at, journal.c.facts).where(
            journal.c.event_id == EVENT, journal.c.seq > self.seq
        )
        with self.db.read() as conn:
            lines = conn.execute(query.order_by(journal.c.seq)).all()
        for line in lines:
            self.seq = line.seq
            if line.kind == "live.alarmed":
                told = json.loads(line.facts)["slots"]
                self.alarms += [(line.at, slot, kind) for slot, kinds in sorted(told.items()) for kind in kinds]

    def wait_for_alarms(self, wanted: set[tuple[str, str]], since: int) -> int:
        """Until these have rung since an instant; how many ms after it the last one was written."""
        end = time.monotonic() + PATIENCE_S
        while True:
            self.hear()
            rung = {(slot, kind): at for at, slot, kind in self.alarms if at >= since}
            if wanted <= rung.keys():
                return max(rung[one] for one in wanted) - since
            assert time.monotonic() < end, f"{sorted(wanted - rung.keys())} did not ring at {clock.iso(since)}"
            time.sleep(0.02)


def make_office(ops: Ops, folder: Path) -> Office:
    """The week, an organiser whose session outlasts it, and a phone in every room."""
    world = load_week(ops, folder)
    starts = [row["starts"] for row in world.snapshot("live")["rows"]["live_slot"]]
    first = date.fromisoformat(clock.iso(clock.parse_iso(min(starts)) + LOCAL_MS)[:10])  # type: ignore[index]
    boss = world.make_staff("organiser")
    rooms = world.snapshot("live")["rows"]["live_room"]
    phones = {row["id"]: world.make_device("booth", row["id"]) for row in rooms}
    clock.freeze(clock.now() + (DAYS + 3) * clock.DAY)
    try:
        boss.token = actions.sign_in(ops.db, {"id": boss.id})
    finally:
        clock.freeze(None)
    return Office(world, boss, phones, first)


def follow(office: Office) -> None:
    """One client of each audience, from the first line on."""
    tokens = dict.fromkeys(AUDIENCES, office.boss.token) | {"booth": next(iter(office.rooms.values())).token}
    for seed, (name, token) in enumerate(tokens.items()):
        office.clients[name] = Follower(lambda: office.url, token, EVENT, name, seed)
        office.clients[name].start()
