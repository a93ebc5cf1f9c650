"""Alembic environment: one set of migrations for SQLite and PostgreSQL. The connection comes from `ops migrate`."""

from __future__ import annotations

from alembic import context

import ops.badges.models
import ops.checkin.models
import ops.core.models
import ops.guestlist.models
import ops.invitations.models
import ops.livestream.catalogue.models
import ops.livestream.figures.models
import ops.livestream.planner.models
import ops.outputs.models
import ops.protocol.models
import ops.spaces.card_models
import ops.spaces.models
import ops.stage.models  # noqa: F401
from ops.core.db import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
