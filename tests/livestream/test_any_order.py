"""Phones that share a host, a room or a channel hand their presses in when they find the network: whatever the order,
the day ends the same, and what does not count is told to whoever pressed it."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert, select

from ops import checks
from ops.core import clock
from ops.core.work import Doorbell, begin
from ops.livestream.catalogue import models as catalogue
from ops.livestream.models import live_press
from tests.livestream.plans import HOUR, MINUTE, Plan, make_plan
from tests.support.factories import Device, Row, World, new_ref

PassBy = Callable[[int], int]
SLOTS = ("x", "y", "z")


@pytest.fixture
def later(frozen: int) -> PassBy:
    """Let time pass: `later(ms)`; called with 0 it says the time."""
    now = [frozen]

    def pass_by(ms: int) -> int:
        now[0] += ms
        clock.freeze(now[0])
        return now[0]

    return pass_by


@pytest.fixture
def plan(world: World) -> Plan:
    return make_plan(world)


class Floor:
    """Two rooms with a phone each: x then z in the first, y in the second with the host of x. Nobody else's things."""

    def __init__(self, plan: Plan, mark: str) -> None:
        self.plan, self.mark, self.begins = plan, mark, clock.now() + 20 * MINUTE
        self.name = lambda one: f"{one}{mark}"
        self._things()
        rooms = {one: self.name(one) for one in ("ra", "rb")}
        self.phones = {one: plan.world.make_device("booth", rooms[one]) for one in rooms}
        self._slot("x", "ra", "h1", "k1", 0)
        self._slot("y", "rb", "h1", "k2", 70)
        self._slot("z", "ra", "h2", "k3", 80)

    def _things(self) -> None:
        world, name = self.plan.world, self.name
        room = {"event_id": world.id, "site": "S1", "kind": "room", "opens": "00:00", "closes": "00:00"}
        person = {"event_id": world.id}
        known = {"platform": "facebook", "handle": "x", "state": "verified", "event_id": world.id}
        rows: dict[Any, list[Row]] = {
            catalogue.live_room: [room | {"id": name(one), "name": name(one)} for one in ("ra", "rb")],
            catalogue.live_person: [person | {"id": name(one), "name": f"Người {one}"} for one in ("h1", "h2")],
            catalogue.live_identity: [known | {"id": name(f"i{one}"), "person": name(one)} for one in ("h1", "h2")],
            catalogue.channel: [
                {"event_id": world.id, "id": name(one), "name": one, "platform": "facebook"}
                for one in ("k1", "k2", "k3")
            ],
        }
        with begin(world.ops.db, Doorbell(), world.id, "system") as work:
            for table, some in rows.items():
                work.conn.execute(insert(table), some)
            seen = {table.name: [row["id"] for row in some] for table, some in rows.items()}
            del seen["live_identity"]
            work.record("live.catalogue_loaded", "live_catalogue", seen, {"rows": len(rows)})

    def _slot(self, id: str, room: str, host: str, channel: str, minutes: int) -> None:
        name, starts = self.name, self.begins + minutes * MINUTE
        producer, product = self._producer(id)
        self.plan.session(name(f"P{id}"), producers=[producer], products=[product], room=name(room))
        goods = [{"product": product, "pieces": 1}]
        self.plan.slot(name(id), starts, name(f"P{id}"), host=name(host), channel=name(channel), goods=goods)
        self.plan.confirm(name(id))
        for what in ("sign", "price", "channel"):
            self.plan.world.command(self.plan.boss, f"live/slots/{name(id)}/tick", what=what)

    def _producer(self, id: str) -> tuple[str, str]:
        world, producer, product = self.plan.world, self.name(f"c{id}"), self.name(f"s{id}")
        paper = {"state": "accepted", "made_at": 0, "made_by": "system", "event_id": world.id}
        papers = [
            paper | {"id": self.name(f"p{id}1"), "owner_kind": "producer", "owner": producer, "kind": "seller"},
            paper | {"id": self.name(f"p{id}2"), "owner_kind": "product", "owner": product, "kind": "food_safety"},
        ]
        made = {"event_id": world.id, "id": producer, "name": producer, "kind": "cooperative", "commune": "11560"}
        goods = {"event_id": world.id, "id": product, "producer": producer, "name": product, "industry": "thuc_pham"}
        with begin(world.ops.db, Doorbell(), world.id, "system") as work:
            work.conn.execute(insert(catalogue.producer), [made])
            work.conn.execute(insert(catalogue.product), [goods | {"price": 9, "live_price": 9, "stock": 99}])
            work.conn.execute(insert(catalogue.live_paper), papers)
            seen = {"producer": [producer], "product": [product], "live_paper": [one["id"] for one in papers]}
            work.record("live.catalogue_loaded", "live_catalogue", seen, {"rows": 4})
        return producer, product

    def hand_in(self, press: tuple[str, str, int], ref: str) -> Any:
        """A press that waited in the phone of its room."""
        id, do, minutes = press
        stamp = {"device_at": clock.iso(self.begins + minutes * MINUTE), "offset_ms": 0}
        path = f"live/slots/{self.name(id)}/step"
        return self.plan.world.post(self.phone(id), path, ref=ref, do=do, **stamp)

    def phone(self, id: str) -> Device:
        return self.phones["rb" if id == "y" else "ra"]

    def ends(self) -> dict[str, Any]:
        """How it stands: the slots, what counts and what does not, and what somebody has to read."""
        rows = self.plan.world.snapshot("live")["rows"]
        mine = {row["id"]: row for row in rows["live_slot"] if row["id"].endswith(self.mark)}
        found = {one: mine[self.name(one)] for one in SLOTS}
        faces = {one: (row["state"], *(self._minute(row[at]) for at in REAL)) for one, row in found.items()}
        flags = {one: sorted(row["flags"]) for one, row in found.items()}
        asked = {
            (row["slot"][0], row["wanted"]["do"], row["reason"])
            for row in rows["live_request"]
            if row["kind"] == "press" and row["slot"].endswith(self.mark) and row["state"] == "open"
        }
        return {"faces": faces, "flags": flags, "codes": self.codes(), "asked": asked}

    def codes(self) -> list[tuple[str, str, int, str]]:
        with self.plan.world.ops.db.read() as conn:
            found = conn.execute(select(live_press).where(live_press.c.event_id == self.plan.world.id)).mappings()
            return sorted(
                (row["slot"][0], row["do"], (row["at"] - self.begins) // MINUTE, row["code"])
                for row in found
                if row["slot"].endswith(self.mark)
            )

    def _minute(self, at: str | None) -> int | None:
        return None if at is None else (clock.parse_iso(at) - self.begins) // MINUTE


REAL = ("actual_start", "actual_end")


def presses_of(dice: random.Random) -> list[tuple[str, str, int]]:
    """A day of three slots, (slot, act, minute); x may stay on air beyond its end and keep host or room from the
    others, and each may have been pressed twice or taken back."""
    on, off = dice.randrange(-5, 40), dice.randrange(45, 100)
    second = {one: dice.randrange(at - 5, at + 15) for one, at in (("y", 70), ("z", 80))}
    found = [("x", "ready", -10), ("x", "go_live", on), ("x", "end", off)]
    for one, at in second.items():
        found += [(one, "ready", 60), (one, "go_live", at)]
        found += [(one, "end", at + dice.randrange(1, 12))] if dice.random() < 0.6 else []
    if dice.random() < 0.4:
        found += [("x", "go_live", on + 1)]
    if dice.random() < 0.4:
        found += [("x", "undo_live", on + 2), ("x", "go_live", on + 3)]
    return list(dict.fromkeys(found))


def orders(presses: list[tuple[str, str, int]], dice: random.Random) -> list[list[tuple[str, str, int]]]:
    """As they were pressed, backwards, and in two orders by chance."""
    found = [sorted(presses, key=lambda one: (one[2], one[0])), sorted(presses, key=lambda one: (-one[2], one[0]))]
    return [*found, *(dice.sample(presses, len(presses)) for _ in range(2))]


@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_uploads_ends_the_same(plan: Plan, later: PassBy, seed: int) -> None:
    dice = random.Random(seed)
    presses = presses_of(dice)
    all_orders = orders(presses, dice)
    floors = [Floor(plan, f"-{n}") for n in range(len(all_orders))]
    refs = {(n, one): new_ref() for n in range(len(floors)) for one in presses}
    later(2 * HOUR)
    for n, order in enumerate(all_orders):
        for one in order:
            answer = floors[n].hand_in(one, refs[n, one])
            assert answer.status_code in (200, 409), answer.text
        for one in dice.sample(order, 3):
            floors[n].hand_in(one, refs[n, one])  # an answer that was lost
    ends = [floor.ends() for floor in floors]
    assert [one for one in ends if one != ends[0]] == [], f"seed {seed}: {all_orders}"
    told = {(slot, do, code) for slot, do, _, code in ends[0]["codes"] if code}
    assert told == ends[0]["asked"], "what does not count is told"
    assert checks.run(plan.world.ops.db, plan.world.id) == []


def test_the_other_phones_later_press_came_first(plan: Plan, later: PassBy) -> None:
    """x was on air until minute 60 and its phone had no network; y went on air at 70 and that was heard first."""
    floor = Floor(plan, "-0")
    later(2 * HOUR)
    for one in (("y", "ready", 60), ("y", "go_live", 70), ("x", "ready", -5), ("x", "go_live", 0), ("x", "end", 60)):
        answer = floor.hand_in(one, new_ref())
        assert answer.status_code == 200, answer.text
    assert floor.ends()["faces"] == {"x": ("ended", 0, 60), "y": ("live", 70, None), "z": ("confirmed", None, None)}
    assert floor.ends()["asked"] == set()


def test_what_does_not_count_is_said_in_words_and_counts_when_it_can(plan: Plan, later: PassBy) -> None:
    floor, ref = Floor(plan, "-0"), new_ref()
    later(2 * HOUR)
    for one in (("x", "ready", -5), ("x", "go_live", 0), ("y", "ready", 60)):
        assert floor.hand_in(one, new_ref()).status_code == 200
    refused = floor.hand_in(("y", "go_live", 70), ref)
    assert (refused.status_code, refused.json["error"]["fields"]["refusal"]) == (409, "still_on_air")
    assert "{" not in refused.json["error"]["message"]
    assert floor.hand_in(("y", "go_live", 70), ref).status_code == 409, "asked again it says the same"
    assert floor.ends()["asked"] == {("y", "go_live", "still_on_air")}
    assert floor.hand_in(("x", "end", 65), new_ref()).status_code == 200
    assert floor.ends()["faces"]["y"] == ("live", 70, None)
    assert floor.ends()["asked"] == set()
    assert floor.hand_in(("y", "go_live", 70), ref).status_code == 200
