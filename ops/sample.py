"""Load a sample event from its folder (samples/<name>/). What is there already stays: loading twice changes nothing."""

from __future__ import annotations

import csv
import json
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select

from ops.bridge import loading as bridge_loading
from ops.bridge.actions.sites import load as load_bridge_part
from ops.checkin import seating
from ops.checkin.actions import lists
from ops.checkin.guest_queries import search_text
from ops.checkin.models import policy
from ops.core import actions, auth, clock, tokens
from ops.core.db import Database
from ops.core.models import membership, staff
from ops.core.names import clean_text
from ops.core.work import Doorbell, begin
from ops.invitations.actions import change_policy
from ops.invitations.payloads import PolicyChanges
from ops.invitations.queries import newest_notice, policy_of
from ops.livestream import loading as live_loading
from ops.livestream.actions.loading import load_plan
from ops.livestream.catalogue import actions as catalogue_actions, loading as catalogue_loading
from ops.livestream.figures import actions as figures_actions
from ops.livestream.figures.models import live_public
from ops.livestream.figures.payloads import ChangePublic
from ops.privacy.actions import publish_notice
from ops.privacy.notice import propose
from ops.spaces.actions.loading import load_spaces
from ops.stage import loading
from ops.stage.actions.sheets import load_sheet

Row = dict[str, Any]
ROOT = Path(__file__).resolve().parents[1] / "samples"
GUEST_WORDS = ("honorific", "name", "title", "unit", "category", "status", "note", "host", "seat", "badge")


@dataclass(frozen=True)
class Loaded:
    """What a load made; `passwords` only of accounts that were made now."""

    event_id: str
    made: dict[str, int]
    passwords: dict[str, str]


def load(db: Database, secret: bytes, folder: Path, as_planned: bool) -> Loaded:
    """The sample of a folder. Unless `as_planned`, the evening is moved to today and its gates stay open."""
    event = json.loads((folder / "event.json").read_text(encoding="utf-8"))
    shift = timedelta(0) if as_planned else days_to_today(event)
    values = event_values(event, shift)
    with db.write() as conn:
        actions.make_event(conn, values)
    with begin(db, Doorbell(), event["id"], "system") as work:
        made = lists.load_list(work, list_of(folder, event, shift, as_planned), secret)
    made |= load_policy(db, values, folder) | load_run_of_show(db, event["id"], folder, shift)
    made |= load_catalogue(db, event, secret, folder / "live", shift)
    made |= load_week(db, event, folder / "live", shift) | load_public(db, event["id"], folder / "live", shift)
    made |= load_fair(db, event["id"], folder / "spaces")
    made |= load_bridge(db, event["id"], folder / "bridge", shift)
    return Loaded(event["id"], made, load_staff(db, event["id"], folder))


def load_policy(db: Database, event: Row, folder: Path) -> dict[str, int]:
    """Rules, words of the letter and the first notice; where somebody has written their own, theirs stay."""
    wanted = PolicyChanges(**json.loads((folder / "policy.json").read_text(encoding="utf-8")))
    with begin(db, Doorbell(), event["id"], "system") as work:
        written = work.conn.execute(select(policy.c.event_id).where(policy.c.event_id == event["id"])).first()
        if written is None:
            change_policy(work, str(uuid.uuid4()), wanted)
        told = newest_notice(work.conn, event["id"])["version"]
        if not told:
            publish_notice(work, str(uuid.uuid4()), **propose(event, policy_of(work.conn, event["id"])))
    return {"policy": int(written is None), "notice": int(not told)}


def load_run_of_show(db: Database, event_id: str, folder: Path, shift: timedelta) -> dict[str, int]:
    """The run sheet of the evening; a track that is there already stays as it is."""
    file = json.loads((folder / "run_of_show.json").read_text(encoding="utf-8"))
    with begin(db, Doorbell(), event_id, "system") as work:
        return load_sheet(work, loading.sheet_of(file, shift))


def load_catalogue(db: Database, event: Row, secret: bytes, folder: Path, shift: timedelta) -> dict[str, int]:
    """Who sells and who hosts, rooms, channels, platform rules; what is there already stays."""
    files = {
        name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in catalogue_loading.FILES
    }
    with begin(db, Doorbell(), event["id"], "system") as work:
        return catalogue_actions.load(work, catalogue_loading.tables_of(files, event["zone"], shift), secret)


def load_week(db: Database, event: Row, folder: Path, shift: timedelta) -> dict[str, int]:
    """Sessions and slots of the livestreams; what is there already stays."""
    files = [json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in ("sessions", "slots")]
    week = live_loading.week_of(files[0], files[1], event["zone"], shift, clock.now())
    with begin(db, Doorbell(), event["id"], "system") as work:
        return load_plan(work, week)


def load_public(db: Database, event_id: str, folder: Path, shift: timedelta) -> dict[str, int]:
    """What the public programme says beside the slots; where somebody has written their own, theirs stay."""
    said = json.loads((folder / "public.json").read_text(encoding="utf-8"))
    said["voucher"]["until"] = clock.iso(moved(said["voucher"]["until"], shift))
    with begin(db, Doorbell(), event_id, "system") as work:
        there = work.conn.execute(select(live_public.c.event_id).where(live_public.c.event_id == event_id)).first()
        if there is None:
            figures_actions.change_public(work, str(uuid.uuid4()), ChangePublic(ref=str(uuid.uuid4()), **said))
    return {"public": int(there is None)}


def load_bridge(db: Database, event_id: str, folder: Path, shift: timedelta) -> dict[str, int]:
    """Sites of the bridge, canned phrases and planned crosses; what is there already stays."""
    files = {name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in bridge_loading.FILES}
    with begin(db, Doorbell(), event_id, "system") as work:
        facts = load_bridge_part(work, None, bridge_loading.part_of(files, shift))["facts"]
    return {f"bridge_{name}": count for name, count in facts.items()}


def load_fair(db: Database, event_id: str, folder: Path) -> dict[str, int]:
    """Areas, exhibitors and booths of the experience space, gifts; what is there already stays."""
    names = ("areas", "exhibitors", "booths", "settings")
    files = {name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in names}
    with begin(db, Doorbell(), event_id, "system") as work:
        return load_spaces(work, files)


def days_to_today(event: Row) -> timedelta:
    """How far the planned day has to be moved."""
    zone = ZoneInfo(event["zone"])
    planned = datetime.fromisoformat(event["starts_at"]).astimezone(zone).date()
    return datetime.now(zone).date() - planned


def moved(text: str | None, shift: timedelta) -> int | None:
    """An ISO text as an instant, moved."""
    return clock.from_datetime(datetime.fromisoformat(text) + shift) if text else None


def event_values(event: Row, shift: timedelta) -> Row:
    """Columns of the event."""
    words = {name: event[name] for name in ("id", "name", "short", "organiser", "venue", "place", "zone")}
    return words | {"starts_at": moved(event["starts_at"], shift), "ends_at": moved(event["ends_at"], shift)}


def list_of(folder: Path, event: Row, shift: timedelta, as_planned: bool) -> Row:
    """Categories, gates, delegations and guests as `lists.load_list` wants them."""
    gates = json.loads((folder / "gates.json").read_text(encoding="utf-8"))
    groups = json.loads((folder / "delegations.json").read_text(encoding="utf-8"))
    seats = json.loads((folder / "seats.json").read_text(encoding="utf-8"))
    with (folder / "guests.csv").open(encoding="utf-8", newline="") as file:
        guests = [guest_values(row) for row in csv.DictReader(file)]
    return {
        "categories": event["categories"],
        "gates": [gate_values(one, shift, as_planned) for one in gates],
        "delegations": [delegation_values(one) for one in groups if one["kind"] != "group"],
        "guests": guests,
        "seats": seating.lay_out([row_plan(one) for one in seats]),
    }


def row_plan(one: Row) -> seating.RowPlan:
    """A row of seats."""
    return seating.RowPlan(one["row"], one["count"], one.get("category"), frozenset(one.get("reserve", ())))


def gate_values(one: Row, shift: timedelta, as_planned: bool) -> Row:
    """A gate; moved to today it is open at any hour, so that the sample can be tried in the morning."""
    values = {
        name: one[name] for name in ("id", "name", "place", "way", "reentry", "needs_confirmation", "desk_override")
    }
    opens, closes = (moved(one[name], shift) if as_planned else None for name in ("opens_at", "closes_at"))
    return values | {"categories": " ".join(one["categories"]), "opens_at": opens, "closes_at": closes, "changed_at": 0}


def delegation_values(one: Row) -> Row:
    """A delegation."""
    name = clean_text(one["name"], 300)
    return {
        "id": one["id"],
        "name": name,
        "category": one["category"],
        "order": one["order"],
        "unit_code": one.get("commune"),
        "source": "invented" if one.get("invented") else "plan",
        "fold": search_text(name, "", "", ""),
    }


def guest_values(row: Row) -> Row:
    """A guest from a line of guests.csv; the id follows from the key, so that a second load finds it."""
    words = {name: clean_text(row[name], 300) for name in GUEST_WORDS}
    return words | {
        "id": row["key"].lower(),
        "delegation": row["delegation"],
        "rank": int(row["rank"]),
        "vip": row["vip"] == "1",
        "head": row["head"] == "1",
        "attention": row["attention"] == "1",
        "blocked": row["blocked"] or None,
        "phone": row["phone"] or None,
        "email": row["email"] or None,
    }


def load_staff(db: Database, event_id: str, folder: Path) -> dict[str, str]:
    """One account per role, with a new password each; known logins keep theirs."""
    people = json.loads((folder / "staff.json").read_text(encoding="utf-8"))
    passwords: dict[str, str] = {}
    with begin(db, Doorbell(), event_id, "system") as work:
        known = {row.login for row in work.conn.execute(select(staff.c.login))}
        for one in people:
            if one["login"] in known:
                continue
            passwords[one["login"]] = secrets.token_urlsafe(9)
            _insert_staff(work, event_id, one, passwords[one["login"]])
    return passwords


def _insert_staff(work: Any, event_id: str, one: Row, password: str) -> None:
    staff_id = tokens.new_id()
    values = {"login": one["login"], "name": one["name"], "password_hash": auth.hash_password(password)}
    work.conn.execute(insert(staff).values(id=staff_id, made_at=work.now, disabled=False, **values))
    work.conn.execute(insert(membership).values(event_id=event_id, staff_id=staff_id, roles=" ".join(one["roles"])))
    facts = {"staff": staff_id, "roles": one["roles"], "added": True}
    work.record("core.member_changed", f"staff:{staff_id}", {}, facts)
