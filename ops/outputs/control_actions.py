"""Control in: what a button, a token and an OSC message may do. Every way in ends in the same verbs of the stage."""

from __future__ import annotations

import re
import uuid
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.engine import Connection

from ops.core import actions as core, auth
from ops.core.auth import Actor
from ops.core.work import Work
from ops.errors import Forbidden, Invalid, NotFound, OpsError
from ops.outputs import queries
from ops.outputs.models import control_token
from ops.outputs.payloads import VERBS, Asked
from ops.stage import show_queries
from ops.stage.actions import steps, talk
from ops.stage.payloads import NewMessage, Step

Row = dict[str, Any]
ROLE = "control_"
OSC_PREFIX = "ops"
_ADD = re.compile(r"[+-]?\d{1,4}")


def find_holder(conn: Connection, hashed: str, event_id: str | None) -> Actor | None:
    """Who shows the token of a control surface. Elsewhere than in its event it is somebody without a right."""
    row = conn.execute(select(control_token).where(control_token.c.token_hash == hashed)).first()
    if row is None or row.revoked_at is not None:
        return None
    rights = row.rights.split() if event_id in (None, row.event_id) else []
    return Actor("token", row.id, row.name, frozenset(f"{ROLE}{one}" for one in rights), row.event_id)


def holder_name(conn: Connection, token_id: str) -> str:
    return str(conn.execute(select(control_token.c.name).where(control_token.c.id == token_id)).scalar() or "")


def holder_of_door(conn: Connection, event_id: str) -> Actor | None:
    """As whom OSC calls."""
    name = queries.door(conn, event_id)["token"]
    row = queries.find_token(conn, event_id, name) if name else None
    return find_holder(conn, row["token_hash"], event_id) if row else None


def track_of(work: Work, holder: Actor, wanted: str | None) -> str:
    """The track that is meant, if this holder may touch it."""
    row = queries.find_token(work.conn, work.event_id, holder.id)
    if row is None or row["revoked_at"] is not None:  # the identity may be a second old
        raise Forbidden
    mine = row["tracks"].split()
    found = [one["id"] for one in show_queries.tracks(work.conn, work.event_id)]
    track = wanted or next((one for one in found if not mine or one in mine), None)
    if track is None:
        raise NotFound
    if mine and track not in mine:
        raise Forbidden
    return track


def call(work: Work, ref: str, verb: str, asked: Asked, holder: Actor) -> Row:
    """A step of the caller. Without a `ref` of the sender a second tap within a second is refused by the rules."""
    auth.require(holder, "control.call", work.event_id)
    if verb not in VERBS:
        raise NotFound
    track = track_of(work, holder, asked.track)
    return core.replay(work, ref) or steps.step(work, ref, _step(work, ref, verb, track, asked))


def _step(work: Work, ref: str, verb: str, track: str, asked: Asked) -> Step:
    row = asked.row
    if asked.cue is not None:
        row = queries.row_of_cue(work.conn, work.event_id, track, asked.cue)
        if row is None:
            raise Invalid("invalid", fields={"body.cue": "no such cue"})
    by = asked.seconds * 1000 if asked.seconds is not None else None
    if verb == "add" and by is None:
        raise Invalid("invalid", fields={"body.seconds": "needed"})
    return Step(ref=ref, track=track, do=verb, row=row, by=by if verb == "add" else None, force=asked.force)


def message(work: Work, ref: str, asked: Asked, holder: Actor) -> Row:
    """Words to screens."""
    auth.require(holder, "control.message", work.event_id)
    track_of(work, holder, None)
    try:
        said = NewMessage(ref=ref, text=asked.text or "", target=asked.target, look=asked.look)
    except ValidationError:
        raise Invalid("invalid", fields={"body.target": "all, role:<role> or device:<id>"}) from None
    if not said.text:
        raise Invalid("invalid", fields={"body.text": "needed"})
    return core.replay(work, ref) or talk.send(work, ref, said, holder)


def asked_by_osc(address: str, args: list[Any]) -> tuple[str, Asked]:
    """`/ops/<track>/go`, `/ops/go`, `/ops/stage/add 60`, `/ops/stage/standby "12"`: verb and what goes with it."""
    parts = address.strip("/").split("/")
    if parts[0] != OSC_PREFIX or not 2 <= len(parts) <= 3:
        raise NotFound
    verb, track = parts[-1], parts[1] if len(parts) == 3 else None
    values: Row = {"track": track} if track else {}
    first = args[0] if args else None
    if verb == "add" and first is not None:
        if not _ADD.fullmatch(str(first).removesuffix(".0")):
            raise Invalid("invalid")
        values["seconds"] = int(float(first))
    elif verb in ("standby", "start") and first is not None:
        values["cue"] = str(first).removesuffix(".0") if isinstance(first, float) else str(first)
    elif verb != "add" and args and isinstance(first, int | float) and not first:
        raise OpsError("released")  # a surface sends 1 when a button is pressed and 0 when it is let go
    try:
        return verb, Asked(**values)
    except ValidationError:
        raise Invalid("invalid") from None


def new_ref() -> str:
    return str(uuid.uuid4())


def seen_track(conn: Connection, event_id: str, holder: Actor, wanted: str | None) -> str | None:
    """The track whose state this holder may read; None: the first."""
    row = queries.find_token(conn, event_id, holder.id)
    mine = row["tracks"].split() if row else []
    if wanted is not None and mine and wanted not in mine:
        raise Forbidden
    return wanted or next(iter(mine), None)
