"""Cards, their stamps, and how they are shown; leads and draws as they are kept."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from ops.core import clock
from ops.core.tokens import hash_token
from ops.spaces.card_models import (
    space_asking,
    space_card,
    space_consent,
    space_contact,
    space_flag,
    space_guess,
    space_lead,
    space_stamp,
    space_win,
)
from ops.spaces.models import space_text
from ops.spaces.queries import rows_of
from ops.spaces.rules import consents, dues, stamps, times

Row = dict[str, Any]
KEPT_DAYS = 30
"""After the event, then cards and stamps are deleted."""


def kept_until(event: Row) -> int:
    """When the cards of an event are deleted."""
    return int(event["ends_at"]) + KEPT_DAYS * clock.DAY


# ---------- cards ----------


def find_card(conn: Connection, token: str) -> Row | None:
    """The card of a token, with its event."""
    row = conn.execute(select(space_card).where(space_card.c.token_hash == hash_token(token))).mappings().first()
    return dict(row) if row else None


def has_cards(conn: Connection, event_id: str) -> bool:
    """Has the event a card that will have to go?"""
    return conn.execute(select(space_card.c.id).where(space_card.c.event_id == event_id).limit(1)).first() is not None


def cards_by_token(conn: Connection, event_id: str, hashes: Iterable[str]) -> dict[str, Row]:
    """Hash of a token -> its card in this event."""
    here = (space_card.c.event_id == event_id) & space_card.c.token_hash.in_(list(hashes))
    return {row["token_hash"]: dict(row) for row in conn.execute(select(space_card).where(here)).mappings()}


def stamps_of(conn: Connection, event_id: str, cards: Iterable[str]) -> dict[str, list[Row]]:
    """Card -> its stamps, in the order in which they were made."""
    wanted = list(cards)
    found: dict[str, list[Row]] = {one: [] for one in wanted}
    query = select(space_stamp).where(space_stamp.c.event_id == event_id, space_stamp.c.card.in_(wanted))
    for row in conn.execute(query.order_by(space_stamp.c.made_at, space_stamp.c.booth)).mappings():
        found[row["card"]].append(dict(row))
    return found


def stamp_lists(conn: Connection, event_id: str) -> list[Row]:
    """Every card with its stamps: {id, stamps}."""
    found: dict[str, list[Row]] = {}
    query = select(space_stamp.c.card, space_stamp.c.at).where(space_stamp.c.event_id == event_id)
    for row in conn.execute(query).mappings():
        found.setdefault(row["card"], []).append({"at": row["at"]})
    return [{"id": card, "stamps": some} for card, some in sorted(found.items())]


def new_cards(conn: Connection, event_id: str, booth: str, step: int) -> int:
    """How many cards were opened from one code."""
    here = (space_card.c.event_id == event_id) & (space_card.c.booth == booth) & (space_card.c.step == step)
    return int(conn.execute(select(func.count()).select_from(space_card).where(here)).scalar_one())


def flags_of(conn: Connection, event_id: str, card: str) -> list[Row]:
    """What looked odd about a card."""
    query = select(space_flag).where(space_flag.c.event_id == event_id, space_flag.c.card == card)
    names = ("id", "kind", "seconds", "state", "words")
    return [{name: row[name] for name in names} for row in conn.execute(query.order_by(space_flag.c.at)).mappings()]


def event_short(event: Row) -> Row:
    """An event for a visitor."""
    return {name: event[name] for name in ("id", "name", "short", "zone")}


def booths_shown(booths: Iterable[Row], areas: dict[str, str]) -> list[Row]:
    """Booths for a visitor, those that stamp."""
    some = sorted((one for one in booths if one["stamps"]), key=lambda one: (one["order"], one["id"]))
    return [
        {name: one[name] for name in ("id", "key", "name", "shows")} | {"area": areas.get(one["area"], "")}
        for one in some
    ]


def areas_named(conn: Connection, event_id: str) -> dict[str, str]:
    """Area -> its name."""
    return {one["id"]: one["name"] for one in rows_of(conn, event_id, "space_area")}


def card_shown(card: Row, some: list[Row], known: Row) -> Row:
    """A card for its holder. `known`: event, booths (shown), names, gifts of the event."""
    named = known["names"]
    return {
        "id": card["id"],
        "event": event_short(known["event"]),
        "made_at": clock.iso(card["made_at"]),
        "until": clock.iso(kept_until(known["event"])),
        "stamps": [
            {"booth": one["booth"], "name": named.get(one["booth"], ""), "at": clock.iso(one["at"])}
            | {"way": one["way"], "weak": one["weak"]}
            for one in some
        ],
        "booths": known["booths"],
        "gifts": [gift_shown(one, some) for one in known["gifts"]],
        "weak_left": stamps.weak_left(some),
        "used": used_shown(card, known["gifts"]),
    }


def gift_shown(gift: Row, some: list[Row]) -> Row:
    """A gift and what is missing for it."""
    missing = stamps.missing(some, gift["stamps"])
    kept = {name: gift[name] for name in ("id", "name", "stamps")}
    return kept | {"missing": missing, "ready": not missing and stamps.by_staff(some)}


def used_shown(card: Row, gifts: Iterable[Row]) -> Row | None:
    """When and where a card was handed in."""
    if card["used_at"] is None:
        return None
    name = next((one["name"] for one in gifts if one["id"] == card["gift"]), "")
    at = clock.iso(card["used_at"])
    return {"at": at, "place": card["used_place"], "gift": card["gift"], "gift_name": name}


def known_of(conn: Connection, event: Row, settings: Row, booths: list[Row]) -> Row:
    """What every card of an event shows beside its stamps."""
    return {
        "event": event,
        "gifts": settings["gifts"],
        "booths": booths_shown(booths, areas_named(conn, event["id"])),
        "names": {one["id"]: one["name"] for one in booths},
    }


def wins_of(conn: Connection, event_id: str, card: str) -> list[Row]:
    """What a card has won."""
    titles = {one["id"]: one["title"] for one in rows_of(conn, event_id, "space_draw")}
    query = select(space_win).where(space_win.c.event_id == event_id, space_win.c.card == card)
    return [
        {"draw": row["draw"], "title": titles.get(row["draw"], ""), "place": row["place"], "prize": row["prize"]}
        | {"claimed_at": clock.iso(row["claimed_at"])}
        for row in conn.execute(query.order_by(space_win.c.draw, space_win.c.place)).mappings()
    ]


# ---------- leads ----------


def text_of(conn: Connection, event_id: str, exhibitor: str, version: int) -> Row | None:
    """A version of what visitors are asked: words and hashes by language."""
    query = select(space_text).where(
        space_text.c.event_id == event_id, space_text.c.exhibitor == exhibitor, space_text.c.version == version
    )
    row = conn.execute(query).mappings().first()
    return {"words": json.loads(row["words"]), "hashes": json.loads(row["hashes"]), "version": version} if row else None


def leads_of(conn: Connection, event_id: str, booth: str) -> list[Row]:
    """Leads of a booth as they are kept, newest first."""
    query = select(space_lead).where(space_lead.c.event_id == event_id, space_lead.c.booth == booth)
    return [dict(row) for row in conn.execute(query.order_by(space_lead.c.last_at.desc(), space_lead.c.id)).mappings()]


def lead_of(conn: Connection, event_id: str, lead: str) -> Row | None:
    """A lead."""
    query = select(space_lead).where(space_lead.c.event_id == event_id, space_lead.c.id == lead)
    row = conn.execute(query).mappings().first()
    return dict(row) if row else None


def contacts_of(conn: Connection, event_id: str, leads: Iterable[str]) -> dict[str, list[Row]]:
    """Lead -> what was given, oldest first."""
    wanted = list(leads)
    found: dict[str, list[Row]] = {one: [] for one in wanted}
    query = select(space_contact).where(space_contact.c.event_id == event_id, space_contact.c.lead.in_(wanted))
    for row in conn.execute(query.order_by(space_contact.c.at, space_contact.c.id)).mappings():
        found[row["lead"]].append(dict(row))
    return found


def acts_of(conn: Connection, event_id: str, leads: Iterable[str]) -> dict[str, list[Row]]:
    """Lead -> what was agreed to and taken back, in order."""
    wanted = list(leads)
    found: dict[str, list[Row]] = {one: [] for one in wanted}
    query = select(space_consent).where(space_consent.c.event_id == event_id, space_consent.c.lead.in_(wanted))
    for row in conn.execute(query.order_by(space_consent.c.n)).mappings():
        found[row["lead"]].append(dict(row) | {"purposes": json.loads(row["purposes"])})
    return found


def leads_shown(conn: Connection, event_id: str, booth: str) -> list[Row]:
    """Leads for the booth that got them. What was taken back comes without a name: it is of no more use."""
    found = leads_of(conn, event_id, booth)
    ids = [one["id"] for one in found]
    contacts, acts = contacts_of(conn, event_id, ids), acts_of(conn, event_id, ids)
    return [_lead_shown(one, contacts[one["id"]], acts[one["id"]]) for one in found]


def _lead_shown(lead: Row, contacts: list[Row], acts: list[Row]) -> Row:
    usable = [one for one in contacts if one["erased_at"] is None] if lead["state"] == "active" else []
    newest = usable[-1] if usable else dict.fromkeys(("name", "phone", "email", "unit"), "")
    kept = {name: lead[name] for name in ("id", "booth", "state", "rating", "revision")}
    said = {name: lead[name] if lead["state"] == "active" else "" for name in ("interest", "note")}
    told = {name: newest[name] for name in ("name", "phone", "email", "unit")}
    times_ = {name: clock.iso(lead[name]) for name in ("first_at", "last_at")}
    purposes = sorted(consents.standing(acts), key=consents.PURPOSES.index)
    asked = next((one["interest"] for one in reversed(usable) if one["interest"]), "")
    return kept | told | said | times_ | {"purposes": purposes, "contacts": len(contacts), "asked": asked}


def sums_of(leads: Iterable[Row]) -> Row:
    """How many stand, how many were taken back, how often somebody gave something."""
    found = list(leads)
    active = sum(one["state"] == "active" for one in found)
    return {"active": active, "withdrawn": len(found) - active, "contacts": sum(one["contacts"] for one in found)}


def due_days(at: int, zone: str) -> dict[str, str]:
    """By when each right is answered that is asked for on the day of an instant."""
    day = times.day_of(at, zone)
    return {kind: dues.due_day(kind, day) for kind in ("withdraw", "view", "correct", "erase")}


def askings(conn: Connection, event_id: str, zone: str, now: int) -> list[Row]:
    """What people asked for, and by when they have an answer."""
    today = times.day_of(now, zone)
    query = select(space_asking).where(space_asking.c.event_id == event_id).order_by(space_asking.c.asked_at)
    return [
        {name: row[name] for name in ("id", "kind", "booth", "words", "due", "answer")}
        | {"asked_at": clock.iso(row["asked_at"]), "done_at": clock.iso(row["done_at"])}
        | {"late": dues.is_late(row["due"], today, row["done_at"] is not None)}
        for row in conn.execute(query).mappings()
    ]


def guesses(conn: Connection, client: str, since: int) -> list[int]:
    """When a client guessed wrong after an instant, the oldest first."""
    here = (space_guess.c.client == client) & (space_guess.c.at > since)
    return list(conn.execute(select(space_guess.c.at).where(here).order_by(space_guess.c.at)).scalars())
