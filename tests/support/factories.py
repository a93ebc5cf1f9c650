"""Makers of what a test needs: an event with gates, delegations and guests, people with roles, paired devices, scans.

All of it is made by the product's own actions, so that the journal of a test's event is as whole as a real one.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from ops.checkin.actions import lists
from ops.core import actions, clock, tokens
from ops.core.work import Doorbell, begin
from tests.support.app import Ops

Row = dict[str, Any]
PART: Row = {"categories": [], "gates": [], "delegations": [], "guests": []}
GATE: Row = {
    "place": "Sảnh A", "way": "", "categories": "", "opens_at": None, "closes_at": None, "reentry": "after_exit",
    "needs_confirmation": False, "desk_override": True, "changed_at": 0,
}  # fmt: skip
NUMBERS = iter(range(1, 10_000_000))


def new_ref() -> str:
    return str(uuid.uuid4())


def ref_of(*parts: object) -> str:
    """The same ref for the same words: two events may then be compared row by row."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "/".join(map(str, parts))))


@dataclass
class Device:
    """A paired device: token, id, and the number its next item gets."""

    token: str
    id: str
    name: str
    role: str
    post: str | None
    dev_seq: int = 0

    def number(self) -> int:
        self.dev_seq += 1
        return self.dev_seq


@dataclass
class Staff:
    token: str
    id: str
    login: str


def category_row(id: str, name: str | None = None, order: int = 1) -> Row:
    return {"id": id, "name": name or f"Nhóm {id}", "order": order}


def gate_row(id: str, **facts: Any) -> Row:
    row = GATE | {"id": id, "name": f"Cửa {id}"} | facts
    return row | {"categories": " ".join(facts.get("categories", []))}


def delegation_row(id: str, category: str = "khach", **facts: Any) -> Row:
    row = {"id": id, "name": f"Đoàn {id}", "category": category, "order": 1, "unit_code": None, "source": "test"}
    return row | {"fold": f" doan {id}"} | facts


@dataclass
class World:
    """One event and whatever a test puts into it."""

    ops: Ops
    id: str
    delegations: dict[str, Row] = field(default_factory=dict)

    # ---------- list ----------

    def _load(self, **part: list[Row]) -> None:
        with begin(self.ops.db, Doorbell(), self.id, "system") as work:
            lists.load_list(work, PART | part, self.ops.hall.config.secret)

    def fill(self) -> World:
        """Category `khach`, gates g1 and g2, delegation d1."""
        self.delegations["d1"] = delegation_row("d1")
        gates = [gate_row("g1"), gate_row("g2")]
        self._load(categories=[category_row("khach")], gates=gates, delegations=[self.delegations["d1"]])
        return self

    def make_category(self, id: str, name: str | None = None, order: int = 1) -> str:
        self._load(categories=[category_row(id, name, order)])
        return id

    def make_gate(self, id: str, **facts: Any) -> str:
        """A gate; open to all at any time unless said otherwise. `categories` is a list."""
        self._load(gates=[gate_row(id, **facts)])
        return id

    def make_delegation(self, id: str, category: str = "khach", **facts: Any) -> str:
        self.delegations[id] = delegation_row(id, category, **facts)
        self._load(delegations=[self.delegations[id]])
        return id

    def make_guest(self, id: str | None = None, delegation: str | None = None, **facts: Any) -> str:
        """A confirmed guest; answers the id."""
        return self.make_guests(1, delegation, **({"id": id} if id else {}), **facts)[0]

    def make_guests(self, count: int, delegation: str | None = None, **facts: Any) -> list[str]:
        delegation = delegation or next(iter(self.delegations))
        group = self.delegations[delegation]
        rows = []
        for number in (next(NUMBERS) for _ in range(count)):
            row = {"id": f"k{number}", "delegation": delegation, "category": group["category"]}
            rows.append(row | {"name": f"Khách Thử {number}"} | facts)
        self._load(delegations=[group], guests=rows)
        return [row["id"] for row in rows]

    # ---------- people and devices ----------

    def make_staff(self, *roles: str, password: str | None = None) -> Staff:
        """Somebody with these roles, signed in."""
        from ops.core import auth

        login = f"nguoi{next(NUMBERS)}"
        hashed = auth.hash_password(password) if password else "no password"
        with begin(self.ops.db, Doorbell(), self.id, "system") as work:
            made = actions.add_member(work, new_ref(), login, f"Người {login}", hashed, sorted(roles))
        token = actions.sign_in(self.ops.db, {"id": made["facts"]["staff"]})
        return Staff(token, made["facts"]["staff"], login)

    def make_pairing(self, role: str = "reception", post: str | None = "g1", name: str = "Tablet") -> str:
        """A pairing made in the office; answers its code."""
        secret = self.ops.hall.config.secret
        with begin(self.ops.db, Doorbell(), self.id, "system") as work:
            made = actions.make_pairing(work, new_ref(), name, role, post, secret)
        return tokens.derive_pairing_code(secret, self.id, made["facts"]["pairing"])

    def make_device(self, role: str = "reception", post: str | None = "g1", name: str | None = None) -> Device:
        name = name or f"Tablet {next(NUMBERS)}"
        code = self.make_pairing(role, post, name)
        with begin(self.ops.db, Doorbell(), self.id, "system") as work:
            token, made = actions.pair_device(work, code, "test")
        return Device(token, made["id"], name, role, post)

    # ---------- scans ----------

    def code_of(self, guest: str, version: int = 1) -> str:
        """The 16 characters on a guest's invitation."""
        return tokens.derive_code(self.ops.hall.config.secret, self.id, guest, version)

    def upload(self, sender: Device | Staff, *items: Row, **facts: Any) -> list[Row]:
        """Hand items in; answers the answers, in order."""
        answer = self.post(sender, "scans", items=list(items), **facts)
        assert answer.status_code == 200, answer.text
        found: list[Row] = answer.json["answers"]
        return found

    # ---------- HTTP ----------

    def get(self, sender: Device | Staff | None, path: str = "", **options: Any) -> Any:
        path = f"/api/events/{self.id}" + (f"/{path}" if path else "")
        return self.ops.ask("GET", path, sender.token if sender else None, **options)

    def post(self, sender: Device | Staff | None, path: str, **body: Any) -> Any:
        token = sender.token if sender else None
        return self.ops.ask("POST", f"/api/events/{self.id}/{path}", token, json=body)

    def command(self, sender: Device | Staff, path: str, **body: Any) -> Row:
        """A command that must succeed; answers the journal line."""
        answer = self.post(sender, path, **({"ref": new_ref()} | body))
        assert answer.status_code == 200, answer.text
        line: Row = answer.json
        return line

    def snapshot(self, audience: str) -> Row:
        """All rows of an audience, read now."""
        import json

        self.ops.hall.live._snapshots.clear()  # a dear one may otherwise be a little older
        found: Row = json.loads(self.ops.hall.live.snapshot(self.id, audience).body)
        return found

    def row(self, audience: str, entity: str, id: str) -> Row | None:
        """One row as an audience sees it now."""
        return next((row for row in self.snapshot(audience)["rows"].get(entity, []) if row["id"] == id), None)


def scan(ref: str | None = None, *, at: int | None = None, told: bool | str | None = None, **facts: Any) -> Row:
    """A scan item. `at` in ms of the device's clock; `told` True, False or the refusal the tablet spoke."""
    item: Row = {"type": "scan", "ref": ref or new_ref(), "device_at": clock.iso(at if at is not None else clock.now())}
    if told is not None:
        admit = told is True
        item["told"] = {"admit": admit, "reason": "ok" if admit else told or "already_in"}
    return item | {"offset_ms": 0} | facts


def undo(target: Row | str, *, at: int | None = None, **facts: Any) -> Row:
    """An undo item for a scan item or its ref."""
    ref = target if isinstance(target, str) else target["ref"]
    when = clock.iso(at if at is not None else clock.now())
    return {"type": "undo", "ref": new_ref(), "target": ref, "device_at": when, "offset_ms": 0} | facts


MakeEvent = Callable[..., World]


def make_world(ops: Ops, id: str | None = None, **facts: Any) -> World:
    """An event with category `khach`, gates g1 and g2, delegation d1 and nobody in it."""
    now = clock.now()
    words = {"name": "Đêm thử", "short": "Thử", "organiser": "Sở Thử", "venue": "Nhà hát", "place": "Hải Phòng"}
    times = {"zone": "Asia/Ho_Chi_Minh", "starts_at": now, "ends_at": now + 4 * clock.HOUR}
    world = World(ops, id or f"e{next(NUMBERS)}")
    with ops.db.write() as conn:
        actions.make_event(conn, words | times | {"id": world.id} | facts)
    return world.fill()


@pytest.fixture
def make_event(ops: Ops) -> MakeEvent:
    """A factory of events in the application of this run."""
    return lambda id=None, **facts: make_world(ops, id, **facts)


@pytest.fixture
def world(ops: Ops) -> World:
    """An event of this test's own."""
    return make_world(ops)
