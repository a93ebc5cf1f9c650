"""Tables on paper: columns of wrapped text under a head that every page repeats. Rows are kept whole; one that is
higher than a page goes on upon the next. Everything is black on white: signs and words, no colours.

Pages are planned first, so that each can say how many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ops.core import paper
from ops.core.paper import POINT_MM, Document

Plain = dict[str, Any]
PAD, GAP = 0.9, 1.6
BAND, LIGHT = (218, 218, 218), (150, 150, 150)
BAR = 1.5
LETTERS = {"→": "->", "←": "<-", "↔": "<->", "⇒": "=>", "↑": "^", "↓": "v", "′": "'", "″": '"', "−": "-", "\t": " "}


@dataclass(frozen=True)
class Line:
    """One line of letters; `box`: white on black, `struck`: crossed out, `indent` in millimetres."""

    text: str
    size: float
    bold: bool = False
    box: bool = False
    struck: bool = False
    indent: float = 0.0

    @property
    def height(self) -> float:
        return paper.line_mm(self.size) + (0.6 if self.box else 0.0)


@dataclass(frozen=True)
class Box:
    """A measured row: the lines of each column. `look`: row, hard (a bar at its edge), band (a section)."""

    columns: tuple[tuple[Line, ...], ...]
    look: str = "row"
    beside: bool = False
    more: bool = False  # it goes on from the page before

    @property
    def height(self) -> float:
        return max((height_of(lines) for lines in self.columns), default=0.0) + 2 * PAD


@dataclass(frozen=True)
class Frame:
    """A page: its size, the upper and lower edge of the rows, the left edges and widths of the columns."""

    width: float
    height: float
    top: float
    bottom: float
    lefts: Sequence[float]
    widths: Sequence[float]
    titles: Sequence[str] = field(default=())
    side: float = 8.0


def height_of(lines: Iterable[Line]) -> float:
    return sum(line.height for line in lines)


def written(pdf: Document, text: str) -> str:
    """A text in the letters that our typeface has; a sign that it has not is written another way, never dropped."""
    known: Any = pdf.current_font
    text = "".join(LETTERS.get(letter, letter) for letter in text)
    return "".join(letter if letter == "\n" or ord(letter) in known.cmap else "?" for letter in text)


def lines_of(
    pdf: Document,
    text: str,
    width: float,
    size: float,
    *,
    bold: bool = False,
    struck: bool = False,
    indent: float = 0.0,
) -> list[Line]:
    """A text as lines of a width; its own line breaks stay."""
    found = list[Line]()
    for part in written(pdf, text).splitlines():
        fitted = paper.fit_text(pdf, part, width - indent, 1, (size,), bold)
        found += [Line(one, size, bold, struck=struck, indent=indent) for one in fitted.lines]
    return found


def plan(boxes: Sequence[Box], top: float, bottom: float) -> list[list[Box]]:
    """Rows by page. A section never stands alone at the foot of one, a row beside another never without it."""
    pages: list[list[Box]] = [[]]
    y, whole = top, bottom - top
    for box, needed in zip(boxes, _needs(boxes), strict=True):
        if y + min(needed, whole) > bottom and pages[-1]:
            pages.append([])
            y = top
        for piece in _pieces(box, bottom - y, whole):
            if y + piece.height > bottom + 0.01 and pages[-1]:
                pages.append([])
                y = top
            pages[-1].append(piece)
            y += piece.height
    return pages


def _needs(boxes: Sequence[Box]) -> list[float]:
    """The room that a row wants at least: a section wants its first row too."""
    found = list[float]()
    after = 0.0
    for box in reversed(boxes):
        found.append(box.height + (after if box.look == "band" else 0.0))
        after = found[-1]
    return found[::-1]


def _pieces(box: Box, room: float, whole: float) -> Iterator[Box]:
    """A row that is higher than a page, in pieces; every other stays as it is."""
    if box.height <= whole:
        yield box
        return
    rest = box.columns
    more = False
    while any(rest):
        taken = [_fitting(lines, room - 2 * PAD) for lines in rest]
        if not any(taken):
            taken = [max(1, min(count, len(lines))) for count, lines in zip(taken, rest, strict=True)]
        heads = tuple(lines[:count] for lines, count in zip(rest, taken, strict=True))
        yield replace(box, columns=heads, more=more)
        rest = tuple(lines[count:] for lines, count in zip(rest, taken, strict=True))
        room, more = whole, True


def _fitting(lines: Sequence[Line], room: float) -> int:
    """How many lines stand in a room."""
    used, count = 0.0, 0
    for line in lines:
        used += line.height
        if used > room + 0.01:
            break
        count += 1
    return count


# ---------- drawing ----------


def draw_table(pdf: Document, frame: Frame, boxes: Iterable[Box]) -> None:
    """The head of the columns and the rows of a page."""
    draw_titles(pdf, frame)
    y = frame.top
    for box in boxes:
        y = draw_box(pdf, frame, box, y)


def title_lines(pdf: Document, frame: Frame, size: float = 7.5) -> list[list[Line]]:
    columns = zip(frame.titles, frame.widths, strict=True)
    return [lines_of(pdf, title, width - GAP, size, bold=True) for title, width in columns]


def draw_titles(pdf: Document, frame: Frame) -> None:
    """Titles of the columns, standing on the line above the first row."""
    for left, lines in zip(frame.lefts, title_lines(pdf, frame), strict=True):
        draw_lines(pdf, lines, left, frame.top - PAD - height_of(lines))
    rule(pdf, frame, frame.top, 0.5)


def draw_box(pdf: Document, frame: Frame, box: Box, y: float) -> float:
    """One row; answers its lower edge."""
    if box.look == "band":
        pdf.set_fill_color(*BAND)
        pdf.rect(frame.side, y, frame.width - 2 * frame.side, box.height, style="F")
    if box.look == "hard":
        pdf.set_fill_color(0, 0, 0)
        pdf.rect(frame.side - BAR - 0.7, y + 0.2, BAR, box.height - 0.4, style="F")
    for left, lines in zip(frame.lefts, box.columns, strict=False):
        draw_lines(pdf, lines, left, y + PAD)
    if box.beside and not box.more:
        _corner(pdf, frame.lefts[0] - 0.2, y)
    rule(pdf, frame, y + box.height, 0.15, LIGHT)
    return y + box.height


def _corner(pdf: Document, x: float, y: float) -> None:
    """The sign of a row that runs beside the one above it."""
    pdf.set_draw_color(0, 0, 0)
    pdf.set_line_width(0.4)
    pdf.line(x + 0.8, y, x + 0.8, y + PAD + 1.9)
    pdf.line(x + 0.8, y + PAD + 1.9, x + 2.7, y + PAD + 1.9)


def draw_lines(pdf: Document, lines: Iterable[Line], x: float, y: float) -> float:
    """Lines below one another; answers the lower edge."""
    for line in lines:
        paper.use_font(pdf, line.size, line.bold)
        base = y + line.size * POINT_MM * paper.ASCENT
        left = x + line.indent
        if line.box:
            _boxed(pdf, line, left, y)
        else:
            pdf.text(left, base, line.text)
        if line.struck:
            pdf.set_draw_color(0, 0, 0)
            pdf.set_line_width(0.25)
            across = base - line.size * POINT_MM * 0.28
            pdf.line(left, across, left + paper.text_width(pdf, line.text), across)
        y += line.height
    return y


def _boxed(pdf: Document, line: Line, x: float, y: float) -> None:
    """White letters on black: a sign that a black-and-white printer keeps."""
    pdf.set_fill_color(0, 0, 0)
    pdf.rect(x, y, paper.text_width(pdf, line.text) + 1.6, paper.line_mm(line.size), style="F")
    pdf.set_text_color(255, 255, 255)
    pdf.text(x + 0.8, y + line.size * POINT_MM * 1.02, line.text)
    pdf.set_text_color(0, 0, 0)


def rule(pdf: Document, frame: Frame, y: float, thick: float, ink: tuple[int, int, int] = (0, 0, 0)) -> None:
    pdf.set_fill_color(*ink)
    pdf.rect(frame.side, y - thick / 2, frame.width - 2 * frame.side, thick, style="F")


# ---------- a whole paper ----------


@dataclass(frozen=True)
class Sheet:
    """A table with its head: title, what it is of, when it was printed."""

    frame: Frame
    title: str
    event: str
    about: str
    version: str
    page: str


def draw_pages(pdf: Document, sheet: Sheet, pages: Sequence[Sequence[Box]], tell: Callable[[int], None]) -> None:
    """All pages, each with head, place among the others, and its rows."""
    for number, boxes in enumerate(pages, 1):
        pdf.add_page()
        _head(pdf, sheet, sheet.page.replace("{page}", str(number)).replace("{pages}", str(len(pages))))
        draw_table(pdf, sheet.frame, boxes)
        tell(len(boxes))


def _head(pdf: Document, sheet: Sheet, page: str) -> None:
    """Title and version, the event, day and place; at the foot what this is and which page."""
    frame = sheet.frame
    width = frame.width - 2 * frame.side
    part = width * 0.58
    title = _one_line(pdf, sheet.title, part, (14, 12, 10, 8), bold=True)
    y = paper.write_fitted(pdf, title, frame.side, 7, part)
    version = _one_line(pdf, sheet.version, width - part, (8.5, 7.5, 6.5))
    paper.write_fitted(pdf, version, frame.side + part, 8.4, width - part, "R")
    y = paper.write_fitted(pdf, _one_line(pdf, sheet.event, width, (9.5, 8.5, 7.5), bold=True), frame.side, y, width)
    paper.write_fitted(pdf, _one_line(pdf, sheet.about, width, (8.5, 7.5, 6.5)), frame.side, y, width)
    foot = frame.height - 8.5
    paper.write(pdf, page, frame.side + width * 0.8, foot, width * 0.2, 8.5, bold=True, align="R")
    paper.write_fitted(
        pdf, _one_line(pdf, f"{sheet.title} · {sheet.event}", width * 0.78, (7, 6, 5)), frame.side, foot, width * 0.78
    )


def _one_line(pdf: Document, text: str, width: float, sizes: tuple[float, ...], bold: bool = False) -> paper.Fitted:
    """Words of the head: smaller before they take a second line."""
    return paper.fit_text(pdf, written(pdf, text), width, 1, sizes, bold)
