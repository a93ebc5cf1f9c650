"""HTTP of the reward draw."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Response, jsonify

from ops import engine
from ops.core import clock, queries as core_queries, replies
from ops.core.api import Api, later
from ops.core.payloads import Command, EventPath
from ops.core.web import actor, hall, needs
from ops.errors import NotFound
from ops.spaces import card_payloads as payloads, draw_queries, minutes, queries
from ops.spaces.actions import lots
from ops.spaces.actions.shelf import Refused
from ops.spaces.routes import IN_EVENT, command, in_words, private

answers = later("ops.spaces.answers")
api = Api("reward draws", __name__, "Reward draws that anybody can repeat")
SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "repeat_draw.py"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAPER: Any = {200: {"description": "the minutes", "content": {DOCX: {}}}}
TEXT: Any = {200: {"description": "one page of Python", "content": {"text/x-python": {}}}}


@api.get(f"{IN_EVENT}/draws", summary="Draws", responses={200: answers.DrawsAnswer})
@needs("spaces.draw")
def get_draws(path: EventPath) -> Response:
    with hall().db.read() as conn:
        return private(jsonify(draws=draw_queries.all_shown(conn, path.event, clock.now())))


@api.command("spaces/draws", "A new draw, locked", "spaces.draw")
def post_draw(path: EventPath, body: payloads.NewDraw) -> Response:
    return command(path.event, body.ref, lots.make_draw, body)


@api.command("spaces/draws/<string:draw>/change", "Its papers, period, prizes", "spaces.draw")
def post_draw_change(path: payloads.DrawPath, body: payloads.ChangeDraw) -> Response:
    return command(path.event, body.ref, lots.change_draw, path.draw, body)


@api.command("spaces/draws/<string:draw>/freeze", "Close the list and show its hash", "spaces.draw")
def post_freeze(path: payloads.DrawPath, body: Command) -> Response:
    return command(path.event, body.ref, lots.freeze, path.draw)


@api.command("spaces/draws/<string:draw>/thaw", "Open a frozen list again, with a reason", "spaces.draw")
def post_thaw(path: payloads.DrawPath, body: payloads.Thaw) -> Response:
    return command(path.event, body.ref, lots.thaw, path.draw, body.reason)


@api.command("spaces/draws/<string:draw>/run", "Draw, once", "spaces.draw")
def post_run(path: payloads.DrawPath, body: payloads.RunDraw) -> Response:
    return command(path.event, body.ref, lots.run, path.draw, body)


@api.command("spaces/draws/<string:draw>/claim", "A winner shows the card and gives a name", "spaces.run")
def post_claim(path: payloads.DrawPath, body: payloads.Claim) -> Response:
    return command(path.event, body.ref, lots.claim, path.draw, body, actor())


def exported(path: payloads.DrawPath) -> queries.Row:
    """The export of a draw whose list is frozen."""
    with hall().db.read() as conn:
        if queries.one_of(conn, path.event, "space_draw", path.draw) is None:
            raise NotFound
        found = draw_queries.export(conn, path.event, path.draw)
    if found is None:
        raise in_words(Refused("draw_state", state="draft"))
    return found


def file_of(data: bytes, kind: str, name: str) -> Response:
    """A file to keep."""
    answer = Response(data, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return private(answer)


@api.get(f"{IN_EVENT}/draws/<string:draw>/list.json", summary="What repeats the draw",
         responses={200: answers.DrawListAnswer})  # fmt: skip
@needs("spaces.draw")
def get_list(path: payloads.DrawPath) -> Response:
    return file_of(replies.to_json(exported(path)), "application/json; charset=utf-8", f"quay-so-{path.draw}.json")


@api.get(f"{IN_EVENT}/draws/<string:draw>/minutes.docx", summary="The minutes of a draw", responses=PAPER)
@needs("spaces.draw")
def get_minutes(path: payloads.DrawPath) -> Response:
    found = exported(path)
    if not found["winners"]:
        raise in_words(Refused("draw_state", state="frozen"))
    with hall().db.read() as conn:
        event = core_queries.find_event(conn, path.event) or {}
    data = engine.run_blocking(minutes.minutes, found, event)
    return file_of(data, DOCX, f"bien-ban-quay-so-{path.draw}.docx")


@api.get(f"{IN_EVENT}/draws/<string:draw>/repeat_draw.py", summary="The script that repeats it", responses=TEXT)
@needs("spaces.draw")
def get_script(path: payloads.DrawPath) -> Response:
    with hall().db.read() as conn:
        if queries.one_of(conn, path.event, "space_draw", path.draw) is None:
            raise NotFound
    return file_of(SCRIPT.read_bytes(), "text/x-python; charset=utf-8", "repeat_draw.py")
