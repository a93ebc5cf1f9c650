"""QR codes for invitations and pairing: the smallest symbol, then the strongest level that it still holds.

The size on paper decides whether a camera reads it, so the version is never raised for the sake of the level.
"""

import io
import re
from dataclasses import dataclass
from html import escape
from typing import Any

from PIL import Image
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode
from qrcode.util import QRData

QUIET_MODULES = 4  # the white border a reader needs, part of every picture made here
LARGEST_MODULE_PX = 64
LONGEST_TEXT = 512  # far above any address of ours; version 40 would be unreadable anyway

_LEVELS = {"M": ERROR_CORRECT_M, "Q": ERROR_CORRECT_Q, "H": ERROR_CORRECT_H}
_PRINTABLE = re.compile(r"[ -~]+")
_BASE = re.compile(r"HTTPS?://[0-9A-Z.\-]+(:[0-9]{1,5})?(/[0-9A-Z.\-]+)*")
_CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{16}")


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


def invitation_url(base: str, code: str) -> str:
    """What an invitation's QR says: upper case, so that it fits the dense alphanumeric mode."""
    prefix, suffix = base.upper().rstrip("/"), code.upper()
    if not _BASE.fullmatch(prefix):
        raise ValueError("an invitation address is http(s)://host with letters, digits, dots and hyphens")
    if not _CODE.fullmatch(suffix):
        raise ValueError("an invitation code has 16 characters of Crockford base32")
    return f"{prefix}/I/{suffix}"


def draw(text: str) -> Symbol:
    """The smallest symbol at level M, raised to Q or H where the same size still holds the text."""
    data = _data(text)
    smallest = _version_at("M", data)
    level = next(level for level in ("H", "Q", "M") if _version_at(level, data) == smallest)
    code: QRCode[Any] = QRCode(version=smallest, error_correction=_LEVELS[level], border=0)
    code.add_data(data)
    code.make(fit=False)
    return Symbol(smallest, level, tuple(tuple(map(bool, row)) for row in code.modules))


def svg(text: str, label: str) -> str:
    """A scalable picture, one module to the unit. Colours are attributes: our policy allows no inline style."""
    symbol = draw(text)
    side = symbol.side
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" '
        f'aria-label="{escape(label)}" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{_path(symbol)}" fill="#000"/></svg>'
    )


def png(text: str, module_px: int) -> bytes:
    """A black and white picture with `module_px` pixels to the module."""
    if not 1 <= module_px <= LARGEST_MODULE_PX:
        raise ValueError(f"a module is 1 to {LARGEST_MODULE_PX} pixels wide")
    symbol = draw(text)
    picture = Image.new("1", (symbol.side, symbol.side), 1)
    for y, row in enumerate(symbol.rows, start=QUIET_MODULES):
        for x, dark in enumerate(row, start=QUIET_MODULES):
            if dark:
                picture.putpixel((x, y), 0)
    edge = symbol.side * module_px
    out = io.BytesIO()
    picture.resize((edge, edge), Image.Resampling.NEAREST).save(out, "PNG", optimize=True)
    return out.getvalue()


def _data(text: str) -> QRData:
    if len(text) > LONGEST_TEXT or not _PRINTABLE.fullmatch(text):
        raise ValueError(f"a QR text is 1 to {LONGEST_TEXT} printable ASCII characters")
    return QRData(text.encode("ascii"))  # takes the alphanumeric mode by itself where the text allows it


def _version_at(level: str, data: QRData) -> int:
    """The smallest version that holds the data at this level; 0 when none does."""
    code: QRCode[Any] = QRCode(error_correction=_LEVELS[level])
    code.add_data(data)
    try:
        return int(code.best_fit())
    except (DataOverflowError, ValueError):
        return 0


def _path(symbol: Symbol) -> str:
    """Every dark run of a row as one rectangle."""
    parts: list[str] = []
    for y, row in enumerate(symbol.rows, start=QUIET_MODULES):
        x = 0
        while x < len(row):
            run = next((n for n, dark in enumerate(row[x:]) if not dark), len(row) - x)
            if run:
                parts.append(f"M{x + QUIET_MODULES} {y}h{run}v1h-{run}z")
            x += run or 1
    return "".join(parts)
