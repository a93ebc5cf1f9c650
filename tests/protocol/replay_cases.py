"""The feed's promise for what protocol changes (tests/test_replay.py runs these)."""

from ops.protocol.queries import KEPT
from tests.support.evening import Evening, case


@case("protocol.frozen")
def frozen(one: Evening) -> None:
    one.command("introductions/freeze", note="Đọc chậm")


@case("protocol.frozen")
def frozen_until_the_first_is_let_go(one: Evening) -> None:
    for _ in range(KEPT + 2):
        one.command("introductions/freeze")


@case("protocol.block_changed")
def block_changed(one: Evening) -> None:
    one.command("categories/vip/change", changes={"order": 7, "named": -1, "collective": "và {n} vị khác"})


@case("protocol.block_changed")
def blocks_ordered(one: Evening) -> None:
    one.command("introductions/blocks", blocks=["vip", "khach"])
    one.command("introductions/blocks", blocks=["khach"])


@case("protocol.block_changed")
def people_ordered(one: Evening) -> None:
    one.command("introductions/people", guests=[one.guests[2], one.guests[0]])


@case("checkin.guest_changed")
def words_for_the_mc(one: Evening) -> None:
    changes = {"order": 3, "intro": "always", "pronounce": "Khuê như thuê", "rank": 10, "honorific": "Bà"}
    one.command(f"guests/{one.guests[-1]}/change", changes=changes)


@case("checkin.guest_changed")
def not_fit_for_the_wall(one: Evening) -> None:
    one.command(f"guests/{one.guests[-1]}/change", changes={"name": "<b>Khách</b>"})
