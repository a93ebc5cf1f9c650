"""HTTP of invitations: parse, one action or query, reply."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, jsonify, request

from ops import engine
from ops.checkin.count_queries import delegations
from ops.core import (
    actions as core_actions,
    answers as core_answers,
    clock,
    queries as core_queries,
    web,
    work,
)
from ops.core.access import log_access
from ops.core.api import Api, later
from ops.core.commands import command
from ops.core.job_routes import start_job
from ops.core.payloads import Command, EventPath
from ops.core.throttle import Throttle
from ops.core.web import actor, hall, needs, open_to_all, takes_file
from ops.errors import NotFound, OpsError
from ops.invitations import actions, bounces, payloads, queries, wording
from ops.invitations.code_routes import require_guest

answers = later("ops.invitations.answers")
api = Api("invitations", __name__, "Letters, e-mail, answers, consent")
PNG: Any = {200: {"description": "OK", "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}}
BOUNCES_LIMIT = 4 * 1024 * 1024
answer_throttle = Throttle(free=20, wait_s=30)
"""Answers per code: minds change, but not all day long."""


# ---------- the policy ----------


@api.get(
    "/api/events/<string:event>/policy", summary="Rules and words of the invitation", responses={200: answers.Policy}
)
@needs("checkin.see_policy")
def get_policy(path: EventPath) -> Response:
    with hall().db.read() as conn:
        return jsonify(payloads.policy_row(queries.policy_of(conn, path.event)))


@api.command("policy", "Change rules and words of the invitation", "checkin.edit_policy")
def post_policy(path: EventPath, body: payloads.ChangePolicy) -> Response:
    return command(path.event, body.ref, actions.change_policy, body.changes)


# ---------- the office ----------


@api.get(
    "/api/events/<string:event>/invitations",
    summary="Invitations by state, with counts",
    responses={200: answers.Invitations},
)
@needs("invitations.see")
def get_invitations(path: EventPath, query: payloads.ListQuery) -> Response:
    with hall().db.read() as conn:
        everybody = queries.invited(conn, path.event)
        groups = delegations(conn, path.event)
    text = queries.folded(query.q)
    counts = {state or "all": sum(queries.fits(row, state) for row in everybody) for state in ("", *payloads.STATES)}
    found = [
        row
        for row in everybody
        if queries.fits(row, query.state) and query.delegation in ("", row["delegation"]) and queries.sought(row, text)
    ]
    shown = [payloads.invitation_row(row) for row in found[query.after : query.after + query.limit]]
    config = hall().config
    return jsonify(
        counts=counts,
        found=len(found),
        with_address=sum(bool(row["email"]) for row in found),
        mail_ready=bool(config.smtp_url and config.mail_from),
        delegations=[{"id": row["id"], "name": row["name"]} for row in groups],
        invitations=shown,
    )


def require_invited(event_id: str, guest_id: str) -> payloads.Row:
    """One guest with the state of the invitation."""
    with hall().db.read() as conn:
        found = next((row for row in queries.invited(conn, event_id) if row["id"] == guest_id), None)
    if found is None:
        raise NotFound
    return found


@api.get(
    "/api/events/<string:event>/invitations/<string:guest>",
    summary="One invitation with its history",
    responses={200: answers.Detail},
)
@needs("invitations.see")
def get_invitation(path: payloads.GuestPath) -> Response:
    row = require_invited(path.event, path.guest)
    with hall().db.read() as conn:
        mails = queries.mails_of(conn, path.event, path.guest)
        lines = [line_row(conn, line) for line in queries.history(conn, path.event, path.guest)]
    return jsonify(
        invitation=payloads.invitation_row(row),
        note=row["answer_note"],
        mails=[payloads.mail_row(one) for one in mails],
        history=lines,
    )


def line_row(conn: Any, line: payloads.Row) -> payloads.Row:
    """A journal line as the history shows it."""
    by = core_queries.actor_name(conn, line["actor"])
    return {"kind": line["kind"], "at": clock.iso(line["at"]), "by": by, "facts": json.loads(line["facts"])}


@api.get(
    "/api/events/<string:event>/invitations/<string:guest>/text",
    summary="A message to copy into a chat",
    responses={200: answers.Text},
)
@needs("invitations.send")
def get_text(path: payloads.GuestPath) -> Response:
    facts = letter_of(path.event, path.guest)
    return jsonify(text=wording.message(facts, facts["guests"][0]))


@api.post(
    "/api/events/<string:event>/delegations/<string:delegation>/invitations/text",
    summary="A message for a whole delegation",
    responses={200: answers.Text},
)
@needs("invitations.send")
def post_group_text(path: payloads.DelegationPath, body: Command) -> Response:
    facts = handed_out(path.event, path.delegation)
    with hall().db.read() as conn:
        unit = delegations(conn, path.event, [path.delegation])[0]["name"]
    return jsonify(text=wording.message_to_unit(facts, unit))


@api.get(
    "/api/events/<string:event>/invitations/<string:guest>/card.png",
    summary="The invitation as a picture",
    responses=PNG,
)
@needs("invitations.send")
def get_card(path: payloads.GuestPath) -> Response:
    facts = letter_of(path.event, path.guest)
    from ops.invitations import pictures  # and with it Pillow: not before somebody asks

    return Response(engine.run_blocking(pictures.picture, facts, facts["guests"][0]), mimetype="image/png")


def letter_of(event_id: str, guest_id: str) -> payloads.Row:
    """The facts of one letter, looked at like the guest's code."""
    with hall().db.read() as conn:
        people = queries.chosen(conn, event_id, [guest_id], None)
        if not people:
            raise NotFound
        return wording.letters(conn, event_id, people, hall().config.secret, web.base_url())


def handed_out(event_id: str, delegation: str) -> payloads.Row:
    """The facts of a delegation's letters; noted in the access log, because they are a list of names and codes."""
    with hall().db.write() as conn:
        people = queries.chosen(conn, event_id, None, delegation)
        if not people:
            raise NotFound
        log_access(conn, event_id, actor().key, "invitations.text", len(people))
        return wording.letters(conn, event_id, people, hall().config.secret, web.base_url())


@api.post(
    "/api/events/<string:event>/invitations/letters",
    summary="Make letters: a background job",
    responses={200: core_answers.JobAnswer},
)
@needs("invitations.send")
def post_letters(path: EventPath, body: payloads.Letters) -> Response:
    return start(path.event, actions.ask_letters, body)


@api.post(
    "/api/events/<string:event>/invitations/mails",
    summary="Send e-mails: a background job",
    responses={200: core_answers.JobAnswer},
)
@needs("invitations.send")
def post_mails(path: EventPath, body: payloads.Mails) -> Response:
    if not hall().config.smtp_url or not hall().config.mail_from:
        raise OpsError("smtp_missing", status=409)
    return start(path.event, actions.ask_mails, body)


def start(event_id: str, ask: Any, body: payloads.ChosenGuests) -> Response:
    """Store a job and let it begin; a known ref answers with the job that it made."""
    actions.require_choice(body)
    base = web.base_url()
    return start_job(event_id, body.ref, lambda unit: ask(unit, body.ref, body, base))


@api.post(
    "/api/events/<string:event>/invitations/bounces",
    summary="Reports of undelivered mail, as a file",
    responses={200: answers.Bounces},
)
@needs("invitations.send")
@takes_file(BOUNCES_LIMIT)
def post_bounces(path: EventPath) -> Response:
    found = bounces.read(request.get_data())
    with work.begin(hall().db, hall().bell, path.event, actor().key) as unit:
        marked = actions.take_bounces(unit, found)
    return jsonify(found=len(found), marked=marked)


# ---------- the invitation behind a code ----------


@api.post(
    "/api/invitations/<string:code>/answer",
    summary="Come, do not come, or send somebody",
    responses={200: answers.Answered},
)
@open_to_all
def post_answer(path: payloads.CodePath, body: payloads.SaidAnswer) -> Response:
    guest = require_guest(path.code)
    key = f"code:{guest['event_id']}:{guest['id']}"
    answer_throttle.check(key)
    answer_throttle.failed(key)
    with work.begin(hall().db, hall().bell, guest["event_id"], f"guest:{guest['id']}") as unit:
        line = core_actions.replay(unit, body.ref)
        if line is not None and (line["kind"] != "invitations.answered" or line["facts"].get("guest") != guest["id"]):
            raise NotFound
        line = line or actions.answer(unit, body.ref, guest["id"], body, hall().config.secret)
    name = body.stand_in.name if body.stand_in else None
    return jsonify(
        ref=line["ref"], repeat=line["repeat"], at=line["at"], answer=line["facts"]["answer"], stand_in_name=name
    )
