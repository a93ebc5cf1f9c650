"""Which figure counts, what may be added, what a total covers: three literals each."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ops.livestream.figures import rules

Row = dict[str, Any]
NUMBERS = itertools.count()


def figure(metric: str = "orders", value: int | None = 10, status: str = "provisional", **more: Any) -> Row:
    n = next(NUMBERS)
    made = {"id": f"f{n:05d}", "slot": "s1", "platform": "tiktok", "metric": metric, "value": value, "status": status,
            "as_of": n, "made_at": n, "source": "typed", "row_key": "", "note": "", "by": "device:a"}  # fmt: skip
    return made | more


def value_of(*figures: Row) -> int | None:
    found = rules.standing(figures)
    return None if found is None else found["value"]


def test_final_beats_provisional_then_the_latest_counts() -> None:
    final = figure(value=7, status="final")
    assert value_of(figure(value=5), figure(value=6)) == 6
    assert value_of(final, figure(value=9)) == 7
    assert value_of(final, figure(value=8, status="final")) == 8
    late = figure(value=4, as_of=0)  # typed later, but read off the screen earlier
    assert value_of(figure(value=5), late) == 5


def test_missing_takes_nothing_away_unless_it_is_a_correction() -> None:
    assert value_of(figure(value=5), figure(value=None, status="missing")) == 5
    assert value_of(figure(value=None, status="missing")) is None
    wrong = figure(value=500, status="final")
    taken_back = figure(value=None, status="missing", note="gõ nhầm khung giờ")
    assert value_of(wrong, taken_back) is None
    assert value_of(wrong, taken_back, figure(value=3)) == 3


def test_two_lives_of_one_slot_are_added_and_their_peak_is_the_higher() -> None:
    first, second = figure(value=10, row_key="111@5", status="final"), figure(value=4, row_key="222@9", status="final")
    found = rules.standing([first, second])
    assert found and (found["value"], found["status"], found["parts"]) == (14, "final", 2)
    assert value_of(first | {"metric": "peak"}, second | {"metric": "peak"}) == 10
    assert value_of(first | {"metric": "viewers"}, second | {"metric": "viewers"}) is None
    again = figure(value=11, row_key="111@5", status="final")
    assert value_of(first, second, again) == 15


def test_a_number_for_the_whole_slot_stands_beside_its_lives() -> None:
    parts = [figure(value=10, row_key="111@5"), figure(value=4, row_key="222@9")]
    assert value_of(*parts, figure(value=15, status="final")) == 15
    assert value_of(figure(value=15), *[one | {"status": "final"} for one in parts]) == 14


def test_a_part_that_nobody_has_makes_the_sum_provisional() -> None:
    found = rules.standing([
        figure(value=10, row_key="a@1", status="final"), figure(value=None, row_key="b@2", status="missing"),
    ])  # fmt: skip
    assert found and (found["value"], found["status"]) == (10, "provisional")


@given(st.lists(st.tuples(st.integers(0, 50), st.sampled_from(["provisional", "final", "missing"]), st.integers(0, 9))))
def test_the_order_in_which_figures_come_in_changes_nothing(told: list[tuple[int, str, int]]) -> None:
    rows = [
        figure(
            value=None if status == "missing" else value, status=status, as_of=at, note="x" if value % 5 == 0 else ""
        )
        for value, status, at in told
    ]
    shuffled = random.Random(1).sample(rows, len(rows))
    assert rules.standing(rows) == rules.standing(shuffled)


def test_totals_add_counts_leave_people_out_and_say_what_they_cover() -> None:
    rows = [figure("gmv", 100, "final", slot="a"), figure("gmv", 50, slot="b")]
    rows += [figure("peak", 30, slot="a"), figure("peak", 80, slot="b")]
    rows += [figure("viewers", 900, slot="a"), figure("viewers", 800, slot="b")]
    told = rules.totals(["a", "b", "c"], rules.by_slot(rows))
    assert (told["gmv"]["value"], told["gmv"]["have"], told["gmv"]["of"], told["gmv"]["status"]) == (
        150,
        2,
        3,
        "provisional",
    )
    assert (told["peak"]["value"], told["peak"]["slot"]) == (80, "b")
    assert told["viewers"]["value"] is None and told["viewers"]["have"] == 2
    assert told["orders"]["value"] is None and told["orders"]["status"] == "missing"


def test_a_total_is_final_only_when_nothing_is_missing() -> None:
    rows = [figure("gmv", 1, "final", slot="a"), figure("gmv", 2, "final", slot="b")]
    assert rules.totals(["a", "b"], rules.by_slot(rows))["gmv"]["status"] == "final"
    assert rules.totals(["a", "b", "c"], rules.by_slot(rows))["gmv"]["status"] == "provisional"
    assert rules.totals([], {})["gmv"]["value"] is None


def test_rates_come_from_counts_of_slots_that_have_both() -> None:
    rows = [figure("gmv", 300, slot="a"), figure("orders", 3, slot="a"), figure("gmv", 900, slot="b")]
    told = rules.totals(["a", "b"], rules.by_slot(rows))
    assert told["aov"]["value"] == 100 and told["aov"]["have"] == 1
    assert "ctor" not in told


@pytest.mark.parametrize(
    ("before", "value", "status", "by", "asked"),
    [
        (("final", 10), 11, "final", "device:a", True),
        (("final", 10), 10, "final", "device:b", False),
        (("final", 10), 9, "provisional", "device:b", False),
        (("provisional", 10), 9, "provisional", "device:a", False),
        (("provisional", 10), 9, "provisional", "device:b", True),
        (("provisional", 10), 12, "provisional", "device:b", False),
        (("provisional", 10), 9, "final", "device:b", False),
    ],
)
def test_a_correction_needs_a_reason(before: tuple[str, int], value: int, status: str, by: str, asked: bool) -> None:
    stands = rules.standing([figure(value=before[1], status=before[0])])
    assert rules.needs_reason(stands, "orders", value, status, by) is asked


def test_slips_of_the_finger_are_doubted() -> None:
    assert rules.doubts({"orders": 12}, {"orders": 10}, {}) == []
    assert rules.doubts({"orders": 120}, {"orders": 12}, {})[0]["code"] == "much_more"
    assert rules.doubts({"gmv": 12_500_000}, {}, {"gmv": 125_000_000})[0]["code"] == "much_less"
    assert rules.doubts({"gmv": 12_500, "orders": 42}, {}, {})[0]["code"] == "order_value"
    assert rules.doubts({"peak": 500}, {"views": 100}, {})[0] == {
        "metric": "peak", "code": "more_than", "than": "views", "other": 100,
    }  # fmt: skip
    assert rules.doubts({"gmv": 0, "orders": 4}, {}, {})[0]["code"] == "one_is_zero"
    assert rules.doubts({"gmv": None, "orders": None}, {}, {}) == []


def test_reminders_come_after_a_quarter_the_next_morning_and_after_the_returns() -> None:
    minute, day = 60_000, 86_400_000
    nothing: Row = {}
    all_there = {name: {"value": 1, "status": "provisional"} for name in rules.MAIN}
    final = {name: one | {"status": "final"} for name, one in all_there.items()}
    assert rules.reminder(None, nothing, 10**15) == ""
    assert [rules.reminder(0, nothing, at) for at in (14 * minute, 15 * minute, 12 * 60 * minute)] == [
        "",
        "numbers",
        "again",
    ]
    assert [rules.reminder(0, all_there, at) for at in (day, 15 * day)] == ["", "final"]
    assert rules.reminder(0, final, 30 * day) == ""
