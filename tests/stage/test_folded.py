"""Facts written relative to one another: nothing is lost, and a longer row touches hardly any other."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from ops.stage import rules
from tests.stage.test_properties import BEGIN, MINUTE, evening, make_evening, numbers, often, one
from tests.support.tools import need

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]


def folded(show: rules.Show, track: str = "one") -> list[dict[str, Any]]:
    return rules.fold(rules.plans_of(show)[track].facts)


@often
@given(numbers)
def test_folding_loses_nothing(number: int) -> None:
    show = evening(*make_evening(number))
    for track in rules.facts_of(show)["tracks"]:
        assert rules.unfold(folded(show, track["id"])) == track["rows"]


def long_sheet(**every_tenth: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"id": f"r{n}", "duration": MINUTE} for n in range(500)]
    rows[0] |= {"begins": "fixed", "start": BEGIN}
    for n in range(10, 500, 10):
        rows[n] |= {"begins": "fixed", "start": BEGIN + n * MINUTE} if every_tenth == {"fixed": True} else every_tenth
    return rows


def changed(sheet: list[dict[str, Any]], edit: dict[str, Any]) -> list[str]:
    show = one(sheet)
    done = rules.apply_edits(show, "one", [edit])
    assert done.refusal is None
    old, new = ({fact["id"]: fact for fact in folded(one)} for one in (show, done.show))
    return [name for name in old if old[name] != new[name]]


@pytest.mark.parametrize("every_tenth", [{}, {"parallel": True}, {"skip": True}, {"fixed": True}], ids=str)
@pytest.mark.parametrize("row", ["r0", "r9", "r17", "r250", "r499"])
def test_a_longer_row_touches_at_most_one_other(row: str, every_tenth: dict[str, Any]) -> None:
    edit = {"edit": "set", "row": row, "values": {"duration": 95_000}}
    found = changed(long_sheet(**every_tenth), edit)
    assert row in found
    assert len(found) <= 2


def test_an_earlier_beginning_touches_only_the_first() -> None:
    assert changed(long_sheet(), {"edit": "set", "row": "r0", "values": {"start": BEGIN - MINUTE}}) == ["r0"]


SCRIPT = """
import { readFileSync } from "node:fs";
import { trackFacts } from "./static/js/stage/unfold.js";
const asked = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map(({ clock, rows, ran }) => trackFacts(clock, rows, ran))));
"""


def test_the_browser_unfolds_the_same_facts() -> None:
    asked, expected = [], []
    for number in range(150):
        show = evening(*make_evening(number))
        for track, plan in zip(rules.facts_of(show)["tracks"], show.tracks, strict=True):
            plans = [rules.to_plain(row) for row in plan.rows]
            told = folded(show, plan.id)
            rows = [{"id": p["id"], "track": plan.id, "plan": p, "fact": f} for p, f in zip(plans, told, strict=True)]
            newest = {run["row"]: run for run in track["runs"]}
            ran = [{"id": name, "track": plan.id, "started": run["started"], "ended": run["ended"]}
                   for name, run in newest.items()]  # fmt: skip
            clock = {name: value for name, value in track.items() if name not in ("rows", "runs", "groups")}
            asked.append({"clock": clock, "rows": rows, "ran": [*ran, {**clock, "track": "another", "started": 1}]})
            expected.append({**track, "runs": sorted(newest.values(), key=lambda run: run["ended"])})
    command = [need("node"), "--input-type=module", "-e", SCRIPT]
    done = subprocess.run(command, cwd=ROOT, input=json.dumps(asked), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    for mine, theirs in zip(found, expected, strict=True):
        assert {**mine, "runs": sorted(mine["runs"], key=str)} == {**theirs, "runs": sorted(theirs["runs"], key=str)}
        ends = [run["ended"] for run in mine["runs"]]
        assert ends == sorted(ends)
