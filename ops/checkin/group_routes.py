"""HTTP of delegations and seats."""

from __future__ import annotations

from flask import Response, jsonify

from ops.checkin import count_queries, group_payloads, payloads, qr, row_payloads, seat_queries, seating
from ops.checkin.actions import groups, lists, seats
from ops.checkin.routes import SVG
from ops.core import tokens, web
from ops.core.api import Api, later
from ops.core.commands import command
from ops.core.payloads import Command, EventPath
from ops.core.web import actor, hall, needs
from ops.errors import NotFound

group_answers = later("ops.checkin.group_answers")
api = Api("groups", __name__, "Delegations, seats")


@api.get("/api/events/<string:event>/delegations", summary="Delegations", responses={200: group_answers.Delegations})
@needs("checkin.see_guest")
def get_delegations(path: EventPath) -> Response:
    with hall().db.read() as conn:
        found = count_queries.delegations(conn, path.event)
    return jsonify(delegations=[_shown(path.event, row) for row in found])


def _shown(event_id: str, row: row_payloads.Row) -> row_payloads.Row:
    facts = group_payloads.office_delegation(row, actor().may("checkin.see_contact"))
    if not actor().may("checkin.see_code"):
        return facts
    code = lists.code_of_delegation(event_id, row["id"], hall().config.secret, row["version"])
    return facts | {"code": tokens.pretty_code(code), "url": qr.invitation_url(web.base_url(), code)}


@api.command("delegations", "Add a delegation", "protocol.edit")
def post_delegation(path: EventPath, body: group_payloads.NewDelegation) -> Response:
    values = body.model_dump(exclude={"ref"}, exclude_none=True)
    return command(path.event, body.ref, groups.make_delegation, values, hall().config.secret)


@api.command("delegations/<string:delegation>/change", "Change it", "protocol.edit")
def post_delegation_change(path: payloads.DelegationPath, body: group_payloads.ChangeDelegation) -> Response:
    changes = body.changes.model_dump(exclude_none=True)
    return command(path.event, body.ref, groups.change_delegation, path.delegation, changes)


@api.command("delegations/<string:delegation>/reissue", "A new code", "protocol.edit")
def post_delegation_reissue(path: payloads.DelegationPath, body: Command) -> Response:
    return command(path.event, body.ref, groups.reissue_delegation_code, path.delegation, hall().config.secret)


@api.get("/api/events/<string:event>/delegations/<string:delegation>/code.svg", summary="Its QR code", responses=SVG)
@needs("checkin.see_code")
def get_delegation_svg(path: payloads.DelegationPath) -> Response:
    with hall().db.read() as conn:
        found = count_queries.delegations(conn, path.event, [path.delegation])
    if not found:
        raise NotFound
    code = lists.code_of_delegation(path.event, path.delegation, hall().config.secret, found[0]["version"])
    url = qr.invitation_url(web.base_url(), code)
    return Response(qr.svg(url, found[0]["name"]), mimetype="image/svg+xml")


@api.get("/api/events/<string:event>/seats", summary="The seating plan", responses={200: group_answers.Seats})
@needs("protocol.see_seats")
def get_seats(path: EventPath) -> Response:
    with hall().db.read() as conn:
        chairs, taken = seat_queries.seat_rows(conn, path.event), seat_queries.seated(conn, path.event)
        names = seat_queries.names_of(conn, path.event)
        waiting = [names[one.id] for one in seat_queries.sitters(conn, path.event, without_seat=True)]
    free = sum(one.kind == "seat" and one.id not in taken for one in chairs)
    rows = group_payloads.seat_plan(chairs, taken, names)
    return jsonify(rows=rows, unseated=waiting, seats=len(chairs), free=free)


@api.command("seats/plan", "Lay the rows out", "protocol.edit")
def post_seat_plan(path: EventPath, body: group_payloads.SeatPlan) -> Response:
    rows = [
        seating.RowPlan(one.row.upper(), one.count, one.category, frozenset(one.reserve), frozenset(one.blocked))
        for one in body.rows
    ]
    return command(path.event, body.ref, seats.plan_seats, rows)


@api.command("seats/guests", "Seat guests, or take them off", "protocol.edit")
def post_seats(path: EventPath, body: group_payloads.Placing) -> Response:
    return command(path.event, body.ref, seats.seat_guests, dict(body.places))


@api.get(
    "/api/events/<string:event>/seats/proposal", summary="Seats by protocol", responses={200: group_answers.Proposal}
)
@needs("protocol.edit")
def get_proposal(path: EventPath) -> Response:
    with hall().db.read() as conn:
        chairs, taken = seat_queries.seat_rows(conn, path.event), seat_queries.seated(conn, path.event)
        waiting = seat_queries.sitters(conn, path.event, without_seat=True)
    return jsonify(places=seating.propose(chairs, taken, waiting))
