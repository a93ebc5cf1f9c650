"""How the bridge's row of a local run sheet stands, from the hub's word and the line. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ops.bridge.rules.tally import NEXT, ON_AIR

STATES = ("none", "ready", "soon", "on_air", "lost", "fallback")


def row_state(
    told: str, at: int, online: bool, row: Mapping[str, Any] | None, fallback: Mapping[str, Any] | None
) -> dict[str, Any]:
    """`{row, state, title, slack, at}` of the bridge's row.

    `row` and `fallback` are how these rows stand (`{id, title, live, expected}`), None when none is chosen. `at` is
    when the hub comes to us (soon) or came (on_air); `slack` is how many ms the local show will be there early,
    negative: late. A line that is lost hides what the hub may have said since, but a told instant stays true.
    """
    state = {NEXT: "soon", ON_AIR: "on_air"}.get(told, "ready")
    if fallback is not None and fallback["live"]:
        state = "fallback"
    elif not online and state != "soon":
        state = "lost"
    instant = at if state in ("soon", "on_air") else None
    expected = row["expected"] if row is not None and state == "soon" else None
    return {
        "row": row["id"] if row is not None and "id" in row else "",
        "state": state,
        "title": row["title"] if row is not None else "",
        "slack": instant - expected if instant is not None and expected is not None else None,
        "at": instant,
    }
