"""After the bridge: every cross, planned beside actual, with what each site did."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ops.bridge import queries
from ops.bridge.models import bridge_line
from ops.bridge.rules import report
from ops.core import when
from ops.core.queries import find_event

Row = dict[str, Any]
HEAD = (
    "Điểm cầu", "Nội dung", "Trạng thái", "Giờ dự kiến", "Giờ thật", "Lệch (s)", "Dài dự kiến (s)", "Dài thật (s)",
    "Cue", "Lệnh", "Người ra lệnh", "Điểm cầu nhận lệnh", "Kết quả", "Nhận sau (ms)", "Sai lệch (ms)", "Trễ (ms)",
)  # fmt: skip


def record(conn: Connection, event_id: str, cross: str | None = None) -> Row:
    """Reports of all crosses or of one, the sites, and which foreign journal lines are kept."""
    cues = queries.cues(conn, event_id)
    found = [row for row in queries.crosses(conn, event_id) if cross in (None, row["id"])]
    lone = {"id": "", "site": "", "title": "", "state": "", "planned_at": None, "planned_ms": 0, "on_at": None}
    rest = report.cross_report(lone | {"off_at": None}, [one for one in cues if not one["cross"]])
    return {
        "crosses": [report.cross_report(row, cues) for row in found],
        "others": rest["cues"] if cross is None else [],
        "sites": [{name: row[name] for name in ("id", "name", "region")} for row in queries.sites(conn, event_id)],
        "lines": foreign(conn, event_id),
    }


def foreign(conn: Connection, event_id: str) -> dict[str, int]:
    """How many journal lines of other installations are kept, by source."""
    query = select(bridge_line.c.source).where(bridge_line.c.event_id == event_id)
    found: dict[str, int] = {}
    for row in conn.execute(query):
        found[row.source] = found.get(row.source, 0) + 1
    return found


def table(conn: Connection, event_id: str) -> list[list[Any]]:
    """The same as rows for a spreadsheet: one for each site of each cue."""
    zone = (find_event(conn, event_id) or {})["zone"]
    found = record(conn, event_id)
    names = {row["id"]: row["name"] for row in found["sites"]}
    rows: list[list[Any]] = [list(HEAD)]
    for cross in found["crosses"]:
        head = [names.get(cross["site"], cross["site"]), cross["title"], cross["state"]]
        head += [_wall(cross["planned_at"], zone), _wall(cross["on_at"], zone), _seconds(cross["late"])]
        head += [_seconds(cross["planned_ms"]), _seconds(cross["took"])]
        for cue in cross["cues"] or [None]:
            rows += [head + one for one in _cue_cells(cue, names)]
    return rows


def _cue_cells(cue: Row | None, names: dict[str, str]) -> list[list[Any]]:
    if cue is None:
        return [[""] * 8]
    fixed = [cue["seq"], cue["kind"], cue["by"]]
    return [
        [
            *fixed,
            names.get(site, site),
            one["state"],
            _plain(one["delivery"]),
            _plain(one["err"]),
            _plain(one["late_by"]),
        ]
        for site, one in cue["sites"].items()
    ]


def _plain(value: float | None) -> Any:
    return "" if value is None else round(value, 1)


def _seconds(ms: int | None) -> Any:
    return "" if ms is None else round(ms / 1000, 1)


def _wall(at: int | None, zone: str) -> str:
    return "" if at is None else when.local(at, zone).strftime("%H:%M:%S %d/%m/%Y")
