"""Who may do what with a slot: by role, by the room a device stands in, by being one of its people."""

from __future__ import annotations

from ops.livestream.rules.index import Seen
from ops.livestream.rules.kinds import Row

COORDINATORS = frozenset({"live_coordinator", "organiser"})
CONFIRMING = COORDINATORS | {"director"}
# The groups that may do an action; crew: the operator of the room, the host, an assistant.
MAY: dict[str, tuple[str, ...]] = {
    "request": ("coordinator", "crew", "producer"),
    "confirm": ("confirming",),
    "move": ("coordinator",),
    "ready": ("coordinator", "crew"),
    "unready": ("coordinator", "crew"),
    "go_live": ("coordinator", "crew"),
    "undo_live": ("coordinator", "crew"),
    "end": ("coordinator", "crew"),
    "extend": ("coordinator",),
    "force_end": ("confirming",),
    "no_show": ("coordinator", "system"),
    "reopen": ("coordinator", "crew"),
    "cancel": ("coordinator", "crew", "producer"),
    "late": ("coordinator", "crew"),
}


def coordinates(actor: Row) -> bool:
    """Does this person hold the whole plan?"""
    return bool(COORDINATORS.intersection(actor.get("roles") or []))


def refusal_of(actor: Row, action: str, one: Seen) -> str | None:
    """'role': never theirs; 'booth': theirs, but of another room's or person's slot; None: they may."""
    roles, groups = set(actor.get("roles") or []), MAY[action]
    if "coordinator" in groups and coordinates(actor):
        return None
    if ("confirming" in groups and CONFIRMING & roles) or ("system" in groups and "system" in roles):
        return None
    persons, producers = actor.get("persons") or [], actor.get("producers") or []
    crew = "crew" in groups and ("booth" in roles or persons)
    selling = "producer" in groups and producers
    if not crew and not selling:
        return "role"
    own = "booth" in roles and one.room in (actor.get("rooms") or [])
    theirs = crew and (own or not set(persons).isdisjoint(one.people))
    return None if theirs or (selling and not set(producers).isdisjoint(one.producers)) else "booth"
