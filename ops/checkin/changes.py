"""What may happen at reception: kinds, the entities whose rows they touch, the audiences that hear of them."""

from __future__ import annotations

_DOOR = {"guest", "delegation", "gate", "event", "issue"}
_ALL = {"desk", "board", "welcome", "intro"}

KINDS: dict[str, tuple[set[str], set[str]]] = {
    "checkin.list_loaded": ({"category", "delegation", "gate", "guest", "event"}, _ALL),
    "checkin.guest_admitted": (_DOOR, _ALL),
    "checkin.guest_left": (_DOOR, _ALL),
    "checkin.guest_refused": (_DOOR, _ALL),
    "checkin.scan_conflicted": (_DOOR, _ALL),
    "checkin.scan_unresolved": (_DOOR, _ALL),
    "checkin.scan_undone": (_DOOR, _ALL),
    "checkin.undo_waiting": (set(), _ALL),
    "checkin.undo_refused": (_DOOR, _ALL),
    "checkin.scan_resolved": (_DOOR, _ALL),
    "checkin.item_quarantined": ({"issue"}, {"board"}),
    "checkin.item_decided": (_DOOR, {"board"}),
    "checkin.guest_made": (_DOOR, _ALL),
    "checkin.guest_changed": (_DOOR, _ALL),
    "checkin.code_reissued": (_DOOR, _ALL),
    "checkin.stand_in_made": (_DOOR, _ALL),
    "checkin.stand_in_cancelled": (_DOOR, _ALL),
    "checkin.walk_in_made": (_DOOR, _ALL),
    "checkin.walk_in_decided": (_DOOR, _ALL),
    "checkin.twin_decided": (_DOOR, _ALL),
    "checkin.stand_in_decided": (_DOOR, _ALL),
    "checkin.guest_corrected": (_DOOR, _ALL),
    "checkin.guest_noted": (_DOOR, _ALL),
    "checkin.call_made": ({"issue"}, {"desk", "board"}),
    "checkin.call_answered": ({"issue"}, {"desk", "board"}),
    "checkin.delegation_made": ({"delegation"}, _ALL),
    "checkin.delegation_changed": ({"delegation", "guest", "issue", "event"}, _ALL),
    "checkin.seats_planned": (set(), {"board"}),
    "checkin.seated": ({"guest", "issue"}, _ALL),
    "checkin.guest_met": ({"guest", "issue"}, {"board"}),
    "checkin.gate_changed": ({"gate", "guest", "issue"}, _ALL),  # others show its name
}

ENTITIES: dict[str, tuple[str, ...]] = {
    "desk": ("event", "category", "delegation", "gate", "guest", "issue"),
    "board": ("event", "category", "delegation", "gate", "guest", "issue"),
    "welcome": ("event", "category", "guest"),
    "intro": ("event", "category", "delegation", "guest"),
}
"""Audience -> entities of this domain that it sees."""
