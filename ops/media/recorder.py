"""Recording: whole segments of what the monitors saw, and an index of instants and cue marks beside them.

The index is lines of JSON: {"segment": [at, seconds, offset, fresh]} and {"mark": {...}}; at = ms UTC.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops.media.segments import Segment

Row = dict[str, Any]
FILE = re.compile(r"\d{13}\.ts")
LEAST_FREE = 1 << 30  # bytes: the database lies on the same disk, and goes first


class DiskFull(OSError):
    """Too little room is left to record."""


class Recorder:
    """One recording, open. OSError from any call ends it; what was written stays."""

    def __init__(self, folder: Path, at: int) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        require_room(folder)
        self.path, self.since, self.bytes = folder / f"{at:013d}.ts", at, 0
        self._film = self.path.open("xb")
        self._index = self.path.with_suffix(".jsonl").open("x", encoding="utf-8")

    def add(self, segment: Segment) -> None:
        """Write a segment and where it stands."""
        require_room(self.path.parent)
        self._film.write(segment.data)
        self._film.flush()
        self._line({"segment": [segment.at, round(segment.seconds, 3), self.bytes, segment.fresh]})
        self.bytes += len(segment.data)

    def mark(self, mark: Row) -> None:
        """Write a cue's mark."""
        self._line({"mark": mark})

    def close(self) -> None:
        """End it; both files are on the disk."""
        for file in (self._film, self._index):
            if not file.closed:
                file.flush()
                os.fsync(file.fileno())
                file.close()

    def _line(self, row: Row) -> None:
        self._index.write(json.dumps(row, ensure_ascii=False) + "\n")
        self._index.flush()


def require_room(folder: Path) -> None:
    """Stop before the disk is full: the database needs the rest."""
    found = os.statvfs(folder)
    if found.f_bavail * found.f_frsize < LEAST_FREE:
        raise DiskFull(f"less than {LEAST_FREE >> 20} MB are left")


@dataclass(frozen=True)
class Index:
    """segments: (at, seconds, offset, fresh); a last line that was cut by a power loss is left out."""

    segments: tuple[tuple[int, float, int, bool], ...]
    marks: tuple[Row, ...]


def read_index(film: Path) -> Index:
    """What the index of a recording says."""
    rows = list(_rows(film.with_suffix(".jsonl").read_text("utf-8").splitlines()))
    segments = tuple((at, seconds, offset, fresh) for row in rows for at, seconds, offset, fresh in _of(row, "segment"))
    return Index(segments, tuple(mark for row in rows for mark in _of(row, "mark")))


def cut(index: Index, size: int, start: int, end: int) -> tuple[int, int] | None:
    """The bytes (from, to) that hold these instants, at segment borders; None when nothing of them is there."""
    inside = [
        number for number, (at, seconds, _, _) in enumerate(index.segments) if at < end and at + seconds * 1000 > start
    ]
    if not inside:
        return None
    after = inside[-1] + 1
    return index.segments[inside[0]][2], index.segments[after][2] if after < len(index.segments) else size


def listing(folder: Path) -> list[Row]:
    """All recordings of a stream, newest first: {file, at, seconds, bytes, marks}."""
    films = sorted((file for file in folder.glob("*.ts") if FILE.fullmatch(file.name)), reverse=True)
    return [_told(film) for film in films if film.with_suffix(".jsonl").exists()]


def _told(film: Path) -> Row:
    index = read_index(film)
    seconds = round(sum(one[1] for one in index.segments), 3)
    first = index.segments[0][0] if index.segments else int(film.stem)
    return {"file": film.name, "at": first, "seconds": seconds, "bytes": film.stat().st_size, "marks": index.marks}


def _rows(lines: Iterable[str]) -> Iterable[Row]:
    for line in lines:
        try:
            yield json.loads(line)
        except ValueError:
            return


def _of(row: Row, what: str) -> list[Any]:
    return [row[what]] if what in row else []
