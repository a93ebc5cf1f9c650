"""What may happen on stage: kinds, the entities whose rows they touch, the audiences that hear of them."""

from __future__ import annotations

_STAGE = {"stage"}
_SHEET = {"sheet_row", "track", "clock", "ran"}

KINDS: dict[str, tuple[set[str], set[str]]] = {
    "stage.loaded": ({"track", "clock", "sheet_row", "sheet_column"}, _STAGE),
    "stage.stepped": (_SHEET, _STAGE),
    "stage.passed": (_SHEET, _STAGE),
    "stage.reset": (_SHEET | {"ready"}, _STAGE),
    "stage.edited": (_SHEET, _STAGE),
    "stage.edit_undone": (_SHEET, _STAGE),
    "stage.edit_redone": (_SHEET, _STAGE),
    "stage.locked": ({"track"}, _STAGE),
    "stage.track_made": ({"track", "clock", "sheet_column"}, _STAGE),
    "stage.columns_changed": ({"sheet_column"}, _STAGE),
    "stage.message_sent": ({"message"}, _STAGE),
    "stage.message_cleared": ({"message"}, _STAGE),
    "stage.message_read": ({"message"}, _STAGE),
    "stage.ready_said": ({"ready"}, _STAGE),
    "stage.prompted": ({"prompter"}, _STAGE),
    "stage.take_named": ({"track"}, _STAGE),
    "stage.cause_noted": ({"track"}, _STAGE),
}

ENTITIES: dict[str, tuple[str, ...]] = {
    "stage": ("event", "track", "clock", "sheet_column", "sheet_row", "ran", "message", "ready", "prompter"),
}
"""Audience -> entities of this domain that it sees."""

NEEDS: dict[str, str] = {
    "stage.stepped": "stage.call",
    "stage.reset": "stage.call",
    "stage.edited": "stage.write",
    "stage.edit_undone": "stage.edit",
    "stage.edit_redone": "stage.edit",
    "stage.locked": "stage.edit",
    "stage.track_made": "stage.edit",
    "stage.columns_changed": "stage.edit",
    "stage.message_sent": "stage.call",
    "stage.message_cleared": "stage.call",
    "stage.message_read": "stage.see",
    "stage.ready_said": "stage.see",
    "stage.prompted": "stage.prompt",
    "stage.take_named": "stage.call",
    "stage.cause_noted": "stage.call",
}
"""Kind -> the verb that its actor needed; `ops check` asks for it. What comes by itself is done by the system."""
