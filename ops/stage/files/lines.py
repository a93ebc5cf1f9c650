"""One row of a run sheet as a file tells it, with what is doubtful in it."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Any

from ops.core.names import clean_text, fold

Doubt = dict[str, Any]
CELL_LENGTH = 8_000


@dataclass
class Line:
    """One row of the file. Times are clock readings; None: the file does not say."""

    at: int
    kind: str = "timed"
    id: str = ""
    cells: dict[str, str] = field(default_factory=dict)
    start: int | None = None
    end: int | None = None
    length: int | None = None
    parallel: bool = False
    hard: bool = False
    skip: bool = False
    section: str | None = None
    places: dict[str, str] = field(default_factory=dict)  # field -> the name of its cell
    doubts: list[Doubt] = field(default_factory=list)
    merged: frozenset[str] = frozenset()  # fields whose cell is the lower part of a merged one

    def doubt(self, name: str, code: str, said: object = "", note: bool = False) -> None:
        """`note`: it was understood, and somebody should look all the same."""
        place = self.places.get(name) or next(iter(self.places.values()), "")
        self.doubts.append({"cell": place, "code": code, "said": str(said)[:80], "note": note})


@functools.lru_cache(maxsize=16_384)
def cell_words(text: str) -> str:
    """Words of a cell as they are kept."""
    return "\n".join(clean_text(line, CELL_LENGTH) for line in text.strip().splitlines())[:CELL_LENGTH]


@functools.lru_cache(maxsize=8_192)
def folded(text: str) -> str:
    """Words for comparing; a title is compared several times."""
    return fold(text)
