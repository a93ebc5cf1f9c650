"""What stands in a QR code of ours, and its pictures for screens. The symbols are made by ops/core/symbols."""

import io
import re
from html import escape

from ops.core.symbols import (
    LONGEST_TEXT as LONGEST_TEXT,
    QUIET_MODULES as QUIET_MODULES,
    Symbol as Symbol,
    draw as draw,
)

LARGEST_MODULE_PX = 64

_BASE = re.compile(r"HTTPS?://[0-9A-Z.\-]+(:[0-9]{1,5})?(/[0-9A-Z.\-]+)*")
_CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{16}")


def invitation_url(base: str, code: str) -> str:
    """What an invitation's QR says: upper case, so that it fits the dense alphanumeric mode."""
    prefix, suffix = base.upper().rstrip("/"), code.upper()
    if not _BASE.fullmatch(prefix):
        raise ValueError("an invitation address is http(s)://host with letters, digits, dots and hyphens")
    if not _CODE.fullmatch(suffix):
        raise ValueError("an invitation code has 16 characters of Crockford base32")
    return f"{prefix}/I/{suffix}"


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
    from PIL import Image  # 0.02 s of a start, for the few who ask

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


def _path(symbol: Symbol) -> str:
    """Every dark run of a row as one rectangle."""
    return "".join(f"M{x} {y}h{run}v1h-{run}z" for x, y, run in symbol.runs())
