"""The record: names of takes, causes of runs."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "run_cause",
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("track", sa.Text(), nullable=False),
        sa.Column("take", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_run_cause_event_id_event")),
        sa.PrimaryKeyConstraint("event_id", "track", "take", "n", name=op.f("pk_run_cause")),
    )
    op.create_table(
        "stage_take",
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("track", sa.Text(), nullable=False),
        sa.Column("take", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_stage_take_event_id_event")),
        sa.PrimaryKeyConstraint("event_id", "track", "take", name=op.f("pk_stage_take")),
    )
