"""What a revoked phone still held: it is handed in once and lies aside, as a request, until somebody of the office
takes each act in or leaves it out. Taken in, it is judged like any late act: by the rules, with what the phone was
allowed, at the instant of the press."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from ops.core import clock, journal, queries as core_queries
from ops.core.actions import fresh
from ops.core.auth import Actor
from ops.core.payloads import Command
from ops.core.work import Work
from ops.errors import Conflict, NotFound
from ops.livestream.actions import requests, steps
from ops.livestream.actions.board import Refused, Who, add, store, who_of
from ops.livestream.figures import actions as figures_actions
from ops.livestream.figures.payloads import NewFigures
from ops.livestream.handed_payloads import HandedDecision, HandedItem, HandIn
from ops.livestream.plan_payloads import GoodsTold, Late, LateBy, NewRequest, SlotStep, Tick
from ops.livestream.queries import rows_of

Row = dict[str, Any]
KIND = "handed_in"
MOST = 500
"""What one phone may leave here: a day of presses is a tenth of it."""
_ID = "[A-Za-z0-9][A-Za-z0-9_-]{0,39}"
_SLOT = re.compile(rf"live/slots/({_ID})/(step|tick|late|goods/({_ID}))")
Carry = Callable[[Work, Any, Actor], Row]
OF_A_SLOT: dict[str, tuple[type[Command], Callable[..., Row]]] = {
    "step": (SlotStep, steps.step),
    "tick": (Tick, steps.tick),
    "late": (LateBy, steps.late),
}


def request_id(ref: str) -> str:
    """The request that an item becomes: sent again, it is the same."""
    return f"h-{ref.replace('-', '')[:36]}"


def hand_in(work: Work, ref: str, asked: HandIn, files: dict[str, Row], device: Actor) -> Row:
    """Put acts aside. `files`: ref of an item -> the file of its photo `{hash, came_as, name, size}`."""
    if device.kind != "device" or device.revoked_at is None:
        raise Conflict("not_revoked")
    known = {one["id"] for one in rows_of(work.conn, work.event_id, "live_request") if one["by"] == device.key}
    new = [one for one in asked.items if request_id(one.ref) not in known and not _done(work, one.ref)]
    if len(known) + len(new) > MOST:
        raise Conflict("too_many_handed_in")
    facts: Row = {"device": device.id, "kept": len(new), "known": len(asked.items) - len(new)}
    if not new:
        return fresh(work, ref, "live.handed_in", facts, None)
    # No press is later than now; those of a clock that runs ahead stay in the order in which the phone kept them.
    latest = work.now - len(new)
    rows = [_row(work, one, files.get(one.ref), device, latest + n) for n, one in enumerate(new)]
    add(work, "live_request", rows)
    touched = {"live_request": [one["id"] for one in rows]}
    index = work.record("live.handed_in", f"device:{device.id}", touched, facts, ref=ref)
    return fresh(work, ref, "live.handed_in", facts, index)


def _done(work: Work, ref: str) -> bool:
    """Had it reached the server before the phone lost its rights?"""
    return journal.find(work.conn, work.event_id, ref) is not None


def _row(work: Work, item: HandedItem, file: Row | None, device: Actor, latest: int) -> Row:
    wanted: Row = {"path": item.path, "body": item.body, "ref": item.ref, "heard": clock.iso(work.now)}
    if file:
        figures_actions.note_file(work, "photo", file)
        wanted["file_hash"] = file["hash"]
    elif item.photo:
        wanted["photo_lost"] = True
    about = {"id": request_id(item.ref), "slot": _slot_of(item), "kind": KIND, "reason": "", "wanted": wanted}
    more = {"state": "open", "by": device.key, "made_at": _pressed(latest, item), "answered_by": "", "words": ""}
    return about | more


def _slot_of(item: HandedItem) -> str:
    found = _SLOT.fullmatch(item.path)
    slot = found[1] if found else item.body.get("slot", "")
    return slot if isinstance(slot, str) and re.fullmatch(_ID, slot) else ""


def _pressed(latest: int, item: HandedItem) -> int:
    """When it was pressed, as far as its clock can be read; what is odd about it is judged when it is taken in."""
    try:
        late = Late.model_validate({name: item.body.get(name) for name in ("device_at", "offset_ms")})
    except ValidationError:
        return latest
    device_at = late.device_ms()
    return latest if device_at is None else min(latest, device_at + round(late.offset_ms or 0))


# ---------- what becomes of it ----------


def decide(work: Work, ref: str, request: str, asked: HandedDecision, who: Who) -> Row:
    """Take an act in, or leave it out. It stays on record either way."""
    found = [one for one in rows_of(work.conn, work.event_id, "live_request", [request]) if one["kind"] == KIND]
    if not found:
        raise NotFound
    (row,) = found
    if row["state"] != "open":
        raise Refused("answered", {"state": row["state"]})
    facts: Row = {"request": request, "kind": KIND, "slot": row["slot"], "accept": asked.accept}
    if asked.accept and not _done(work, row["wanted"]["ref"]):
        facts["did"] = _take_in(work, row)["kind"]
    values = {"state": "accepted" if asked.accept else "refused", "answered_by": who.key, "answered_at": work.now}
    store(work, "live_request", request, values | {"words": asked.words})
    touched = {"live_request": [request]}
    index = work.record("live.request_answered", f"live_request:{request}", touched, facts, ref=ref)
    return fresh(work, ref, "live.request_answered", facts, index)


def _take_in(work: Work, row: Row) -> Row:
    """Carry an act out as if its phone had still had its rights when it sent it."""
    wanted = row["wanted"]
    device = core_queries.find_device(work.conn, work.event_id, row["by"].partition(":")[2])
    if device is None:
        raise NotFound
    roles = frozenset({device["role"]})
    sender = Actor("device", device["id"], device["name"], roles, work.event_id, device["post"])
    photo = {"file_hash": wanted["file_hash"]} if wanted.get("file_hash") else {}
    model, carry = _meant(wanted["path"])
    try:
        asked = model.model_validate(wanted["body"] | photo | {"ref": wanted["ref"]})
    except ValidationError as error:
        raise Conflict("item_unreadable") from error
    if isinstance(asked, Late):
        asked.heard_at(clock.parse_iso(wanted["heard"]))
    return carry(work, asked, sender)


def _meant(path: str) -> tuple[type[Command], Carry]:
    """The model and the verb of an address that a booth's phone sends to."""
    if path == "live/requests":
        return NewRequest, lambda work, asked, by: requests.ask(work, asked.ref, asked, who_of(by))
    if path == "live/figures":
        return NewFigures, lambda work, asked, by: figures_actions.tell(work, asked.ref, asked, by)
    found = _SLOT.fullmatch(path)
    if found is None:
        raise Conflict("item_unreadable")
    slot, what, product = found[1], found[2].partition("/")[0], found[3]
    if what == "goods":
        return GoodsTold, lambda work, asked, by: steps.tell_goods(work, asked.ref, slot, product, asked, who_of(by))
    model, verb = OF_A_SLOT[what]
    more = {"keep": False} if what == "step" else {}
    return model, lambda work, asked, by: verb(work, asked.ref, slot, asked, who_of(by), **more)
