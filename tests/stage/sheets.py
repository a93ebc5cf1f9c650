"""Run sheets for tests of the stage."""

from __future__ import annotations

from typing import Any

from ops.core import clock
from ops.core.work import Doorbell, begin
from ops.stage.actions.sheets import load_sheet
from tests.support.factories import Row, World

COLUMNS: list[Row] = [
    {"id": "title", "name": "Nội dung", "order": 1, "department": "", "writers": []},
    {"id": "mc_script", "name": "Lời dẫn MC", "order": 2, "department": "mc", "writers": ["mc"]},
]
EDIT_CELL: Row = {"edit": "cells", "row": "c", "values": {"title": "Tên khác"}}


def load(world: World, track: str = "stage", rows: list[Row] | None = None, **first: Any) -> None:
    """A sheet of three rows (10, 15 and 5 minutes from now), or of `rows`; `first` are facts of the first."""
    rows = rows or [
        {"id": "a", "begins": "fixed", "start": clock.now(), "duration": 10 * clock.MINUTE, **first},
        {"id": "b", "duration": 15 * clock.MINUTE},
        {"id": "c", "duration": 5 * clock.MINUTE},
    ]
    cells = {row["id"]: {"title": f"Mục {row['id']}"} for row in rows}
    with begin(world.ops.db, Doorbell(), world.id, "system") as work:
        load_sheet(work, {"columns": COLUMNS, "tracks": [{"id": track, "name": track, "rows": rows, "cells": cells}]})
