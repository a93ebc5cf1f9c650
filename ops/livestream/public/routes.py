"""What a wall in the mall asks for."""

from __future__ import annotations

from flask import Response, jsonify

from ops.core import clock
from ops.core.api import Api, later
from ops.core.payloads import EventPath
from ops.core.web import hall, needs
from ops.errors import NotFound
from ops.livestream.public import queries

answers = later("ops.livestream.figures.answers")
api = Api("live wall", __name__, "Who is on air and who comes next, for screens in the mall")


@api.get(
    "/api/events/<string:event>/live/wall",
    summary="The programme in short, with totals where they are allowed",
    responses={200: answers.WallAnswer},
)
@needs("live.see_wall")
def get_wall(path: EventPath) -> Response:
    with hall().db.read() as conn:
        found = queries.wall(conn, path.event, clock.now())
    if found is None:
        raise NotFound
    return jsonify(found)
