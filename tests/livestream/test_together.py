"""Whatever people do at once, in whatever order: nothing that is confirmed stands in the way of something confirmed."""

from __future__ import annotations

import random
import threading
from typing import Any

import pytest

from ops import checks
from ops.core import clock
from ops.invariants import live
from ops.invariants.facts import Facts, Used
from tests.livestream.plans import HOUR, MINUTE, Plan, make_plan
from tests.support.factories import Row, World, new_ref

ON_THE_DAY = ("ready", "unready", "go_live", "end", "reopen")
OTHERS: Row = {"session": "P2", "channel": "K2", "host": "H2", "goods": [{"product": "SP2", "pieces": 5}]}


@pytest.fixture
def plan(world: World) -> Plan:
    made = make_plan(world)
    made.session("P2", producers=["CT2"], products=["SP2"], room="R2")
    return made


def broken(plan: Plan) -> list[Row]:
    with plan.world.ops.db.read() as conn:
        from ops.core import queries

        event = queries.find_event(conn, plan.world.id)
        assert event is not None
        facts = Facts(conn, event, Used(conn))
        return [*live.firm(facts), *live.on_air(facts), *live.states(facts), *live.last_words(facts)]


class Crowd:
    """Two coordinators and an operator, each doing the next thing that comes to mind."""

    def __init__(self, plan: Plan, seed: int) -> None:
        self.plan, self.dice = plan, random.Random(seed)
        self.people = [plan.boss, plan.world.make_staff("live_coordinator"), plan.world.make_device("booth", "R1")]
        self.begins = clock.now() + 5 * MINUTE
        self.slots = [f"s{n}" for n in range(5)]
        for n, name in enumerate(self.slots):
            plan.slot(name, self.begins + n * 20 * MINUTE, **(OTHERS if n % 2 else {}))

    def act(self) -> None:
        """One act of one of them; most are refused, and that is the point."""
        slot, who = self.dice.choice(self.slots), self.dice.choice(self.people)
        path, body = self.dice.choice(
            [
                (f"slots/{slot}/step", {"do": self.dice.choice(("confirm", "cancel"))}),
                (f"slots/{slot}/step", {"do": "confirm"}),
                (f"slots/{slot}/step", {"do": self.dice.choice(ON_THE_DAY), "note": "x"}),
                (f"slots/{slot}/step", {"do": "extend", "minutes": 20}),
                (f"slots/{slot}/tick", {"what": self.dice.choice(("sign", "price", "channel"))}),
                (f"slots/{slot}/change", {"changes": self.move(), "note": "dời"}),
                (f"slots/{slot}/change", {"changes": self.move(), "note": "dời"}),
                ("sessions/P2/change", {"changes": {"room": self.dice.choice(("R1", "R2"))}}),
                (self.dice.choice(("undo", "redo")), {}),
            ]
        )  # fmt: skip
        answer = self.plan.world.post(who, f"live/{path}", ref=new_ref(), **body)
        assert answer.status_code in (200, 403, 409), answer.text

    def move(self) -> Row:
        starts = self.begins + self.dice.randrange(8) * 15 * MINUTE
        where: Row = {"starts": clock.iso(starts), "ends": clock.iso(starts + HOUR)}
        more: list[Row] = [{}, {"host": self.dice.choice(("H1", "H2"))}, {"channel": self.dice.choice(("K1", "K2"))}]
        return where | self.dice.choice(more)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_order_of_acts_ends_in_a_confirmed_conflict(plan: Plan, frozen: int, seed: int) -> None:
    crowd = Crowd(plan, seed)
    for n in range(60):
        crowd.act()
        if n % 10 == 9:
            assert broken(plan) == [], f"seed {seed}, act {n}"
    states = {row["state"] for row in plan.world.snapshot("live")["rows"]["live_slot"]}
    assert len(states) > 1, "something was confirmed at all"
    assert checks.run(plan.world.ops.db, plan.world.id) == []


def test_of_four_who_confirm_at_once_one_has_it(plan: Plan) -> None:
    """Four slots of one host in one room, four hands, one moment."""
    begins, said = clock.now() + 3 * HOUR, list[int]()
    sessions = ["P1", *(plan.session(f"Q{n}") for n in range(3))]
    for n, session in enumerate(sessions):
        plan.slot(f"c{n}", begins, session)
        plan.acked(f"c{n}")

    def press(slot: str) -> None:
        answer: Any = plan.world.post(plan.boss, f"live/slots/{slot}/step", ref=new_ref(), do="confirm")
        said.append(answer.status_code)

    hands = [threading.Thread(target=press, args=(f"c{n}",)) for n in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(said) == [200, 409, 409, 409]
    assert broken(plan) == []
