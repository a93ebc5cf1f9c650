"""Copy a SQLite database while the server runs: python3 scripts/backup.py FROM TO

Uses SQLite's own online backup, so commits that are still in the -wal file are in the copy. The copy is written to a
draft, checked, and renamed at the end: a file with the final name is a whole backup. Needs nothing but Python.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
from pathlib import Path

ALL_PAGES = (
    -1
)  # in one snapshot: portions would start over with every scan, and a reader keeps no writer waiting in WAL


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


def sync(path: Path) -> None:
    """A stick that is pulled out right after must hold the file."""
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def main(argv: list[str]) -> int:
    if len(argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        size = backup(Path(argv[0]), Path(argv[1]))
    except (OSError, sqlite3.Error) as error:
        print(f"No backup: {error}", file=sys.stderr)
        return 1
    print(f"{argv[1]}: {size / 1e6:.1f} MB, checked")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
