"""What may happen in privacy: kinds, the entities whose rows they touch, the audiences that hear of them."""

from __future__ import annotations

_ALL = {"desk", "board", "welcome", "intro"}

KINDS: dict[str, tuple[set[str], set[str]]] = {
    "privacy.notice_published": (set(), {"board"}),
    "privacy.guest_erased": ({"guest", "delegation", "event", "issue", "freeze"}, _ALL),
    "privacy.event_purged": (
        {"guest", "delegation", "device", "issue", "freeze", "sheet_row", "message", "ready"}
        | {"producer", "live_person", "live_paper", "channel"}
        | {"space_exhibitor", "space_flag"}
        | {"live_request", "live_slot", "live_settings", "live_release"},
        _ALL | {"stage", "live", "booth", "spaces", "space"},
    ),
    "privacy.purge_proved": (set(), {"board"}),
}

NEEDS: dict[str, str] = dict.fromkeys(KINDS, "privacy.manage")
"""Kind -> the verb that its actor needed; `ops check` asks for it."""
