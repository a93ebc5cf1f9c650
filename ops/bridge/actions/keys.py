"""Stream keys: made, shown once, revoked; and the answer to the media process whether somebody may publish or play."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from ops.bridge.actions.common import done, find, here, require_site
from ops.bridge.media_payloads import MediaDoor
from ops.bridge.models import bridge_invite, bridge_key, bridge_site
from ops.bridge.payloads import NewStreamKey
from ops.core import clock, tokens
from ops.core.actions import fresh
from ops.core.models import event
from ops.core.work import Work

Row = dict[str, Any]
_STREAM = re.compile(r"([a-z0-9][a-z0-9-]{0,39})\.([a-z0-9][a-z0-9-]{0,39})")
MARGIN_MS = 12 * clock.HOUR
"""Keys open from half a day before the event until half a day after it."""


def new_key() -> str:
    """160 random bits, in letters that survive being typed."""
    return secrets.token_hex(20)


def hash_key(key: str) -> str:
    """What the database and the media process know of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def make(work: Work, ref: str, asked: NewStreamKey, key: str) -> Row:
    """Another key for a site. Only its hash is kept."""
    require_site(work, asked.site)
    one = tokens.new_id()
    work.conn.execute(
        insert(bridge_key).values(
            event_id=work.event_id, id=one, site=asked.site, app=asked.app, line=asked.line, hash=hash_key(key),
            made_at=work.now, made_by=work.actor,
        )
    )  # fmt: skip
    facts = {"key": one, "site": asked.site, "app": asked.app, "line": asked.line}
    return done(work, ref, "bridge.key_made", f"bridge_key:{one}", {"bridge_key": [one]}, facts)


def revoke(work: Work, ref: str, key: str) -> Row:
    """It opens nothing from now on, and who publishes with it is ended."""
    row = find(work, bridge_key, key)
    facts = {"key": key, "site": row["site"]}
    if row["revoked_at"] is not None:
        return fresh(work, ref, "bridge.key_revoked", facts, None)
    work.conn.execute(update(bridge_key).where(here(work, bridge_key, id=key)).values(revoked_at=work.now))
    return done(work, ref, "bridge.key_revoked", f"bridge_key:{key}", {"bridge_key": [key]}, facts)


def place_of(conn: Connection, stream: str) -> tuple[str, str] | None:
    """Event and site of a stream, if there are such; the programme is `main`."""
    found = _STREAM.fullmatch(stream)
    if found is None:
        return None
    query = select(bridge_site.c.id).where(bridge_site.c.event_id == found[1])
    ids = {row.id for row in conn.execute(query)}
    return (found[1], found[2]) if found[2] in ids or (ids and found[2] == "main") else None


def events_with_keys(conn: Connection) -> set[str]:
    """Events of which somebody may send pictures."""
    query = select(bridge_key.c.event_id).where(bridge_key.c.revoked_at.is_(None)).distinct()
    return {str(row.event_id) for row in conn.execute(query)}


def judge(conn: Connection, said: MediaDoor, now: int) -> tuple[str | None, str | None, str]:
    """Why not (None: allowed), the event, and which key or invite it was about."""
    place = place_of(conn, said.stream)
    if place is None:
        return "unknown_stream", None, ""
    event_id, site = place
    if said.via == "browser":
        return _judge_pass(conn, said, event_id, site)
    if said.key is None:
        return "no_key", event_id, ""
    row = conn.execute(select(bridge_key).where(bridge_key.c.hash == said.key)).mappings().first()
    if row is None:
        return "wrong_key", event_id, ""
    right = row["event_id"] == event_id and row["app"] == said.app and (site in (row["site"], "main"))
    if not right or (site == "main" and said.app != "program"):
        return "other_site", event_id, row["id"]
    if row["revoked_at"] is not None:
        return "revoked", event_id, row["id"]
    return _window(conn, event_id, now), event_id, row["id"]


def _judge_pass(conn: Connection, said: MediaDoor, event_id: str, site: str) -> tuple[str | None, str, str]:
    """A browser's pass was checked by the media process; here only whether its holder still is somebody."""
    who = (said.who or "").removeprefix("site:")
    query = select(bridge_invite).where(bridge_invite.c.event_id == event_id, bridge_invite.c.id == who)
    row = conn.execute(query).mappings().first()
    if row is None:
        return (None if said.ask == "play" else "no_key"), event_id, who
    if row["revoked_at"] is not None:
        return "revoked", event_id, who
    return ("other_site" if said.ask == "publish" and row["site"] != site else None), event_id, who


def _window(conn: Connection, event_id: str, now: int) -> str | None:
    row = conn.execute(select(event.c.starts_at, event.c.ends_at).where(event.c.id == event_id)).one()
    if now < row.starts_at - MARGIN_MS:
        return "too_early"
    return "over" if now > row.ends_at + MARGIN_MS else None


def refuse(work: Work, said: MediaDoor, why: str, about: str) -> None:
    """Keep that somebody was not let in; never with which key."""
    facts = {"stream": said.stream, "app": said.app, "ask": said.ask, "why": why, "key": about, "via": said.via}
    work.record("bridge.key_refused", f"event:{work.event_id}", {}, facts, actor="system")


def to_end(conn: Connection, streams: list[Row]) -> list[str]:
    """Publishers that must go now: their key or invite was revoked."""
    hashes = [row["key"] for row in streams if isinstance(row.get("key"), str)]
    query = select(bridge_key.c.hash).where(bridge_key.c.hash.in_(hashes), bridge_key.c.revoked_at.is_not(None))
    dead = {row.hash for row in conn.execute(query)} if hashes else set()
    people = [str(row["who"]).removeprefix("site:") for row in streams if row.get("who")]
    gone = select(bridge_invite.c.id).where(bridge_invite.c.id.in_(people), bridge_invite.c.revoked_at.is_not(None))
    left = {row.id for row in conn.execute(gone)} if people else set()
    return [
        f"{row.get('app')}/{row.get('stream')}"
        for row in streams
        if row.get("key") in dead or str(row.get("who") or "").removeprefix("site:") in left
    ]
