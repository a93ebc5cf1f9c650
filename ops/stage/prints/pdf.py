"""Papers of the stage as a PDF. Runs in the child of a job: plain values in, a file out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ops.core import paper
from ops.errors import OpsError
from ops.stage.prints import cards as prints_cards, sheet as prints_sheet

Plain = dict[str, Any]
Tell = Callable[[int, int], None]
EVERY = 25


def make(facts: Plain, folder: Path, tell: Tell) -> Plain:
    """The file that was asked for."""
    if not facts["count"]:
        raise OpsError("print_empty", status=422)
    count = Count(tell, facts["count"])
    match facts["what"]:
        case "sheet":
            pdf = paper.new_document(facts["head"]["title"], *prints_sheet.SIZES[facts["paper"]])
            pages = prints_sheet.draw_sheet(pdf, facts, count.more)
        case "cards":
            pdf = paper.new_document(facts["head"]["title"], *prints_cards.SIZE)
            pages = prints_cards.draw_cards(pdf, facts, count.more)
        case _:
            pdf = paper.new_document(facts["head"]["title"], *prints_sheet.LIST_SIZE)
            pages = sum(prints_sheet.draw_list(pdf, facts | part, count.more) for part in facts["parts"])
    paper.save(pdf, folder / facts["file"])
    tell(facts["count"], facts["count"])
    told = {name: facts[name] for name in ("what", "count", "file", "people")}
    return told | {"pages": pages}


class Count:
    """How many rows are drawn."""

    def __init__(self, tell: Tell, total: int) -> None:
        self.tell, self.total, self.done = tell, total, 0

    def more(self, rows: int) -> None:
        before, self.done = self.done, min(self.total, self.done + rows)
        if self.done // EVERY != before // EVERY:
            self.tell(self.done, self.total)
