"""Tables of printing: what was printed for whom, and everybody's number on the paper list."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from ops.core.db import Instant, metadata

printed = Table(
    "printed",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("guest_id", Text, nullable=False),
    Column("what", Text, nullable=False),  # badge
    Column("layout", Text, nullable=False),  # a6 | label62
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("job_id", Text),
    Index("ix_printed_event_id_guest_id", "event_id", "guest_id", "at"),
)

# Given once and never again: a paper in somebody's hand must mean the same guest after the list has changed.
numbered = Table(
    "numbered",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("guest_id", Text, nullable=False),
    UniqueConstraint("event_id", "guest_id"),
)
