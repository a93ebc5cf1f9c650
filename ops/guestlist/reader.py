"""The child's part of a list: bytes to rows, rows against the event, told in portions. Knows no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ops.core import reading
from ops.errors import OpsError
from ops.guestlist import matching, rows

Row = dict[str, Any]
Tell = Callable[..., None]
SOURCE = "source"
AT_ONCE = 500
STEPS = 10
"""Reading and comparing are half of the way, storing the other half."""


def read(facts: Row, folder: Path, tell: Tell) -> Row:
    """Read the file that lies in the folder, and take it away: rows are kept in the database, nowhere else."""
    source = folder / SOURCE
    try:
        data = source.read_bytes()
    finally:
        source.unlink(missing_ok=True)
    tell(1, 2 * STEPS)
    try:
        judged, notes = judge(data, facts, lambda step: tell(step, 2 * STEPS))
    except OpsError as error:
        return {"counts": {}, "faults": [rows.fault("", "", error.code, **error.facts)]}
    for start in range(0, len(judged), AT_ONCE):
        done = STEPS + STEPS * (start + AT_ONCE) // max(1, len(judged))
        tell(min(done, 2 * STEPS - 1), 2 * STEPS, {"rows": judged[start : start + AT_ONCE]})
    return {"counts": dict(Counter(row["kind"] for row in judged)), "faults": notes}


def judge(data: bytes, facts: Row, step: Callable[[int], None] = lambda number: None) -> tuple[list[Row], list[Row]]:
    """Rows with their verdicts, and what is to be said of the file as a whole."""
    sheets = reading.read_book(data)
    step(STEPS // 2)
    found = rows.read_rows(sheets)
    step(STEPS * 3 // 4)
    if not found.columns:
        raise OpsError("list_no_header", sheets=", ".join(found.skipped)[:300])
    if not found.rows:
        raise OpsError("list_no_rows")
    known = matching.Known(facts["delegations"], facts["categories"], facts["guests"], facts["make"])
    judged = matching.compare(found.rows, known)
    step(STEPS)
    notes = [rows.fault("", "", "sheet_skipped", note=True, sheet=name) for name in found.skipped]
    return judged, notes
