"""What servers note of the lines to their sites: control lost and back, gauges for the other servers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from ops.bridge.actions.common import here
from ops.bridge.models import bridge_gauge, bridge_server, bridge_site
from ops.bridge.site_payloads import Remote
from ops.core.work import Work

Row = dict[str, Any]
DEAD_AFTER_MS = 3_000
FORGOTTEN_AFTER_MS = 3_600_000


def changed(work: Work, states: Mapping[str, str]) -> bool:
    """Sites whose control came or went; a site that stands so already is left out."""
    query = select(bridge_site.c.id, bridge_site.c.control).where(here(work, bridge_site))
    now = {row.id: row.control for row in work.conn.execute(query)}
    new = {site: state for site, state in sorted(states.items()) if now.get(site) not in (None, state)}
    for site, state in new.items():
        values = {"control": state, "control_at": work.now}
        work.conn.execute(update(bridge_site).where(here(work, bridge_site, id=site)).values(**values))
    if new:
        subject = f"bridge_site:{next(iter(new))}" if len(new) == 1 else f"event:{work.event_id}"
        work.record("bridge.control_changed", subject, {"bridge_site": list(new)}, {"sites": new}, actor="system")
    return bool(new)


def remote_told(work: Work, site: str, actor: str, said: Remote) -> bool:
    """How the run sheet of a site's own installation stands."""
    text = json.dumps(said.model_dump(), ensure_ascii=False)
    query = select(bridge_site.c.remote).where(here(work, bridge_site, id=site))
    if work.conn.execute(query).scalar() == text:
        return False
    work.conn.execute(update(bridge_site).where(here(work, bridge_site, id=site)).values(remote=text))
    facts = {"site": site, **{name: getattr(said, name) for name in ("state", "row", "slack")}}
    work.record("bridge.remote_told", f"bridge_site:{site}", {"bridge_site": [site]}, facts, actor=actor)
    return True


# ---------- several servers ----------


def share(conn: Connection, server: str, gauges: Mapping[tuple[str, str], Row], now: int) -> None:
    """Say that this server lives, and how its sites are. Not journalled: it is told again a second later."""
    conn.execute(delete(bridge_server).where(bridge_server.c.id == server))
    conn.execute(delete(bridge_server).where(bridge_server.c.at < now - FORGOTTEN_AFTER_MS))
    conn.execute(insert(bridge_server).values(id=server, at=now))
    for (event_id, site), row in gauges.items():
        mine = (bridge_gauge.c.event_id == event_id) & (bridge_gauge.c.site == site)
        values = {"server": server, "at": now, "values": json.dumps(row)}
        if not conn.execute(update(bridge_gauge).where(mine).values(**values)).rowcount:
            conn.execute(insert(bridge_gauge).values(event_id=event_id, site=site, **values))


def others(conn: Connection, event_id: str, server: str, now: int) -> dict[str, Row]:
    """Gauges of sites that are connected to other servers which live."""
    alive = select(bridge_server.c.id).where(bridge_server.c.at > now - DEAD_AFTER_MS)
    query = select(bridge_gauge).where(
        bridge_gauge.c.event_id == event_id, bridge_gauge.c.server != server, bridge_gauge.c.server.in_(alive),
        bridge_gauge.c.at > now - DEAD_AFTER_MS,
    )  # fmt: skip
    return {row["site"]: json.loads(row["values"]) for row in conn.execute(query).mappings()}


def orphans(conn: Connection, server: str, now: int) -> dict[str, list[str]]:
    """Sites that count as online although no server that lives has heard of them: event -> sites."""
    young = select(bridge_gauge.c.site).where(
        bridge_gauge.c.event_id == bridge_site.c.event_id, bridge_gauge.c.site == bridge_site.c.id,
        bridge_gauge.c.at > now - DEAD_AFTER_MS,
    )  # fmt: skip
    query = select(bridge_site.c.event_id, bridge_site.c.id).where(
        bridge_site.c.control == "online", bridge_site.c.control_at < now - DEAD_AFTER_MS, ~young.exists()
    )
    found: dict[str, list[str]] = {}
    for row in conn.execute(query):
        found.setdefault(row.event_id, []).append(row.id)
    return found
