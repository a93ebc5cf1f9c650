"""ops/backup.py: a copy taken while the server writes is whole, and is never half there."""

import contextlib
import fcntl
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ops.backup import backup
from tests.support.app import migrate_url

pytestmark = pytest.mark.once


@pytest.fixture
def live(tmp_path: Path):
    """A database in WAL mode, as the server keeps it, with commits that are only in the -wal file."""
    with contextlib.closing(sqlite3.connect(tmp_path / "ops.db", isolation_level=None)) as conn:
        conn.execute("PRAGMA journal_mode=WAL")
        conn.execute("PRAGMA wal_autocheckpoint=0")
        conn.execute("CREATE TABLE line (seq INTEGER PRIMARY KEY, words TEXT)")
        for _ in range(30):  # not 3000 commits: each waits for its disk
            conn.execute("BEGIN")
            conn.executemany("INSERT INTO line (words) VALUES (?)", [("x" * 500,)] * 100)
            conn.execute("COMMIT")
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
    with pytest.raises(FileExistsError):
        backup(tmp_path / "ops.db", tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == b"yesterday"


@pytest.mark.parametrize("source", ["missing.db", "not-a-database"])
def test_what_cannot_be_read_leaves_no_file_that_looks_like_a_backup(tmp_path: Path, source: str) -> None:
    (tmp_path / "not-a-database").write_bytes(b"hello" * 300)
    with pytest.raises(sqlite3.Error):
        backup(tmp_path / source, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


@pytest.fixture(scope="module")
def fresh_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database, to copy."""
    file = tmp_path_factory.mktemp("fresh") / "ops.db"
    migrate_url(f"sqlite:///{file}")
    return file


@pytest.fixture
def server_folder(tmp_path: Path, fresh_file: Path) -> Path:
    """A data folder with a migrated database in which something happened."""
    shutil.copy(fresh_file, tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / "ops.db", isolation_level=None)) as conn:
        conn.execute("UPDATE installation SET started_at = 1")
    return tmp_path


def run_ops(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("OPS_")}
    argv = [sys.executable, "-m", "ops", *words]
    return subprocess.run(argv, env=env | {"OPS_DATA": str(data)}, capture_output=True, text=True, timeout=60)


def installation(file: Path) -> tuple[str, int]:
    with contextlib.closing(sqlite3.connect(file)) as conn:
        return conn.execute("SELECT epoch, started_at FROM installation").fetchone()


def test_a_restored_database_holds_what_was_backed_up_under_a_new_epoch(server_folder: Path) -> None:
    epoch, _ = installation(server_folder / "ops.db")
    assert run_ops(server_folder, "backup", str(server_folder / "copy.db")).returncode == 0
    with contextlib.closing(sqlite3.connect(server_folder / "ops.db", isolation_level=None)) as conn:
        conn.execute("UPDATE installation SET started_at = 2")
    done = run_ops(server_folder, "restore", str(server_folder / "copy.db"))
    assert done.returncode == 0, done.stderr
    restored, started_at = installation(server_folder / "ops.db")
    assert started_at == 1
    assert restored != epoch
    (aside,) = (file for file in server_folder.glob("ops.db.before-*") if not file.name.endswith(("-wal", "-shm")))
    assert installation(aside) == (epoch, 2)


def test_a_damaged_backup_is_refused_and_the_database_stays(server_folder: Path) -> None:
    (server_folder / "bad.db").write_bytes(b"hello" * 300)
    before = installation(server_folder / "ops.db")
    done = run_ops(server_folder, "restore", str(server_folder / "bad.db"))
    assert done.returncode == 1
    assert "còn nguyên" in done.stderr
    assert installation(server_folder / "ops.db") == before


def test_restore_waits_until_the_server_is_stopped(server_folder: Path) -> None:
    run_ops(server_folder, "backup", str(server_folder / "copy.db"))
    with (server_folder / "ops.db.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert run_ops(server_folder, "restore", str(server_folder / "copy.db")).returncode == 75
