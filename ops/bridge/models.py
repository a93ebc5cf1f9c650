"""Tables of the bridge: sites, invites, cues with what each site said, crosses, talk, line-up, frozen records, the link
of two installations."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from ops.core.db import Instant, metadata

bridge_site = Table(
    "bridge_site",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("region", Text, nullable=False),  # bac | trung | nam
    Column("order", Integer, nullable=False),
    Column("kind", Text, nullable=False),  # main | local
    Column("way", Text, nullable=False),  # page | server
    Column("code", Text, nullable=False, default=""),  # of the province
    Column("fallback", Text, nullable=False, default=""),  # what the hub does when the line is lost
    Column("note", Text, nullable=False, default=""),
    Column("control", Text, nullable=False, default="never"),  # never | online | lost
    Column("control_at", Instant),
    Column("go", Text, nullable=False, default=""),  # go | no_go | nobody has said
    Column("go_by", Text, nullable=False, default=""),
    Column("go_at", Instant),
    Column("go_note", Text, nullable=False, default=""),
    Column("code4", Text, nullable=False, default=""),
    Column("remote", Text, nullable=False, default=""),  # JSON; how the run sheet of its own installation stands
)

bridge_invite = Table(
    "bridge_invite",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("role", Text, nullable=False),  # producer | mc | viewer | server
    Column("name", Text, nullable=False),
    Column("from_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("used_at", Instant),
    Column("about", Text, nullable=False, default=""),  # the device it is bound to
    Column("token_hash", Text, unique=True),
    Column("revoked_at", Instant),
    UniqueConstraint("id", name="uq_bridge_invite_id"),
)

bridge_key = Table(
    "bridge_key",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("app", Text, nullable=False),  # contrib: the site sends, program: it fetches the return
    Column("line", Text, nullable=False),  # main | backup
    Column("hash", Text, nullable=False, unique=True),
    Column("made_at", Instant, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("revoked_at", Instant),
)

bridge_cue = Table(
    "bridge_cue",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("seq", Integer, nullable=False),  # gapless in the event
    Column("kind", Text, nullable=False),  # standby | on_air | out | off | cancel
    Column("of", Text, nullable=False, default=""),
    Column("cross", Text, nullable=False, default=""),
    Column("fire_at", Instant, nullable=False),
    Column("lead", Integer, nullable=False),  # ms
    Column("ttl", Integer, nullable=False),  # ms
    Column("script", Text, nullable=False, default=""),
    Column("by", Text, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("passed_at", Instant),  # when the hub saw its instant pass
    UniqueConstraint("event_id", "seq"),
)

bridge_cue_site = Table(
    "bridge_cue_site",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("cue", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("prev", Integer, nullable=False),  # number of the cue for this site before it, 0: none
    Column("state", Text, nullable=False),  # sent | armed | fired | late | missed | cancelled
    Column("received_at", Instant),
    Column("late_by", Integer),  # ms
    Column("fired_at", Instant),
    Column("err", Float),  # ms
    Column("health", Text, nullable=False, default=""),  # JSON; the site's clock when it said so
    Index("ix_bridge_cue_site_event_id_site", "event_id", "site"),
)

bridge_cross = Table(
    "bridge_cross",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("order", Integer, nullable=False),
    Column("planned_at", Instant),
    Column("planned_ms", Instant, nullable=False, default=0),
    Column("row", Text, nullable=False, default=""),  # of the run sheet
    Column("script", Text, nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    Column("skipped", Boolean, nullable=False, default=False),
    Column("on_at", Instant),
    Column("off_at", Instant),
)

bridge_talk = Table(
    "bridge_talk",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("target", Text, nullable=False),  # all | region:<r> | site:<id> | hub
    Column("from_site", Text, nullable=False, default=""),
    Column("text", Text, nullable=False),
    Column("priority", Text, nullable=False),  # normal | urgent
    Column("by", Text, nullable=False),
    Column("sent_at", Instant, nullable=False),
    UniqueConstraint("event_id", "seq"),
)

bridge_talk_site = Table(
    "bridge_talk_site",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("talk", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("delivered_at", Instant),
    Column("read_at", Instant),
    Index("ix_bridge_talk_site_event_id_site", "event_id", "site"),
)

bridge_phrase = Table(
    "bridge_phrase",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("order", Integer, nullable=False),
    Column("priority", Text, nullable=False),
)

bridge_item = Table(
    "bridge_item",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("site", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("ok", Boolean),
    Column("value", Float),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
)

bridge_freeze = Table(
    "bridge_freeze",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("n", Integer, nullable=False),
    Column("label", Text, nullable=False),  # T-60 | T-15 | T-5 | hand
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("body", Text, nullable=False),  # JSON, canonical
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("mac", Text, nullable=False),
    UniqueConstraint("event_id", "n"),
)

bridge_settings = Table(
    "bridge_settings",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("values", Text, nullable=False),  # JSON, what differs from the usual
)

bridge_server = Table(
    "bridge_server",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Instant, nullable=False),  # when this server last said that it lives; not journalled
)

bridge_gauge = Table(
    "bridge_gauge",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("site", Text, primary_key=True),
    Column("server", Text, nullable=False),  # to which the site is connected
    Column("at", Instant, nullable=False),
    Column("values", Text, nullable=False),  # JSON; not journalled
)

bridge_uplink = Table(
    "bridge_uplink",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("hub", Text, nullable=False),  # address of the hub's server
    Column("hub_event", Text, nullable=False),
    Column("site", Text, nullable=False),  # who we are there
    Column("token", Text, nullable=False),  # sealed
    Column("row", Text, nullable=False, default=""),  # of our run sheet: the bridge
    Column("fallback_row", Text, nullable=False, default=""),
    Column("auto", Boolean, nullable=False, default=True),  # the row begins with the cue
    Column("told", Integer, nullable=False, default=0),  # our journal, as far as the hub has it
    Column("made_at", Instant, nullable=False),
    Column("holder", Text, nullable=False, default=""),  # the server that keeps the line
    Column("held_until", Instant, nullable=False, default=0),
)

bridge_line = Table(
    "bridge_line",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("source", Text, primary_key=True),  # hub, or a site with an installation of its own
    Column("seq", Integer, primary_key=True, autoincrement=False),  # in the journal it was written to
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("facts", Text, nullable=False),  # JSON
)
