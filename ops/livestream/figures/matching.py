"""Rows of an export to slots of the plan, and doubles that would count one sale twice. Pure.

By the id of the live (in the slot's link, or in what was brought in before), else by channel and start within ten
minutes. A slot is `{id, channel, channel_name, platform, starts, ends, actual_start, actual_end, link, state}`; what is
known is `{slot, row_key, file_hash}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ops.livestream.figures.numbers import folded
from ops.livestream.figures.reading import Live

Row = dict[str, Any]
NEAR_MS = 10 * 60_000
SHORTEST_ID = 5
NEVER_AIRED = frozenset({"cancelled", "no_show"})


def row_key(live: Live) -> str:
    """What makes a live the same in another file: its id and its start, as far as the file says them; else its line."""
    about = live.about
    said = f"{about.get('live_id', '')}@{about.get('starts', '')}"
    return said if said != "@" else f"line{live.line}@"


def key_parts(key: str) -> tuple[str, int | None]:
    """Id and start (ms) of a row key."""
    name, _, start = key.rpartition("@")
    return ("" if name.startswith("line") else name), int(start) if start.isdigit() else None


def match(
    lives: Sequence[Live], slots: Sequence[Mapping[str, Any]], known: Sequence[Mapping[str, Any]], platform: str,
    channel: str, file_hash: str,
) -> list[Row]:  # fmt: skip
    """For each live `{n, line, key, state: matched|known|double|several|unmatched, how, slot, near}` in order.

    `known`: this very row came in before, from this file. `double`: another file told of this live (the seller's export
    and the KOL's): taken only on purpose. Two lives of one file in one slot are a live that was cut and started again.
    """
    here = [one for one in slots if one["platform"] == platform and one["state"] not in NEVER_AIRED]
    told: list[Row] = []
    for n, live in enumerate(lives):
        key = row_key(live)
        how, found = _slots_of(live, here, known, channel)
        row: Row = {
            "n": n,
            "line": live.line,
            "key": key,
            "how": how,
            "near": found[:5],
            "slot": "",
            "state": "unmatched",
        }
        if len(found) == 1:
            row |= {"slot": found[0], "state": _state(key, found[0], known, file_hash)}
        elif found:
            row["state"] = "several"
        told.append(row)
    return _twice_in_file(told)


def _slots_of(
    live: Live, slots: Sequence[Mapping[str, Any]], known: Iterable[Mapping[str, Any]], channel: str
) -> tuple[str, list[str]]:
    name = str(live.about.get("live_id", ""))
    if len(name) >= SHORTEST_ID:
        linked = [one["id"] for one in slots if name in one["link"]]
        before = [one["slot"] for one in known if key_parts(one["row_key"])[0] == name]
        if found := [*dict.fromkeys([*linked, *before])]:
            return "live_id", found
    start = live.about.get("starts")
    if start is None:
        return "", []
    wanted = _channels(live, slots, channel)
    near = [one for one in slots if one["channel"] in wanted and _is_near(one, start)]
    near.sort(key=lambda one: abs(_begin(one) - start))
    return "start", [one["id"] for one in near]


def _channels(live: Live, slots: Iterable[Mapping[str, Any]], channel: str) -> set[str]:
    """The channel that was chosen for the file; else the one that the row names; else any of the platform."""
    every = {one["channel"]: folded(one.get("channel_name", "")) for one in slots}
    if channel:
        return {channel}
    said = folded(live.about.get("channel", "")).lstrip("@")
    named = {one for one, words in every.items() if said and words and (said in words or words in said)}
    return named or set(every)


def _begin(slot: Mapping[str, Any]) -> int:
    return int(slot["actual_start"] if slot["actual_start"] is not None else slot["starts"])


def _is_near(slot: Mapping[str, Any], start: int) -> bool:
    """Within ten minutes of its planned or real start, or, for a live that was cut and begun again, inside it."""
    until = int(slot.get("actual_end") or slot["ends"])
    return bool(min(abs(slot["starts"] - start), abs(_begin(slot) - start)) <= NEAR_MS or _begin(slot) < start < until)


def _state(key: str, slot: str, known: Iterable[Mapping[str, Any]], file_hash: str) -> str:
    own = [one for one in known if one["slot"] == slot and one["row_key"]]
    if any(one["row_key"] == key and one["file_hash"] == file_hash for one in own):
        return "known"
    same = any(_same_live(key, one["row_key"]) for one in own if one["file_hash"] != file_hash)
    return "double" if same else "matched"


def _same_live(one: str, other: str) -> bool:
    """By id where both have one, else by the start."""
    (name, start), (other_name, other_start) = key_parts(one), key_parts(other)
    if name and other_name and name == other_name:
        return True
    return start is not None and other_start is not None and abs(start - other_start) <= NEAR_MS


def _twice_in_file(rows: list[Row]) -> list[Row]:
    """One live that stands in a file twice counts once; two lives of one slot are told as such."""
    seen: dict[str, Row] = {}
    for row in rows:
        if row["slot"] and row["key"] in seen and row["state"] == "matched":
            row["state"] = "double"
        elif row["slot"]:
            seen[row["key"]] = row
    lives: dict[str, int] = {}
    for row in rows:
        if row["state"] == "matched":
            lives[row["slot"]] = lives.get(row["slot"], 0) + 1
            row["part"] = lives[row["slot"]]
    for row in rows:
        row["parts"] = lives.get(row["slot"], 0) if row["state"] == "matched" else 0
    return rows
