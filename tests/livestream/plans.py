"""Plans for tests: a small catalogue, sessions and slots, made by the product's own commands where it has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from ops.core import clock
from ops.core.work import Doorbell, begin
from ops.livestream.catalogue import models as catalogue
from tests.support.factories import Device, Row, Staff, World

MINUTE, HOUR = clock.MINUTE, clock.HOUR


def fill_catalogue(world: World) -> None:
    """Two rooms and a booth at one site, three hosts, three channels, a phone, two producers, and a spirit."""
    papers: list[Row] = []
    for name in ("CT1", "CT2"):
        papers.append({"id": f"p-{name}", "owner_kind": "producer", "owner": name, "kind": "seller"})
    for name in ("SP1", "SP2", "SP9"):
        papers.append({"id": f"p-{name}", "owner_kind": "product", "owner": name, "kind": "food_safety"})
    product = {"industry": "thuc_pham", "stars": None, "price": 100_000, "live_price": 90_000, "stock": 500}
    hosts = ("H1", "H2", "H3")
    rows: dict[Any, list[Row]] = {
        catalogue.live_site: [{"id": "S1", "name": "Trung tâm"}],
        catalogue.live_room: [
            {"id": one, "name": f"Phòng {one}", "site": "S1", "kind": kind, "opens": "00:00", "closes": "00:00"}
            for one, kind in (("R1", "room"), ("R2", "room"), ("B1", "booth"))],
        catalogue.producer: [{"id": one, "name": f"HTX {one}", "kind": "cooperative", "commune": "11560"}
                             for one in ("CT1", "CT2")],
        catalogue.product: [
            product | {"id": "SP1", "producer": "CT1", "name": "Bánh đậu", "alcohol": None},
            product | {"id": "SP2", "producer": "CT2", "name": "Nước mắm", "alcohol": None},
            product | {"id": "SP9", "producer": "CT2", "name": "Rượu nếp", "alcohol": 29.0}],
        catalogue.live_paper: [one | {"state": "accepted", "made_at": 0, "made_by": "system"} for one in papers],
        catalogue.live_person: [{"id": one, "name": f"Người Dẫn {one}"} for one in hosts],
        catalogue.live_identity: [
            {"id": f"i-{one}-{on}", "person": one, "platform": on, "handle": one, "state": "verified"}
            for one in hosts for on in ("facebook", "shopee", "youtube")],
        catalogue.live_kit: [{"id": "TB1", "name": "Điện thoại", "pieces": 1}],
        catalogue.channel: [
            {"id": f"K{n}", "name": f"Kênh {n}", "platform": on}
            for n, on in enumerate(("facebook", "shopee", "youtube"), start=1)],
    }  # fmt: skip
    with begin(world.ops.db, Doorbell(), world.id, "system") as work:
        for table, some in rows.items():
            work.conn.execute(insert(table), [{"event_id": world.id, **row} for row in some])
        seen = {table.name: [row["id"] for row in some] for table, some in rows.items()}
        seen["live_person"] += [row["person"] for row in rows[catalogue.live_identity]]
        del seen["live_identity"]
        work.record("live.catalogue_loaded", "live_catalogue", seen, {"rows": len(rows)})


@dataclass
class Plan:
    """An event with a catalogue and somebody who plans."""

    world: World
    boss: Staff

    def session(self, id: str = "P1", **facts: Any) -> str:
        values = {"title": f"Phiên {id}", "producers": ["CT1"], "room": "R1", "products": ["SP1"], "minutes": 60}
        self.world.command(self.boss, "live/sessions", id=id, **(values | facts))
        return id

    def slot(self, id: str, at: int, session: str = "P1", **facts: Any) -> str:
        """A draft of an hour from `at`; complete enough to be confirmed."""
        values: Row = {
            "host": "H1",
            "channel": "K1",
            "title": f"Khung {id}",
            "goods": [{"product": "SP1", "pieces": 10}],
        }
        values |= {"starts": clock.iso(at), "ends": clock.iso(at + HOUR)}
        self.world.command(self.boss, "live/slots", id=id, session=session, **(values | facts))
        return id

    def step(self, slot: str, do: str, by: Staff | Device | None = None, **facts: Any) -> Row:
        return self.world.command(by or self.boss, f"live/slots/{slot}/step", do=do, **facts)

    def row(self, slot: str) -> Row:
        found = self.world.row("live", "live_slot", slot)
        assert found is not None
        return found

    def acked(self, slot: str) -> None:
        """Every warning of a slot seen by name."""
        found = self.world.get(self.boss, "live/check").json["conflicts"]
        kinds = [[one["kind"], one["with"]] for one in found if slot in one["slots"] and one["level"] == "warn"]
        if kinds:
            self.world.command(self.boss, f"live/slots/{slot}/ack", kinds=kinds)

    def confirm(self, slot: str) -> Row:
        self.acked(slot)
        return self.step(slot, "confirm")

    def ready(self, slot: str, by: Staff | Device | None = None) -> Row:
        """Confirmed, ticked and ready."""
        self.confirm(slot)
        for what in ("sign", "price", "channel"):
            self.world.command(by or self.boss, f"live/slots/{slot}/tick", what=what)
        return self.step(slot, "ready", by)


def make_plan(world: World, boss: Staff | None = None) -> Plan:
    """A plan to work on: days set around now, a catalogue, one session."""
    fill_catalogue(world)
    plan = Plan(world, boss or world.make_staff("organiser"))
    plan.session()
    return plan


def refusal(answer: Any) -> str:
    assert answer.status_code == 409, answer.text
    assert answer.json["error"]["code"] == "live_refused", answer.text
    return str(answer.json["error"]["fields"]["refusal"])


def busy_live(world: World, staff: Staff) -> None:
    """Two sessions on air, two that are promised, one published version that somebody has seen."""
    plan, now = make_plan(world, staff), clock.now()
    plan.session("P2", producers=["CT2"], products=["SP2"], room="R2")
    other = {"session": "P2", "channel": "K2", "host": "H2", "goods": [{"product": "SP2", "pieces": 5}]}
    plan.slot("x", now + MINUTE)
    plan.slot("w", now + MINUTE, **other)
    plan.slot("c", now + 5 * HOUR)
    plan.slot("d", now + 5 * HOUR, **other)
    for name in ("x", "w"):
        plan.ready(name)
        plan.step(name, "go_live")
    for name in ("c", "d"):
        plan.confirm(name)
    world.command(staff, "live/publish")
    world.command(staff, "live/seen", slot="c", version=1, who="person:H1")
    world.command(staff, "live/slots/c/change", changes={"note": "mang thêm mẫu thử"})
    world.command(staff, "live/undo")
