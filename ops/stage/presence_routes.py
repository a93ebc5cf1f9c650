"""Who has the sheet open: said by each page every few seconds, and answered with everybody."""

from __future__ import annotations

from flask import Response, jsonify

from ops.core import clock
from ops.core.api import Api, later
from ops.core.payloads import EventPath
from ops.core.web import actor, hall, needs
from ops.stage import presence_queries
from ops.stage.actions import presence
from ops.stage.editor.payloads import Here

answers = later("ops.stage.editor.answers")
api = Api("stage_presence", __name__, "The run sheet: who has it open")


@api.post(
    "/api/events/<string:event>/stage/presence",
    summary="Where I am, and who else",
    responses={200: answers.PresenceAnswer},
)
@needs("stage.see")
def post_presence(path: EventPath, body: Here) -> Response:
    now = clock.now()
    if body.gone:
        presence.leave(hall().db, path.event, actor().key, body.client)
    else:
        presence.be_here(hall().db, path.event, actor().key, body, now)
    with hall().db.read() as conn:
        return jsonify(present=presence_queries.present(conn, path.event, now))
