"""Scans of two servers on one database: each judges by what the other has committed, not by what it remembers."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from ops.checkin import models
from ops.checkin.actions import doors, lists
from ops.checkin.item_payloads import ScanItem
from ops.core import clock, direct
from ops.core.auth import Actor
from ops.core.db import Database
from ops.core.work import Doorbell, begin
from tests.support.factories import Device, MakeEvent, Row, World, new_ref, scan


@pytest.fixture
def world(make_event: MakeEvent) -> World:
    return make_event()


@pytest.fixture
def second(world: World) -> Iterator[Database]:
    """The database as another process holds it."""
    url = world.ops.db.url.render_as_string(hide_password=False)
    db = Database(url)
    yield db
    db.release()


def delivery_of(tablet: Device, item: Row, event_id: str) -> doors.Delivery:
    actor = Actor("device", tablet.id, tablet.name, frozenset({tablet.role}), event_id, tablet.post)
    return doors.Delivery(actor, (ScanItem.model_validate(item),), None, clock.now())


def test_a_remembered_gate_is_forgotten_when_another_server_changes_it(world: World, second: Database) -> None:
    tablet = world.make_device()
    first, later, last = world.make_guests(3)
    assert world.upload(tablet, scan(code=world.code_of(first)))[0]["reason"] == "ok"
    with begin(second, Doorbell(), world.id, "system") as work:
        lists.change_gate(work, new_ref(), "g1", {"closes_at": datetime.now(UTC) - timedelta(hours=1)})
    time.sleep(0.002)  # the change is before the scan, by the clock that both are judged by
    assert world.upload(tablet, scan(code=world.code_of(later)))[0]["reason"] == "too_late"
    with begin(second, Doorbell(), world.id, "system") as work:
        lists.change_gate(work, new_ref(), "g1", {"closes_at": None})
    time.sleep(0.002)
    assert world.upload(tablet, scan(code=world.code_of(last)))[0]["reason"] == "ok"


@pytest.mark.only("postgres")  # SQLite has one writer
def test_who_waited_for_the_turn_sees_what_happened_meanwhile(world: World, second: Database) -> None:
    """One statement that waits for the lock and reads guests would see them as they were before it waited."""
    tablet, other, guest = world.make_device(), world.make_device(), world.make_guest()
    code, answers = world.code_of(guest), []
    keys = doors.Keys(world.ops.hall.config.secret)
    late = threading.Thread(target=lambda: answers.extend(world.upload(tablet, scan(code=code))))
    with begin(second, Doorbell(), world.id, "system") as work:
        late.start()
        time.sleep(0.3)  # it waits for the turn by now
        batch, mine = doors.Batch(work, keys), delivery_of(other, scan(code=code), world.id)
        batch.load(list(mine.items))
        assert batch.take(mine, mine.items[0])["reason"] == "ok"
        batch.ledger.store()
    late.join(5)
    assert [one["reason"] for one in answers] == ["already_in"]


def test_rows_read_directly_hold_the_same_values_as_any_other_read(world: World) -> None:
    guest = world.make_guest(vip=True)
    query = select(models.guest).where(models.guest.c.event_id == world.id, models.guest.c.id == guest)
    with world.ops.db.read() as conn:
        usual = [list(row) for row in conn.execute(query)]
        found = [list(row) for row in direct.Read(query).rows(conn, {})]
    assert [[(type(one), one) for one in row] for row in found] == [[(type(one), one) for one in row] for row in usual]


def test_rows_sent_together_are_stored_together_or_not_at_all(world: World) -> None:
    add = direct.Write(insert(models.category))
    rows = [{"event_id": world.id, "id": f"%{number}", "name": "50 % 'x'", "order": number} for number in range(3)]
    with begin(world.ops.db, Doorbell(), world.id, "system") as work:
        work.store(add, rows)
    again = [rows[0] | {"id": "new"}, rows[1]]
    with pytest.raises(IntegrityError), begin(world.ops.db, Doorbell(), world.id, "system") as work:
        work.store(add, again)
    query = select(models.category.c.name).where(
        models.category.c.event_id == world.id, models.category.c.id != "khach"
    )
    with world.ops.db.read() as conn:
        assert conn.execute(query).scalars().all() == ["50 % 'x'"] * 3


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 8])
def test_a_list_of_any_length_finds_just_its_own(world: World, count: int) -> None:
    ids = world.make_guests(6)[:count]
    query = select(models.guest.c.id).where(
        models.guest.c.event_id == world.id, models.guest.c.id.in_(bindparam("ids", expanding=True))
    )
    with world.ops.db.read() as conn:
        found = direct.Read(query, "ids").rows(conn, {"ids": ids})
    assert sorted(row[0] for row in found) == sorted(ids)
