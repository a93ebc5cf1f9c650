"""Tables of the frame: installation, event, journal, staff, membership, session, device, pairing, job, access.

Personal fields (names, logins) live here and in the domains' tables, never in journal lines.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from ops.core.db import Instant, metadata

installation = Table(
    "installation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("epoch", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("started_at", Instant, nullable=False),
)

event = Table(
    "event",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("short", Text, nullable=False),
    Column("organiser", Text, nullable=False),
    Column("venue", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("seq", Integer, nullable=False, default=0),
    Column("last_at", Instant, nullable=False, default=0),
)

journal = Table(
    "journal",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),  # the main row, entity:id, for the history of one thing
    Column("subjects", Text, nullable=False),  # JSON {entity: [id, ...]}: rows that look different after this line
    Column("facts", Text, nullable=False),  # JSON; ids, verdicts, before and after; no personal data
    Column("at", Instant, nullable=False),
    Column("device_at", Instant),
    Column("actor", Text, nullable=False),  # staff:<id>, device:<id> or system
    Column("ref", Text),
    Column("cause", Integer),
    UniqueConstraint("event_id", "ref"),
    Index("ix_journal_event_id_subject", "event_id", "subject", "seq"),
)

staff = Table(
    "staff",
    metadata,
    Column("id", Text, primary_key=True),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("disabled", Boolean, nullable=False, default=False),
    Column("made_at", Instant, nullable=False),
)

membership = Table(
    "membership",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), primary_key=True, index=True),
    Column("roles", Text, nullable=False),  # space separated
)

session = Table(
    "session",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("ended_at", Instant),
)

device = Table(
    "device",
    metadata,
    Column("id", Text, primary_key=True),
    Column("event_id", ForeignKey("event.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("post", Text),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("agent", Text, nullable=False, default=""),
    Column("paired_at", Instant, nullable=False),
    Column("paired_by", Text, nullable=False),
    Column("revoked_at", Instant),
    # what the device says of itself every ten seconds; not journalled
    Column("seen_at", Instant),
    Column("queue", Integer),
    Column("oldest", Integer),
    Column("dev_seq", Integer, nullable=False, default=0),
    Column("offset_ms", Float),
    Column("battery", Integer),
)

pairing = Table(
    "pairing",
    metadata,
    Column("id", Text, primary_key=True),
    Column("event_id", ForeignKey("event.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("post", Text),
    Column("code_hash", Text, nullable=False, unique=True),
    Column("made_at", Instant, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("device_id", Text),
)

job = Table(
    "job",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("asked", Text, nullable=False, default="{}"),  # JSON; ids and choices, no personal data
    Column("state", Text, nullable=False),  # waiting | running | done | failed | stopped
    Column("done", Integer, nullable=False, default=0),
    Column("total", Integer, nullable=False, default=0),
    Column("made_by", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("beat_at", Instant, nullable=False),  # a running job that is silent for a minute has died with its server
    Column("finished_at", Instant),
    Column("result", Text, nullable=False, default="{}"),  # JSON; counts, and the name of the file it made
    Column("error", Text),  # key of the words, error.<key>
    Index("ix_job_event_id_made_at", "event_id", "made_at"),
)

access = Table(
    "access",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("what", Text, nullable=False),  # which list or file of personal data was handed out
    Column("persons", Integer, nullable=False),
    Column("detail", Text, nullable=False, default=""),
    Index("ix_access_event_id_at", "event_id", "at"),
)
