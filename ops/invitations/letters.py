"""Letters on paper: A5 letter and A6 card, one page a guest, print-ready, the code as vectors. Runs in a job's child.

A page is a column of blocks above a foot with the code. When the blocks are too tall, everything above the foot is set
smaller, step by step: a name, a title or a unit is never cut.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ops.core import paper
from ops.core.inks import BRAND, INK, QUIET

Row = dict[str, Any]
Tell = Callable[..., None]
TELL_EVERY = 10
SCALES = (1.0, 0.92, 0.85, 0.78, 0.71, 0.64, 0.57, 0.5)


@dataclass(frozen=True)
class Layout:
    """A size of paper, in millimetres and points."""

    width: float
    height: float
    margin: float
    code_mm: float  # edge of the code with its quiet zone; no module is thinner than a millimetre
    name: float
    body: float
    whole: bool  # with the sentence of invitation, the way and the signature


LAYOUTS = {
    "a5": Layout(148, 210, 14, 50, 22, 11, True),
    "a6": Layout(105, 148, 8, 48, 17, 9, False),
}
FILES = {"a5": "giay-moi-a5.pdf", "a6": "giay-moi-a6.pdf"}


@dataclass(frozen=True)
class Block:
    """Text that is broken already, its colour, and the space below it."""

    text: paper.Fitted
    colour: tuple[int, int, int]
    below: float
    label: paper.Fitted | None = None

    @property
    def height(self) -> float:
        return max(self.text.height, self.label.height if self.label else 0) + self.below


def make(facts: Row, folder: Path, tell: Tell) -> Row:
    """One PDF with a page for every guest."""
    layout, people = LAYOUTS[facts["layout"]], facts["guests"]
    pdf = paper.new_document(facts["words"]["heading"], layout.width, layout.height)
    for number, one in enumerate(people, start=1):
        draw_page(pdf, layout, facts, one)
        if number % TELL_EVERY == 0 or number == len(people):
            tell(number, len(people))
    pdf.output(str(folder / FILES[facts["layout"]]))
    return {"file": FILES[facts["layout"]], "letters": len(people)}


def draw_page(pdf: paper.Document, layout: Layout, facts: Row, one: Row) -> None:
    """One letter."""
    pdf.add_page()
    size = paper.qr_size(one["url"], layout.code_mm)
    foot = layout.height - layout.margin - size - (0 if layout.whole else paper.line_mm(layout.body))
    top = draw_head(pdf, layout, facts)
    y = top
    for block in fitting(pdf, layout, facts, one, foot - top - 3):
        y = draw_block(pdf, layout, block, y)
    draw_foot(pdf, layout, facts, one, foot, size)


def draw_head(pdf: paper.Document, layout: Layout, facts: Row) -> float:
    """Who invites on the left, what this is on the right, and the rule below."""
    left, width = layout.margin, layout.width - 2 * layout.margin
    pdf.set_text_color(*BRAND)
    y = paper.write(pdf, facts["event"]["organiser"], left, layout.margin, width * 0.72, layout.body, True)
    paper.write(
        pdf, facts["words"]["heading"].upper(), left + width * 0.72, layout.margin, width * 0.28, layout.body, True, "R"
    )
    pdf.set_draw_color(*BRAND)
    pdf.set_line_width(0.5)
    pdf.line(left, y + 1.5, left + width, y + 1.5)
    return y + 4.5


def fitting(pdf: paper.Document, layout: Layout, facts: Row, one: Row, room: float) -> list[Block]:
    """The blocks at the largest scale at which they fit."""
    for scale in SCALES:
        found = blocks(pdf, layout, facts, one, scale)
        if sum(block.height for block in found) <= room:
            break
    return found


def blocks(pdf: paper.Document, layout: Layout, facts: Row, one: Row, scale: float) -> list[Block]:
    """Everything between head and foot."""
    event, words = facts["event"], facts["words"]
    width, body, name = layout.width - 2 * layout.margin, layout.body * scale, layout.name * scale
    gap = 4 * scale

    def text(words: str, size: float, bold: bool = False, lines: int = 1) -> paper.Fitted:
        return paper.fit_text(pdf, words, width, lines, (size,), bold)

    found = [
        Block(text(words["dear"], body), QUIET, gap / 2),
        Block(paper.fit_text(pdf, one["name"], width, 2, (name, name * 0.85, name * 0.7), True), INK, gap / 4),
    ]
    found += [Block(text(part, body * 1.1), INK, gap / 4) for part in (one["title"], one["unit"]) if part]
    found[-1] = replace(found[-1], below=gap)
    found += [Block(text(event["letter"], body), INK, gap)] if layout.whole else []
    found += [Block(text(event["name"], body * 1.25, True), BRAND, gap)]
    place = ", ".join(part for part in (event["venue"], event["place"]) if part)
    rows = [(words["when"], event["when"]), (words["where"], place), (words["door"], one["door"])]
    rows += [(words["way"], event["map_text"])] if layout.whole else []
    found += [_labelled(pdf, label, value, body, width, gap) for label, value in rows if value]
    return found


def _labelled(pdf: paper.Document, label: str, value: str, size: float, width: float, gap: float) -> Block:
    side = width * LABEL_PART
    named = paper.fit_text(pdf, label, side, 2, (size,))
    return Block(paper.fit_text(pdf, value, width - side, 1, (size,), True), INK, gap / 2, named)


LABEL_PART = 0.22


def draw_block(pdf: paper.Document, layout: Layout, block: Block, y: float) -> float:
    """Text at the left edge, or beside its label."""
    left, width = layout.margin, layout.width - 2 * layout.margin
    if block.label is not None:
        pdf.set_text_color(*QUIET)
        paper.write_fitted(pdf, block.label, left, y, width)
        left += width * LABEL_PART
    pdf.set_text_color(*block.colour)
    paper.write_fitted(pdf, block.text, left, y, width)
    return y + block.height


def draw_foot(pdf: paper.Document, layout: Layout, facts: Row, one: Row, y: float, size: float) -> None:
    """The code, how to use it, and who signs."""
    words, event = facts["words"], facts["event"]
    if not layout.whole:
        paper.draw_qr(pdf, one["url"], (layout.width - size) / 2, y, size)
        pdf.set_text_color(*INK)
        paper.write(pdf, one["code"], layout.margin, y + size, layout.width - 2 * layout.margin, layout.body, True, "C")
        return
    paper.draw_qr(pdf, one["url"], layout.margin, y, size)
    left, width = layout.margin + size + 4, layout.width - 2 * layout.margin - size - 4
    pdf.set_text_color(*INK)
    low = paper.write(pdf, one["code"], left, y + 4, width, layout.body, True)
    pdf.set_text_color(*QUIET)
    low = paper.write(pdf, words["show"], left, low + 1, width, 8.5)
    low = paper.write(pdf, words["reply"].replace("{by}", event["reply_by"]), left, low + 1, width, 8.5)
    pdf.set_text_color(*INK)
    signer = event["signer"] or event["organiser"]
    low = paper.write(pdf, words["signed"], left, low + 3, width, 9, align="C")
    paper.write_fitted(pdf, paper.fit_text(pdf, signer, width, 2, (10, 9, 8), True), left, low, width, "C")
