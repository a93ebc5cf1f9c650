"""Plays the stories of tests/vectors/stage.json, and writes what the browser needs to answer the same looks.

`python -m tests.stage.stories` makes tests/vectors/stage_facts.json anew.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ops.stage import rules

FOLDER = Path(__file__).parents[1] / "vectors"
VECTORS = json.loads((FOLDER / "stage.json").read_text(encoding="utf-8"))
FACTS = FOLDER / "stage_facts.json"
CLOCK = re.compile(r"(-?)(\d+):(\d\d)(?::(\d\d))?")
# What a screen counts on its own; all else changes only with a message from the server.
COUNTED = ("id", "phase", "offset", "until_start", "expected_end", "flag", "hard")
COUNTED_LIVE = ("finish", "remaining", "elapsed", "overtime", "phase")
COUNTED_ROW = ("id", "state", "expected_start", "expected_end", "slack")


def ms(value: Any) -> Any:
    """Seconds and clock readings, at any depth, as milliseconds."""
    if isinstance(value, dict):
        return {name: ms(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [ms(inner) for inner in value]
    if isinstance(value, str) and (found := CLOCK.fullmatch(value)):
        sign, hours, minutes, seconds = found.groups()
        whole = (int(hours) * 3600 + int(minutes) * 60 + int(seconds or 0)) * 1000
        return -whole if sign else whole
    return value * 1000 if type(value) is int else value


def show_of(case: dict[str, Any]) -> rules.Show:
    rows = case.get("rows") or VECTORS["sheets"].get(case.get("sheet"))
    tracks = case.get("tracks") or [{"id": "stage", "rows": rows}]
    return rules.from_plain({"tracks": ms(tracks)})


def do(show: rules.Show, item: dict[str, Any]) -> rules.Show:
    """One step or list of edits. It must be refused exactly when the story says so."""
    track = item.get("track", "stage")
    if "edits" in item:
        edited = rules.apply_edits(show, track, ms(item["edits"]), ms(item["at"]))
        assert edited.refusal == item.get("refused"), (item, edited.refusal)
        return edited.show
    step = {name: ms(value) for name, value in item.items() if name != "refused"}
    done = rules.take_step(show, {**step, "track": track})
    assert done.refusal == item.get("refused"), (item, done.refusal)
    return done.show


def looks(case: dict[str, Any]) -> Iterator[tuple[dict[str, Any], rules.Show]]:
    """Play a story; every look with the show as it stood."""
    show = show_of(case)
    for item in case["story"]:
        if "look" in item:
            yield item, show
        else:
            show = do(show, item)


def counted(track: dict[str, Any]) -> dict[str, Any]:
    """The part of a track's state that moves by the mere passing of time."""
    live = track["live"]
    return {
        **{name: track[name] for name in COUNTED},
        "live": live and {name: live[name] for name in COUNTED_LIVE},
        "groups": [{name: group[name] for name in ("id", "expected_end")} for group in track["groups"]],
        "rows": [{name: row[name] for name in COUNTED_ROW} for row in track["rows"]],
    }


def facts() -> list[dict[str, Any]]:
    """Every look for the browser: the facts it has, and what it must find."""
    found = []
    for case in VECTORS["cases"]:
        for item, show in looks(case):
            now = ms(item["look"])
            expect = [counted(track) for track in rules.state_of(show, now)["tracks"]]
            given = rules.facts_of(rules.follow(show, now))
            found.append({"name": case["name"], "now": now, "facts": given, "expect": {"tracks": expect}})
    return found


def facts_text() -> str:
    """One look a line."""
    lines = (json.dumps(look, ensure_ascii=False, separators=(",", ":")) for look in facts())
    return "[\n" + ",\n".join(lines) + "\n]\n"


if __name__ == "__main__":
    FACTS.write_text(facts_text(), encoding="utf-8")
