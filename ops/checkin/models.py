"""Tables of reception: lists and rules, seats, codes, scans and what came of them, calls from the desks."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, ForeignKeyConstraint, Index, Integer, Table, Text, false

from ops.core.db import Instant, metadata

category = Table(
    "category",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("order", Integer, nullable=False),  # of the block in introductions
    Column("named", Integer, nullable=False, server_default="1"),  # how many are introduced by name; -1: everybody
    Column("collective", Text, nullable=False, server_default=""),  # how the others are greeted together
)

policy = Table(
    "policy",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("walk_ins", Text, nullable=False, server_default="approval"),  # allowed | approval | closed
    Column("reply_by", Instant),  # answers to invitations are taken until then; null: until the event begins
    Column("letter", Text, nullable=False, server_default=""),  # the sentence of invitation
    Column("signer", Text, nullable=False, server_default=""),
    Column("map_text", Text, nullable=False, server_default=""),  # how to get there, where to park, which gate
    Column("controller", Text, nullable=False, server_default=""),  # who is responsible for personal data
    Column("contact", Text, nullable=False, server_default=""),  # where a person asks about their data
    Column("retention_days", Integer, nullable=False, server_default="90"),  # after the event's end
    Column("purged_at", Instant),
)

gate = Table(
    "gate",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("place", Text, nullable=False, default=""),
    Column("way", Text, nullable=False, default=""),
    Column("categories", Text, nullable=False, default=""),  # space separated ids; empty: everybody
    Column("opens_at", Instant),
    Column("closes_at", Instant),
    Column("reentry", Text, nullable=False),  # once | after_exit | multiple
    Column("needs_confirmation", Boolean, nullable=False, default=False),
    Column("desk_override", Boolean, nullable=False, default=True),
    Column("changed_at", Instant, nullable=False, default=0),
)

delegation = Table(
    "delegation",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("order", Integer, nullable=False),
    Column("unit_code", Text),
    Column("source", Text, nullable=False, default=""),
    Column("fold", Text, nullable=False),
    Column("expected", Integer),  # heads that the plan counts on
    Column("pledged", Integer),  # heads that the unit said will come
    Column("contact", Text, nullable=False, server_default=""),  # whom to call; a person
    Column("contact_phone", Text),
    Column("contact_email", Text),
    Column("note", Text, nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default="1"),  # of the delegation's own code
    Column("code_hash", Text),  # null only until `ops migrate` has derived it
    ForeignKeyConstraint(["event_id", "category"], ["category.event_id", "category.id"]),
    Index("ix_delegation_code_hash", "code_hash", unique=True),
)

guest = Table(
    "guest",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("delegation", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("honorific", Text, nullable=False, default=""),
    Column("name", Text, nullable=False),
    Column("fold", Text, nullable=False),  # name, title and unit without accents, for search
    Column("title", Text, nullable=False, default=""),
    Column("unit", Text, nullable=False, default=""),
    Column("rank", Integer, nullable=False, default=999),
    Column("vip", Boolean, nullable=False, default=False),
    Column("head", Boolean, nullable=False, default=False),
    Column("status", Text, nullable=False),  # invited | confirmed | declined | cancelled
    Column("blocked", Text),  # the reason, when blocked
    Column("attention", Boolean, nullable=False, default=False),
    Column("note", Text, nullable=False, default=""),
    Column("host", Text, nullable=False, default=""),
    Column("seat", Text, nullable=False, default=""),
    Column("badge", Text, nullable=False, default=""),
    Column("phone", Text),
    Column("email", Text),
    Column("version", Integer, nullable=False, default=1),  # of the invitation code
    Column("code_hash", Text, nullable=False, unique=True),
    Column("changed_at", Instant, nullable=False),
    Column("order", Integer, nullable=False, server_default="0"),  # place in the invitation list
    Column("pronounce", Text, nullable=False, server_default=""),  # for the MC
    Column("intro", Text, nullable=False, server_default=""),  # "" by the rule | always | never by name
    Column("walk_in", Boolean, nullable=False, server_default=false()),
    Column("approval", Text),  # of a walk-in: pending | approved | refused
    Column("stands_for", Text),  # guest whose place this deputy fills
    Column("stand_in", Text),  # guest who comes instead; whoever shows this invitation is that deputy
    Column("twin", Text),  # of a walk-in: guest of the same name in the delegation; "": somebody else, as was decided
    Column("party", Integer),  # people the answer speaks for, the guest included
    Column("answered_at", Instant),
    Column("answer_note", Text, nullable=False, server_default=""),
    Column("purged_at", Instant),
    # presence: what `rules.settle` makes of this guest's scans; refs of scans and their instants
    Column("entries", Integer, nullable=False, default=0),
    Column("inside", Boolean, nullable=False, default=False),
    Column("extra", Integer, nullable=False, default=0),
    Column("in_ref", Text),
    Column("in_at", Instant),
    Column("last_in_ref", Text),
    Column("last_in_at", Instant),
    Column("out_at", Instant),
    Column("met_by", Text),
    Column("met_at", Instant),
    ForeignKeyConstraint(["event_id", "delegation"], ["delegation.event_id", "delegation.id"]),
    ForeignKeyConstraint(["event_id", "category"], ["category.event_id", "category.id"]),
    Index("ix_guest_event_id_delegation", "event_id", "delegation", "entries", "status"),
    Index("ix_guest_event_id_entries", "event_id", "entries", "inside", "extra", "status", "head"),
    Index("ix_guest_event_id_changed_at", "event_id", "changed_at"),
    Index("ix_guest_event_id_vip", "event_id", "vip", "head"),
    Index("ix_guest_event_id_walk_in", "event_id", "walk_in"),
    Index("ix_guest_event_id_stands_for", "event_id", "stands_for"),
)

seat = Table(
    "seat",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("id", Text, primary_key=True),  # row-number, as in guest.seat
    Column("row", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("order", Integer, nullable=False),  # of the row, from the stage
    Column("kind", Text, nullable=False, default="seat"),  # seat | reserve | blocked
    Column("category", Text),  # block the seat is meant for
)

call = Table(
    "call",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("guest_id", Text),
    Column("words", Text, nullable=False, default=""),
    Column("gate_id", Text),
    Column("device_id", Text, nullable=False),
    Column("operator", Text, nullable=False, default=""),
    Column("at", Instant, nullable=False),
    Column("answered_at", Instant),
    Column("answered_by", Text),
    Index("ix_call_event_id_answered_at", "event_id", "answered_at"),
)

old_code = Table(
    "old_code",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("event_id", ForeignKey("event.id"), nullable=False),
    Column("guest_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("revoked_at", Instant, nullable=False),
    Index("ix_old_code_event_id_guest_id", "event_id", "guest_id"),
)

scan = Table(
    "scan",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("guest_id", Text),
    Column("code_hash", Text),
    Column("code_event", Text),
    Column("gate_id", Text, nullable=False),
    Column("device_id", Text, nullable=False),  # device id, or staff:<id> from the office
    Column("dev_seq", Integer),
    Column("direction", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("operator", Text, nullable=False, default=""),
    Column("at", Instant, nullable=False),  # corrected instant of the scan: decides
    Column("device_at", Instant, nullable=False),
    Column("offset_ms", Float, nullable=False),
    Column("received_at", Instant, nullable=False),
    # inputs of the fold
    Column("base", Text, nullable=False),
    Column("lifted", Text),
    Column("policy", Text, nullable=False),
    Column("told", Boolean),
    Column("told_reason", Text),
    Column("override", Boolean, nullable=False, default=False),
    Column("override_reason", Text),
    Column("resolution", Text),
    Column("resolved_by", Text),
    Column("undone_by", Text),  # ref of the undo
    Column("changed_since", Text, nullable=False, default=""),
    # what the fold says
    Column("admit", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("first_ref", Text),
    Index("ix_scan_event_id_guest_id", "event_id", "guest_id", "at"),
    Index("ix_scan_event_id_gate_id", "event_id", "gate_id", "state", "at"),
    Index("ix_scan_event_id_state", "event_id", "state"),
    Index("ix_scan_event_id_code_hash", "event_id", "code_hash"),
)

undo = Table(
    "undo",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("target", Text, nullable=False),
    Column("device_id", Text, nullable=False),
    Column("supervisor", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("operator", Text, nullable=False, default=""),
    Column("allowed", Boolean),  # null while the scan it names has not arrived
    Index("ix_undo_event_id_target", "event_id", "target"),
)

arrived = Table(
    "arrived",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("device_id", Text, primary_key=True),
    Column("dev_seq", Integer, primary_key=True, autoincrement=False),
    Column("ref", Text, nullable=False),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("device_id", Text, nullable=False),
    Column("why", Text, nullable=False),  # device_revoked | unreadable | failed
    Column("body", Text, nullable=False),  # the item as it came, cut at 4 kB
    Column("received_at", Instant, nullable=False),
    Column("decision", Text),  # accepted | rejected
    Column("decided_by", Text),
    Index("ix_quarantine_event_id_decision", "event_id", "decision"),
)
