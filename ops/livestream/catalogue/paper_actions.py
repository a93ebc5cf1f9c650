"""Papers: written down by their number, with a scan or without, and judged by somebody who has read them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, func, insert, select, update

from ops.core import tokens
from ops.core.work import Work
from ops.errors import Conflict, Invalid, NotFound
from ops.livestream.catalogue import queries
from ops.livestream.catalogue.actions import done, refuse_stale
from ops.livestream.catalogue.models import live_paper
from ops.livestream.catalogue.part_payloads import Judge, NewPaper, PaperChanges, name_of_file
from ops.livestream.paper_files import Scan

Row = dict[str, Any]
OWNERS = {"producer": "producer", "product": "product", "person": "live_person"}
PAPERS_AT_MOST = 10_000


def find_paper(work: Work, paper: str) -> Row:
    """A paper, or 404."""
    row = queries.find(work.conn, work.event_id, "live_paper", paper)
    if row is None:
        raise NotFound
    return row


def add(work: Work, ref: str, asked: NewPaper) -> Row:
    """A paper of somebody; it waits until somebody has read it."""
    if queries.find(work.conn, work.event_id, OWNERS[asked.owner_kind], asked.owner) is None:
        raise Invalid("unknown_row", fields={"body.owner": "unknown"})
    if asked.issued_on and asked.valid_until and asked.issued_on > asked.valid_until:
        raise Invalid("days_backwards")
    count = select(func.count()).where(live_paper.c.event_id == work.event_id)
    if work.conn.execute(count).scalar_one() >= PAPERS_AT_MOST:
        raise Conflict("catalogue_full")
    paper = tokens.new_id()
    words = {
        name: getattr(asked, name) for name in ("owner_kind", "owner", "kind", "number", "issued_on", "valid_until")
    }
    made = {"made_at": work.now, "made_by": work.actor, "state": "waiting", "revision": 1}
    work.conn.execute(insert(live_paper).values(event_id=work.event_id, id=paper, **words, **made))
    facts = {"paper": paper, "owner": asked.owner, "kind": asked.kind}
    return done(work, ref, "live.paper_added", "live_paper", paper, facts)


def _store(work: Work, row: Row, values: Row) -> int:
    here = (live_paper.c.event_id == work.event_id) & (live_paper.c.id == row["id"])
    work.conn.execute(update(live_paper).where(here).values(revision=row["revision"] + 1, **values))
    return int(row["revision"]) + 1


def attach(work: Work, ref: str, paper: str, scan: Scan, name: str) -> Row:
    """The scan of a paper; a new one has to be read again."""
    row = find_paper(work, paper)
    words = {
        "file_name": name_of_file(name),
        "file_type": scan.kind,
        "file_size": len(scan.data),
        "file_hash": scan.hash,
    }
    same = row["file_hash"] == scan.hash
    _store(work, row, words | ({} if same else {"state": "waiting", "reason": ""}))
    facts = {"paper": paper, "owner": row["owner"], "kind": row["kind"], "file": scan.hash, "size": len(scan.data)}
    return done(work, ref, "live.paper_added", "live_paper", paper, facts)


def change(work: Work, ref: str, paper: str, asked: PaperChanges) -> Row:
    """Another number or other days: whoever accepted it read something else, so it waits again."""
    row = find_paper(work, paper)
    if asked.seen != row["revision"]:
        refuse_stale(work, "live_paper", row)
    given = asked.model_dump(exclude_unset=True, exclude={"ref", "seen"})
    values = {name: value for name, value in given.items() if value is not None}
    after = row | values
    if after["issued_on"] and after["valid_until"] and after["issued_on"] > after["valid_until"]:
        raise Invalid("days_backwards")
    _store(work, row, values | {"state": "waiting", "reason": ""})
    facts = {"paper": paper, "owner": row["owner"], "kind": row["kind"], "fields": sorted(values)}
    return done(work, ref, "live.paper_added", "live_paper", paper, facts)


def judge(work: Work, ref: str, paper: str, asked: Judge) -> Row:
    """Accepted or refused, with a reason that is shown and not in the journal."""
    row = find_paper(work, paper)
    if asked.seen != row["revision"]:
        refuse_stale(work, "live_paper", row, {"state": row["state"]})
    if asked.state == "refused" and not asked.reason:
        raise Invalid("reason_needed")
    if asked.state == "accepted" and not (row["file_hash"] or row["number"]):
        raise Conflict("paper_bare")
    revision = _store(work, row, {"state": asked.state, "reason": asked.reason})
    facts = {"paper": paper, "owner": row["owner"], "kind": row["kind"], "state": asked.state, "revision": revision}
    return done(work, ref, "live.paper_judged", "live_paper", paper, facts)


def remove(work: Work, ref: str, paper: str, seen: int) -> Row:
    """Take a paper away; its scan goes too, unless another paper shows it."""
    row = find_paper(work, paper)
    if seen != row["revision"]:
        refuse_stale(work, "live_paper", row)
    work.conn.execute(delete(live_paper).where(live_paper.c.event_id == work.event_id, live_paper.c.id == paper))
    facts = {"kind": "paper", "row": paper, "owner": row["owner"]}
    return done(work, ref, "live.catalogue_removed", "live_paper", paper, facts)
