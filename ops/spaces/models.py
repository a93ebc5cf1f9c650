"""Tables of the spaces: what is there, and what its tablets tell."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from ops.core.db import Instant, metadata

space_area = Table(
    "space_area",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("safety", Integer),  # people at once, by the fire-safety paper; NULL: not set
    Column("opens", Text, nullable=False, default=""),  # HH:MM; '': as the settings say
    Column("closes", Text, nullable=False, default=""),
    Column("order", Integer, nullable=False, default=0),
)

space_exhibitor = Table(
    "space_exhibitor",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("producer", Text, nullable=False, default=""),  # of the livestream catalogue, where it is one
    Column("contact", Text, nullable=False, default=""),  # where visitors write about their data
    Column("text_version", Integer, nullable=False, default=1),
)

space_text = Table(
    "space_text",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("exhibitor", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("words", Text, nullable=False),  # JSON {vi, en}: {title, intro, purposes: [{id, words}], rights}
    Column("hashes", Text, nullable=False),  # JSON {vi, en}
    Column("made_at", Instant, nullable=False),
)
"""What visitors were asked to agree to: every version stays."""

space_booth = Table(
    "space_booth",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # what its QR names
    Column("name", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("exhibitor", Text, nullable=False, default=""),
    Column("room", Text, nullable=False, default=""),  # live_room, where the booth is one
    Column("shows", Text, nullable=False, default=""),
    Column("demos", Text, nullable=False, default="[]"),  # JSON [{id, title, times: [HH:MM], minutes}]
    Column("opens", Text, nullable=False, default=""),
    Column("closes", Text, nullable=False, default=""),
    Column("stamps", Boolean, nullable=False, default=True),
    Column("printed", Boolean, nullable=False, default=False),  # the printed sheet is taken now
    Column("order", Integer, nullable=False, default=0),
)

space_settings = Table(
    "space_settings",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("opens", Text, nullable=False, default=""),
    Column("closes", Text, nullable=False, default=""),
    Column("gifts", Text, nullable=False, default="[]"),  # JSON [{id, name, stamps, pieces}]
    Column("given", Text, nullable=False, default="{}"),  # JSON {gift: how many}
    Column("burst", Integer, nullable=False, default=20),
    Column("pin", Text, nullable=False, default="{}"),  # JSON {salt, hash, rounds}: leaves the kiosk
)

space_count = Table(
    "space_count",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("area", Text, primary_key=True),
    Column("day", Text, nullable=False),  # the day whose opening it was zeroed at
    Column("inside", Integer, nullable=False, default=0),
    Column("came", Integer, nullable=False, default=0),
    Column("left", Integer, nullable=False, default=0),
    Column("drift", Integer, nullable=False, default=0),
    Column("most", Integer, nullable=False, default=0),
    Column("at", Instant),
)

space_tap = Table(
    "space_tap",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),  # the ref of the command
    Column("kind", Text, nullable=False),  # count | tour | demo
    Column("area", Text, nullable=False, default=""),
    Column("booth", Text, nullable=False, default=""),
    Column("demo", Text, nullable=False, default=""),
    Column("by", Integer, nullable=False, default=0),  # at a door; of a tour or a demo: people
    Column("day", Text, nullable=False, default=""),
    Column("at", Instant, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("undone_at", Instant),
    Index("ix_space_tap_event_id_area_day", "event_id", "area", "day"),
)

space_heard = Table(
    "space_heard",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("place", Text, primary_key=True),  # booth:<id> | area:<id>
    Column("device", Text, primary_key=True),
    Column("hour", Instant, primary_key=True, autoincrement=False),
    Column("mask", BigInteger, nullable=False),  # bit n: the page ran in minute n
)
"""When tablets were there to tell. No fact of the event: neither the journal nor the feed knows it."""

space_hour = Table(
    "space_hour",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("booth", Text, primary_key=True),
    Column("hour", Instant, primary_key=True, autoincrement=False),
    Column("scans", Integer, nullable=False),
)
"""Scans an hour: they stay when cards and stamps are deleted."""

space_tally = Table(
    "space_tally",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("booth", Text, primary_key=True),
    *(
        Column(name, Integer, nullable=False, default=0)
        for name in ("scans", "weak", "cards", "demos", "tours", "tour_people", "leads", "leads_withdrawn")
    ),
)
