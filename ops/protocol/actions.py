"""Verbs of protocol: freeze the introductions, change a block, move people of one rank."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import insert, select, update

from ops.checkin.actions import lists
from ops.checkin.models import category, guest
from ops.core import journal, queries as core_queries
from ops.core.actions import fresh
from ops.core.work import Work
from ops.errors import Invalid, NotFound
from ops.protocol import queries, rules
from ops.protocol.models import freeze

Row = dict[str, Any]
QUOTED = frozenset({"order", "named"})
"""Of a block's own words the journal says only that they changed."""


def freeze_list(work: Work, ref: str, note: str) -> Row:
    """Keep what would be read now as the next version; the MC's device shows it from then on."""
    blocks = rules.arrange(*queries.present(work.conn, work.event_id))
    version = queries.last_version(work.conn, work.event_id) + 1
    body = {"blocks": blocks, "note": note, "by": core_queries.actor_name(work.conn, work.actor)}
    work.conn.execute(
        insert(freeze).values(
            event_id=work.event_id, version=version, body=journal.pack(body), made_at=work.now, made_by=work.actor
        )
    )
    facts = {
        "version": version,
        "named": sum(len(one["people"]) for one in blocks),
        "others": sum(len(one["others"]) for one in blocks),
    }
    ids = [str(version), str(version - queries.KEPT)]  # the one that devices need not hold any more
    index = work.record("protocol.frozen", f"freeze:{version}", {"freeze": ids}, facts, ref=ref)
    return fresh(work, ref, "protocol.frozen", facts, index)


# ---------- blocks ----------


def _blocks(work: Work) -> dict[str, Row]:
    query = select(category).where(category.c.event_id == work.event_id)
    return {row["id"]: dict(row) for row in work.conn.execute(query).mappings()}


def change_block(work: Work, ref: str, block: str, changes: Row) -> Row:
    """Place of a block, how many of it are named, how the others are greeted."""
    return _change_blocks(work, ref, f"category:{block}", {block: changes})


def order_blocks(work: Work, ref: str, wanted: list[str]) -> Row:
    """All blocks in a new order; who is not named keeps behind."""
    found = _blocks(work)
    rest = sorted(found.keys() - set(wanted), key=lambda one: (found[one]["order"], one))
    places = {one: {"order": place} for place, one in enumerate([*dict.fromkeys(wanted), *rest], start=1)}
    return _change_blocks(work, ref, f"event:{work.event_id}", places)


def _change_blocks(work: Work, ref: str, subject: str, wanted: dict[str, Row]) -> Row:
    found = _blocks(work)
    if not wanted.keys() <= found.keys():
        raise NotFound
    news = {one: _different(found[one], values) for one, values in wanted.items()}
    news = {one: values for one, values in news.items() if values}
    facts = {"blocks": {one: _before_and_after(found[one], values) for one, values in news.items()}}
    if not news:
        return fresh(work, ref, "protocol.block_changed", facts, None)
    for one, values in news.items():
        here = (category.c.event_id == work.event_id) & (category.c.id == one)
        work.conn.execute(update(category).where(here).values(**values))
    index = work.record("protocol.block_changed", subject, {"category": list(news)}, facts, ref=ref)
    return fresh(work, ref, "protocol.block_changed", facts, index)


def _different(row: Row, values: Row) -> Row:
    return {name: value for name, value in values.items() if row[name] != value}


def _before_and_after(row: Row, values: Row) -> Row:
    return {
        name: {"before": row[name], "after": value} if name in QUOTED else {"before": None, "after": None}
        for name, value in values.items()
    }


# ---------- people of one rank ----------


def order_people(work: Work, ref: str, wanted: list[str]) -> Row:
    """People of one block and one rank in a new order among themselves; a rank is never jumped here."""
    first = lists.require_guest(work, wanted[0])
    group = _same_rank(work, first)
    if len(set(wanted)) != len(wanted) or not set(wanted) <= {one["id"] for one in group}:
        raise Invalid("not_one_rank", fields={"guests": "must be of one block and one rank"})
    for one, order in rules.reordered(group, wanted).items():
        lists.change_guest(work, str(uuid.uuid5(uuid.UUID(ref), one)), one, {"order": order})
    facts = {"blocks": {first["category"]: {"rank": first["rank"], "guests": wanted}}}
    index = work.record("protocol.block_changed", f"category:{first['category']}", {}, facts, ref=ref)
    return fresh(work, ref, "protocol.block_changed", facts, index)


def _same_rank(work: Work, row: Row) -> list[Row]:
    query = select(guest.c.id, guest.c.rank, guest.c.order).where(
        guest.c.event_id == work.event_id, guest.c.category == row["category"], guest.c.rank == row["rank"]
    )
    return [dict(one) for one in work.conn.execute(query).mappings()]
