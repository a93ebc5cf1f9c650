"""Verbs of outputs: make, change, remove, send again; tokens; the door for OSC. And what the task stores."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from ops.core import tokens
from ops.core.actions import fresh
from ops.core.work import Work
from ops.errors import Conflict, Invalid, NotFound
from ops.outputs import queries, sealing
from ops.outputs.models import control_token, osc_door, output, output_send, output_try
from ops.outputs.payloads import ChangeOutput, NewOutput, NewToken, OscDoor
from ops.outputs.queries import LOG_KEPT
from ops.outputs.rules import Firing, try_again

Row = dict[str, Any]
OUTPUTS_AT_MOST = 200
NOBODY = "-"  # hash of no token: the door's own row cannot be used over HTTP


def _done(work: Work, ref: str, kind: str, subject: str, facts: Row) -> Row:
    return fresh(work, ref, kind, facts, work.record(kind, subject, {}, facts, ref=ref))


def _here(work: Work, output_id: str) -> Any:
    return (output.c.event_id == work.event_id) & (output.c.id == output_id)


def _find(work: Work, output_id: str) -> Row:
    row = queries.find_row(work.conn, work.event_id, output_id)
    if row is None:
        raise NotFound
    return row


# ---------- outputs ----------


def make(work: Work, ref: str, asked: NewOutput, key: bytes) -> Row:
    """A new output, at the end of the list."""
    count = work.conn.execute(
        select(func.count(), func.max(output.c.order)).where(output.c.event_id == work.event_id)
    ).one()
    if count[0] >= OUTPUTS_AT_MOST:
        raise Conflict("outputs_full")
    name = tokens.new_id()
    target = asked.target.model_dump()
    sealed = sealing.seal(key, work.event_id, name, asked.secret) if asked.secret else None
    work.conn.execute(
        insert(output).values(
            event_id=work.event_id, id=name, name=asked.name, order=(count[1] or 0) + 1, on=asked.on, secret=sealed,
            rule=json.dumps(asked.when.rule()), what=target.pop("what"), target=json.dumps(target), since=work.now,
        )
    )  # fmt: skip
    facts = {"output": name, "what": asked.target.what, "when": asked.when.when, "on": asked.on}
    return _done(work, ref, "outputs.made", f"output:{name}", facts)


def change(work: Work, ref: str, output_id: str, asked: ChangeOutput, key: bytes) -> Row:
    """Other words, another rule, another place, on or off. A secret goes with its place: it is not sent elsewhere."""
    row, changes = _find(work, output_id), asked.changes
    values: Row = {}
    if changes.name is not None:
        values["name"] = changes.name
    if changes.on is not None and changes.on != row["on"]:
        values |= {"on": changes.on, "since": work.now}
    if changes.when is not None:
        values |= {"rule": json.dumps(changes.when.rule()), "since": work.now}
    if changes.target is not None:
        target = changes.target.model_dump()
        moved = _place(row["target"] | {"what": row["what"]}) != _place(target)
        values |= {"what": target.pop("what"), "target": json.dumps(target)} | ({"secret": None} if moved else {})
    if changes.secret is not None:
        values["secret"] = sealing.seal(key, work.event_id, output_id, changes.secret) if changes.secret else None
    facts = {"output": output_id, "fields": sorted(values), "on": values.get("on", row["on"])}
    if not values:
        return fresh(work, ref, "outputs.changed", facts, None)
    work.conn.execute(update(output).where(_here(work, output_id)).values(**values))
    return _done(work, ref, "outputs.changed", f"output:{output_id}", facts)


def _place(target: Row) -> tuple[Any, ...]:
    """Where a secret goes: kind, machine and header."""
    if target["what"] == "http":
        scheme, _, rest = target["url"].partition("://")
        return ("http", scheme, rest.partition("/")[0].partition("?")[0].lower(), target.get("header"))
    return (target["what"], target["host"], target["port"])


def remove(work: Work, ref: str, output_id: str) -> Row:
    """Take an output away, with what waits to be sent; the log of what it sent goes with it."""
    _find(work, output_id)
    work.conn.execute(delete(output).where(_here(work, output_id)))
    mine = (output_send.c.event_id == work.event_id) & (output_send.c.output == output_id)
    sends = select(output_send.c.id).where(mine)
    work.conn.execute(delete(output_try).where(output_try.c.event_id == work.event_id, output_try.c.send.in_(sends)))
    work.conn.execute(delete(output_send).where(mine))
    return _done(work, ref, "outputs.removed", f"output:{output_id}", {"output": output_id})


def send_now(work: Work, ref: str, output_id: str, track: str | None, row: str | None) -> Row:
    """Send once, now, whatever the rule says: a trial, or a send of earlier again."""
    found = _find(work, output_id)
    where = track or found["rule"].get("track") or ""
    send = _store(work.conn, work.event_id, output_id, f"asked/{ref}", where, row, work.now, work.now)
    facts = {"output": output_id, "send": send, "row": row}
    return _done(work, ref, "outputs.asked", f"output:{output_id}", facts)


def send_again(work: Work, ref: str, send_id: str) -> Row:
    """What was sent for a row, once more."""
    found = queries.find_send(work.conn, work.event_id, send_id)
    if found is None:
        raise NotFound
    return send_now(work, ref, found["output"], found["track"], found["row"])


# ---------- sends ----------


def _store(
    conn: Connection, event_id: str, output_id: str, key: str, track: str, row: str | None, at: int, now: int
) -> str:
    send = tokens.new_id(16)
    conn.execute(
        insert(output_send).values(
            event_id=event_id, id=send, output=output_id, key=key, track=track, row=row, at=at, made_at=now,
            state="waiting", tries=0, next_at=now,
        )
    )  # fmt: skip
    return send


def claim(conn: Connection, event_id: str, firing: Firing, now: int) -> str | None:
    """The send of this occasion, if nobody has it yet: the table lets each key in once, whoever asks."""
    try:
        with conn.begin_nested():
            return _store(
                conn, event_id, firing.rule, firing.key, firing.track, firing.row, firing.at, now
            )  # fmt: skip
    except IntegrityError:
        return None


def claim_all(conn: Connection, event_id: str, firings: Sequence[Firing], now: int) -> list[str]:
    """The sends of those occasions that nobody has yet."""
    had = _claimed(conn, event_id, firings)
    new = [one for one in firings if (one.rule, one.key) not in had]
    return [send for one in new if (send := claim(conn, event_id, one, now))]


def _claimed(conn: Connection, event_id: str, firings: Sequence[Firing]) -> set[tuple[str, str]]:
    keys = {one.key for one in firings}
    query = select(output_send.c.output, output_send.c.key).where(
        output_send.c.event_id == event_id, output_send.c.key.in_(keys)
    )
    return {(one.output, one.key) for one in conn.execute(query)}


def take_over(conn: Connection, before: int, until: int) -> list[Row]:
    """Sends whose turn passed without anybody trying: their server has died. They are ours from now on."""
    lost = select(output_send).where(output_send.c.state == "waiting", output_send.c.next_at < before)
    taken = []
    for row in [dict(one) for one in conn.execute(lost).mappings()]:
        same = _of(row) & (output_send.c.next_at == row["next_at"]) & (output_send.c.state == "waiting")
        if conn.execute(update(output_send).where(same).values(next_at=until)).rowcount:
            taken.append(row | {"next_at": until})
    return taken


def _of(row: Row) -> Any:
    return (output_send.c.event_id == row["event_id"]) & (output_send.c.id == row["id"])


def tried(work: Work, send_id: str, started: int, said: Row) -> int | None:
    """Store an attempt; answers when the next one is, if any. One that is given up is told in the journal."""
    row = queries.find_send(work.conn, work.event_id, send_id)
    if row is None or row["state"] != "waiting":  # removed meanwhile, or another server was quicker
        return None
    tries = row["tries"] + 1
    work.conn.execute(
        insert(output_try).values(
            event_id=work.event_id, send=send_id, n=tries, at=started, ms=said["ms"], ok=said["ok"],
            status=str(said.get("status", ""))[:20], reason=str(said.get("reason", ""))[:40],
        )
    )  # fmt: skip
    again = None if said["ok"] or said.get("final") else try_again(row["made_at"], tries, work.now)
    state = "sent" if said["ok"] else "failed" if again is None else "waiting"
    work.conn.execute(
        update(output_send).where(_of(row)).values(state=state, tries=tries, next_at=again or row["next_at"])
    )
    if state == "failed":
        facts = {"output": row["output"], "send": send_id, "row": row["row"], "tries": tries}
        facts |= {name: str(said.get(name, ""))[:40] for name in ("status", "reason")}
        work.record("outputs.failed", f"output:{row['output']}", {}, facts, actor="system")
    _forget_old(work)
    return again


def _forget_old(work: Work) -> None:
    """The newest attempts are kept; a send stays, for its key must not be free again."""
    mine = output_try.c.event_id == work.event_id
    newest = select(output_try.c.at).where(mine).order_by(output_try.c.at.desc()).offset(LOG_KEPT).limit(1)
    edge = work.conn.execute(newest).scalar()
    if edge is not None:
        work.conn.execute(delete(output_try).where(mine, output_try.c.at <= edge))


# ---------- control ----------


def make_token(work: Work, ref: str, asked: NewToken, token: str) -> Row:
    """A key for a control surface. Only its hash is kept."""
    name = _keep_token(work, asked.name, tokens.hash_token(token), asked.rights, asked.tracks)
    facts = {"token": name, "rights": sorted(asked.rights), "tracks": asked.tracks}
    return _done(work, ref, "outputs.token_made", f"control_token:{name}", facts)


def _keep_token(work: Work, name: str, hashed: str, rights: Sequence[str], tracks: Sequence[str]) -> str:
    made = tokens.new_id()
    work.conn.execute(
        insert(control_token).values(
            event_id=work.event_id, id=made, name=name, token_hash=hashed, rights=" ".join(sorted(set(rights))),
            tracks=" ".join(tracks), made_at=work.now, made_by=work.actor,
        )
    )  # fmt: skip
    return made


def revoke_token(work: Work, ref: str, token_id: str) -> Row:
    """It opens nothing from now on."""
    row = queries.find_token(work.conn, work.event_id, token_id)
    if row is None:
        raise NotFound
    facts = {"token": token_id}
    if row["revoked_at"] is not None:
        return fresh(work, ref, "outputs.token_revoked", facts, None)
    if queries.door(work.conn, work.event_id)["token"] == token_id:
        raise Conflict("token_of_osc")
    _revoke(work, token_id)
    return _done(work, ref, "outputs.token_revoked", f"control_token:{token_id}", facts)


def _revoke(work: Work, token_id: str) -> None:
    here = (control_token.c.event_id == work.event_id) & (control_token.c.id == token_id)
    work.conn.execute(update(control_token).where(here).values(revoked_at=work.now))


def change_door(work: Work, ref: str, asked: OscDoor) -> Row:
    """Open or close the door for OSC, and choose where the state goes."""
    for other in queries.doors(work.conn):
        if asked.port is not None and other["port"] == asked.port and other["event_id"] != work.event_id:
            raise Invalid("invalid", fields={"body.port": "taken by another event"})
    old = queries.door(work.conn, work.event_id)
    token = old["token"]
    if asked.port is not None and token is None:
        token = _keep_token(work, "OSC", f"{NOBODY}{tokens.new_id(20)}", ["call"], [])
    if asked.port is None and token is not None:
        _revoke(work, token)
        token = None
    values = {"port": asked.port, "sources": " ".join(asked.sources), "token": token}
    values |= {"state_host": asked.state_host, "state_port": asked.state_port}
    work.conn.execute(delete(osc_door).where(osc_door.c.event_id == work.event_id))
    work.conn.execute(insert(osc_door).values(event_id=work.event_id, **values))
    facts = {"port": asked.port, "sources": len(asked.sources), "state": asked.state_host is not None, "token": token}
    return _done(work, ref, "outputs.osc_changed", f"event:{work.event_id}", facts)
