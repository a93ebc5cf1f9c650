"""Rows of the bridge for the feed, and what a site is told when it joins."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection, RowMapping

from ops.bridge import row_queries
from ops.bridge.models import (
    bridge_cross,
    bridge_cue,
    bridge_cue_site,
    bridge_freeze,
    bridge_invite,
    bridge_item,
    bridge_key,
    bridge_phrase,
    bridge_settings,
    bridge_site,
    bridge_talk,
    bridge_talk_site,
)
from ops.bridge.rules import cues as cue_rules, lineup
from ops.core.queries import find_event

Row = dict[str, Any]
USUAL: Row = {
    "ttl": cue_rules.TTL_MS, "lead": cue_rules.LEAST_LEAD_MS, "wants": {}, "skip": [], "tsl": [], "osc": True,
    "auto_freeze": True,
}  # fmt: skip
SAID = ("state", "received_at", "late_by", "fired_at", "err")
TALKS_KEPT = 100


def read(conn: Connection, event_id: str, audience: str, entity: str, ids: Iterable[str] | None) -> list[Row]:
    """Rows of an entity as they stand now; all of them, or those of `ids`."""
    wanted = None if ids is None else sorted(set(ids))
    match entity:
        case "bridge_site":
            return sites(conn, event_id, wanted)
        case "bridge_cue":
            return cues(conn, event_id, wanted)
        case "bridge_cross":
            return crosses(conn, event_id, wanted)
        case "bridge_talk":
            return talks(conn, event_id, wanted)
        case "bridge_phrase":
            return _rows(conn, bridge_phrase, event_id, wanted)
        case "bridge_invite":
            return [_invite(row) for row in _rows(conn, bridge_invite, event_id, wanted)]
        case "bridge_key":
            return [{n: v for n, v in row.items() if n != "hash"} for row in _rows(conn, bridge_key, event_id, wanted)]
        case "bridge_freeze":
            return [freeze_row(row) for row in _rows(conn, bridge_freeze, event_id, wanted)]
        case "bridge_settings":
            return [settings(conn, event_id) | {"id": event_id}]
        case "bridge_row":
            return row_queries.rows(conn, event_id)
    raise AssertionError(entity)


def _rows(conn: Connection, table: Any, event_id: str, ids: list[str] | None) -> list[Row]:
    query = select(table).where(table.c.event_id == event_id)
    if ids is not None:
        query = query.where(table.c.id.in_(ids))
    order = [table.c[name] for name in ("order", "seq", "n", "made_at", "id") if name in table.c]
    return [_plain(row) for row in conn.execute(query.order_by(*order)).mappings()]


def _plain(row: RowMapping) -> Row:
    return {name: value for name, value in row.items() if name != "event_id"}


# ---------- sites ----------


def sites(conn: Connection, event_id: str, ids: list[str] | None = None) -> list[Row]:
    """Sites in their order, with the verdicts of their line-up."""
    query = select(bridge_item).where(bridge_item.c.event_id == event_id)
    if ids is not None:
        query = query.where(bridge_item.c.site.in_(ids))
    items: dict[str, Row] = {}
    for row in conn.execute(query.order_by(bridge_item.c.site, bridge_item.c.item)).mappings():
        told = {name: row[name] for name in ("ok", "value", "at", "by")}
        items.setdefault(row["site"], {})[row["item"]] = told
    return [_site(row, items.get(row["id"], {})) for row in _rows(conn, bridge_site, event_id, ids)]


def _site(row: Row, items: Row) -> Row:
    said = {name.removeprefix("go_"): row.pop(name) for name in ("go_by", "go_at", "go_note")}
    word = row.pop("go")
    remote = row.pop("remote")
    go = {"word": word, **said} if word else None
    return row | {"go": go, "items": items, "remote": json.loads(remote) if remote else None}


def find_site(conn: Connection, event_id: str, site: str) -> Row | None:
    """One site."""
    return next(iter(sites(conn, event_id, [site])), None)


def site_ids(conn: Connection, event_id: str) -> list[str]:
    """All sites in their order."""
    query = select(bridge_site.c.id).where(bridge_site.c.event_id == event_id)
    return [row.id for row in conn.execute(query.order_by(bridge_site.c.order, bridge_site.c.id))]


def events_with_sites(conn: Connection) -> list[str]:
    """Events that have a bridge."""
    return [row.event_id for row in conn.execute(select(bridge_site.c.event_id).distinct())]


# ---------- cues ----------


def cues(conn: Connection, event_id: str, ids: list[str] | None = None) -> list[Row]:
    """Cues by their numbers, with what each site said."""
    query = select(bridge_cue_site).where(bridge_cue_site.c.event_id == event_id)
    if ids is not None:
        query = query.where(bridge_cue_site.c.cue.in_(ids))
    said: dict[str, Row] = {}
    for row in conn.execute(query.order_by(bridge_cue_site.c.site)).mappings():
        told = {name: row[name] for name in SAID} | {"health": json.loads(row["health"] or "{}")}
        said.setdefault(row["cue"], {})[row["site"]] = told
    return [row | {"sites": said.get(row["id"], {})} for row in _rows(conn, bridge_cue, event_id, ids)]


def cues_for(conn: Connection, event_id: str, site: str) -> list[Row]:
    """Cues for one site, by number, as they are sent: with the number of the one before and how the site said they
    stand."""
    query = (
        select(bridge_cue, bridge_cue_site.c.prev, bridge_cue_site.c.state)
        .join(
            bridge_cue_site,
            (bridge_cue_site.c.event_id == bridge_cue.c.event_id) & (bridge_cue_site.c.cue == bridge_cue.c.id),
        )
        .where(bridge_cue.c.event_id == event_id, bridge_cue_site.c.site == site)
        .order_by(bridge_cue.c.seq)
    )
    return [_plain(row) for row in conn.execute(query).mappings()]


def cue_for_sites(conn: Connection, event_id: str, cue: str, wanted: Iterable[str]) -> list[tuple[str, Row]]:
    """One cue as each of these sites gets it."""
    (row,) = _rows(conn, bridge_cue, event_id, [cue])
    query = select(bridge_cue_site.c.site, bridge_cue_site.c.prev, bridge_cue_site.c.state).where(
        bridge_cue_site.c.event_id == event_id, bridge_cue_site.c.cue == cue,
        bridge_cue_site.c.site.in_(list(wanted)),
    )  # fmt: skip
    return [(one.site, row | {"prev": one.prev, "state": one.state}) for one in conn.execute(query)]


def deliveries(conn: Connection, event_id: str, wanted: Iterable[str]) -> list[float]:
    """How long the newest cues took to these sites, ms, oldest first."""
    query = (
        select(bridge_cue_site.c.received_at - bridge_cue.c.sent_at)
        .join(
            bridge_cue,
            (bridge_cue_site.c.event_id == bridge_cue.c.event_id) & (bridge_cue_site.c.cue == bridge_cue.c.id),
        )
        .where(
            bridge_cue_site.c.event_id == event_id,
            bridge_cue_site.c.site.in_(list(wanted)),
            bridge_cue_site.c.state.not_in((cue_rules.SENT, cue_rules.MISSED, cue_rules.LATE)),
            bridge_cue_site.c.received_at.is_not(None),
        )
        .order_by(bridge_cue.c.seq.desc())
        .limit(cue_rules.DELIVERIES)
    )
    return [max(0.0, float(row[0])) for row in conn.execute(query)][::-1]


def last_seqs(conn: Connection, event_id: str) -> tuple[int, int]:
    """The newest numbers of cues and of talk; 0 when there is none."""
    tops = [
        conn.execute(select(func.coalesce(func.max(table.c.seq), 0)).where(table.c.event_id == event_id)).scalar_one()
        for table in (bridge_cue, bridge_talk)
    ]
    return tops[0], tops[1]


# ---------- talk, crosses, the rest ----------


def talks(conn: Connection, event_id: str, ids: list[str] | None = None) -> list[Row]:
    """What was said, with who got and read it."""
    query = select(bridge_talk_site).where(bridge_talk_site.c.event_id == event_id)
    if ids is not None:
        query = query.where(bridge_talk_site.c.talk.in_(ids))
    marks: dict[str, Row] = {}
    for row in conn.execute(query.order_by(bridge_talk_site.c.site)).mappings():
        told = {name: row[name] for name in ("delivered_at", "read_at")}
        marks.setdefault(row["talk"], {})[row["site"]] = told
    return [_talk(row, marks.get(row["id"], {})) for row in _rows(conn, bridge_talk, event_id, ids)]


def _talk(row: Row, marks: Row) -> Row:
    return row | {"from": row.pop("from_site"), "sites": marks}


def talks_for(conn: Connection, event_id: str, site: str, after: int) -> list[Row]:
    """What was said to a site or by it, behind a number; of a long evening the newest."""
    found = [
        row for row in talks(conn, event_id)
        if row["seq"] > after and (site in row["sites"] or row["from"] == site)
    ][-TALKS_KEPT:]  # fmt: skip
    return [row | {"sites": {site: row["sites"][site]} if site in row["sites"] else {}} for row in found]


def crosses(conn: Connection, event_id: str, ids: list[str] | None = None) -> list[Row]:
    """Crosses in their order, with the state that their times mean."""
    coming = _next_cross(conn, event_id)
    return [row | {"state": cross_state(row, coming)} for row in _rows(conn, bridge_cross, event_id, ids)]


def cross_state(row: Row, coming: set[str]) -> str:
    """planned, next (its cue is on the way), on_air, done or skipped."""
    if row["skipped"]:
        return "skipped"
    if row["off_at"] is not None:
        return "done"
    if row["on_at"] is not None:
        return "on_air"
    return "next" if row["id"] in coming else "planned"


def _next_cross(conn: Connection, event_id: str) -> set[str]:
    """Crosses whose on-air cue was sent and not taken back."""
    query = select(bridge_cue.c.cross, bridge_cue.c.id, bridge_cue.c.kind, bridge_cue.c.of).where(
        bridge_cue.c.event_id == event_id, bridge_cue.c.kind.in_(("on_air", "cancel"))
    )
    found = conn.execute(query).all()
    back = {row.of for row in found if row.kind == "cancel"}
    return {row.cross for row in found if row.kind == "on_air" and row.id not in back and row.cross}


def settings(conn: Connection, event_id: str) -> Row:
    """What is set, with the usual for what is not."""
    text = conn.execute(select(bridge_settings.c["values"]).where(bridge_settings.c.event_id == event_id)).scalar()
    return USUAL | (json.loads(text) if text else {})


def _invite(row: Row) -> Row:
    row.pop("token_hash")
    row["by"] = row.pop("made_by")
    row["from"] = row.pop("from_at")
    return row


def freeze_row(row: Row) -> Row:
    """A frozen record as a list shows it."""
    body = json.loads(row.pop("body"))
    row.pop("mac")
    return row | {name: body["counts"][name] for name in ("go", "no_go", "open")}


def freezes(conn: Connection, event_id: str) -> list[Row]:
    """Frozen records by number, whole."""
    return [row | {"body": json.loads(row["body"])} for row in _rows(conn, bridge_freeze, event_id, None)]


def find_invite(conn: Connection, invite: str) -> Row | None:
    """An invite of any event."""
    row = conn.execute(select(bridge_invite).where(bridge_invite.c.id == invite)).mappings().first()
    return dict(row) if row else None


def invite_of_token(conn: Connection, hashed: str) -> Row | None:
    """The invite that a token was given for."""
    row = conn.execute(select(bridge_invite).where(bridge_invite.c.token_hash == hashed)).mappings().first()
    return dict(row) if row else None


def invite_name(conn: Connection, invite: str) -> str:
    """How the journal names the holder of an invite."""
    query = select(bridge_invite.c.name).where(bridge_invite.c.id == invite)
    return str(conn.execute(query).scalar() or "")


def joined(conn: Connection, event_id: str, site: str, last_cue: int, last_talk: int, now: int) -> Row:
    """All that a site needs to work, also alone: what it missed and what is not over."""
    event = find_event(conn, event_id) or {}
    own = cues_for(conn, event_id, site)
    wanted = [row for row in own if row["seq"] > last_cue or row["state"] not in cue_rules.OVER or row in own[-8:]]
    cue_seq, talk_seq = last_seqs(conn, event_id)
    rules = settings(conn, event_id)
    return {
        "event": {name: event.get(name) for name in ("id", "name", "short", "zone")},
        "site": own_site(conn, event_id, site),
        "cues": [site_cue(row, site) for row in wanted],
        "talks": talks_for(conn, event_id, site, last_talk),
        "phrases": _rows(conn, bridge_phrase, event_id, None),
        "crosses": [row for row in crosses(conn, event_id) if row["site"] == site],
        "settings": {name: rules[name] for name in ("ttl", "lead", "wants", "skip")},
        "cue_seq": cue_seq,
        "talk_seq": talk_seq,
        "now": now,
    }


def site_cue(row: Row, site: str) -> Row:
    """A cue as its site gets it: of all sites it names only this one."""
    names = ("id", "seq", "prev", "kind", "of", "cross", "fire_at", "ttl", "lead", "script", "sent_at")
    return {name: row[name] for name in names} | {"sites": {site: {"state": row["state"]}}}


def own_site(conn: Connection, event_id: str, site: str) -> Row:
    """A site's own row; the code is in the picture and nowhere else."""
    row = find_site(conn, event_id, site) or {}
    return {name: value for name, value in row.items() if name not in ("code4", "note")}


def standing_of(conn: Connection, event_id: str, site: Row) -> dict[str, list[str]]:
    """How a site's line-up stands."""
    return lineup.standing(site["items"], settings(conn, event_id)["skip"])
