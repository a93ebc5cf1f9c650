"""HTTP of privacy: parse, one action or query, reply."""

from __future__ import annotations

from flask import Response, jsonify

from ops import engine
from ops.core import answers as core_answers, clock
from ops.core.access import log_access
from ops.core.api import Api, later
from ops.core.commands import command, run
from ops.core.job_routes import start_job
from ops.core.payloads import EventPath
from ops.core.web import actor, hall, needs
from ops.privacy import actions, payloads, queries
from ops.privacy.blank_actions import left
from ops.privacy.compact_actions import empty_wal
from ops.privacy.notice import propose
from ops.privacy.tables import Tables

answers = later("ops.privacy.answers")
api = Api("privacy", __name__, "Notice, access log, one person, purge")


@api.get("/api/events/<string:event>/privacy", summary="How the event stands", responses={200: answers.State})
@needs("privacy.see")
def get_privacy(path: EventPath) -> Response:
    with hall().db.read() as conn:
        event, held = queries.event_and_policy(conn, path.event)
        said = queries.consents(conn, path.event)
        numbers = {"persons": queries.persons(conn, path.event), "notice": queries.last_version(conn, path.event)}
        numbers["left"] = left(Tables(conn), path.event) if held["purged_at"] else 0
    due = queries.due_at(event, held)
    words = {name: held[name] for name in ("controller", "contact", "retention_days")}
    days = {"ends_at": clock.iso(event["ends_at"]), "due_at": clock.iso(due), "purged_at": clock.iso(held["purged_at"])}
    return jsonify(
        words | numbers | days | {"due": clock.now() >= due, "said": {str(one): n for one, n in said.items()}}
    )


# ---------- notices ----------


@api.get(
    "/api/events/<string:event>/notices",
    summary="Versions of the notice on personal data, and the words that are proposed",
    responses={200: answers.Notices},
)
@needs("privacy.see")
def get_notices(path: EventPath) -> Response:
    with hall().db.read() as conn:
        event, held = queries.event_and_policy(conn, path.event)
        found = queries.notices(conn, path.event)
    return jsonify(versions=[payloads.notice_row(row) for row in found], proposed=propose(event, held))


@api.command("notices", "Publish a new version of the notice", "privacy.manage")
def post_notice(path: EventPath, body: payloads.PublishNotice) -> Response:
    return command(path.event, body.ref, actions.publish_notice, body.words_vi, body.words_en)


# ---------- who was handed what ----------


@api.get(
    "/api/events/<string:event>/access",
    summary="Who was handed which list of people",
    responses={200: answers.AccessLog},
)
@needs("privacy.see")
def get_access(path: EventPath, query: payloads.AccessQuery) -> Response:
    with hall().db.read() as conn:
        found = queries.accesses(conn, path.event, query.before)
        totals = queries.access_totals(conn, path.event)
    return jsonify(rows=[payloads.access_row(row) for row in found], totals=[payloads.total_row(row) for row in totals])


# ---------- one person ----------


@api.post("/api/events/<string:event>/persons", summary="Find a person", responses={200: answers.FoundPeople})
@needs("privacy.manage")
def post_persons(path: EventPath, body: payloads.FindPerson) -> Response:
    with hall().db.read() as conn:
        found = queries.find(conn, path.event, body.words)
    return jsonify(guests=[payloads.found_row(row) for row in found])


@api.post(
    "/api/events/<string:event>/guests/<string:guest>/data",
    summary="Everything that is kept about one person; taking it is noted, hence no GET",
    responses={200: answers.Person},
)
@needs("privacy.manage")
def post_person(path: payloads.GuestPath, body: payloads.Nothing) -> Response:
    with hall().db.write() as conn:
        found = queries.person(conn, path.event, path.guest)
        log_access(conn, path.event, actor().key, "privacy.person", 1, f"guest {path.guest}")
    return jsonify({"made_at": clock.iso(clock.now())} | payloads.person_row(found))


@api.command("guests/<string:guest>/erase", "Blank one person everywhere", "privacy.manage")
def post_erase(path: payloads.GuestPath, body: payloads.Erase) -> Response:
    line = run(path.event, body.ref, actions.erase_guest, path.guest, body.reason)
    if not line["repeat"]:
        hall().extra["jobs"].remove_files(path.event)
    if hall().db.sqlite:
        engine.run_blocking(empty_wal, hall().db)
    return jsonify(line)


# ---------- the whole event ----------


@api.post(
    "/api/events/<string:event>/purge",
    summary="Blank everybody, in the background; 409 purge_too_early before its day unless `now`",
    responses={200: core_answers.JobAnswer},
)
@needs("privacy.manage")
def post_purge(path: EventPath, body: payloads.AskPurge) -> Response:
    return start_job(path.event, body.ref, lambda unit: actions.ask_purge(unit, body.ref, body.now))
