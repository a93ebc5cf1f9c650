"""What may happen to livestreams: kinds, the entities whose rows they touch, the audiences that hear of them."""

from __future__ import annotations

from types import ModuleType

from ops.livestream.catalogue import changes as catalogue_changes
from ops.livestream.figures import changes as figures_changes
from ops.livestream.planner import changes as planner_changes

PARTS: tuple[ModuleType, ...] = (catalogue_changes, figures_changes, planner_changes)
"""The registers of the catalogue, the planner and the figures."""

_BOTH = {"live", "booth"}
_PLAN = {"live_session", "live_slot"}

KINDS: dict[str, tuple[set[str], set[str]]] = {
    "live.loaded": (_PLAN | {"live_settings", "live_stage"}, _BOTH),
    "live.session_made": (_PLAN, _BOTH),
    "live.session_changed": (_PLAN, _BOTH),
    "live.slot_made": ({"live_slot"}, _BOTH),
    "live.slot_changed": ({"live_slot"}, _BOTH),
    "live.slot_stepped": ({"live_slot", "live_request"}, _BOTH),
    "live.press_kept": ({"live_slot", "live_request"}, _BOTH),
    "live.slot_overridden": ({"live_slot"}, _BOTH),
    "live.slot_acked": ({"live_slot"}, _BOTH),
    "live.slot_ticked": ({"live_slot", "live_request"}, _BOTH),
    "live.slot_late": ({"live_slot", "live_request"}, _BOTH),
    "live.goods_told": ({"live_slot", "live_request"}, _BOTH),
    "live.day_confirmed": ({"live_slot"}, _BOTH),
    "live.requested": ({"live_request"}, _BOTH),
    "live.handed_in": ({"live_request"}, _BOTH),
    "live.request_answered": ({"live_request", "live_slot"}, _BOTH),
    "live.published": ({"live_release", "live_slot"}, _BOTH),
    "live.seen": ({"live_seen"}, {"live"}),
    "live.edit_undone": (_PLAN, _BOTH),
    "live.edit_redone": (_PLAN, _BOTH),
    "live.settings_changed": ({"live_settings"}, _BOTH),
    "live.alarmed": ({"live_slot"}, _BOTH),
    "live.stage_followed": ({"live_stage", "live_slot", "live_request"}, _BOTH),
}

_SHARED = ("event", "live_session", "live_slot", "live_request", "live_release", "live_settings", "live_stage")
ENTITIES: dict[str, tuple[str, ...]] = {"live": (*_SHARED, "live_seen"), "booth": _SHARED}
"""Audience -> entities of this domain that it sees."""

NEEDS: dict[str, str] = {
    "live.session_made": "live.plan",
    "live.session_changed": "live.plan",
    "live.slot_made": "live.plan",
    "live.slot_changed": "live.plan",
    "live.slot_stepped": "live.step",
    "live.press_kept": "live.step",
    "live.slot_overridden": "live.override",
    "live.slot_acked": "live.ack",
    "live.slot_ticked": "live.run",
    "live.slot_late": "live.run",
    "live.goods_told": "live.run",
    "live.day_confirmed": "live.confirm",
    "live.requested": "live.request",
    "live.handed_in": "live.run",
    "live.request_answered": "live.confirm",
    "live.published": "live.confirm",
    "live.seen": "live.run",
    "live.edit_undone": "live.plan",
    "live.edit_redone": "live.plan",
    "live.settings_changed": "live.plan",
}
"""Kind -> the verb that its actor needed; `ops check` asks for it. What comes by itself is done by the system."""

OWN_KINDS = frozenset({"live.slot_stepped", "live.slot_late", "live.requested", "live.seen", "live.times_changed"})
"""What a host or an assistant does over the link that is theirs, without a role."""

for _part in PARTS:
    KINDS |= _part.KINDS
    NEEDS |= _part.NEEDS
    for _audience, _names in getattr(_part, "ENTITIES", {}).items():
        ENTITIES[_audience] += tuple(one for one in _names if one not in ENTITIES[_audience])
