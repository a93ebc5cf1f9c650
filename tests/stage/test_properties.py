"""What must hold for every run sheet and every evening, not only for the worked ones."""

from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings, strategies as st

from ops.stage import rules
from tests.stage.stories import counted

pytestmark = pytest.mark.once
often = settings(max_examples=100, deadline=None, derandomize=True)

MINUTE = 60_000
BEGIN = 540 * MINUTE
lengths = st.integers(0, 40).map(lambda halves: halves * 30_000)
# One number makes a whole evening: choosing every part of it by itself took most of the time of this file.
numbers = st.integers(0, 2**40)


def make_rows(dice: Random, names: str = "r", plain: bool = False) -> list[dict[str, Any]]:
    """Up to a dozen rows; with `plain` only timed ones, all linked behind the first."""
    found: list[dict[str, Any]] = []
    at = BEGIN
    for number in range(dice.randint(1, 12)):
        row: dict[str, Any] = {"id": f"{names}{number}", "duration": dice.randint(0, 40) * 30_000}
        if number == 0:
            row |= {"begins": "fixed", "start": BEGIN}
        elif not plain:
            row |= oddity(dice, at + dice.randint(-6, 12) * MINUTE)
        row |= {"shortest": row["duration"] // 2} if dice.random() < 0.5 else {}
        found.append(row | {"may_drop": dice.random() < 0.5})
        at += row["duration"]
    return found


def oddity(dice: Random, near: int) -> dict[str, Any]:
    """What a row may be besides linked."""
    kinds: list[dict[str, Any]] = [
        {},
        {"begins": "fixed", "start": near},
        {"begins": "hard", "start": near},
        {"count_to_end": True},
        {"parallel": True},
        {"skip": True},
        {"flag": True, "warning": MINUTE, "danger": 30_000},
        {"at_end": "go"},
        {"kind": "delay", "amount": dice.randint(-8, 8) * MINUTE},
        {"kind": "milestone"},
        {"lock": "end", "end": near},
        {"wait": {"track": "two", "row": f"q{dice.randint(0, 5)}"}},
    ]
    return dice.choice(kinds)


STEPS = ("go", "go", "go", "next", "previous", "pause", "resume", "hold", "release", "stop", "reload", "roll", "manual")


def make_evening(number: int) -> tuple[rules.Show, list[dict[str, Any]]]:
    """A show on two tracks, and what is done to it."""
    dice = Random(number)
    sheets = [("one", make_rows(dice)), ("two", make_rows(dice, "q", plain=dice.random() < 0.5))]
    for row in sheets[1][1]:
        row.pop("wait", None)
    show = rules.from_plain({"tracks": [{"id": name, "rows": sheet} for name, sheet in sheets]})
    at, steps = BEGIN - 5 * MINUTE, []
    for _ in range(dice.randint(0, 12)):
        at += dice.randint(0, 20) * 15_000
        wish: dict[str, Any] = {"do": dice.choice(STEPS)}
        if dice.random() < 0.2:
            wish = {"do": "add", "by": dice.randint(-300, 300) * 1000}
        elif dice.random() < 0.2:
            wish = {"do": "standby", "row": dice.choice(show.tracks[0].rows).id}
        steps.append({**wish, "track": dice.choice(["one", "one", "two"]), "at": at})
    return show, steps


def rows(plain: bool = False) -> st.SearchStrategy[list[dict[str, Any]]]:
    def make(number: int) -> list[dict[str, Any]]:
        found = make_rows(Random(number), plain=plain)
        return [{name: value for name, value in row.items() if name != "wait"} for row in found]

    return numbers.map(make)


def evenings() -> st.SearchStrategy[tuple[rules.Show, list[dict[str, Any]]]]:
    return numbers.map(make_evening)


def evening(show: rules.Show, steps: list[dict[str, Any]]) -> rules.Show:
    for step in steps:
        show = rules.take_step(show, step).show
    return show


def first(show: rules.Show, at: int) -> dict[str, Any]:
    track: dict[str, Any] = rules.state_of(show, at)["tracks"][0]
    return track


def one(sheet: list[dict[str, Any]]) -> rules.Show:
    return rules.from_plain({"tracks": [{"id": "one", "rows": sheet}]})


def to_come(track: dict[str, Any], show: rules.Show) -> list[dict[str, Any]]:
    """The live row and those that take a turn after it."""
    plays = {fact.id for fact in rules.plans_of(show)[track["id"]].facts if fact.plays}
    return [row for row in track["rows"] if row["id"] in plays and row["state"] in ("live", "upcoming")]


@often
@given(evenings(), st.integers(0, 3600))
def test_expected_times_never_go_back_and_never_lie_in_the_past(given_: Any, later: int) -> None:
    show = evening(*given_)
    now = show.at + later * 1000
    show = rules.follow(show, now)
    for track in rules.state_of(show, now)["tracks"]:
        coming = to_come(track, show)
        times = [time for row in coming for time in (row["expected_start"], row["expected_end"])]
        assert times == sorted(times)
        assert all(row["expected_start"] >= now for row in coming if row["state"] == "upcoming")
        assert not coming or track["expected_end"] == times[-1]


@often
@given(rows())
def test_the_planned_length_is_the_sum_of_its_parts(sheet: list[dict[str, Any]]) -> None:
    plan = rules.plan_track(one(sheet).tracks[0], 0)
    total, playing = 0, [fact for fact in plan.facts if fact.plays]
    assume(playing and min(fact.start for fact in playing) == playing[0].start)
    for fact in playing:
        total = max(total, total + fact.gap + fact.duration)
    assert plan.start is not None
    assert plan.end == plan.start + total


@often
@given(rows(plain=True), st.integers(-30, 30))
def test_on_a_link_chain_all_are_as_late_as_the_live_row(sheet: list[dict[str, Any]], late: int) -> None:
    at = BEGIN + late * MINUTE
    track = first(rules.take_step(one(sheet), {"do": "go", "at": at}).show, at)
    assert track["offset"]["absolute"] == late * MINUTE
    assert {row["expected_start"] - row["start"] for row in track["rows"]} == {late * MINUTE}


@often
@given(evenings())
def test_go_takes_what_stands_by_and_never_skips(given_: Any) -> None:
    show = evening(*given_)
    at = show.at + 10 * MINUTE
    show = rules.follow(show, at)
    before = first(show, at)
    done = rules.take_step(show, {"do": "go", "track": "one", "at": at})
    assert done.refusal == before["blocked"] or done.refusal == "too_soon"
    if done.refusal is None:
        went = done.show.tracks[0].live or done.show.tracks[0].runs[-1]
        begun = [run.row for run in done.show.tracks[0].runs[len(show.tracks[0].runs) :]] + [went.row]
        assert before["standby"] in begun
        assert before["chosen"] or before["standby"] == before["next"]


@often
@given(evenings())
def test_choosing_what_stands_by_touches_no_clock(given_: Any) -> None:
    show = evening(*given_)
    now = first(show, show.at)
    for row in show.tracks[0].rows:
        chosen = rules.take_step(show, {"do": "standby", "track": "one", "row": row.id, "at": show.at})
        then = first(chosen.show, show.at)
        assert [then[name] for name in ("live", "offset", "rows", "runs")] == [
            now[name] for name in ("live", "offset", "rows", "runs")
        ]


@often
@given(evenings())
def test_a_pause_of_no_time_changes_nothing(given_: Any) -> None:
    show = rules.follow(evening(*given_), given_[0].at)
    paused = rules.take_step(show, {"do": "pause", "track": "one", "at": show.at})
    assume(paused.refusal is None)
    resumed = rules.take_step(paused.show, {"do": "resume", "track": "one", "at": show.at})
    assert resumed.show == show


@often
@given(evenings(), st.integers(0, 3600))
def test_time_given_and_taken_back_changes_nothing(given_: Any, by: int) -> None:
    show = rules.follow(evening(*given_), given_[0].at)
    assume(show.tracks[0].live is not None)
    more = rules.take_step(show, {"do": "add", "track": "one", "by": by * 1000, "at": show.at})
    back = rules.take_step(more.show, {"do": "add", "track": "one", "by": -by * 1000, "at": show.at})
    assert back.show == show


@often
@given(evenings(), st.integers(0, 7200), st.integers(0, 7200))
def test_how_often_one_looks_plays_no_part(given_: Any, early: int, later: int) -> None:
    show = evening(*given_)
    middle, end = show.at + early * 1000, show.at + (early + later) * 1000
    assert rules.follow(rules.follow(show, middle), end) == rules.follow(show, end)
    assert rules.state_of(rules.follow(show, middle), end) == rules.state_of(show, end)


@often
@given(evenings())
def test_no_step_changes_the_sheet_or_what_has_been(given_: Any) -> None:
    show, steps = given_
    for step in steps:
        after = rules.take_step(show, step).show
        for old, new in zip(show.tracks, after.tracks, strict=True):
            assert new.rows is old.rows
            assert new.runs[: len(old.runs)] == old.runs
        show = after
    for track in show.tracks:
        assert all(run.started <= run.ended for run in track.runs)


@often
@given(evenings())
def test_a_refused_step_changes_nothing_but_what_comes_by_itself(given_: Any) -> None:
    show, steps = given_
    for step in steps:
        done = rules.take_step(show, step)
        if done.refusal is not None:
            assert done.refusal in rules.REFUSALS
            assert done.show == rules.follow(show, max(step["at"], show.at))
        show = done.show


@often
@given(evenings())
def test_a_show_survives_as_json(given_: Any) -> None:
    show = evening(*given_)
    assert rules.from_plain(rules.to_plain(show)) == show


@often
@given(evenings(), st.integers(0, 3600))
def test_what_a_screen_counts_between_messages_is_what_the_server_says(given_: Any, later: int) -> None:
    """The facts stay the same until something happens; only the counted part moves."""
    show = evening(*given_)
    now = show.at + later * 1000
    due = rules.next_due(show, rules.plans_of(show))
    assume(due is None or due.at > now)
    assert rules.facts_of(rules.follow(show, now)) == rules.facts_of(show)
    early, late = (rules.state_of(show, at)["tracks"] for at in (show.at, now))
    for before, after in zip(early, late, strict=True):
        moving = counted(before).keys()
        fixed = before.keys() - moving - {"blocked"}
        assert {name: before[name] for name in fixed} == {name: after[name] for name in fixed}


@often
@given(rows(), st.integers(0, 11))
def test_a_delay_in_the_plan_is_what_was_expected(sheet: list[dict[str, Any]], place: int) -> None:
    sheet = [row for row in sheet if row.get("kind") != "delay"]
    sheet.insert(place, {"id": "d", "kind": "delay", "amount": 7 * MINUTE})
    show = one(sheet)
    edits = rules.delay_edits(show.tracks[0], "d")
    assert not isinstance(edits, str)
    edited = rules.apply_edits(show, "one", edits)
    assert edited.refusal is None
    # Rows that overlap push each other by more than is written; there, only the written times are the same.
    overlap = any(fact.gap < 0 for fact in rules.plans_of(show)["one"].facts)
    names = ("id", "due", "until") if overlap else ("id", "due", "until", "expected_start", "expected_end")
    before, after = (
        [[row[name] for name in names] for row in first(now, BEGIN)["rows"] if row["kind"] == "timed"]
        for now in (show, edited.show)
    )
    assert after == before
    assert rules.apply_edits(edited.show, "one", edited.undo).show == show


@often
@given(rows(), st.integers(0, 30))
def test_a_proposal_keeps_every_minimum_and_reaches_what_it_says(sheet: list[dict[str, Any]], late: int) -> None:
    begun = rules.take_step(one(sheet), {"do": "go", "at": BEGIN + late * MINUTE}).show
    now = BEGIN + (late + 1) * MINUTE
    goal, missed, found = rules.propose(begun, "one", now)
    rows_now = {row.id: row for row in begun.tracks[0].rows}
    passed = {run.row for run in rules.follow(begun, now).tracks[0].runs}
    for proposal in found:
        assert proposal.saves == sum(cut.saves for cut in proposal.cuts) == missed - proposal.late > 0
        for cut in proposal.cuts:
            row = rows_now[cut.row]
            assert row.may_drop if cut.dropped else row.shortest is not None and cut.new >= row.shortest
            assert cut.row not in passed
        edited = rules.apply_edits(begun, "one", proposal.edits, now)
        assert edited.refusal is None
        state = first(edited.show, now)
        assert state["expected_end"] == proposal.expected_end
        slack = {row["id"]: row["slack"] for row in state["rows"]}
        assert goal is not None
        reached = state["expected_end"] - goal.at if goal.row is None else -slack[goal.row]
        assert reached == proposal.late
        back = rules.apply_edits(edited.show, "one", edited.undo)
        assert back.show.tracks[0].rows == begun.tracks[0].rows


edit_kinds = st.sampled_from(["set", "insert", "delete", "move"])


@often
@given(evenings(), st.lists(st.tuples(edit_kinds, st.integers(0, 12), st.integers(0, 12), lengths), max_size=8))
def test_undo_is_the_start(given_: Any, wishes: list[tuple[str, int, int, int]]) -> None:
    show = evening(*given_)
    names = [row.id for row in show.tracks[0].rows]
    undone: list[tuple[rules.Edit, ...]] = []
    changed = show
    for number, (kind, which, behind, length) in enumerate(wishes):
        row, after = names[which % len(names)], names[behind % len(names)]
        edit = {
            "set": {"edit": "set", "row": row, "values": {"duration": length, "flag": True}},
            "insert": {"edit": "insert", "row": {"id": f"n{number}", "duration": length}, "after": after},
            "delete": {"edit": "delete", "row": row},
            "move": {"edit": "move", "row": row, "after": None if after == row else after},
        }[kind]
        edited = rules.apply_edits(changed, "one", [edit])
        assert edited.refusal in rules.REFUSALS | {None}
        assert edited.show.tracks[0].live == show.tracks[0].live
        changed = edited.show
        undone.append(edited.undo)
    for undo in reversed(undone):
        changed = rules.apply_edits(changed, "one", undo).show
    assert changed.tracks[0].rows == show.tracks[0].rows
