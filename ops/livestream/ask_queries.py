"""What is asked of the livestreams once: conflicts, alarms, and the names in a sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.engine import Connection

from ops.core import clock, queries as core_queries, when
from ops.livestream import fact_queries, queries, rules

Row = dict[str, Any]
INSTANTS = {"from", "until"}
TABLE_OF = {"room": "rooms", "person": "persons", "channel": "channels", "kit": "kits", "producer": "producers"}


def conflicts(conn: Connection, event_id: str, day: str | None, now: int) -> Row:
    """The server's own conflicts, of all slots or those of a local day."""
    facts = fact_queries.read_facts(conn, event_id, now)
    ids = None if day is None else slots_of_day(facts, day)
    index = rules.prepare(facts)
    found = [one | {"params": rules.params_of(one, index)} for one in rules.check(index, ids)]
    told = [one | {"at": [clock.iso(at) for at in one["at"]] if one["at"] else None} for one in found]
    return {"now": clock.iso(now), "day": day, "conflicts": told}


def slots_of_day(facts: Row, day: str) -> list[str]:
    """Slots that begin on a local day."""
    offset = facts["offset_min"] * clock.MINUTE
    return [one["id"] for one in facts["slots"].values() if local_day(one["starts"], offset) == day]


def local_day(at: int, offset_ms: int) -> str:
    """The local date of an instant."""
    return datetime.fromtimestamp((at + offset_ms) / 1000, UTC).date().isoformat()


def alarms(conn: Connection, event_id: str, now: int) -> Row:
    """What rings now, and when the next begins to."""
    slots = queries.rows_of(conn, event_id, "live_slot")
    found = [{"slot": one["id"], "kinds": rules.alarms(one, now)} for one in slots]
    coming = rules.next_alarm(slots, now)
    ringing = [one for one in found if one["kinds"]]
    return {"now": clock.iso(now), "next": clock.iso(coming) if coming is not None else None, "alarms": ringing}


def named(conn: Connection, event_id: str, more: Row) -> Row:
    """The facts of a refusal as words: clock readings of the event, names of slots and things."""
    event = core_queries.find_event(conn, event_id) or {"zone": "Asia/Ho_Chi_Minh"}
    found: Row = {name: value for name, value in more.items() if isinstance(value, (str, int))}
    for name in INSTANTS & found.keys():
        found[name] = f"{when.local(found[name], event['zone']):%H:%M}"
    if "slot" in more:
        found["slot"] = slot_name(conn, event_id, more["slot"])
    if "missing" in more:
        found["missing"] = ", ".join(more["missing"])
    if "resource" in more:
        found["resource"] = more["resource"]["id"]
    return found


def slot_name(conn: Connection, event_id: str, slot_id: str) -> str:
    """What a slot is called: its title, else that of its session."""
    slots = queries.rows_of(conn, event_id, "live_slot", [slot_id])
    if not slots:
        return slot_id
    sessions = queries.rows_of(conn, event_id, "live_session", [slots[0]["session"]])
    return str(slots[0]["title"] or (sessions[0]["title"] if sessions else slot_id))
