"""HTTP of outputs and of control: parse, one action or query, reply."""

from __future__ import annotations

from collections import deque
from typing import Any

from flask import Response, jsonify, request
from flask_openapi3 import RawModel
from pydantic import ValidationError

from ops.core import clock, commands, tokens, words
from ops.core.answers import CommandAnswer
from ops.core.api import Api, later
from ops.core.payloads import Command, EventPath
from ops.core.web import actor, hall, lang, needs, takes_form
from ops.errors import Invalid, NotFound, OpsError, TooMany
from ops.outputs import actions, control_actions, job_queries, payloads, queries

Row = dict[str, Any]
answers = later("ops.outputs.answers")
api = Api("outputs", __name__, "What leaves the stage on a cue, and control that comes in")
IN_EVENT = "/api/events/<string:event>/outputs"
SCENES_WAIT_S = 6.0


# ---------- the office ----------


@api.get(IN_EVENT, summary="Outputs, tokens, OSC and the log", responses={200: answers.OutputsAnswer})
@needs("outputs.manage")
def get_outputs(path: EventPath) -> Response:
    with hall().db.read() as conn:
        facts = {
            "outputs": [payloads.output_row(row) for row in queries.rows(conn, path.event)],
            "tokens": [payloads.token_row(row) for row in queries.tokens_of(conn, path.event)],
            "osc": payloads.door_row(queries.door(conn, path.event)),
            "log": [payloads.try_row(row) for row in queries.log(conn, path.event)],
            "sender": hall().extra["outputs"].row(),
            **queries.places(conn, path.event),
        }
    return jsonify(facts)


@api.command("outputs", "Make an output", "outputs.manage")
def post_output(path: EventPath, body: payloads.NewOutput) -> Response:
    return commands.command(path.event, body.ref, actions.make, body, hall().config.secret)


@api.command("outputs/<string:output>/change", "Change an output", "outputs.manage")
def post_change(path: payloads.OutputPath, body: payloads.ChangeOutput) -> Response:
    return commands.command(path.event, body.ref, actions.change, path.output, body, hall().config.secret)


@api.command("outputs/<string:output>/remove", "Remove an output", "outputs.manage")
def post_remove(path: payloads.OutputPath, body: Command) -> Response:
    return commands.command(path.event, body.ref, actions.remove, path.output)


@api.command("outputs/<string:output>/try", "Send once now", "outputs.manage")
def post_try(path: payloads.OutputPath, body: Command) -> Response:
    line = commands.run(path.event, body.ref, actions.send_now, path.output, None, None)
    return _sent_soon(path.event, line)


@api.command("outputs/sends/<string:send>/again", "Send again what was sent for a row", "outputs.manage")
def post_again(path: payloads.SendPath, body: Command) -> Response:
    return _sent_soon(path.event, commands.run(path.event, body.ref, actions.send_again, path.send))


def _sent_soon(event: str, line: Row) -> Response:
    if not line["repeat"]:
        hall().extra["outputs"].send_soon(event, line["facts"]["send"])
    return jsonify(line)


@api.post(
    f"{IN_EVENT}/<string:output>/scenes", summary="Ask an OBS for its scenes", responses={200: answers.ScenesAnswer}
)
@needs("outputs.manage")
def post_scenes(path: payloads.OutputPath, body: Command) -> Response:
    with hall().db.read() as conn:
        row = queries.find_row(conn, path.event, path.output)
    if row is None or row["what"] != "obs":
        raise NotFound
    said = hall().extra["outputs"].ask(job_queries.scenes_job(row, path.event, hall().config.secret), SCENES_WAIT_S)
    if not said["ok"]:
        why = words.say(lang(), f"outputs.reason.{said['reason']}")
        raise OpsError("obs_not_asked", status=409, why=why)
    return jsonify(scenes=said["scenes"], current=said["current"])


@api.post(
    "/api/events/<string:event>/outputs/tokens", summary="Make a token for a control surface",
    responses={200: answers.TokenAnswer},
)  # fmt: skip
@needs("outputs.manage")
def post_token(path: EventPath, body: payloads.NewToken) -> Response:
    token = tokens.new_token("ctl")
    line = commands.run(path.event, body.ref, actions.make_token, body, token)
    return jsonify(line | {"token": None if line["repeat"] else token})


@api.command("outputs/tokens/<string:token>/revoke", "Revoke a token", "outputs.manage")
def post_revoke(path: payloads.TokenPath, body: Command) -> Response:
    return commands.command_on_rights(path.event, body.ref, actions.revoke_token, path.token)


@api.command("outputs/osc", "Open or close the door for OSC", "outputs.manage")
def post_osc(path: EventPath, body: payloads.OscDoor) -> Response:
    return commands.command_on_rights(path.event, body.ref, actions.change_door, body)


# ---------- control ----------

FORM = "application/x-www-form-urlencoded"


class AskedRaw(RawModel):
    """A body as JSON or as a form, or none; `payloads.Asked` says what may stand in it."""

    mimetypes: list[str] = ["application/json", FORM]


class Pace:
    """How often one holder may act: a stuck button must not fill the journal."""

    def __init__(self, most: int, within_ms: int) -> None:
        self.most, self.within_ms = most, within_ms
        self.acts: dict[str, deque[int]] = {}

    def check(self, key: str) -> None:
        acts, now = self.acts.setdefault(key, deque(maxlen=self.most)), clock.now()
        if len(acts) == self.most and 0 <= now - acts[0] < self.within_ms:
            raise TooMany(max(1, (acts[0] + self.within_ms - now) // 1000))
        acts.append(now)


pace = Pace(40, 10_000)


def asked() -> payloads.Asked:
    """The body of a control request; empty is enough for most verbs."""
    values: Any = request.form.to_dict() if request.mimetype == FORM else {}
    if request.mimetype != FORM and request.get_data():
        values = request.get_json(silent=True)
    try:
        return payloads.Asked.model_validate(values)
    except ValidationError as error:
        fields = {".".join(["body", *map(str, one["loc"])]): one["msg"] for one in error.errors()[:20]}
        raise Invalid("invalid", fields=fields) from error


def _control(event: str, act: Any, *more: Any) -> Response:
    body = asked()
    pace.check(actor().key)
    do: Any = commands.command
    ref = body.ref or control_actions.new_ref()
    try:
        answer: Response = do(event, ref, act, *more, body, actor())
        return answer
    except OpsError as error:
        if error.code == "stage_refused":
            error.facts["why"] = words.say(lang(), f"stage.refused.{error.fields['refusal']}")
        raise


@api.post(
    "/api/control/<string:event>/message", summary="Words to screens, from a control surface",
    responses={200: CommandAnswer},
)  # fmt: skip
@takes_form
@needs("control.message")
def post_message(path: EventPath, raw: AskedRaw) -> Response:
    return _control(path.event, control_actions.message)


@api.post(
    "/api/control/<string:event>/<string:verb>", summary="A step of the caller, from a control surface",
    responses={200: CommandAnswer},
)  # fmt: skip
@takes_form
@needs("control.call")
def post_verb(path: payloads.ControlPath, raw: AskedRaw) -> Response:
    return _control(path.event, control_actions.call, path.verb)


@api.get(
    "/api/control/<string:event>/state", summary="Where a track stands, flat", responses={200: answers.FlatState}
)  # fmt: skip
@needs("control.read")
def get_state(path: EventPath, query: payloads.ControlQuery) -> Response:
    with hall().db.read() as conn:
        track = control_actions.seen_track(conn, path.event, actor(), query.track)
        found = queries.flat_state(conn, path.event, track, clock.now())
    if found is None:
        raise NotFound
    return jsonify(found)
