"""What may happen on the bridge: kinds, the entities whose rows they touch, the audiences that hear of them."""

from __future__ import annotations

_HUB = {"bridge"}
_CUE = {"bridge_cue", "bridge_cross"}

KINDS: dict[str, tuple[set[str], set[str]]] = {
    "bridge.site_made": ({"bridge_site"}, _HUB),
    "bridge.site_changed": ({"bridge_site"}, _HUB),
    "bridge.sites_loaded": ({"bridge_site", "bridge_phrase", "bridge_cross"}, _HUB),
    "bridge.invite_made": ({"bridge_invite"}, _HUB),
    "bridge.invite_used": ({"bridge_invite"}, _HUB),
    "bridge.invite_revoked": ({"bridge_invite"}, _HUB),
    "bridge.link_refused": (set(), _HUB),
    "bridge.key_made": ({"bridge_key"}, _HUB),
    "bridge.key_revoked": ({"bridge_key"}, _HUB),
    "bridge.key_refused": (set(), _HUB),
    "bridge.settings_changed": ({"bridge_settings"}, _HUB),
    "bridge.phrases_changed": ({"bridge_phrase"}, _HUB),
    "bridge.cue_sent": (_CUE, _HUB),
    "bridge.cue_acked": (_CUE, _HUB),
    "bridge.cue_done": (_CUE, _HUB),
    "bridge.tally_changed": (_CUE, _HUB),
    "bridge.cross_made": ({"bridge_cross"}, _HUB),
    "bridge.cross_changed": ({"bridge_cross"}, _HUB),
    "bridge.talk_sent": ({"bridge_talk"}, _HUB),
    "bridge.talk_marked": ({"bridge_talk", "bridge_site"}, _HUB),
    "bridge.item_told": ({"bridge_site"}, _HUB),
    "bridge.go_said": ({"bridge_site"}, _HUB),
    "bridge.frozen": ({"bridge_freeze"}, _HUB),
    "bridge.code_made": ({"bridge_site"}, _HUB),
    "bridge.control_changed": ({"bridge_site"}, _HUB),
    "bridge.remote_told": ({"bridge_site"}, _HUB),
    "bridge.uplink_changed": ({"bridge_row", "bridge_site"}, _HUB | {"stage"}),
    "bridge.mirrored": ({"bridge_site", "bridge_cue", "bridge_talk", "bridge_row"}, _HUB | {"stage"}),
    "bridge.row_moved": ({"bridge_row", "bridge_site"}, _HUB | {"stage"}),
    "bridge.fallback_taken": ({"bridge_row"}, _HUB | {"stage"}),
}

ENTITIES: dict[str, tuple[str, ...]] = {
    "bridge": (
        "bridge_site", "bridge_cue", "bridge_cross", "bridge_talk", "bridge_phrase", "bridge_invite", "bridge_key",
        "bridge_freeze", "bridge_settings", "bridge_row",
    ),
    "stage": ("bridge_row",),
}  # fmt: skip
"""Audience -> entities of this domain that it sees."""

NEEDS: dict[str, str] = {
    "bridge.site_made": "bridge.manage",
    "bridge.site_changed": "bridge.manage",
    "bridge.sites_loaded": "bridge.manage",
    "bridge.invite_made": "bridge.manage",
    "bridge.key_made": "bridge.manage",
    "bridge.key_revoked": "bridge.manage",
    "bridge.invite_revoked": "bridge.manage",
    "bridge.settings_changed": "bridge.manage",
    "bridge.phrases_changed": "bridge.manage",
    "bridge.uplink_changed": "bridge.manage",
    "bridge.cue_sent": "bridge.run",
    "bridge.cross_made": "bridge.run",
    "bridge.cross_changed": "bridge.run",
    "bridge.talk_sent": "bridge.run",
    "bridge.go_said": "bridge.run",
    "bridge.frozen": "bridge.run",
    "bridge.code_made": "bridge.run",
    "bridge.item_told": "bridge.tell",
    "bridge.fallback_taken": "stage.call",
}
"""Kind -> the verb that its actor needed; `ops check` asks for it. What comes by itself is done by the system."""

SITE_KINDS = {
    "bridge.invite_used": ("producer", "mc", "viewer", "server"),
    "bridge.cue_acked": ("producer", "server"),
    "bridge.cue_done": ("producer", "server"),
    "bridge.talk_marked": ("producer", "mc", "viewer", "server"),
    "bridge.talk_sent": ("producer", "server"),
    "bridge.item_told": ("producer", "server"),
    "bridge.remote_told": ("server",),
}
"""Kind -> roles of an invite whose holder may be its actor."""
ROLES = ("producer", "mc", "viewer", "server")
