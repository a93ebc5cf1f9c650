"""The purge of an event reaches what visitors, witnesses and winners gave; hashes, sums and consents stay."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from ops import checks
from ops.core import clock
from ops.privacy.plan import Plan
from ops.privacy.purge_actions import purge
from ops.spaces import card_models as cards
from ops.spaces.models import space_exhibitor, space_tally
from tests.spaces.fair import make_fair
from tests.support.app import Ops
from tests.support.factories import make_world, new_ref

SECRETS = ("Trần Thị Lan Rất Riêng", "0912 345 678", "lan.rieng@vidu.vn", "Muốn mua sỉ rươi", "Khách khó tính lắm",
           "Vũ Văn Chứng Kiến", "Ngô Thị Trúng Giải", "0987 654 321", "Bà Lan gọi điện hỏi", "Thiếu thẻ của chị Bảy",
           "lienhe@ruoituky.vn")  # fmt: skip

pytestmark = pytest.mark.once


def test_no_word_of_a_visitor_a_witness_or_a_winner_is_left(own_ops: Ops) -> None:
    world = make_world(own_ops)
    fair = make_fair(world, world.make_staff("organiser"))
    phone, tablet = fair.full_card("b1", "b2"), fair.tablet("b1")
    form = phone.ask("lead/form", booth=fair.keys["b1"], code=fair.code("b1")).json
    body = {"ticket": form["ticket"], "lang": "vi", "version": 1, "hash": form["text"]["hash"]["vi"]}
    given = {"name": SECRETS[0], "phone": SECRETS[1], "email": SECRETS[2], "interest": SECRETS[3]}
    link = phone.ask("lead", ref=new_ref(), purposes=["contact"], **body, **given).json["link"]
    (lead,) = world.get(tablet, "spaces/booths/b1/leads").json["leads"]
    world.command(tablet, f"spaces/leads/{lead['id']}/mark", rating=3, note=SECRETS[4])
    fair.command("askings", kind="view", booth="b1", words=SECRETS[8])
    fair.command("draws", id="q1", title="Quay số", min_stamps=2, prizes=[{"name": "Xe đạp", "pieces": 1}])
    period = {"from": clock.iso(clock.now() - clock.DAY), "until": clock.iso(clock.now() + clock.DAY)}
    fair.command("draws/q1/change", version=1, changes={"file_number": "1/TB", "file_date": "2026-11-01", **period})
    fair.command("draws/q1/freeze")
    fair.command("draws/q1/thaw", reason=SECRETS[9])
    frozen = fair.command("draws/q1/freeze")["facts"]
    people = [{"name": f"{SECRETS[5]} {number}", "role": "Khách", "number": number} for number in (1, 2, 3)]
    fair.command("draws/q1/run", list_hash=frozen["list_hash"], witnesses=people)
    fair.command("draws/q1/claim", token=phone.token, name=SECRETS[6], phone=SECRETS[7], agree=True)

    report = purge(own_ops.db, Plan(world.id, "system", own_ops.data))

    assert report.clean, report.row()
    assert checks.run(own_ops.db, world.id) == []
    with own_ops.db.read() as conn:
        for table in cards.metadata.sorted_tables:
            text = "\n".join(str(tuple(row)) for row in conn.execute(select(table)))
            assert [one for one in SECRETS if one in text] == [], table.name
        for table in (cards.space_card, cards.space_stamp, cards.space_flag):
            assert conn.execute(select(func.count()).select_from(table)).scalar_one() == 0
        assert conn.execute(select(func.sum(space_tally.c.scans))).scalar_one() == 2
        assert conn.execute(select(cards.space_consent.c.act)).scalars().all() == ["given"]
        assert conn.execute(select(space_exhibitor.c.name)).scalars().all() == ["HTX Rươi Tứ Kỳ"]
    own = phone.ask("lead/own", link=link).json["own"]
    assert (own["name"], own["phone"], own["words"]) == ("", "", {})
