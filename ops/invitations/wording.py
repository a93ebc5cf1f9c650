"""What a letter, a picture, an e-mail and a Zalo message say of one invitation. Letters are written in Vietnamese; the
page behind the code is in both languages."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from ops.checkin import qr
from ops.checkin.gate_queries import gates
from ops.core import queries as core_queries, tokens, words
from ops.core.when import clock_words, day_words
from ops.errors import NotFound
from ops.invitations import queries

Row = dict[str, Any]
LANG = "vi"


def event_facts(conn: Connection, event_id: str) -> Row:
    """The same for all letters of an event."""
    event = core_queries.find_event(conn, event_id)
    if event is None:
        raise NotFound
    rules = queries.policy_of(conn, event_id)
    starts_at, zone = event["starts_at"], event["zone"]
    return {name: event[name] for name in ("id", "organiser", "name", "venue", "place")} | {
        "when": f"{clock_words(starts_at, zone)}, {day_words(starts_at, zone, LANG)}",
        "reply_by": _reply_by(rules, event),
        "letter": rules["letter"] or say("letter.invites", organiser=event["organiser"]),
        "signer": rules["signer"],
        "map_text": rules["map_text"],
    }


def _reply_by(rules: Row, event: Row) -> str:
    at = rules["reply_by"] or event["starts_at"]
    return f"{clock_words(at, event['zone'])}, {day_words(at, event['zone'], LANG)}"


def say(key: str, **facts: object) -> str:
    """A sentence of a letter."""
    return words.say(LANG, f"invitations.{key}", **facts)


def said(*keys: str) -> dict[str, str]:
    """Several sentences of a letter by their last name."""
    return {key.rpartition(".")[2]: say(key) for key in keys}


def guest_facts(row: Row, doors: list[Row], event_id: str, secret: bytes, base: str) -> Row:
    """One guest's letter: how they are addressed, which door, and what their code says."""
    code = tokens.derive_code(secret, event_id, row["id"], row["version"])
    return {
        "id": row["id"],
        "name": f"{row['honorific']} {row['name']}".strip(),
        "title": row["title"],
        "unit": row["unit"] or row["delegation_name"],
        "door": door_words(row, doors),
        "url": qr.invitation_url(base, code),
        "code": tokens.pretty_code(code),
    }


def door_words(row: Row, doors: list[Row]) -> str:
    """The gate that takes this guest's block, and the seat."""
    gate = next(
        (one["name"] for one in doors if not one["categories"] or row["category"] in one["categories"].split()), ""
    )
    seat = say("letter.seat", seat=row["seat"]) if row["seat"] else ""
    return ", ".join(part for part in (gate, seat) if part)


def letters(conn: Connection, event_id: str, people: list[Row], secret: bytes, base: str) -> Row:
    """All that letters, pictures and e-mails to these people need."""
    doors = gates(conn, event_id)
    return {
        "event": event_facts(conn, event_id),
        "words": said("letter.heading", "letter.dear", "letter.when", "letter.where", "letter.door", "letter.way",
                      "letter.show", "letter.signed", "letter.reply"),
        "guests": [guest_facts(row, doors, event_id, secret, base) for row in people],
    }  # fmt: skip


# ---------- a message to copy ----------


def message(facts: Row, guest: Row) -> str:
    """What goes into a chat with one guest: plain lines, the link on a line of its own."""
    event = facts["event"]
    lines = [
        say("chat.dear", name=guest["name"]),
        event["letter"],
        event["name"],
        f"{say('letter.when')}: {event['when']}",
        f"{say('letter.where')}: {_place(event)}",
        say("chat.link", by=event["reply_by"]),
        guest["url"],
        event["signer"] or event["organiser"],
    ]
    return "\n".join(line for line in lines if line)


def message_to_unit(facts: Row, unit: str) -> str:
    """What goes to the contact of a delegation: the facts once, then a line and a link for each person."""
    event = facts["event"]
    head = [
        say("chat.dear", name=unit),
        event["letter"],
        event["name"],
        f"{say('letter.when')}: {event['when']}",
        f"{say('letter.where')}: {_place(event)}",
        say("chat.links", by=event["reply_by"]),
    ]
    each = [f"{number}. {_person(one)}\n{one['url']}" for number, one in enumerate(facts["guests"], start=1)]
    return "\n".join([*(line for line in head if line), *each, event["signer"] or event["organiser"]])


def _person(one: Row) -> str:
    return ", ".join(part for part in (one["name"], one["title"]) if part)


def _place(event: Row) -> str:
    return ", ".join(part for part in (event["venue"], event["place"]) if part)
