"""The schema: migrations end at the tables of the models, keep the data of an older database, and may run twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from ops.app import SCHEMA
from ops.core.db import Database, metadata
from ops.core.migrate import alembic_config, migrate
from tests.support.app import Ops


def test_the_tables_are_those_of_the_models(ops: Ops) -> None:
    with ops.db.engine.connect() as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []


def test_the_program_asks_for_the_newest_version(ops: Ops) -> None:
    with ops.db.engine.connect() as conn:
        scripts = ScriptDirectory.from_config(alembic_config(conn))
        assert scripts.get_heads() == [SCHEMA]
        assert conn.execute(text("SELECT version_num FROM alembic_version")).scalar() == SCHEMA


@pytest.mark.once
def test_an_older_database_keeps_its_people(tmp_path: Path) -> None:
    """A database of the first release, with a guest in it, goes through all later steps."""
    db = Database(f"sqlite:///{tmp_path / 'old.db'}")
    with db.engine.begin() as conn:
        command.upgrade(alembic_config(conn), "0001")
        for sql in OLD_ROWS:
            conn.execute(text(sql))
    migrate(db)
    migrate(db)
    with db.engine.connect() as conn:
        row = conn.execute(text("SELECT * FROM guest")).mappings().one()
        assert (row["name"], row["seat"], row["walk_in"], row["order"]) == ("Lê Thị Cũ", "A-1", 0, 0)
        assert conn.execute(text("SELECT named FROM category")).scalar() == 1
    db.engine.dispose()


OLD_ROWS = (
    "INSERT INTO event VALUES ('e', 'Sự kiện', 'S', 'Sở', 'V', 'P', 'Asia/Ho_Chi_Minh', 1, 2, 0, 0)",
    "INSERT INTO category VALUES ('e', 'c', 'Khối', 1)",
    "INSERT INTO delegation VALUES ('e', 'd', 'Đoàn', 'c', 1, NULL, '', ' doan')",
    "INSERT INTO guest (event_id, id, delegation, category, honorific, name, fold, title, unit, rank, vip, head,"
    " status, attention, note, host, seat, badge, version, code_hash, changed_at, entries, inside, extra) VALUES"
    " ('e', 'g', 'd', 'c', 'Bà', 'Lê Thị Cũ', ' le thi cu', '', '', 1, 0, 0, 'confirmed', 0, '', '', 'A-1', '', 1,"
    " 'h', 1, 0, 0, 0)",
)
