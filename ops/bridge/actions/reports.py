"""What sites say over their sockets, taken in together: a cue brings acknowledgements from everybody at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ops.bridge.actions import control, cues, lines, talk
from ops.bridge.site_payloads import CueAck, CueDone, Got, Lines, Remote
from ops.core.work import Work
from ops.errors import NotFound, OpsError

Row = dict[str, Any]


@dataclass(frozen=True)
class Report:
    """One message of a site: who says it, for which site, and what."""

    actor: str
    site: str
    said: CueAck | CueDone | Got | Lines | Remote


def take(work: Work, one: Report) -> Row:
    """The answer to one report; a report that was taken in before is a success."""
    said = one.said
    try:
        if isinstance(said, CueAck):
            return {"ok": True, "new": cues.acked(work, one.site, one.actor, said)}
        if isinstance(said, CueDone):
            return {"ok": True, "new": cues.finished(work, one.site, one.actor, said)}
        if isinstance(said, Got):
            return {"ok": True, "new": bool(talk.got(work, one.site, one.actor, said.talks))}
        if isinstance(said, Lines):
            return {"ok": True, "upto": lines.take_lines(work, one.site, said.lines)}
        return {"ok": True, "new": control.remote_told(work, one.site, one.actor, said)}
    except NotFound as error:
        return {"ok": False, "error": {"code": error.code}}


def take_all(work: Work, reports: list[Report]) -> list[Row]:
    """Several reports in one unit of work."""
    return [take(work, one) for one in reports]


def refusal(error: OpsError) -> Row:
    """A report that could not be taken in now; the site sends it again."""
    return {"ok": False, "error": {"code": error.code}}
