"""Verbs of the frame: sign in and out, people, pairing, devices, events. Each action: facts, decision, rows, record."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from ops.core import auth, clock, journal, queries, tokens
from ops.core.auth import Actor
from ops.core.db import Database
from ops.core.models import device, event, installation, membership, pairing, session, staff
from ops.core.payloads import Beat
from ops.core.work import Work
from ops.errors import Conflict, Invalid, NotFound, OpsError

PAIRING_LASTS_MS = 10 * clock.MINUTE


def replay(work: Work, ref: str) -> dict[str, Any] | None:
    """The answer of a command that was done before."""
    line = journal.find(work.conn, work.event_id, ref)
    return line_answer(line) if line else None


def line_answer(line: journal.Line) -> dict[str, Any]:
    """A stored line as the answer to its command, sent again."""
    at = clock.iso(line.at)
    return {"ref": line.ref, "repeat": True, "seq": line.seq, "at": at, "kind": line.kind, "facts": line.facts}


def fresh(work: Work, ref: str, kind: str, facts: dict[str, Any], index: int | None) -> dict[str, Any]:
    """The answer to a command done now; call `finish_answer` after the commit."""
    return {"ref": ref, "repeat": False, "seq": index, "at": clock.iso(work.now), "kind": kind, "facts": facts}


def finish_answer(work: Work, answer: dict[str, Any]) -> dict[str, Any]:
    """Put the committed number into the answer."""
    if not answer["repeat"] and answer["seq"] is not None:
        answer["seq"] = work.seq_of(answer["seq"])
    return answer


def _done(
    work: Work, ref: str, kind: str, subject: str, subjects: journal.Subjects, facts: dict[str, Any]
) -> dict[str, Any]:
    return fresh(work, ref, kind, facts, work.record(kind, subject, subjects, facts, ref=ref))


# ---------- installation and events ----------


def found(conn: Connection, now: int) -> None:
    """First use of a database: its identity."""
    if conn.execute(select(installation.c.id)).first() is None:
        conn.execute(insert(installation).values(id=1, epoch=tokens.new_id(16), made_at=now, started_at=now))


def make_event(conn: Connection, values: dict[str, Any]) -> bool:
    """Insert an event unless it is there; True when it was made."""
    if queries.find_event(conn, values["id"]):
        return False
    conn.execute(insert(event).values(seq=0, last_at=0, **values))
    return True


# ---------- people ----------


def sign_in(db: Database, person: dict[str, Any]) -> str:
    """A new session of somebody whose password was checked; answers the token, which is stored only as a hash."""
    token = tokens.new_token("stf")
    now = clock.now()
    with db.write() as conn:
        conn.execute(
            insert(session).values(
                token_hash=tokens.hash_token(token),
                staff_id=person["id"],
                made_at=now,
                expires_at=now + auth.SESSION_LASTS_MS,
            )
        )
    return token


def sign_out(db: Database, actor: Actor) -> None:
    """End this session."""
    with db.write() as conn:
        conn.execute(update(session).where(session.c.token_hash == actor.token_hash).values(ended_at=clock.now()))


def add_member(work: Work, ref: str, login: str, name: str, password_hash: str, roles: list[str]) -> dict[str, Any]:
    """Give somebody a role in this event; a known login keeps its name and password."""
    known = work.conn.execute(select(staff.c.id).where(staff.c.login == login)).scalar()
    if (
        known
        and work.conn.execute(
            select(membership.c.staff_id).where(membership.c.event_id == work.event_id, membership.c.staff_id == known)
        ).first()
    ):
        raise Conflict("login_taken")
    staff_id = known or tokens.new_id()
    if not known:
        values = {"id": staff_id, "login": login, "name": name, "password_hash": password_hash, "made_at": work.now}
        work.conn.execute(insert(staff).values(**values))
    work.conn.execute(insert(membership).values(event_id=work.event_id, staff_id=staff_id, roles=" ".join(roles)))
    facts = {"staff": staff_id, "roles": roles, "added": True}
    return _done(work, ref, "core.member_changed", f"staff:{staff_id}", {}, facts)


def change_member(work: Work, ref: str, staff_id: str, changes: dict[str, Any], by: Actor) -> dict[str, Any]:
    """Roles, name, password or lock of a member; whoever it is, is signed out where rights were lost."""
    here = (membership.c.event_id == work.event_id) & (membership.c.staff_id == staff_id)
    row = work.conn.execute(select(membership.c.roles).where(here)).first()
    if row is None:
        raise NotFound
    if staff_id == by.id and (changes.get("disabled") or "organiser" not in changes.get("roles", ["organiser"])):
        raise Conflict("not_yourself")
    facts: dict[str, Any] = {"staff": staff_id, "fields": sorted(changes)}
    if "roles" in changes:
        facts["roles"] = {"before": row.roles.split(), "after": changes["roles"]}
        work.conn.execute(update(membership).where(here).values(roles=" ".join(changes["roles"])))
    own = {name: changes[name] for name in ("name", "password_hash", "disabled") if name in changes}
    if own:
        _require_only_here(work, staff_id)
        work.conn.execute(update(staff).where(staff.c.id == staff_id).values(**own))
    if changes.get("disabled") or "password_hash" in changes:
        auth.end_sessions(work.conn, staff_id, work.now)
    return _done(work, ref, "core.member_changed", f"staff:{staff_id}", {}, facts)


def _require_only_here(work: Work, staff_id: str) -> None:
    """An account that also works in another event is not ours to rename, lock or re-key."""
    query = select(membership.c.event_id).where(
        membership.c.staff_id == staff_id, membership.c.event_id != work.event_id, membership.c.roles != ""
    )
    if work.conn.execute(query).first():
        raise Conflict("member_elsewhere")


# ---------- devices ----------


def make_pairing(work: Work, ref: str, name: str, role: str, post: str | None, secret: bytes) -> dict[str, Any]:
    """A one-time code for a device; the code is derived from the pairing, so a repeat can show it again."""
    pairing_id = tokens.new_id()
    code = tokens.derive_pairing_code(secret, work.event_id, pairing_id)
    expires_at = work.now + PAIRING_LASTS_MS
    work.conn.execute(
        insert(pairing).values(
            id=pairing_id,
            event_id=work.event_id,
            name=name,
            role=role,
            post=post,
            code_hash=tokens.hash_token(code),
            made_at=work.now,
            made_by=work.actor,
            expires_at=expires_at,
        )
    )
    facts = {"pairing": pairing_id, "name": name, "role": role, "post": post, "expires_at": clock.iso(expires_at)}
    return _done(work, ref, "core.pairing_made", f"pairing:{pairing_id}", {}, facts)


def find_open_pairing(conn: Connection, code: str, now: int) -> dict[str, Any]:
    """The pairing of a code; used or expired ones say which."""
    query = select(pairing).where(pairing.c.code_hash == tokens.hash_token(code))
    row = conn.execute(query).mappings().first()
    if row is None:
        raise OpsError("pairing_unknown", status=404)
    if row["used_at"] is not None:
        raise Conflict("pairing_used")
    if row["expires_at"] <= now:
        raise Conflict("pairing_expired")
    return dict(row)


def pair_device(work: Work, code: str, about: str) -> tuple[str, dict[str, Any]]:
    """Use up a pairing: a device with a token of its own. Answers the token, which is stored only as a hash."""
    made = find_open_pairing(work.conn, code, work.now)
    device_id, token = tokens.new_id(), tokens.new_token("dev")
    work.conn.execute(
        insert(device).values(
            id=device_id,
            event_id=work.event_id,
            name=made["name"],
            role=made["role"],
            post=made["post"],
            token_hash=tokens.hash_token(token),
            agent=about,
            paired_at=work.now,
            paired_by=made["made_by"],
            seen_at=work.now,
        )
    )
    work.conn.execute(update(pairing).where(pairing.c.id == made["id"]).values(used_at=work.now, device_id=device_id))
    facts = {"device": device_id, "pairing": made["id"], "role": made["role"], "post": made["post"]}
    work.record(
        "core.device_paired", f"device:{device_id}", {"device": [device_id]}, facts, actor=f"device:{device_id}"
    )
    return token, {"id": device_id, "name": made["name"], "role": made["role"], "post": made["post"]}


def require_device(work: Work, device_id: str) -> dict[str, Any]:
    """A device of this event."""
    row = queries.find_device(work.conn, work.event_id, device_id)
    if row is None:
        raise NotFound
    return row


def rename_device(work: Work, ref: str, device_id: str, name: str) -> dict[str, Any]:
    """A new name for a device."""
    return _change_device(work, ref, device_id, "core.device_renamed", {"name": name})


def move_device(work: Work, ref: str, device_id: str, post: str | None) -> dict[str, Any]:
    """A new post for a device."""
    return _change_device(work, ref, device_id, "core.device_moved", {"post": post})


def revoke_device(work: Work, ref: str, device_id: str) -> dict[str, Any]:
    """Take a device's rights; it hears of it at its next contact and its queue goes to quarantine."""
    if require_device(work, device_id)["revoked_at"] is not None:
        return fresh(work, ref, "core.device_revoked", {"device": device_id}, None)
    return _change_device(work, ref, device_id, "core.device_revoked", {"revoked_at": work.now})


def _change_device(work: Work, ref: str, device_id: str, kind: str, values: dict[str, Any]) -> dict[str, Any]:
    before = require_device(work, device_id)
    facts: dict[str, Any] = {"device": device_id}
    (name, value), *_ = values.items()
    if name != "revoked_at":
        facts[name] = {"before": before[name], "after": value}
        if before[name] == value:
            return fresh(work, ref, kind, facts, None)
    work.conn.execute(
        update(device).where(device.c.event_id == work.event_id, device.c.id == device_id).values(**values)
    )
    subjects = {"device": [device_id]}
    if name == "name":
        for ask in queries.named_by_device:
            subjects |= ask(work.conn, work.event_id, device_id)
    return _done(work, ref, kind, f"device:{device_id}", subjects, facts)


def store_beat(db: Database, actor: Actor, beat: Beat) -> list[list[int]]:
    """Keep what a device says of itself; answers the numbers of it that never arrived. Not journalled."""
    if actor.event_id is None:
        raise Invalid("invalid")
    with db.write() as conn:
        keep_beat(conn, actor.id, beat, clock.now())
        top = int(conn.execute(select(device.c.dev_seq).where(device.c.id == actor.id)).scalar_one())
        return queries.missing(conn, actor.event_id, actor.id, top, beat.oldest)


def keep_beat(conn: Connection, device_id: str, beat: Beat, now: int) -> None:
    """Write the beat into the device's row; its highest number never goes back."""
    top = int(conn.execute(select(device.c.dev_seq).where(device.c.id == device_id)).scalar() or 0)
    conn.execute(
        update(device)
        .where(device.c.id == device_id)
        .values(
            seen_at=now,
            queue=beat.queue,
            oldest=beat.oldest,
            dev_seq=max(top, beat.dev_seq),
            offset_ms=beat.offset_ms,
            battery=beat.battery,
        )
    )
