"""Tablets that were alone come back: whichever order their uploads arrive in, the evening ends the same."""

import itertools
import random
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import select

from ops import checks
from ops.checkin import models
from ops.core import clock
from scripts.parts import Postgres
from tests.support.app import Ops, migrate_url, open_ops
from tests.support.factories import Device, Row, World, make_world, ref_of, scan, undo

GUESTS = ("an", "binh", "vip")
TABLETS = 3


@dataclass
class Evening:
    """One event with three tablets whose names follow their ids, so that ties fall alike in every evening."""

    world: World
    start: int
    tablets: list[Device] = field(default_factory=list)

    def upload(self, tablet: int, *items: Row) -> list[Row]:
        return self.world.upload(self.tablets[tablet], *items)

    def item(self, act: Row, number: int) -> Row:
        """An act of the script as an item; refs and times are the same in every evening."""
        ref, at = ref_of("act", number), self.start + act["at"]
        if "target" in act:
            return undo(ref_of("act", act["target"]), ref=ref, at=at)
        facts = {name: act[name] for name in ("guest", "gate", "direction", "told")}
        return scan(ref, at=at, dev_seq=number + 1, **facts)

    def end(self) -> Row:
        """Everything that must be the same, whoever came first."""
        names = {one.id: f"tablet {number}" for number, one in enumerate(self.tablets)}
        compared = (models.scan, models.undo, models.guest, models.arrived)
        tables = {table.name: self._rows(table, names) for table in compared}
        return tables | {audience: self._seen(audience, names) for audience in ("desk", "board")}

    def _rows(self, table: Any, names: dict[str, str]) -> list[Row]:
        other = {"event_id", "received_at", "code_hash", "changed_at"}
        with self.world.ops.db.read() as conn:
            found = conn.execute(select(table).where(table.c.event_id == self.world.id)).mappings()
            rows = [{name: names.get(one, one) for name, one in row.items() if name not in other} for row in found]
        return sorted(rows, key=str)

    def _seen(self, audience: str, names: dict[str, str]) -> Row:
        rows = self.world.snapshot(audience)["rows"]
        for row in rows["guest"] + rows.get("delegation", []):
            row.pop("code", None)  # made with the key of the event
        rows["event"][0].pop("id")
        rows["device"] = sorted(names.get(row["id"], "") for row in rows.get("device", []))
        rows["issue"] = sorted(rows["issue"], key=str)
        return rows


def make_evening(ops: Ops, start: int) -> Evening:
    world = make_world(ops, starts_at=start, ends_at=start + clock.HOUR)
    for id in GUESTS:
        world.make_guest(id, name=f"Ông {id}", vip=id == "vip", blocked="an ninh" if id == "binh" else None)
    tablets = sorted((world.make_device(name="Tablet") for _ in range(TABLETS)), key=lambda one: one.id)
    return Evening(world, start, tablets)


def play(ops: Ops, start: int, acts: list[Row], order: list[list[int]]) -> Row:
    """One evening: the acts handed in as `order` says, each inner list one upload of one tablet."""
    evening = make_evening(ops, start)
    for numbers in order:
        evening.upload(acts[numbers[0]]["tablet"], *(evening.item(acts[number], number) for number in numbers))
    assert checks.run(ops.db, evening.world.id) == []
    return evening.end()


def act(tablet: int, at_s: int, guest: str = "an", told: bool = True, direction: str = "in", gate: str = "g1") -> Row:
    where = {"tablet": tablet, "guest": guest, "direction": direction, "gate": gate}
    return where | {"at": at_s * 1000, "told": told}


SCRIPTS = {
    "three tablets let one guest in": [act(0, 1), act(1, 2, gate="g2"), act(2, 3)],
    "same instant": [act(0, 1), act(1, 1), act(2, 1)],
    "in, out elsewhere, in again": [act(0, 1), act(1, 2, direction="out"), act(2, 3)],
    "sent away, then let in": [act(0, 1, told=False), act(1, 2), act(2, 3, told=False), act(0, 4)],
    "blocked guest, twice": [act(0, 1, "binh"), act(1, 2, "binh"), act(2, 3, "binh", direction="out")],
    "the first entry is undone": [act(0, 1, "vip"), act(1, 2, "vip"), {"tablet": 0, "at": 20_000, "target": 0}],
    "two undos of one scan": [
        act(0, 1), {"tablet": 0, "at": 5_000, "target": 0}, {"tablet": 0, "at": 6_000, "target": 0}, act(1, 3),
    ],
    "undo by the wrong tablet": [act(0, 1), {"tablet": 1, "at": 5_000, "target": 0}, act(2, 3)],
}  # fmt: skip


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_order_of_single_uploads_ends_the_same(ops: Ops, frozen: int, name: str) -> None:
    acts, start = SCRIPTS[name], frozen - clock.HOUR
    orders = list(itertools.permutations(range(len(acts))))
    if len(orders) > 6:
        orders = [orders[0], orders[-1], *random.Random(7).sample(orders, 6)]
    ends = [play(ops, start, acts, [[number] for number in order]) for order in orders]
    for order, end in zip(orders, ends, strict=True):
        assert end == ends[0], order


@st.composite
def evenings(draw: st.DrawFn) -> tuple[list[Row], list[list[list[int]]]]:
    """Up to eight acts, and two ways to hand them in: every tablet in its own order or not, in pieces of any size."""
    entries = st.builds(
        act, st.integers(0, TABLETS - 1), st.integers(1, 8), st.sampled_from(GUESTS),
        st.sampled_from([True, True, False]), st.sampled_from(["in", "in", "out"]), st.sampled_from(["g1", "g2"]),
    )  # fmt: skip
    acts: list[Row] = draw(st.lists(entries, min_size=2, max_size=6))
    for _ in range(draw(st.integers(0, 2))):
        target = draw(st.integers(0, len(acts) - 1))
        if "target" not in acts[target]:
            at = acts[target]["at"] + draw(st.sampled_from([1_000, 59_000, 70_000]))
            tablet = draw(st.sampled_from([acts[target]["tablet"], 0]))
            acts.append({"tablet": tablet, "at": at, "target": target})
    return acts, [in_pieces(draw, acts), in_pieces(draw, acts)]


def in_pieces(draw: st.DrawFn, acts: list[Row]) -> list[list[int]]:
    order = draw(st.permutations(range(len(acts))))
    pieces: list[list[int]] = []
    for number in order:
        together = pieces and acts[pieces[-1][0]]["tablet"] == acts[number]["tablet"] and draw(st.booleans())
        if together:
            pieces[-1].append(number)
        else:
            pieces.append([number])
    return pieces


@given(evening=evenings())
@settings(
    max_examples=15, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_any_order_and_any_pieces_end_the_same(
    ops: Ops, frozen: int, evening: tuple[list[Row], list[list[list[int]]]]
) -> None:
    acts, (one, other) = evening
    start = frozen - clock.HOUR
    assert play(ops, start, acts, one) == play(ops, start, acts, other)


def test_the_earlier_entry_counts_and_both_tablets_hear_of_the_conflict(ops: Ops, frozen: int) -> None:
    evening = make_evening(ops, frozen - clock.HOUR)
    late, early = act(0, 60, "vip", gate="g1"), act(1, 30, "vip", gate="g2")
    first = evening.upload(0, evening.item(late, 0))[0]
    assert (first["state"], first["reason"]) == ("accepted", "ok")
    before = evening.world.snapshot("desk")["seq"]
    second = evening.upload(1, evening.item(early, 1))[0]
    assert (second["state"], second["reason"]) == ("accepted", "ok"), "it was the real first entry"
    heard = evening.world.get(
        evening.tablets[0], "changes/desk", query_string={"epoch": ops.hall.epoch, "after": before}
    ).json["batch"]
    issue = next(row for row in heard["rows"]["issue"] if row["kind"] == "conflict")
    assert issue["facts"]["ref"] == first["ref"]
    assert (issue["facts"]["gate_id"], issue["facts"]["first_gate_id"]) == ("g1", "g2")
    assert issue["facts"]["first_at"] == second["scan_at"]
    again = evening.upload(0, evening.item(late, 0))[0]
    assert (again["repeat"], again["state"], again["reason"]) == (True, "conflict", "already_in")


@pytest.mark.parametrize(
    ("resolution", "present", "inside"),
    [("same_person", 1, 1), ("two_people", 2, 2), ("not_admitted", 1, 1)],
)
def test_a_supervisor_settles_a_conflict(ops: Ops, frozen: int, resolution: str, present: int, inside: int) -> None:
    evening = make_evening(ops, frozen - clock.HOUR)
    world, staff = evening.world, evening.world.make_staff("supervisor")
    evening.upload(0, evening.item(act(0, 1), 0))
    evening.upload(1, evening.item(act(1, 2), 1))
    assert [row["kind"] for row in world.snapshot("desk")["rows"]["issue"]] == ["conflict"]
    world.command(staff, f"scans/{ref_of('act', 1)}/resolve", resolution=resolution)
    event = world.row("board", "event", world.id) or {}
    assert (event["present"], event["inside"]) == (present, inside)
    assert world.snapshot("desk")["rows"]["issue"] == []
    again = world.post(staff, f"scans/{ref_of('act', 1)}/resolve", ref=ref_of("again"), resolution=resolution)
    assert (again.status_code, again.json["error"]["code"]) == (409, "not_open")
    assert checks.run(ops.db, world.id) == []


@pytest.mark.once
def test_two_servers_on_one_database_let_a_guest_in_once(postgres: Postgres, tmp_path: Path) -> None:
    """Two processes judge scans of the same guests at the same moment; in one process a lock would do."""
    url = postgres.fresh_database()
    migrate_url(url)
    first, second = open_ops(tmp_path, url), open_ops(tmp_path, url)
    world = make_world(first)
    other = World(second, world.id)
    guests = world.make_guests(30)
    tablets = (world, world.make_device()), (other, world.make_device())

    def enter(server: World, tablet: Device) -> None:
        answers.extend(server.upload(tablet, scan(guest=guest))[0] for guest in guests)

    answers: list[Row] = []
    threads = [threading.Thread(target=enter, args=one) for one in tablets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert checks.run(first.db, world.id) == []
    assert len(answers) == 2 * len(guests)
    with first.db.read() as conn:
        found = conn.execute(select(models.scan.c.state).where(models.scan.c.event_id == world.id))
        states = [row.state for row in found]
    assert states.count("counted") == len(guests)
    # the later scan is refused; told "in" before the earlier one arrived, it is a conflict that both hear of
    assert states.count("refused") + states.count("conflict") == len(guests)
    event = world.row("board", "event", world.id) or {}
    assert (event["present"], event["inside"]) == (len(guests), len(guests))
    for server in (first, second):
        server.close()


def test_of_eight_desks_that_ask_at_once_one_hears_ok_whatever_their_clocks_say(ops: Ops, frozen: int) -> None:
    """Nobody was told anything yet, so the server's word is the only one: the first to arrive is let in."""
    world = make_world(ops)
    guest = world.make_guest()
    heard = []
    for number in range(8):
        tablet = world.make_device(name=f"Bàn {number}")
        (answer,) = world.upload(tablet, scan(ref_of("race", number), guest=guest, at=frozen - number * 5, told=None))
        heard.append((answer["admit"], answer["reason"], answer["state"]))
    assert heard == [(True, "ok", "accepted")] + [(False, "already_in", "accepted")] * 7
    assert checks.run(ops.db, world.id) == []
    assert not [row for row in world.snapshot("board")["rows"].get("issue", []) if row["kind"] == "conflict"]
