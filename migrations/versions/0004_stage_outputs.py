"""Outputs of the stage, their log, tokens of control surfaces, the door for OSC."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "output",
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_output_event_id_event")),
        sa.PrimaryKeyConstraint("event_id", "id", name=op.f("pk_output")),
    )
    op.create_table(
        "output_send",
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("output", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("track", sa.Text(), nullable=False),
        sa.Column("row", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_output_send_event_id_event")),
        sa.PrimaryKeyConstraint("event_id", "id", name=op.f("pk_output_send")),
        sa.UniqueConstraint("event_id", "output", "key", name=op.f("uq_output_send_event_id_output_key")),
    )
    op.create_index("ix_output_send_state", "output_send", ["state", "next_at"])
    op.create_table(
        "output_try",
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("send", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("ms", sa.Integer(), nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_output_try_event_id_event")),
        sa.PrimaryKeyConstraint("event_id", "send", "n", name=op.f("pk_output_try")),
    )
    op.create_index("ix_output_try_event_id_at", "output_try", ["event_id", "at"])
    op.create_table(
        "control_token",
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("rights", sa.Text(), nullable=False),
        sa.Column("tracks", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_control_token_event_id_event")),
        sa.PrimaryKeyConstraint("event_id", "id", name=op.f("pk_control_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_control_token_token_hash")),
    )
    op.create_table(
        "osc_door",
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("port", sa.Integer(), nullable=True),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("state_host", sa.Text(), nullable=True),
        sa.Column("state_port", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_osc_door_event_id_event")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_osc_door")),
    )
