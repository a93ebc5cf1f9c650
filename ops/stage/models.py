"""Tables of the stage: tracks with their clocks, sheets with their columns, what ran, edits, messages, ready taps."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from ops.core.db import Instant, metadata

track = Table(
    "track",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("order", Integer, nullable=False),
    Column("places", Text, nullable=False, default="[]"),  # JSON; ids of the rows in sheet order
    Column("clock", Text, nullable=False, default="{}"),  # JSON; the track's clock without rows and runs
    Column("at", Instant, nullable=False, default=0),  # of the last step that touched it
    Column("take", Integer, nullable=False, default=1),
    Column("locked", Boolean, nullable=False, default=False),
    Column("revision", Integer, nullable=False, default=0),  # grows with every change of plan or order
)

sheet_row = Table(
    "sheet_row",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("track", Text, nullable=False),
    Column("plan", Text, nullable=False),  # JSON; what time depends on
    Column("cells", Text, nullable=False, default="{}"),  # JSON {column: text}
    Column("revs", Text, nullable=False, default="{}"),  # JSON {field or column: seq of its last change}
    Index("ix_sheet_row_event_id_track", "event_id", "track"),
)

sheet_column = Table(
    "sheet_column",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("order", Integer, nullable=False),
    Column("department", Text, nullable=False, default=""),
    Column("writers", Text, nullable=False, default=""),  # roles beside the editors, space separated
)

ran = Table(
    "ran",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("track", Text, primary_key=True),
    Column("take", Integer, primary_key=True, autoincrement=False),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("row", Text, nullable=False),
    Column("started", Instant, nullable=False),
    Column("ended", Instant, nullable=False),
    Column("added", Instant, nullable=False),  # lengths in ms
    Column("paused", Instant, nullable=False),
    Column("due", Instant, nullable=False),
    Column("duration", Instant, nullable=False),
)

sheet_edit = Table(
    "sheet_edit",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("track", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("label", Text, nullable=False, default=""),
    Column("redo", Text, nullable=False),  # JSON; the edits
    Column("undo", Text, nullable=False),  # JSON; the edits that take them back
    Column("state", Text, nullable=False),  # done | undone | dropped (undone, and then another way was taken)
)

stage_message = Table(
    "stage_message",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("target", Text, nullable=False),  # all | role:<role> | device:<id>
    Column("look", Text, nullable=False),  # plain | flash | blackout
    Column("sent_at", Instant, nullable=False),
    Column("sent_by", Text, nullable=False),
    Column("by", Text, nullable=False),  # the name they had then
    Column("cleared_at", Instant),
)

stage_prompter = Table(
    "stage_prompter",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),  # of the track
    Column("row", Text, nullable=False),
    Column("place", Integer, nullable=False),  # hundredths of a word of its text, at that instant
    Column("wpm", Integer, nullable=False),
    Column("running", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
)

stage_receipt = Table(
    "stage_receipt",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("message", Text, primary_key=True),
    Column("device", Text, primary_key=True),  # as the journal names an actor
    Column("name", Text, nullable=False),
    Column("read_at", Instant, nullable=False),
)

stage_ready = Table(
    "stage_ready",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("row", Text, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

HERE_MS = 20_000
"""How long somebody has the sheet open without saying so again. No fact of the show: it is not in the journal."""

sheet_present = Table(
    "sheet_present",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("client", Text, primary_key=True),  # one open page
    Column("actor", Text, nullable=False),  # as the journal names them
    Column("track", Text, nullable=False, default=""),
    Column("row", Text, nullable=False, default=""),
    Column("field", Text, nullable=False, default=""),
    Column("at", Instant, nullable=False),
)

take = Table(
    "stage_take",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("track", Text, primary_key=True),
    Column("take", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
)

cause = Table(
    "run_cause",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("track", Text, primary_key=True),
    Column("take", Integer, primary_key=True, autoincrement=False),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("cause", Text, nullable=False),
)
