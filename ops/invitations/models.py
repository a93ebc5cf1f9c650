"""Tables of invitations: e-mails and their fate, versions of the personal-data notice, consent."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from ops.core.db import Instant, metadata

mail = Table(
    "mail",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),  # left part of its Message-ID
    Column("guest_id", Text, nullable=False),
    Column("state", Text, nullable=False),  # waiting | sent | bounced | failed
    Column("why", Text, nullable=False, default=""),  # SMTP code and class of a bounce; no address
    Column("version", Integer, nullable=False),  # of the code that was sent
    Column("job_id", Text),
    Column("made_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Index("ix_mail_event_id_guest_id", "event_id", "guest_id", "made_at"),
)

notice = Table(
    "notice",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("words_vi", Text, nullable=False),
    Column("words_en", Text, nullable=False, default=""),
    Column("made_at", Instant, nullable=False),
    Column("made_by", Text, nullable=False),
)

consent = Table(
    "consent",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("guest_id", Text, nullable=False),
    Column("version", Integer, nullable=False),  # of the notice
    Column("act", Text, nullable=False),  # told | agreed | withdrawn
    Column("via", Text, nullable=False),  # page | desk | office | import
    Column("at", Instant, nullable=False),
    Index("ix_consent_event_id_guest_id", "event_id", "guest_id", "at"),
)
