"""What is pressed of a slot on the day. Phones that share a room or a host hand their presses in late and in any order:
each is judged as of its instant, and those that lie after it are judged again, so that the end is the same. What is
refused is kept, told to whoever pressed and to the coordinator, and counts after all when an earlier press turns it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, update

from ops.core import clock, journal
from ops.core.actions import fresh
from ops.core.work import Work
from ops.livestream import press_queries, rules
from ops.livestream.actions.board import Board, Refused, Who, add, keep_slot, store
from ops.livestream.models import live_press
from ops.livestream.plan_payloads import SlotStep
from ops.livestream.press_queries import JSON
from ops.livestream.queries import rows_of
from ops.livestream.rules import presses as fold

Row = dict[str, Any]
KIND = "press"
SAID = ("note", "reason", "minutes")


def press(board: Board, ref: str, slot: Row, asked: SlotStep, who: Who, at: int, *, keep: bool = True) -> Row:
    """One press. `keep`: a late one that is refused is kept (the facts of its line say `refused` and `why`); without,
    a refusal is raised."""
    work, stamped = board.work, asked.device_at is not None
    facts: Row = {"slot": slot["id"], "do": asked.do}
    facts |= {name: value for name, value in (("reason", asked.reason), ("minutes", asked.minutes)) if value}
    if press_queries.find(work.conn, work.event_id, ref):
        return fresh(work, ref, "live.slot_stepped", facts | _standing(board, slot), None)
    if asked.seen is not None and asked.seen != slot["version"]:
        raise Refused("stale", {"version": slot["version"]})
    more = {name: value for name in SAID if (value := getattr(asked, name))} | ({"stamped": True} if stamped else {})
    new = {"ref": ref, "slot": slot["id"], "do": asked.do, "at": at, "actor": who.plain()}
    new["n"] = press_queries.newest(work.conn, work.event_id) + 1
    mine, asks = _judge_all(board, new | {"more": more, "was": {}, "became": {}, "code": ""})
    if mine["code"] and not (keep and stamped and mine["code"] in fold.MAY_TURN):
        raise Refused(mine["code"], mine["why"])
    kind = "live.press_kept" if mine["code"] else "live.slot_stepped"
    facts |= {"refused": mine["code"], "why": mine["why"]} if mine["code"] else {}
    if not board.touched and not asks:
        return fresh(work, ref, kind, facts | _standing(board, slot), None)
    return record(board, ref, kind, slot, facts, asks, asked.device_ms())


def judge_again(board: Board, slot: Row, at: int) -> list[str]:
    """A look that comes late: what was pressed after it, and missed it, may count now. The requests that changed."""
    later = press_queries.after(board.work.conn, board.work.event_id, at, slot["id"])
    if not any(one["code"] == "ticks" and one["slot"] == slot["id"] for one in later):
        return []
    return _keep(board, *fold.settle(board.facts, fold.to_judge(board.facts, _index(board), slot["id"], later)))


# ---------- judged ----------


def _judge_all(board: Board, new: Row) -> tuple[Row, list[str]]:
    """The press and what lies after it: what became of the press, and the requests that changed."""
    work, here = board.work, (new["at"], new["slot"])
    late = press_queries.after(work.conn, work.event_id, *here) if new["more"].get("stamped") else []
    later = fold.to_judge(board.facts, _index(board), new["slot"], late) if late else []
    slots, judged = fold.settle(board.facts, [new, *later])
    mine = next(one for one in judged if one["ref"] == new["ref"])
    if mine["code"] and mine["code"] not in fold.MAY_TURN:
        raise Refused(mine["code"], mine["why"])
    return mine, _keep(board, slots, judged)


def _index(board: Board) -> rules.Index:
    return rules.prepare(board.facts)


def _keep(board: Board, slots: dict[str, Row], judged: list[Row]) -> list[str]:
    """Write what became of slots and presses; the requests that changed."""
    for name in sorted({one["slot"] for one in judged}):
        before = board.facts["slots"][name]
        changes = {field: value for field, value in slots[name].items() if before.get(field) != value}
        last = next(one for one in reversed(judged) if one["slot"] == name)
        keep_slot(board, before, changes, Who(last["actor"]["id"], "", []))
    return [request for one in judged if _store(board.work, one) for request in _tell(board.work, one)]


def _tell(work: Work, press: Row) -> list[str]:
    """Whoever pressed and the coordinator read that it does not count, or that it does after all."""
    request = f"p-{press['ref'].replace('-', '')[:36]}"
    known = rows_of(work.conn, work.event_id, "live_request", [request])
    if press["code"]:
        state: Row = {"state": "open", "reason": press["code"], "answered_by": "", "words": "", "answered_at": None}
    elif known:
        state = {"state": "accepted", "answered_by": "system", "answered_at": work.now}
    else:
        return []
    if known:
        changed = {name: value for name, value in state.items() if known[0][name] != value}
        if not changed:
            return []
        store(work, "live_request", request, changed)
        return [request]
    wanted = {"do": press["do"], "at": clock.iso(press["at"])}
    about = {"id": request, "slot": press["slot"], "kind": KIND, "wanted": wanted, "by": press["actor"]["id"]}
    add(work, "live_request", [about | state | {"made_at": press["at"]}])
    return [request]


def record(board: Board, ref: str, kind: str, slot: Row, facts: Row, asks: list[str], device_at: int | None) -> Row:
    """The line of a verb about one slot that may have turned others, and its answer."""
    facts |= _standing(board, slot)
    if board.touched - {slot["id"]}:
        facts["states"] = board.states()
    touched = {"live_slot": sorted(board.touched | {slot["id"]})} | ({"live_request": asks} if asks else {})
    index = board.work.record(kind, f"live_slot:{slot['id']}", touched, facts, ref=ref, device_at=device_at)
    return fresh(board.work, ref, kind, facts, index)


def _standing(board: Board, slot: Row) -> Row:
    now = board.slot(slot["id"])
    return {"version": now["version"], "state": now["state"]}


# ---------- rows ----------


def _packed(press: Row) -> Row:
    return {
        one.name: journal.pack(press[one.name]) if one.name in JSON else press[one.name]
        for one in press_queries.COLUMNS
    }


def _store(work: Work, press: Row) -> bool:
    """Write what became of a press; False when it is as it was."""
    here = (live_press.c.event_id == work.event_id) & (live_press.c.ref == press["ref"])
    before = press_queries.find(work.conn, work.event_id, press["ref"])
    if before is None:
        work.conn.execute(insert(live_press).values(event_id=work.event_id, **_packed(press)))
        return bool(press["code"])
    work.conn.execute(update(live_press).where(here).values(**_packed(press)))
    return bool(before["code"] != press["code"])
