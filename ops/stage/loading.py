"""A run sheet from its file (samples/<name>/run_of_show.json) as `actions.sheets.load_sheet` wants it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ops.core.clock import MINUTE, SECOND, from_datetime
from ops.stage.rules import edge

Row = dict[str, Any]
TRACK, NAME = "stage", "Sân khấu"
DEPARTMENTS = {
    "audio": "audio", "light": "light", "led": "led", "stream_bridge": "bridge", "stage_note": "stage",
    "mc_script": "mc",
}  # fmt: skip
WRITERS = {"mc_script": ["mc"], "stream_bridge": ["live_coordinator", "bridge"]}
NO_COLUMN = ("start", "duration_s")
USUAL = {
    "cue": "Số TT / Cue", "title": "Nội dung", "owner": "Phụ trách", "audio": "Âm thanh", "light": "Ánh sáng",
    "led": "Màn hình LED", "stream_bridge": "Truyền dẫn, phát sóng", "stage_note": "Hậu đài / ghi chú",
    "mc_script": "Lời dẫn MC", "fallback": "Phương án dự phòng",
}  # fmt: skip
"""What a run sheet is written in here when nobody has said otherwise: the columns that every crew asks for."""
_MAY_DROP = re.compile(r"bỏ (tiết )?mục", re.IGNORECASE)
_SHORTEST = re.compile(r"rút còn (\d+) phút", re.IGNORECASE)


def sheet_of(file: Row, shift: timedelta) -> Row:
    """Columns and one track; the day of the file moved by `shift`."""
    columns = [one for one in file["_meta"]["columns_vi"].items() if one[0] not in NO_COLUMN]
    rows, cells = list[Row](), dict[str, Row]()
    groups: dict[str, str] = {}
    for row in file["rows"]:
        if row["section"] not in groups:
            groups[row["section"]] = f"g{len(groups) + 1}"
            rows.append({"id": groups[row["section"]], "kind": "group"})
            cells[groups[row["section"]]] = {"title": row["section"]}
        plan = plan_of(row, file["_meta"], shift, first=len(rows) == 1)
        rows.append(plan | {"group": groups[row["section"]]})
        cells[plan["id"]] = {name: row[name] for name, _ in columns if row.get(name)}
    track = {"id": TRACK, "name": NAME, "rows": rows, "cells": cells}
    return {"columns": [column_of(place, *one) for place, one in enumerate(columns, start=1)], "tracks": [track]}


def usual_columns() -> list[Row]:
    """The columns of a sheet that begins empty."""
    return [column_of(place, *one) for place, one in enumerate(USUAL.items(), start=1)]


def column_of(order: int, name: str, title: str) -> Row:
    """A column with the department that reads it and the roles that may write in it."""
    words = {"id": name, "name": title, "order": order, "department": DEPARTMENTS.get(name, "")}
    return words | {"writers": WRITERS.get(name, [])}


def plan_of(row: Row, meta: Row, shift: timedelta, *, first: bool) -> Row:
    """What time depends on: the first row and hard ones stand at their time, the others follow."""
    length = row["duration_s"] * SECOND
    plan: Row = {"id": f"r{row['cue']}", "duration": length}
    if first or row["hard_time"]:
        plan |= {"begins": "hard" if row["hard_time"] else "fixed", "start": instant(row["start"], meta, shift)}
    if row["mode"] == "parallel":
        plan["parallel"] = True
    plan |= edge.colours(length)
    if row["hard_time"]:
        plan["flag"] = True
    if _MAY_DROP.match(row["fallback"]):
        plan["may_drop"] = True
    if found := _SHORTEST.search(row["fallback"]):
        plan["shortest"] = int(found[1]) * MINUTE
    return plan


def instant(clock: str, meta: Row, shift: timedelta) -> int:
    """A clock reading of the file as an instant."""
    wall = datetime.fromisoformat(f"{meta['date']}T{clock}").replace(tzinfo=ZoneInfo(meta["timezone"]))
    return from_datetime(wall + shift)
