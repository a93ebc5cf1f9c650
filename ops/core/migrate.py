"""Bring a database to the schema of this program, and give a new one its identity."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ops.core import clock
from ops.core.actions import found
from ops.core.db import Database

FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def alembic_config(connection: Any) -> Any:
    """Alembic's configuration without a file of its own."""
    from alembic.config import Config  # a second of imports that only `ops migrate` needs

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def migrate(db: Database) -> None:
    """Upgrade to the newest version; a no-op when it is there already."""
    from alembic import command

    with db.engine.begin() as conn:
        command.upgrade(alembic_config(conn), "head")
        found(conn, clock.now())
