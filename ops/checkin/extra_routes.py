"""HTTP of what is decided about walk-ins, deputies and calls. What desks do themselves comes with their scans."""

from __future__ import annotations

from flask import Response

from ops.checkin import payloads
from ops.checkin.actions import decisions
from ops.core.api import Api
from ops.core.commands import command
from ops.core.payloads import Command

api = Api("extras", __name__, "Walk-ins, deputies, calls from the desks")


@api.command("guests/<string:guest>/approve", "Approve a walk-in", "checkin.approve")
def post_approve(path: payloads.GuestPath, body: payloads.Approve) -> Response:
    return command(path.event, body.ref, decisions.approve_walk_in, path.guest, body.approve, body.reason)


@api.command("guests/<string:guest>/twin", "One person or two", "checkin.supervise")
def post_twin(path: payloads.GuestPath, body: payloads.DecideTwin) -> Response:
    return command(path.event, body.ref, decisions.decide_twin, path.guest, body.same)


@api.command("guests/<string:guest>/deputies", "Which of them came", "checkin.supervise")
def post_deputies(path: payloads.GuestPath, body: payloads.DecideStandIn) -> Response:
    return command(path.event, body.ref, decisions.decide_stand_in, path.guest, body.keep)


@api.command("calls/<string:call>/answer", "Somebody is coming", "checkin.answer_call")
def post_answer(path: payloads.CallPath, body: Command) -> Response:
    return command(path.event, body.ref, decisions.answer_call, path.call)
