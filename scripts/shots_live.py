"""Pages of livestreams and spaces for the pictures of the documentation: an afternoon in which both are at work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.support.booth import HOST, MINUTE, ROOM, fill_shelf, make_slot, now_ms, told
from tests.support.browser import Site
from tests.support.spaces import AREA, BOOTHS, code_at, fill_floor, scan

Opened = tuple[str, Any]
Open = Callable[[], Any]
ON_AIR, LATER = "FV1", "FV2"
PERSON = {"#f-name": "Đỗ Thị Hạnh", "#f-phone": "0912345678"}
IN_DOCS = (
    "live-schedule", "live-planner", "live-numbers", "live-host", "live-public",
    "live-booth", "live-wall", "spaces-now", "spaces-heat", "spaces-tablet", "spaces-kiosk",
    "spaces-card", "spaces-lead",
)  # fmt: skip
"""Those of which docs/shots keeps pictures; the others are looked at when they change."""
PANEL = ".plan-panel form, .plan-panel fieldset"
NO_FULL_SCREEN = "Element.prototype.requestFullscreen = () => Promise.resolve()"
"""A kiosk takes the whole screen, and then no other width can be asked for."""
OFFICE = {
    "live-schedule": ("/schedule", ".plan-place, .slot-rows, .empty"),
    "live-producers": ("/catalogue#producers", ".cat-row"), "live-products": ("/catalogue#products", ".cat-row"),
    "live-people": ("/catalogue#people", ".cat-row"), "live-rooms": ("/catalogue#rooms", ".cat-row"),
    "live-channels": ("/catalogue#channels", ".cat-row"),
    "live-platforms": ("/catalogue#platforms", ".platform-rules .row"),
    "live-import": ("/catalogue#import", "#catalogue-file"),
    "live-numbers": ("/numbers", ".table.numbers tbody tr"), "live-numbers-import": ("/numbers#import", "#export-file"),
    "live-words": ("/programme", ".public-words"),
    "spaces-now": ("/spaces#now", ".area"), "spaces-heat": ("/spaces#heat", ".table.heat"),
    "spaces-review": ("/spaces#review", "#flags"), "spaces-setup": ("/spaces#setup", "#gifts"),
    "spaces-draws": ("/spaces/draws", ".notice"),
}  # fmt: skip
"""Pages of the office: where they are, and what is there when they are drawn."""


def prepare(site: Site) -> None:
    """Two slots of a booth, one on air with numbers; six booths with visitors, a lead, a draw on paper."""
    fill_shelf(site)
    for name, minutes in ((ON_AIR, 5), (LATER, 90)):
        make_slot(site, name, now_ms() + minutes * MINUTE)
    for what in ("sign", "price", "channel"):
        told(site.command(f"live/slots/{ON_AIR}/tick", what=what))
    told(site.command("live/publish", note="Công bố tuần livestream"))
    for do in ("ready", "go_live"):
        told(site.command(f"live/slots/{ON_AIR}/step", do=do))
    told(site.command("live/figures", slot=ON_AIR, values={"orders": 12, "peak": 300, "gmv": 18_560_000}))
    for kind in ("help", "cannot_come"):
        told(site.command("live/requests", kind=kind, slot=LATER, reason="Khách đông"))
    fill_floor(site)
    for number, booth in enumerate(BOOTHS):
        for _ in range(7 - number):
            scan(site, booth)
    for _ in range(7):
        told(site.command("spaces/count", area=AREA, by=5))
    told(site.command("spaces/settings", opens="09:30", closes="22:00"))
    told(site.command("spaces/draws", id="rut-tham", title="Rút thăm cuối tuần", min_stamps=3, prizes=[]))


def pages(site: Site, lang: str = "vi", wanted: frozenset[str] = frozenset()) -> Iterator[Opened]:
    """(name, page as it is drawn), one after the other; each is closed when the next is asked for."""
    for name, act in _all(site, lang):
        if not wanted or name in wanted:
            page = act()
            page.wait_for_timeout(700)  # lists come in with the feed
            yield name, page
            page.context.close()


def _all(site: Site, lang: str) -> Iterator[tuple[str, Open]]:
    staff = ("ops_staff", site.venue.staff["organiser"])

    def open_page(path: str, drawn: str, cookie: tuple[str, str] | None = None) -> Any:
        context = site.context(viewport={"width": 1366, "height": 768}, has_touch=True)
        context.add_init_script(NO_FULL_SCREEN)
        site.give_cookie(context, "ops_lang", lang)
        if cookie:
            site.give_cookie(context, *cookie)
        page = context.new_page()
        page.goto(site.url + path)
        page.wait_for_selector(drawn)
        return page

    for name, (path, drawn) in OFFICE.items():
        yield name, lambda path=path, drawn=drawn: open_page(f"/e/hp2025{path}", drawn, staff)  # type: ignore[misc]
    yield from _panels(lambda: open_page("/e/hp2025/schedule", ".plan-top .buttons", staff))
    yield from _devices(site, open_page, lang)
    yield from _visitor(site, open_page)


def _panels(schedule: Open) -> Iterator[tuple[str, Open]]:
    def panel(press: str, drawn: str) -> Open:
        def act() -> Any:
            page = schedule()
            page.click(press)
            page.wait_for_selector(drawn)
            return page

        return act

    yield (
        "live-planner",
        panel(".plan-top .buttons button[aria-pressed] >> nth=0", PANEL),
    )
    yield "live-publish", panel(".plan-top .buttons button[aria-pressed] >> nth=1", ".version")
    yield "live-rings", panel(".rings-head", ".ring >> nth=1")
    yield "live-new-slot", panel(".plan-top .button.main", ".plan-panel form select")
    yield "live-week", panel(".plan-bar .switch >> nth=0 >> button >> nth=1", ".week")


def _devices(site: Site, open_page: Callable[..., Any], lang: str) -> Iterator[tuple[str, Open]]:
    """Phones, tablets and walls, each paired when its picture is wanted."""

    def paired(role: str, post: str, path: str, drawn: str) -> Any:
        return open_page(path, drawn, ("ops_device", site.pair(post, role=role)["token"]))

    def host() -> Any:
        link = site.command(f"live/people/{HOST}/link").body["url"].rsplit("/", 1)[1]
        return open_page(f"/host/{link}", ".host-slot")

    def tablet(*presses: str, drawn: str = "[data-code]") -> Any:
        page = paired("booth", BOOTHS[0], "/space", "[data-code]")
        for one in presses:
            page.click(one)
        page.wait_for_selector(drawn)
        return page

    def desk() -> Any:
        page = paired("reception", "A", "/prizes", "#token")
        page.fill("#token", scan(site, BOOTHS[0]).body["token"])
        page.press("#token", "Enter")
        page.wait_for_selector("#stamp")
        return page

    yield "live-host", host
    yield "live-public", lambda: open_page("/p/hp2025/en" if lang == "en" else "/p/hp2025", "#programme")
    yield "live-booth", lambda: paired("booth", ROOM, "/booth", "main[data-face]")
    yield "live-wall", lambda: paired("wall", "A", "/live-wall", ".live-wall header")
    yield "spaces-tablet", tablet
    yield "spaces-leads", lambda: tablet("[data-tab=leads].button", drawn="#leads")
    yield "spaces-kiosk", lambda: tablet("[data-tab=leads].button", "#kiosk", drawn=".space-kiosk [data-code]")
    yield "spaces-prizes", desk


def _visitor(site: Site, open_page: Callable[..., Any]) -> Iterator[tuple[str, Open]]:
    def card() -> Any:
        page = open_page("/k", "ol.list")
        for booth in BOOTHS[:3]:
            key, code = code_at(site, booth)
            page.goto(f"{site.url}/k/{key}/{code}")
            page.wait_for_selector(f"[data-booth='{key}'][data-state=got]")
        return page

    def form() -> Any:
        key, code = code_at(site, BOOTHS[0])
        return open_page(f"/k/{key}/lead/{code}", "[data-purpose=contact]")

    def own() -> Any:
        page = form()
        page.check("[data-purpose=contact]")
        for field, value in PERSON.items():
            page.fill(field, value)
        page.click("#send")
        page.wait_for_selector("li[data-purpose=contact]")
        return page

    yield "spaces-card", card
    yield "spaces-lead", form
    yield "spaces-own", own
