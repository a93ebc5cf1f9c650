"""A list taken in and taken back, as devices hear of it."""

from tests.guestlist.sheets import bring_in, csv_of
from tests.support.evening import Evening, case

ROWS = [["Họ và tên", "Đoàn", "Chức vụ"], ["Lê Thị Mới", "Đoàn d1", "Chuyên viên"], ["Khách Thử Hai", "Đoàn d2", "Phó"]]


@case("guestlist.list_accepted")
def accepted(one: Evening) -> None:
    made = one.world.make_guest(None, "d2", name="Khách Thử Hai", title="Trưởng", vip=True)
    list_id = bring_in(one.world, one.staff, csv_of(ROWS))
    facts = one.command(f"lists/{list_id}/accept", rows=None)["facts"]
    assert (facts["made"], facts["changed"]) == (1, 1), made


@case("guestlist.list_undone")
def undone(one: Evening) -> None:
    list_id = bring_in(one.world, one.staff, csv_of(ROWS))
    assert one.command(f"lists/{list_id}/accept", rows=None)["facts"]["made"] == 2
    assert one.command(f"lists/{list_id}/undo")["facts"]["removed"] == 2
