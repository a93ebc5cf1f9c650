"""Two tablets without a network, then without a server: what they decided meets again, whoever comes back first."""

from __future__ import annotations

from collections import Counter

import pytest

from scripts.parts import wait_for
from tests.support.browser import Site, Tablet, guest_lines, plain_guests

GUESTS = plain_guests("A")
PEOPLE = {row["id"]: row for row in guest_lines()}
SHARED, ONLY_FIRST, ONLY_SECOND = GUESTS[10:13], GUESTS[20:23], GUESTS[30:33]
TAKEN_BACK, BEFORE = GUESTS[40], GUESTS[41]
# Who let whom in first decides, and not who comes back first: the first tablet has SHARED[0] and [2], the second [1].
EXPECTED = {
    **{("first", guest): "counted" for guest in (SHARED[0], SHARED[2], *ONLY_FIRST, BEFORE)},
    **{("second", guest): "counted" for guest in (SHARED[1], *ONLY_SECOND)},
    ("first", SHARED[1]): "conflict", ("second", SHARED[0]): "conflict", ("second", SHARED[2]): "conflict",
    ("second", TAKEN_BACK): "undone",
}  # fmt: skip


def admit(tablet: Tablet, guest: str) -> None:
    verdict = tablet.scan(guest)
    assert verdict["reason"] == "ok", verdict
    tablet.clear_card()


def through_the_evening(site: Site, first: Tablet, second: Tablet) -> None:
    """Both lose the network, the server goes, both pages are closed and opened again; nobody stops admitting."""
    admit(first, BEFORE)
    first.wait_pending(0)
    for tablet in (first, second):
        tablet.keep_shell().offline()
        tablet.wait_link("offline")
    admit(first, SHARED[0])
    admit(second, SHARED[0])
    admit(second, SHARED[1])
    admit(first, SHARED[1])
    assert second.admit_by_name(PEOPLE[ONLY_SECOND[0]]["name"].lower(), ONLY_SECOND[0])["reason"] == "ok"
    assert "đã lưu" in second.verdict()["text"]
    assert second.scan(TAKEN_BACK)["reason"] == "ok"
    second.undo()
    admit(first, ONLY_FIRST[0])
    site.server.stop()
    admit(first, ONLY_FIRST[1])
    admit(second, ONLY_SECOND[1])
    kept = {tablet: tablet.pending for tablet in (first, second)}
    assert list(kept.values()) == [4, 6]
    for tablet, number in kept.items():
        tablet.close()
        tablet.open()
        assert tablet.pending == number
        assert "chờ gửi" in tablet.strip
    assert first.type_code(site.code_of(SHARED[0]))["reason"] == "already_in", "the reopened page forgot its own entry"
    admit(first, SHARED[2])
    admit(second, SHARED[2])
    admit(first, ONLY_FIRST[2])
    admit(second, ONLY_SECOND[2])


def come_back(tablet: Tablet) -> None:
    tablet.offline(False)
    tablet.wait_pending(0, timeout=30_000)
    tablet.wait_link("online")


def outcome(site: Site, first: Tablet) -> dict[tuple[str, str], str]:
    """State of every admitted entry by tablet and guest."""
    rows = [row for row in site.scans() if row["admit"] or row["state"] == "undone"]
    return {("first" if row["device_id"] == first.id else "second", row["guest_id"]): row["state"] for row in rows}


@pytest.mark.parametrize("back_first", ["first", "second"])
def test_two_tablets_offline_and_back(own_site: Site, back_first: str) -> None:
    site = own_site
    first, second = (site.tablet(number).open().start(f"Người trực {number + 1}") for number in (0, 1))
    through_the_evening(site, first, second)
    site.server.start()
    for tablet in (first, second) if back_first == "first" else (second, first):
        come_back(tablet)
    assert outcome(site, first) == EXPECTED
    assert Counter(row["guest_id"] for row in site.scans() if row["state"] == "counted").most_common(1)[0][1] == 1
    numbers = Counter((row["device_id"], row["dev_seq"]) for row in site.scans())
    assert max(numbers.values()) == 1
    site.venue.assert_sound()
    assert_conflicts_are_listed(site)
    assert_both_hear(first, second)
    assert_counts(site)


def assert_conflicts_are_listed(site: Site) -> None:
    board = site.office("/arrivals")
    board.wait_for_selector("article.notice >> text=Một mã, hai tablet")
    text = board.inner_text("section.area-issues")
    for guest in SHARED:
        assert PEOPLE[guest]["name"] in text
    assert board.locator("article.notice:has-text('Một mã, hai tablet')").count() == len(SHARED)


def assert_both_hear(*tablets: Tablet) -> None:
    """Whose entry became the later one is told aloud; the other sees it at the guest."""
    for tablet in tablets:
        for guest in SHARED:
            tablet.find(PEOPLE[guest]["name"])
            tablet.page.wait_for_selector(f'button[data-guest="{guest}"] >> text=Hai máy cùng quét')
        tablet.page.fill("#find", "")


def assert_counts(site: Site) -> None:
    inside = len({guest for (_, guest), state in EXPECTED.items() if state in ("counted", "conflict")})
    # a dear snapshot may be a little older than the last line
    assert wait_for(lambda: site.board()["event"][0]["present"] == inside, 10), site.board()["event"]
