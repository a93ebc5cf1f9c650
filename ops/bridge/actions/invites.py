"""Invites: made, used once by one device, revoked. A link that does not open says why, and the journal knows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from ops.bridge import queries
from ops.bridge.actions.common import done, find, here, require_site
from ops.bridge.models import bridge_invite
from ops.bridge.payloads import LONGEST_INVITE, NewInvite
from ops.core import clock, tokens
from ops.core.actions import fresh
from ops.core.auth import Actor
from ops.core.work import Work
from ops.errors import Invalid, OpsError

Row = dict[str, Any]
ROLE = "bridge_"
STATUS = {"unknown": 404, "early": 409, "expired": 409, "revoked": 409, "taken": 409}


def make(work: Work, ref: str, asked: NewInvite) -> Row:
    """A link for one device of one site, for a time."""
    require_site(work, asked.site)
    starts = asked.starts or work.now
    if not work.now < asked.until <= starts + LONGEST_INVITE or asked.until <= starts:
        raise Invalid("invalid", fields={"body.until": "after it begins, ahead of now, at most 60 days"})
    invite = tokens.new_id()
    work.conn.execute(
        insert(bridge_invite).values(
            event_id=work.event_id, id=invite, site=asked.site, role=asked.role, name=asked.name, from_at=starts,
            until=asked.until, made_at=work.now, made_by=work.actor, about="",
        )
    )  # fmt: skip
    facts = {"invite": invite, "site": asked.site, "role": asked.role, "from": starts, "until": asked.until}
    return done(work, ref, "bridge.invite_made", f"bridge_invite:{invite}", {"bridge_invite": [invite]}, facts)


def revoke(work: Work, ref: str, invite: str) -> Row:
    """It opens nothing from now on, and whoever is on it is sent away."""
    row = find(work, bridge_invite, invite)
    facts = {"invite": invite, "site": row["site"]}
    if row["revoked_at"] is not None:
        return fresh(work, ref, "bridge.invite_revoked", facts, None)
    work.conn.execute(update(bridge_invite).where(here(work, bridge_invite, id=invite)).values(revoked_at=work.now))
    return done(work, ref, "bridge.invite_revoked", f"bridge_invite:{invite}", {"bridge_invite": [invite]}, facts)


def why_not(row: Row, shown: set[str], now: int) -> str | None:
    """Why a link does not open now; `shown` are hashes of tokens that the asker holds."""
    if row["revoked_at"] is not None:
        return "revoked"
    if now >= row["until"]:
        return "expired"
    if now < row["from_at"]:
        return "early"
    return "taken" if row["token_hash"] is not None and row["token_hash"] not in shown else None


def refusal(why: str) -> OpsError:
    """The word for whoever opened the link."""
    return OpsError(f"bridge_link_{why}", status=STATUS[why])


def refuse(work: Work, row: Row, why: str) -> None:
    """Keep that a link was refused."""
    facts = {"invite": row["id"], "site": row["site"], "why": why}
    work.record("bridge.link_refused", f"bridge_invite:{row['id']}", {}, facts, actor="system")


def join(work: Work, invite: str, shown: list[str], about: str) -> tuple[str | None, Row, str | None]:
    """Bind a link to the device that opens it first. Answers its token, the invite, and why it was refused, if so."""
    row = find(work, bridge_invite, invite)
    held = {tokens.hash_token(token): token for token in shown}
    why = why_not(row, set(held), work.now)
    if why is not None:
        refuse(work, row, why)
        return None, row, why
    if row["token_hash"] is not None:  # the same device once more
        return held[row["token_hash"]], row, None
    token = tokens.new_token("brg")
    values = {"used_at": work.now, "about": about, "token_hash": tokens.hash_token(token)}
    work.conn.execute(update(bridge_invite).where(here(work, bridge_invite, id=invite)).values(**values))
    facts = {"invite": invite, "site": row["site"], "role": row["role"]}
    work.record(
        "bridge.invite_used", f"bridge_invite:{invite}", {"bridge_invite": [invite]}, facts, actor=f"site:{invite}"
    )
    return token, row, None


def find_holder(conn: Connection, hashed: str, event_id: str | None) -> Actor | None:
    """Who shows the token of an invite. Elsewhere than in its event it is somebody without a right."""
    row = queries.invite_of_token(conn, hashed)
    if row is None or clock.now() >= row["until"]:
        return None
    good = event_id in (None, row["event_id"]) and row["revoked_at"] is None
    roles = frozenset({f"{ROLE}{row['role']}"}) if good else frozenset()
    return Actor("site", row["id"], row["name"], roles, row["event_id"], row["site"], row["revoked_at"], hashed)


def holders(conn: Connection, event_id: str, site: str) -> list[str]:
    """Invites of a site."""
    query = select(bridge_invite.c.id).where(bridge_invite.c.event_id == event_id, bridge_invite.c.site == site)
    return [row.id for row in conn.execute(query)]
