"""What belongs to rows of the catalogue: stars, identities, times of a person, own links, platform facts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, update

from ops.core import queries as core_queries, tokens
from ops.core.actions import fresh
from ops.core.work import Work
from ops.errors import Conflict, NotFound
from ops.livestream.catalogue import queries
from ops.livestream.catalogue.actions import done, found, refuse_stale, store
from ops.livestream.catalogue.models import live_away, live_free, live_identity, live_person, platform_fact
from ops.livestream.catalogue.part_payloads import ChangeFact, FactValues, Identity, NewFact, Stars, Times, spans

Row = dict[str, Any]
IDENTITIES_AT_MOST, FACTS_AT_MOST = 12, 500


def confirm_stars(work: Work, ref: str, product: str, asked: Stars) -> Row:
    """The rank of a product by a decision or list, in the name of whoever checked it."""
    row = found(work, "product", product)
    if asked.seen != row["revision"]:
        refuse_stale(work, "product", row, {"stars": row["stars"]})
    by = core_queries.actor_name(work.conn, work.actor)
    store(work, "product", row, {"stars": asked.stars, "stars_source": asked.source, "stars_confirmed_by": by})
    facts = {"product": product, "stars": asked.stars, "before": row["stars"], "revision": row["revision"] + 1}
    return done(work, ref, "live.stars_confirmed", "product", product, facts)


# ---------- people ----------


def set_identity(work: Work, ref: str, person: str, asked: Identity) -> Row:
    """An account of a person on a platform, and whether the platform has verified who they are."""
    row = found(work, "live_person", person)
    values = {
        "platform": asked.platform,
        "handle": asked.handle,
        "state": asked.state,
        "valid_until": asked.valid_until,
    }
    judged = asked.state != "unverified"
    by = core_queries.actor_name(work.conn, work.actor) if judged else ""
    values |= {"verified_by": by, "verified_at": work.now if judged else None}
    identity = _store_identity(work, person, asked.identity, values)
    store(work, "live_person", row, {})
    facts = {"person": person, "identity": identity, "platform": asked.platform, "state": asked.state}
    return done(work, ref, "live.identity_changed", "live_person", person, facts)


def _store_identity(work: Work, person: str, identity: str | None, values: Row) -> str:
    if identity is None:
        known = queries.read(work.conn, work.event_id, "live", "live_person", [person])[0]["identities"]
        if len(known) >= IDENTITIES_AT_MOST:
            raise Conflict("catalogue_full")
        made = tokens.new_id()
        work.conn.execute(insert(live_identity).values(event_id=work.event_id, id=made, person=person, **values))
        return made
    old = queries.find_identity(work.conn, work.event_id, identity)
    if old is None or old["person"] != person:
        raise NotFound
    here = (live_identity.c.event_id == work.event_id) & (live_identity.c.id == identity)
    work.conn.execute(update(live_identity).where(here).values(**values))
    return identity


def drop_identity(work: Work, ref: str, person: str, identity: str) -> Row:
    """Take an account away."""
    row = found(work, "live_person", person)
    old = queries.find_identity(work.conn, work.event_id, identity)
    if old is None or old["person"] != person:
        raise NotFound
    here = (live_identity.c.event_id == work.event_id) & (live_identity.c.id == identity)
    work.conn.execute(delete(live_identity).where(here))
    store(work, "live_person", row, {})
    facts = {"person": person, "identity": identity, "platform": old["platform"], "state": "removed"}
    return done(work, ref, "live.identity_changed", "live_person", person, facts)


def set_times(work: Work, ref: str, person: str, asked: Times) -> Row:
    """When somebody is away, and when they are free; no free times at all mean always. Words are not in the journal."""
    row = found(work, "live_person", person)
    away, free = spans(asked.away), spans(asked.free)
    if asked.seen != row["revision"]:
        refuse_stale(work, "live_person", row)
    for table, rows in ((live_away, away), (live_free, free)):
        work.conn.execute(delete(table).where(table.c.event_id == work.event_id, table.c.person == person))
        values = [_span(work, person, one, with_note=table is live_away) for one in rows]
        if values:
            work.conn.execute(insert(table), values)
    facts = {"person": person, "away": len(away), "free": len(free), "revision": store(work, "live_person", row, {})}
    return done(work, ref, "live.times_changed", "live_person", person, facts)


def _span(work: Work, person: str, one: Row, *, with_note: bool) -> Row:
    values = {
        "event_id": work.event_id,
        "id": tokens.new_id(),
        "person": person,
        "from": one["from"],
        "until": one["until"],
    }
    return values | {"note": one["note"]} if with_note else values


def make_link(work: Work, ref: str, person: str, token: str) -> Row:
    """A new own link of a person; the one before opens nothing any more. Only its hash is kept."""
    row = found(work, "live_person", person)
    store(work, "live_person", row, {"token_hash": tokens.hash_token(token)})
    return done(work, ref, "live.link_made", "live_person", person, {"person": person})


def take_link(work: Work, ref: str, person: str) -> Row:
    """The own link opens nothing any more."""
    row = found(work, "live_person", person)
    facts = {"person": person, "taken": True}
    if not row["token_hash"]:
        return fresh(work, ref, "live.link_made", facts, None)
    here = (live_person.c.event_id == work.event_id) & (live_person.c.id == person)
    work.conn.execute(update(live_person).where(here).values(token_hash="", revision=row["revision"] + 1))
    return done(work, ref, "live.link_made", "live_person", person, facts)


# ---------- platform facts ----------


def new_fact(work: Work, ref: str, asked: NewFact) -> Row:
    """A rule of a platform that nobody has written down yet."""
    if len(queries.newest_facts(work.conn, work.event_id)) >= FACTS_AT_MOST:
        raise Conflict("catalogue_full")
    values = _fact_values(asked) | {"platform": asked.platform, "fact": asked.fact}
    return _keep_fact(work, ref, tokens.new_id(), 1, values)


def change_fact(work: Work, ref: str, fact: str, asked: ChangeFact) -> Row:
    """A new version of a rule; what was true before stays to be read."""
    versions = queries.fact_versions(work.conn, work.event_id, fact)
    if not versions:
        raise NotFound
    newest = versions[0]
    if asked.seen != newest["version"]:
        by = core_queries.actor_name(work.conn, newest["made_by"])
        raise Conflict("row_changed", fields={"by": by, "revision": str(newest["version"])}, by=by)
    values = _fact_values(asked) | {"platform": newest["platform"], "fact": newest["fact"]}
    return _keep_fact(work, ref, fact, newest["version"] + 1, values)


def _fact_values(asked: FactValues) -> Row:
    return {name: getattr(asked, name) for name in FactValues.model_fields}


def _keep_fact(work: Work, ref: str, fact: str, version: int, values: Row) -> Row:
    made = {"event_id": work.event_id, "id": fact, "version": version, "made_at": work.now, "made_by": work.actor}
    work.conn.execute(insert(platform_fact).values(**made, **values))
    facts = {"fact": fact, "version": version, "platform": values["platform"], "name": values["fact"]}
    return done(work, ref, "live.fact_changed", "platform_fact", fact, facts)
