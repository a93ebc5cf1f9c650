"""Table of proposals: what the planner thought of, and what became of it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from ops.core.db import Instant, metadata

live_proposal = Table(
    "live_proposal",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),  # also of its job
    Column("made_at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("limit", Text, nullable=False),  # JSON {seconds}
    Column("scope", Text, nullable=False),  # JSON {what: all | new | repair, days, sessions}
    Column("state", Text, nullable=False),  # working | ready | accepted | partly | refused
    Column("facts_seq", Integer, nullable=False, default=0),  # the journal's number that it was thought about
    Column("moves", Text, nullable=False, default="[]"),  # JSON
    Column("score", Text, nullable=False, default="{}"),  # JSON; while working: of the best so far
    Column("unplaced", Text, nullable=False, default="[]"),  # JSON
    Column("fairness", Text, nullable=False, default="[]"),  # JSON
    Column("taken", Text, nullable=False, default="[]"),  # JSON; ids of the moves that were accepted
    Column("answered_by", Text, nullable=False, default=""),
    Column("answered_at", Instant),
)
