"""What a paper of the stage says, read from the sheet as it stands."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from sqlalchemy.engine import Connection

from ops.core import queries as core_queries, when, words
from ops.errors import NotFound
from ops.stage.prints import wording as prints
from ops.stage.prints.blanks import NOBODY, Known as People
from ops.stage.sheet_queries import known_sheet
from ops.stage.show_queries import tracks

Row = dict[str, Any]
people_of: list[Callable[[Connection, str], Row]] = []
"""Set by app.py: (conn, event) -> {blocks, guests, frozen} of the introductions (domain protocol)."""
FILES = {"sheet": "kich-ban-duong-day.pdf", "cards": "the-mc-a5.pdf", "lists": "bang-cue.pdf"}
WORDS = (
    "cue", "start", "length", "title", "task", "notes", "page", "sheet", "next", "nothing_next", "goes_on", "people",
    "say", "unfrozen",
)  # fmt: skip


def paper_facts(conn: Connection, event_id: str, asked: Row, lang: str, by: str, at: int) -> Row:
    """Everything that a paper says: `what` is sheet, cards or lists (of one `department`, or of all)."""
    say = functools.partial(words.say, lang)
    known = known_sheet(conn, event_id, asked["track"], or_empty=True)
    sheet = prints.Sheet(known, say)
    facts: Row = {"what": asked["what"], "paper": asked.get("paper", "a4"), "file": FILES[asked["what"]], "people": 0}
    facts["words"] = {name: say(f"stage.print.word.{name}") for name in WORDS}
    facts["head"] = _head(conn, event_id, known.track.id, say, lang, by, at)
    match asked["what"]:
        case "sheet":
            facts |= prints.sheet_rows(sheet)
            facts["count"] = len(facts["rows"])
        case "cards":
            facts["cards"] = prints.cards(sheet, introductions(conn, event_id))
            facts["count"] = len(facts["cards"])
            facts["people"] = len({one["id"] for card in facts["cards"] for one in card["people"]})
        case _:
            facts |= _lists(sheet, asked.get("department"), facts["head"])
    facts["head"]["title"] = facts["head"].get("title") or say(f"stage.print.title.{asked['what']}")
    return facts


def introductions(conn: Connection, event_id: str) -> People:
    """Who may be named in the MC's words."""
    for read in people_of:
        return People(**read(conn, event_id))
    return NOBODY


def _lists(sheet: prints.Sheet, department: str | None, head: Row) -> Row:
    every = prints.departments(sheet.known.columns)
    if department is not None and department not in every:
        raise NotFound
    found = [prints.cue_list(sheet, one) for one in ([department] if department else every)]
    parts = [
        one | {"head": head | {"title": sheet.say("stage.print.title.list", name=one["name"])}}
        for one in found
        if one["rows"]
    ]
    return {"parts": parts, "count": sum(len(one["rows"]) for one in parts)}


def _head(conn: Connection, event_id: str, track: str, say: Callable[..., str], lang: str, by: str, at: int) -> Row:
    event = core_queries.find_event(conn, event_id)
    if event is None:
        raise NotFound
    zone, every = event["zone"], tracks(conn, event_id)
    name = next((one["name"] for one in every if one["id"] == track), "")
    place = ", ".join(dict.fromkeys(filter(None, (event["venue"], event["place"]))))
    day = when.day_words(event["starts_at"], zone, lang)
    printed = f"{when.local(at, zone):%H:%M %d/%m/%Y}"
    about = " · ".join(filter(None, (day[:1].upper() + day[1:], place, name if len(every) > 1 else "")))
    version = say("stage.print.version", n=event["seq"], at=printed, by=by)
    return {"event": event["name"], "about": about, "version": version, "track": name}
