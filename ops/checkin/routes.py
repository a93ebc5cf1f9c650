"""HTTP of reception: scans, guests, codes, gates, issues, and its pages. Parse, one action or query, reply."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from ops import engine
from ops.checkin import gate_queries, guest_queries, payloads, qr, queries, row_payloads, scan_queries, search
from ops.checkin.actions import doors, issues, lists
from ops.core import clock, queries as core_queries, replies, tokens, web, words, work
from ops.core.api import Api, later
from ops.core.commands import command
from ops.core.payloads import Command, EventPath, PairingPath
from ops.core.web import actor, hall, limit_upload, needs
from ops.errors import NotFound

answers = later("ops.checkin.answers")
api = Api("checkin", __name__, "Guests, doors, scans, arrivals")


SHARE_ELSEWHERE = 16
SVG: dict[Any, Any] = {200: {"description": "OK", "content": {"image/svg+xml": {"schema": {"type": "string"}}}}}
PNG: dict[Any, Any] = {
    200: {"description": "OK", "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}
}


def keys() -> doors.Keys:
    """Keys of the codes."""
    return doors.Keys(hall().config.secret)


def make_combiner(hall: web.Hall) -> work.Combiner[doors.Delivery, list[row_payloads.Row]]:
    """One shared transaction for uploads that arrive together. Where the database is another process, two halves of a
    crowd take turns: one is read and answered while the other is written."""
    secret = doors.Keys(hall.config.secret)
    at_most = work.SHARE_AT_MOST if hall.db.engine.dialect.name == "sqlite" else SHARE_ELSEWHERE
    return work.Combiner(lambda event, group: doors.take_in(hall.db, hall.bell, secret, event, group), at_most)


# ---------- the doors ----------


@api.post(
    "/api/events/<string:event>/scans",
    summary="Hand in scans and undos, one or many",
    responses={200: answers.UploadAnswer},
)
@needs("checkin.scan", even_revoked=True)
@limit_upload(web.UPLOAD_LIMIT)
def post_scans(path: EventPath, body: payloads.Upload) -> Response:
    sent_at = clock.from_datetime(body.sent_at) if body.sent_at else None
    delivery = doors.Delivery(actor(), tuple(body.items), sent_at, clock.now(), body.device)
    answers = hall().extra["scans"].submit(path.event, delivery)
    for answer in answers:
        if answer["error"]:
            answer["error"]["message"] = words.say(web.lang(), f"error.{answer['error']['code']}")
    seqs = [answer["seq"] for answer in answers if answer["seq"]]
    whole = {
        "now": clock.iso(clock.now()),
        "epoch": hall().epoch,
        "seq": max(seqs, default=None),
        "revoked": actor().revoked_at is not None,
        "answers": answers,
    }
    return Response(replies.to_json(whole), mimetype="application/json")


@api.command("scans/<string:scan>/undo", "Take a scan back, with a reason", "checkin.supervise")
def post_undo(path: payloads.ScanPath, body: payloads.UndoCommand) -> Response:
    return command(path.event, body.ref, issues.undo_scan, keys(), path.scan, body.reason, actor())


@api.command("scans/<string:scan>/resolve", "Settle a conflict or an unknown code", "checkin.supervise")
def post_resolve(path: payloads.ScanPath, body: payloads.Resolve) -> Response:
    return command(path.event, body.ref, issues.resolve_scan, path.scan, body.resolution, body.guest)


@api.command("quarantine/<string:item>/decide", "Take a kept item in, or leave it out", "checkin.supervise")
def post_decide(path: payloads.ItemPath, body: payloads.Decide) -> Response:
    return command(path.event, body.ref, issues.decide_item, keys(), path.item, body.accept, actor())


# ---------- guests ----------


@api.get(
    "/api/events/<string:event>/guests",
    summary="Search guests; accents and word order do not matter",
    responses={200: answers.Guests},
)
@needs("checkin.search")
def get_guests(path: EventPath, query: payloads.GuestQuery) -> Response:
    filters = query.model_dump(exclude={"q"})
    with hall().db.read() as conn:
        found = search.search(conn, path.event, query.q, **filters)
    return jsonify(guests=[_guest_for(row) for row in found])


def _guest_for(row: row_payloads.Row) -> row_payloads.Row:
    """A guest as the asker may see it: desks get the desk's row."""
    if actor().may("checkin.see_guest"):
        return row_payloads.office_guest(row, actor().may("checkin.see_contact"))
    return row_payloads.guest_row(row | {"revoked": []}) | {"delegation_name": row["delegation_name"]}


def find_guest(event_id: str, guest_id: str) -> tuple[row_payloads.Row, list[row_payloads.Row]]:
    """A guest of this event with the history at the doors."""
    with hall().db.read() as conn:
        found = guest_queries.guests(conn, event_id, [guest_id])
        if not found:
            raise NotFound
        return found[0], scan_queries.guest_scans(conn, event_id, guest_id)


@api.get(
    "/api/events/<string:event>/guests/<string:guest>",
    summary="One guest with the history at the doors",
    responses={200: answers.GuestAnswer},
)
@needs("checkin.see_guest")
def get_guest(path: payloads.GuestPath) -> Response:
    row, scans = find_guest(path.event, path.guest)
    shown = row_payloads.office_guest(row, actor().may("checkin.see_contact"))
    if actor().may("checkin.see_code"):
        code = code_of(path.event, row)
        shown |= {"code": tokens.pretty_code(code), "url": qr.invitation_url(web.base_url(), code)}
    return jsonify(guest=shown, scans=[row_payloads.scan_row(one) for one in scans])


def code_of(event_id: str, row: row_payloads.Row) -> str:
    """The invitation code of a guest, derived again."""
    return tokens.derive_code(hall().config.secret, event_id, row["id"], row["version"])


@api.command("guests", "Add a guest", "checkin.edit_guest")
def post_guest(path: EventPath, body: payloads.NewGuest) -> Response:
    values = body.model_dump(exclude={"ref"})
    return command(path.event, body.ref, lists.make_guest, values, hall().config.secret)


@api.command("guests/<string:guest>/change", "Change a guest", "checkin.edit_guest")
def post_guest_change(path: payloads.GuestPath, body: payloads.ChangeGuest) -> Response:
    changes = body.changes.model_dump(exclude_none=True)
    return command(path.event, body.ref, lists.change_guest, path.guest, changes)


@api.command("guests/<string:guest>/reissue", "A new code; the old one is refused", "checkin.edit_guest")
def post_reissue(path: payloads.GuestPath, body: Command) -> Response:
    return command(path.event, body.ref, lists.reissue_code, path.guest, hall().config.secret)


@api.command("guests/<string:guest>/met", "Somebody has welcomed this guest", "checkin.meet")
def post_met(path: payloads.GuestPath, body: Command) -> Response:
    return command(path.event, body.ref, lists.meet_guest, path.guest)


def guest_code_url(event_id: str, guest_id: str) -> tuple[str, str]:
    """What stands in a guest's QR code, and the guest's name for its label."""
    row, _ = find_guest(event_id, guest_id)
    return qr.invitation_url(web.base_url(), code_of(event_id, row)), row["name"]


@api.get("/api/events/<string:event>/guests/<string:guest>/code.svg", summary="QR code as SVG", responses=SVG)
@needs("checkin.see_code")
def get_code_svg(path: payloads.GuestPath) -> Response:
    url, name = guest_code_url(path.event, path.guest)
    return Response(qr.svg(url, name), mimetype="image/svg+xml")


@api.get("/api/events/<string:event>/guests/<string:guest>/code.png", summary="QR code as PNG", responses=PNG)
@needs("checkin.see_code")
def get_code_png(path: payloads.GuestPath, query: payloads.PictureQuery) -> Response:
    url, _ = guest_code_url(path.event, path.guest)
    return Response(engine.run_blocking(qr.png, url, query.module), mimetype="image/png")


@api.get("/api/events/<string:event>/pairings/<string:pairing>/code.svg", summary="QR code of a pairing", responses=SVG)
@needs("core.manage_devices")
def get_pairing_svg(path: PairingPath) -> Response:
    with hall().db.read() as conn:
        found = core_queries.find_pairing(conn, path.event, path.pairing)
    if found is None:
        raise NotFound
    code = tokens.derive_pairing_code(hall().config.secret, path.event, path.pairing)
    return Response(qr.svg(f"{web.base_url()}/pair/{code}".upper(), found["name"]), mimetype="image/svg+xml")


# ---------- gates ----------


@api.get(
    "/api/events/<string:event>/gates", summary="Gates with their rules and counts", responses={200: answers.Gates}
)
@needs("checkin.search")
def get_gates(path: EventPath) -> Response:
    with hall().db.read() as conn:
        found = gate_queries.gates(conn, path.event)
        groups = queries.read(conn, path.event, "board", "category", None)
    gates = [row_payloads.shown("board", "gate", row) for row in found]
    return jsonify(gates=gates, categories=[row_payloads.shown("board", "category", row) for row in groups])


@api.command("gates/<string:gate>/change", "Change a gate's rules", "checkin.edit_gate")
def post_gate_change(path: payloads.GatePath, body: payloads.ChangeGate) -> Response:
    changes = body.changes.model_dump(exclude_none=True)
    return command(path.event, body.ref, lists.change_gate, path.gate, changes)
