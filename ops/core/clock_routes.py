"""The clock of this process, set from outside: only where the configuration says that this is a trial (see app.py)."""

from __future__ import annotations

from flask import Response, jsonify
from pydantic import Field

from ops.core import clock
from ops.core.api import Api
from ops.core.payloads import Answer, Model, Moment
from ops.core.web import hall, needs_somebody

api = Api("clock", __name__, "A clock that tests can set")


class SetClock(Model):
    now: Moment | None = Field(description="the instant that it is now; null: the machine's time again")


class ClockAnswer(Answer):
    now: int


@api.post("/api/clock", summary="Let it be another time", responses={200: ClockAnswer})
@needs_somebody
def post_clock(body: SetClock) -> Response:
    clock.shift(0)
    if body.now is not None:
        clock.shift(clock.from_datetime(body.now) - clock.now())
    hall().extra["clock_was_set"]()
    return jsonify(now=clock.now())
