"""Seats as a plan: rows and numbers, who may sit where, and a proposal by the rules of protocol. Pure.

The right hand of the middle is the place of honour: in each row the highest sits in the middle, the next to the right
of him as he looks at the stage, then left, and so on outwards. Some seats of every row stay in reserve.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LONGEST_ROW = 200
MOST_SEATS = 5_000
KINDS = ("seat", "reserve", "blocked")


@dataclass(frozen=True)
class Seat:
    """One chair. `order` is that of its row, counted from the stage."""

    id: str
    row: str
    number: int
    order: int
    kind: str = "seat"
    category: str | None = None


@dataclass(frozen=True)
class Sitter:
    """Somebody to be seated; sorted by `key` the highest comes first."""

    id: str
    category: str
    block: int
    rank: int
    order: int

    @property
    def key(self) -> tuple[int, int, int, str]:
        return (self.block, self.rank, self.order, self.id)


@dataclass(frozen=True)
class RowPlan:
    """One row as it is typed in: numbers 1 to `count`, some of them kept back or not to be used."""

    row: str
    count: int
    category: str | None = None
    reserve: frozenset[int] = frozenset()
    blocked: frozenset[int] = frozenset()


def seat_id(row: str, number: int) -> str:
    """A-07: as it is printed on the invitation and said over the radio."""
    return f"{row}-{number:02d}"


def lay_out(rows: Sequence[RowPlan]) -> list[Seat]:
    """All seats of a plan, the row next to the stage first. Raises ValueError for a row named twice or too much."""
    names = [one.row for one in rows]
    if len(set(names)) < len(names):
        raise ValueError("row_twice")
    if sum(one.count for one in rows) > MOST_SEATS:
        raise ValueError("too_many_seats")
    return [_seat(one, number, order) for order, one in enumerate(rows, 1) for number in range(1, one.count + 1)]


def _seat(row: RowPlan, number: int, order: int) -> Seat:
    kind = "blocked" if number in row.blocked else "reserve" if number in row.reserve else "seat"
    return Seat(seat_id(row.row, number), row.row, number, order, kind, row.category)


def by_honour(row: Sequence[Seat]) -> list[Seat]:
    """The seats of one row, the place of honour first: the middle, then right and left in turn.

    Numbers run from left to right as one looks at the stage, so the right of the middle is the next higher number.
    """
    seats = sorted(row, key=lambda one: one.number)
    middle = (len(seats) - 1) // 2
    steps = [0, *(step for away in range(1, len(seats)) for step in (away, -away))]
    return [seats[middle + step] for step in steps if 0 <= middle + step < len(seats)]


def propose(seats: Iterable[Seat], taken: Iterable[str], people: Iterable[Sitter]) -> dict[str, str]:
    """Guest -> seat for those who have none. Rows kept for a block go to it; free rows to the highest who is left.

    Nobody sits on a reserve or blocked chair, and who does not find a place is left out of the answer.
    """
    gone, found = set(taken), {}
    waiting = sorted(people, key=lambda one: one.key)
    for row in _rows(seats):
        free = [one for one in by_honour(row) if one.kind == "seat" and one.id not in gone]
        for seat in free:
            person = next((one for one in waiting if seat.category in (None, one.category)), None)
            if person is None:
                break
            found[person.id] = seat.id
            waiting.remove(person)
    return found


def _rows(seats: Iterable[Seat]) -> list[list[Seat]]:
    rows: dict[tuple[int, str], list[Seat]] = {}
    for one in seats:
        rows.setdefault((one.order, one.row), []).append(one)
    return [rows[key] for key in sorted(rows)]


def clashes(places: dict[str, str], seats: Iterable[Seat], others: dict[str, str]) -> dict[str, str]:
    """Why a wanted placing cannot be: guest -> unknown_seat | seat_blocked | seat_taken.

    `places` is guest -> seat, `others` seat -> guest of those who are not moved.
    """
    known = {one.id: one for one in seats}
    wanted: dict[str, str] = {}
    faults: dict[str, str] = {}
    for person, seat in places.items():
        if seat not in known:
            faults[person] = "unknown_seat"
        elif known[seat].kind == "blocked":
            faults[person] = "seat_blocked"
        elif seat in others or seat in wanted:
            faults[person] = "seat_taken"
        else:
            wanted[seat] = person
    return faults
