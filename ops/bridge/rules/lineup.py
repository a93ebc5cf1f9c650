"""The line-up: what must hold before a site may go on air. Twin: static/js/bridge/rules-lineup.js.

A measured item has a value and a wanted range, a human one is ticked. Every verdict names the words that say what is
wrong (`say`) and what to press (`press`), so that a red lamp is a sentence with two numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Row = dict[str, Any]
Wants = Mapping[str, Mapping[str, float]]

MEASURED: dict[str, dict[str, float]] = {
    "control": {"min": 1},  # 1: a heartbeat is there
    "clock": {"max": 60},  # ± ms
    "rtt": {"max": 400},  # ms
    "bitrate": {"min": 1_500, "max": 8_000},  # kbit/s
    "fps": {"min": 24, "max": 61},
    "gop": {"max": 2_100},  # ms between keyframes
    "loudness": {"min": -25, "max": -21},  # LUFS
    "black": {"max": 500},  # ms of black now
    "freeze": {"max": 1_000},
    "silence": {"max": 1_000},
    "return_delay": {"max": 1_500},  # ms
}
"""Item -> its wanted range; the first three are measured by control, the others by media."""
PROVEN = ("return", "talk")
"""What somebody at the site proves: they typed the code that stands in the return, they read a trial message."""
HUMAN = ("mc", "scene", "sound", "backup")
ITEMS = (*MEASURED, *PROVEN, *HUMAN)
MEDIA = ("bitrate", "fps", "gop", "loudness", "black", "freeze", "silence", "return_delay", "return")
"""Items that nobody can have while no picture is sent."""


def judge(item: str, value: float | None, wants: Wants | None = None) -> Row:
    """The verdict on an item: `{ok: true|false|null, value, want, say, press}`; null: nobody knows yet.

    `value` of proven and human items is 1 or 0.
    """
    want = {**MEASURED.get(item, {"min": 1}), **(wants or {}).get(item, {})}
    fault = _fault(value, want)
    words = {"say": f"bridge.item.{item}.{fault}", "press": f"bridge.press.{item}.{fault}"} if fault else {}
    ok = None if fault == "none" else fault == ""
    return {"ok": ok, "value": value, "want": want, "say": words.get("say", ""), "press": words.get("press", "")}


def _fault(value: float | None, want: Mapping[str, float]) -> str:
    if value is None:
        return "none"
    if "min" in want and value < want["min"]:
        return "low"
    return "high" if "max" in want and value > want["max"] else ""


def standing(items: Mapping[str, Mapping[str, Any]], skip: Iterable[str] = ()) -> dict[str, list[str]]:
    """How a site stands: items that are good, bad and open; those of `skip` are not asked for."""
    left = set(skip)
    found: dict[str, list[str]] = {"good": [], "bad": [], "open": []}
    for item in ITEMS:
        if item not in left:
            ok = items.get(item, {}).get("ok")
            found["open" if ok is None else "good" if ok else "bad"].append(item)
    return found


def tile(items: Mapping[str, Mapping[str, Any]], word: str, skip: Iterable[str] = ()) -> str:
    """The word of a tile in the grid: `go` and `no_go` are a person's; else `ready`, `faulty` or `open`."""
    if word:
        return word
    found = standing(items, skip)
    return "faulty" if found["bad"] else "open" if found["open"] else "ready"
