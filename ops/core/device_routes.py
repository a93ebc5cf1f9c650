"""HTTP of devices: pairing, what they are and say of themselves, their rights."""

from __future__ import annotations

import base64
from typing import Any

from flask import Response, jsonify, request

from ops.core import actions, answers, clock, payloads, queries, tokens, web, work
from ops.core.api import Api
from ops.core.commands import command_on_rights, run
from ops.core.cookies import keep_cookie
from ops.core.throttle import Throttle
from ops.core.web import actor, hall, needs, needs_somebody, open_to_all
from ops.errors import Forbidden, NotFound, OpsError

api = Api("devices", __name__, "Pairing, devices, what they say of themselves")
# One address may be a whole venue behind its router, and 50 random bits need no long lock: short waits are enough.
pair_throttle = Throttle(free=20, wait_s=2, longest_s=30)


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


@api.command("pairings", "Make a one-time pairing code", "core.manage_devices")
def post_pairing(path: payloads.EventPath, body: payloads.NewPairing) -> Response:
    if body.role == "organiser" or (body.role == "supervisor" and "organiser" not in actor().roles):
        raise Forbidden("role_too_high")
    secret = hall().config.secret
    line = run(path.event, body.ref, actions.make_pairing, body.name, body.role, body.post, secret)
    if "pairing" in line["facts"]:
        code = pairing_code(path.event, line["facts"]["pairing"])
        line = line | {"facts": line["facts"] | {"code": code, "url": f"{web.base_url()}/pair/{code}"}}
    return jsonify(line)


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


@api.command("devices/<string:device>/rename", "Rename a device", "core.manage_devices")
def post_rename(path: payloads.DevicePath, body: payloads.Rename) -> Response:
    return command_on_rights(path.event, body.ref, actions.rename_device, path.device, body.name)


@api.command("devices/<string:device>/move", "Give a device another post", "core.manage_devices")
def post_move(path: payloads.DevicePath, body: payloads.Move) -> Response:
    return command_on_rights(path.event, body.ref, actions.move_device, path.device, body.post)


@api.command("devices/<string:device>/revoke", "Take a device's rights", "core.manage_devices")
def post_revoke(path: payloads.DevicePath, body: payloads.Command) -> Response:
    return command_on_rights(path.event, body.ref, actions.revoke_device, path.device)
