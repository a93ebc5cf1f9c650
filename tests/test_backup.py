"""scripts/backup.py: a copy taken while the server writes is whole, and is never half there."""

import contextlib
import sqlite3
import stat
from pathlib import Path

import pytest

from scripts.backup import backup, main

pytestmark = pytest.mark.once


@pytest.fixture
def live(tmp_path: Path):
    """A database in WAL mode, as the server keeps it, with commits that are only in the -wal file."""
    with contextlib.closing(sqlite3.connect(tmp_path / "ops.db", isolation_level=None)) as conn:
        conn.execute("PRAGMA journal_mode=WAL")
        conn.execute("PRAGMA wal_autocheckpoint=0")
        conn.execute("CREATE TABLE line (seq INTEGER PRIMARY KEY, words TEXT)")
        conn.executemany("INSERT INTO line (words) VALUES (?)", [("x" * 500,)] * 3000)
        yield conn


def rows(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as conn:
        return conn.execute("SELECT count(*) FROM line").fetchone()[0]


def test_commits_that_are_only_in_the_wal_are_in_the_copy(live: sqlite3.Connection, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    assert backup(tmp_path / "ops.db", target) == target.stat().st_size
    assert rows(target) == 3000
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert not list(tmp_path.glob("copy.db?*"))


def test_the_server_may_write_while_a_copy_is_open(live: sqlite3.Connection, tmp_path: Path) -> None:
    """An open write transaction does not stop the backup, and its rows are not in the copy."""
    live.execute("BEGIN IMMEDIATE")
    live.execute("INSERT INTO line (words) VALUES ('not yet')")
    backup(tmp_path / "ops.db", tmp_path / "copy.db")
    live.execute("COMMIT")
    assert rows(tmp_path / "copy.db") == 3000


def test_a_backup_is_never_overwritten(live: sqlite3.Connection, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_bytes(b"yesterday")
    assert main([str(tmp_path / "ops.db"), str(tmp_path / "copy.db")]) == 1
    assert (tmp_path / "copy.db").read_bytes() == b"yesterday"


@pytest.mark.parametrize("source", ["missing.db", "not-a-database"])
def test_what_cannot_be_read_leaves_no_file_that_looks_like_a_backup(tmp_path: Path, source: str) -> None:
    (tmp_path / "not-a-database").write_bytes(b"hello" * 300)
    assert main([str(tmp_path / source), str(tmp_path / "copy.db")]) == 1
    assert not (tmp_path / "copy.db").exists()
