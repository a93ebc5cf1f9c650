"""Tables of the catalogue: who sells what, with which papers; who hosts, where, on which channel; platform rules."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, Table, Text

from ops.core.db import Instant, metadata

live_site = Table(
    "live_site",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("revision", Integer, nullable=False, default=0),
)

live_travel = Table(
    "live_travel",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("a", Text, primary_key=True),
    Column("b", Text, primary_key=True),
    Column("minutes", Integer, nullable=False),
)

live_room = Table(
    "live_room",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("kind", Text, nullable=False),  # room | booth: a booth is a room that visitors walk into
    Column("producer", Text, nullable=False, default=""),
    Column("opens", Text, nullable=False, default=""),  # HH:MM, '' = as long as the event
    Column("closes", Text, nullable=False, default=""),
    Column("hears_stage", Boolean, nullable=False, default=False),
    Column("cold", Boolean, nullable=False, default=False),
    Column("power", Text, nullable=False, default=""),
    Column("uplink", Text, nullable=False, default=""),
    Column("order", Integer, nullable=False, default=0),
    Column("revision", Integer, nullable=False, default=0),
)

producer = Table(
    "producer",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),  # enterprise | cooperative | group | household | other
    Column("tax_code", Text, nullable=False, default=""),
    Column("commune", Text, nullable=False, default=""),  # 5 digits
    Column("address", Text, nullable=False, default=""),
    Column("contact", Text, nullable=False, default=""),
    Column("phone", Text, nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    Column("revision", Integer, nullable=False, default=0),
)

product = Table(
    "product",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("producer", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("industry", Text, nullable=False, default=""),
    Column("stars", Integer),
    Column("stars_source", Text, nullable=False, default=""),
    Column("stars_confirmed_by", Text, nullable=False, default=""),
    Column("certificate_no", Text, nullable=False, default=""),
    Column("certificate_from", Text, nullable=False, default=""),  # local dates
    Column("certificate_until", Text, nullable=False, default=""),
    Column("alcohol", Float),
    Column("marks", Text, nullable=False, default="[]"),  # JSON
    Column("price", Instant),  # whole đồng
    Column("live_price", Instant),
    Column("pack", Text, nullable=False, default=""),
    Column("stock", Integer),
    Column("page_url", Text, nullable=False, default=""),
    Column("claims", Text, nullable=False, default=""),
    Column("voucher", Boolean, nullable=False, default=False),
    Column("programmes", Text, nullable=False, default="[]"),  # JSON
    Column("revision", Integer, nullable=False, default=0),
    Index("ix_product_event_id_producer", "event_id", "producer"),
)

live_paper = Table(
    "live_paper",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("owner_kind", Text, nullable=False),  # producer | product | person
    Column("owner", Text, nullable=False),
    Column("kind", Text, nullable=False),  # seller | food_safety | ocop | ad_confirmation | label | mall_letter | ...
    Column("number", Text, nullable=False, default=""),
    Column("issued_on", Text, nullable=False, default=""),
    Column("valid_until", Text, nullable=False, default=""),
    Column("state", Text, nullable=False),  # waiting | accepted | refused
    Column("reason", Text, nullable=False, default=""),
    Column("file_name", Text, nullable=False, default=""),
    Column("file_type", Text, nullable=False, default=""),
    Column("file_size", Integer, nullable=False, default=0),
    Column("file_hash", Text, nullable=False, default=""),  # '' = only the number is known; else data/papers/<hash>
    Column("made_at", Instant, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("revision", Integer, nullable=False, default=0),
    Index("ix_live_paper_event_id_owner", "event_id", "owner"),
)

live_person = Table(
    "live_person",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False, default=""),
    Column("home_site", Text, nullable=False, default=""),
    Column("roles", Text, nullable=False, default='["host"]'),  # JSON: host, assistant
    Column("token_hash", Text, nullable=False, default=""),  # of the link that is theirs
    Column("revision", Integer, nullable=False, default=0),
    Index("ix_live_person_token_hash", "token_hash"),
)

live_identity = Table(
    "live_identity",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("handle", Text, nullable=False),
    Column("state", Text, nullable=False),  # unverified | verified | refused
    Column("valid_until", Text, nullable=False, default=""),
    Column("verified_by", Text, nullable=False, default=""),
    Column("verified_at", Instant),
    Index("ix_live_identity_event_id_person", "event_id", "person"),
)

live_away = Table(
    "live_away",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("from", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("note", Text, nullable=False, default=""),
    Index("ix_live_away_event_id_person", "event_id", "person"),
)

live_free = Table(
    "live_free",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),  # a person without any row here is always free
    Column("from", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Index("ix_live_free_event_id_person", "event_id", "person"),
)

live_kit = Table(
    "live_kit",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("pieces", Integer, nullable=False),
    Column("revision", Integer, nullable=False, default=0),
)

channel = Table(
    "channel",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("owner", Text, nullable=False, default=""),  # a producer; '' = the organiser's
    Column("url", Text, nullable=False, default=""),
    Column("key_cipher", Text, nullable=False, default=""),  # the stream key, encrypted; only shown to its holder
    Column("key_mark", Text, nullable=False, default=""),  # a keyed hash: the same key on two channels is seen
    Column("key_holder", Text, nullable=False, default=""),  # a person
    Column("revision", Integer, nullable=False, default=0),
)

platform_fact = Table(
    "platform_fact",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("platform", Text, nullable=False),
    Column("fact", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("unit", Text, nullable=False, default=""),
    Column("level", Text, nullable=False),  # block | warn | note
    Column("region", Text, nullable=False, default=""),
    Column("source", Text, nullable=False),
    Column("seen_on", Text, nullable=False),  # local dates
    Column("status", Text, nullable=False),  # official | foreign | agency | memory
    Column("valid_from", Text, nullable=False, default=""),
    Column("valid_until", Text, nullable=False, default=""),
    Column("made_at", Instant, nullable=False),
    Column("made_by", Text, nullable=False),
)

catalogue_import = Table(
    "catalogue_import",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),  # products | people | rooms
    Column("name", Text, nullable=False),
    Column("rows", Text, nullable=False),  # JSON; what was read
    Column("done", Text, nullable=False, default="{}"),  # JSON; what was taken in and what stood there before
    Column("state", Text, nullable=False),  # ready | accepted | undone
    Column("made_at", Instant, nullable=False),
    Column("made_by", Text, nullable=False),
)
