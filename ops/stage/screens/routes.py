"""HTTP of the stage's screens: which there are."""

from __future__ import annotations

from flask import Response, jsonify

from ops.core.api import Api, later
from ops.core.payloads import EventPath
from ops.core.web import hall, needs
from ops.stage.screens import queries as screen_queries

screen_answers = later("ops.stage.screens.answers")
api = Api("screens", __name__, "The stage's screens")


@api.get(
    "/api/events/<string:event>/stage/screens",
    summary="Paired devices that show the stage",
    responses={200: screen_answers.ScreensAnswer},
)
@needs("stage.call")
def get_screens(path: EventPath) -> Response:
    with hall().db.read() as conn:
        return jsonify(screens=screen_queries.screens(conn, path.event))
