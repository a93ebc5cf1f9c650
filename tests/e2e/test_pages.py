"""Every page in both languages, both themes, three sizes: for everybody, by keyboard alone, without strangers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from scripts.parts import ROOT
from tests.support.browser import Site, Tablet, plain_guests
from tests.support.tools import IN_CI

GUESTS = plain_guests("A")[200:]
VIP, LONG_NAME = "dv01-02", "Ủy ban nhân dân Đặc khu Bạch Long Vĩ"
SIZES = {"phone": (360, 740), "tablet": (820, 1180), "laptop": (1366, 768)}
THEMES = ("light", "stage")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
TARGET_PX = 48
OFFICE = {
    "invitations": "/e/hp2025/invitations", "delegations": "/e/hp2025/delegations", "seats": "/e/hp2025/seats",
    "home": "/", "event": "/e/hp2025/", "arrivals": "/e/hp2025/arrivals", "guests": "/e/hp2025/guests",
    "guest": f"/e/hp2025/guests#{VIP}", "devices": "/e/hp2025/devices", "gates": "/e/hp2025/gates",
    "introductions": "/e/hp2025/introductions", "sheet": "/e/hp2025/sheet", "evening": "/e/hp2025/timeline",
    "lists": "/e/hp2025/lists", "people": "/e/hp2025/people", "badges": "/e/hp2025/badges", "paper": "/e/hp2025/paper",
    "paper-entry": "/e/hp2025/paper/entry", "badges-print": "/e/hp2025/badges/print",
    "calls": "/e/hp2025/calls", "privacy": "/e/hp2025/privacy", "person": f"/e/hp2025/privacy/person#{VIP}",
    "prints": "/e/hp2025/prints", "import": "/e/hp2025/sheet/import",
    "record": "/e/hp2025/record", "not-found": "/e/hp2025/nothing-here",
}  # fmt: skip
OPEN = {
    "sign-in": "/sign-in",
    "pair": "/pair",
    "pair-link": "/pair/0123456789",
    "install": "/install",
    "invitation": "/I/{code}",
}
DRAWN = {
    "home": "#home a.tile", "event": ".tiles .figure:not(:empty)", "arrivals": "#totals dd", "guests": "#guests a.row",
    "guest": "article.guest .timeline", "devices": "section[aria-labelledby=paired] .row", "gates": "#gates .row",
    "introductions": "#introductions .intro", "sheet": "#sheet .line, #sheet .item", "evening": "#evening .entry",
    "lists": "#list-file", "delegations": "#delegations li h3", "seats": "#seats .chair",
    "calls": "#calls button", "privacy": "#purge", "person": "#part-guest", "people": "#people .row",
    "invitations": ".invitation", "badges": "#badges li.row", "paper": "#paper form",
    "paper-entry": "#entry .empty, #entry form", "badges-print": "#badges-print .notice",
    "prints": "#prints .print-choice", "import": "#sheet-file", "record": "#record .empty", "outputs": ".outputs form",
    "pair": "#pair form", "pair-link": "#pair form",
}  # fmt: skip
# Inside a sentence or a table a link may be as small as its line (WCAG 2.5.8 says the same); what looks like a
# control is held to the size of a thumb.
SMALL_TARGETS = """(size) => {
  const wanted = 'button, select, textarea, summary, a.button, a.row, a.tile, nav a, a.link-row, label.tick,'
    + ' input:not([type=checkbox], [type=radio], [type=hidden])';
  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width > 0;
  const least = (one) => Math.min(one.getBoundingClientRect().width, one.getBoundingClientRect().height);
  const name = (one) => `${one.tagName.toLowerCase()}.${one.className} "${(one.innerText || one.id).slice(0, 30)}"`;
  return [...document.querySelectorAll(wanted)].filter((one) => shown(one) && least(one) < size - 0.5)
    .map((one) => `${name(one)} ${Math.round(least(one))} px`);
}"""
SIDEWAYS = """() => {
  const wide = document.documentElement;
  if (wide.scrollWidth <= wide.clientWidth) return [];
  const beyond = (one) => one.getBoundingClientRect().right > wide.clientWidth + 1;
  const out = [...document.querySelectorAll('body *')].filter(beyond).slice(0, 3);
  const names = out.map((one) => `${one.tagName.toLowerCase()}.${one.className}`);
  return [`page ${wide.scrollWidth} > ${wide.clientWidth}`, ...names];
}"""
# A colour on its way to another, of a theme or of a button that wakes, is nobody's colour.
RUN_AXE = """async (only) => {
  for (const one of document.getAnimations()) if (one.effect.getComputedTiming().endTime < Infinity) one.finish();
  const asked = Array.isArray(only) ? { runOnly: only } : only;
  const { violations } = await axe.run(document, { ...asked, resultTypes: ['violations'] });
  const places = (one) => one.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ');
  return violations.map((one) => `${one.id}: ${places(one)}`);
}"""
SET_THEME = """theme => {
  document.documentElement.dataset.theme = theme;
  document.body.getBoundingClientRect();
}"""
SHOWS_FOCUS = """() => {
  const look = getComputedStyle(document.activeElement);
  return look.outlineStyle !== 'none' || look.boxShadow !== 'none';
}"""
VIOLATION_EAR = """addEventListener('securitypolicyviolation', (one) => {
  console.error(`CSP ${one.violatedDirective} ${one.blockedURI}`);
});"""


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core, as npm has put it here."""
    if not AXE.exists():
        (pytest.fail if IN_CI else pytest.skip)("axe-core is not installed; scripts/npm.sh ci installs it")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="module", autouse=True)
def lived_in(site: Site) -> None:
    """A board with something on it: entries, a VIP nobody has met, a conflict, a disputed entry, an unknown code."""
    from tests.faults import venue as venues

    assert (
        venues.ops("tls", "init", "--name", "checkin.lan", "--address", "192.168.7.10", data=site.venue.data).returncode
        == 0
    )
    for number, guest in ((0, VIP), (0, GUESTS[0]), (1, GUESTS[0])):
        upload(site, number, guest=guest, told={"admit": True, "reason": "ok"})
    upload(site, 0, code="0123456789ABCDEF", told={"admit": True, "reason": "ok"})
    upload(site, 0, guest=GUESTS[1], gate="C", told={"admit": True, "reason": "ok"})


def upload(site: Site, number: int, **facts: Any) -> None:
    import uuid

    from tests.support.load import iso_now

    tablet = site.venue.tablet(site.server, number)
    item = {
        "type": "scan",
        "ref": str(uuid.uuid4()),
        "gate": "A",
        "direction": "in",
        "device_at": iso_now(),
        "offset_ms": 0,
        "method": "search",
    }
    reply = site.venue.upload(tablet, [item | facts])
    assert reply.status == 200, reply.body
    tablet.close()


def take_in(page: Any, axe: str) -> None:
    """axe-core into the page, once: to read its half megabyte is a tenth of a second each time."""
    if not page.evaluate("() => 'axe' in globalThis"):
        page.evaluate(axe)


def look(page: Any, name: str, axe: str, themes: Sequence[str] = THEMES) -> list[str]:
    """Everything wrong with what is shown now: axe, its rules about colours in the other theme too, then the layout at
    each size."""
    wrong: list[str] = []
    take_in(page, axe)
    for theme, rules in zip(themes, (AXE_TAGS, COLOUR_RULES), strict=False):
        page.evaluate(SET_THEME, theme)
        wrong += [f"{name} {theme}: {one}" for one in page.evaluate(RUN_AXE, rules)]
    page.evaluate(
        "() => document.fullscreenElement && document.exitFullscreen()"
    )  # a window that fills all has one size
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        wrong += [f"{name} {size}: sideways: {one}" for one in page.evaluate(SIDEWAYS)]
        wrong += [f"{name} {size}: small: {one}" for one in page.evaluate(SMALL_TARGETS, TARGET_PX)]
    width, height = SIZES["tablet"]
    page.set_viewport_size({"width": width, "height": height})
    return wrong


def themes_of(lang: str) -> Sequence[str]:
    """Words have no colour: the other theme is looked at in one language."""
    return THEMES if lang == "vi" else THEMES[:1]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("kind", ["office", "open"])
def test_pages(site: Site, axe: str, kind: str, lang: str) -> None:
    context = site.context(viewport=dict(zip(("width", "height"), SIZES["tablet"], strict=True)))
    context.add_init_script(VIOLATION_EAR)
    site.give_cookie(context, "ops_lang", lang)
    if kind == "office":
        site.give_cookie(context, "ops_staff", site.venue.staff["organiser"])
    page = context.new_page()
    wrong: list[str] = []
    for name, path in (OFFICE if kind == "office" else OPEN).items():
        page.goto("about:blank")  # a new hash alone would not load the page anew
        page.goto(site.url + path.format(code=site.code_of(VIP)))
        page.wait_for_selector(DRAWN.get(name, "h1"))
        assert page.get_attribute("html", "lang") == lang
        wrong += look(page, name, axe, themes_of(lang))
    context.close()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_tablet_page(site: Site, axe: str, lang: str) -> None:
    tablet = site.tablet(0)
    tablet.context.add_init_script(VIOLATION_EAR)
    site.give_cookie(tablet.context, "ops_lang", lang)
    tablet.open()
    wrong = look(tablet.page, "start", axe, themes_of(lang))
    tablet.start()
    for name, act in desk_states(tablet, lang):
        act()
        tablet.page.wait_for_timeout(150)
        wrong += look(tablet.page, f"desk {name}", axe, themes_of(lang))
    tablet.context.close()
    assert not wrong, "\n".join(wrong)


def desk_states(tablet: Tablet, lang: str) -> Iterator[tuple[str, Callable[[], Any]]]:
    fresh = GUESTS[10 if lang == "vi" else 11]
    yield "ready", lambda: tablet.page.wait_for_selector("main.work[data-view=ready]")
    yield "go", lambda: tablet.scan(fresh)
    yield "already in", lambda: tablet.type_code(tablet.site.code_of(fresh))
    yield "reasons", lambda: tablet.page.click("section.verdict .verdict-acts button >> nth=0")
    yield "unknown", lambda: tablet.type_code("0123456789ABCDEG")
    yield "find", lambda: tablet.find("ng th")
    yield "offline", lambda: (tablet.page.fill("#find", ""), tablet.offline(), tablet.wait_link("offline"))
    yield "offline go", lambda: tablet.scan(GUESTS[12 if lang == "vi" else 13])


def test_theme_and_language_are_remembered(site: Site) -> None:
    page = site.office("/")
    page.click("[data-set-theme=stage]")
    page.wait_for_selector("html[data-theme=stage]")
    page.click("[data-set-lang=en]")
    page.wait_for_selector("html[lang=en][data-theme=stage]")
    page.context.close()


def test_the_invitation_needs_no_javascript(site: Site) -> None:
    page = site.context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()
    page.goto(f"{site.url}/I/{site.code_of(VIP)}")
    text = page.inner_text("main")
    for words in ("Giấy mời", "Đỗ Uyển Khanh Vân", "A-22", "Cổng"):
        assert words in text
    assert page.locator("figure.qr svg").bounding_box()["width"] >= 160
    assert site.code_of(VIP)[:4] in text
    page.context.close()


# ---------- keyboard only ----------


def tab_to(page: Any, selector: str, most: int = 80) -> None:
    """Press Tab until the thing has the focus, and see that the focus can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement?.matches(wanted)", selector):
            outline = page.evaluate(SHOWS_FOCUS)
            assert outline, f"{selector} has the focus and does not show it"
            return
    raise AssertionError(f"{selector} is not reached by Tab on {page.url}")


def test_keyboard_signs_in_pairs_finds_and_resolves(site: Site) -> None:
    passwords = json.loads((site.venue.data / "hp2025-passwords.json").read_text())
    page = site.context().new_page()
    page.goto(f"{site.url}/sign-in")
    assert page.evaluate("() => document.activeElement.id") == "login"
    page.keyboard.type("organiser")
    tab_to(page, "#password")
    page.keyboard.type(passwords["organiser"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/e/hp2025/")
    page.wait_for_load_state("load")

    follow(page, "nav a[href$='/devices']", "section[aria-labelledby=pair-new] form")
    tab_to(page, "section[aria-labelledby=pair-new] form button")
    page.keyboard.press("Enter")
    page.wait_for_selector("figure.qr img")

    follow(page, "nav a[href$='/guests']", "#guests a.row")
    tab_to(page, "#find")
    page.keyboard.type("van khanh uyen do")
    page.wait_for_selector(f"a.row[href='#{VIP}']")
    tab_to(page, f"a.row[href='#{VIP}']")
    page.keyboard.press("Enter")
    page.wait_for_selector("article.guest h2:focus")

    follow(page, "nav a[href$='/arrivals']", "article.notice")
    conflicts = page.locator("article.notice:has-text('Một mã, hai tablet')")
    assert conflicts.count() == 1
    tab_to(page, "article.notice:has(h3) button:not(.main)", 40)
    while page.evaluate("() => document.activeElement.innerText.trim()") != "Cùng một người":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    conflicts.wait_for(state="detached")
    page.context.close()


def follow(page: Any, link: str, drawn: str) -> None:
    tab_to(page, link)
    page.keyboard.press("Enter")
    page.wait_for_selector(drawn)


def test_keyboard_works_the_tablet(site: Site) -> None:
    tablet = site.tablet(1).open()
    tab_to(tablet.page, "form.start footer button")
    tablet.page.keyboard.press("Enter")
    tablet.page.wait_for_selector("main.work")
    tab_to(tablet.page, "#find")
    tablet.page.keyboard.type(tablet.site.code_of(GUESTS[20]).lower(), delay=70)
    tablet.page.keyboard.press("Enter")
    assert tablet.expect(None)["reason"] == "ok"
    tab_to(tablet.page, "section.verdict button")
    tablet.page.keyboard.press("Enter")
    tablet.page.wait_for_selector("section.verdict", state="detached")
    tablet.page.wait_for_selector(".toast >> text=Đã hoàn tác")
    tablet.context.close()
