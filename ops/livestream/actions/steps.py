"""What is done with a slot on the day: steps, ticks, delays, goods.

Acts that waited in an outbox are judged at the instant at which they happened."""

from __future__ import annotations

from typing import Any

from ops.core import tokens
from ops.core.actions import fresh
from ops.core.work import Work
from ops.errors import NotFound, OpsError
from ops.livestream.actions import presses
from ops.livestream.actions.board import (
    Board,
    Refused,
    Who,
    add,
    instant_of,
    keep_slot,
    open_board,
    require_room,
    store,
    take_step,
)
from ops.livestream.actions.slots import record_slot
from ops.livestream.ask_queries import local_day
from ops.livestream.plan_payloads import GoodsTold, LateBy, SlotStep, Tick
from ops.livestream.queries import open_request
from ops.livestream.rules.presses import PRESSED

Row = dict[str, Any]
BY_THE_STAGE = {"go_live", "undo_live", "end", "extend", "reopen"}
"""What only the run sheet does with a slot that is a row of it."""


def step(work: Work, ref: str, slot_id: str, asked: SlotStep, who: Who, *, keep: bool = True) -> Row:
    """One step of a slot. `keep`: a press that comes late and is refused is kept, see `presses`."""
    board = open_board(work)
    slot = board.slot(slot_id)
    _require_not_staged(board, slot, asked.do)
    at = instant_of(work, asked)
    if asked.do in PRESSED:
        return presses.press(board, ref, slot, asked, who, at, keep=keep)
    more = {"seen": asked.seen, "note": asked.note, "reason": asked.reason, "minutes": asked.minutes}
    after = take_step(board, slot, asked.do, who, at, **more)
    facts: Row = {"slot": slot_id, "do": asked.do}
    if after is None:
        return fresh(work, ref, "live.slot_stepped", facts | {"version": slot["version"], "state": slot["state"]}, None)
    facts |= {name: value for name, value in (("reason", asked.reason), ("minutes", asked.minutes)) if value}
    return record_slot(work, ref, "live.slot_stepped", after, facts, asked.device_ms())


def _require_not_staged(board: Board, slot: Row, do: str) -> None:
    """One start, one record: what stands in the run sheet is started and ended there."""
    if do in BY_THE_STAGE and slot["sheet_row"]:
        row = next((one for one in board.facts["stage_rows"] if one["id"] == slot["sheet_row"]), None)
        if row is not None:
            raise Refused("on_stage", {"row": row["id"], "title": row["title"]})


def confirm_day(work: Work, ref: str, day: str, who: Who) -> Row:
    """Every clean slot of a local day; what something stands in the way of stays as it is."""
    board, done, left = open_board(work), list[str](), 0
    offset = board.facts["offset_min"] * 60_000
    for slot in sorted(board.facts["slots"].values(), key=lambda one: (one["starts"], one["id"])):
        if slot["state"] in ("draft", "requested") and local_day(slot["starts"], offset) == day:
            try:
                take_step(board, slot, "confirm", who, work.now)
                done.append(slot["id"])
            except Refused:
                left += 1
    facts: Row = {"day": day, "slots": done, "left": left, "states": board.states()}
    if not done:
        return fresh(work, ref, "live.day_confirmed", facts, None)
    index = work.record("live.day_confirmed", f"live_day:{day}", {"live_slot": done}, facts, ref=ref)
    return fresh(work, ref, "live.day_confirmed", facts, index)


def tick(work: Work, ref: str, slot_id: str, asked: Tick, who: Who) -> Row:
    """A look that only a person can take: the sign that says advertising, the prices, the right channel."""
    board = open_board(work)
    slot = board.slot(slot_id)
    require_room(board, slot, who)
    at = instant_of(work, asked)
    facts: Row = {"slot": slot_id, "what": asked.what, "on": asked.on}
    if (asked.what in slot["ticks"]) == asked.on:
        return fresh(work, ref, "live.slot_ticked", facts, None)
    ticks = {name: one for name, one in slot["ticks"].items() if name != asked.what}
    if asked.on:
        ticks[asked.what] = {"by": who.name, "at": at}
    keep_slot(board, slot, {"ticks": ticks}, who)
    asks = presses.judge_again(board, slot, at) if asked.on else []
    return presses.record(board, ref, "live.slot_ticked", slot, facts, asks, asked.device_ms())


def late(work: Work, ref: str, slot_id: str, asked: LateBy, who: Who) -> Row:
    """They will be so many minutes late: the coordinator's screen rings."""
    board = open_board(work)
    slot = board.slot(slot_id)
    at = instant_of(work, asked)
    after = take_step(board, slot, "late", who, at, minutes=asked.minutes) or slot
    request = ring_request(work, "late", slot_id, {"minutes": asked.minutes}, who, at)
    facts = {"slot": slot_id, "minutes": asked.minutes, "version": after["version"], "state": after["state"]}
    touched = {"live_slot": [slot_id], "live_request": [request]}
    device_at = asked.device_ms()
    index = work.record("live.slot_late", f"live_slot:{slot_id}", touched, facts, ref=ref, device_at=device_at)
    return fresh(work, ref, "live.slot_late", facts, index)


def ring_request(work: Work, kind: str, slot_id: str, wanted: Row, who: Who, at: int) -> str:
    """A request that rings; one of the kind that is open for the slot says the newest instead of a second."""
    known = open_request(work.conn, work.event_id, slot_id, kind)
    if known:
        store(work, "live_request", known, {"wanted": wanted, "by": who.key, "made_at": at})
        return known
    row = {"id": tokens.new_id(), "slot": slot_id, "kind": kind, "wanted": wanted, "by": who.key, "made_at": at}
    add(work, "live_request", [row | {"reason": "", "state": "open", "answered_by": "", "words": ""}])
    return str(row["id"])


# ---------- goods on air ----------


def tell_goods(work: Work, ref: str, slot_id: str, product: str, asked: GoodsTold, who: Who) -> Row:
    """Pinned, how many are left, sold out, or something that is not as planned."""
    board = open_board(work)
    slot = board.slot(slot_id)
    require_room(board, slot, who)
    if product not in {one["product"] for one in slot["goods"]}:
        raise NotFound
    said = asked.model_dump(exclude_none=True, include={"pinned", "stock_left", "sold_out", "wrong", "file_hash"})
    if not said:
        raise OpsError("invalid", status=422, fields={"body": "says nothing"})
    at = instant_of(work, asked)
    after = keep_slot(board, slot, {"goods": [_told(one, product, said) for one in slot["goods"]]}, who)
    facts: Row = {"slot": slot_id, "product": product, "said": {n: v for n, v in said.items() if n != "file_hash"}}
    touched = {"live_slot": [slot_id]}
    if said.get("wrong"):
        wanted = {"product": product, "what": said["wrong"]} | (
            {"file_hash": h} if (h := said.get("file_hash")) else {}
        )
        touched["live_request"] = [ring_request(work, "wrong", slot_id, wanted, who, at)]
    if after is None and "live_request" not in touched:
        return fresh(work, ref, "live.goods_told", facts, None)
    facts |= {"version": (after or slot)["version"], "state": slot["state"]}
    device_at = asked.device_ms()
    index = work.record("live.goods_told", f"live_slot:{slot_id}", touched, facts, ref=ref, device_at=device_at)
    return fresh(work, ref, "live.goods_told", facts, index)


def _told(one: Row, product: str, said: Row) -> Row:
    """One of the goods with what was said; the pin is on one at a time."""
    if one["product"] == product:
        after = one | {name: value for name, value in said.items() if name != "file_hash"}
        return {name: value for name, value in after.items() if not (name in ("pinned", "wrong") and not value)}
    return {name: value for name, value in one.items() if name != "pinned" or not said.get("pinned")}
