"""What the planner does in a child process: plain facts in, a proposal or an explanation out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ops.errors import OpsError
from ops.livestream.planner import proposing, whys
from ops.livestream.planner.reading import Scope
from ops.livestream.planner.search import Limit

Row = dict[str, Any]
Tell = Callable[[int, int, Row | None], None]
WHOLE = 1_000
REPAIR_S = 0.3
"""A repair is wanted at once, and few slots take part."""


def propose(facts: Row, folder: Path, tell: Tell) -> Row:
    """The proposal of a job; the best so far on the way."""

    def say(done: float, said: Row) -> None:
        tell(min(WHOLE, int(done * WHOLE)), WHOLE, said)

    asked = facts["asked"]
    scope = scope_of(asked["scope"])
    seconds = min(asked["seconds"], REPAIR_S) if scope.only_hit else asked["seconds"]
    try:
        found = proposing.propose(facts["facts"], scope, Limit(seconds=seconds), asked["seed"], say)
    except proposing.Broken as error:
        raise OpsError("live_plan_broken", status=422) from error
    tell(WHOLE, WHOLE, None)
    return found | {"facts_seq": facts["seq"]}


def scope_of(asked: Row) -> Scope:
    """What was asked for, as the planner knows it."""
    return Scope(
        sessions=None if asked["sessions"] is None else frozenset(asked["sessions"]),
        days=None if asked["days"] is None else frozenset(asked["days"]),
        only_hit=asked["what"] == "repair",
        keep_standing=asked["what"] == "new",
    )


def why_not(facts: Row, folder: Path, tell: Tell) -> Row:
    """Why a session has no place."""
    return whys.of_session(facts["facts"], facts["session"])
