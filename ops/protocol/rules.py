"""Who is introduced, in which order and in which words. Pure.

Blocks stand in their order, people inside a block by rank, equal ranks as on the list of invitations. A deputy stands
at the deputy's own rank. The first of a block are read by name, the others are greeted together. Only who is inside
counts: who left, or whose scan was taken back, is not read out.

static/js/protocol/order.js is the twin for the officer's page and the MC's tablet; tests/vectors/introductions.json
holds both to the same answers. What is read is Vietnamese, whatever the language of the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Row = dict[str, Any]
EVERYBODY = -1
UNLISTED = 2**31
"""Place of somebody to whom no list gives one (order 0): behind those who have one."""
NO_FORM = "Đại biểu"
SPOKEN = {
    "UBND": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân",
    "UBMTTQ": "Ủy ban Mặt trận Tổ quốc",
    "MTTQ": "Mặt trận Tổ quốc",
    "HTX": "Hợp tác xã",
    "HĐQT": "Hội đồng quản trị",
}
"""Abbreviations that nobody reads out as letters."""
_STOPS = ",.;"


def place(guest: Row) -> tuple[int, int, str]:
    """Where somebody stands inside a block."""
    return guest["rank"], guest["order"] or UNLISTED, guest["id"]


def arrange(categories: Iterable[Row], guests: Iterable[Row]) -> list[Row]:
    """Blocks with somebody inside: the people read by name, the ids of the others, and the line that greets these."""
    inside: dict[str, list[Row]] = {}
    for guest in sorted((one for one in guests if one["inside"]), key=place):
        inside.setdefault(guest["category"], []).append(guest)
    blocks = sorted(categories, key=lambda one: (one["order"], one["id"]))
    return [_block(one, inside[one["id"]]) for one in blocks if one["id"] in inside]


def _block(category: Row, guests: list[Row]) -> Row:
    named = named_ids(category["named"], guests)
    others = [one["id"] for one in guests if one["id"] not in named]
    return {
        "id": category["id"],
        "name": category["name"],
        "people": [person(one) for one in guests if one["id"] in named],
        "others": others,
        "together": together(category, len(others), bool(named)),
    }


def named_ids(most: int, guests: Sequence[Row]) -> set[str]:
    """The first of a block, not counting who is never named, and whoever is always named."""
    able = [one["id"] for one in guests if one["intro"] != "never"]
    first = able if most == EVERYBODY else able[:most]
    return {*first, *(one["id"] for one in guests if one["intro"] == "always")}


def person(guest: Row) -> Row:
    """Somebody as the MC reads them: form of address and full name, then what and where."""
    who = f"{guest['honorific'] or NO_FORM} {guest['name']}"
    words = about(guest["title"], guest["unit"])
    return {
        "id": guest["id"],
        "who": who,
        "about": words,
        "line": f"{who}, {words}" if words else who,
        "say": guest["pronounce"],
        "deputy": bool(guest["stands_for"]),
    }


def about(title: str, unit: str) -> str:
    """Title and unit, without saying twice what ends the one and begins the other."""
    first, then = spoken(title).split(), spoken(unit).split()
    for size in range(min(len(first), len(then)), 0, -1):
        if _bare(first[-size:]) == _bare(then[:size]):
            return " ".join(first[:-size] + then)
    return ", ".join(part for part in (" ".join(first), " ".join(then)) if part)


def spoken(text: str) -> str:
    """A text as it is read out: abbreviations in full."""
    return " ".join(_word(one) for one in text.split())


def _word(word: str) -> str:
    core = word.rstrip(_STOPS)
    return SPOKEN.get(core, core) + word[len(core) :]


def _bare(words: Sequence[str]) -> list[str]:
    return [one.rstrip(_STOPS).lower() for one in words]


def together(category: Row, count: int, some_named: bool) -> str:
    """How those who are not named are greeted; `{n}` in the officer's own words stands for their number."""
    if not count:
        return ""
    own = category["collective"].replace("{n}", str(count))
    start = "Cùng dự có" if some_named else "Xin chào mừng"
    return own or f"{start} {count} đại biểu khối {spoken(category['name'])}."


def compare(frozen: Sequence[Row], live: Sequence[Row]) -> dict[str, str]:
    """What is different from the frozen list, by person: late (came after), added (was greeted with the others),
    changed (other words), gone (left again), unnamed (is greeted with the others now)."""
    before = {one["id"]: one for block in frozen for one in block["people"]}
    after = {one["id"]: one for block in live for one in block["people"]}
    grouped = {one for block in frozen for one in block["others"]}
    still = {one for block in live for one in block["others"]}
    marks = {one: "added" if one in grouped else "late" for one in after if one not in before}
    marks |= {one: "changed" for one in after if one in before and after[one]["line"] != before[one]["line"]}
    return marks | {one: "unnamed" if one in still else "gone" for one in before if one not in after}


def reordered(group: Sequence[Row], wanted: Sequence[str]) -> dict[str, int]:
    """New places in the list: `wanted` take in turn the places that they hold together in `group` (people of one block
    and rank), the others stay. Answers only what has to change."""
    ordered = sorted(group, key=place)
    turn = iter(wanted)
    chosen = set(wanted)
    ids = [next(turn) if one["id"] in chosen else one["id"] for one in ordered]
    orders = [one["order"] for one in ordered]
    if orders != sorted({*orders} - {0}):  # places are missing or shared: all get one
        orders = list(range(1, len(ordered) + 1))
    had = {one["id"]: one["order"] for one in group}
    return {one: order for one, order in zip(ids, orders, strict=True) if had[one] != order}
