"""HTTP of what a revoked phone hands in, and of what the office makes of it."""

from __future__ import annotations

import base64
import binascii

from flask import Response

from ops.core import commands
from ops.core.answers import CommandAnswer
from ops.core.api import Api
from ops.core.payloads import EventPath
from ops.core.web import UPLOAD_LIMIT, actor, limit_upload, needs
from ops.errors import OpsError
from ops.livestream import handed_payloads as payloads, plan_payloads
from ops.livestream.actions import handed_in
from ops.livestream.figures.routes import keep_photo
from ops.livestream.routes import command, me

api = Api("livestream handed in", __name__, "Livestreams: the queue of a revoked phone")


@api.post(
    "/api/events/<string:event>/live/handed-in",
    summary="A revoked phone hands in what it still held; nothing of it is done yet",
    responses={200: CommandAnswer},
)
@needs("live.run", even_revoked=True)
@limit_upload(UPLOAD_LIMIT)
def post_handed_in(path: EventPath, body: payloads.HandIn) -> Response:
    found = {one.ref: _photo(path.event, one.photo) for one in body.items if one.photo}
    files = {ref: file for ref, file in found.items() if file}
    return commands.command(path.event, body.ref, handed_in.hand_in, body, files, actor())


def _photo(event_id: str, photo: payloads.HandedPhoto) -> payloads.Row | None:
    """The file of a photo; None when it cannot be read: the act that it proves is kept without it."""
    try:
        return keep_photo(event_id, base64.b64decode(photo.data, validate=True), photo.name)
    except (binascii.Error, OpsError) as error:
        if isinstance(error, OpsError) and error.status >= 500:
            raise  # busy: the phone comes again
        return None


@api.command("live/handed-in/<string:request>/decide", "Take a revoked phone's act in, or leave it out", "live.plan")
def post_decide(path: plan_payloads.RequestPath, body: payloads.HandedDecision) -> Response:
    return command(path.event, body.ref, handed_in.decide, path.request, body, me())
