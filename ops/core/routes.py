"""HTTP of the frame: signing in, events, snapshot and feed, people, devices, time."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator
from typing import Any

from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint, Tag
from sqlalchemy import select

from ops import engine
from ops.core import actions, answers, auth, clock, journal, payloads, queries, tokens, web, work
from ops.core.models import staff
from ops.core.web import actor, hall, needs, needs_somebody, open_to_all
from ops.errors import Forbidden, NotFound, OpsError

api = APIBlueprint(
    "core",
    __name__,
    abp_tags=[Tag(name="core", description="People, devices, events, feed")],
    abp_security=answers.SECURITY,
    abp_responses=answers.ERRORS,
)
sign_in_throttle = web.Throttle(free=5, wait_s=30)
# One address may be a whole venue behind its router, and 50 random bits need no long lock: short waits are enough.
pair_throttle = web.Throttle(free=20, wait_s=2, longest_s=30)
COOKIE_LASTS_S = {"ops_staff": auth.SESSION_LASTS_MS // 1000, "ops_device": 180 * 24 * 3600}


@contextlib.contextmanager
def begin(event_id: str) -> Iterator[work.Work]:
    """A unit of work of whoever is asking. What the frame changes are rights: nobody is remembered afterwards."""
    with work.begin(hall().db, hall().bell, event_id, actor().key) as unit:
        yield unit
    hall().identities.forget()


def keep_cookie(answer: Response, name: str, token: str) -> Response:
    """The token as a cookie that no script can read."""
    life = COOKIE_LASTS_S[name]
    answer.set_cookie(name, token, max_age=life, httponly=True, secure=request.is_secure, samesite="Strict", path="/")
    return answer


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
    return web.etag_answer(made.body, tag, made.packed, **{"Ops-Signature": signature})


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


@api.post("/api/events/<string:event>/members", summary="Add a person", responses={200: answers.CommandAnswer})
@needs("core.manage_people")
def post_member(path: payloads.EventPath, body: payloads.NewMember) -> Response:
    hashed = engine.run_blocking(auth.hash_password, body.password)
    with begin(path.event) as unit:
        answer = actions.replay(unit, body.ref) or actions.add_member(
            unit, body.ref, body.login, body.name, hashed, sorted(set(body.roles))
        )
    return web.command_answer(actions.finish_answer(unit, answer))


@api.post(
    "/api/events/<string:event>/members/<string:staff>/change",
    summary="Change a person's roles, name, password, lock",
    responses={200: answers.CommandAnswer},
)
@needs("core.manage_people")
def post_member_change(path: payloads.StaffPath, body: payloads.ChangeMember) -> Response:
    changes = body.changes.model_dump(exclude_none=True)
    if "password" in changes:
        changes["password_hash"] = engine.run_blocking(auth.hash_password, changes.pop("password"))
    if "roles" in changes:
        changes["roles"] = sorted(set(changes["roles"]))
    with begin(path.event) as unit:
        answer = actions.replay(unit, body.ref) or actions.change_member(unit, body.ref, path.staff, changes, actor())
    return web.command_answer(actions.finish_answer(unit, answer))


# ---------- devices ----------


@api.get(
    "/api/events/<string:event>/devices",
    summary="Devices with what they last said of themselves",
    responses={200: answers.Devices},
)
@needs("core.manage_devices")
def get_devices(path: payloads.EventPath) -> Response:
    with hall().db.read() as conn:
        rows = queries.devices(conn, path.event)
        said = {row["id"]: row for row in queries.presence(conn, path.event, 0)}
    return jsonify(devices=[payloads.device_row(row) | said.get(row["id"], {}) for row in rows])


@api.post(
    "/api/events/<string:event>/pairings",
    summary="Make a one-time pairing code",
    responses={200: answers.CommandAnswer},
)
@needs("core.manage_devices")
def post_pairing(path: payloads.EventPath, body: payloads.NewPairing) -> Response:
    if body.role == "organiser" or (body.role == "supervisor" and "organiser" not in actor().roles):
        raise Forbidden("role_too_high")
    with begin(path.event) as unit:
        answer = actions.replay(unit, body.ref) or actions.make_pairing(
            unit, body.ref, body.name, body.role, body.post, hall().config.secret
        )
    answer = actions.finish_answer(unit, answer)
    if "pairing" in answer["facts"]:
        code = pairing_code(path.event, answer["facts"]["pairing"])
        answer = answer | {"facts": answer["facts"] | {"code": code, "url": f"{web.base_url()}/pair/{code}"}}
    return web.command_answer(answer)


def pairing_code(event_id: str, pairing_id: str) -> str:
    """The code of a pairing, derived again."""
    return tokens.derive_pairing_code(hall().config.secret, event_id, pairing_id)


@api.get(
    "/api/events/<string:event>/pairings/<string:pairing>",
    summary="Is a pairing used yet",
    responses={200: answers.PairingAnswer},
)
@needs("core.manage_devices")
def get_pairing(path: payloads.PairingPath) -> Response:
    with hall().db.read() as conn:
        row = queries.find_pairing(conn, path.event, path.pairing)
    if row is None:
        raise NotFound
    return jsonify(
        id=row["id"],
        name=row["name"],
        role=row["role"],
        post=row["post"],
        expires_at=clock.iso(row["expires_at"]),
        used_at=clock.iso(row["used_at"]),
        device=row["device_id"],
    )


@api.post("/api/pair", summary="Turn a pairing code into a device token", responses={200: answers.Paired}, security=[])
@open_to_all
def post_pair(body: payloads.Pair) -> Response:
    code = tokens.parse_pairing_code(body.code)
    key = f"pair:{request.remote_addr}"
    pair_throttle.check(key)
    try:
        if code is None:
            raise OpsError("pairing_unknown", status=404)
        with hall().db.read() as conn:
            event_id = actions.find_open_pairing(conn, code, clock.now())["event_id"]
    except OpsError:
        pair_throttle.failed(key)
        raise
    with work.begin(hall().db, hall().bell, event_id, "system") as unit:
        token, paired = actions.pair_device(unit, code, body.about)
        event = queries.find_event(unit.conn, event_id) or {}
    pair_throttle.succeeded(key)
    return keep_cookie(jsonify(token=token, **device_facts(paired, event)), "ops_device", token)


def b64url(key: bytes) -> str:
    """Bytes as base64url without padding."""
    return base64.urlsafe_b64encode(key).decode().rstrip("=")


def device_facts(device: dict[str, Any], event: dict[str, Any]) -> dict[str, Any]:
    """What a device must know to work, also alone."""
    secret = hall().config.secret
    return {
        "device": device,
        "event": payloads.event_row(event),
        "roster_key": b64url(tokens.roster_key(secret, event["id"])),
        "public_key": tokens.public_key(secret, "roster"),
        "epoch": hall().epoch,
        "now": clock.iso(clock.now()),
    }


@api.get("/api/device", summary="This device: its post, event and keys", responses={200: answers.DeviceFacts})
@needs_somebody
def get_device() -> Response:
    me = actor()
    if me.kind != "device":
        raise OpsError("not_a_device", status=403)
    if me.revoked_at is not None:
        raise Forbidden("device_revoked")
    with hall().db.read() as conn:
        event = queries.find_event(conn, str(me.event_id)) or {}
        names = hall().extra["post_name"](conn, me.event_id, me.post)
    device = {"id": me.id, "name": me.name, "role": next(iter(me.roles)), "post": me.post, "post_name": names}
    return jsonify(device_facts(device, event))


@api.post("/api/device/beat", summary="What this device says of itself", responses={200: answers.BeatAnswer})
@needs_somebody
def post_beat(body: payloads.Beat) -> Response:
    if actor().kind != "device":
        raise OpsError("not_a_device", status=403)
    if actor().revoked_at is not None:
        raise Forbidden("device_revoked")
    return jsonify(ok=True, missing=actions.store_beat(hall().db, actor(), body))


@api.post(
    "/api/events/<string:event>/devices/<string:device>/rename",
    summary="Rename a device",
    responses={200: answers.CommandAnswer},
)
@needs("core.manage_devices")
def post_rename(path: payloads.DevicePath, body: payloads.Rename) -> Response:
    with begin(path.event) as unit:
        answer = actions.replay(unit, body.ref) or actions.rename_device(unit, body.ref, path.device, body.name)
    return web.command_answer(actions.finish_answer(unit, answer))


@api.post(
    "/api/events/<string:event>/devices/<string:device>/move",
    summary="Give a device another post",
    responses={200: answers.CommandAnswer},
)
@needs("core.manage_devices")
def post_move(path: payloads.DevicePath, body: payloads.Move) -> Response:
    with begin(path.event) as unit:
        answer = actions.replay(unit, body.ref) or actions.move_device(unit, body.ref, path.device, body.post)
    return web.command_answer(actions.finish_answer(unit, answer))


@api.post(
    "/api/events/<string:event>/devices/<string:device>/revoke",
    summary="Take a device's rights",
    responses={200: answers.CommandAnswer},
)
@needs("core.manage_devices")
def post_revoke(path: payloads.DevicePath, body: payloads.Command) -> Response:
    with begin(path.event) as unit:
        answer = actions.replay(unit, body.ref) or actions.revoke_device(unit, body.ref, path.device)
    return web.command_answer(actions.finish_answer(unit, answer))
