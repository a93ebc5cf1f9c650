"""Tables of protocol: frozen versions of the introductions."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from ops.core.db import Instant, metadata

freeze = Table(
    "freeze",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),  # JSON: blocks with the people as they were read out
    Column("made_at", Instant, nullable=False),
    Column("made_by", Text, nullable=False),
)
