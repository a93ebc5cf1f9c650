"""Tables of numbers: figures (only ever appended), files that prove them, how platforms call their columns, and what
the public programme says beside the slots."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from ops.core.db import Instant, metadata

live_figure = Table(
    "live_figure",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("slot", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("metric", Text, nullable=False),
    Column("value", BigInteger),  # whole: dong, seconds, pieces; null: nobody has it yet
    Column("status", Text, nullable=False),  # provisional | final | missing
    Column("as_of", Instant, nullable=False),
    Column("source", Text, nullable=False),  # typed | screenshot | export | api
    Column("file_hash", Text, nullable=False, default=""),
    Column("row_key", Text, nullable=False, default=""),  # of an export: which live of the slot
    Column("by", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("note", Text, nullable=False, default=""),
    Index("ix_live_figure_event_id_slot", "event_id", "slot"),
)

live_file = Table(
    "live_file",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("hash", Text, primary_key=True),  # SHA-256 of what is kept
    Column("came_as", Text, nullable=False),  # SHA-256 of what was sent: the same photo twice is one
    Column("kind", Text, nullable=False),  # photo | export
    Column("name", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("by", Text, nullable=False),
)

live_mapping = Table(
    "live_mapping",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("platform", Text, primary_key=True),
    Column("lang", Text, primary_key=True),
    Column("columns", Text, nullable=False, default="{}"),  # JSON {title without accents: field, "" is not read}
)

live_public = Table(
    "live_public",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column(
        "voucher", Text, nullable=False, default="{}"
    ),  # JSON {code, until, rules: {vi, en}, platforms, issuer, report}
    Column("about", Text, nullable=False, default="{}"),  # JSON {vi, en}: a sentence under the title
    Column("totals", Integer, nullable=False, default=0),  # 1: the live wall shows the city's totals
)
