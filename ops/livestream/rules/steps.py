"""The states of a slot: which act leads where, who may do it, at which minute."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ops.livestream.rules.actors import MAY, coordinates, refusal_of
from ops.livestream.rules.gates import gate, overrides_alive
from ops.livestream.rules.index import Index, Seen, mark_of, prepare
from ops.livestream.rules.kinds import FIRM, Row, enough
from ops.livestream.rules.times import HOUR, MINUTE

READY_FROM, LIVE_FROM = HOUR, 10 * MINUTE
NO_SHOW_FROM, LATE_AFTER = 15 * MINUTE, 5 * MINUTE
UNDO_CREW, UNDO_COORDINATOR = MINUTE, 10 * MINUTE
LONGEST_EXTENSION = 240
ACTIONS = tuple(MAY)
# action: (the state it leads to, the states it comes from)
WAYS: dict[str, tuple[str, tuple[str, ...]]] = {
    "request": ("requested", ("draft",)),
    "confirm": ("confirmed", ("draft", "requested")),
    "ready": ("ready", ("confirmed",)),
    "unready": ("confirmed", ("ready",)),
    "go_live": ("live", ("ready", "confirmed")),
    "undo_live": ("ready", ("live",)),
    "end": ("ended", ("live",)),
    "force_end": ("ended", ("live",)),
    "no_show": ("no_show", ("confirmed", "ready")),
    "reopen": ("live", ("ended", "no_show")),
    "cancel": ("cancelled", ("draft", "requested", "confirmed", "ready")),
    "extend": ("", ("live",)),
    "move": ("", ("draft", "requested", "confirmed", "ready")),
    "late": ("", ("confirmed", "ready")),
}


class Refused(Exception):
    """An act that may not be, with its code."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code, self.more = code, more


class Act:
    """One act on one slot, with all it is judged by."""

    def __init__(self, slot: Row, action: str, actor: Row, at: int, facts: Row | Index, more: Row) -> None:
        index = prepare(facts).at(at)
        known = index.seen.get(slot["id"])
        self.index = index if known and known.slot == slot else index.moved({slot["id"]: slot})
        self.slot, self.action, self.actor, self.at, self.more = slot, action, actor, at, more
        self.seen: Seen = self.index.seen[slot["id"]]
        self.state = self.seen.state
        self.chief = coordinates(actor)

    def clear(self, for_what: str, changes: Row | None = None) -> None:
        """Refuse when something stands in the way."""
        moved = {self.slot["id"]: changes} if changes else None
        if found := gate(self.index, self.slot["id"], for_what, moved):
            raise Refused("conflicts", keys=[row["key"] for row in found], kinds=unique(row["kind"] for row in found))

    def not_before(self, instant: int) -> None:
        """Too early."""
        if self.at < instant:
            raise Refused("too_early", **{"from": instant})

    def before(self, instant: int, code: str = "over") -> None:
        """Too late."""
        if self.at >= instant:
            raise Refused(code, until=instant)

    def within(self, since: int | None, otherwise: int) -> None:
        """Too late to take it back."""
        until = (otherwise if since is None else since) + (UNDO_COORDINATOR if self.chief else UNDO_CREW)
        if self.at > until:
            raise Refused("too_late", until=until)

    def said(self, name: str) -> str:
        """A text that came with the act."""
        return str(self.more.get(name) or "").strip()

    def minutes(self) -> int:
        """A length that came with the act."""
        minutes = self.more.get("minutes")
        if not isinstance(minutes, int) or isinstance(minutes, bool) or not 0 < minutes <= LONGEST_EXTENSION:
            raise Refused("minutes", most=LONGEST_EXTENSION)
        return minutes

    def moves(self) -> bool:
        """Do the changes touch time, people or goods? Words may be mended at any time."""
        return mark_of(self.slot) != mark_of({**self.slot, **(self.more.get("changes") or {})})

    def flags(self, *, add: Iterable[str] = (), drop: Iterable[str] = ()) -> list[str]:
        """The slot's flags with some more and some fewer."""
        gone = set(drop)
        return unique([*(flag for flag in self.slot.get("flags") or [] if flag not in gone), *add])

    def carried(self, changes: Row) -> Row:
        """The changes with the overrides and acks that outlive them, and those that come with the act."""
        alive = overrides_alive(self.slot, {**self.slot, **changes})
        return {**changes, **{name: alive[name] + list(self.more.get(name) or []) for name in alive}}


def unique(names: Iterable[str]) -> list[str]:
    """Each once, in their order."""
    return list(dict.fromkeys(names))


def step(slot: Row, action: str, actor: Row, at: int, facts: Row | Index, **more: Any) -> Row:
    """Do one act at an instant: the fields to write, or the code of the refusal."""
    if action not in MAY:
        raise ValueError(f"action: {action}")
    act = Act(slot, action, actor, at, facts, more)
    try:
        if refusal(act):
            return {"ok": True, "already": True, "changes": {}, "tell": False}
        changes = DOES[action](act)
    except Refused as refused:
        return {"ok": False, "refused": refused.code, "more": refused.more}
    tell = action == "move" and act.state in FIRM and mark_of(slot) != mark_of({**slot, **changes})
    return {"ok": True, "already": False, "changes": changes, "tell": tell}


def refusal(act: Act) -> bool:
    """Version, role, booth, already (True), state: in this order."""
    seen = act.more.get("seen")
    if seen is not None and seen != act.slot.get("version"):
        raise Refused("stale", version=act.slot.get("version"))
    if code := refusal_of(act.actor, act.action, act.seen):
        raise Refused(code)
    to, states = WAYS[act.action]
    if to and act.state == to:
        return True
    if act.state not in states and not (act.action == "move" and not act.moves()):
        raise Refused("state", state=act.state)
    return False


def do_request(act: Act) -> Row:
    act.before(act.slot["ends"])
    return {"state": "requested"}


def do_confirm(act: Act) -> Row:
    act.before(act.slot["ends"])
    act.clear("confirm")
    return {"state": "confirmed"}


def do_move(act: Act) -> Row:
    """A draft goes anywhere. What people rely on moves only where it is clean, and they are told why."""
    changes = dict(act.more.get("changes") or {})
    whole = act.carried(changes)
    if act.state in FIRM and act.moves():
        if not act.said("note"):
            raise Refused("note")
        act.clear("move", whole)
        whole |= {"state": "confirmed", "ticks": {}} if act.state == "ready" else {}
    return whole


def do_ready(act: Act) -> Row:
    act.not_before(act.slot["starts"] - READY_FROM)
    act.before(act.slot["ends"])
    ticks = act.slot.get("ticks") or {}
    needed = ["sign", "channel", *(["price"] if act.seen.goods else [])]
    if missing := [name for name in needed if not ticks.get(name)]:
        raise Refused("ticks", missing=missing)
    act.clear("ready")
    return {"state": "ready"}


def do_unready(act: Act) -> Row:
    return {"state": "confirmed"}


def do_go_live(act: Act) -> Row:
    """From ready; a coordinator also from confirmed, and earlier."""
    starts = act.slot["starts"]
    if act.state == "confirmed" and not act.chief:
        raise Refused("state", state=act.state)
    if act.state == "confirmed" and not act.said("note"):
        raise Refused("note")
    if not act.chief:
        act.not_before(starts - LIVE_FROM)
    act.before(act.slot["ends"])
    if found := still_on_air(act.index, act.seen):
        raise Refused("still_on_air", **found)
    act.clear("go_live")
    flag = ["early"] if act.at < starts else ["late"] if act.at > starts + LATE_AFTER else []
    flags = act.flags(add=flag, drop=("early", "late"))
    return {"state": "live", "actual_start": act.at, "actual_end": None, "flags": flags}


def still_on_air(index: Index, one: Seen) -> Row | None:
    """Another session that has not gone off air yet, and what it holds of ours."""
    host = one.slot.get("host") or ""
    wanted = (
        ("room", "room", one.room),
        ("person", "people", host),
        ("channel", "channel", one.channel),
        ("key", "key", one.key),
    )
    for kind, table, name in wanted:
        for other in index.by.get((table, name), ()) if name else ():
            ours = other.id == one.id or (one.session_id and other.session_id == one.session_id)
            if other.state == "live" and not ours:
                return {"slot": other.id, "resource": {"kind": kind, "id": name}}
    return None


def do_undo_live(act: Act) -> Row:
    """A thumb that slipped: it never was on air."""
    act.within(act.slot.get("actual_start"), act.slot["starts"])
    return {"state": "ready", "actual_start": None, "flags": act.flags(drop=("early", "late"))}


def do_end(act: Act) -> Row:
    at = max(act.at, act.slot.get("actual_start") or act.at)
    ends = act.slot["ends"]
    flag = ["ended_early"] if at < ends else ["overran"] if at > ends else []
    return {"state": "ended", "actual_end": at, "flags": act.flags(add=flag, drop=("ended_early", "overran"))}


def do_force_end(act: Act) -> Row:
    if not enough(act.more.get("reason")):
        raise Refused("reason")
    done = do_end(act)
    return {**done, "flags": unique([*done["flags"], "forced"]), "note": act.said("reason")}


def do_extend(act: Act) -> Row:
    changes = act.carried({"ends": act.slot["ends"] + act.minutes() * MINUTE})
    act.clear("extend", changes)
    return changes


def do_no_show(act: Act) -> Row:
    act.not_before(act.slot["starts"] + NO_SHOW_FROM if act.chief else act.slot["ends"])
    return {"state": "no_show"}


def do_reopen(act: Act) -> Row:
    """Back on air after a slip, or a no-show that came after all. Not if somebody else has taken the place."""
    if act.state == "no_show":
        if not act.chief:
            raise Refused("coordinator")
        act.before(act.slot["ends"])
        act.clear("reopen", {"state": "confirmed"})
        return {"state": "confirmed"}
    if "forced" in (act.slot.get("flags") or []) and not act.chief:
        raise Refused("coordinator")
    act.within(act.slot.get("actual_end"), act.slot["ends"])
    changes = {"state": "live", "actual_end": None}
    if found := still_on_air(act.index, act.seen):
        raise Refused("still_on_air", **found)
    act.clear("reopen", changes)
    return {**changes, "flags": act.flags(drop=("ended_early", "overran", "forced"))}


def do_cancel(act: Act) -> Row:
    if act.state in FIRM:
        if not act.chief:
            raise Refused("coordinator")
        if not enough(act.more.get("reason")):
            raise Refused("reason")
    reason = act.said("reason")
    return {"state": "cancelled", **({"note": reason} if reason else {})}


def do_late(act: Act) -> Row:
    minutes = act.minutes()
    act.before(act.slot["ends"])
    return {"late_min": minutes, "flags": act.flags(add=["reported_late"])}


DOES: dict[str, Callable[[Act], Row]] = {
    "request": do_request,
    "confirm": do_confirm,
    "move": do_move,
    "ready": do_ready,
    "unready": do_unready,
    "go_live": do_go_live,
    "undo_live": do_undo_live,
    "end": do_end,
    "force_end": do_force_end,
    "extend": do_extend,
    "no_show": do_no_show,
    "reopen": do_reopen,
    "cancel": do_cancel,
    "late": do_late,
}
