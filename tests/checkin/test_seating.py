"""Seats: laid out, proposed by protocol, and never two people on one chair."""

import itertools

import pytest
from hypothesis import given, strategies as st

from ops.checkin.seating import RowPlan, Seat, Sitter, by_honour, clashes, lay_out, propose
from tests.support.factories import World, new_ref

pytestmark = pytest.mark.once


def test_the_middle_is_the_place_of_honour_then_right_then_left() -> None:
    row = [Seat(f"A-{n:02d}", "A", n, 1) for n in range(1, 6)]
    assert [one.number for one in by_honour(row)] == [3, 4, 2, 5, 1]
    assert [one.number for one in by_honour(row[:4])] == [2, 3, 1, 4]


def test_a_plan_is_laid_out_from_the_stage() -> None:
    seats = lay_out([RowPlan("A", 3, "vip", frozenset({3})), RowPlan("B", 2, None, frozenset(), frozenset({1}))])
    assert [(one.id, one.order, one.kind) for one in seats] == [
        ("A-01", 1, "seat"), ("A-02", 1, "seat"), ("A-03", 1, "reserve"), ("B-01", 2, "blocked"), ("B-02", 2, "seat"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "why"),
    [([RowPlan("A", 1), RowPlan("A", 2)], "row_twice"), ([RowPlan(f"{n}", 200) for n in range(26)], "too_many_seats")],
)
def test_a_wrong_plan_is_refused(rows: list[RowPlan], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        lay_out(rows)


ROWS = st.lists(
    st.tuples(st.integers(1, 8), st.sampled_from([None, "a", "b"]), st.frozensets(st.integers(1, 8), max_size=3)),
    min_size=1, max_size=5,
)  # fmt: skip
PEOPLE = st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 3)), max_size=30)


@given(ROWS, PEOPLE)
def test_a_proposal_seats_nobody_wrongly(rows: list, people: list) -> None:  # type: ignore[type-arg]
    seats = lay_out([RowPlan("ABCDE"[n], count, kind, kept) for n, (count, kind, kept) in enumerate(rows)])
    sitters = [Sitter(f"g{n:02d}", kind, "ab".index(kind), rank, n) for n, (kind, rank) in enumerate(people)]
    places = propose(seats, [], sitters)
    known, who = {one.id: one for one in seats}, {one.id: one for one in sitters}
    assert len(set(places.values())) == len(places)
    for person, place in places.items():
        assert known[place].kind == "seat"
        assert known[place].category in (None, who[person].category)
    # Whoever is left out, every chair they might have had is taken by somebody not lower.
    left = [one for one in sitters if one.id not in places]
    for person, (guest, place) in itertools.product(left, places.items()):
        assert known[place].category not in (None, person.category) or who[guest].key < person.key
    free = [one for one in seats if one.kind == "seat" and one.id not in places.values()]
    assert not [one for one in free for person in left if one.category in (None, person.category)]


def test_clashes_name_the_reason() -> None:
    seats = lay_out([RowPlan("A", 3, None, frozenset(), frozenset({3}))])
    wanted = {"g1": "A-01", "g2": "A-01", "g3": "A-03", "g4": "Z-01", "g5": "A-02"}
    assert clashes(wanted, seats, {"A-02": "g9"}) == {
        "g2": "seat_taken", "g3": "seat_blocked", "g4": "unknown_seat", "g5": "seat_taken",
    }  # fmt: skip


# ---------- over HTTP ----------


def test_seats_are_planned_proposed_taken_swapped_and_shown_at_the_desk(world: World) -> None:
    staff = world.make_staff("protocol")
    one, two = world.make_guests(2)
    world.command(staff, "seats/plan", rows=[{"row": "a", "count": 3, "reserve": [3]}])
    offered = world.get(staff, "seats/proposal").json["places"]
    assert set(offered.values()) == {"A-01", "A-02"}
    world.command(staff, "seats/guests", places=offered)
    assert world.row("desk", "guest", one)["seat"] == offered[one]
    world.command(staff, "seats/guests", places={one: offered[two], two: offered[one]})
    shown = world.get(staff, "seats").json
    assert (shown["seats"], shown["free"], shown["unseated"]) == (3, 0, [])
    assert {seat["id"]: (seat["guest"] or {}).get("id") for seat in shown["rows"][0]["seats"]} == {
        offered[two]: one, offered[one]: two, "A-03": None,
    }  # fmt: skip


def test_a_taken_chair_is_refused_by_name_and_nothing_is_stored(world: World) -> None:
    staff = world.make_staff("protocol")
    one, two = world.make_guests(2)
    world.command(staff, "seats/plan", rows=[{"row": "A", "count": 3, "blocked": [3]}])
    world.command(staff, "seats/guests", places={one: "A-01"})
    for place, code in (("A-01", "seat_taken"), ("A-03", "seat_blocked"), ("B-01", "unknown_seat")):
        refused = world.post(staff, "seats/guests", ref=new_ref(), places={two: place})
        assert (refused.status_code, refused.json["error"]["code"]) == (409, code)
        assert place in refused.json["error"]["message"]
    assert world.row("desk", "guest", two).get("seat") is None


def test_a_chair_with_somebody_on_it_cannot_vanish(world: World) -> None:
    staff = world.make_staff("protocol")
    one = world.make_guest()
    world.command(staff, "seats/plan", rows=[{"row": "A", "count": 2}])
    world.command(staff, "seats/guests", places={one: "A-02"})
    refused = world.post(staff, "seats/plan", ref=new_ref(), rows=[{"row": "A", "count": 1}])
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "seats_taken")
    assert "A-02" in refused.json["error"]["message"]
    world.command(staff, "seats/guests", places={one: ""})
    world.command(staff, "seats/plan", rows=[{"row": "A", "count": 1}])


def test_the_chair_of_somebody_who_declined_is_free_again(world: World) -> None:
    staff = world.make_staff("protocol")
    one, two = world.make_guests(2)
    world.command(staff, "seats/plan", rows=[{"row": "A", "count": 1}])
    world.command(staff, "seats/guests", places={one: "A-01"})
    world.command(staff, f"guests/{one}/change", changes={"status": "declined"})
    world.command(staff, "seats/guests", places={two: "A-01"})
    assert world.row("desk", "guest", two)["seat"] == "A-01"


def test_the_office_cannot_give_a_taken_chair_either(world: World) -> None:
    staff = world.make_staff("protocol")
    one, two = world.make_guests(2)
    world.command(staff, "seats/plan", rows=[{"row": "A", "count": 2}])
    world.command(staff, f"guests/{one}/change", changes={"seat": "A-01"})
    refused = world.post(staff, f"guests/{two}/change", ref=new_ref(), changes={"seat": "A-01"})
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "seat_taken")
    world.command(staff, f"guests/{two}/change", changes={"seat": "A-02"})
