"""The MC's cards as A5 pages: what is said in letters that are read at arm's length, who is named and how it is said,
and what comes next. Words that do not stand on one card go on upon the next sheet of the same number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from ops.core import paper
from ops.core.paper import Document
from ops.stage.prints import table
from ops.stage.prints.table import Line

Plain = dict[str, Any]
SIZE = (148.0, 210.0)
SIDE, TOP, FOOT = 10.0, 9.0, 21.0
WIDTH = SIZE[0] - 2 * SIDE
WORDS, TITLE, SMALL = 15.0, 17.0, 9.0
BETWEEN = Line("", 5.0)


def draw_cards(pdf: Document, facts: Plain, tell: Callable[[int], None]) -> int:
    """All cards; answers how many sheets of paper they take."""
    sheets = 0
    for card in facts["cards"]:
        head = _head(pdf, card)
        top = TOP + table.height_of(head) + 3.5
        parts = _sheets(_body(pdf, card, facts["words"]), SIZE[1] - FOOT - top)
        for number, lines in enumerate(parts, 1):
            pdf.add_page()
            table.draw_lines(pdf, head, SIDE, TOP)
            _rule(pdf, top - 2.2, 0.7)
            table.draw_lines(pdf, lines, SIDE, top)
            _foot(pdf, card, facts, number, len(parts))
        sheets += len(parts)
        tell(1)
    return sheets


def _head(pdf: Document, card: Plain) -> list[Line]:
    """Cue, planned start and length; the title; what sort of row it is."""
    first = " · ".join(filter(None, (card["cue"], card["start"], card["length"])))
    lines = table.lines_of(pdf, first, WIDTH, 13, bold=True)
    lines += [
        Line(table.written(pdf, one["words"]), SMALL, bold=True, box=one["kind"] == "hard") for one in card["marks"]
    ]
    lines += table.lines_of(pdf, card["title"], WIDTH, TITLE, bold=True)
    return lines + table.lines_of(pdf, card["owner"], WIDTH, SMALL)


def _body(pdf: Document, card: Plain, words: Plain) -> list[Line]:
    lines = list[Line]()
    for text in card["lines"]:
        lines += [*table.lines_of(pdf, text, WIDTH, WORDS), BETWEEN]
    if card["people"]:
        lines += [Line(table.written(pdf, words["people"]), SMALL, bold=True)]
        if card["unfrozen"]:
            lines += table.lines_of(pdf, words["unfrozen"], WIDTH, SMALL)
    for one in card["people"]:
        lines += table.lines_of(pdf, ", ".join(filter(None, (one["who"], one["about"]))), WIDTH, 11, bold=True)
        if one["say"]:
            lines += table.lines_of(pdf, f"{words['say']}: {one['say']}", WIDTH, 11, indent=4)
    return lines


def _sheets(lines: Sequence[Line], room: float) -> list[list[Line]]:
    """Lines by sheet; none begins with the room between two paragraphs."""
    sheets: list[list[Line]] = [[]]
    used = 0.0
    for line in lines:
        if used + line.height > room and sheets[-1]:
            sheets.append([])
            used = 0.0
        if sheets[-1] or line.text:
            sheets[-1].append(replace(line))
            used += line.height
    return [one for one in sheets if one] or [[]]


def _foot(pdf: Document, card: Plain, facts: Plain, number: int, of: int) -> None:
    """What comes next, or that this card goes on; number of the card; the event."""
    words = facts["words"]
    y = SIZE[1] - FOOT + 3
    _rule(pdf, y - 1.5, 0.3)
    goes_on = number < of
    text = words["goes_on"] if goes_on else f"{words['next']}: {card['next'] or words['nothing_next']}"
    following = paper.fit_text(pdf, table.written(pdf, text), WIDTH, 2, (10, 9, 8, 7), bold=True)
    paper.write_fitted(pdf, following, SIDE, y, WIDTH)
    place = f"{card['n']}/{card['of']}"
    if of > 1:
        place += " · " + words["sheet"].replace("{page}", str(number)).replace("{pages}", str(of))
    bottom = SIZE[1] - 8.5
    paper.write(pdf, place, SIDE + WIDTH / 2, bottom - 1.2, WIDTH / 2, 11, bold=True, align="R")
    about = paper.fit_text(pdf, table.written(pdf, facts["head"]["version"]), WIDTH * 0.62, 1, (7, 6, 5))
    paper.write_fitted(pdf, about, SIDE, bottom, WIDTH * 0.62)


def _rule(pdf: Document, y: float, thick: float) -> None:
    pdf.set_fill_color(0, 0, 0)
    pdf.rect(SIDE, y, WIDTH, thick, style="F")
