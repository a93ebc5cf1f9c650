"""HTTP of what is decided about walk-ins, deputies and calls. What desks do themselves comes with their scans."""

from __future__ import annotations

from typing import Any

from flask import Response

from ops.checkin import payloads
from ops.checkin.actions import decisions
from ops.core import answers as core_answers
from ops.core.api import Api
from ops.core.commands import command
from ops.core.payloads import Command
from ops.core.web import needs

api = Api("extras", __name__, "Walk-ins, deputies, calls from the desks")
DONE: dict[Any, Any] = {200: core_answers.CommandAnswer}


@api.post("/api/events/<string:event>/guests/<string:guest>/approve", summary="Approve a walk-in", responses=DONE)
@needs("checkin.approve")
def post_approve(path: payloads.GuestPath, body: payloads.Approve) -> Response:
    return command(path.event, body.ref, decisions.approve_walk_in, path.guest, body.approve, body.reason)


@api.post("/api/events/<string:event>/guests/<string:guest>/twin", summary="One person or two", responses=DONE)
@needs("checkin.supervise")
def post_twin(path: payloads.GuestPath, body: payloads.DecideTwin) -> Response:
    return command(path.event, body.ref, decisions.decide_twin, path.guest, body.same)


@api.post("/api/events/<string:event>/guests/<string:guest>/deputies", summary="Which of them came", responses=DONE)
@needs("checkin.supervise")
def post_deputies(path: payloads.GuestPath, body: payloads.DecideStandIn) -> Response:
    return command(path.event, body.ref, decisions.decide_stand_in, path.guest, body.keep)


@api.post("/api/events/<string:event>/calls/<string:call>/answer", summary="Somebody is coming", responses=DONE)
@needs("checkin.answer_call")
def post_answer(path: payloads.CallPath, body: Command) -> Response:
    return command(path.event, body.ref, decisions.answer_call, path.call)
