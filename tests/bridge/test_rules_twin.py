"""The bridge's rules beside the vectors that the browser answers too (tests/js/bridge-rules.test.js)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ops.bridge.rules import clock, cues, lineup, tally

pytestmark = pytest.mark.once
VECTORS = json.loads((Path(__file__).resolve().parents[1] / "vectors" / "bridge.json").read_text(encoding="utf-8"))
Row = dict[str, Any]


@pytest.mark.parametrize("one", VECTORS["clock"], ids=lambda one: one["name"])
def test_the_clock(one: Row) -> None:
    mine = clock.Clock()
    for exchange, stands in zip(one["exchanges"], one["stands"], strict=True):
        mine.add(*exchange)
        assert [mine.offset, mine.pm, mine.rtt, mine.n, mine.epoch] == stands


def test_how_often_it_asks() -> None:
    assert [clock.ask_every(one["since"]) for one in VECTORS["ask_every"]] == [
        one["ms"] for one in VECTORS["ask_every"]
    ]


def test_what_a_site_does_with_a_cue() -> None:
    for one in VECTORS["receive"]:
        assert list(cues.receive(VECTORS["cue"] | {"kind": one["kind"]}, one["now"], one["known"])) == one["says"], one
    for one in VECTORS["at_instant"]:
        assert list(cues.at_instant(VECTORS["cue"], one["now"], one["state"])) == one["says"], one
    assert [[a, b, cues.may_go(a, b)] for a, b, _ in VECTORS["may_go"]] == VECTORS["may_go"]


def test_who_has_it_and_how_long_before() -> None:
    for one in VECTORS["armed_of"]:
        assert cues.armed_of(VECTORS["cue"] | {"sites": one["sites"]}, one["now"]) == one["says"]
    for one in VECTORS["lead"]:
        told = one["deliveries"]
        assert (cues.p99(told), cues.lead_needed(told), cues.lead_needed(told, 3_000)) == (
            one["p99"], one["lead"], one["lead_3000"],
        )  # fmt: skip


def test_the_lamp() -> None:
    for one in VECTORS["tally"]:
        lamp = tally.told_tally(one["cues"], "x", one["now"])
        assert [lamp.state, lamp.cue, lamp.at] == one["says"], one
        assert tally.next_instant(one["cues"], one["now"]) == one["next"], one
    evening = VECTORS["tally"][0]["cues"]
    for one in VECTORS["unknown"]:
        assert tally.tally_of(evening, "x", one["now"], one["beat_at"]).state == one["state"], one


def test_the_line_up() -> None:
    assert list(lineup.ITEMS) == VECTORS["items"]
    for one in VECTORS["judge"]:
        assert lineup.judge(one["item"], one["value"], one["wants"]) == one["says"], one
    for one in VECTORS["standing"]:
        assert lineup.standing(one["items"], one["skip"]) == one["standing"], one
        assert lineup.tile(one["items"], one["word"], one["skip"]) == one["tile"], one


def test_every_verdict_has_its_sentences_in_both_languages() -> None:
    root = Path(__file__).resolve().parents[2] / "static" / "i18n"
    for language in ("vi", "en"):
        words = json.loads((root / language / "bridge.json").read_text(encoding="utf-8"))
        for item in lineup.ITEMS:
            want = lineup.MEASURED.get(item, {"min": 1})
            tries = [
                None,
                *([want["min"] - 1] if "min" in want and item != "control" else [0.0] if "min" in want else []),
            ]
            tries += [want["max"] + 1] if "max" in want else []
            for value in tries:
                verdict = lineup.judge(item, value)
                assert verdict["ok"] is not True
                assert {verdict["say"], verdict["press"], f"bridge.item.{item}"} <= words.keys(), (item, value)
