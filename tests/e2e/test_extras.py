"""At the desk beside scanning: a whole delegation, walk-ins, deputies, calls, the kiosk; alone and merged later.

Every tap and every letter of the scripted hand is counted as long as a practised person takes for it; the tests do not
wait that long, so the time of the pages is added to it, not hidden behind it. The figures are printed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import pytest

from ops.core import tokens
from scripts.parts import wait_for
from tests.e2e.test_pages import axe as axe, look, themes_of
from tests.support.browser import Site, Tablet, guest_lines, plain_guests

GUESTS = plain_guests("A")
PEOPLE = {row["id"]: row for row in guest_lines()}
TAP_MS = 500  # to see the next button and press it
KEY_MS = 130  # a letter on a screen's keyboard, with an input method
PAUSE_MS, STROKE_MS = 100, 10  # what is waited instead: the page has drawn what the finger goes to
SAME_CODE_MS = 3000  # so long a code counts as the one that still lies in front of the scanner
PHONE = {"width": 360, "height": 740}


@dataclass
class Hand:
    """A practised hand on a tablet: it counts its taps and the time that a person needs beyond what it waited."""

    tablet: Tablet
    taps: int = 0
    person_ms: int = 0
    began: float = field(default_factory=time.monotonic)

    def tap(self, selector: str) -> None:
        self.tablet.page.wait_for_timeout(PAUSE_MS)
        self.tablet.page.click(selector)
        self.taps += 1
        self.person_ms += TAP_MS - PAUSE_MS

    def type(self, selector: str, words: str) -> None:
        """Into the box that has the focus already; a box that has not costs a tap."""
        page = self.tablet.page
        if not page.evaluate("one => document.activeElement === document.querySelector(one)", selector):
            self.tap(selector)
        page.keyboard.type(words, delay=STROKE_MS)
        self.person_ms += len(words) * (KEY_MS - STROKE_MS)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began + self.person_ms / 1000

    def forget_code(self) -> None:
        """Until the code that was read before this hand began may be read again."""
        left = self.began + SAME_CODE_MS / 1000 - time.monotonic()
        self.tablet.page.wait_for_timeout(max(0, round(left * 1000)))


def tell(capsys: Any, what: str, hand: Hand) -> None:
    with capsys.disabled():
        print(f"\n  {what}: {hand.taps} taps, {hand.seconds:.1f} s of a practised hand")


@pytest.fixture(scope="module")
def party(site: Site) -> list[str]:
    """A delegation of twenty whom gate A lets in; answers their ids."""
    category = PEOPLE[GUESTS[0]]["category"]
    made = site.command("delegations", name="Đoàn Hai Mươi", category=category)
    group = made.body["facts"]["delegation"]
    names = [f"Nguyễn Thành Viên {number}" for number in range(1, 21)]
    people = [
        site.command("guests", delegation=group, honorific="Ông", name=one).body["facts"]["guest"] for one in names
    ]
    return [group, *people]


def open_desk(site: Site, number: int, words: str = "Đoàn Hai Mươi", **options: Any) -> Tablet:
    tablet = site.tablet(number, **options).open().start(f"Người trực {number + 1}").keep_shell()
    tablet.page.wait_for_function("n => opsDesk.search(n) > 0", arg=words)
    return tablet


def go_offline(*tablets: Tablet) -> None:
    for tablet in tablets:
        tablet.offline()
        tablet.wait_link("offline")


def come_back(*tablets: Tablet) -> None:
    for tablet in tablets:
        tablet.offline(False)
        tablet.wait_pending(0, timeout=30_000)
        tablet.wait_link("online")


def code_of_group(site: Site, group: str) -> str:
    secret = bytes.fromhex((site.venue.data / "secret.key").read_text().strip())
    return tokens.derive_code(secret, "hp2025", f"d:{group}", 1)


def row_of(site: Site, guest: str) -> dict[str, Any]:
    return site.query("SELECT * FROM guest WHERE event_id = 'hp2025' AND id = ?", guest)[0]


def named(site: Site, name: str) -> dict[str, Any]:
    return site.query("SELECT * FROM guest WHERE event_id = 'hp2025' AND name = ?", name)[0]


def close(*tablets: Tablet) -> None:
    for tablet in tablets:
        tablet.context.close()


# ---------- a delegation ----------


def test_a_delegation_of_twenty_in_four_taps(site: Site, party: list[str], capsys: Any) -> None:
    group, *people = party
    tablet, other = open_desk(site, 0, viewport=PHONE), open_desk(site, 1)
    go_offline(tablet, other)
    assert other.scan(people[4])["reason"] == "ok"
    hand = Hand(tablet)
    tablet.wedge(code_of_group(site, group))
    tablet.page.wait_for_selector("section.sheet ul.members")
    hand.tap(f'.member input[data-guest="{people[19]}"]')
    hand.tap(".sheet-act .button.main")
    tablet.page.wait_for_selector(".sheet [role=status]")
    assert "19" in tablet.page.inner_text("#sheet-title")
    hand.tap(".sheet-act .button.main")
    tablet.page.wait_for_selector("main.work[data-view=ready]")
    tell(capsys, "delegation of 20, one absent, offline", hand)
    assert hand.taps <= 4
    assert tablet.pending == 19
    come_back(other, tablet)
    scans = [row for row in site.scans() if row["guest_id"] in people]
    assert sum(row["method"] == "group" for row in scans) == 19
    assert sorted(row["state"] for row in scans) == ["conflict", *["counted"] * 19]
    site.venue.assert_sound()
    close(tablet, other)


def test_a_member_brings_the_others(site: Site, capsys: Any) -> None:
    sizes: dict[str, list[str]] = {}
    for row in PEOPLE.values():
        sizes.setdefault(row["unit"] if "unit" in row else row["delegation"], []).append(row["id"])
    rows = site.query("SELECT delegation, count(*) AS n FROM guest WHERE event_id = 'hp2025' AND status = 'confirmed'"
                      " AND entries = 0 AND blocked IS NULL GROUP BY delegation ORDER BY n DESC")  # fmt: skip
    members = {row["id"]: row["delegation"] for row in site.query("SELECT id, delegation FROM guest")}
    first = next(one for one in GUESTS if members[one] in {row["delegation"] for row in rows if row["n"] > 4})
    tablet = site.tablet(2).open().start()
    hand = Hand(tablet)
    assert tablet.scan(first)["reason"] == "ok"
    hand.tap("section.verdict button:has(use[href$='#users'])")
    tablet.page.wait_for_selector("section.sheet ul.members")
    said = tablet.page.inner_text(".sheet-act .button.main")
    hand.tap(".sheet-act .button.main")
    tablet.page.wait_for_selector(".sheet [role=status]")
    hand.tap(".sheet-act .button:has(use[href$='#undo-2'])")
    tablet.page.wait_for_selector("section.sheet ul.members")
    assert tablet.page.inner_text(".sheet-act .button.main") == said, "all of them are out again"
    tell(capsys, f"delegation by a member ({said.strip()}), then undone", hand)
    tablet.wait_pending(0)
    site.venue.assert_sound()
    close(tablet)


# ---------- walk-ins ----------


def walk_in(hand: Hand, name: str, title: str) -> None:
    """From the working screen to the verdict."""
    before = hand.tablet.shown()
    hand.tap(".act button:has(use[href$='#plus'])")
    hand.tap(".sheet button.row:has(use[href$='#user-plus'])")
    if hand.tablet.page.query_selector("#delegation"):
        hand.type("#delegation", "hai muoi")
        hand.tap(".picks button")
    hand.tap(".honorific button >> nth=1")
    hand.type("#person-name", name)
    hand.type("#person-title", title)
    hand.tap(".titles button >> nth=0")
    hand.tap(".sheet-act .button.main")
    hand.tablet.expect(before)


def test_a_walk_in_within_fifteen_seconds(site: Site, party: list[str], capsys: Any) -> None:
    tablet, other = open_desk(site, 0, viewport=PHONE), open_desk(site, 1)
    go_offline(tablet, other)
    hand = Hand(tablet)
    walk_in(hand, "Bùi Thị Khánh", "Phó")
    assert tablet.verdict()["reason"] == "not_approved"
    tell(capsys, "walk-in, delegation looked for, offline", hand)
    assert hand.seconds < 15
    tablet.clear_card()
    again = Hand(tablet)
    walk_in(again, "Đỗ Thị Hạnh", "Phó")
    tell(capsys, "walk-in, same delegation as the last, offline", again)
    assert again.seconds < 15
    walk_in(Hand(other), "BUI THI KHANH", "Phó")
    tablet.close()
    tablet.open()
    assert tablet.pending == 4
    tablet.find("bui thi khanh").first.wait_for()
    tablet.page.fill("#find", "")
    come_back(other, tablet)
    issues = [row for row in site.board()["issue"] if row["kind"] in ("walk_in", "doubtful")]
    assert sorted(row["kind"] for row in issues) == ["doubtful", "walk_in", "walk_in", "walk_in"]
    officer = site.context(viewport=PHONE)
    site.give_cookie(officer, "ops_staff", site.venue.staff["organiser"])
    page = officer.new_page()
    page.goto(f"{site.event}/calls")
    page.click(".call-one:has-text('Đỗ Thị Hạnh') button.main")
    page.wait_for_selector(".call-one:has-text('Đỗ Thị Hạnh')", state="detached")
    guest = named(site, "Đỗ Thị Hạnh")
    assert (guest["approval"], guest["rank"]) == ("approved", guest["rank"])
    assert tablet.admit_by_name("do thi hanh", guest["id"])["reason"] == "ok"
    tablet.wait_pending(0)
    site.venue.assert_sound()
    officer.close()
    close(tablet, other)


# ---------- deputies ----------


def stand_in(hand: Hand, name: str) -> None:
    before = hand.tablet.shown()
    hand.tap("section.verdict button:has(use[href$='#repeat'])")
    hand.tap(".honorific button >> nth=0")
    hand.type("#person-name", name)
    hand.type("#person-title", "Tr")
    hand.tap(".titles button >> nth=0")
    hand.tap(".sheet-act .button.main")
    hand.tablet.expect(before)


def test_a_stand_in_within_ten_seconds(site: Site, party: list[str], capsys: Any) -> None:
    invited = GUESTS[60]
    tablet, other = open_desk(site, 0, viewport=PHONE), open_desk(site, 1)
    go_offline(tablet, other)
    assert tablet.scan(invited)["reason"] == "ok"
    hand = Hand(tablet)
    stand_in(hand, "Vũ Văn Thay")
    verdict = tablet.verdict()
    tell(capsys, "stand-in from the card, offline", hand)
    assert hand.seconds < 10
    assert verdict["reason"] == "ok"
    assert f"Đi thay cho {PEOPLE[invited]['honorific']} {PEOPLE[invited]['name']}".strip() in verdict["text"]
    tablet.clear_card()
    hand.forget_code()
    assert tablet.scan(invited)["reason"] == "already_in", "the invitation is the deputy's now"
    come_back(tablet, other)
    deputy = named(site, "Vũ Văn Thay")
    assert (deputy["inside"], deputy["stands_for"], deputy["seat"]) == (1, invited, "")
    assert (row_of(site, invited)["entries"], row_of(site, invited)["stand_in"]) == (0, deputy["id"])
    assert wait_for(lambda: other.page.evaluate("opsDesk.search('vu van thay')") == 1, 10)
    again = other.scan(invited)
    assert (again["reason"], "Vũ Văn Thay" in again["text"]) == ("already_in", True)
    other.wait_pending(0)
    site.venue.assert_sound()
    close(tablet, other)


def test_two_tablets_name_two_deputies(site: Site, party: list[str]) -> None:
    invited = GUESTS[61]
    first, second = open_desk(site, 0), open_desk(site, 1)
    go_offline(first, second)
    for tablet, name in ((first, "Phạm Thay Một"), (second, "Phạm Thay Hai")):
        assert tablet.scan(invited)["reason"] == "ok"
        stand_in(Hand(tablet), name)
        tablet.clear_card()
    come_back(second, first)
    assert row_of(site, invited)["stand_in"] == named(site, "Phạm Thay Một")["id"], "who was named first stands"
    first.page.wait_for_selector("article.notice, .notice[role=alert]")
    issue = next(row for row in site.board()["issue"] if row["kind"] == "stand_in" and row["guest"] == invited)
    board = site.office("/arrivals")
    board.wait_for_selector("article.notice")
    if board.locator(".issue-more button").count():  # earlier tests left issues of their own
        board.click(".issue-more button")
    board.wait_for_selector("article.notice >> text=Chưa rõ ai đi thay")
    board.click("article.notice:has-text('Phạm Thay Hai') button:has-text('Phạm Thay Hai')")
    assert wait_for(lambda: issue["id"] not in {row["id"] for row in site.board()["issue"]}, 10)
    assert named(site, "Phạm Thay Hai")["inside"] == 1
    assert named(site, "Phạm Thay Một")["entries"] == 0
    site.venue.assert_sound()
    board.context.close()
    close(first, second)


# ---------- calls ----------


def test_a_call_reaches_the_officers_phone(site: Site, party: list[str]) -> None:
    tablet = open_desk(site, 2)
    device = site.pair("A", "Điện thoại lễ tân", role="protocol")
    phone = site.context(viewport=PHONE)
    site.give_cookie(phone, "ops_device", device["token"])
    page = phone.new_page()
    page.goto(f"{site.url}/calls")
    page.wait_for_selector("#calls button")
    hand = Hand(tablet)
    hand.tap(".act button:has(use[href$='#plus'])")
    hand.tap(".sheet button.row:has(use[href$='#bell'])")
    hand.tap(".sheet-choices button >> nth=1")
    page.wait_for_selector(".call-one >> text=Khách VIP cần người đón")
    page.click("[data-calls] .call-one button.main")
    tablet.page.wait_for_selector(".notice >> text=Điện thoại lễ tân đang đến")
    page.wait_for_selector("[data-calls]", state="detached")
    phone.close()
    close(tablet)


# ---------- the kiosk ----------


def open_kiosk(site: Site) -> Tablet:
    device = site.pair("A", "Máy tự điểm danh", role="kiosk")
    context = site.context(shell=True, viewport={"width": 820, "height": 1180})
    site.give_cookie(context, "ops_device", device["token"])
    kiosk = Tablet(site, context, device["token"], device["id"], device["name"])
    kiosk.page = context.new_page()
    kiosk.page.goto(f"{site.url}/kiosk")
    kiosk.page.click(".kiosk-start button.main:enabled")
    kiosk.page.wait_for_selector("main.kiosk")
    return kiosk


def test_guests_check_themselves_in(site: Site) -> None:
    kiosk = open_kiosk(site)
    kiosk.keep_shell()
    page = kiosk.page
    kiosk.wedge(site.code_of(GUESTS[70]))
    page.wait_for_selector("[data-said=welcome]")
    assert PEOPLE[GUESTS[70]]["name"] in page.inner_text("[data-said=welcome]")
    began = time.monotonic()
    page.wait_for_selector("main.kiosk[data-view=ready]")
    assert time.monotonic() - began > 2  # the greeting can be read
    kiosk.offline()
    kiosk.wedge(site.code_of(GUESTS[71]))
    page.wait_for_selector("[data-said=welcome]")
    blocked = next(row["id"] for row in PEOPLE.values() if row["blocked"])
    kiosk.wedge(site.code_of(blocked))
    page.wait_for_selector("[data-said=desk]")
    said = page.inner_text("[data-said=desk]")
    assert " ".join(said.split()) == "Mời quý khách gặp lễ tân Bàn lễ tân ở ngay bên cạnh."
    page.click(".kiosk-foot button")
    page.go_back()
    assert page.url.endswith("/kiosk")
    assert not page.query_selector("main.kiosk a, main.kiosk input")
    assert kiosk.pending == 3
    kiosk.offline(False)
    kiosk.wait_pending(0, timeout=30_000)
    assert row_of(site, GUESTS[71])["inside"] == 1
    assert any(row["kind"] == "call" for row in site.board()["issue"])
    site.venue.assert_sound()
    kiosk.context.close()


# ---------- as it looks ----------


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_screen_is_fit_for_everybody(site: Site, party: list[str], axe: str, lang: str) -> None:
    tablet = site.tablet(3)
    site.give_cookie(tablet.context, "ops_lang", lang)
    tablet.open().start()
    page = tablet.page
    tablet.page.wait_for_function("() => opsDesk.search('Hai Muoi') > 0")
    wrong: list[str] = []

    def back() -> None:
        page.keyboard.press("Escape")
        page.wait_for_selector("section.sheet", state="detached")

    def more(icon: str) -> None:
        page.click(".act button:has(use[href$='#plus'])")
        page.click(f".sheet button.row:has(use[href$='#{icon}'])")

    page.click(".act button:has(use[href$='#plus'])")
    page.wait_for_selector(".sheet .rows")
    wrong += look(page, f"more {lang}", axe, themes_of(lang))
    back()
    for icon in ("user-plus", "repeat", "users", "bell"):
        more(icon)
        page.wait_for_selector(".sheet .field")
        wrong += look(page, f"{icon} {lang}", axe, themes_of(lang))
        back()
    tablet.wedge(code_of_group(site, party[0]))
    page.wait_for_selector("section.sheet ul.members")
    wrong += look(page, f"group {lang}", axe, themes_of(lang))
    back()
    tablet.scan(GUESTS[80 if lang == "vi" else 81])
    wrong += look(page, f"card {lang}", axe, themes_of(lang))
    for icon in ("pencil", "message-square"):
        page.click("section.verdict button:has(use[href$='#plus'])")
        page.click(f".sheet button.row:has(use[href$='#{icon}'])")
        page.wait_for_selector(".sheet .field")
        wrong += look(page, f"{icon} {lang}", axe, themes_of(lang))
        back()
    close(tablet)
    kiosk = open_kiosk(site)
    wrong += look(kiosk.page, "kiosk", axe)
    kiosk.wedge(site.code_of(GUESTS[82 if lang == "vi" else 83]))
    kiosk.page.wait_for_selector("[data-said=welcome]")
    wrong += look(kiosk.page, "kiosk welcome", axe)
    kiosk.context.close()
    assert not wrong, "\n".join(wrong)
