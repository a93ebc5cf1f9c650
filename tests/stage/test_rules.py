"""The time model of the stage: the stories that the browser answers too, then its edges one by one."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ops.stage import rules
from ops.stage.rules import edge
from tests.stage.stories import FACTS, VECTORS, facts_text, looks, ms, show_of

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]
STORIES = {case["name"]: case for case in VECTORS["cases"]}


def differing(expect: Any, found: Any, where: str = "") -> list[str]:
    """Where `found` is not what is expected; what is not expected is not looked at."""
    if isinstance(expect, dict) and isinstance(found, dict):
        return [fault for name in expect for fault in differing(expect[name], found.get(name, "?"), f"{where}.{name}")]
    if isinstance(expect, list) and isinstance(found, list) and len(expect) == len(found):
        pairs = enumerate(zip(expect, found, strict=True))
        return [fault for place, (a, b) in pairs for fault in differing(a, b, f"{where}[{place}]")]
    return [] if expect == found and type(expect) is type(found) else [f"{where}: {found}, not {expect}"]


def track_of(show: rules.Show, now: str) -> dict[str, Any]:
    track: dict[str, Any] = rules.state_of(show, ms(now))["tracks"][0]
    return track


def sheet(name: str) -> rules.Show:
    return show_of({"sheet": name})


def played(show: rules.Show, *steps: dict[str, Any]) -> rules.Show:
    for step in steps:
        done = rules.take_step(show, {name: ms(value) for name, value in step.items()})
        assert done.refusal is None, (step, done.refusal)
        show = done.show
    return show


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_story(case: dict[str, Any]) -> None:
    faults = []
    for item, show in looks(case):
        state = rules.state_of(show, ms(item["look"]))
        track = next(track for track in state["tracks"] if track["id"] == item.get("track", "stage"))
        rows = {row["id"]: row for row in track["rows"]}
        faults += differing(ms(item.get("see", {})), track, f"{item['look']} ")
        faults += differing(ms(item.get("rows", {})), rows, f"{item['look']} ")
    assert faults == []


def test_the_worked_numbers_all_have_a_story() -> None:
    wanted = (
        "R02 R04 R05 R06 R07 R09 R11 R12 R13 R14 R16 R17 R19 R23 R26 R27 R28 R31 R37 R41 R43 R45 R48 P08 P09 P10 P24"
    )
    assert set(wanted.split()) <= {name.split()[0] for name in STORIES}


def test_the_facts_of_the_browser_are_those_of_the_stories() -> None:
    assert FACTS.read_text(encoding="utf-8") == facts_text(), "run python -m tests.stage.stories"


def test_every_refusal_and_warning_happens_in_a_story() -> None:
    items = [item for case in STORIES.values() for item in case["story"]]
    refused = {item["refused"] for item in items if "refused" in item}
    warned = {code for item in items for row in item.get("rows", {}).values() for code in row.get("warnings", [])}
    assert refused == rules.REFUSALS
    assert warned == rules.WARNINGS


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_code_has_a_sentence(lang: str) -> None:
    words = json.loads((ROOT / "static" / "i18n" / lang / "stage.json").read_text(encoding="utf-8"))
    wanted = {f"stage.refused.{code}" for code in rules.REFUSALS}
    wanted |= {f"stage.warning.{code}" for code in rules.WARNINGS}
    wanted |= {f"stage.phase.{phase}" for phase in ("default", "warning", "danger", "overtime", "pending")}
    assert wanted - words.keys() == set()


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_a_show_survives_as_json(case: dict[str, Any]) -> None:
    for item, show in looks(case):
        stored = json.loads(json.dumps(rules.to_plain(show)))
        assert rules.from_plain(stored) == show
        assert rules.state_of(rules.from_plain(stored), ms(item["look"])) == rules.state_of(show, ms(item["look"]))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"tracks": []}, "name of its own"),
        ({"tracks": [{"id": "x"}, {"id": "x"}]}, "name of its own"),
        ({"tracks": [{"id": "x", "rows": [{"id": "a", "durration": 5}]}]}, "durration"),
        ({"tracks": [{"id": "x", "rows": [{"id": "a"}, {"id": "a"}]}]}, "id_taken"),
        ({"tracks": [{"id": "x", "rows": [{"id": "a", "duration": True}]}]}, "rows[0].duration"),
        ({"tracks": [{"id": "x", "rows": [{"id": "a", "duration": 1.5}]}]}, "rows[0].duration"),
        ({"tracks": [{"id": "x", "rows": [{"id": "a", "warning": -1}]}]}, "less than nothing"),
        ({"tracks": [{"id": "x", "rows": [{"duration": 5}]}]}, "rows[0]"),
        (
            {"tracks": [{"id": "x", "rows": [{"id": "a", "wait": {"track": "t", "row": "r", "point": "noon"}}]}]},
            "point",
        ),
        ({"tracks": {"id": "x"}}, "not a list"),
        ({"tracks": [7]}, "not an object"),
    ],
)
def test_what_is_not_a_show_is_refused_by_name(change: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told.replace("[", r"\[").replace("]", r"\]")):
        rules.from_plain(change)


def test_a_step_from_a_clock_that_went_back_counts_as_now() -> None:
    show = played(
        sheet("abc"), {"do": "start", "at": "09:00"}, {"do": "go", "at": "09:10"}, {"do": "pause", "at": "09:04"}
    )
    assert show.at == ms("09:10")
    assert track_of(show, "09:12")["live"]["paused"] == ms(120)
    assert track_of(show, "08:00")["live"]["elapsed"] == 0


def test_the_next_change_that_comes_by_itself_is_known() -> None:
    show = played(sheet("gaps"), {"do": "roll", "at": "09:05"})
    assert rules.next_due(show, rules.plans_of(show)) == rules.Due(ms("09:10"), "stage", "b")
    show = rules.follow(show, ms("09:11"))
    assert rules.next_due(show, rules.plans_of(show)) == rules.Due(ms("09:12"), "stage", "b")
    assert rules.next_due(played(show, {"do": "hold", "at": "09:11"}), rules.plans_of(show)) is None


def test_the_record_keeps_what_was_planned_then() -> None:
    show = played(
        sheet("abc"),
        {"do": "start", "at": "09:01"},
        {"do": "add", "by": 30, "at": "09:02"},
        {"do": "pause", "at": "09:03"},
        {"do": "go", "at": "09:12"},
        {"do": "stop", "at": "09:20"},
    )
    a, b = track_of(show, "09:30")["runs"]
    assert a == ms(
        {"row": "a", "started": "09:01", "ended": "09:12", "added": 30, "paused": 540, "due": "09:00", "duration": 600}
    )
    assert b["due"] == ms("09:10")
    edited = rules.apply_edits(show, "stage", [{"edit": "set", "row": "a", "values": {"duration": 60_000}}]).show
    assert track_of(edited, "09:30")["runs"] == [a, b]


def test_what_a_cue_sends_is_small_and_enough() -> None:
    """After a step the clocks alone bring the facts of before up to date."""
    before = sheet("bridge")
    after = played(before, {"do": "start", "at": "18:49"})
    joined = [{**old, **new} for old, new in zip(
        rules.facts_of(before)["tracks"], rules.clocks_of(after)["tracks"], strict=True)]  # fmt: skip
    assert joined == rules.facts_of(after)["tracks"]
    assert "rows" not in rules.clocks_of(after)["tracks"][0]


# Delay rows written into the plan.


def test_applying_a_delay_writes_what_was_expected() -> None:
    show = show_of(STORIES["P08 a delay is used up by the gaps behind it"])
    before = track_of(show, "08:00")
    edits = rules.delay_edits(show.tracks[0], "d")
    assert not isinstance(edits, str)
    assert [edit["edit"] for edit in edits] == ["set", "set", "delete"]
    edited = rules.apply_edits(show, "stage", edits)
    after = track_of(edited.show, "08:00")
    assert [row["start"] for row in after["rows"]] == [row["due"] for row in before["rows"] if row["kind"] == "timed"]
    assert rules.apply_edits(edited.show, "stage", edited.undo).show == show


def test_applying_a_delay_unlinks_only_the_first_row() -> None:
    rows = [{"id": "d", "kind": "delay", "amount": 300}, *VECTORS["sheets"]["abc"]]
    rows = [rows[1], rows[0], *rows[2:]]
    show = show_of({"rows": rows})
    edits = rules.delay_edits(show.tracks[0], "d")
    assert edits == [
        {"edit": "set", "row": "b", "values": {"begins": "fixed", "start": ms("09:15")}},
        {"edit": "delete", "row": "d"},
    ]
    assert rules.delay_edits(show.tracks[0], "b") == "unknown_row"


def test_a_delay_leaves_a_hard_row_and_starts_no_earlier_than_the_day() -> None:
    rows = [
        {"id": "d", "kind": "delay", "amount": -7200},
        {"id": "a", "begins": "fixed", "start": "01:00", "duration": 60},
    ]
    assert rules.delay_edits(show_of({"rows": rows}).tracks[0], "d")[0]["values"] == {"start": 0}  # type: ignore[index]
    rows = [{"id": "d", "kind": "delay", "amount": 60}, {"id": "h", "begins": "hard", "start": "01:00", "duration": 60}]
    assert rules.delay_edits(show_of({"rows": rows}).tracks[0], "d") == [{"edit": "delete", "row": "d"}]


def test_a_delay_is_written_as_the_sheet_is_not_as_the_rehearsal_runs() -> None:
    show = played(
        show_of(STORIES["P08 a delay is used up by the gaps behind it"]), {"do": "reset", "shift": -7200, "at": "06:00"}
    )
    edits = rules.delay_edits(show.tracks[0], "d")
    assert edits[0] == {"edit": "set", "row": "a", "values": {"start": ms("09:08")}}  # type: ignore[index]


def test_a_delay_moves_a_locked_end_but_not_one_that_is_counted_to() -> None:
    rows = [
        {"id": "d", "kind": "delay", "amount": 300},
        {"id": "a", "begins": "fixed", "start": "09:00", "lock": "end", "end": "09:10"},
        {"id": "brk", "duration": 120, "count_to_end": True},
        {"id": "c", "begins": "fixed", "start": "09:12", "duration": 60},
    ]
    assert rules.delay_edits(show_of({"rows": rows}).tracks[0], "d") == [
        {"edit": "set", "row": "a", "values": {"start": ms("09:05"), "end": ms("09:15")}},
        {"edit": "set", "row": "brk", "values": {"lock": "end", "end": ms("09:12")}},
        {"edit": "set", "row": "c", "values": {"start": ms("09:15")}},
        {"edit": "delete", "row": "d"},
    ]


def test_when_the_row_at_which_the_sheet_stands_is_deleted_it_stands_before() -> None:
    show = played(
        sheet("abc"), {"do": "start", "at": "09:00"}, {"do": "go", "at": "09:10"}, {"do": "stop", "at": "09:20"}
    )
    edited = rules.apply_edits(show, "stage", [{"edit": "delete", "row": "b"}])
    assert edited.show.tracks[0].place == "a"
    assert track_of(edited.show, "09:20")["standby"] == "c"


# Catching up.


def late_for_the_bridge() -> rules.Show:
    return played(sheet("bridge"), {"do": "start", "at": "18:49"})


def test_catching_up_shortens_only_as_far_as_allowed() -> None:
    """Four minutes late; the only row between may give three."""
    goal, late, found = rules.propose(late_for_the_bridge(), "stage", ms("18:50"))
    assert goal == rules.Goal(ms("19:00"), "bridge")
    assert late == ms(240)
    assert [(p.way, p.late, [(cut.row, cut.new) for cut in p.cuts]) for p in found] == [
        ("spread", ms(60), [("b", ms(120))])
    ]


def test_a_proposal_is_done_and_undone() -> None:
    show = played(sheet("bridge"), {"do": "start", "at": "18:47"})
    _, late, found = rules.propose(show, "stage", ms("18:50"))
    assert (late, found[0].late, found[0].saves) == (ms(120), 0, ms(120))
    edited = rules.apply_edits(show, "stage", found[0].edits, ms("18:50"))
    state = track_of(edited.show, "18:50")
    assert state["hard"][0]["slack"] == 0
    assert state["expected_end"] == found[0].expected_end
    back = rules.apply_edits(edited.show, "stage", edited.undo)
    assert back.show.tracks == show.tracks


def test_dropping_a_row_is_a_way_of_its_own() -> None:
    rows = [
        {"id": "a", "begins": "fixed", "start": "09:00", "duration": 600},
        {"id": "song", "duration": 270, "may_drop": True},
        {"id": "talk", "duration": 600, "shortest": 300},
        {"id": "thanks", "duration": 240, "shortest": 120},
        {"id": "end", "duration": 60},
    ]
    show = played(show_of({"rows": rows}), {"do": "start", "at": "09:04"})
    _, late, found = rules.propose(show, "stage", ms("09:05"))
    assert late == ms(240)
    ways = {proposal.way: proposal for proposal in found}
    assert [cut.dropped for cut in ways["drop"].cuts] == [True]
    assert ways["drop"].late == ms(-30)
    assert [(cut.row, cut.new) for cut in ways["few"].cuts] == [("talk", ms(360))]
    assert [cut.row for cut in ways["spread"].cuts] == ["talk", "thanks"]
    assert all(proposal.late <= 0 for proposal in found)


def test_cuts_that_free_time_would_swallow_are_not_proposed() -> None:
    rows = [
        {"id": "a", "begins": "fixed", "start": "09:00", "duration": 600},
        {"id": "b", "duration": 600, "shortest": 60},
        {"id": "c", "begins": "fixed", "start": "09:45", "duration": 600, "shortest": 540},
        {"id": "d", "begins": "hard", "start": "09:54", "duration": 60},
    ]
    show = played(show_of({"rows": rows}), {"do": "start", "at": "09:02"})
    _, late, found = rules.propose(show, "stage", ms("09:03"))
    assert late == ms(60)
    assert [[cut.row for cut in proposal.cuts] for proposal in found] == [["c"]]


def test_a_row_gives_no_more_than_helps() -> None:
    """Behind b stands a fixed start: only two of its minutes are won, the rest must come from c."""
    rows = [
        {"id": "a", "begins": "fixed", "start": "09:00", "duration": 600},
        {"id": "b", "duration": 600, "shortest": 60},
        {"id": "c", "begins": "fixed", "start": "09:20", "duration": 600, "shortest": 300},
        {"id": "d", "begins": "hard", "start": "09:27", "duration": 60},
    ]
    show = played(show_of({"rows": rows}), {"do": "start", "at": "09:02"})
    _, late, found = rules.propose(show, "stage", ms("09:03"))
    assert late == ms(300)
    assert len(found) == 1, "all ways come to the same"
    assert [(cut.row, cut.new, cut.saves) for cut in found[0].cuts] == [
        ("b", ms(480), ms(120)),
        ("c", ms(420), ms(180)),
    ]


def test_nothing_is_proposed_when_nothing_is_late_or_nothing_may_be_cut() -> None:
    on_time = played(sheet("bridge"), {"do": "start", "at": "18:45"})
    assert rules.propose(on_time, "stage", ms("18:46")) == (None, 0, [])
    late = played(sheet("abc"), {"do": "start", "at": "09:05"})
    assert rules.propose(late, "stage", ms("09:05")) == (rules.Goal(ms("09:30")), ms(300), [])


# Reading and printing.


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("19:05", "19:05"), ("19h05", "19:05"), ("19h", "19:00"), ("7h5", "07:05"), ("19 giờ 05", "19:05"),
        ("19g05", "19:05"),
        ("19:05:30", "19:05:30"), ("19.05", "19:05"), ("24:30", "24:30"), (" 0:00 ", "00:00"), ("19h05'", "19:05"),
    ],
)  # fmt: skip
def test_clock_readings_as_crews_write_them(text: str, clock: str) -> None:
    assert edge.read_clock(text) == ms(clock)


@pytest.mark.parametrize("text", ["", "19", "tối", "19:60", "48:00", "19h05-19h10", "-1:00"])
def test_what_is_no_clock_reading(text: str) -> None:
    assert edge.read_clock(text) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5'", 300), ("5", 300), ("5 phút", 300), ("3p30", 210), ("3'30", 210), ("3'30\"", 210),
        ("3 phút 30 giây", 210), ("90s", 90),
        ("45 giây", 45), ("1h15", 4500), ("1h", 3600), ("1 giờ 15 phút", 4500),
        ("05:30", 330), ("0:05:30", 330), ("0", 0), ("10p", 600),
    ],
)  # fmt: skip
def test_lengths_as_crews_write_them(text: str, seconds: int) -> None:
    assert edge.read_length(text) == seconds * 1000


@pytest.mark.parametrize("text", ["", "lâu", "5 bài", "1:2:3:4", "5-7'"])
def test_what_is_no_length(text: str) -> None:
    assert edge.read_length(text) is None


def test_a_sheet_over_midnight_gets_its_days() -> None:
    clocks = [ms(text) for text in ("22:00", "23:30", "23:20", "00:15")]
    placed = edge.place_clocks("2025-11-14", "Asia/Ho_Chi_Minh", [*clocks[:3], None, *clocks[3:]])
    first = edge.midnight("2025-11-14", "Asia/Ho_Chi_Minh")
    assert placed == [first + ms(text) if text else None for text in ("22:00", "23:30", "23:20", "", "24:15")]
    assert edge.clock_text(placed[4] or 0, "Asia/Ho_Chi_Minh") == "00:15:00"
    assert edge.day_offset(placed[4] or 0, "2025-11-14", "Asia/Ho_Chi_Minh") == 1
    assert edge.instant(date(2025, 11, 14), "Asia/Ho_Chi_Minh", ms("24:15")) == placed[4]


def test_lengths_in_print() -> None:
    assert [edge.length_text(ms(n)) for n in (0, 65, 3600, -90)] == ["00:00", "01:05", "1:00:00", "-01:30"]
    assert edge.length_text(-400) == "00:00"


def test_a_given_midnight_is_given() -> None:
    """An end of 0 is an end, not a missing one."""
    assert edge.complete(-60_000, 0, None) == {"start": -60_000, "end": 0, "duration": 60_000, "lock": "end"}
    assert edge.complete(-60_000, 0, 60_000)["lock"] == "duration"
    assert edge.complete(None, 0, 60_000) == {"start": -60_000, "duration": 60_000}
    assert edge.complete(5, None, 60_000) == {"start": 5, "duration": 60_000}
    assert edge.complete(None, None, None) == {"duration": 0}
