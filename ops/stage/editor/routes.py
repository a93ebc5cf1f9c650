"""HTTP of the sheet's editor, beside the edits themselves."""

from __future__ import annotations

from flask import Response, jsonify

from ops.core.api import Api, later
from ops.core.payloads import EventPath
from ops.core.web import hall, needs
from ops.stage.editor import queries as editor_queries
from ops.stage.editor.payloads import DelayQuery

answers = later("ops.stage.editor.answers")
api = Api("stage_editor", __name__, "The run sheet: what its editor asks for")
IN_EVENT = "/api/events/<string:event>/stage"


@api.get(f"{IN_EVENT}/edits", summary="What undo and redo would do", responses={200: answers.TurnsAnswer})
@needs("stage.edit")
def get_turns(path: EventPath) -> Response:
    with hall().db.read() as conn:
        return jsonify(editor_queries.turns(conn, path.event))


@api.get(f"{IN_EVENT}/delay", summary="A delay row as edits of the plan", responses={200: answers.DelayAnswer})
@needs("stage.edit")
def get_delay(path: EventPath, query: DelayQuery) -> Response:
    with hall().db.read() as conn:
        return jsonify(edits=editor_queries.delay_as_edits(conn, path.event, query.track, query.row))
