"""Files of the bridge: the picture of a link, the record as csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from html import escape
from typing import Any

from ops.core import cells
from ops.core.symbols import draw


def picture(text: str, label: str) -> str:
    """A QR code as SVG, one module to the unit."""
    symbol = draw(text)
    path = "".join(f"M{x} {y}h{run}v1h-{run}z" for x, y, run in symbol.runs())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {symbol.side} {symbol.side}" role="img" '
        f'aria-label="{escape(label)}" shape-rendering="crispEdges">'
        f'<rect width="{symbol.side}" height="{symbol.side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )


def csv_file(lines: Iterable[Iterable[Any]]) -> bytes:
    """Rows as csv that a spreadsheet opens with its accents; no cell is a formula. Numbers stay numbers."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(
        [[cells.harmless(one) if isinstance(one, str) else one for one in line] for line in lines]
    )
    return b"\xef\xbb\xbf" + out.getvalue().encode()
