"""Tables of what visitors do: anonymous cards, leads with consent, draws."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from ops.core.db import Instant, metadata

space_card = Table(
    "space_card",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),  # the number that people read aloud
    Column("token_hash", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("booth", Text, nullable=False, default=""),  # where it was opened, and from which code
    Column("step", Instant),
    Column("used_at", Instant),
    Column("used_place", Text, nullable=False, default=""),
    Column("gift", Text, nullable=False, default=""),
    Index("ix_space_card_token_hash", "token_hash"),
    Index("ix_space_card_event_id_booth_step", "event_id", "booth", "step"),
)
"""Nothing of the person: no name, phone, address, place. Deleted 30 days after the event."""

space_stamp = Table(
    "space_stamp",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("card", Text, primary_key=True),
    Column("booth", Text, primary_key=True),  # a booth, or 'desk': the staff's own
    Column("at", Instant, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("way", Text, nullable=False),  # code | late | printed | staff
    Column("weak", Boolean, nullable=False),
)

space_flag = Table(
    "space_flag",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),  # fast | burst
    Column("booth", Text, nullable=False),
    Column("other", Text, nullable=False, default=""),
    Column("card", Text, nullable=False, default=""),
    Column("count", Integer, nullable=False, default=0),
    Column("seconds", Integer, nullable=False, default=0),
    Column("at", Instant, nullable=False),
    Column("state", Text, nullable=False, default="open"),  # open | fine | doubtful
    Column("words", Text, nullable=False, default=""),
    Column("answered_by", Text, nullable=False, default=""),
    Column("answered_at", Instant),
)

space_lead = Table(
    "space_lead",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("booth", Text, nullable=False),
    Column("mark", Text, nullable=False, default=""),  # a keyed hash of the phone or address: twice is one lead
    Column("state", Text, nullable=False),  # active | withdrawn | erased
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("interest", Text, nullable=False, default=""),  # what the booth notes of it
    Column("rating", Integer),
    Column("note", Text, nullable=False, default=""),
    Column("revision", Integer, nullable=False, default=1),
    Index("ix_space_lead_event_id_booth", "event_id", "booth"),
)

space_contact = Table(
    "space_contact",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("lead", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("lang", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("hash", Text, nullable=False),
    Column("method", Text, nullable=False),  # own_phone
    Column("name", Text, nullable=False, default=""),
    Column("phone", Text, nullable=False, default=""),
    Column("email", Text, nullable=False, default=""),
    Column("unit", Text, nullable=False, default=""),
    Column("interest", Text, nullable=False, default=""),
    Column("erased_at", Instant),
    Index("ix_space_contact_event_id_lead", "event_id", "lead"),
)
"""What a visitor gave of themselves, once a row; one lead may have several."""

space_consent = Table(
    "space_consent",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("lead", Text, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("contact", Text, nullable=False),
    Column("act", Text, nullable=False),  # given | withdrawn | erased
    Column("purposes", Text, nullable=False),  # JSON; ids
    Column("at", Instant, nullable=False),
)

space_asking = Table(
    "space_asking",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),  # answer | withdraw | view | correct | erase
    Column("booth", Text, nullable=False),
    Column("words", Text, nullable=False, default=""),
    Column("asked_at", Instant, nullable=False),
    Column("due", Text, nullable=False),  # local day
    Column("done_at", Instant),
    Column("done_by", Text, nullable=False, default=""),
    Column("answer", Text, nullable=False, default=""),
)

space_draw = Table(
    "space_draw",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("min_stamps", Integer, nullable=False),
    Column("file_number", Text, nullable=False, default=""),
    Column("file_date", Text, nullable=False, default=""),
    Column("from", Instant),
    Column("until", Instant),
    Column("prizes", Text, nullable=False, default="[]"),  # JSON [{name, pieces}]
    Column("state", Text, nullable=False, default="draft"),  # draft | frozen | drawn
    Column("entries", Text, nullable=False, default="[]"),  # JSON; numbers of cards, sorted
    Column("list_hash", Text, nullable=False, default=""),
    Column("frozen_at", Instant),
    Column("witnesses", Text, nullable=False, default="[]"),  # JSON [{name, role, number}]
    Column("seed", Text, nullable=False, default=""),
    Column("drawn_at", Instant),
    Column("thawed", Text, nullable=False, default="[]"),  # JSON [{at, actor, reason, list_hash}]: lists opened again
    Column("version", Integer, nullable=False, default=1),
)

space_win = Table(
    "space_win",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("draw", Text, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("prize", Text, nullable=False),
    Column("card", Text, nullable=False),
    Column("claimed_at", Instant),
    Column("claimed_place", Text, nullable=False, default=""),
    Column("name", Text, nullable=False, default=""),
    Column("phone", Text, nullable=False, default=""),
    Column("lang", Text, nullable=False, default=""),
    Column("hash", Text, nullable=False, default=""),  # of the words that were agreed to
)

space_guess = Table(
    "space_guess",
    metadata,
    Column("client", Text, primary_key=True),  # a keyed hash of a card or an address
    Column("at", Instant, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),  # of several in one millisecond
)
"""Wrong codes of the last minute, of no event: what was guessed at may be none of ours. Each deletes the old."""
