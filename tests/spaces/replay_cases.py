"""The feed's promise for what spaces change (tests/test_replay.py runs these)."""

from __future__ import annotations

from typing import Any

from ops.core import clock
from ops.core.work import Doorbell, begin
from ops.spaces.actions import cards, loading, taps
from tests.spaces.fair import Fair, make_fair
from tests.support.evening import Evening, case
from tests.support.factories import Row, new_ref

DAY = clock.DAY
PERSON: Row = {"name": "Trần Thị Lan", "phone": "0912345678"}


def fair_of(one: Evening) -> Fair:
    return make_fair(one.world, one.staff)


@case("spaces.loaded")
def loaded(one: Evening) -> None:
    files = {
        "areas": [{"id": "a9", "name": "Sảnh"}], "exhibitors": [{"id": "x9", "name": "HTX Chín"}],
        "booths": [{"id": "b9", "name": "Gian chín", "area": "a9", "exhibitor": "x9"}],
        "settings": {"opens": "09:30", "gifts": []},
    }  # fmt: skip
    with begin(one.world.ops.db, Doorbell(), one.world.id, "system") as work:
        assert loading.load_spaces(work, files)


@case("spaces.area_made")
@case("spaces.area_changed")
@case("spaces.exhibitor_made")
@case("spaces.exhibitor_changed")
@case("spaces.booth_made")
@case("spaces.booth_changed")
@case("spaces.booth_removed")
@case("spaces.settings_changed")
def places(one: Evening) -> None:
    fair = fair_of(one)
    fair.command("areas/a1/change", changes={"name": "Khu B", "safety": None})
    fair.command("exhibitors/x1/change", changes={"contact": "moi@vidu.vn"})
    fair.command("booths/b1/change", changes={"name": "Gian khác", "demos": [], "stamps": False})
    fair.command("booths/b4/remove")
    fair.command("settings", opens="08:00", pin="2580")


@case("spaces.printed_set")
def printed(one: Evening) -> None:
    fair_of(one).command("booths/b1/printed", on=True)


@case("spaces.counted")
@case("spaces.counts_zeroed")
@case("spaces.tour_told")
@case("spaces.demo_told")
@case("spaces.tap_undone")
def tapped(one: Evening) -> None:
    fair = fair_of(one)
    refs = [new_ref() for _ in range(3)]
    fair.command("count", ref=refs[0], area="a1", by=5)
    fair.command("tour", ref=refs[1], booth="b1", people=12)
    fair.command("demo", ref=refs[2], booth="b1", demo="d1")
    for ref in refs:
        fair.command(f"taps/{ref}/undo")
    fair.command("count", area="a1", by=-1)
    zeroed(one)


def zeroed(one: Evening) -> None:
    """The next day begins."""
    clock.freeze(clock.now() + DAY)
    try:
        with begin(one.world.ops.db, Doorbell(), one.world.id, "system") as work:
            assert taps.zero(work)
    finally:
        clock.freeze(None)


@case("spaces.stamped")
@case("spaces.staff_stamped")
@case("spaces.card_used")
@case("spaces.flag_answered")
def stamped(one: Evening) -> None:
    fair = fair_of(one)
    phone = fair.full_card("b1", "b2", "b3")
    fair.command("cards/stamp", token=phone.token)
    fair.command("cards/use", token=phone.token, gift="tui")
    for flag in one.world.snapshot("spaces")["rows"]["space_flag"]:
        fair.command(f"flags/{flag['id']}/answer", verdict="doubtful", words="Quá nhanh")


@case("spaces.cards_deleted")
def deleted(one: Evening) -> None:
    from sqlalchemy import update

    from ops.core.models import event

    fair_of(one).full_card("b1", "b2")
    with one.world.ops.db.write() as conn:
        conn.execute(update(event).where(event.c.id == one.world.id).values(ends_at=clock.now() - 31 * DAY))
    with begin(one.world.ops.db, Doorbell(), one.world.id, "system") as work:
        assert cards.delete_cards(work)


@case("spaces.lead_given")
@case("spaces.lead_marked")
@case("spaces.lead_withdrawn")
@case("spaces.lead_changed")
@case("spaces.lead_erased")
def leads(one: Evening) -> None:
    fair = fair_of(one)
    phone, tablet = fair.phone(), fair.tablet("b1")
    form = phone.ask("lead/form", booth=fair.keys["b1"], code=fair.code("b1")).json
    body = {"ticket": form["ticket"], "lang": "vi", "version": 1, "hash": form["text"]["hash"]["vi"]} | PERSON
    link = said(phone, "lead", purposes=["contact"], **body)["link"]
    (lead,) = one.world.get(tablet, "spaces/booths/b1/leads").json["leads"]
    one.world.command(tablet, f"spaces/leads/{lead['id']}/mark", rating=2, note="Gọi lại")
    said(phone, "lead/change", link=link, name="Trần Lan", phone="0912345678")
    said(phone, "lead/withdraw", link=link)
    said(phone, "lead/erase", link=link)


def said(visitor: Any, path: str, /, **body: Any) -> Row:
    answer = visitor.ask(path, ref=new_ref(), **body)
    assert answer.status_code == 200, answer.text
    found: Row = answer.json
    return found


@case("spaces.asked")
@case("spaces.asking_done")
def asked(one: Evening) -> None:
    fair = fair_of(one)
    asking = fair.command("askings", kind="view", booth="b1", words="Xin xem")["facts"]["asking"]
    fair.command(f"askings/{asking}/done", words="Đã gửi")


@case("spaces.draw_made")
@case("spaces.draw_changed")
@case("spaces.draw_frozen")
@case("spaces.draw_thawed")
@case("spaces.draw_run")
@case("spaces.prize_claimed")
def drawn(one: Evening) -> None:
    fair = fair_of(one)
    phone = fair.full_card("b1", "b2")
    fair.command("draws", id="q1", title="Quay số", min_stamps=2, prizes=[{"name": "Xe đạp", "pieces": 1}])
    period = {"from": clock.iso(clock.now() - DAY), "until": clock.iso(clock.now() + DAY)}
    fair.command("draws/q1/change", version=1, changes={"file_number": "1/TB", "file_date": "2026-11-01", **period})
    fair.command("draws/q1/freeze")
    fair.command("draws/q1/thaw", reason="Thiếu thẻ")
    frozen = fair.command("draws/q1/freeze")["facts"]
    people = [{"name": name, "role": "Khách", "number": number} for number, name in enumerate("ABC", start=1)]
    fair.command("draws/q1/run", list_hash=frozen["list_hash"], witnesses=people)
    fair.command("draws/q1/claim", token=phone.token, name="Ngô Thị Thúy", agree=True)
