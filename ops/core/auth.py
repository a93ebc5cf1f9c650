"""Who is asking, and what they may do. `VERBS` is the one table of rights; `require` is the one question.

Staff sign in with a password (argon2id) and hold a 12-hour session; a device is paired once and holds a token until it
is revoked. Both are kept as SHA-256 of a 256-bit random token.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from ops.core import clock, tokens
from ops.core.models import device, membership, session, staff
from ops.errors import Forbidden, NotFound, Unknown

ROLES = (
    "organiser",
    "director",
    "protocol",
    "reception",
    "supervisor",
    "stage_manager",
    "mc",
    "crew",
    "live_coordinator",
    "booth",
    "bridge",
    "viewer",
    "kiosk",  # a device alone with the guests: scans, sees nothing else
    "wall",  # a screen at the door
)
EVERY_ROLE = frozenset(ROLES)
OFFICE = frozenset({"organiser", "director"})
BRIDGE_SITE = frozenset({"bridge_producer", "bridge_mc", "bridge_viewer", "bridge_server"})
DOOR = frozenset({"organiser", "supervisor", "reception"})
PROTOCOL = frozenset({"organiser", "protocol"})
LIST = frozenset({"organiser", "director", "protocol", "supervisor"})
STAGE = frozenset(
    {"organiser", "director", "stage_manager", "mc", "crew", "live_coordinator", "bridge", "viewer", "protocol"}
)
CALLERS = frozenset({"organiser", "stage_manager"})
PLANNERS = frozenset({"organiser", "live_coordinator"})

VERBS: dict[str, frozenset[str]] = {
    "core.see_event": EVERY_ROLE,
    "core.read_journal": OFFICE | {"supervisor"},
    "core.manage_devices": frozenset({"organiser", "supervisor"}),
    "core.manage_people": frozenset({"organiser"}),
    "core.beat": EVERY_ROLE,
    "core.see_jobs": LIST | STAGE | {"reception"},  # each of those kinds whose own verb they hold
    "checkin.see_desk": DOOR | {"kiosk"},
    "checkin.see_board": OFFICE | {"protocol", "supervisor", "reception", "viewer"},
    "checkin.scan": DOOR | {"kiosk"},
    "checkin.supervise": frozenset({"organiser", "supervisor"}),
    "checkin.search": DOOR | LIST,
    "checkin.see_guest": LIST,
    "checkin.see_contact": frozenset({"organiser", "protocol"}),
    "checkin.edit_guest": frozenset({"organiser", "protocol"}),
    "checkin.see_code": frozenset({"organiser", "protocol"}),
    "checkin.meet": LIST | {"reception"},
    "checkin.edit_gate": frozenset({"organiser", "supervisor"}),
    "checkin.correct": DOOR | {"protocol"},
    "checkin.approve": PROTOCOL | {"supervisor"},
    "checkin.answer_call": PROTOCOL | {"supervisor"},
    "checkin.see_policy": LIST,
    "checkin.edit_policy": frozenset({"organiser"}),
    "guestlist.bring_in": PROTOCOL,
    "guestlist.take_out": PROTOCOL,
    "invitations.see": LIST,
    "invitations.send": PROTOCOL,
    "badges.print": DOOR | PROTOCOL,
    "badges.enter": DOOR,
    "protocol.see_intro": LIST | {"mc", "stage_manager"},
    "protocol.freeze": PROTOCOL,
    "protocol.see_welcome": OFFICE | {"protocol", "supervisor", "reception", "viewer", "wall"},
    "protocol.see_seats": LIST | {"reception"},
    "protocol.edit": PROTOCOL,
    "stage.see": STAGE | {"wall"},
    "stage.call": CALLERS,
    "stage.prompt": CALLERS | {"director", "mc", "crew"},
    "stage.edit": CALLERS | {"director"},
    "stage.take_out": STAGE,  # on paper and as a file
    "stage.write": STAGE - {"viewer"},  # which columns: the editors all, others those that name them
    "outputs.manage": CALLERS,
    "control.read": frozenset({"control_read"}),  # rights of a token, see ops/outputs/control_actions.py: no role of
    "control.call": frozenset({"control_call"}),  # a person has them
    "control.message": frozenset({"control_message"}),
    "live.see": OFFICE | {"live_coordinator", "viewer", "stage_manager"},
    "live.see_booth": PLANNERS | {"booth"},
    "live.plan": PLANNERS,
    "live.confirm": PLANNERS | {"director"},
    "live.override": PLANNERS | {"director"},
    "live.run": PLANNERS | {"booth"},
    "live.step": PLANNERS | {"booth", "director"},  # which step: the rules of the slot
    "live.ack": PLANNERS | {"director", "stage_manager"},
    "live.request": PLANNERS | {"booth"},
    "live.catalogue": PLANNERS,
    "live.confirm_stars": OFFICE,
    "live.show_key": frozenset({"organiser"}),
    "live.numbers": PLANNERS | {"booth"},
    "live.see_numbers": OFFICE | {"live_coordinator", "viewer"},
    "live.see_wall": OFFICE | {"live_coordinator", "viewer", "wall"},
    "bridge.see": OFFICE | {"stage_manager", "live_coordinator", "bridge", "viewer"},
    "bridge.run": OFFICE | {"bridge"},
    "bridge.manage": frozenset({"organiser", "bridge"}),
    "bridge.tell": OFFICE | {"bridge", "bridge_producer", "bridge_server"},
    "bridge.site": frozenset({"bridge_producer", "bridge_server"}),  # roles of an invite: ops/bridge/actions/invites
    "bridge.site_see": BRIDGE_SITE,
    "bridge.look": OFFICE | {"stage_manager", "live_coordinator", "bridge", "viewer"} | BRIDGE_SITE,
    "spaces.see": OFFICE | {"live_coordinator", "viewer", "reception"},
    "spaces.run": PLANNERS | {"booth", "reception"},
    "spaces.manage": PLANNERS,
    "spaces.draw": OFFICE,
    "privacy.see": OFFICE,
    "privacy.manage": frozenset({"organiser"}),
}
"""Verb -> roles that hold it. Every API route names one verb (or says that it is open), see core/web.py."""

AUDIENCES = {
    "desk": "checkin.see_desk",
    "board": "checkin.see_board",
    "welcome": "protocol.see_welcome",
    "intro": "protocol.see_intro",
    "stage": "stage.see",
    "live": "live.see",
    "booth": "live.see_booth",
    "spaces": "spaces.see",
    "space": "spaces.run",
    "bridge": "bridge.see",
}
"""Audience of the feed -> the verb one needs to hear it."""

SESSION_LASTS_MS = 12 * clock.HOUR
PASSWORD_LENGTHS = range(12, 129)
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP floor for argon2id


@functools.cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody has this password")


@dataclass(frozen=True)
class Actor:
    """Somebody with an identity. `roles` are those in the event that is asked about; a device has exactly one."""

    kind: str  # staff | device | token | site
    id: str
    name: str
    roles: frozenset[str] = frozenset()
    event_id: str | None = None
    post: str | None = None
    revoked_at: int | None = None
    token_hash: str = field(default="", repr=False)

    @property
    def key(self) -> str:
        """How the journal names this actor."""
        return f"{self.kind}:{self.id}"

    def may(self, verb: str) -> bool:
        """Has this actor the verb in the event it was looked up for?"""
        return bool(self.roles & VERBS[verb])


def find_actor(conn: Connection, token: str, event_id: str | None) -> Actor | None:
    """The staff member or device that holds a token, with its roles in `event_id`; None for a dead token."""
    hashed = tokens.hash_token(token)
    if token.startswith("dev_"):
        return _find_device(conn, hashed, event_id)
    if token[:4] in finders:
        return finders[token[:4]](conn, hashed, event_id)
    return _find_staff(conn, hashed, event_id)


finders: dict[str, Callable[[Connection, str, str | None], Actor | None]] = {}
"""Set by app.py: prefix of a token -> who holds it, from its hash and the event that is asked about."""


def _find_device(conn: Connection, hashed: str, event_id: str | None) -> Actor | None:
    row = conn.execute(_DEVICE_BY_TOKEN, {"hashed": hashed}).first()
    if row is None:
        return None
    at_home = event_id is None or event_id == row.event_id
    roles = frozenset({row.role}) if at_home and row.revoked_at is None else frozenset()
    return Actor("device", row.id, row.name, roles, row.event_id, row.post, row.revoked_at, hashed)


_DEVICE_COLUMNS = (device.c.id, device.c.event_id, device.c.name, device.c.role, device.c.post, device.c.revoked_at)


def _device_by_token() -> Any:
    from sqlalchemy import bindparam

    return select(*_DEVICE_COLUMNS).where(device.c.token_hash == bindparam("hashed"))


_DEVICE_BY_TOKEN = _device_by_token()


def _find_staff(conn: Connection, hashed: str, event_id: str | None) -> Actor | None:
    query = (
        select(staff.c.id, staff.c.name)
        .join(session, session.c.staff_id == staff.c.id)
        .where(
            session.c.token_hash == hashed,
            session.c.ended_at.is_(None),
            session.c.expires_at > clock.now(),
            staff.c.disabled.is_(False),
        )
    )
    row = conn.execute(query).first()
    if row is None:
        return None
    return Actor("staff", row.id, row.name, roles_of(conn, row.id, event_id), event_id, token_hash=hashed)


def roles_of(conn: Connection, staff_id: str, event_id: str | None) -> frozenset[str]:
    """Roles of a staff member in an event; none in a foreign one."""
    if event_id is None:
        return frozenset()
    query = select(membership.c.roles).where(membership.c.staff_id == staff_id, membership.c.event_id == event_id)
    return frozenset((conn.execute(query).scalar() or "").split())


def require(actor: Actor | None, verb: str, event_id: str | None) -> Actor:
    """The actor, if it may; otherwise the answer that gives nothing away about foreign events."""
    if actor is None:
        raise Unknown
    if actor.revoked_at is not None:
        raise Forbidden("device_revoked")
    if event_id is not None and not actor.roles:
        raise NotFound  # a foreign event looks like a missing one
    if not actor.may(verb):
        raise Forbidden
    return actor


def hash_password(password: str) -> str:
    """argon2id hash; call through engine.run_blocking, it takes tens of ms of CPU."""
    return _hasher.hash(password)


def password_fits(stored: str | None, password: str) -> bool:
    """Compare; an unknown login costs the same time as a wrong password."""
    try:
        return _hasher.verify(stored or _nobodys_hash(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def end_sessions(conn: Connection, staff_id: str, now: int) -> None:
    """Sign a staff member out everywhere."""
    conn.execute(
        update(session).where(session.c.staff_id == staff_id, session.c.ended_at.is_(None)).values(ended_at=now)
    )
