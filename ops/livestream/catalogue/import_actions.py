"""Lists taken in, whole or in part, and taken back: what somebody wrote in the meantime stays theirs."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import delete, insert, update

from ops.core import tokens
from ops.core.actions import fresh
from ops.core.work import Work
from ops.errors import Conflict, Invalid, NotFound
from ops.livestream.catalogue import import_queries as imports, queries
from ops.livestream.catalogue.actions import ROWS_AT_MOST, delete_row, insert_row, store
from ops.livestream.catalogue.matching import compare, mark_of
from ops.livestream.catalogue.models import catalogue_import, live_identity

Row = dict[str, Any]
FIRST: dict[str, Row] = {"live_room": {"kind": "room"}, "producer": {"kind": "other"}}


def accept(work: Work, ref: str, kind: str, name: str, rows: list[Row], mark: str, chosen: set[int] | None) -> Row:
    """Take the items of a list in, all that say something or those that are named; what changed since is said."""
    items = compare(kind, rows, imports.known(work.conn, work.event_id), name)
    if mark_of(items) != mark:
        raise Conflict("import_moved")
    taken = _chosen(items, chosen)
    if not taken:
        raise Invalid("import_nothing")
    _check_room(work, taken)
    done: list[Row] = []
    ids: dict[int, str] = {one["n"]: one["id"] for one in items if one["id"]}
    for one in taken:
        done.append(_take(work, one, ids))
    import_id = _keep(work, kind, name, done)
    facts = {"import": import_id, "kind": kind, "made": sum(one["made"] for one in done)}
    facts |= {"changed": len(done) - facts["made"]}
    return _told(work, ref, "live.catalogue_imported", import_id, done, facts)


def _chosen(items: list[Row], chosen: set[int] | None) -> list[Row]:
    """The items to take; a product brings the new producer that it names along."""
    good = [one for one in items if one["state"] in ("new", "changed")]
    if chosen is None:
        return good
    wanted = {one["n"] for one in good if one["n"] in chosen}
    owners = {one["owner"] for one in good if one["n"] in wanted and one["owner"] is not None}
    new = {one["n"] for one in good if one["n"] in owners and one["state"] == "new"}
    return [one for one in good if one["n"] in wanted | new]


def _check_room(work: Work, taken: list[Row]) -> None:
    for entity in {one["entity"] for one in taken}:
        news = sum(one["entity"] == entity and one["state"] == "new" for one in taken)
        if queries.count(work.conn, work.event_id, entity) + news > ROWS_AT_MOST:
            raise Conflict("catalogue_full")


def _take(work: Work, item: Row, ids: dict[int, str]) -> Row:
    """Store one item; answers what was done, so that it can be taken back."""
    entity, values = item["entity"], dict(item["values"])
    accounts = {one[9:]: values.pop(one) for one in list(values) if one.startswith("identity:")}
    if entity == "product" and item["owner"] is not None and "producer" not in values and item["state"] == "new":
        values["producer"] = ids[item["owner"]]
    made = item["state"] == "new"
    row_id = tokens.new_id() if made else item["id"]
    ids[item["n"]] = row_id
    if made:
        insert_row(work, entity, row_id, FIRST.get(entity, {}) | values)
        revision = 1
    else:
        revision = store(work, entity, queries.find(work.conn, work.event_id, entity, row_id) or {}, values)
    before = {name: item["before"][name] for name in values if name in item["before"]}
    added = [_account(work, row_id, platform, handle) for platform, handle in accounts.items()]
    return {"entity": entity, "id": row_id, "made": made, "before": before, "revision": revision, "accounts": added}


def _account(work: Work, person: str, platform: str, handle: str) -> str:
    made = tokens.new_id()
    values = {"event_id": work.event_id, "id": made, "person": person, "platform": platform, "handle": handle}
    work.conn.execute(insert(live_identity).values(state="unverified", **values))
    return made


def _keep(work: Work, kind: str, name: str, done: list[Row]) -> str:
    made = tokens.new_id()
    work.conn.execute(
        insert(catalogue_import).values(
            event_id=work.event_id, id=made, kind=kind, name=name, rows="[]", done=json.dumps(done, ensure_ascii=False),
            state="accepted", made_at=work.now, made_by=work.actor,
        )
    )  # fmt: skip
    return made


def _told(work: Work, ref: str, kind: str, import_id: str, done: list[Row], facts: Row) -> Row:
    touched: dict[str, list[str]] = {}
    for one in done:
        touched.setdefault(one["entity"], []).append(one["id"])
    index = work.record(kind, f"catalogue_import:{import_id}", touched, facts, ref=ref)
    return fresh(work, ref, kind, facts, index)


# ---------- back ----------


def undo(work: Work, ref: str, import_id: str) -> Row:
    """Take an import back: rows it made go, fields it wrote stand as before; a row that anybody touched since stays."""
    row = imports.find_import(work.conn, work.event_id, import_id)
    if row is None:
        raise NotFound
    if row["state"] != "accepted":
        raise Conflict("import_undone")
    back = [one for one in reversed(row["done"]) if _take_back(work, one)]
    here = (catalogue_import.c.event_id == work.event_id) & (catalogue_import.c.id == import_id)
    work.conn.execute(update(catalogue_import).where(here).values(state="undone"))
    facts = {"import": import_id, "removed": sum(one["made"] for one in back)}
    facts |= {"changed": len(back) - facts["removed"], "stayed": len(row["done"]) - len(back)}
    return _told(work, ref, "live.import_undone", import_id, back, facts)


def _take_back(work: Work, one: Row) -> bool:
    row = queries.find(work.conn, work.event_id, one["entity"], one["id"])
    if row is None or row["revision"] != one["revision"]:
        return False
    if one["made"] and queries.used_by(work.conn, work.event_id, one["entity"], one["id"]):
        return False
    mine = (live_identity.c.event_id == work.event_id) & live_identity.c.id.in_(one["accounts"])
    work.conn.execute(delete(live_identity).where(mine))
    if one["made"]:
        delete_row(work, one["entity"], one["id"])
    else:
        store(work, one["entity"], row, one["before"])
    return True
