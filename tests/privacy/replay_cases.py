"""A case for every kind of privacy."""

from sqlalchemy import select

from ops.checkin.models import guest
from ops.core.work import Doorbell
from ops.privacy.plan import Plan
from ops.privacy.purge_actions import purge
from tests.support.evening import Evening, case


@case("privacy.notice_published")
def published(one: Evening) -> None:
    assert one.command("notices", words_vi="Bên kiểm soát: Sở Thử.", words_en="")["facts"]["version"] == 1


@case("privacy.guest_erased")
def erased(one: Evening) -> None:
    one.command(f"guests/{one.guests[-1]}/erase", reason="asked")
    with one.world.ops.db.read() as conn:
        query = select(guest.c.name, guest.c.status, guest.c.entries).where(
            guest.c.event_id == one.world.id, guest.c.id == one.guests[-1]
        )
        assert conn.execute(query).one() == ("Đã xóa", "cancelled", 1)


@case("privacy.event_purged")
@case("privacy.purge_proved")
def purged(one: Evening) -> None:
    ops = one.world.ops
    report = purge(ops.db, Plan(one.world.id, f"staff:{one.staff.id}", ops.data))
    assert report.clean, report.row()
    Doorbell().ring(one.world.id)
