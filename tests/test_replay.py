"""The promise of the feed: a copy that was fed batches is the same as a fresh snapshot, for every kind of change,
every audience, and whatever number the copy stood at. Run for the store in Python here, and for the one of the
browser under Node."""

import importlib
import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ops.checkin.actions import lists
from ops.core import auth, clock, journal
from ops.core.models import journal as journal_table
from ops.core.work import Doorbell, begin
from tests.support.app import Ops
from tests.support.evening import CASES, Evening, case, make_evening
from tests.support.factories import Row, World, new_ref, scan, undo
from tests.support.tools import need

AUDIENCES = tuple(auth.AUDIENCES)
WITHOUT_GUESTS = {"stage", "live", "booth", "bridge", "spaces", "space"}
ROOT = Path(__file__).resolve().parent.parent
KINDS = set(journal.KINDS)
for _file in sorted((ROOT / "tests").glob("*/replay_cases.py")):
    importlib.import_module(f"tests.{_file.parent.name}.replay_cases")


def canonical(rows: dict[str, list[Row]]) -> dict[str, dict[str, Row]]:
    """Rows by entity and id; entities without rows are left out, as a store leaves them out."""
    return {entity: {row["id"]: row for row in found} for entity, found in rows.items() if found}


class Store:
    """The client rule of docs/api.md section 5, as a device applies it."""

    def __init__(self, snapshot: Row) -> None:
        self.epoch, self.seq = snapshot["epoch"], snapshot["seq"]
        self.rows = canonical(snapshot["rows"])

    def apply(self, batch: Row) -> None:
        assert batch["epoch"] == self.epoch
        assert batch["after"] <= self.seq < batch["upto"]
        for entity, ids in batch["gone"].items():
            for one in ids:
                self.rows.get(entity, {}).pop(one, None)
        for entity, found in batch["rows"].items():
            self.rows.setdefault(entity, {}).update({row["id"]: row for row in found})
        self.seq = batch["upto"]

    def content(self) -> dict[str, dict[str, Row]]:
        return {entity: found for entity, found in self.rows.items() if found}


@case("core.pairing_made")
def pairing(one: Evening) -> None:
    one.command("pairings", name="Tablet mới", role="reception", post="g1")


@case("core.device_paired")
def paired(one: Evening) -> None:
    code = one.command("pairings", name="Tablet mới", role="reception", post="g1")["facts"]["code"]
    assert one.world.ops.ask("POST", "/api/pair", json={"code": code, "about": "thử"}).status_code == 200


@case("core.device_renamed")
def renamed_device(one: Evening) -> None:
    one.command(f"devices/{one.desk.id}/rename", name="Bàn số một")


@case("core.device_moved")
def moved_device(one: Evening) -> None:
    one.command(f"devices/{one.desk.id}/move", post="g2")


@case("core.device_revoked")
def revoked_device(one: Evening) -> None:
    one.command(f"devices/{one.desk.id}/revoke")


@case("core.member_changed")
def new_member(one: Evening) -> None:
    made = one.command("members", login=f"x{new_ref()}"[:30], name="Người mới", password="mat khau dai", roles=["mc"])
    one.command(f"members/{made['facts']['staff']}/change", changes={"roles": ["viewer"]})


@case("checkin.list_loaded")
def list_loaded(one: Evening) -> None:
    group = {
        "id": "d9",
        "name": "Đoàn chín",
        "category": "moi",
        "order": 9,
        "unit_code": None,
        "source": "",
        "fold": " x",
    }
    guest = {"id": "moi1", "delegation": "d9", "category": "moi", "name": "Khách Mới", "vip": True, "head": True}
    category = {"id": "moi", "name": "Mới", "order": 9}
    with begin(one.world.ops.db, Doorbell(), one.world.id, "system") as work:
        part = {"categories": [category], "gates": [], "delegations": [group], "guests": [guest]}
        lists.load_list(work, part, one.world.ops.hall.config.secret)


@case("checkin.guest_admitted")
def admitted(one: Evening) -> None:
    one.world.upload(one.desk, scan(code=one.world.code_of(one.guests[0])), scan(guest=one.guests[1]))


@case("checkin.guest_admitted")
def admitted_earlier_than_known(one: Evening) -> None:
    one.world.upload(one.other, scan(guest=one.guests[-1], at=clock.now() - 5 * clock.MINUTE, told=True))


@case("checkin.guest_left")
def left(one: Evening) -> None:
    one.world.upload(one.other, scan(guest=one.guests[-1], direction="out"))


@case("checkin.guest_refused")
def refused(one: Evening) -> None:
    one.world.upload(one.other, scan(guest=one.guests[-1]), scan(guest=one.guests[0], told="blocked"), scan(code="?"))


@case("checkin.scan_conflicted")
def conflicted(one: Evening) -> None:
    one.world.upload(one.desk, scan(guest=one.guests[-1], told=True))


@case("checkin.scan_conflicted")
def disputed(one: Evening) -> None:
    blocked = one.world.make_guest(blocked="an ninh")
    one.world.upload(one.desk, scan(guest=blocked, told=True))


@case("checkin.scan_unresolved")
def unresolved(one: Evening) -> None:
    one.world.upload(one.desk, scan(code="FEDCBA9876543210", told=True))


@case("checkin.scan_undone")
def undone(one: Evening) -> None:
    one.command(f"scans/{one.inside['ref']}/undo", reason="nhầm người")


@case("checkin.scan_undone")
def undone_before_it_came(one: Evening) -> None:
    late = scan(guest=one.guests[0], told=True)
    one.world.upload(one.desk, undo(late))
    one.world.upload(one.desk, late)


@case("checkin.undo_waiting")
def undo_of_something_to_come(one: Evening) -> None:
    one.world.upload(one.desk, undo(scan()))


@case("checkin.undo_refused")
def undo_of_another(one: Evening) -> None:
    one.world.upload(one.other, undo(one.inside))


@case("checkin.scan_resolved")
def two_people(one: Evening) -> None:
    one.command(f"scans/{one.conflict['ref']}/resolve", resolution="two_people")


@case("checkin.scan_resolved")
def the_unknown_code_was_theirs(one: Evening) -> None:
    rows = one.world.snapshot("board")["rows"]["issue"]
    ref = next(row["facts"]["ref"] for row in rows if row["kind"] == "unresolved")
    one.command(f"scans/{ref}/resolve", resolution="same_person", guest=one.guests[2])


@case("checkin.item_quarantined")
def quarantined(one: Evening) -> None:
    one.command(f"devices/{one.other.id}/revoke")
    one.world.upload(one.other, scan(guest=one.guests[0], told=True))


@case("checkin.item_decided")
def decided(one: Evening) -> None:
    one.command(f"devices/{one.other.id}/revoke")
    kept = [scan(guest=guest, told=True) for guest in one.guests[:2]]
    one.world.upload(one.other, *kept)
    one.command(f"quarantine/{kept[0]['ref']}/decide", accept=True)
    one.command(f"quarantine/{kept[1]['ref']}/decide", accept=False)


@case("checkin.guest_made")
def guest_made(one: Evening) -> None:
    one.command("guests", delegation="d1", name="Lê Thị Mới", vip=True)


@case("checkin.guest_changed")
def guest_changed(one: Evening) -> None:
    changes = {"name": "Tên Khác", "title": "Phó", "seat": "A1", "status": "cancelled", "note": "xe lăn"}
    changes |= {"category": "khach"}
    one.command(f"guests/{one.guests[-1]}/change", changes=changes)


@case("checkin.guest_changed")
def no_longer_important(one: Evening) -> None:
    one.command(f"guests/{one.guests[-1]}/change", changes={"vip": False})
    one.command(f"guests/{one.guests[0]}/change", changes={"vip": True, "blocked": "an ninh"})


@case("checkin.code_reissued")
def reissued(one: Evening) -> None:
    one.command(f"guests/{one.guests[-1]}/reissue")


@case("checkin.guest_met")
def met(one: Evening) -> None:
    one.command(f"guests/{one.guests[-1]}/met")


@case("checkin.gate_changed")
def gate_changed(one: Evening) -> None:
    opens = clock.iso(clock.now())
    one.command(
        "gates/g1/change", changes={"name": "Cửa chính", "opens_at": opens, "categories": ["vip"], "reentry": "once"}
    )
    one.command("gates/g1/change", changes={"always_open": True})


# ---------- the promise ----------


@dataclass
class Seen:
    """One audience's way through a case: copies taken on the way, batches from each of them, and the end."""

    copies: list[Row]
    batches: list[list[Row]]
    end: Row


def kinds_of(world: World, after: int) -> set[str]:
    query = select(journal_table.c.kind).where(journal_table.c.event_id == world.id, journal_table.c.seq > after)
    with world.ops.db.read() as conn:
        return {row.kind for row in conn.execute(query)}


def follow(one: Evening, audience: str, seqs: list[int], copies: list[Row]) -> Seen:
    """From every copy: all at once through the endpoint, then line by line as a tailer would send them."""
    world, head = one.world, seqs[-1]
    live, batches = world.ops.hall.live, []
    for copy in copies:
        asked = {"epoch": copy["epoch"], "after": copy["seq"]}
        answer = world.get(one.staff, f"changes/{audience}", query_string=asked).json
        assert answer["seq"] == head
        if copy["seq"] == head:
            assert answer["batch"] is None
            continue
        batches.append([answer["batch"]])
    with world.ops.db.read() as conn:
        steps = [
            live.batch(conn, world.id, audience, line.seq - 1, [line])
            for line in journal.since(conn, world.id, copies[0]["seq"])
        ]
    return Seen([*copies[: len(batches)], copies[0]], [*batches, steps], world.snapshot(audience))


def run_case(ops: Ops, make: Callable[[Evening], Any]) -> tuple[dict[str, Seen], set[str]]:
    one = make_evening(ops)
    copies = {audience: [one.world.snapshot(audience)] for audience in AUDIENCES}
    began = copies["board"][0]["seq"]
    make(one)
    one.world.upload(one.desk, scan(guest=one.guests[3]))  # something after it, so that a hole would show
    heads = [began, one.world.snapshot("board")["seq"]]
    return {audience: follow(one, audience, heads, copies[audience]) for audience in AUDIENCES}, kinds_of(
        one.world, began
    )


SEEN: dict[Callable[[Evening], Any], dict[str, Seen]] = {}
"""What the store in Python was held to, kept for the one of the browser."""
ALL = [(kind, make) for kind, made in sorted(CASES.items()) for make in made]


@pytest.mark.parametrize(("kind", "make"), ALL, ids=[f"{kind}-{make.__name__}" for kind, make in ALL])
def test_a_copy_fed_with_batches_is_a_fresh_snapshot(ops: Ops, kind: str, make: Callable[[Evening], Any]) -> None:
    seen, kinds = run_case(ops, make)
    SEEN[make] = seen
    assert kind in kinds, "the case does not make the change it is named for"
    for audience, way in seen.items():
        for copy, batches in zip(way.copies, way.batches, strict=True):
            store = Store(copy)
            for batch in batches:
                store.apply(json.loads(json.dumps(batch)))
            assert store.seq == way.end["seq"]
            assert store.content() == canonical(way.end["rows"]), audience


def test_every_kind_has_a_case() -> None:
    assert CASES.keys() == KINDS


def test_a_line_heard_by_an_audience_is_named_in_its_batch_and_no_other(ops: Ops) -> None:
    seen, _ = run_case(ops, renamed_device)
    named = {
        audience: {change["kind"] for batch in way.batches[0] for change in batch["changes"]}
        for audience, way in seen.items()
    }
    assert "core.device_renamed" in named["board"]
    assert "core.device_renamed" not in named["desk"]


def test_no_phone_no_mail_no_code_leaves_in_the_feed(ops: Ops) -> None:
    """Canary guests: what must not be seen is there to be found."""
    one = make_evening(ops)
    canary = one.world.make_guest(None, "d2", name="Kiểm Thử", phone="0912345678", email="kiem@thu.example", vip=True)
    after = one.world.snapshot("board")["seq"] - 1
    one.world.upload(one.desk, scan(guest=canary))
    code = one.world.code_of(canary)
    for audience in AUDIENCES:
        fed = one.world.get(one.staff, f"changes/{audience}", query_string={"epoch": ops.hall.epoch, "after": after})
        for text in (fed.text, json.dumps(one.world.snapshot(audience))):
            assert (canary in text) is (audience not in WITHOUT_GUESTS), "the canary is in this answer"
            assert [secret for secret in ("0912345678", "kiem@thu", code) if secret in text] == []


def test_a_copy_too_far_behind_or_of_another_database_starts_again(world: World) -> None:
    staff, tablet = world.make_staff("organiser"), world.make_device()
    for asked in ({"epoch": "other", "after": 1}, {"epoch": world.ops.hall.epoch, "after": 999_999}):
        assert world.get(staff, "changes/board", query_string=asked).json["reset"] is True
    items = [scan(code="no code") for _ in range(501)]
    world.upload(tablet, *items)
    far = world.get(staff, "changes/board", query_string={"epoch": world.ops.hall.epoch, "after": 1})
    assert far.json["reset"] is True


RUN_STORE = """
import { createStore } from './static/js/core/store.js';
import { readFileSync } from 'node:fs';
const said = JSON.parse(readFileSync(0, 'utf8')).map(({ copy, batches, end }) => {
  const fed = createStore(), fresh = createStore();
  fed.reset(copy);
  for (const batch of batches) if (fed.apply(batch) !== 'applied') return ['not applied', ''];
  fresh.reset(end);
  return [fed.canonical(), fresh.canonical()];
});
console.log(JSON.stringify(said));
"""


@pytest.mark.once
def test_the_browsers_store_ends_the_same(ops: Ops) -> None:
    node = need("node")
    ways = [way for _, make in ALL for way in (SEEN.get(make) or run_case(ops, make)[0]).values()]
    sent = [
        {"copy": copy, "batches": batches, "end": way.end}
        for way in ways for copy, batches in zip(way.copies, way.batches, strict=True)
    ]  # fmt: skip
    done = subprocess.run(
        [node, "--input-type=module", "-e", RUN_STORE],
        cwd=ROOT, input=json.dumps(sent), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert len(said) == len(sent) > 2 * len(ALL)
    for (fed, fresh), one in zip(said, sent, strict=True):
        assert fed == fresh
        assert json.loads(fresh) == canonical(one["end"]["rows"]), "both stores mean the same"
