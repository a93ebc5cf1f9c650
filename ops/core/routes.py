"""HTTP of the frame: signing in, events, snapshot and feed, people, time; devices are in `device_routes`."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request
from sqlalchemy import select

from ops import engine
from ops.core import actions, answers, auth, clock, journal, payloads, queries, replies, tokens
from ops.core.api import Api
from ops.core.commands import command_on_rights
from ops.core.cookies import keep_cookie
from ops.core.models import staff
from ops.core.throttle import Throttle
from ops.core.web import actor, hall, needs, needs_somebody, open_to_all
from ops.errors import NotFound, OpsError

api = Api("core", __name__, "People, events, feed, time")
sign_in_throttle = Throttle(free=5, wait_s=30)


# ---------- signing in ----------


@api.post("/api/sign-in", summary="Sign a staff member in", responses={200: answers.SignedIn}, security=[])
@open_to_all
def post_sign_in(body: payloads.SignIn) -> Response:
    login = body.login.strip().lower()
    keys = (f"login:{login}", f"from:{request.remote_addr}")
    sign_in_throttle.check(keys[0])
    with hall().db.read() as conn:
        row = conn.execute(select(staff).where(staff.c.login == login)).mappings().first()
    fits = engine.run_blocking(auth.password_fits, row["password_hash"] if row else None, body.password)
    if row is None or not fits or row["disabled"]:
        sign_in_throttle.failed(keys[0])
        raise OpsError("wrong_password", status=401)
    sign_in_throttle.succeeded(keys[0])
    token = actions.sign_in(hall().db, dict(row))
    with hall().db.read() as conn:
        events = queries.events_of_staff(conn, row["id"])
    shown = {"id": row["id"], "name": row["name"], "login": row["login"]}
    return keep_cookie(
        jsonify(token=token, staff=shown, events=[event_brief(one) for one in events]), "ops_staff", token
    )


def event_brief(row: dict[str, Any]) -> dict[str, Any]:
    """An event in a list."""
    return dict(row) | {"starts_at": clock.iso(row["starts_at"])}


@api.post("/api/sign-out", summary="End this session", responses={200: answers.Done})
@needs_somebody
def post_sign_out() -> Response:
    if actor().kind == "staff":
        actions.sign_out(hall().db, actor())
        hall().identities.forget()
    answer = jsonify(ok=True)
    answer.delete_cookie("ops_staff", path="/")
    return answer


@api.get("/api/me", summary="Who am I, and where may I work", responses={200: answers.Me})
@needs_somebody
def get_me() -> Response:
    me = actor()
    with hall().db.read() as conn:
        if me.kind == "staff":
            events = [event_brief(one) for one in queries.events_of_staff(conn, me.id)]
        else:
            row = queries.find_event(conn, str(me.event_id))
            events = [payloads.event_row(row) | {"roles": sorted(me.roles)}] if row else []
    return jsonify(kind=me.kind, id=me.id, name=me.name, post=me.post, events=events)


@api.get(
    "/api/time",
    summary="Server clock in ms: t1 at receipt, t2 at the answer",
    responses={200: answers.TimeAnswer},
    security=[],
)
@open_to_all
def get_time(query: payloads.TimeQuery) -> Response:
    received = clock.now()
    return jsonify(t0=query.t0, t1=received, t2=clock.now())


# ---------- event, feed ----------


@api.get("/api/events/<string:event>", summary="The event", responses={200: answers.EventAnswer})
@needs("core.see_event")
def get_event(path: payloads.EventPath) -> Response:
    with hall().db.read() as conn:
        row = queries.find_event(conn, path.event)
    if row is None:
        raise NotFound
    return jsonify(payloads.event_row(row) | {"roles": sorted(actor().roles)})


def require_audience(path: payloads.AudiencePath) -> None:
    """May this actor hear that audience?"""
    auth.require(actor(), auth.AUDIENCES[path.audience], path.event)


@api.get(
    "/api/events/<string:event>/snapshot/<string:audience>",
    summary="All rows of an audience, signed",
    responses={200: answers.SnapshotAnswer},
)
@needs("core.see_event")
def get_snapshot(path: payloads.AudiencePath) -> Response:
    require_audience(path)
    made = hall().live.snapshot(path.event, path.audience)
    signature = tokens.sign_bytes(hall().config.secret, "roster", made.body)
    tag = f"{hall().epoch}-{path.audience}-{made.seq}"
    return replies.etag_answer(made.body, tag, made.packed, **{"Ops-Signature": signature})


@api.get(
    "/api/events/<string:event>/changes/<string:audience>",
    summary="What came after a number",
    responses={200: answers.CatchUp},
)
@needs("core.see_event")
def get_changes(path: payloads.AudiencePath, query: payloads.ChangesQuery) -> Response:
    require_audience(path)
    return jsonify(hall().live.catch_up(path.event, path.audience, query.epoch, query.after))


@api.get("/api/events/<string:event>/journal", summary="Lines of the journal", responses={200: answers.JournalAnswer})
@needs("core.read_journal")
def get_journal(path: payloads.EventPath, query: payloads.JournalQuery) -> Response:
    with hall().db.read() as conn:
        lines = journal.since(conn, path.event, query.after, query.limit)
        shown = [
            {
                "seq": line.seq,
                "kind": line.kind,
                "subject": line.subject,
                "facts": line.facts,
                "at": clock.iso(line.at),
                "device_at": clock.iso(line.device_at),
                "by": queries.actor_name(conn, line.actor),
                "actor": line.actor,
                "ref": line.ref,
                "cause": line.cause,
            }
            for line in lines
        ]
        head = journal.head(conn, path.event)
    return jsonify(event=path.event, epoch=hall().epoch, head=head, lines=shown)


# ---------- people ----------


@api.get("/api/events/<string:event>/members", summary="People of the event", responses={200: answers.Members})
@needs("core.manage_people")
def get_members(path: payloads.EventPath) -> Response:
    with hall().db.read() as conn:
        return jsonify(members=queries.members(conn, path.event))


@api.command("members", "Add a person", "core.manage_people")
def post_member(path: payloads.EventPath, body: payloads.NewMember) -> Response:
    hashed = engine.run_blocking(auth.hash_password, body.password)
    roles = sorted(set(body.roles))
    return command_on_rights(path.event, body.ref, actions.add_member, body.login, body.name, hashed, roles)


@api.command("members/<string:staff>/change", "Change a person's roles, name, password, lock", "core.manage_people")
def post_member_change(path: payloads.StaffPath, body: payloads.ChangeMember) -> Response:
    changes = body.changes.model_dump(exclude_none=True)
    if "password" in changes:
        changes["password_hash"] = engine.run_blocking(auth.hash_password, changes.pop("password"))
    if "roles" in changes:
        changes["roles"] = sorted(set(changes["roles"]))
    return command_on_rights(path.event, body.ref, actions.change_member, path.staff, changes, actor())
