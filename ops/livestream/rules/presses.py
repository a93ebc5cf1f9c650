"""Presses of several phones, whatever order they come in: what counts is decided in the order of the presses.

A press {ref, slot, do, at, n, actor, more, was, became, code}: `n` is the order in which they came, `was` and `became`
are faces of its slot, `code` is '' when it counts, else why not; `more` has `stamped` when the device said at which
instant it was pressed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ops.livestream.rules.index import Index, Seen
from ops.livestream.rules.kinds import Row
from ops.livestream.rules.steps import step

PRESSED = frozenset(
    {"ready", "unready", "go_live", "undo_live", "end", "force_end", "no_show", "reopen", "cancel"}
)  # fmt: skip
"""Acts of the day: they change the state of a slot and nothing of the plan."""
MAY_TURN = frozenset({"state", "still_on_air", "ticks", "too_late", "conflicts"})
"""Refusals that a press which has not come yet can turn."""
ON_AIR = ("room", "channel", "key")
FACE = ("state", "actual_start", "actual_end")
OF_A_PRESS = ("early", "late", "ended_early", "overran", "forced")
AFTER_NO_SHOW = {"ready", "go_live"}


def face(slot: Row) -> Row:
    """What presses make of a slot."""
    flags = [one for one in slot.get("flags") or [] if one in OF_A_PRESS]
    return {**{name: slot.get(name) for name in FACE}, "flags": flags}


def put_back(slot: Row, was: Row) -> Row:
    """The slot with the face that it had; flags that no press has set stay."""
    flags = [one for one in slot.get("flags") or [] if one not in OF_A_PRESS]
    return {**slot, **was, "flags": [*flags, *was["flags"]]}


def stood(slot: Row, press: Row) -> Row:
    """The slot as it stood for a press that comes late. Nobody came, it seemed, until a phone found the network again;
    and what was looked at after the press had not been looked at yet."""
    if not press["more"].get("stamped"):
        return slot
    if press["do"] in AFTER_NO_SHOW and press["at"] < slot["ends"]:
        slot = came(slot)
    ticks = {name: one for name, one in slot["ticks"].items() if (one.get("at") or 0) <= press["at"]}
    return slot if ticks == slot["ticks"] else {**slot, "ticks": ticks}


def came(slot: Row) -> Row:
    """A no-show as it stood before nobody came."""
    return {**slot, "state": slot["rang"].get("was", "confirmed")} if slot["state"] == "no_show" else slot


def in_order(presses: Iterable[Row]) -> list[Row]:
    """As they were pressed; at one instant of one slot as they came: a phone sends its own in their order."""
    return sorted(presses, key=lambda one: (one["at"], one["slot"], one["n"]))


def near(index: Index, slot: str, others: Iterable[str]) -> set[str]:
    """The slots among `others` that want a room, a person, a channel or a key of this one, or of one that does."""
    left = {name: holds(index.seen[name]) for name in others if name in index.seen}
    found, wanted = {slot}, holds(index.seen[slot])
    while more := {name for name, of_it in left.items() if name not in found and of_it & wanted}:
        found |= more
        wanted = wanted.union(*(left[name] for name in more))
    return found


def holds(one: Seen) -> set[tuple[str, str]]:
    """What it keeps from others while it is on air."""
    own = [*((kind, getattr(one, kind)) for kind in ON_AIR), ("people", one.slot.get("host") or "")]
    return {(kind, name) for kind, name in own if name}


def to_judge(facts: Row, index: Index, slot: str, later: list[Row]) -> list[Row]:
    """The later presses that a press of this slot may change: of the slots near it whose face nothing but a press has
    changed since."""
    around = near(index, slot, {one["slot"] for one in later})
    by_slot = {name: in_order(one for one in later if one["slot"] == name) for name in around}
    return [one for name, some in by_slot.items() if _untouched(facts["slots"][name], some) for one in some]


def _untouched(slot: Row, presses: list[Row]) -> bool:
    counted = [one for one in presses if not one["code"]]
    return not counted or counted[-1]["became"] in (face(slot), face(came(slot)))


def settle(facts: Row, presses: list[Row]) -> tuple[dict[str, Row], list[Row]]:
    """Judge presses one after the other, each as of its instant, from where the slots stood before the first: the
    slots as they stand then, and the presses with what became of each (`why`: what a refusal is about)."""
    slots, judged = dict(facts["slots"]), []
    for one in reversed(in_order(presses)):
        if one["was"] and not one["code"]:
            slots[one["slot"]] = put_back(slots[one["slot"]], one["was"])
    for one in in_order(presses):
        before = stood(slots[one["slot"]], one)
        done = judge({**facts, "slots": slots}, before, one)
        if done["ok"] and not done["already"]:
            slots[one["slot"]] = {**slots[one["slot"]], **done["changes"]}
        after = {"was": face(before), "became": face(slots[one["slot"]]) if done["ok"] else {}}
        judged.append({**one, **after, "code": done.get("refused", ""), "why": done.get("more") or {}})
    return {name: _still_nobody(facts["slots"][name], slot) for name, slot in slots.items()}, judged


def _still_nobody(before: Row, after: Row) -> Row:
    """A no-show that no press has turned into more than "ready" is one."""
    stays = before["state"] == "no_show" and after["state"] in ("confirmed", "ready")
    return {**after, "state": "no_show"} if stays else after


def judge(facts: Row, before: Row, press: Row) -> Row:
    """One press by the rules, as of its instant."""
    now = max(press["at"], before.get("actual_start") or 0)
    more: dict[str, Any] = press["more"]
    return step(before, press["do"], press["actor"], press["at"], {**facts, "now": now}, **more)
