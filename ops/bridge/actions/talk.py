"""Words between the hub and its sites, with who got and who read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert, select, update

from ops.bridge.actions import lineup
from ops.bridge.actions.common import done, find, here, next_of, require_site
from ops.bridge.models import bridge_phrase, bridge_site, bridge_talk, bridge_talk_site
from ops.bridge.payloads import NewBridgeTalk
from ops.core import tokens
from ops.core.actions import fresh
from ops.core.work import Work
from ops.errors import Conflict, Invalid, NotFound

Row = dict[str, Any]


def send(work: Work, ref: str, asked: NewBridgeTalk, by: str) -> Row:
    """Something to one site, a region or all; a canned phrase brings its own priority."""
    text, priority = asked.text or "", asked.priority or "normal"
    if asked.phrase is not None:
        query = select(bridge_phrase).where(here(work, bridge_phrase, id=asked.phrase))
        row = work.conn.execute(query).mappings().first()
        if row is None:
            raise Invalid("invalid", fields={"body.phrase": "no such phrase"})
        text, priority = row["text"], asked.priority or row["priority"]
    return _store(work, ref, asked.target, "", text, priority, by, _targets(work, asked.target))


def _targets(work: Work, target: str) -> list[str]:
    what, _, one = target.partition(":")
    query = select(bridge_site.c.id).where(bridge_site.c.event_id == work.event_id)
    if what == "site":
        require_site(work, one, "body.target")
        query = query.where(bridge_site.c.id == one)
    elif what == "region":
        query = query.where(bridge_site.c.region == one)
    found = [row.id for row in work.conn.execute(query.order_by(bridge_site.c.id))]
    if not found:
        raise Conflict("bridge_nobody_there")
    return found


def say(work: Work, ref: str, site: str, text: str, by: str) -> Row:
    """A site answers the hub."""
    return _store(work, ref, "hub", site, text, "normal", by, [])


def _store(work: Work, ref: str, target: str, source: str, text: str, priority: str, by: str, sites: list[str]) -> Row:
    talk, seq = tokens.new_id(), next_of(work, bridge_talk.c.seq)
    work.conn.execute(
        insert(bridge_talk).values(
            event_id=work.event_id, id=talk, seq=seq, target=target, from_site=source, text=text, priority=priority,
            by=by, sent_at=work.now,
        )
    )  # fmt: skip
    if sites:
        rows = [{"event_id": work.event_id, "talk": talk, "site": one} for one in sites]
        work.conn.execute(insert(bridge_talk_site), rows)
    facts = {"talk": talk, "seq": seq, "target": target, "from": source, "priority": priority, "sites": sites}
    return done(work, ref, "bridge.talk_sent", f"bridge_talk:{talk}", {"bridge_talk": [talk]}, facts)


def got(work: Work, site: str, actor: str, talks: Iterable[str]) -> list[str]:
    """Words have come in at a site; answers which were new."""
    wanted = list(talks)
    query = select(bridge_talk_site.c.talk).where(
        here(work, bridge_talk_site, site=site), bridge_talk_site.c.talk.in_(wanted),
        bridge_talk_site.c.delivered_at.is_(None),
    )  # fmt: skip
    new = sorted(row.talk for row in work.conn.execute(query))
    if new:
        mine = here(work, bridge_talk_site, site=site) & bridge_talk_site.c.talk.in_(new)
        work.conn.execute(update(bridge_talk_site).where(mine).values(delivered_at=work.now))
        facts = {"talks": new, "site": site, "what": "delivered"}
        work.record("bridge.talk_marked", f"bridge_site:{site}", {"bridge_talk": new}, facts, actor=actor)
    return new


def read(work: Work, ref: str, site: str, talk: str) -> Row:
    """Somebody at a site has read it; with that the way of words to them is proven."""
    find(work, bridge_talk, talk)
    mine = here(work, bridge_talk_site, talk=talk, site=site)
    row = work.conn.execute(select(bridge_talk_site).where(mine)).mappings().first()
    if row is None:
        raise NotFound
    facts = {"talks": [talk], "site": site, "what": "read"}
    if row["read_at"] is not None:
        return fresh(work, ref, "bridge.talk_marked", facts, None)
    delivered = row["delivered_at"] if row["delivered_at"] is not None else work.now
    work.conn.execute(update(bridge_talk_site).where(mine).values(read_at=work.now, delivered_at=delivered))
    subjects: dict[str, list[str]] = {"bridge_talk": [talk]}
    if lineup.keep(work, site, "talk", True, 1):
        subjects["bridge_site"] = [site]
    return done(work, ref, "bridge.talk_marked", f"bridge_talk:{talk}", subjects, facts)
