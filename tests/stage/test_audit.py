"""Thousands of evenings in the rules and on paper (tests/stage/paper.py), rule 15 to the letter, and a stranger at the
door of `ops.stage.rules` with nothing but its docstring."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from ops.stage import rules
from tests.stage.paper import MINUTE, Paper, Plain, faults

pytestmark = pytest.mark.once
often = settings(max_examples=250, deadline=None, derandomize=True)
EVENING = 1_763_128_800_000  # 14 November 2025, 21:00 in Ho Chi Minh City: long shows run over midnight


# ---------- thousands of evenings ----------


def make_sheet(dice: Random) -> list[Plain]:
    """Up to fourteen rows of every kind, in up to two groups, some of them around midnight."""
    rows: list[Plain] = []
    at = EVENING + dice.choice([0, 150, 175]) * MINUTE
    group: str | None = None
    for number in range(dice.randint(1, 14)):
        if dice.random() < 0.15:
            group = f"g{number}"
            rows.append({"id": group, "kind": "group", "target": 20 * MINUTE, "skip": dice.random() < 0.1})
        length = dice.choice([0, 1, 2, 3, 5, 8, 13, 40]) * 30_000
        row: Plain = {"id": f"r{number}", "duration": length} | trait(dice, at + dice.randint(-8, 12) * MINUTE)
        if number == 0:
            row = {"id": "r0", "duration": length, "begins": "fixed", "start": at}
        rows.append(row | ({"group": group} if group else {}))
        at += row.get("duration", 0)
    return rows


def trait(dice: Random, near: int) -> Plain:
    """What makes a row other than one that follows for a fixed length."""
    return dice.choice([
        {}, {"start": near}, {"begins": "fixed", "start": near}, {"begins": "fixed", "start": near},
        {"begins": "hard", "start": near},
        {"count_to_end": True}, {"count_to_end": True, "begins": "fixed", "start": near}, {"parallel": True},
        {"skip": True}, {"flag": True, "warning": 2 * MINUTE, "danger": MINUTE}, {"lock": "end", "end": near},
        {"kind": "delay", "amount": dice.randint(-6, 9) * MINUTE}, {"kind": "milestone"},
        {"lock": "end", "end": near, "count_to_end": True},
    ])  # fmt: skip


STEPS = ("go", "go", "go", "next", "previous", "pause", "resume", "hold", "release", "stop", "reload")


def make_step(dice: Random, rows: list[Plain]) -> Plain:
    """What a caller does next."""
    chance = dice.random()
    if chance < 0.2:
        return {"do": "add", "by": dice.choice([-30, -5, -1, 1, 2, 10, 61]) * MINUTE}
    if chance < 0.4:
        return {"do": dice.choice(["start", "standby"]), "row": dice.choice(rows)["id"]}
    if chance < 0.45:
        return {"do": "offset", "relative": dice.random() < 0.7}
    return {"do": dice.choice(STEPS)}


def make_edit(dice: Random, rows: list[Plain], number: int) -> Plain:
    """What an editor does meanwhile, to the live row as well as to others."""
    names = [row["id"] for row in rows if row.get("kind") != "group"]
    row, after = dice.choice(names), dice.choice(names)
    length = dice.choice([0, 1, 4, 9]) * MINUTE
    values = dice.choice([{"duration": length}, {"duration": length}, {"skip": dice.random() < 0.6}, {"flag": True}])
    kinds: list[Plain] = [{"edit": "set", "row": row, "values": values}] * 3
    kinds.append({"edit": "insert", "row": {"id": f"n{number}", "duration": length}, "after": after})
    kinds += [{"edit": "move", "row": row, "after": after}] if row != after else []
    return dice.choice([*kinds, {"edit": "delete", "row": row}] if len(names) > 2 else kinds)


def play_both(dice: Random) -> None:
    """One evening, called and edited, in the rules and on paper; looked at after every act, and some time later."""
    rows = make_sheet(dice)
    show, paper = rules.from_plain({"tracks": [{"id": "stage", "rows": rows}]}), Paper(rows)
    at = next(row["start"] for row in rows if "start" in row) - 6 * MINUTE
    for number in range(dice.randint(1, 14)):
        at += dice.choice([400, 1_000, 20_000, 3 * MINUTE, 9 * MINUTE])
        if dice.random() < 0.25:
            act = make_edit(dice, paper.rows, number)
            edited = rules.apply_edits(show, "stage", [act], at)
            show, refusal, counted = edited.show, edited.refusal, paper.edit(act)
        else:
            act = make_step(dice, paper.rows)
            done = rules.take_step(show, {**act, "at": at})
            show, refusal, counted = done.show, done.refusal, paper.step(**act, at=at)
        assert refusal == counted, act
        assert faults(show, paper, at) == [], act
        later = at + dice.choice([1, 30_000, 7 * MINUTE, 26 * 60 * MINUTE])
        assert faults(show, paper, later) == [], act


@often
@given(st.integers(0, 2**40))
def test_every_evening_counts_the_same_on_paper(number: int) -> None:
    play_both(Random(number))


# ---------- rule 15 to the letter ----------


def make_plain_sheet(dice: Random) -> list[Plain]:
    """Rows without delays and overlaps, for which rule 15 says it all."""
    rows: list[Plain] = []
    end = EVENING
    for number in range(dice.randint(2, 12)):
        length, hole = dice.choice([1, 5, 10, 30]) * MINUTE, dice.choice([0, 0, 2, 6]) * MINUTE
        row: Plain = {"id": f"r{number}", "duration": length, "count_to_end": number > 0 and dice.random() < 0.2}
        if number == 0 or dice.random() < 0.4:
            end += hole if number else 0
            row |= {"begins": dice.choice(["fixed", "hard"]), "start": end}
        rows.append(row)
        end += length
    return rows


def to_the_letter(show: rules.Show, now: int) -> dict[str, int]:
    """Rule 15: along an unbroken chain as late as the live row; else the gaps take of the lateness what they can."""
    track = rules.state_of(show, now)["tracks"][0]
    rows = {row.id: row for row in show.tracks[0].rows}
    names = list(rows)
    offset = track["offset"]["absolute"]
    chain, gaps, found = True, 0, dict[str, int]()
    for row in track["rows"][names.index(track["live"]["row"]) + 1 :]:
        gaps += row["gap"]
        chain = chain and rows[row["id"]].begins == "linked"
        sched = row["start"]
        found[row["id"]] = sched + offset if chain else sched if gaps > offset else sched + offset - gaps
        if rows[row["id"]].count_to_end:
            chain, gaps = False, gaps + row["duration"]
    return found


@often
@given(st.integers(0, 2**40))
def test_expected_starts_are_those_of_the_rule(number: int) -> None:
    dice = Random(number)
    show = rules.from_plain({"tracks": [{"id": "stage", "rows": make_plain_sheet(dice)}]})
    at = EVENING + dice.randint(-5, 40) * MINUTE
    show = rules.take_step(show, {"do": "go", "at": at}).show
    for _ in range(dice.randint(0, 6)):
        at += dice.randint(1, 12) * MINUTE
        step = {"do": dice.choice(["go", "pause", "resume", "add"]), "by": dice.randint(0, 5) * MINUTE, "at": at}
        show = rules.take_step(show, step).show
        seen = {row["id"]: row["expected_start"] for row in rules.state_of(show, at)["tracks"][0]["rows"]}
        wanted = to_the_letter(show, at)
        assert {name: seen[name] for name in wanted} == wanted


# ---------- the same evening on another day ----------

LENGTHS = {"duration", "gap", "delay", "slack", "remaining", "elapsed", "overtime", "added", "given", "paused", "shift",
           "absolute", "relative", "until_start", "target", "over"}  # fmt: skip


def moved(value: Any, by: int, name: str = "") -> Any:
    """A state with every instant in it moved."""
    if isinstance(value, dict):
        return {key: moved(inner, by, key) for key, inner in value.items() if key != "shift"}
    if isinstance(value, list):
        return [moved(inner, by, name) for inner in value]
    return value + by if type(value) is int and name not in LENGTHS else value


@often
@given(st.integers(0, 2**40), st.sampled_from([-400, -1, 1, 17]))
def test_a_rehearsal_on_another_day_is_the_same_evening_moved(number: int, days: int) -> None:
    dice, by = Random(number), days * 24 * 60 * MINUTE + 95 * MINUTE
    rows = make_sheet(dice)
    show = rules.from_plain({"tracks": [{"id": "stage", "rows": rows}]})
    at = EVENING - 10 * MINUTE
    away = rules.take_step(show, {"do": "reset", "shift": by, "at": EVENING + min(0, by) - 60 * MINUTE}).show
    for _ in range(dice.randint(0, 8)):
        at += dice.choice([400, 20_000, 3 * MINUTE, 9 * MINUTE])
        step = dice.choice([make_step(dice, rows), {"do": "roll"}, {"do": "manual"}])
        here, there = (rules.take_step(one, {**step, "at": when}) for one, when in ((show, at), (away, at + by)))
        assert here.refusal == there.refusal
        show, away = here.show, there.show
        if any(track.roll and track.live is None for track in show.tracks):
            return  # rolled into the next day: the one is moved on by a day from its plan, as is the other
        later = at + dice.choice([0, 31 * MINUTE])
        states = (rules.state_of(show, later), rules.state_of(away, later + by))
        assert moved(states[0]["tracks"], by) == moved(states[1]["tracks"], 0)


# ---------- rolling, waiting, several nights, another zone ----------


def hm(text: str, zone: str = "Asia/Ho_Chi_Minh", day: str = "2025-11-14") -> int:
    clock = rules.edge.read_clock(text)
    assert clock is not None
    return rules.edge.instant(day, zone, clock)


def the_track(show: rules.Show, now: int) -> Plain:
    track: Plain = rules.state_of(show, now)["tracks"][0]
    return track


def rolled(at: int, rows: list[Plain]) -> Plain:
    done = rules.take_step(rules.from_plain({"tracks": [{"id": "stage", "rows": rows}]}), {"do": "roll", "at": at})
    assert done.refusal is None
    return the_track(done.show, at)


def test_roll_finds_its_place_wherever_the_evening_stands() -> None:
    rows: list[Plain] = [
        {"id": "zero", "begins": "fixed", "start": hm("22:00")},
        {"id": "a", "begins": "fixed", "start": hm("22:00"), "duration": 10 * MINUTE},
        {"id": "b", "begins": "fixed", "start": hm("23:55"), "duration": 10 * MINUTE},
        {"id": "c", "duration": 5 * MINUTE},
    ]
    before = rolled(hm("21:50"), rows)
    assert (before["live"], before["phase"], before["standby"], before["until_start"]) == (
        None, "pending", "a", 10 * MINUTE)  # fmt: skip
    inside = rolled(hm("24:01"), rows)
    assert (inside["live"]["row"], inside["live"]["remaining"], inside["offset"]["absolute"]) == ("b", 4 * MINUTE, 0)
    assert inside["live"]["started"] == hm("23:55")
    hole = rolled(hm("22:30"), rows)
    assert (hole["phase"], hole["standby"], hole["until_start"]) == ("pending", "b", 85 * MINUTE)
    after = rolled(hm("25:00"), rows)
    assert (after["standby"], after["until_start"]) == ("a", 21 * 60 * MINUTE)
    assert after["planned_start"] == hm("22:00", day="2025-11-15")


def test_an_event_over_two_midnights_in_a_zone_that_changes_its_clocks() -> None:
    """The night in which New York sets its clocks back: an hour more between 23:00 and 02:00."""
    zone = "America/New_York"
    clocks = [rules.edge.read_clock(text) for text in ("23:00", "02:00", "23:30", "00:15")]
    placed_at = rules.edge.place_clocks("2025-11-01", zone, clocks)
    assert placed_at[1] is not None
    assert placed_at[0] is not None
    assert placed_at[1] - placed_at[0] == 4 * 60 * MINUTE
    assert [rules.edge.day_offset(at or 0, "2025-11-01", zone) for at in placed_at] == [0, 1, 1, 2]
    rows = [{"id": f"r{n}", "begins": "fixed", "start": at, "duration": 30 * MINUTE} for n, at in enumerate(placed_at)]
    show = rules.from_plain({"tracks": [{"id": "stage", "rows": rows}]})
    show = rules.take_step(show, {"do": "go", "at": placed_at[0] + 5 * MINUTE}).show
    track = the_track(show, placed_at[0] + 20 * MINUTE)
    assert track["offset"]["absolute"] == 5 * MINUTE
    assert [row["expected_start"] for row in track["rows"]][1:] == placed_at[1:]
    show = rules.take_step(show, {"do": "pause", "at": placed_at[0] + 20 * MINUTE}).show
    late = the_track(show, placed_at[1] + MINUTE)
    assert (late["live"]["remaining"], late["offset"]["absolute"]) == (15 * MINUTE, placed_at[1] + MINUTE - placed_at[0]
        - 15 * MINUTE)  # fmt: skip


def test_two_tracks_wait_for_each_other() -> None:
    """The corner waits for the stage; the stage's last row for the corner. Then a ring, which nothing can resolve."""
    stage: list[Plain] = [
        {"id": "a", "begins": "fixed", "start": hm("19:00"), "duration": 10 * MINUTE},
        {"id": "z", "duration": 5 * MINUTE, "wait": {"track": "corner", "row": "x"}},
    ]
    corner: list[Plain] = [{"id": "x", "begins": "fixed", "start": hm("19:00"), "duration": 20 * MINUTE,
                            "wait": {"track": "stage", "row": "a", "point": "start"}}]  # fmt: skip
    show = rules.from_plain({"tracks": [{"id": "stage", "rows": stage}, {"id": "corner", "rows": corner}]})
    at = hm("19:03")
    assert rules.take_step(show, {"do": "go", "track": "corner", "at": at}).refusal == "waits"
    first, second = rules.state_of(show, at)["tracks"]
    assert second["rows"][0]["expected_start"] == at
    assert [row["expected_start"] for row in first["rows"]] == [at, at + 20 * MINUTE]
    show = rules.take_step(show, {"do": "go", "track": "stage", "at": at}).show
    show = rules.take_step(show, {"do": "go", "track": "corner", "at": at + 2 * MINUTE}).show
    first, second = rules.state_of(show, at + 2 * MINUTE)["tracks"]
    assert second["live"]["row"] == "x"
    assert first["rows"][1]["expected_start"] == at + 22 * MINUTE
    ring = rules.apply_edits(show, "corner", [{"edit": "insert", "after": "x", "row": {
        "id": "y", "duration": MINUTE, "wait": {"track": "stage", "row": "z"}}}, {
        "edit": "set", "row": "x", "values": {"duration": 0}}]).show  # fmt: skip
    ring = rules.apply_edits(ring, "stage", [
        {"edit": "set", "row": "z", "values": {"wait": {"track": "corner", "row": "y"}}}]).show  # fmt: skip
    warned = [row["warnings"] for track in rules.state_of(ring, at + 30 * MINUTE)["tracks"] for row in track["rows"]]
    assert ["wait_ring"] in warned
    forced = rules.take_step(ring, {"do": "go", "track": "stage", "force": True, "at": at + 30 * MINUTE})
    assert forced.refusal is None


# ---------- a stranger at the door ----------

FIRST = {"id": "a", "begins": "fixed", "start": EVENING, "duration": 10 * MINUTE}
SHOW = rules.from_plain({"tracks": [{"id": "stage", "rows": [FIRST, {"id": "b", "duration": MINUTE}]}]})


@pytest.mark.parametrize("at", [None, "19:00", 1.5, True])
def test_an_instant_that_is_none_is_refused_by_name(at: Any) -> None:
    with pytest.raises(ValueError, match="milliseconds since 1970"):
        rules.take_step(SHOW, {"do": "go", "at": at})
    for ask in (rules.state_of, rules.follow, lambda show, now: rules.propose(show, "stage", now)):
        with pytest.raises(ValueError, match="milliseconds since 1970"):
            ask(SHOW, at)


@pytest.mark.parametrize(
    ("step", "refusal"),
    [
        ({"do": "fly"}, "unknown_step"), ({"do": ["go"]}, "unknown_step"), ({}, "unknown_step"),
        ({"do": "go", "track": "hall"}, "unknown_track"), ({"do": "start", "row": "x"}, "unknown_row"),
        ({"do": "start", "row": 7}, "unknown_row"), ({"do": "standby", "row": "x"}, "unknown_row"),
        ({"do": "offset", "relative": "yes"}, "bad_value"), ({"do": "reset", "shift": "1 h"}, "bad_value"),
    ],
)  # fmt: skip
def test_a_step_that_is_none_is_refused_with_a_code(step: Plain, refusal: str) -> None:
    done = rules.take_step(SHOW, {**step, "at": EVENING})
    assert (done.refusal, done.show) == (refusal, SHOW)


def test_a_field_that_no_step_has_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="unknown field cue"):
        rules.take_step(SHOW, {"do": "start", "cue": "b", "at": EVENING})


def test_a_track_or_a_goal_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no track hall"):
        rules.propose(SHOW, "hall", EVENING)
    with pytest.raises(ValueError, match="no row x"):
        rules.propose(SHOW, "stage", EVENING, rules.Goal(EVENING, "x"))
    with pytest.raises(ValueError, match="no timed row x"):
        rules.from_plain({"tracks": [{"id": "stage", "rows": [{"id": "a"}], "live": {"row": "x", "started": 0}}]})


def test_colours_are_proposed_for_a_length_and_never_fill_a_row() -> None:
    told = {seconds: rules.edge.colours(seconds * 1000) for seconds in (0, 9, 10, 60, 179, 180, 3600)}
    assert told[0] == told[9] == {}
    assert told[10] == {"warning": 3_000, "danger": 1_000}
    assert told[60] == {"warning": 20_000, "danger": 6_000}
    assert told[179] == {"warning": 59_000, "danger": 19_000}
    assert told[180] == told[3600] == {"warning": MINUTE, "danger": 20_000}


def test_after_a_reset_the_first_row_stands_by_again() -> None:
    show = SHOW
    for do, minutes in (("go", 0), ("go", 2), ("stop", 3), ("reset", 4)):
        done = rules.take_step(show, {"do": do, "at": EVENING + minutes * MINUTE})
        assert done.refusal is None
        show = done.show
    assert the_track(show, EVENING + 4 * MINUTE)["standby"] == "a"
    assert rules.take_step(show, {"do": "go", "seen": "b", "at": EVENING + 5 * MINUTE}).refusal == "standby_changed"
    assert rules.take_step(show, {"do": "go", "seen": "a", "at": EVENING + 5 * MINUTE}).refusal is None


@pytest.mark.parametrize(
    "edit",
    [
        {"edit": "delete", "row": "a"},
        {"edit": "move", "row": "a", "after": "c"},
        {"edit": "move", "row": "c", "after": None},
        {"edit": "insert", "row": {"id": "n", "duration": MINUTE}, "after": "g"},
        {"edit": "set", "row": "a", "values": {"parallel": True}},
    ],
)
def test_a_sheet_begins_when_it_began_whatever_becomes_of_its_first_row(edit: Plain) -> None:
    """Without that the rows behind it, which only follow, would begin at midnight."""
    rows: list[Plain] = [{"id": "g", "kind": "group"}, FIRST, {"id": "b", "duration": MINUTE}, {"id": "c"}]
    show = rules.from_plain({"tracks": [{"id": "stage", "rows": rows, "shift": 7}]})
    more = rules.keep_start(show, "stage", [edit])
    after = rules.apply_edits(show, "stage", [edit, *more])
    assert the_track(after.show, EVENING)["planned_start"] == EVENING + 7
    assert rules.apply_edits(after.show, "stage", after.undo).show == show
    assert rules.keep_start(show, "stage", [{"edit": "move", "row": "b", "after": "c"}]) == []
    assert rules.keep_start(show, "stage", [{"edit": "set", "row": "a", "values": {"duration": 1}}]) == []
