"""What a booth asks the coordinator for, and what becomes of it."""

from __future__ import annotations

from typing import Any

from ops.core import tokens
from ops.core.actions import fresh
from ops.core.clock import parse_iso
from ops.core.work import Work
from ops.errors import NotFound
from ops.livestream.actions import plan
from ops.livestream.actions.board import Board, Refused, Who, add, instant_of, open_board, require_room, store
from ops.livestream.actions.edits import remember
from ops.livestream.plan_payloads import NewRequest, RequestAnswer
from ops.livestream.queries import rows_of

Row = dict[str, Any]
MOVING = {"swap", "extra"}


def ask(work: Work, ref: str, asked: NewRequest, who: Who) -> Row:
    """A request; it stays open until somebody answers."""
    board, wanted = open_board(work), asked.wanted.values()
    if asked.slot:
        require_room(board, board.slot(asked.slot), who)
    elif asked.kind not in ("help", "extra"):
        raise NotFound
    at = instant_of(work, asked)
    row: Row = {"id": tokens.new_id(), "slot": asked.slot, "kind": asked.kind, "reason": asked.reason, "wanted": wanted}
    more = {"state": "open", "by": who.key, "made_at": at, "answered_by": "", "words": ""}
    add(work, "live_request", [row | more])
    facts = {"request": row["id"], "kind": asked.kind, "slot": asked.slot}
    touched = {"live_request": [row["id"]]}
    device_at = asked.device_ms()
    index = work.record("live.requested", f"live_request:{row['id']}", touched, facts, ref=ref, device_at=device_at)
    return fresh(work, ref, "live.requested", facts, index)


def answer(work: Work, ref: str, request_id: str, asked: RequestAnswer, who: Who) -> Row:
    """Yes or no. A yes to a move is a move like any other: the rules have to agree."""
    found = rows_of(work.conn, work.event_id, "live_request", [request_id])
    if not found:
        raise NotFound
    (request,) = found
    facts: Row = {"request": request_id, "kind": request["kind"], "slot": request["slot"], "accept": asked.accept}
    if request["state"] != "open":
        raise Refused("answered", {"state": request["state"]})
    touched = {"live_request": [request_id]}
    if asked.accept and request["kind"] in MOVING:
        slot = _carry_out(open_board(work), request, asked, who)
        facts["slot"], touched["live_slot"] = slot["id"], [slot["id"]]
        facts |= {"version": slot["version"], "state": slot["state"]}
    state = "refused" if not asked.accept else "accepted" if request["kind"] in MOVING else "answered"
    values = {"state": state, "answered_by": who.key, "answered_at": work.now, "words": asked.words}
    store(work, "live_request", request_id, values)
    index = work.record("live.request_answered", f"live_request:{request_id}", touched, facts, ref=ref)
    return fresh(work, ref, "live.request_answered", facts, index)


def _carry_out(board: Board, request: Row, asked: RequestAnswer, who: Who) -> Row:
    """Move the slot, or make the extra one; the whole can be taken back."""
    wanted = asked.move.values() if asked.move else _wanted(request["wanted"])
    edit: Row = {"table": "live_slot"}
    if request["kind"] == "swap":
        before = board.slot(request["slot"])
        after = plan.change_slot(board, before, wanted, who, asked.words or request["reason"] or "theo yêu cầu")
        if after is None:
            return before
        edit["id"], old = before["id"], {name: before[name] for name in wanted}
        remember(board.work, request["reason"], [edit | {"values": wanted}], [edit | {"values": old}])
        return after
    if request["slot"]:
        wanted = {name: board.slot(request["slot"])[name] for name in ("session", "host", "channel")} | wanted
    if not {"session", "starts"} <= wanted.keys():
        raise Refused("what")
    values = wanted | {"id": tokens.new_id()}
    row = plan.add_slot(board, values, who)
    edit["id"] = row["id"]
    kept = values | {"ends": row["ends"]}
    remember(board.work, request["reason"], [edit | {"values": kept}], [edit | {"values": None}])
    return row


def _wanted(wanted: Row) -> Row:
    """A free cell as fields of a slot."""
    found = {name: wanted[name] for name in ("room", "host", "channel") if wanted.get(name)}
    return found | {name: parse_iso(wanted[name]) for name in ("starts", "ends") if wanted.get(name)}
