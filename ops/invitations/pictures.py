"""The invitation as a picture for a chat: one PNG a guest, tall as a phone, the code large. Runs in a job's child."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from ops.core import symbols
from ops.core.inks import BRAND, FONTS, INK, QUIET
from ops.core.names import fold

Row = dict[str, Any]
Tell = Callable[..., None]
TELL_EVERY = 10
WIDTH, MARGIN, CODE_PX = 1080, 72, 740
LINE = 1.35
FILE = "giay-moi-anh.zip"
ONE_FILE = "giay-moi.png"


def make(facts: Row, folder: Path, tell: Tell) -> Row:
    """One PNG, or a zip of them; a name in the zip begins with its place in the list."""
    people = facts["guests"]
    if len(people) == 1:
        (folder / ONE_FILE).write_bytes(picture(facts, people[0]))
        tell(1, 1)
        return {"file": ONE_FILE, "letters": 1}
    with zipfile.ZipFile(folder / FILE, "w", zipfile.ZIP_STORED) as out:
        for number, one in enumerate(people, start=1):
            out.writestr(f"{number:04}-{_plain(one['name'])}.png", picture(facts, one))
            if number % TELL_EVERY == 0 or number == len(people):
                tell(number, len(people))
    return {"file": FILE, "letters": len(people)}


def _plain(name: str) -> str:
    """A name that every file system takes."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:60] or "khach"


def picture(facts: Row, one: Row) -> bytes:
    """One invitation, as tall as its words need."""
    event, words = facts["event"], facts["words"]
    place = ", ".join(part for part in (event["venue"], event["place"]) if part)
    parts = [
        (event["organiser"], 34, True, BRAND, 16), (words["dear"], 34, False, QUIET, 4),
        (one["name"], 60, True, INK, 8),
        (one["title"], 36, False, INK, 2), (one["unit"], 36, False, INK, 28), (event["name"], 42, True, BRAND, 24),
        (event["when"], 38, True, INK, 8), (place, 34, False, INK, 8), (one["door"], 34, True, INK, 8),
    ]  # fmt: skip
    laid = [(_lines(text, size, bold), size, bold, colour, below) for text, size, bold, colour, below in parts if text]
    height = sum(len(lines) * int(size * LINE) + below for lines, size, _, _, below in laid)
    image = Image.new("RGB", (WIDTH, 2 * MARGIN + height + CODE_PX + 100), "white")
    pen = ImageDraw.Draw(image)
    y = MARGIN
    for lines, size, bold, colour, below in laid:
        for line in lines:
            pen.text((MARGIN, y), line, fill=colour, font=_font(size, bold))
            y += int(size * LINE)
        y += below
    code = code_picture(one["url"], CODE_PX)
    image.paste(code, ((WIDTH - code.width) // 2, y))
    pen.text((WIDTH // 2, y + code.height + 10), one["code"], fill=INK, font=_font(40, True), anchor="ma")
    out = io.BytesIO()
    image.quantize(32).save(out, "PNG")
    return out.getvalue()


def code_picture(text: str, at_most: int) -> Image.Image:
    """A code with its quiet zone, whole pixels to the module."""
    symbol = symbols.draw(text)
    dark = bytearray(b"\xff" * symbol.side * symbol.side)
    for x, y, run in symbol.runs():
        start = y * symbol.side + x
        dark[start : start + run] = bytes(run)
    small = Image.frombytes("L", (symbol.side, symbol.side), bytes(dark)).convert("1")
    edge = symbol.side * max(1, at_most // symbol.side)
    return small.resize((edge, edge), Image.Resampling.NEAREST)


@lru_cache(maxsize=32)
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"be-vietnam-pro-{700 if bold else 400}.ttf"), size)


def _lines(text: str, size: int, bold: bool) -> list[str]:
    """Words on as many lines as they need; a word wider than the picture is broken inside."""
    done: list[str] = []
    line = ""
    for word in _pieces(unicodedata.normalize("NFC", text).split(), _font(size, bold)):
        longer = f"{line} {word}".strip()
        if _font(size, bold).getlength(longer) <= WIDTH - 2 * MARGIN:
            line = longer
        else:
            done.append(line)
            line = word
    return [one for one in [*done, line] if one]


def _pieces(words: list[str], font: ImageFont.FreeTypeFont) -> list[str]:
    """Words, those that are too wide in pieces that fit."""
    done: list[str] = []
    for word in words:
        rest = word
        while font.getlength(rest) > WIDTH - 2 * MARGIN:
            most = next(n for n in range(len(rest) - 1, 0, -1) if font.getlength(rest[:n]) <= WIDTH - 2 * MARGIN)
            done.append(rest[:most])
            rest = rest[most:]
        done.append(rest)
    return done
