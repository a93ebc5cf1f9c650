"""The seating plan and who sits where. A seat stands in the guest's row, as the desk says it at the scan."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update

from ops.checkin import guest_queries, issue_queries, seat_queries, seating
from ops.checkin.models import category, guest, seat
from ops.core.actions import fresh
from ops.core.queries import Row
from ops.core.work import Work
from ops.errors import Conflict, Invalid


def plan_seats(work: Work, ref: str, rows: list[seating.RowPlan]) -> Row:
    """Replace the plan. A chair on which somebody was seated may not vanish: they are named first."""
    try:
        seats = seating.lay_out(rows)
    except ValueError as error:
        raise Invalid(str(error)) from error
    _require_categories(work, {one.category for one in rows if one.category})
    usable = {one.id for one in seats if one.kind != "blocked"}
    before = {one.id for one in seat_queries.seat_rows(work.conn, work.event_id)}
    lost = [one for one in seat_queries.seated(work.conn, work.event_id) if one in before and one not in usable]
    if lost:
        raise Conflict("seats_taken", seats=", ".join(sorted(lost)[:20]), n=len(lost))
    work.conn.execute(delete(seat).where(seat.c.event_id == work.event_id))
    if seats:
        work.conn.execute(insert(seat), [{"event_id": work.event_id, **vars(one)} for one in seats])
    facts = {"rows": len(rows), "seats": len(seats)}
    index = work.record("checkin.seats_planned", f"event:{work.event_id}", {}, facts, ref=ref)
    return fresh(work, ref, "checkin.seats_planned", facts, index)


def seat_guests(work: Work, ref: str, places: dict[str, str]) -> Row:
    """Put guests on chairs, or take them off with an empty one; all or none. Swaps are one command."""
    found = guest_queries.guests_by_id(work.conn, work.event_id, places)
    strange = places.keys() - found.keys()
    if strange:
        raise Invalid("invalid", fields=dict.fromkeys(sorted(strange)[:20], "unknown"))
    moved = {one: place for one, place in places.items() if found[one]["seat"] != place}
    facts = {"places": moved}
    if not moved:
        return fresh(work, ref, "checkin.seated", facts, None)
    others = {place: one for place, one in seat_queries.seated(work.conn, work.event_id).items() if one not in moved}
    check_seats(work, {one: place for one, place in moved.items() if place}, others)
    for one, place in moved.items():
        of = (guest.c.event_id == work.event_id, guest.c.id == one)
        work.conn.execute(update(guest).where(*of).values(seat=place, changed_at=work.now))
    issues = [issue for one in moved for issue in issue_queries.open_issues_of(work.conn, work.event_id, one)]
    subjects = {"guest": sorted(moved), "issue": issues}
    index = work.record("checkin.seated", f"event:{work.event_id}", subjects, facts, ref=ref)
    return fresh(work, ref, "checkin.seated", facts, index)


def check_free(work: Work, guest_id: str, place: str) -> None:
    """May this guest have that seat?"""
    others = {seat: one for seat, one in seat_queries.seated(work.conn, work.event_id).items() if one != guest_id}
    check_seats(work, {guest_id: place}, others)


def check_seats(work: Work, places: dict[str, str], others: dict[str, str]) -> None:
    """Every seat exists, may be used and is free; an event without a plan takes any words."""
    seats = seat_queries.seat_rows(work.conn, work.event_id)
    faults = seating.clashes(places, seats, others) if seats else {}
    if faults:
        raise Conflict(next(iter(faults.values())), seat=places[next(iter(faults))], fields=faults)


def _require_categories(work: Work, wanted: set[str]) -> None:
    query = select(category.c.id).where(category.c.event_id == work.event_id, category.c.id.in_(wanted))
    if {row.id for row in work.conn.execute(query)} != wanted:
        raise Invalid("invalid", fields={"category": "unknown"})
