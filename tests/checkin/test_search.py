"""Search of guests: the same people as a plain reading of the rule finds, and never an old list."""

import random

import pytest

from ops.checkin import search
from ops.core.names import fold
from tests.support.factories import Row, World, scan

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Đặng", "Ngô", "Ông")
GIVEN = ("Thị Hồng", "Văn Đạt", "Thu", "Đức", "Yến", "Ngọc Ánh", "An", "Anh", "Hương")
UNITS = ("Sở Công Thương", "Uỷ ban nhân dân xã Ý Yên", "Báo Ánh Sáng", "")


@pytest.fixture
def people(world: World) -> tuple[World, list[Row]]:
    """Forty guests with the names of many."""
    dice = random.Random(7)
    rows = []
    group = next(iter(world.delegations.values()))["name"]
    for _ in range(40):
        facts = {"name": f"{dice.choice(FAMILY)} {dice.choice(GIVEN)}", "unit": dice.choice(UNITS)}
        rows.append({"id": world.make_guest(**facts), "words": " ".join((*facts.values(), group))})
    return world, rows


def found(world: World, query: str, **filters: str) -> set[str]:
    with world.ops.db.read() as conn:
        return {row["id"] for row in search.search(conn, world.id, query, limit=500, **filters)}


def begins(rows: list[Row], query: str) -> set[str]:
    """Those who have a word that begins with each word of the query."""
    asked = fold(query).split()
    told = {row["id"]: fold(row["words"]).split() for row in rows}
    return {one for one, words in told.items() if all(any(word.startswith(start) for word in words) for start in asked)}


def test_it_finds_whom_a_plain_reading_finds(people: tuple[World, list[Row]]) -> None:
    world, rows = people
    dice = random.Random(11)
    words = [word for row in rows for word in row["words"].split()]
    for _ in range(200):
        parts = [word[: dice.randint(1, len(word))] for word in dice.sample(words, dice.randint(1, 3))]
        query = " ".join(dice.choice((str.upper, str.lower, fold))(part) for part in parts)
        assert found(world, query) & {row["id"] for row in rows} == begins(rows, query), query


def test_what_nobody_is_called_finds_nobody_and_nothing_finds_all(people: tuple[World, list[Row]]) -> None:
    world, rows = people
    assert found(world, "xq") == found(world, "nguyễn xq") == set()
    assert found(world, " … ") >= {row["id"] for row in rows}


def test_a_new_and_a_changed_name_are_found_at_once(people: tuple[World, list[Row]]) -> None:
    world, _ = people
    assert found(world, "zyx") == set()
    guest = world.make_guest(name="Zyxê Mới")
    assert found(world, "zyx") == {guest}
    world.command(world.make_staff("protocol"), f"guests/{guest}/change", changes={"name": "Hoàng Khác"})
    assert found(world, "zyx") == set()
    assert found(world, "hoang khac") == {guest}


def test_scans_do_not_have_the_list_read_again(people: tuple[World, list[Row]]) -> None:
    """A crowd at the doors and somebody who types: only a change of the list costs its reading."""
    world, rows = people
    found(world, "a")
    before = search._books[world.id].entries
    world.upload(world.make_device(), scan(guest=rows[0]["id"]))
    found(world, "a")
    assert search._books[world.id].entries is before
