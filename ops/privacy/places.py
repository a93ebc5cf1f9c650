"""Where personal data stands in the tables: one list, for the database and for its backups.

Tables and columns are named as words and met as they are: a backup of an earlier version has fewer of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

GONE = "Đã xóa"
DEVICE = "Thiết bị"
NO_FREEZE = '{"blocks":[],"note":"","by":""}'


@dataclass(frozen=True)
class Place:
    """A table of an event. `clear` is emptied, `said` becomes a word where something stood; `sought` is looked for
    afterwards, `inside` are JSON columns whose personal keys are looked for."""

    name: str
    clear: Mapping[str, str | None]
    said: Mapping[str, str]
    sought: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    drop: bool = False
    besides: str = ""  # kind of rows that are left alone


PLACES = (
    Place(
        "guest",
        dict.fromkeys(("honorific", "fold", "title", "unit", "note", "host", "badge", "pronounce", "answer_note"), "")
        | {"phone": None, "email": None, "met_by": None},
        {"name": GONE, "blocked": GONE},
        ("name", "phone", "email", "note", "host", "pronounce", "answer_note", "met_by", "blocked"),
    ),
    Place(
        "delegation",
        {"contact": "", "contact_phone": None, "contact_email": None, "note": ""},
        {},
        ("contact", "contact_phone", "contact_email", "note"),
    ),
    Place("scan", {"operator": ""}, {"override_reason": GONE}, ("operator", "override_reason")),
    Place("undo", {"operator": ""}, {"reason": GONE}, ("operator", "reason")),
    Place("call", {"operator": "", "words": ""}, {}, ("operator", "words")),
    Place("quarantine", {"body": "{}"}, {}, (), ("body",)),
    Place("list_import", {"faults": "[]"}, {"file": GONE}, ("file",), ("faults",)),
    Place("list_row", {}, {}, (), ("fields", "before", "faults"), drop=True),
    Place("mail", {"why": ""}, {}),
    Place("freeze", {"body": NO_FREEZE}, {}, (), ("body",)),
    Place("access", {"detail": ""}, {}),
    Place("pairing", {}, {"name": DEVICE}, ("name",)),
    Place("device", {"agent": ""}, {"name": DEVICE}, ("name",)),
    Place("sheet_edit", {"redo": "[]", "undo": "[]", "label": "", "state": "dropped"}, {}),
    Place("stage_take", {"name": ""}, {}, ("name",)),
    Place("run_cause", {"cause": ""}, {}, ("cause",)),
    Place("sheet_present", {}, {}, drop=True),
    Place("stage_message", {}, {"text": GONE, "by": GONE}, ("text",)),
    Place("stage_receipt", {}, {"name": DEVICE}, ("name",)),
    Place("stage_ready", {}, {"name": DEVICE}, ("name",)),
    Place("live_request", {"reason": "", "words": ""}, {}, ("reason", "words")),
    Place("live_slot", {"note": "", "overrides": "[]", "acks": "[]", "ticks": "{}"}, {}, ("note",)),
    Place("live_settings", {"help": "{}"}, {}),
    Place("live_release", {"note": ""}, {"by": GONE}, ("by", "note")),
    Place("live_edit", {}, {}, drop=True),
    Place("live_press", {}, {}, drop=True),
    Place("live_figure", {"note": ""}, {}, ("note",)),
    Place("live_file", {"name": ""}, {}, ("name",)),
    Place("output", {}, {}, drop=True),
    Place("output_send", {}, {}, drop=True),
    Place("output_try", {}, {}, drop=True),
    Place("osc_door", {}, {}, drop=True),
    Place("control_token", {}, {"name": DEVICE}),
    Place("producer", {"contact": "", "phone": "", "note": ""}, {}, ("contact", "phone")),
    Place("live_person", {"phone": "", "token_hash": ""}, {"name": GONE}, ("name", "phone")),
    Place("live_identity", {"verified_by": ""}, {"handle": GONE}, ("handle",)),
    Place("live_away", {"note": ""}, {}, ("note",)),
    Place("live_free", {}, {}, drop=True),
    Place("live_paper", {"number": "", "reason": "", "file_name": "", "file_hash": ""}, {}, ("reason",)),
    Place("channel", {"key_cipher": "", "key_mark": ""}, {}),
    Place("catalogue_import", {}, {}, drop=True),
    Place("bridge_site", {"note": "", "go_note": "", "remote": ""}, {"go_by": GONE}, ("note", "go_note")),
    Place("bridge_invite", {"about": ""}, {"name": GONE}, ("name", "about")),
    Place("bridge_cue", {"script": ""}, {"by": GONE}, ("script",)),
    Place("bridge_cross", {"script": "", "note": ""}, {}, ("script", "note")),
    Place("bridge_talk", {}, {"text": GONE, "by": GONE}, ("text",)),
    Place("bridge_freeze", {}, {"by": GONE}),
    Place("space_exhibitor", {"contact": ""}, {}, ("contact",)),
    Place("space_text", {"words": "{}"}, {}),
    Place("space_card", {}, {}, drop=True),
    Place("space_stamp", {}, {}, drop=True),
    Place("space_flag", {}, {}, ("words",), drop=True),
    Place("space_lead", {"mark": "", "interest": "", "note": ""}, {}, ("note", "interest")),
    Place(
        "space_contact",
        dict.fromkeys(("name", "phone", "email", "unit", "interest"), ""),
        {},
        ("name", "phone", "email", "interest"),
    ),
    Place("space_asking", {"words": "", "answer": ""}, {}, ("words", "answer")),
    Place("space_draw", {"witnesses": "[]", "thawed": "[]"}, {}, (), ("witnesses", "thawed")),
    Place("space_win", {"name": "", "phone": "", "claimed_place": ""}, {}, ("name", "phone")),
    Place("job", {"result": "{}"}, {}, besides="privacy.purge"),
)
OPEN_WORDS: dict[str, tuple[str, ...]] = {
    "category": ("name", "collective"),
    "gate": ("name", "place", "way"),
    "delegation": ("name", "source", "fold"),
    "policy": ("letter", "signer", "map_text", "controller", "contact"),
    "notice": ("words_vi", "words_en"),
    "membership": ("roles",),
    "seat": ("id", "row"),
}
"""What an event keeps on purpose: units, gates, blocks, what the office says of itself in public."""
