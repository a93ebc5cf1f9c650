"""HTTP of the hand on the prompter."""

from __future__ import annotations

from flask import Response

from ops.core.api import Api
from ops.core.payloads import EventPath
from ops.stage.actions import prompter
from ops.stage.routes import command
from ops.stage.screens import payloads as screen_payloads

api = Api("prompter", __name__, "The hand on the prompter")


@api.command("stage/prompter", "Where the prompter of a track stands, how fast it rolls", "stage.prompt")
def post_prompter(path: EventPath, body: screen_payloads.Prompter) -> Response:
    return command(path.event, body.ref, prompter.steer, body)
