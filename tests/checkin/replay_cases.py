"""Changes of delegations and seats, for the promise of the feed."""

import uuid
from typing import Any

from ops.core import clock
from tests.support.evening import Evening, case
from tests.support.factories import Row, new_ref, scan

CALL = str(uuid.uuid5(uuid.NAMESPACE_OID, "call"))


@case("checkin.delegation_made")
def delegation_made(one: Evening) -> None:
    one.command("delegations", name="Đoàn thêm", category="vip", expected=4)


@case("checkin.delegation_changed")
def delegation_changed(one: Evening) -> None:
    changes = {"name": "Tên đoàn mới", "head": "", "pledged": 3, "category": "khach"}
    one.command("delegations/d2/change", changes=changes)
    one.command("delegations/d2/change", changes={"head": one.guests[-1]})
    one.command("delegations/d2/reissue")


@case("checkin.seats_planned")
def seats_planned(one: Evening) -> None:
    one.command("seats/plan", rows=[{"row": "A", "count": 4, "reserve": [4]}])


@case("checkin.seated")
def seated(one: Evening) -> None:
    one.command("seats/plan", rows=[{"row": "A", "count": 4}])
    one.command("seats/guests", places={one.guests[-1]: "A-01", one.guests[0]: "A-02"})


def _item(kind: str, **facts: Any) -> Row:
    return {"type": kind, "ref": new_ref(), "device_at": clock.iso(clock.now()), "offset_ms": 0} | facts


@case("checkin.walk_in_made")
def walk_in_made(one: Evening) -> None:
    words = {"delegation": "d2", "name": "Trần Thị Thêm", "title": "Phó Giám đốc"}
    one.world.upload(one.desk, _item("walk_in", guest="w1", **words), scan(guest="w1"))
    one.world.upload(one.other, _item("walk_in", guest="w2", **words))


@case("checkin.walk_in_decided")
def walk_in_decided(one: Evening) -> None:
    walk_in_made(one)
    one.command("guests/w1/approve", approve=True, reason="khách của Sở")
    one.command("guests/w2/approve", approve=False)


@case("checkin.twin_decided")
def twin_decided(one: Evening) -> None:
    walk_in_made(one)
    one.world.upload(one.desk, scan(guest="w1", told=True), scan(guest="w2", told=True))
    doubtful = [row["guest"] for row in one.world.snapshot("board")["rows"]["issue"] if row["kind"] == "doubtful"]
    one.command(f"guests/{doubtful[0]}/twin", same=True)


@case("checkin.stand_in_decided")
def stand_in_decided(one: Evening) -> None:
    for sender, deputy in ((one.desk, "n1"), (one.other, "n2")):
        words = {"name": f"Người Thay {deputy}", "title": "Trưởng phòng"}
        one.world.upload(sender, _item("stand_in", guest=one.guests[1], new_guest=deputy, **words), scan(guest=deputy))
    one.command(f"guests/{one.guests[1]}/deputies", keep="n2")


@case("checkin.stand_in_cancelled")
def stand_in_taken_back_at_the_desk(one: Evening) -> None:
    made = _item("stand_in", guest=one.guests[1], new_guest="n1", name="Người Thay", title="Phó phòng")
    one.world.upload(one.desk, made, scan(code=one.world.code_of(one.guests[1])))
    one.world.upload(one.desk, _item("stand_in_cancel", guest=one.guests[1]))


@case("checkin.guest_corrected")
def guest_corrected(one: Evening) -> None:
    call_made(one)
    changes = {"name": "Tên Đã Sửa", "title": "Giám đốc", "honorific": "Bà"}
    one.world.upload(one.desk, _item("correct", guest=one.guests[-1], changes=changes))


@case("checkin.guest_noted")
def guest_noted(one: Evening) -> None:
    one.world.upload(one.desk, _item("note", guest=one.guests[-1], text="Đi xe lăn"))


@case("checkin.call_made")
def call_made(one: Evening) -> None:
    one.world.upload(one.desk, _item("call", ref=CALL, guest=one.guests[-1], text="Cần người đón"))


@case("checkin.call_answered")
def call_answered(one: Evening) -> None:
    call_made(one)
    one.command(f"calls/{CALL}/answer")
