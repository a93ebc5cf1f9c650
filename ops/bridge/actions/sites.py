"""Verbs of the hub's desk: sites, settings, canned phrases."""

from __future__ import annotations

import json
import secrets
from typing import Any

from sqlalchemy import delete, insert, select, update

from ops.bridge import queries
from ops.bridge.actions.common import done, find, here, next_of
from ops.bridge.models import bridge_cross, bridge_phrase, bridge_settings, bridge_site
from ops.bridge.payloads import SITES_AT_MOST, BridgeSiteChanges, ChangeBridgeSettings, NewBridgeSite, Phrase
from ops.core import tokens
from ops.core.actions import fresh
from ops.core.work import Work
from ops.errors import Conflict

Row = dict[str, Any]


def new_code() -> str:
    """Four digits that are read off the return picture."""
    return f"{secrets.randbelow(10_000):04}"


def make_site(work: Work, ref: str, asked: NewBridgeSite) -> Row:
    """A new site, at the end unless an order is named."""
    ids = queries.site_ids(work.conn, work.event_id)
    site = asked.id or tokens.new_id()
    if len(ids) >= SITES_AT_MOST:
        raise Conflict("bridge_sites_full", most=SITES_AT_MOST)
    if site in ids:
        raise Conflict("bridge_site_there")
    values = asked.model_dump(include={"name", "region", "kind", "way", "code", "fallback", "note"})
    order = asked.order if asked.order is not None else next_of(work, bridge_site.c.order)
    _insert(work, values | {"id": site, "order": order})
    facts = {"site": site, "kind": asked.kind, "way": asked.way}
    return done(work, ref, "bridge.site_made", f"bridge_site:{site}", {"bridge_site": [site]}, facts)


def _insert(work: Work, values: Row) -> None:
    usual = {"control": "never", "go": "", "go_by": "", "go_note": "", "remote": "", "code4": new_code()}
    usual |= {"code": "", "fallback": "", "note": ""}
    work.conn.execute(insert(bridge_site).values(event_id=work.event_id, **(usual | values)))


def change_site(work: Work, ref: str, site: str, changes: BridgeSiteChanges) -> Row:
    """Other words, another place in the order, another way to join."""
    old = find(work, bridge_site, site)
    values = {
        name: value for name, value in changes.model_dump(exclude_none=True).items() if value != old[name]
    }  # fmt: skip
    facts = {"site": site, "fields": sorted(values)}
    if not values:
        return fresh(work, ref, "bridge.site_changed", facts, None)
    work.conn.execute(update(bridge_site).where(here(work, bridge_site, id=site)).values(**values))
    return done(work, ref, "bridge.site_changed", f"bridge_site:{site}", {"bridge_site": [site]}, facts)


def load(work: Work, ref: str | None, part: Row) -> Row:
    """Sites, phrases and crosses of a list; what is there already stays. Answers how many of each were new."""
    tables = {"sites": bridge_site, "phrases": bridge_phrase, "crosses": bridge_cross}
    fresh_ones = {name: _new(work, table, part.get(name, [])) for name, table in tables.items()}
    if len(queries.site_ids(work.conn, work.event_id)) + len(fresh_ones["sites"]) > SITES_AT_MOST:
        raise Conflict("bridge_sites_full", most=SITES_AT_MOST)
    for row in fresh_ones["sites"]:
        _insert(work, row)
    for row in fresh_ones["phrases"]:
        work.conn.execute(insert(bridge_phrase).values(event_id=work.event_id, **row))
    for row in fresh_ones["crosses"]:
        work.conn.execute(insert(bridge_cross).values(event_id=work.event_id, **row))
    facts = {name: len(found) for name, found in fresh_ones.items()}
    touched = {f"bridge_{_ENTITY[name]}": [row["id"] for row in found] for name, found in fresh_ones.items() if found}
    index = None
    if touched:
        index = work.record("bridge.sites_loaded", f"event:{work.event_id}", touched, facts, ref=ref)
    return fresh(work, ref or "", "bridge.sites_loaded", facts, index)


_ENTITY = {"sites": "site", "phrases": "phrase", "crosses": "cross"}


def _new(work: Work, table: Any, rows: list[Row]) -> list[Row]:
    there = {row.id for row in work.conn.execute(select(table.c.id).where(table.c.event_id == work.event_id))}
    return [row for row in rows if row["id"] not in there]


def change_settings(work: Work, ref: str, asked: ChangeBridgeSettings) -> Row:
    """How long a cue lives, what the line-up wants, where lamps are."""
    wanted = asked.model_dump(exclude={"ref"}, exclude_none=True)
    now = queries.settings(work.conn, work.event_id)
    changed = sorted(name for name, value in wanted.items() if now[name] != value)
    if not changed:
        return fresh(work, ref, "bridge.settings_changed", {"fields": []}, None)
    kept = {name: value for name, value in (now | wanted).items() if value != queries.USUAL[name]}
    work.conn.execute(delete(bridge_settings).where(bridge_settings.c.event_id == work.event_id))
    work.conn.execute(insert(bridge_settings).values(event_id=work.event_id, values=json.dumps(kept)))
    subjects = {"bridge_settings": [work.event_id]}
    facts = {"fields": changed}
    return done(work, ref, "bridge.settings_changed", f"event:{work.event_id}", subjects, facts)


def change_phrases(work: Work, ref: str, wanted: list[Phrase]) -> Row:
    """All canned phrases, in order; those that are not named are gone."""
    query = select(bridge_phrase.c.id).where(bridge_phrase.c.event_id == work.event_id)
    ids = {row.id for row in work.conn.execute(query)} | {one.id for one in wanted}
    work.conn.execute(delete(bridge_phrase).where(bridge_phrase.c.event_id == work.event_id))
    for order, one in enumerate(wanted, 1):
        work.conn.execute(insert(bridge_phrase).values(event_id=work.event_id, order=order, **one.model_dump()))
    facts = {"phrases": len(wanted)}
    return done(work, ref, "bridge.phrases_changed", f"event:{work.event_id}", {"bridge_phrase": ids}, facts)
