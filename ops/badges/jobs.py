"""Jobs of badges: what the child needs, what it does, what is stored."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.engine import Connection

from ops.badges import actions, queries
from ops.checkin import qr
from ops.config import Config
from ops.core import queries as core_queries, tokens, words
from ops.core.jobs import Kind
from ops.core.work import Work
from ops.errors import NotFound

Row = dict[str, Any]
FILES = {"a6": "the-dai-bieu-a6.pdf", "label62": "the-dai-bieu-nhan-62mm.pdf"}


def event_of(conn: Connection, event_id: str) -> Row:
    """The event of a job."""
    found = core_queries.find_event(conn, event_id)
    if found is None:
        raise NotFound
    return found


def card_of(card: Row, event_id: str, base: str, secret: bytes) -> Row:
    """A badge's words with what its code says; the code is derived, never stored."""
    code = tokens.derive_code(secret, event_id, card["id"], card["version"])
    names = ("id", "honorific", "name", "title", "unit", "block", "band")
    return {name: card[name] for name in names} | {
        "url": qr.invitation_url(base, code),
        "code": tokens.pretty_code(code),
    }


def prepare_sheets(conn: Connection, config: Config, row: Row) -> Row:
    """The cards of everybody noted under this job."""
    asked, event_id = json.loads(row["asked"]), row["event_id"]
    event = event_of(conn, event_id)
    found = queries.cards(conn, event_id, queries.guests_of_job(conn, event_id, row["id"]))
    return {
        "layout": asked["layout"],
        "title": words.say(asked["lang"], "badges.title"),
        "file": FILES[asked["layout"]],
        "event": event["short"] or event["name"],
        "cards": [card_of(one, event_id, asked["base"], config.secret) for one in found],
    }


def finish_sheets(work: Work, row: Row, result: Row) -> None:
    """The sheet is there: now the journal says so."""
    ids = queries.guests_of_job(work.conn, work.event_id, row["id"])
    actions.note_printed(work, None, result["layout"], ids, row["id"])


def prepare_paper(conn: Connection, config: Config, row: Row) -> Row:
    """The list as it stands, in the words of whoever asked."""
    asked, event_id = json.loads(row["asked"]), row["event_id"]
    event = event_of(conn, event_id)
    by = core_queries.actor_name(conn, row["made_by"])
    said = {name: words.say(asked["lang"], f"badges.paper.{name}") for name in
            ("title", "number", "name", "sign", "how", "page", "people")}  # fmt: skip
    at = actions.moment(row["made_at"], event["zone"])
    said["printed"] = words.say(asked["lang"], "badges.paper.printed", at=at, by=by)
    groups = queries.paper(conn, event_id, asked["delegation"], asked["category"])
    return {"words": said, "file": "danh-sach-giay.pdf", "event": event["name"], "groups": groups}


KINDS: dict[str, Kind] = {
    "badges.sheet": Kind("badges.print", "ops.badges.sheets:make", prepare_sheets, finish=finish_sheets),
    "badges.paper": Kind("badges.print", "ops.badges.paperlist:make", prepare_paper),
}
