"""Many phones at once: every scan is stamped exactly once, sums and checks hold (rates are in bench/spaces.py)."""

from __future__ import annotations

import threading

from ops import checks
from tests.spaces.fair import Phone, make_fair
from tests.support.factories import World

PHONES, BOOTHS = 24, ("b1", "b2", "b3")


def test_a_crowd_scans_at_once_and_every_stamp_is_there_once(world: World) -> None:
    fair = make_fair(world, world.make_staff("organiser"))
    fair.command("settings", burst=10_000, gifts=[])
    phones, failed = [fair.phone() for _ in range(PHONES)], list[str]()

    def visit(phone: Phone) -> None:
        for booth in BOOTHS:
            answers = [phone.scan(booth) for _ in range(2)]
            failed.extend(one.text for one in answers if one.status_code != 200)

    crowd = [threading.Thread(target=visit, args=(phone,)) for phone in phones]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert failed == []
    for booth in BOOTHS:
        row = world.row("spaces", "space_tally", booth)
        assert row is not None
        assert row["scans"] == PHONES
    cards = [phone.ask("card", token=phone.token).json["card"] for phone in phones]
    assert len({card["id"] for card in cards}) == PHONES
    assert [sorted(one["booth"] for one in card["stamps"]) for card in cards] == [list(BOOTHS)] * PHONES
    assert checks.run(world.ops.db, world.id) == []
