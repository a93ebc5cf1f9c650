"""The line-up: what is measured, what somebody ticks or proves, GO and NO-GO, and records that are frozen."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from ops.bridge import queries
from ops.bridge.actions.common import done, here, next_of, require_site
from ops.bridge.actions.sites import new_code
from ops.bridge.models import bridge_cross, bridge_freeze, bridge_item, bridge_site
from ops.bridge.payloads import Go
from ops.bridge.rules import lineup, records
from ops.bridge.site_payloads import TellItem
from ops.core import tokens
from ops.core.actions import fresh
from ops.core.work import Work
from ops.errors import Conflict

Row = dict[str, Any]


def keep(work: Work, site: str, item: str, ok: bool | None, value: float | None) -> bool:
    """Store a verdict; answers whether it is another one than before."""
    mine = here(work, bridge_item, site=site, item=item)
    old = work.conn.execute(select(bridge_item.c.ok).where(mine)).first()
    values = {"ok": ok, "value": value, "at": work.now, "by": work.actor}
    if old is None and ok is None:
        return False
    if old is None:
        work.conn.execute(
            insert(bridge_item).values(event_id=work.event_id, site=site, item=item, **values)
        )  # fmt: skip
        return True
    if old.ok == ok:
        return False
    work.conn.execute(update(bridge_item).where(mine).values(**values))
    return True


def tell(work: Work, ref: str, site: str, asked: TellItem) -> Row:
    """A tick by hand, or the code that somebody read off the return picture."""
    row = require_site(work, site)
    ok = asked.ok
    if asked.item == "return" and asked.value is not None:
        ok = hmac.compare_digest(row["code4"], asked.value)
    elif asked.item == "return" and asked.ok:
        raise Conflict("bridge_code_needed")
    facts = {"site": site, "items": {asked.item: {"ok": ok}}}
    changed = keep(work, site, asked.item, ok, 1 if ok else 0)
    if not changed:
        return fresh(work, ref, "bridge.item_told", facts, None)
    return done(work, ref, "bridge.item_told", f"bridge_site:{site}", {"bridge_site": [site]}, facts)


def measured(work: Work, values: Mapping[str, Mapping[str, tuple[bool | None, float | None]]]) -> bool:
    """Verdicts on what machines measure, by site and item; only those that turned leave a line."""
    turned: dict[str, Row] = {}
    for site, items in values.items():
        for item, (ok, value) in items.items():
            if keep(work, site, item, ok, value):
                turned.setdefault(site, {})[item] = {"ok": ok, "value": value}
    for site, told in sorted(turned.items()):
        facts = {"site": site, "items": told}
        work.record("bridge.item_told", f"bridge_site:{site}", {"bridge_site": [site]}, facts, actor="system")
    return bool(turned)


def new_return_code(work: Work, ref: str, site: str) -> Row:
    """Another code in the return; whoever typed the old one has proven nothing any more."""
    require_site(work, site)
    work.conn.execute(update(bridge_site).where(here(work, bridge_site, id=site)).values(code4=new_code()))
    keep(work, site, "return", None, None)
    return done(work, ref, "bridge.code_made", f"bridge_site:{site}", {"bridge_site": [site]}, {"site": site})


def say_go(work: Work, ref: str, asked: Go, by: str) -> Row:
    """GO or NO-GO of a person; nothing takes it back."""
    row = require_site(work, asked.site)
    facts: Row = {"site": asked.site, "word": asked.word}
    if ((row["go"] or {}).get("word", ""), (row["go"] or {}).get("note", "")) == (asked.word, asked.note):
        return fresh(work, ref, "bridge.go_said", facts, None)
    values = {"go": asked.word, "go_by": by if asked.word else "", "go_at": work.now, "go_note": asked.note}
    work.conn.execute(update(bridge_site).where(here(work, bridge_site, id=asked.site)).values(**values))
    facts["bad"] = queries.standing_of(work.conn, work.event_id, row)["bad"]
    return done(work, ref, "bridge.go_said", f"bridge_site:{asked.site}", {"bridge_site": [asked.site]}, facts)


# ---------- frozen records ----------


def record_key(secret: bytes, event_id: str) -> bytes:
    """The key under which this server signs records of an event."""
    return tokens.subkey(secret, "bridge-record", event_id)


def body_of(work: Work, label: str) -> Row:
    """What is frozen: every site with its line-up, its control and the word that was given."""
    skip = queries.settings(work.conn, work.event_id)["skip"]
    found = queries.sites(work.conn, work.event_id)
    words = [lineup.tile(row["items"], (row["go"] or {}).get("word", ""), skip) for row in found]
    counts = {name: words.count(name) for name in ("go", "no_go", "ready", "faulty")}
    counts["open"] = len(words) - counts["go"] - counts["no_go"]
    names = ("id", "name", "control", "items")  # people by their keys: a record must outlive the purge of names
    sites = [{name: row[name] for name in names} | {"word": word} for row, word in zip(found, words, strict=True)]
    return {"event": work.event_id, "label": label, "at": work.now, "by": work.actor, "counts": counts, "sites": sites}


def freeze(work: Work, ref: str | None, label: str, by: str, secret: bytes) -> Row:
    """A record of how all sites stand, chained to the one before and signed."""
    query = select(bridge_freeze.c.hash).where(here(work, bridge_freeze)).order_by(bridge_freeze.c.n.desc()).limit(1)
    prev = work.conn.execute(query).scalar() or records.FIRST
    body = body_of(work, label)
    hashed = records.chain(body, prev)
    one, n = tokens.new_id(), next_of(work, bridge_freeze.c.n)
    work.conn.execute(
        insert(bridge_freeze).values(
            event_id=work.event_id, id=one, n=n, label=label, at=work.now, by=by, body=records.canonical(body).decode(),
            prev=prev, hash=hashed, mac=records.sign(record_key(secret, work.event_id), hashed),
        )
    )  # fmt: skip
    facts = {"freeze": one, "n": n, "label": label, "hash": hashed, **body["counts"]}
    index = work.record("bridge.frozen", f"bridge_freeze:{one}", {"bridge_freeze": [one]}, facts, ref=ref)
    return fresh(work, ref or "", "bridge.frozen", facts, index)


def verified(conn: Connection, event_id: str, secret: bytes) -> Row:
    """Whether the records of an event are whole: how many there are, and what is wrong with which."""
    found = queries.freezes(conn, event_id)
    bad = records.faults(found, record_key(secret, event_id))
    return {"records": len(found), "faults": [{"n": n, "what": what} for n, what in bad]}


def verdict(item: str, value: float | None, wants: Row) -> bool | None:
    """Whether a measured value is good; null: nobody knows."""
    ok: bool | None = lineup.judge(item, value, wants)["ok"]
    return ok


def taken(conn: Any, event_id: str) -> tuple[int | None, set[str]]:
    """When the first cross is planned, and which records exist for it."""
    query = select(bridge_cross.c.planned_at).where(
        bridge_cross.c.event_id == event_id, bridge_cross.c.planned_at.is_not(None), bridge_cross.c.skipped.is_(False)
    )
    first = conn.execute(query.order_by(bridge_cross.c.planned_at).limit(1)).scalar()
    if first is None:
        return None, set()
    labels = select(bridge_freeze.c.label).where(
        bridge_freeze.c.event_id == event_id, bridge_freeze.c.at > first - 2 * records.BY_ITSELF["T-60"]
    )
    return int(first), {row.label for row in conn.execute(labels)}


def freeze_due(work: Work, secret: bytes) -> bool:
    """Take the record that is due by itself, if one is."""
    if not queries.settings(work.conn, work.event_id)["auto_freeze"]:
        return False
    label = records.due(*taken(work.conn, work.event_id), work.now)
    if label is None:
        return False
    freeze(work, None, label, "", secret)
    return True


def next_freeze(conn: Any, event_id: str, now: int) -> int | None:
    """When a record is next due by itself."""
    if not queries.settings(conn, event_id)["auto_freeze"]:
        return None
    return records.next_due(*taken(conn, event_id), now)
