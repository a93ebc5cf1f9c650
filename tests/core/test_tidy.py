"""What stands in SQLite's log comes into the file by itself, and nobody waits for it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from ops.core import db as core_db
from ops.core.db import Database


def kept_in_file(path: Path, alone: Path) -> int:
    """Rows that the file holds without its log."""
    alone.write_bytes(path.read_bytes())
    with closing(sqlite3.connect(alone)) as conn:
        return int(conn.execute("SELECT count(*) FROM sqlite_master WHERE name = 'one'").fetchone()[0])


def test_the_log_is_brought_into_the_file_while_others_read_and_write(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "ops.db"
    db = Database(f"sqlite:///{path}")
    with db.write() as conn:
        conn.execute(text("CREATE TABLE one (a INTEGER)"))
    assert kept_in_file(path, tmp_path / "before.db") == 0
    monkeypatch.setattr(core_db, "TIDY_EVERY_S", 0)
    turns = iter([False, True])
    with db.read() as reader:
        assert reader.execute(text("SELECT count(*) FROM one")).scalar() == 0
        db.keep_tidy(lambda: next(turns))
        with db.write() as conn:
            conn.execute(text("INSERT INTO one VALUES (1)"))
    assert kept_in_file(path, tmp_path / "after.db") == 1
    db.release()


def test_a_database_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    core_db._checkpoint(str(tmp_path / "gone.db"))
    assert list(tmp_path.iterdir()) == []
