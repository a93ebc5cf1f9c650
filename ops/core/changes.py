"""What may happen in the frame: kinds, the entities whose rows they touch, the audiences that hear of them."""

from __future__ import annotations

KINDS: dict[str, tuple[set[str], set[str]]] = {
    "core.pairing_made": (set(), {"board"}),
    "core.device_paired": ({"device"}, {"board"}),
    "core.device_renamed": ({"device", "guest", "issue"}, {"board"}),  # others show its name
    "core.device_moved": ({"device"}, {"board", "desk"}),
    "core.device_revoked": ({"device"}, {"board"}),
    "core.member_changed": (set(), set()),
    "core.job_asked": (set(), {"board"}),
    "core.job_ended": (set(), {"board"}),
}

ENTITIES: dict[str, tuple[str, ...]] = {"board": ("device",)}
"""Audience -> entities of this domain that it sees."""
