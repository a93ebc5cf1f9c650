"""How the plan changes, held to the rules: by hand, by undoing, by an answer to a request, by a proposal."""

from __future__ import annotations

from typing import Any

from ops.core.clock import HOUR
from ops.livestream import rules
from ops.livestream.actions.board import Board, Refused, Who, add, keep_slot, remove, require_room, store, take_step

Row = dict[str, Any]
FREE = {"link", "note", "sheet_row", "pinned"}
"""Fields that nothing depends on: they may change in any state, also on air."""
WORDS = {"title", "script"}
PLACES = {"session", "channel", "host", "assistants", "kits", "starts", "ends", "room", "goods"}
PLAN = FREE | WORDS | PLACES
LONGEST_MS = 24 * HOUR
FIRM = {"confirmed", "ready"}
OVER = {"live", "ended"}
SESSION_DEFAULTS: Row = {
    "producers": [], "room": "", "priority": 2, "noise": "noisy", "products": [], "minutes": 60, "wish": {}, "note": "",
}  # fmt: skip
SLOT_DEFAULTS: Row = {
    "channel": "", "host": "", "assistants": [], "kits": [], "room": "", "goods": [], "title": "", "script": "",
    "link": "", "state": "draft", "actual_start": None, "actual_end": None, "version": 1, "pinned": {}, "overrides": [],
    "acks": [], "ticks": {}, "late_min": 0, "flags": [], "rang": {}, "sheet_row": "", "note": "", "told": {},
    "revs": {}, "by": "",
}  # fmt: skip


def expect(board: Board, changes: dict[str, Row]) -> dict[str, Row]:
    """Slots that change together are judged where all of them end: from here on each sees the others there. Answers
    them as they stand."""
    before = {name: board.slot(name) for name in changes}
    for name, values in changes.items():
        board.facts["slots"][name] = before[name] | values
    return before


def change_slot(
    board: Board, before: Row, changes: Row, who: Who, note: str = "", acks: list[Row] | None = None
) -> Row | None:
    """Other values for fields of a slot; the slot after it, None when nothing is different. `acks` are of warnings of
    the new place."""
    changes = {name: value for name, value in changes.items() if before[name] != value}
    _require_known(board, changes)
    free = {name: value for name, value in changes.items() if name in FREE}
    moved = {name: value for name, value in changes.items() if name not in FREE}
    after = keep_slot(board, before, free, who) or before
    if moved:
        _require_length(before | moved)
        after = take_step(board, after, "move", who, board.work.now, changes=moved, note=note, acks=acks or []) or after
    return None if after is before else after


def _require_length(slot: Row) -> None:
    if not 0 < slot["ends"] - slot["starts"] <= LONGEST_MS:
        raise Refused("no_length")


def _require_known(board: Board, changes: Row) -> None:
    """What a slot names must be there; '' is nobody and nothing yet."""
    for name, among in (("session", "sessions"), ("channel", "channels"), ("host", "persons"), ("room", "rooms")):
        if changes.get(name) and changes[name] not in board.facts[among]:
            raise Refused("unknown", {"field": name, "id": changes[name]})
    lists = (("assistants", "persons"), ("kits", "kits"))
    wanted = [(name, among, one) for name, among in lists for one in changes.get(name, ())]
    wanted += [("goods", "products", one["product"]) for one in changes.get("goods", ())]
    for name, among, one in wanted:
        if one not in board.facts[among]:
            raise Refused("unknown", {"field": name, "id": one})


def add_slot(board: Board, values: Row, who: Who) -> Row:
    """A new slot; a draft stands in nobody's way."""
    if values["id"] in board.facts["slots"]:
        raise Refused("id_taken")
    session = board.session(values["session"])
    row = SLOT_DEFAULTS | {"ends": values["starts"] + session["minutes"] * 60_000} | values | {"by": who.key}
    _require_length(row)
    _require_known(board, row)
    require_room(board, row, who)
    add(board.work, "live_slot", [row])
    board.facts["slots"][row["id"]] = row
    board.touched.add(row["id"])
    return row


def drop_slot(board: Board, slot_id: str) -> None:
    """Take a slot out of the plan that never became more than a draft, and that nobody was told of."""
    slot = board.slot(slot_id)
    if slot["state"] != "draft" or slot["told"]:
        raise Refused("state")
    remove(board.work, "live_slot", slot_id)
    del board.facts["slots"][slot_id]
    board.touched.add(slot_id)


# ---------- sessions ----------


def put_session(board: Board, session_id: str, values: Row | None, there: bool) -> None:
    """A session comes, changes or goes."""
    if values is None:
        if any(one["session"] == session_id for one in board.facts["slots"].values()):
            raise Refused("has_slots")
        remove(board.work, "live_session", session_id)
        del board.facts["sessions"][session_id]
    elif there:
        change_session(board, board.session(session_id), values)
    else:
        _require_in_catalogue(board, values)
        row = SESSION_DEFAULTS | values | {"id": session_id, "version": 1}
        add(board.work, "live_session", [row])
        board.facts["sessions"][session_id] = row


def change_session(board: Board, before: Row, changes: Row) -> Row | None:
    """Other values for a session, unless a firm slot of it would then stand in somebody's way."""
    changed = {name: value for name, value in changes.items() if before[name] != value}
    if not changed:
        return None
    _require_in_catalogue(board, changed)
    after = before | changed | {"version": before["version"] + 1}
    board.facts["sessions"][before["id"]] = after
    if changed.keys() & {"room", "producers", "products", "noise"}:
        _require_clean(board, before, changed)
    store(board.work, "live_session", before["id"], changed | {"version": after["version"]})
    return after


def _require_in_catalogue(board: Board, values: Row) -> None:
    if values.get("room") and values["room"] not in board.facts["rooms"]:
        raise Refused("unknown", {"field": "room", "id": values["room"]})
    for name in ("producers", "products"):
        missing = [one for one in values.get(name, ()) if one not in board.facts[name]]
        if missing:
            raise Refused("unknown", {"field": name, "id": missing[0]})


def _require_clean(board: Board, before: Row, changed: Row) -> None:
    """No slot of the session that is promised to people may now stand in somebody's way; one on air stays as it is."""
    mine = [one for one in board.facts["slots"].values() if one["session"] == before["id"]]
    if any(one["state"] == "live" for one in mine) and changed.keys() & {"room", "producers"}:
        raise Refused("state")
    index = rules.prepare(board.facts)
    found = [one for slot in mine if slot["state"] in FIRM for one in rules.gate(index, slot["id"], "move")]
    blocks = [one for one in found if one["level"] == "block"]
    if blocks:
        raise Refused("conflicts", {"keys": [one["key"] for one in blocks], "kinds": [one["kind"] for one in blocks]})
