"""An installation that is a site of a hub elsewhere: the hub's cues are mirrored here, the bridge's row of the run
sheet follows them, and both keep the other's journal lines by number."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select, update

from ops.bridge import queries, row_queries
from ops.bridge.actions import control, cues, rows
from ops.bridge.actions.common import done, here
from ops.bridge.models import (
    bridge_cue,
    bridge_cue_site,
    bridge_site,
    bridge_talk,
    bridge_talk_site,
    bridge_uplink,
)
from ops.bridge.rules import mirror, tally
from ops.bridge.site_payloads import CueAck, CueDone
from ops.core import clock, sealing, tokens
from ops.core.actions import fresh
from ops.core.work import Work
from ops.errors import Conflict, Invalid

Row = dict[str, Any]
PURPOSE = "bridge-uplink"
HELD_FOR_MS = 5_000


# ---------- the link ----------


def join(work: Work, ref: str, hub: str, told: Row, token: str, key: bytes) -> Row:
    """This event is a site of the hub from now on. `told` is what the hub answered to the invite."""
    if row_queries.uplink(work.conn, work.event_id) is not None:
        raise Conflict("bridge_uplinked")
    if queries.last_seqs(work.conn, work.event_id)[0]:
        raise Conflict("bridge_is_hub")
    sealed = sealing.seal(key, PURPOSE, work.event_id, told["site"], token)
    work.conn.execute(
        insert(bridge_uplink).values(
            event_id=work.event_id, hub=hub, hub_event=told["event"], site=told["site"], token=sealed, row="",
            fallback_row="", auto=True, told=work.head.seq if work.head else 0, made_at=work.now, holder="",
            held_until=0,
        )
    )  # fmt: skip
    touched = {"bridge_row": [told["site"]]} | _keep_site(work, {"id": told["site"], "name": told["name"]})
    facts = {"site": told["site"], "hub": hub, "event": told["event"], "joined": True}
    return done(work, ref, "bridge.uplink_changed", f"event:{work.event_id}", touched, facts)


def change(work: Work, ref: str, row: str | None, fallback_row: str | None, auto: bool | None) -> Row:
    """Which rows of the run sheet the bridge is, and whether the caller or the cue begins it."""
    up = _require(work)
    for name, one in (("row", row), ("fallback_row", fallback_row)):
        if one and row_queries.track_of(work.conn, work.event_id, one) is None:
            raise Invalid("invalid", fields={f"body.{name}": "no such row"})
    wanted = {"row": row, "fallback_row": fallback_row, "auto": auto}
    values = {name: value for name, value in wanted.items() if value is not None and value != up[name]}
    facts = {"site": up["site"], "fields": sorted(values)}
    if not values:
        return fresh(work, ref, "bridge.uplink_changed", facts, None)
    work.conn.execute(update(bridge_uplink).where(here(work, bridge_uplink)).values(**values))
    return done(
        work, ref, "bridge.uplink_changed", f"event:{work.event_id}", {"bridge_row": [up["site"]]}, facts
    )  # fmt: skip


def leave(work: Work, ref: str) -> Row:
    """No site of anybody any more; what was mirrored stays as a record."""
    up = _require(work)
    work.conn.execute(delete(bridge_uplink).where(here(work, bridge_uplink)))
    facts = {"site": up["site"], "joined": False}
    return done(
        work, ref, "bridge.uplink_changed", f"event:{work.event_id}", {"bridge_row": [up["site"]]}, facts
    )  # fmt: skip


def _require(work: Work) -> Row:
    up = row_queries.uplink(work.conn, work.event_id)
    if up is None:
        raise Conflict("bridge_no_uplink")
    return up


def token_of(up: Mapping[str, Any], key: bytes) -> str | None:
    """What we show the hub; None when the server's key is another one than then."""
    return sealing.unseal(key, PURPOSE, up["event_id"], up["site"], up["token"])


def claim(conn: Any, event_id: str, server: str, now: int) -> bool:
    """Whether this server keeps the line: one of several, for five seconds at a time."""
    mine = bridge_uplink.c.event_id == event_id
    free = (bridge_uplink.c.holder == server) | (bridge_uplink.c.held_until < now)
    held = update(bridge_uplink).where(mine & free).values(holder=server, held_until=now + HELD_FOR_MS)
    return bool(conn.execute(held).rowcount)


# ---------- what the hub says ----------


def _keep_site(work: Work, told: Row) -> dict[str, list[str]]:
    """Our own row of the hub's list, so that cues and talk have a site."""
    there = queries.find_site(work.conn, work.event_id, told["id"])
    if there is None:
        usual: Row = {"region": "bac", "order": 1, "kind": "local", "way": "server", "control": "never", "go": ""}
        usual |= {"code": "", "fallback": "", "note": "", "go_by": "", "go_note": "", "remote": "", "code4": ""}
        named = {name: told[name] for name in ("region", "order", "kind", "code", "fallback") if name in told}
        values = usual | named | {"id": told["id"], "name": told["name"]}
        work.conn.execute(insert(bridge_site).values(event_id=work.event_id, **values))
    elif there["name"] != told["name"]:
        mine = here(work, bridge_site, id=told["id"])
        work.conn.execute(update(bridge_site).where(mine).values(name=told["name"]))
    else:
        return {}
    return {"bridge_site": [told["id"]]}


def mirror_joined(work: Work, told: Row) -> bool:
    """Everything that a join answered; what is here already stays."""
    touched = _keep_site(work, told["site"])
    site = told["site"]["id"]
    new_cues = [cue["id"] for cue in told["cues"] if _keep_cue(work, site, cue)]
    talks = [talk["id"] for talk in told["talks"] if _keep_talk(work, site, talk)]
    return _mirrored(work, site, touched, new_cues, talks)


def mirror_cue(work: Work, site: str, cue: Row) -> bool:
    """One cue of the hub."""
    return _mirrored(work, site, {}, [cue["id"]] if _keep_cue(work, site, cue) else [], [])


def mirror_talk(work: Work, site: str, talk: Row) -> bool:
    """Words of the hub."""
    return _mirrored(work, site, {}, [], [talk["id"]] if _keep_talk(work, site, talk) else [])


def _mirrored(work: Work, site: str, touched: dict[str, list[str]], new_cues: list[str], talks: list[str]) -> bool:
    subjects = {**touched, "bridge_cue": new_cues, "bridge_talk": talks}
    subjects = {name: ids for name, ids in subjects.items() if ids}
    if not subjects:
        return False
    facts = {"site": site, "cues": new_cues, "talks": talks}
    work.record("bridge.mirrored", f"bridge_site:{site}", subjects, facts, actor="system")
    return True


_CUE = ("id", "seq", "kind", "of", "cross", "fire_at", "lead", "ttl", "script", "sent_at")


def _keep_cue(work: Work, site: str, cue: Row) -> bool:
    if work.conn.execute(select(bridge_cue.c.id).where(here(work, bridge_cue, id=cue["id"]))).first():
        return False
    values = {name: cue[name] for name in _CUE} | {"by": "hub"}
    work.conn.execute(insert(bridge_cue).values(event_id=work.event_id, **values))
    said = {"cue": cue["id"], "site": site, "prev": cue["prev"], "state": "sent", "health": ""}
    work.conn.execute(insert(bridge_cue_site).values(event_id=work.event_id, **said))
    return True


def _keep_talk(work: Work, site: str, talk: Row) -> bool:
    if work.conn.execute(select(bridge_talk.c.id).where(here(work, bridge_talk, id=talk["id"]))).first():
        return False
    names = ("id", "seq", "target", "text", "priority", "by", "sent_at")
    values = {name: talk[name] for name in names} | {"from_site": talk["from"]}
    work.conn.execute(insert(bridge_talk).values(event_id=work.event_id, **values))
    if site in talk["sites"]:
        work.conn.execute(insert(bridge_talk_site).values(event_id=work.event_id, talk=talk["id"], site=site))
    return True


def take_said(work: Work, said: Row) -> None:
    """What the process on the line says: cues and words are mirrored, what our site did is stored as at the hub."""
    up = row_queries.uplink(work.conn, work.event_id)
    if up is None:
        return
    match said["what"]:
        case "joined":
            mirror_joined(work, said["told"])
        case "cue":
            mirror_cue(work, up["site"], said["cue"])
        case "talk":
            mirror_talk(work, up["site"], said["talk"])
        case "armed":
            cues.acked(work, up["site"], "system", CueAck(cue=said["cue"], received_at=said["received_at"]))
        case "fired" | "late" | "missed" | "cancelled":
            _take_end(work, up, said)
        case "line":
            control.changed(work, {up["site"]: "online" if said["online"] else "lost"})


def _take_end(work: Work, up: Row, said: Row) -> None:
    fired = said.get("at")
    err = fired - said["fire_at"] if fired is not None else None
    facts = {"fired_at": fired, "late_by": said.get("late", 0), "err": err}
    new = cues.finished(work, up["site"], "system", CueDone(cue=said["cue"], state=said["what"], **facts))
    if new and fired is not None and said["kind"] == "on_air":
        begin_row(work)


# ---------- the row of the run sheet ----------


def follow_row(work: Work, online: bool) -> Row | None:
    """Bring the bridge's row to what the hub's cues mean now; answers the row's state when it is another one."""
    up = row_queries.uplink(work.conn, work.event_id)
    if up is None:
        return None
    told = tally.told_tally(queries.cues(work.conn, work.event_id), up["site"], work.now)
    row = row_queries.row_now(work.conn, work.event_id, up["row"], work.now)
    fallback = row_queries.row_now(work.conn, work.event_id, up["fallback_row"], work.now)
    now = mirror.row_state(told.state, told.at, online, row, fallback)
    site = queries.find_site(work.conn, work.event_id, up["site"]) or {}
    if (site.get("remote") or {}) == now:
        return None
    mine = here(work, bridge_site, id=up["site"])
    work.conn.execute(update(bridge_site).where(mine).values(remote=json.dumps(now, ensure_ascii=False)))
    subjects = {"bridge_row": [up["site"]], "bridge_site": [up["site"]]}
    facts = {"site": up["site"], **{name: now[name] for name in ("row", "state", "at", "slack")}}
    work.record("bridge.row_moved", f"bridge_site:{up['site']}", subjects, facts, actor="system")
    return now


def begin_row(work: Work) -> bool:
    """The hub is on us: the bridge's row begins, unless the caller was quicker or does it by hand."""
    up = row_queries.uplink(work.conn, work.event_id)
    if up is None or not up["auto"]:
        return False
    return rows.begin_row(work, None, up["row"]) is not None


def take_fallback(work: Work, ref: str) -> Row:
    """The line is lost: the fallback row begins, in one tap."""
    up = _require(work)
    if not up["fallback_row"]:
        raise Conflict("bridge_no_fallback")
    line = rows.begin_row(work, None, up["fallback_row"])
    facts = {"site": up["site"], "row": up["fallback_row"], "began": line is not None}
    subjects = {"bridge_row": [up["site"]]}
    return done(work, ref, "bridge.fallback_taken", f"bridge_site:{up['site']}", subjects, facts)


def session_name() -> str:
    """A name for one life of one server."""
    return f"{clock.now():x}-{tokens.new_id(6)}"
