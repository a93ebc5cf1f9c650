"""Areas, exhibitors, booths, settings: what is there."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Callable
from typing import Any

from sqlalchemy import insert, select

from ops.core import queries as core_queries, tokens, words
from ops.core.actions import fresh
from ops.core.work import Work
from ops.errors import Conflict, Invalid
from ops.livestream import queries as live_queries
from ops.spaces import queries
from ops.spaces.actions.shelf import Refused, add, change, changed, packed, remove, require, upsert
from ops.spaces.card_models import space_lead, space_stamp
from ops.spaces.models import space_hour, space_settings, space_tally, space_tap, space_text
from ops.spaces.rules import consents

Row = dict[str, Any]
KEY_CHARS = 8
PIN_ROUNDS = 100_000
AREA: Row = {"safety": None, "opens": "", "closes": "", "order": 0}
EXHIBITOR: Row = {"producer": "", "contact": "", "text_version": 1}
BOOTH: Row = {
    "exhibitor": "", "room": "", "shows": "", "demos": [], "opens": "", "closes": "", "stamps": True, "printed": False,
    "order": 0,
}  # fmt: skip


def _made(work: Work, ref: str, name: str, kind: str, row: Row, more: Callable[[Row], None]) -> Row:
    """A new row with whatever belongs to it; an id that is taken is said."""
    row = {"id": row.get("id") or tokens.new_id()} | {one: value for one, value in row.items() if one != "id"}
    if queries.one_of(work.conn, work.event_id, name, row["id"]):
        raise Conflict("space_id_taken")
    add(work, name, row)
    more(row)
    facts = {name.removeprefix("space_"): row["id"]}
    touched = {name: [row["id"]]} | ({"space_tally": [row["id"]]} if name == "space_booth" else {})
    index = work.record(kind, f"{name}:{row['id']}", touched, facts, ref=ref)
    return fresh(work, ref, kind, facts, index)


def _changed(work: Work, ref: str, name: str, kind: str, one: str, values: Row) -> Row:
    """Other values; what is as before writes no line."""
    after = changed(require(work, name, one), values)
    facts: Row = {name.removeprefix("space_"): one, "fields": sorted(after)}
    if not after:
        return fresh(work, ref, kind, facts, None)
    change(work, name, one, after)
    return fresh(work, ref, kind, facts, work.record(kind, f"{name}:{one}", {name: [one]}, facts, ref=ref))


# ---------- areas ----------


def make_area(work: Work, ref: str, values: Row) -> Row:
    """A new area."""
    return _made(work, ref, "space_area", "spaces.area_made", AREA | values, lambda row: None)


def change_area(work: Work, ref: str, area: str, values: Row) -> Row:
    """Other values for an area."""
    return _changed(work, ref, "space_area", "spaces.area_changed", area, values)


# ---------- exhibitors ----------


def make_exhibitor(work: Work, ref: str, values: Row) -> Row:
    """A new exhibitor, with the words of its consent."""
    row = EXHIBITOR | values
    return _made(work, ref, "space_exhibitor", "spaces.exhibitor_made", row, lambda made: keep_text(work, made, 1))


def change_exhibitor(work: Work, ref: str, exhibitor: str, values: Row) -> Row:
    """Other values for an exhibitor; another name or contact is another text to agree to."""
    before = require(work, "space_exhibitor", exhibitor)
    after = before | values
    if (before["name"], before["contact"]) != (after["name"], after["contact"]):
        values = values | {"text_version": before["text_version"] + 1}
        keep_text(work, after, values["text_version"])
    return _changed(work, ref, "space_exhibitor", "spaces.exhibitor_changed", exhibitor, values)


def keep_text(work: Work, exhibitor: Row, version: int) -> None:
    """A version of what visitors are asked: both languages, each with its hash. It stays as it is."""
    event = core_queries.find_event(work.conn, work.event_id) or {}
    texts = {lang: text_of(lang, exhibitor, event) for lang in words.LANGS}
    hashes = {lang: consents.text_hash(text) for lang, text in texts.items()}
    row = {"exhibitor": exhibitor["id"], "version": version, "made_at": work.now}
    kept = {"words": json.dumps(texts, ensure_ascii=False), "hashes": json.dumps(hashes)}
    work.conn.execute(insert(space_text).values(event_id=work.event_id, **row, **kept))


def text_of(lang: str, exhibitor: Row, event: Row) -> Row:
    """The words of a consent: who is responsible, for what, purpose by purpose, and what one may ask for."""
    facts = {"exhibitor": exhibitor["name"], "contact": exhibitor["contact"], "event": event["name"],
             "organiser": event["organiser"]}  # fmt: skip

    def say(name: str) -> str:
        return words.say(lang, f"spaces.consent.{name}", **facts)

    purposes = [{"id": one, "words": say(f"purpose.{one}")} for one in consents.PURPOSES]
    whole = {"title": say("title"), "intro": say("intro"), "purposes": purposes}
    return whole | {"rights": say("rights" if exhibitor["contact"] else "rights_here")}


# ---------- booths ----------


def make_booth(work: Work, ref: str, values: Row) -> Row:
    """A new booth with a public key of its own."""
    require_links(work, values)
    row = BOOTH | values | {"key": tokens.new_id(KEY_CHARS)}

    def more(made: Row) -> None:
        work.conn.execute(insert(space_tally).values(event_id=work.event_id, booth=made["id"]))

    return _made(work, ref, "space_booth", "spaces.booth_made", row, more)


def change_booth(work: Work, ref: str, booth: str, values: Row) -> Row:
    """Other values for a booth."""
    require_links(work, values)
    return _changed(work, ref, "space_booth", "spaces.booth_changed", booth, values)


def require_links(work: Work, values: Row) -> None:
    """Area, exhibitor and room are there; a room is one of kind booth."""
    for name, entity in (("area", "space_area"), ("exhibitor", "space_exhibitor")):
        if values.get(name) and not queries.one_of(work.conn, work.event_id, entity, values[name]):
            raise Invalid("space_link", fields={name: values[name]})
    if room := values.get("room"):
        found = live_queries.read(work.conn, work.event_id, "live", "live_room", [room])
        if not found or found[0]["kind"] != "booth":
            raise Invalid("space_room", fields={"room": room})


def remove_booth(work: Work, ref: str, booth: str) -> Row:
    """A booth at which nothing has happened goes."""
    require(work, "space_booth", booth)
    for table in (space_stamp, space_tap, space_lead, space_hour):
        if work.conn.execute(
            select(table.c.booth).where(table.c.event_id == work.event_id, table.c.booth == booth)
        ).first():
            raise Refused("has_history")
    remove(work, "space_booth", booth)
    remove(work, "space_tally", booth)
    facts, touched = {"booth": booth}, {"space_booth": [booth], "space_tally": [booth]}
    index = work.record("spaces.booth_removed", f"space_booth:{booth}", touched, facts, ref=ref)
    return fresh(work, ref, "spaces.booth_removed", facts, index)


def set_printed(work: Work, ref: str, booth: str, on: bool) -> Row:
    """From now on the printed sheet is taken, or not."""
    before = require(work, "space_booth", booth)
    facts = {"booth": booth, "on": on}
    if before["printed"] == on:
        return fresh(work, ref, "spaces.printed_set", facts, None)
    change(work, "space_booth", booth, {"printed": on})
    index = work.record("spaces.printed_set", f"space_booth:{booth}", {"space_booth": [booth]}, facts, ref=ref)
    return fresh(work, ref, "spaces.printed_set", facts, index)


# ---------- settings ----------


def set_settings(work: Work, ref: str, values: Row) -> Row:
    """Hours, gifts, the PIN of the kiosk."""
    if values.get("pin") is not None:
        values = values | {"pin": pin_of(values["pin"]) if values["pin"] else {}}
    if len({one["id"] for one in values.get("gifts") or ()}) < len(values.get("gifts") or ()):
        raise Invalid("space_gift_twice")
    before = queries.settings(work.conn, work.event_id)
    after = changed(before, {name: value for name, value in values.items() if value is not None})
    facts: Row = {"fields": sorted(after)}
    if not after:
        return fresh(work, ref, "spaces.settings_changed", facts, None)
    keep_settings(work, after)
    touched = {"space_settings": ["spaces"]}
    index = work.record("spaces.settings_changed", "space_settings", touched, facts, ref=ref)
    return fresh(work, ref, "spaces.settings_changed", facts, index)


def keep_settings(work: Work, values: Row) -> None:
    """Settings as they are stored."""
    upsert(work, space_settings, {}, packed("space_settings", values))


def pin_of(pin: str) -> Row:
    """What a tablet needs to know a PIN when it sees one. It keeps children from leaving the kiosk, no more."""
    salt = os.urandom(12)
    hashed = hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, PIN_ROUNDS)
    return {"salt": base64.b64encode(salt).decode(), "hash": base64.b64encode(hashed).decode(), "rounds": PIN_ROUNDS}
