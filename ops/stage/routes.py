"""HTTP of the stage: parse, one action or query, reply."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from ops.core import clock, commands, words
from ops.core.api import Api, later
from ops.core.commands import Action, More
from ops.core.payloads import Command, EventPath
from ops.core.web import actor, hall, lang, limit_upload, needs
from ops.errors import OpsError
from ops.stage import ask_queries, payloads
from ops.stage.actions import edits, sheets, steps, talk

answers = later("ops.stage.answers")
api = Api("stage", __name__, "The run sheet: calling, editing, messages")
EDITS_LIMIT = 8 * 1024 * 1024  # two thousand rows with long words
IN_EVENT = "/api/events/<string:event>/stage"


def command(event: str, ref: str, action: Action[More], *more: More.args, **named: More.kwargs) -> Response:
    """Do a command; what the rules refuse is said in their own sentence."""
    try:
        return commands.command(event, ref, action, *more, **named)
    except OpsError as error:
        if error.code == "stage_refused":
            error.facts["why"] = words.say(lang(), f"stage.refused.{error.fields['refusal']}")
        raise


@api.command("stage/step", "Call: go, next, pause, add time ...", "stage.call")
def post_step(path: EventPath, body: payloads.Step) -> Response:
    return command(path.event, body.ref, steps.step, body)


@api.command("stage/reset", "Begin a new take of a track", "stage.call")
def post_reset(path: EventPath, body: payloads.Reset) -> Response:
    return command(path.event, body.ref, steps.reset, body)


@api.command("stage/edit", "Change the sheet, the whole list or nothing", "stage.write")
@limit_upload(EDITS_LIMIT)
def post_edit(path: EventPath, body: payloads.Edits) -> Response:
    return command(path.event, body.ref, edits.edit, body, actor().roles)


@api.command("stage/undo", "Take the newest edit back", "stage.edit")
def post_undo(path: EventPath, body: payloads.Undo) -> Response:
    return command(path.event, body.ref, edits.undo, body.edit)


@api.command("stage/redo", "Do the edit again that was taken back last", "stage.edit")
def post_redo(path: EventPath, body: Command) -> Response:
    return command(path.event, body.ref, edits.redo)


@api.command("stage/lock", "Freeze the sheet of a track, or free it", "stage.edit")
def post_lock(path: EventPath, body: payloads.Lock) -> Response:
    return command(path.event, body.ref, sheets.lock_track, body.track, body.locked)


@api.command("stage/tracks", "Add a track", "stage.edit")
def post_track(path: EventPath, body: payloads.NewTrack) -> Response:
    return command(path.event, body.ref, sheets.make_track, body.name)


@api.command("stage/columns", "All columns of the sheet, in order", "stage.edit")
def post_columns(path: EventPath, body: payloads.Columns) -> Response:
    return command(path.event, body.ref, sheets.change_columns, body)


@api.command("stage/messages", "Say something to screens", "stage.call")
def post_message(path: EventPath, body: payloads.NewMessage) -> Response:
    return command(path.event, body.ref, talk.send, body, actor())


@api.command("stage/messages/<string:message>/clear", "Take a message off the screens", "stage.call")
def post_clear(path: payloads.MessagePath, body: Command) -> Response:
    return command(path.event, body.ref, talk.clear, path.message)


@api.command("stage/messages/<string:message>/read", "I have read it", "stage.see")
def post_read(path: payloads.MessagePath, body: Command) -> Response:
    return command(path.event, body.ref, talk.read, path.message, actor())


@api.command("stage/ready", "I am ready for a row, or not any more", "stage.see")
def post_ready(path: EventPath, body: payloads.Ready) -> Response:
    return command(path.event, body.ref, talk.ready, body, actor())


@api.get(f"{IN_EVENT}/state", summary="The whole state now", responses={200: answers.StateAnswer})
@needs("stage.see")
def get_state(path: EventPath, query: payloads.TrackQuery) -> Response:
    return _asked(lambda conn: ask_queries.state_now(conn, path.event, query.track, clock.now()))


@api.get(f"{IN_EVENT}/catchup", summary="Ways to catch up", responses={200: answers.CatchUpAnswer})
@needs("stage.edit")
def get_catch_up(path: EventPath, query: payloads.CatchUpQuery) -> Response:
    asked = (query.track, query.row, query.at)
    return _asked(lambda conn: ask_queries.catch_up(conn, path.event, *asked, clock.now()))


def _asked(ask: Any) -> Response:
    with hall().db.read() as conn:
        return jsonify(ask(conn))
