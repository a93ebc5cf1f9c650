"""QR symbols: the smallest that holds a text, then the strongest level that this size still carries.

The size on paper decides whether a camera reads it, so the version is never raised for the sake of the level.
Letters, badges and screens draw the same symbol, each with its own means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

# The library and Pillow behind it take 40 ms of a start; most servers draw their first code long after it.
if TYPE_CHECKING:
    from qrcode.main import QRCode
    from qrcode.util import QRData

QUIET_MODULES = 4  # the white border a reader needs, part of every picture made here
LONGEST_TEXT = 512  # far above any address of ours; version 40 would be unreadable anyway

_PRINTABLE = re.compile(r"[ -~]+")


@dataclass(frozen=True)
class Symbol:
    """A finished QR code: rows of modules (True is dark), without the quiet zone."""

    version: int
    level: str
    rows: tuple[tuple[bool, ...], ...]

    @property
    def side(self) -> int:
        """Modules along one edge, quiet zone included."""
        return len(self.rows) + 2 * QUIET_MODULES

    def runs(self) -> list[tuple[int, int, int]]:
        """Every dark run of a row as (column, row, length), counted from the edge of the quiet zone."""
        found: list[tuple[int, int, int]] = []
        for y, row in enumerate(self.rows, start=QUIET_MODULES):
            x = 0
            while x < len(row):
                run = next((n for n, dark in enumerate(row[x:]) if not dark), len(row) - x)
                if run:
                    found.append((x + QUIET_MODULES, y, run))
                x += run or 1
        return found


def draw(text: str) -> Symbol:
    """The smallest symbol at level M, raised to Q or H where the same size still holds the text."""
    data = _data(text)
    smallest = _version_at("M", data)
    level = next(level for level in ("H", "Q", "M") if _version_at(level, data) == smallest)
    code = _code(level, data, version=smallest, border=0)
    code.make(fit=False)
    return Symbol(smallest, level, tuple(tuple(map(bool, row)) for row in code.modules))


def _code(level: str, data: QRData, **options: Any) -> QRCode[Any]:
    from qrcode import constants, main

    code: QRCode[Any] = main.QRCode(error_correction=getattr(constants, f"ERROR_CORRECT_{level}"), **options)
    code.add_data(data)
    return code


def _data(text: str) -> QRData:
    from qrcode.util import QRData

    if len(text) > LONGEST_TEXT or not _PRINTABLE.fullmatch(text):
        raise ValueError(f"a QR text is 1 to {LONGEST_TEXT} printable ASCII characters")
    return QRData(text.encode("ascii"))  # takes the alphanumeric mode by itself where the text allows it


def _version_at(level: str, data: QRData) -> int:
    """The smallest version that holds the data at this level; 0 when none does."""
    from qrcode.exceptions import DataOverflowError

    try:
        return int(_code(level, data).best_fit())
    except (DataOverflowError, ValueError):
        return 0
