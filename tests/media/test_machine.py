"""The states of a line, fact by fact, and whatever order facts come in."""

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from ops.media import machine
from ops.media.machine import CLEAN_MS, SILENT_MS, Line, State

pytestmark = pytest.mark.once


def live(at: int = 10_000, client: str = "1") -> Line:
    """A line whose encoder has been sending for long enough."""
    line = machine.published(Line(), client, at - CLEAN_MS)
    for step in range(0, CLEAN_MS + 1, 250):
        line = machine.heard(line, client, at - CLEAN_MS + step)
    assert line.state is State.LIVE
    return line


def test_a_new_picture_is_offered_only_after_two_clean_seconds() -> None:
    line = machine.heard(machine.published(Line(), "1", 0), "1", 100)
    assert line.state is State.RETURNING and line.shows_live
    line = machine.heard(line, "1", 400)
    assert machine.heard(replace(line, heard=100 + CLEAN_MS - 1), "1", 100 + CLEAN_MS - 1).state is State.RETURNING
    assert machine.heard(replace(line, heard=100 + CLEAN_MS - 1), "1", 100 + CLEAN_MS).state is State.LIVE


def test_a_hole_while_returning_begins_the_two_seconds_anew() -> None:
    line = machine.heard(machine.published(Line(), "1", 0), "1", 0)
    line = machine.heard(line, "1", 700)  # longer than a hole may be
    assert machine.heard(replace(line, heard=2_600), "1", 2_650).state is State.RETURNING
    assert machine.heard(replace(line, heard=2_700), "1", 2_700).state is State.LIVE


def test_a_dead_encoder_is_lost_at_once_and_the_slate_follows() -> None:
    line = machine.gone(live(), "1", 10_050)
    assert (line.state, line.cause, line.since, line.client) == (State.LOST, "encoder", 10_050, None)
    line = machine.slated(line, 10_090)
    assert line.state is State.SLATE and line.cause == "encoder" and not line.shows_live


def test_a_silent_line_is_lost_though_nobody_hung_up() -> None:
    line = live()
    assert machine.ticked(line, 10_000 + SILENT_MS - 1).state is State.LIVE
    line = machine.ticked(line, 10_000 + SILENT_MS)
    assert (line.state, line.cause, line.client) == (State.LOST, "silent", "1")
    # The server hangs up later: the cause stays what it was, and the name is free.
    line = machine.gone(machine.slated(line, 11_000), "1", 15_000)
    assert (line.state, line.cause, line.client) == (State.SLATE, "silent", None)


def test_the_end_of_an_old_encoder_is_an_echo_when_the_new_one_is_there() -> None:
    line = machine.ticked(live(), 20_000)
    line = machine.published(line, "2", 20_100)
    line = machine.heard(line, "2", 20_200)
    assert machine.gone(line, "1", 20_300) == line
    assert machine.heard(line, "1", 20_300) == line


def test_who_is_sent_away_is_not_waited_for() -> None:
    line = machine.gone(live(), "1", 10_100, "kicked")
    assert (line.state, line.cause, line.client) == (State.OFF, "kicked", None)


def test_a_name_may_be_taken_only_from_who_is_silent() -> None:
    assert Line().may_be_taken
    assert not live().may_be_taken
    assert machine.ticked(live(), 20_000).may_be_taken


FACTS = st.lists(
    st.tuples(
        st.sampled_from(["published", "heard", "gone", "kicked", "ticked", "slated"]),
        st.sampled_from(["1", "2", "3"]),
        st.integers(0, 3_000),
    ),
    max_size=60,
)


def fold(facts: list[tuple[str, str, int]]) -> list[tuple[Line, tuple[str, str, int], Line]]:
    line, at, steps = Line(), 0, []
    for name, client, passed in facts:
        at += passed
        before = line
        match name:
            case "published" if line.may_be_taken:
                line = machine.published(line, client, at)
            case "heard":
                line = machine.heard(line, client, at)
            case "gone" | "kicked":
                line = machine.gone(line, client, at, "kicked" if name == "kicked" else "encoder")
            case "ticked":
                line = machine.ticked(line, at)
            case "slated":
                line = machine.slated(line, at)
        steps.append((before, (name, client, at), line))
    return steps


@given(FACTS)
def test_whatever_happens_the_lamp_does_not_lie(facts: list[tuple[str, str, int]]) -> None:
    for before, (name, client, at), line in fold(facts):
        if line.shows_live:
            assert line.client is not None, "a picture without anybody who sends it"
        if name == "ticked" and line.shows_live:
            assert at - line.heard < SILENT_MS, "a silent line that shows a picture"
        if line.state is State.LIVE and before.state is not State.LIVE:
            assert before.state is State.RETURNING and at - line.clean >= CLEAN_MS
        if name in ("heard", "gone", "kicked") and client != before.client:
            assert line == before, "an echo changed something"
        if line.state in (State.LOST, State.SLATE):
            assert line.cause, "a loss without a cause"


ALLOWED = {
    (State.OFF, State.RETURNING), (State.RETURNING, State.LIVE), (State.RETURNING, State.LOST),
    (State.LIVE, State.LOST), (State.LOST, State.SLATE), (State.LOST, State.RETURNING),
    (State.SLATE, State.RETURNING),
}  # fmt: skip


@given(FACTS)
def test_only_the_drawn_ways_are_taken(facts: list[tuple[str, str, int]]) -> None:
    for before, (name, _, _), line in fold(facts):
        if line.state is not before.state and name != "kicked":
            assert (before.state, line.state) in ALLOWED
        if line.state is not before.state:
            assert line.since >= before.since
