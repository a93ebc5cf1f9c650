"""The prize desk: staff looks at a visitor's card, gives the last stamp, hands out a gift once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.engine import Connection

from ops.core import queries as core_queries
from ops.core.actions import fresh
from ops.core.auth import Actor
from ops.core.work import Work
from ops.errors import NotFound
from ops.spaces import card_queries, keys, queries
from ops.spaces.actions.cards import used_facts
from ops.spaces.actions.places import keep_settings
from ops.spaces.actions.shelf import Refused, event_of
from ops.spaces.card_models import space_card, space_stamp
from ops.spaces.rules import stamps

Row = dict[str, Any]


def require_card(conn: Connection, event_id: str, text: str) -> Row:
    """The card of this event that was shown."""
    token = keys.read_token(text)
    card = card_queries.find_card(conn, token) if token else None
    if card is None or card["event_id"] != event_id:
        raise NotFound
    return card


def look(conn: Connection, event_id: str, token: str) -> Row:
    """A card as staff sees it: gifts, what looked odd, what it has won."""
    card = require_card(conn, event_id, token)
    event, settings = core_queries.find_event(conn, event_id) or {}, queries.settings(conn, event_id)
    some = card_queries.stamps_of(conn, event_id, [card["id"]])[card["id"]]
    known = card_queries.known_of(conn, event, settings, queries.rows_of(conn, event_id, "space_booth"))
    return {
        "card": card_queries.card_shown(card, some, known),
        "gifts": [card_queries.gift_shown(one, some) | {"left": left(one, settings)} for one in settings["gifts"]],
        "flags": card_queries.flags_of(conn, event_id, card["id"]),
        "wins": card_queries.wins_of(conn, event_id, card["id"]),
    }


def left(gift: Row, settings: Row) -> int | None:
    """Pieces that are left; None: enough."""
    given = settings["given"].get(gift["id"], 0)
    return max(0, gift["pieces"] - given) if gift["pieces"] is not None else None


def require_unused(work: Work, card: Row, settings: Row) -> None:
    """A card is handed in once: whoever comes again hears when and where."""
    if card["used_at"] is not None:
        raise Refused("card_used", **used_facts(card, settings["gifts"], event_of(work)["zone"]))


def stamp(work: Work, ref: str, token: str) -> Row:
    """The staff's stamp: somebody has seen the card on the phone that it belongs to."""
    card = require_card(work.conn, work.event_id, token)
    require_unused(work, card, queries.settings(work.conn, work.event_id))
    if stamps.by_staff(card_queries.stamps_of(work.conn, work.event_id, [card["id"]])[card["id"]]):
        raise Refused("stamp_given")
    row = {"card": card["id"], "booth": stamps.DESK, "at": work.now, "made_at": work.now, "way": "staff", "weak": False}
    work.conn.execute(insert(space_stamp).values(event_id=work.event_id, **row))
    facts: Row = {}
    return fresh(work, ref, "spaces.staff_stamped", facts,
                 work.record("spaces.staff_stamped", "space_cards", {}, facts, ref=ref))  # fmt: skip


def use(work: Work, ref: str, token: str, gift_id: str, actor: Actor) -> Row:
    """Hand out a gift: the card is used up."""
    card, settings = require_card(work.conn, work.event_id, token), queries.settings(work.conn, work.event_id)
    gift = next((one for one in settings["gifts"] if one["id"] == gift_id), None)
    if gift is None:
        raise NotFound
    require_unused(work, card, settings)
    some = card_queries.stamps_of(work.conn, work.event_id, [card["id"]])[card["id"]]
    given = settings["given"].get(gift_id, 0)
    if refusal := stamps.gift_refusal(some, gift, given):
        raise Refused(refusal, missing=stamps.missing(some, gift["stamps"]), gift=gift["name"])
    here = (space_card.c.event_id == work.event_id) & (space_card.c.id == card["id"])
    work.conn.execute(update(space_card).where(here).values(used_at=work.now, used_place=actor.name, gift=gift_id))
    keep_settings(work, {"given": settings["given"] | {gift_id: given + 1}})
    facts = {"gift": gift_id, "given": given + 1}
    index = work.record("spaces.card_used", "space_cards", {"space_settings": ["spaces"]}, facts, ref=ref)
    return fresh(work, ref, "spaces.card_used", facts, index)
