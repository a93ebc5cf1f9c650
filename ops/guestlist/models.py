"""Tables of imports: the file as it was understood, row by row, and what was done with it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from ops.core.db import Instant, metadata

list_import = Table(
    "list_import",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("file", Text, nullable=False),  # its name, as people know it
    Column("job_id", Text),
    Column("state", Text, nullable=False),  # reading | ready | refused | accepted | undone
    Column("made_by", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("accepted_by", Text),
    Column("accepted_at", Instant),
    Column("undone_at", Instant),
    Column("counts", Text, nullable=False, default="{}"),  # JSON: kind -> rows
    Column("faults", Text, nullable=False, default="[]"),  # JSON: what keeps the whole file out
    Index("ix_list_import_event_id_made_at", "event_id", "made_at"),
)

list_row = Table(
    "list_row",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("import_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sheet", Text, nullable=False),
    Column("row", Integer, nullable=False),  # of the sheet, from 1
    Column("kind", Text, nullable=False),  # new | changed | same | doubtful | error
    Column("fields", Text, nullable=False),  # JSON: field -> value as understood
    Column("before", Text, nullable=False, default="{}"),  # JSON: field -> value that was there
    Column("faults", Text, nullable=False, default="[]"),  # JSON: [{cell, field, code, facts}]
    Column("match", Text),  # guest it is, or may be
    Column("guest_id", Text),  # guest that was made or changed when it was accepted
    Column("done", Boolean, nullable=False, default=False),
)
