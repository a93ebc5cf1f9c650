"""Tables of sessions and slots: the plan, what happened to it, who asked for what, who has seen which version."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from ops.core.db import Instant, metadata

live_session = Table(
    "live_session",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("producers", Text, nullable=False, default="[]"),  # JSON; ids
    Column("room", Text, nullable=False, default=""),
    Column("priority", Integer, nullable=False, default=2),  # 1 to 3, 3 comes first
    Column("noise", Text, nullable=False, default="noisy"),  # quiet | noisy
    Column("products", Text, nullable=False, default="[]"),  # JSON; ids
    Column("minutes", Integer, nullable=False, default=60),
    Column("wish", Text, nullable=False, default="{}"),  # JSON {from, until, hosts, channels, days}
    Column("note", Text, nullable=False, default=""),
    Column("version", Integer, nullable=False, default=1),
)

live_slot = Table(
    "live_slot",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("session", Text, nullable=False),
    Column("channel", Text, nullable=False, default=""),
    Column("host", Text, nullable=False, default=""),
    Column("assistants", Text, nullable=False, default="[]"),  # JSON; ids
    Column("kits", Text, nullable=False, default="[]"),  # JSON; ids
    Column("starts", Instant, nullable=False),
    Column("ends", Instant, nullable=False),
    Column("room", Text, nullable=False, default=""),  # '': the session's
    Column("goods", Text, nullable=False, default="[]"),  # JSON [{product, pieces, price}]
    Column("title", Text, nullable=False, default=""),
    Column("script", Text, nullable=False, default=""),
    Column("link", Text, nullable=False, default=""),
    Column("state", Text, nullable=False, default="draft"),
    Column("actual_start", Instant),
    Column("actual_end", Instant),
    Column("version", Integer, nullable=False, default=1),
    Column("pinned", Text, nullable=False, default="{}"),  # JSON {field: who}
    Column("overrides", Text, nullable=False, default="[]"),  # JSON [{kind, with, by, reason, at}]
    Column("acks", Text, nullable=False, default="[]"),  # JSON [{kind, with, by, at}]
    Column("ticks", Text, nullable=False, default="{}"),  # JSON {sign | price | channel: {by, at}}
    Column("late_min", Integer, nullable=False, default=0),
    Column("flags", Text, nullable=False, default="[]"),  # JSON; what happened to it
    Column("rang", Text, nullable=False, default="{}"),  # JSON {alarm: the instant it is about}: each rings once
    Column("sheet_row", Text, nullable=False, default=""),  # a row of the run sheet, when it is the same thing
    Column("note", Text, nullable=False, default=""),
    Column("told", Text, nullable=False, default="{}"),  # JSON {version, ...}: what was last published of it
    Column("revs", Text, nullable=False, default="{}"),  # JSON {field: version of its last change}
    Column("by", Text, nullable=False, default=""),  # who changed it last, as the journal names them
    Index("ix_live_slot_event_id_starts", "event_id", "starts"),
)

live_press = Table(
    "live_press",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("slot", Text, nullable=False),
    Column("do", Text, nullable=False),
    Column("at", Instant, nullable=False),  # of the press, corrected
    Column("n", Integer, nullable=False),  # in the order in which they came
    Column("actor", Text, nullable=False),  # JSON {id, roles, rooms, persons}: what whoever pressed was allowed
    Column("more", Text, nullable=False, default="{}"),  # JSON {note, reason, minutes}
    Column("was", Text, nullable=False, default="{}"),  # JSON; the slot before it: state, real times, flags
    Column("became", Text, nullable=False, default="{}"),  # JSON; and after it
    Column("code", Text, nullable=False, default=""),  # '': it counts; else why not
    Index("ix_live_press_event_id_at", "event_id", "at"),
)
"""What was pressed of a slot on the day, also what was refused: a press that comes late from another phone may change
what counts of it."""

live_request = Table(
    "live_request",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("slot", Text, nullable=False, default=""),
    Column("kind", Text, nullable=False),  # swap | extra | wrong | help | cannot_come | late | handed_in | press
    Column("reason", Text, nullable=False, default=""),
    Column("wanted", Text, nullable=False, default="{}"),  # JSON; {starts, ends, room, host, channel, product}
    Column("state", Text, nullable=False, default="open"),  # open | accepted | refused | answered
    Column("by", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("answered_by", Text, nullable=False, default=""),
    Column("answered_at", Instant),
    Column("words", Text, nullable=False, default=""),
)

live_release = Table(
    "live_release",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("rows", Text, nullable=False),  # JSON {slot: what people must know of it}
)

live_seen = Table(
    "live_seen",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("slot", Text, primary_key=True),
    Column("who", Text, primary_key=True),  # person:<id> | room:<id>
    Column("version", Integer, nullable=False),
    Column("at", Instant, nullable=False),
)

live_edit = Table(
    "live_edit",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("actor", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("label", Text, nullable=False, default=""),
    Column("redo", Text, nullable=False),  # JSON [{table, id, values}]; values null: the row goes
    Column("undo", Text, nullable=False),  # JSON; the same the other way
    Column("state", Text, nullable=False),  # done | undone | dropped (undone, and then another way was taken)
)

live_settings = Table(
    "live_settings",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("buffers", Text, nullable=False, default="{}"),  # JSON {room, person, kit, channel} in minutes
    Column("mall", Text, nullable=False, default="{}"),  # JSON {opens, closes} HH:MM
    Column("promo", Text, nullable=False, default="{}"),  # JSON {declared, file_number}
    Column("days", Text, nullable=False, default="[]"),  # JSON; local dates of the schedule
    Column("help", Text, nullable=False, default="{}"),  # JSON {name, phone}: who is rung from a booth
    Column("stage", Text, nullable=False, default="{}"),  # JSON {quiet, people, bridge}: what rows of the sheet mean
)

live_stage = Table(
    "live_stage",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),  # of the row of the run sheet
    Column("track", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("from", Instant, nullable=False),  # whole minutes: a second more or less changes nothing here
    Column("until", Instant, nullable=False),
    Column("quiet", Boolean, nullable=False),
    Column("people", Text, nullable=False, default="[]"),  # JSON; ids
    Column("bridge", Text, nullable=False, default="{}"),  # JSON {rooms, channels, keys, kits, persons} kept for it
)
"""What the run sheet means for the livestreams, as far as it does: kept by the line that moved the sheet."""
