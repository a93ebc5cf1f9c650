"""Tables of outputs: rules with their targets, what was sent, every attempt, tokens and the door for OSC."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from ops.core.db import Instant, metadata

output = Table(
    "output",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("order", Integer, nullable=False),
    Column("on", Boolean, nullable=False),
    Column("rule", Text, nullable=False),  # JSON; when it fires, and for which rows
    Column("what", Text, nullable=False),  # http | osc | obs
    Column("target", Text, nullable=False),  # JSON; where it goes and the template, never a secret
    Column("secret", Text),  # sealed
    Column("since", Instant, nullable=False),  # switched on, or its rule changed
)

output_send = Table(
    "output_send",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("output", Text, nullable=False),
    Column("key", Text, nullable=False),  # the occasion; whoever stores it first sends
    Column("track", Text, nullable=False),
    Column("row", Text),
    Column("at", Instant, nullable=False),  # when it was due
    Column("made_at", Instant, nullable=False),
    Column("state", Text, nullable=False),  # waiting | sent | failed
    Column("tries", Integer, nullable=False, default=0),
    Column("next_at", Instant, nullable=False),
    UniqueConstraint("event_id", "output", "key"),
    Index("ix_output_send_state", "state", "next_at"),
)

output_try = Table(
    "output_try",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("send", Text, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("ms", Integer, nullable=False),
    Column("ok", Boolean, nullable=False),
    Column("status", Text, nullable=False, default=""),  # the number that the other side gave
    Column("reason", Text, nullable=False, default=""),  # key of the words, outputs.reason.<key>
    Index("ix_output_try_event_id_at", "event_id", "at"),
)

control_token = Table(
    "control_token",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("rights", Text, nullable=False),  # of read, call, message; space separated
    Column("tracks", Text, nullable=False, default=""),  # space separated; empty: all
    Column("made_at", Instant, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("revoked_at", Instant),
)

osc_door = Table(
    "osc_door",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("port", Integer),  # null: closed
    Column("sources", Text, nullable=False, default=""),  # addresses and nets that may call; space separated
    Column("token", Text),  # the row of control_token as which they call
    Column("state_host", Text),  # null: no state goes out
    Column("state_port", Integer),
)
