"""The whole run sheet on A4 or A3 across, and the cue list of a department on A4 upright, as PDF pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ops.core.paper import Document
from ops.stage.prints import table
from ops.stage.prints.table import GAP, Box, Frame, Line

Plain = dict[str, Any]
SIZES = {"a4": (297.0, 210.0), "a3": (420.0, 297.0)}
MOST = {"a4": 9, "a3": 13}
SIDE, TOP, FOOT = 9.0, 25.0, 10.5
CUE, START, LENGTH, TITLE = 13.0, 17.0, 13.0, 46.0
LEAST, GROWTH = 17.0, 0.75
TEXT, BIG = 7.5, 8.5
BESIDE = 3.6


def draw_sheet(pdf: Document, facts: Plain, tell: Callable[[int], None]) -> int:
    """All pages of the run sheet; answers how many."""
    width, height = SIZES[facts["paper"]]
    titles, rows = few(facts["columns"], facts["rows"], MOST[facts["paper"]])
    words = facts["words"]
    widths = [CUE, START, LENGTH, TITLE, *shares(rows, len(titles), width - 2 * SIDE - CUE - START - LENGTH - TITLE)]
    head = (words["cue"], words["start"], words["length"], words["title"], *titles)
    return _draw(pdf, facts, (width, height), widths, head, [_row(pdf, one, widths) for one in rows], tell)


def few(columns: Sequence[Plain], rows: Sequence[Plain], most: int) -> tuple[list[str], list[Plain]]:
    """The titles of the columns that stand alone; of very many the last share one, each cell with its name."""
    titles = [one["title"] for one in columns]
    if len(titles) <= most:
        return titles, list(rows)
    alone, shared = titles[: most - 1], titles[most - 1 :]

    def joined(cells: Sequence[str]) -> list[str]:
        rest = zip(shared, cells[most - 1 :], strict=True)
        return [*cells[: most - 1], "\n".join(f"{name}: {text}" for name, text in rest if text)]

    made = [one | {"cells": joined(one["cells"])} if "cells" in one else one for one in rows]
    return [*alone, " / ".join(shared)], made


def shares(rows: Sequence[Plain], count: int, room: float) -> list[float]:
    """Widths by how much is written; less than in proportion, so that a long speech does not take all of it."""
    cells = [one["cells"] for one in rows if "cells" in one]
    weights = [(1 + sum(len(one[at]) for one in cells)) ** GROWTH for at in range(count)]
    least = min(LEAST, room / max(1, count))
    spare = room - least * count
    return [least + spare * weight / sum(weights) for weight in weights]


def _row(pdf: Document, row: Plain, widths: Sequence[float]) -> Box:
    if row["kind"] == "group":
        return _band(pdf, row, sum(widths))
    indent = BESIDE if row["parallel"] else 0.0
    front = (
        table.lines_of(pdf, row["cue"], widths[0] - GAP, BIG, bold=True, indent=indent),
        table.lines_of(pdf, row["start"], widths[1] - GAP, BIG, bold=True),
        table.lines_of(pdf, row["length"], widths[2] - GAP, TEXT),
        title_cell(pdf, row, widths[3] - GAP, indent),
    )
    cells = [table.lines_of(pdf, text, width - GAP, TEXT) for text, width in zip(row["cells"], widths[4:], strict=True)]
    columns = tuple(tuple(lines) for lines in (*front, *cells))
    return Box(columns, "hard" if row["hard"] else "row", bool(row["parallel"]))


def title_cell(pdf: Document, row: Plain, width: float, indent: float = 0.0, size: float = BIG) -> list[Line]:
    """Signs, title, who does it."""
    marks = [
        Line(table.written(pdf, one["words"]), TEXT - 0.5, bold=True, box=one["kind"] == "hard", indent=indent)
        for one in row["marks"]
    ]
    title = table.lines_of(pdf, row["title"], width, size, bold=True, struck=row["skip"], indent=indent)
    return [*marks, *title, *table.lines_of(pdf, row["owner"], width, TEXT, indent=indent)]


def _band(pdf: Document, row: Plain, width: float) -> Box:
    """A section over the whole width, with its time."""
    times = " · ".join(filter(None, (row["start"], row["length"])))
    text = " · ".join(filter(None, (row["title"], times)))
    return Box((tuple(table.lines_of(pdf, text, width - GAP, 9.0, bold=True, indent=1.0)),), "band")


# ---------- cue lists ----------

LIST_WIDTHS = (20.0, 13.0, 13.0, 42.0)
LIST_SIZE = (210.0, 297.0)


def draw_list(pdf: Document, facts: Plain, tell: Callable[[int], None]) -> int:
    """The pages of one department; answers how many."""
    width, _ = LIST_SIZE
    words, room = facts["words"], width - 2 * SIDE - sum(LIST_WIDTHS)
    widths = [*LIST_WIDTHS, room * 0.6, room * 0.4]
    head = (words["start"], words["cue"], words["length"], words["title"], words["task"], words["notes"])
    rows = [_list_row(pdf, one, widths) for one in facts["rows"]]
    return _draw(pdf, facts, LIST_SIZE, widths, head, rows, tell)


def _list_row(pdf: Document, row: Plain, widths: Sequence[float]) -> Box:
    columns = (
        table.lines_of(pdf, row["start"], widths[0] - GAP, 10, bold=True),
        table.lines_of(pdf, row["cue"], widths[1] - GAP, 10, bold=True),
        table.lines_of(pdf, row["length"], widths[2] - GAP, 8.5),
        title_cell(pdf, row, widths[3] - GAP, size=9),
        table.lines_of(pdf, "\n".join(row["task"]), widths[4] - GAP, 10, bold=True),
        table.lines_of(pdf, "\n".join(row["notes"]), widths[5] - GAP, 8.5),
    )
    return Box(tuple(tuple(lines) for lines in columns), "hard" if row["hard"] else "row")


# ---------- both ----------


def _draw(
    pdf: Document, facts: Plain, size: tuple[float, float], widths: Sequence[float], head: Sequence[str],
    boxes: Sequence[Box], tell: Callable[[int], None],
) -> int:  # fmt: skip
    lefts = [SIDE + sum(widths[:at]) for at in range(len(widths))]
    frame = Frame(*size, TOP, size[1] - FOOT, lefts, widths, head, SIDE)
    lower = TOP + max(table.height_of(lines) for lines in table.title_lines(pdf, frame))
    frame = Frame(*size, lower, size[1] - FOOT, lefts, widths, head, SIDE)
    about = facts["head"]
    sheet = table.Sheet(frame, about["title"], about["event"], about["about"], about["version"], facts["words"]["page"])
    pages = table.plan(boxes, frame.top, frame.bottom)
    table.draw_pages(pdf, sheet, pages, tell)
    return len(pages)
