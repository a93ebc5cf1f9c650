"""Copy a SQLite database while the server runs, and put a copy back.

Uses SQLite's own online backup, so commits that are still in the -wal file are in the copy. The copy is written to a
draft, checked, and renamed at the end: a file with the final name is a whole backup.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sqlite3
from pathlib import Path

# In one snapshot: portions would start over with every scan, and a reader keeps no writer waiting in WAL.
ALL_PAGES = -1


def backup(source: Path, target: Path) -> int:
    """Write a checked copy of `source` to `target` (mode 0600) and return its size in bytes."""
    if target.exists():
        raise FileExistsError(f"{target} exists; a backup is never overwritten")
    draft = target.with_name(target.name + ".draft")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    live = contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True))
    copy = contextlib.closing(sqlite3.connect(draft))
    with live as origin, copy as result:
        origin.backup(result, pages=ALL_PAGES)
        result.execute("PRAGMA journal_mode=DELETE")
        verdict = result.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok":
        raise sqlite3.DatabaseError(f"the copy is damaged: {verdict}")
    sync(draft)
    os.replace(draft, target)
    return target.stat().st_size


def note(data: Path, target: Path) -> None:
    """Remember where a backup was put: a purge looks for it there, or says that it could not reach it."""
    file = data / "backups.txt"
    known = file.read_text().splitlines() if file.exists() else []
    if (line := str(target.absolute())) not in known:
        file.touch(mode=0o600)
        file.write_text("\n".join([*known, line]) + "\n")


def sync(path: Path) -> None:
    """A stick that is pulled out right after must hold the file."""
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def restore(source: Path, target: Path, now: int) -> Path | None:
    """Put a backup in the place of `target`, whose server must be stopped; answers where the old files went.

    The restored database gets a new epoch: every screen and tablet then loads from the start, and tablets offer again
    what they sent since the backup. Old -wal and -shm files must not meet the new file, so they move away together.
    """
    check(source)
    aside = target.with_name(f"{target.name}.before-{now}") if target.exists() else None
    draft = target.with_name(target.name + ".draft")
    shutil.copyfile(source, draft)
    os.chmod(draft, 0o600)
    with contextlib.closing(sqlite3.connect(draft, isolation_level=None)) as conn:
        conn.execute("UPDATE installation SET epoch = ?", (secrets.token_hex(8),))
    sync(draft)
    for ending in ("", "-wal", "-shm"):
        old = target.with_name(target.name + ending)
        if old.exists() and aside is not None:
            os.replace(old, aside.with_name(aside.name + ending))
    os.replace(draft, target)
    return aside


def check(source: Path) -> None:
    """Is this a whole database of ours?"""
    with contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as conn:
        verdict = conn.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            raise sqlite3.DatabaseError(f"the backup is damaged: {verdict}")
        conn.execute("SELECT epoch FROM installation").fetchone()
