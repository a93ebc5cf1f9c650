"""The list on paper, A4: for the hour in which no tablet works. Ticked by hand, typed in afterwards by number.

Runs in the child of a job. Pages are planned first, so that each can say how many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops.core import paper
from ops.core.paper import Document, Fitted

Row = dict[str, Any]
Tell = Callable[[int, int], None]
LEFT, RIGHT, TOP, BOTTOM = 12.0, 198.0, 31.0, 281.0
BOX, NUMBER, NAME, SIGN = 12.0, 20.0, 38.0, 148.0  # left edges of the columns
NAME_WIDTH, SIGN_WIDTH = SIGN - NAME - 4, RIGHT - SIGN
ROW_LEAST, GROUP_GAP, PAD = 10.0, 3.0, 1.2
EVERY = 50
GREY = (110, 110, 110)


@dataclass(frozen=True)
class Item:
    """A delegation's head or a person, measured."""

    lines: tuple[Fitted, ...]
    height: float
    person: Row | None = None
    note: str = ""


def make(facts: Row, folder: Path, tell: Tell) -> Row:
    """The whole list."""
    pdf = paper.new_document(facts["words"]["title"], 210, 297)
    people = sum(len(group["people"]) for group in facts["groups"])
    pages = plan(list(measure(pdf, facts["groups"], facts["words"], tell, people)))
    for number, items in enumerate(pages, 1):
        pdf.add_page()
        draw_frame(pdf, facts, number, len(pages))
        y = TOP
        for item in items:
            y = draw_item(pdf, item, y)
    paper.save(pdf, folder / facts["file"])
    tell(people, people)
    return {"file": facts["file"], "count": people, "pages": len(pages)}


def measure(pdf: Document, groups: list[Row], words: Row, tell: Tell, people: int) -> Iterator[Item]:
    """Heads and people with the room they take."""
    done = 0
    for group in groups:
        head = paper.fit_text(pdf, group["name"], RIGHT - LEFT - 30, 2, (11, 10, 9), bold=True)
        count = words["people"].replace("{n}", str(len(group["people"])))
        yield Item((head,), head.height + GROUP_GAP + PAD, None, count)
        for person in group["people"]:
            yield measure_person(pdf, person)
            done += 1
            if done % EVERY == 0:
                tell(done, people)


def measure_person(pdf: Document, person: Row) -> Item:
    """A row; long names and titles make it higher, never wider."""
    about = ", ".join(filter(None, (person["title"], person["unit"])))
    name = " ".join(filter(None, (person["honorific"], person["name"])))
    lines = [paper.fit_text(pdf, name, NAME_WIDTH, 2, (10.5, 9.5), bold=True)]
    if about:
        lines.append(paper.fit_text(pdf, about, NAME_WIDTH, 2, (8.5, 8)))
    height = max(ROW_LEAST, sum(one.height for one in lines) + 2 * PAD)
    return Item(tuple(lines), height, person)


def plan(items: list[Item]) -> list[list[Item]]:
    """Items by page; a delegation's head never stands alone at the foot of one."""
    pages: list[list[Item]] = [[]]
    y = TOP
    for item, after in zip(items, [*items[1:], None], strict=True):
        needed = item.height + (after.height if after and item.person is None else 0)
        if y + needed > BOTTOM and pages[-1]:
            pages.append([])
            y = TOP
        pages[-1].append(item)
        y += item.height
    return pages


def draw_frame(pdf: Document, facts: Row, number: int, pages: int) -> None:
    """Head, columns and foot of a page."""
    words = facts["words"]
    pdf.set_text_color(0, 0, 0)
    title = paper.fit_text(pdf, words["title"], 100, 1, (14,), bold=True)
    paper.write_fitted(pdf, title, LEFT, 9, 100)
    event = paper.fit_text(pdf, facts["event"], RIGHT - LEFT - 62, 1, (9, 8, 7, 6))
    paper.write_fitted(pdf, event, LEFT, 17, RIGHT - LEFT - 62)
    paper.write(pdf, words["printed"], RIGHT - 60, 10, 60, 8, align="R")
    pdf.set_text_color(*GREY)
    for x, word in ((NUMBER, words["number"]), (NAME, words["name"]), (SIGN, words["sign"])):
        paper.write(pdf, word, x, 24, 60, 8)
    paper.write(pdf, words["how"], LEFT, 285, 150, 8)
    page = words["page"].replace("{page}", str(number)).replace("{pages}", str(pages))
    paper.write(pdf, page, RIGHT - 30, 285, 30, 8, align="R")
    pdf.set_text_color(0, 0, 0)
    _rule(pdf, 29.5, 0.6)


def draw_item(pdf: Document, item: Item, y: float) -> float:
    """One head or person; answers where the next begins."""
    if item.person is None:
        paper.write_fitted(pdf, item.lines[0], LEFT, y + GROUP_GAP, RIGHT - LEFT - 30)
        paper.write(pdf, item.note, RIGHT - 28, y + GROUP_GAP + 0.5, 28, 9, align="R")
        _rule(pdf, y + item.height - 0.2, 0.3)
        return y + item.height
    pdf.set_line_width(0.35)
    pdf.rect(BOX, y + 2.2, 5.6, 5.6)
    paper.write(pdf, str(item.person["number"]), NUMBER, y + 1.6, NAME - NUMBER - 3, 12, bold=True)
    top = y + PAD
    for line in item.lines:
        top = paper.write_fitted(pdf, line, NAME, top, NAME_WIDTH)
    _rule(pdf, y + item.height - 0.1, 0.1)
    return y + item.height


def _rule(pdf: Document, y: float, thick: float) -> None:
    pdf.set_fill_color(0, 0, 0)
    pdf.rect(LEFT, y, RIGHT - LEFT, thick, style="F")
