"""Cues: persisted before they are sent, taken back, and what sites and time make of them."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import func, insert, select, update

from ops.bridge import queries
from ops.bridge.actions import rows
from ops.bridge.actions.common import done, find, here, next_of, require_hub
from ops.bridge.models import bridge_cross, bridge_cue, bridge_cue_site
from ops.bridge.payloads import NewBridgeCue
from ops.bridge.rules import cues as rules
from ops.bridge.site_payloads import CueAck, CueDone
from ops.core import clock, tokens
from ops.core.work import Work
from ops.errors import Conflict, Invalid, NotFound, OpsError

Row = dict[str, Any]
CLOCK_PLAIN_MS = 60_000


# ---------- the hub ----------


def send(work: Work, ref: str, asked: NewBridgeCue, by: str) -> Row:
    """A cue for some sites; with `out` a second one of the same instant for those that leave the air."""
    require_hub(work)
    chosen = _sites(work, asked)
    if asked.cross:
        _require_cross(work, asked.cross)
    pending = _pending(work, asked.kind, chosen)
    if pending:
        raise Conflict("bridge_cue_pending", fields={"sites": " ".join(pending)})
    fire_at, lead = _instant(work, asked, [*chosen, *asked.out])
    ttl = queries.settings(work.conn, work.event_id)["ttl"] if asked.kind in rules.TIMED else 0
    common = {"fire_at": fire_at, "lead": lead, "ttl": ttl, "by": by, "script": asked.script}
    cue = _store(work, asked.kind, chosen, common | {"cross": asked.cross or ""})
    facts = _facts(cue)
    if asked.out:
        also = _store(work, "out", asked.out, common | {"cross": "", "ttl": ttl})
        facts["also"] = also["id"]
        _record(work, None, also, _facts(also))
    return _record(work, ref, cue, facts)


def _facts(cue: Row) -> Row:
    names = ("seq", "kind", "of", "cross", "fire_at", "lead", "ttl", "sites")
    return {"cue": cue["id"], **{name: cue[name] for name in names}}


def _record(work: Work, ref: str | None, cue: Row, facts: Row) -> Row:
    subjects = {"bridge_cue": [cue["id"]], "bridge_cross": [cue["cross"]] if cue["cross"] else []}
    subjects = {name: ids for name, ids in subjects.items() if ids}
    if ref is None:
        work.record("bridge.cue_sent", f"bridge_cue:{cue['id']}", subjects, facts)
        return facts
    return done(work, ref, "bridge.cue_sent", f"bridge_cue:{cue['id']}", subjects, facts)


def _sites(work: Work, asked: NewBridgeCue) -> list[str]:
    known = queries.site_ids(work.conn, work.event_id)
    chosen = known if asked.sites == "all" else list(dict.fromkeys(asked.sites))
    strange = [one for one in [*chosen, *asked.out] if one not in known]
    if strange or not chosen or set(chosen) & set(asked.out):
        raise Invalid("invalid", fields={"body.sites": "no such site, or both on air and out"})
    return chosen


def _require_cross(work: Work, cross: str) -> None:
    row = work.conn.execute(select(bridge_cross).where(here(work, bridge_cross, id=cross))).first()
    if row is None:
        raise Invalid("invalid", fields={"body.cross": "no such cross"})


def _pending(work: Work, kind: str, sites: list[str]) -> list[str]:
    """Sites that already wait to go on air: a second cue would leave two instants for one lamp."""
    if kind != "on_air":
        return []
    ahead = [one for one in queries.cues(work.conn, work.event_id) if one["fire_at"] > work.now - clock.HOUR]
    live = [one for one in ahead if one["kind"] == "on_air" and one["fire_at"] > work.now]
    waiting = {site for one in live if not rules.cancelled(one, ahead) for site in one["sites"]}
    return sorted(waiting & set(sites))


def _instant(work: Work, asked: NewBridgeCue, sites: list[str]) -> tuple[int, int]:
    """When it fires and how long before it is sent. Too little time for a lost packet to come again is refused."""
    if asked.kind not in rules.TIMED:
        return work.now, 0
    least = queries.settings(work.conn, work.event_id)["lead"]
    needed = rules.lead_needed(queries.deliveries(work.conn, work.event_id, sites), least)
    fire_at = asked.fire_at if asked.fire_at is not None else work.now + (asked.lead_ms or needed)
    if fire_at - work.now < needed:
        raise Conflict("bridge_lead_short", fields={"lead_ms": str(needed)}, seconds=-(-needed // 1000))
    if fire_at - work.now > clock.DAY:
        raise Invalid("invalid", fields={"body.fire_at": "at most a day ahead"})
    return fire_at, fire_at - work.now


def _store(work: Work, kind: str, sites: list[str], values: Row) -> Row:
    cue = {"id": tokens.new_id(), "kind": kind, "of": "", "sent_at": work.now, "cross": "", "script": ""} | values
    cue["seq"] = next_of(work, bridge_cue.c.seq)
    work.conn.execute(insert(bridge_cue).values(event_id=work.event_id, **cue))
    prev = _prev(work, sites)
    fixed = {"event_id": work.event_id, "cue": cue["id"], "state": rules.SENT, "health": ""}
    work.conn.execute(insert(bridge_cue_site), [fixed | {"site": one, "prev": prev.get(one, 0)} for one in sites])
    return cue | {"sites": sites}


def _prev(work: Work, sites: list[str]) -> dict[str, int]:
    """The newest cue number of each site."""
    joined = bridge_cue_site.join(
        bridge_cue,
        (bridge_cue_site.c.event_id == bridge_cue.c.event_id) & (bridge_cue_site.c.cue == bridge_cue.c.id),
    )
    query = (
        select(bridge_cue_site.c.site, func.max(bridge_cue.c.seq))
        .select_from(joined)
        .where(bridge_cue_site.c.event_id == work.event_id, bridge_cue_site.c.site.in_(sites))
        .group_by(bridge_cue_site.c.site)
    )
    return {row[0]: row[1] for row in work.conn.execute(query)}


def cancel(work: Work, ref: str, cue_id: str, by: str) -> Row:
    """Hold a cue back that has not fired yet: a cue of its own, so that it is numbered, acknowledged and replayed."""
    row = find(work, bridge_cue, cue_id)
    (cue,) = queries.cues(work.conn, work.event_id, [cue_id])
    if row["kind"] not in rules.TIMED or work.now >= row["fire_at"]:
        raise Conflict("bridge_cue_over")
    if rules.cancelled(cue, queries.cues(work.conn, work.event_id)):
        raise Conflict("bridge_cue_cancelled")
    values = {"of": cue_id, "cross": row["cross"], "fire_at": work.now, "lead": 0, "ttl": 0, "by": by}
    made = _store(work, "cancel", sorted(cue["sites"]), values)
    return _record(work, ref, made, _facts(made))


# ---------- a site ----------


def _said(work: Work, cue: str, site: str) -> Row:
    row = work.conn.execute(select(bridge_cue_site).where(here(work, bridge_cue_site, cue=cue, site=site)))
    found = row.mappings().first()
    if found is None:
        raise NotFound
    return dict(found)


def acked(work: Work, site: str, actor: str, said: CueAck) -> bool:
    """A site has a cue. Answers whether that was new."""
    if not rules.may_go(_said(work, said.cue, site)["state"], rules.ARMED):
        return False
    off = clock_off(said, work.now)
    at = work.now if off is not None and said.received_at > work.now else round(said.received_at)
    values = {"state": rules.ARMED, "received_at": at, "late_by": round(said.late_by)}
    _say(work, said.cue, site, values | {"health": json.dumps(said.health)})
    facts = {"cue": said.cue, "site": site, "received_at": at} | ({} if off is None else {"clock_off": off})
    _tell(work, "bridge.cue_acked", said.cue, facts, actor)
    return True


def clock_off(said: CueAck, now: int) -> int | None:
    """How far a site's own clock is off, ms (hub minus site), when that is more than anybody would call a drift: what
    the site measured and corrects by itself, or what its report betrays because it does not."""
    ahead = said.received_at - now
    found = -ahead if ahead > CLOCK_PLAIN_MS else said.health.get("offset") or 0
    return round(found) if abs(found) > CLOCK_PLAIN_MS else None


def finished(work: Work, site: str, actor: str, said: CueDone) -> bool:
    """A site fired a cue, or says why not. What it said first stands."""
    row = _said(work, said.cue, site)
    if not rules.may_go(row["state"], said.state):
        return False
    fired = said.state in (rules.FIRED, rules.LATE) and said.fired_at is not None
    values: Row = {"state": said.state, "late_by": round(said.late_by), "health": json.dumps(said.health)}
    values |= {"fired_at": _ms(said.fired_at), "err": said.err} if fired else {}
    if row["received_at"] is None and said.received_at is not None:
        values["received_at"] = _ms(said.received_at)
    _say(work, said.cue, site, values)
    facts = {"cue": said.cue, "site": site, **{name: values.get(name) for name in ("state", "late_by", "err")}}
    _tell(work, "bridge.cue_done", said.cue, facts, actor)
    return True


def _ms(value: float | None) -> int | None:
    return None if value is None else round(value)


def _say(work: Work, cue: str, site: str, values: Row) -> None:
    work.conn.execute(update(bridge_cue_site).where(here(work, bridge_cue_site, cue=cue, site=site)).values(**values))


def _tell(work: Work, kind: str, cue: str, facts: Row, actor: str) -> None:
    work.record(kind, f"bridge_cue:{cue}", {"bridge_cue": [cue]}, facts, actor=actor)


# ---------- time ----------


def due(work: Work) -> list[Row]:
    """Cues whose instant has come and whom nobody has noted yet, oldest first."""
    query = select(bridge_cue.c.id).where(
        bridge_cue.c.event_id == work.event_id, bridge_cue.c.passed_at.is_(None), bridge_cue.c.fire_at <= work.now
    )
    ids = [row.id for row in work.conn.execute(query)]
    return queries.cues(work.conn, work.event_id, ids) if ids else []


def pass_time(work: Work) -> list[Row]:
    """Note what the instants that went by have done to lamps and crosses. Two servers that try find it done once."""
    every = queries.cues(work.conn, work.event_id)
    found = due(work)
    for cue in found:
        work.conn.execute(update(bridge_cue).where(here(work, bridge_cue, id=cue["id"])).values(passed_at=work.now))
        if cue["kind"] == "cancel" or rules.cancelled(cue, every):
            continue
        touched = _move_crosses(work, cue)
        facts = {"cue": cue["id"], "kind": cue["kind"], "sites": sorted(cue["sites"]), "at": cue["fire_at"]}
        facts |= _begin_rows(work, cue, touched)
        subjects = {"bridge_cross": touched} if touched else {}
        work.record("bridge.tally_changed", f"bridge_cue:{cue['id']}", subjects, facts, actor="system")
    return found


def _move_crosses(work: Work, cue: Row) -> list[str]:
    """Actual times: a cross begins with its on-air cue, and ends with the next out of its site."""
    mine = bridge_cross.c.event_id == work.event_id
    on = bridge_cross.c.on_at.is_not(None) & bridge_cross.c.off_at.is_(None)
    if cue["kind"] == "on_air" and cue["cross"]:
        where, values = mine & (bridge_cross.c.id == cue["cross"]) & bridge_cross.c.on_at.is_(None), "on_at"
    elif cue["kind"] in ("out", "off"):
        where, values = mine & on & bridge_cross.c.site.in_(sorted(cue["sites"])), "off_at"
    else:
        return []
    ids = [row.id for row in work.conn.execute(select(bridge_cross.c.id).where(where))]
    if ids:
        work.conn.execute(
            update(bridge_cross).where(mine & bridge_cross.c.id.in_(ids)).values({values: cue["fire_at"]})
        )
    return sorted(ids)


def _begin_rows(work: Work, cue: Row, crosses: list[str]) -> Row:
    """The hub's own run sheet goes with its crosses. A sheet that cannot go on now keeps no lamp from changing."""
    if cue["kind"] != "on_air" or not crosses:
        return {}
    query = select(bridge_cross.c.row).where(here(work, bridge_cross), bridge_cross.c.id.in_(crosses))
    begun: list[str] = []
    for name in sorted({found.row for found in work.conn.execute(query)} - {""}):
        try:
            if rows.begin_row(work, None, name) is not None:
                begun.append(name)
        except OpsError as error:
            return {"row": name, "row_refused": error.code}
    return {"row": begun[0]} if begun else {}


def next_due(work_conn: Any, event_id: str) -> int | None:
    """When the next instant comes that nobody has noted."""
    query = select(func.min(bridge_cue.c.fire_at)).where(
        bridge_cue.c.event_id == event_id, bridge_cue.c.passed_at.is_(None)
    )
    found = work_conn.execute(query).scalar()
    return None if found is None else int(found)
