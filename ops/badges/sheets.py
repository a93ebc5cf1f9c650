"""Badges as a PDF, one to a page: A6 with the block's colour band, and a 62 mm label in black only.

Runs in the child of a job: plain values in, a file out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ops.core import paper
from ops.core.paper import Document, Fitted

Row = dict[str, Any]
Tell = Callable[[int, int], None]
# Dark enough for white letters (7:1); css/badges.css has the same list for the browser's print.
BANDS = (
    (0x0B, 0x3B, 0x66), (0x7A, 0x1F, 0x2B), (0x0A, 0x52, 0x31), (0x5A, 0x2A, 0x6E), (0x6B, 0x42, 0x00),
    (0x0B, 0x50, 0x55), (0x33, 0x3F, 0x8F), (0x7A, 0x2E, 0x0E), (0x3F, 0x4A, 0x1E), (0x46, 0x46, 0x46),
)  # fmt: skip
SIZES = {"a6": (105.0, 148.0), "label62": (62.0, 100.0)}
# Letters of the name and of the rest, the best pair first: of two that fit, the name is read from further away.
STEPS = {
    "a6": ((30, 13), (26, 13), (26, 11), (22, 11), (22, 10), (19, 10), (19, 9), (16, 9), (16, 8), (14, 8), (14, 7),
           (12, 7), (12, 6.5), (11, 5.5), (9, 4.5), (8, 3.5)),
    "label62": ((20, 9), (18, 9), (18, 8), (16, 8), (15, 7.5), (14, 7), (12, 7), (11, 6.5), (10, 6.5), (10, 6),
                (9, 5.5), (8, 5), (8, 4.5), (7, 3.5), (6, 3)),
}  # fmt: skip
NAME_LINES = 3
GAP = 1.2  # between honorific, name, title and unit


def make(facts: Row, folder: Path, tell: Tell) -> Row:
    """All badges of a job, in order."""
    layout, cards = facts["layout"], facts["cards"]
    pdf = paper.new_document(facts["title"], *SIZES[layout])
    draw = {"a6": draw_a6, "label62": draw_label}[layout]
    for number, card in enumerate(cards, 1):
        pdf.add_page()
        draw(pdf, card, facts["event"])
        if number % 10 == 0:
            tell(number, len(cards))
    paper.save(pdf, folder / facts["file"])
    tell(len(cards), len(cards))
    return {"file": facts["file"], "count": len(cards), "layout": layout}


def draw_a6(pdf: Document, card: Row, event: str) -> None:
    """105 x 148 mm: band with event and block, the person, the code."""
    pdf.set_fill_color(*BANDS[card["band"] % len(BANDS)])
    pdf.rect(0, 0, 105, 26, style="F")
    pdf.set_text_color(255, 255, 255)
    y = _line(pdf, event, 6, 3.5, 93, 2, (9, 8, 7, 6, 5))
    block = paper.fit_text(pdf, card["block"], 93, 2, (15, 13, 11, 9, 8, 7, 6), bold=True)
    paper.write_fitted(pdf, block, 6, max(y, y + (24 - y - block.height) / 2), 93, "C")
    pdf.set_text_color(0, 0, 0)
    _person(pdf, card, STEPS["a6"], 6, 28, 93, 68)
    _code(pdf, card, 105, 97, 45, 8)


def draw_label(pdf: Document, card: Row, event: str) -> None:
    """62 x 100 mm of a label printer: black only, no band."""
    pdf.set_text_color(0, 0, 0)
    y = _line(pdf, card["block"] or event, 3, 2, 56, 2, (8, 7, 6, 5), bold=True)
    pdf.set_fill_color(0, 0, 0)
    pdf.rect(3, y + 0.6, 56, 0.5, style="F")
    _person(pdf, card, STEPS["label62"], 3, y + 1.8, 56, 54.5 - y)
    _code(pdf, card, 62, 56.5, 40, 6.5)


def _line(
    pdf: Document, text: str, x: float, y: float, width: float, lines: int, sizes: tuple[float, ...], bold: bool = False
) -> float:
    return paper.write_fitted(pdf, paper.fit_text(pdf, text, width, lines, sizes, bold), x, y, width, "C")


def _person(pdf: Document, card: Row, steps: Any, x: float, y: float, width: float, room: float) -> None:
    """Honorific, name, title and unit in the middle of their room."""
    parts = fit_person(pdf, card, steps, width, room)
    y += max(0.0, (room - _height(parts)) / 2)
    for part in parts:
        y = paper.write_fitted(pdf, balanced(pdf, part, width), x, y, width, "C") + GAP


def _height(parts: list[Fitted]) -> float:
    return sum(part.height for part in parts) + GAP * (len(parts) - 1)


def balanced(pdf: Document, part: Fitted, width: float) -> Fitted:
    """The same words on as many lines, but no last line of a single word where a narrower column avoids it."""
    text = " ".join(part.lines)
    while len(part.lines) > 1 and width > 20:
        width *= 0.95
        narrower = paper.fit_text(pdf, text, width, 99, (part.size,), part.bold)
        if len(narrower.lines) > len(part.lines) or " ".join(narrower.lines) != text:
            break
        part = narrower
    return part


def fit_person(pdf: Document, card: Row, steps: Any, width: float, room: float) -> list[Fitted]:
    """The largest letters with which all of it stands in its room: nothing is cut, no name is broken inside a word."""
    parts: list[Fitted] = []
    for name_size, size in steps:
        parts = [
            paper.fit_text(pdf, text, width, 99, (pt,), bold)
            for text, pt, bold in (
                (card["honorific"], size, False), (card["name"], name_size, True),
                (card["title"], size, False), (card["unit"], size, True),
            ) if text
        ]  # fmt: skip
        name = parts[1 if card["honorific"] else 0]
        whole = " ".join(name.lines) == " ".join(unicodedata.normalize("NFC", card["name"]).split())
        if whole and len(name.lines) <= NAME_LINES and _height(parts) <= room:
            break
    return parts


def _code(pdf: Document, card: Row, page_width: float, y: float, least: float, letters: float) -> None:
    size = paper.qr_size(card["url"], least)
    paper.draw_qr(pdf, card["url"], (page_width - size) / 2, y, size)
    paper.write(pdf, card["code"], 3, y + size - 0.5, page_width - 6, letters, align="C")
