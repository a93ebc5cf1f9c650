"""What may happen to outputs and control. None of their rows is in the feed; the stage hears that something changed."""

from __future__ import annotations

_STAGE = {"stage"}

KINDS: dict[str, tuple[set[str], set[str]]] = {
    "outputs.made": (set(), _STAGE),
    "outputs.changed": (set(), _STAGE),
    "outputs.removed": (set(), _STAGE),
    "outputs.asked": (set(), _STAGE),
    "outputs.failed": (set(), _STAGE),
    "outputs.token_made": (set(), _STAGE),
    "outputs.token_revoked": (set(), _STAGE),
    "outputs.osc_changed": (set(), _STAGE),
}

NEEDS: dict[str, str] = {
    "outputs.made": "outputs.manage",
    "outputs.changed": "outputs.manage",
    "outputs.removed": "outputs.manage",
    "outputs.asked": "outputs.manage",
    "outputs.token_made": "outputs.manage",
    "outputs.token_revoked": "outputs.manage",
    "outputs.osc_changed": "outputs.manage",
}
"""Kind -> the verb that its actor needed. That something failed is said by the system."""

TOKEN_KINDS: dict[str, str] = {"stage.stepped": "call", "stage.message_sent": "message"}
"""What a control token may do, and the right it needs for it."""
