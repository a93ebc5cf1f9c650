"""Printing: what goes out is noted, what goes out a second time is asked for twice; numbers of the paper list."""

from __future__ import annotations

from sqlalchemy import insert

from ops.badges import queries
from ops.badges.models import numbered, printed
from ops.core import queries as core_queries, tokens
from ops.core.access import log_access
from ops.core.actions import fresh
from ops.core.queries import Row
from ops.core.when import clock_words, local
from ops.core.work import Work
from ops.errors import Conflict, Invalid

BROWSER_AT_MOST = 50
NAMED_AT_MOST = 20


def take_badges(work: Work, choice: Row, layout: str, again: bool, job_id: str | None) -> list[str]:
    """Note that the badges of a choice go out, and to whom; answers the guests. Refuses a second print unsaid."""
    ids = [row["id"] for row in queries.choose(work.conn, work.event_id, choice)]
    if not ids:
        raise Invalid("nobody_to_print")
    if not again:
        refuse_again(work, ids)
    fixed = {"event_id": work.event_id, "what": "badge", "layout": layout, "at": work.now, "by": work.actor}
    rows = [fixed | {"id": tokens.new_id(), "guest_id": one, "job_id": job_id} for one in ids]
    work.conn.execute(insert(printed), rows)
    log_access(work.conn, work.event_id, work.actor, "badges.sheet" if job_id else "badges.page", len(ids), layout)
    return ids


def refuse_again(work: Work, ids: list[str]) -> None:
    """Two badges of one guest let two people in: say when and by whom it was printed before."""
    before = queries.prints(work.conn, work.event_id, ids)
    if not before:
        return
    zone = (core_queries.find_event(work.conn, work.event_id) or {})["zone"]
    told = {one: f"{moment(row['at'], zone)}, {row['by']}" for one, row in before.items()}
    last = max(before.values(), key=lambda row: row["at"])
    facts = {"n": len(before), "at": moment(last["at"], zone), "by": last["by"]}
    raise Conflict("printed_before", fields=dict(list(told.items())[:NAMED_AT_MOST]), **facts)


def moment(at: int, zone: str) -> str:
    """17:25 14/11/2025."""
    return f"{clock_words(at, zone)} {local(at, zone):%d/%m/%Y}"


def print_page(work: Work, ref: str, choice: Row, layout: str, again: bool) -> Row:
    """Badges for a browser's own print window; few enough for one page."""
    if len(queries.choose(work.conn, work.event_id, choice)) > BROWSER_AT_MOST:
        raise Invalid("too_many_for_browser", most=BROWSER_AT_MOST)
    ids = take_badges(work, choice, layout, again, None)
    return note_printed(work, ref, layout, ids, None)


def note_printed(work: Work, ref: str | None, layout: str, ids: list[str], job_id: str | None) -> Row:
    """The journal's line about printed badges: ids and counts."""
    facts = {"layout": layout, "count": len(ids), "guests": ids, "job": job_id}
    index = work.record("badges.printed", f"event:{work.event_id}", {}, facts, ref=ref)
    return fresh(work, ref or "", "badges.printed", facts, index)


# ---------- the list on paper ----------


def hand_out_paper(work: Work, ref: str, group: str | None, block: str | None) -> Row:
    """Everybody gets a number before the list is drawn; who has one keeps it."""
    facts = give_numbers(work)
    index = (
        work.record("badges.numbers_given", f"event:{work.event_id}", {}, facts, ref=ref) if facts["count"] else None
    )
    note_paper(work, group, block)
    return fresh(work, ref, "badges.numbers_given", facts, index)


def give_numbers(work: Work) -> Row:
    """Numbers for those who have none, after the last one given."""
    first = queries.last_number(work.conn, work.event_id) + 1
    ids = queries.unnumbered(work.conn, work.event_id)
    rows = [{"event_id": work.event_id, "number": first + n, "guest_id": one} for n, one in enumerate(ids)]
    if rows:
        work.conn.execute(insert(numbered), rows)
    return {"count": len(rows), "first": first if rows else None}


def note_paper(work: Work, group: str | None, block: str | None) -> None:
    """Who took the list, and how many stand in it."""
    found = queries.paper(work.conn, work.event_id, group, block)
    if not found:
        raise Invalid("nobody_to_print")
    people = sum(len(one["people"]) for one in found)
    log_access(work.conn, work.event_id, work.actor, "badges.paper", people, group or block or "")
