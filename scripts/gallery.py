"""Every screen of the stage in every phase of an evening, at four widths and in both languages, to be looked at.

    .venv/bin/python -m scripts.gallery FOLDER [--screens call,mc] [--widths 360,1920] [--langs vi,en]

Writes FOLDER/<screen>-<lang>-<width>-<n>.png, some phases side by side on each. What a machine can see it says itself:
a page that can be moved sideways, an error of a page. Ends with 1 then. People in the pictures are invented.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from ops.core import clock
from tests.faults import venue as venues
from tests.support.browser import Site, launch

SIZES = {360: 740, 820: 1180, 1366: 768, 1920: 1080}
TILE = {360: (300, 5), 820: (390, 4), 1366: (780, 2), 1920: (780, 2)}
"""Width of a page on the sheet, how many beside each other; two or three rows make a sheet."""
ROWS, GAP, TITLE = {360: 2, 820: 2, 1366: 3, 1920: 3}, 8, 16
SCREENS = {
    "call": ("", "/e/hp2025/call", "tr[data-row]"),
    "mc": ("mc", "/mc", ".mc-time, .mc-read"),
    "crew": ("crew", "/crew", "[data-department]"),
    "timer": ("wall", "/timer", ".timer"),
    "prompter": ("mc", "/prompter", ".pr-frame, .pr-part, main *"),
    "timeline": ("wall", "/timeline", ".entry"),
    "backstage": ("wall", "/backstage", ".back-now"),
    "studio": ("wall", "/studio", ".lamp"),
    "sheet": ("", "/e/hp2025/sheet", "[data-row]"),
    "record": ("", "/e/hp2025/record", "main h1, main h2"),
    "prints": ("", "/e/hp2025/prints", "main a, main form"),
    "office-timeline": ("", "/e/hp2025/timeline", ".entry"),
}
"""Role of the device (none: somebody of the office), where it is, what is there when it is drawn."""
SPEECH, LATE_MS = "r15", 240_000
SIDEWAYS = "() => document.documentElement.scrollWidth > innerWidth + 1"
Phase = tuple[str, Callable[[], Any]]


class Evening:
    """The show, brought from one phase to the next as its stage manager does it."""

    def __init__(self, site: Site) -> None:
        self.site, self.office = site, site.venue.office(site.server)
        rows = site.get("stage/state?track=stage")["tracks"][0]["rows"]
        self.due = {one["id"]: one["due"] for one in rows if one.get("due")}
        self.last = [one["id"] for one in rows if one.get("due")][-1]

    def at(self, instant: int) -> None:
        assert self.office.post("/api/clock", {"now": clock.iso(instant)}).status == 200

    def tell(self, path: str, **facts: Any) -> Any:
        reply = self.site.command(f"stage/{path}", **facts)
        assert reply.status == 200, reply.body
        return reply.body

    def step(self, do: str, **facts: Any) -> None:
        self.tell("step", track="stage", do=do, **facts)

    def say(self, text: str, look: str = "plain") -> None:
        self.clear()
        self.tell("messages", text=text, target="all", look=look)

    def clear(self) -> None:
        for message in self.site.snapshot("stage").get("message", []):
            if not message["cleared_at"]:
                self.tell(f"messages/{message['id']}/clear")

    def begin(self) -> None:
        self.at(self.due[SPEECH] + LATE_MS)
        self.step("start", row=SPEECH)
        self.at(self.due[SPEECH] + LATE_MS + 60_000)

    def end(self) -> None:
        self.clear()
        self.step("release")
        self.step("start", row=self.last)
        self.step("stop")

    def phases(self) -> Iterator[Phase]:
        yield "before", lambda: self.at(min(self.due.values()) - 600_000)
        yield "running", self.begin
        yield "soon", lambda: self.step("add", by=-370_000)
        yield "over", lambda: self.step("add", by=-110_000)
        yield "paused", lambda: (self.step("add", by=480_000), self.step("pause"))
        yield "message", lambda: (self.step("resume"), self.say("Xin chậm lại, còn hai phút nữa mới nối cầu"))
        yield "flash", lambda: self.say("Kết thúc ngay", "flash")
        yield "blackout", lambda: self.say("Chờ", "blackout")
        yield "held", lambda: (self.clear(), self.step("hold"))
        yield "after", self.end


def open_screen(site: Site, name: str, lang: str) -> Any:
    role, path, drawn = SCREENS[name]
    context = site.context(viewport={"width": 1366, "height": 768})
    site.give_cookie(context, "ops_lang", lang)
    if role:
        site.give_cookie(context, "ops_device", site.pair("A", f"Máy {name} {lang}", role)["token"])
    else:
        site.give_cookie(context, "ops_staff", site.venue.staff["organiser"])
    page = context.new_page()
    page.goto(site.url + path)
    page.wait_for_selector(drawn, state="attached")
    if role == "crew":
        page.click("[data-department=audio]")
    return page


def take(page: Any, width: int) -> Image.Image:
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    page.wait_for_timeout(300)
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def lay_out(name: str, width: int, shots: list[tuple[str, Image.Image]], folder: Path) -> None:
    """Sheets of some pages each."""
    tile, beside = TILE[width]
    height = round(tile * SIZES[width] / width)
    each = beside * ROWS[width]
    for number, start in enumerate(range(0, len(shots), each), 1):
        some = shots[start : start + each]
        down = -(-len(some) // beside)
        sheet = Image.new("RGB", (beside * (tile + GAP), down * (height + GAP + TITLE)), "white")
        pen = ImageDraw.Draw(sheet)
        for place, (phase, picture) in enumerate(some):
            x, y = place % beside * (tile + GAP), place // beside * (height + GAP + TITLE)
            pen.text((x, y), f"{name} {width} {phase}", fill="black")
            sheet.paste(picture.resize((tile, height), Image.Resampling.LANCZOS), (x, y + TITLE))
        sheet.save(folder / f"{name}-{width}-{number}.png")


def gallery(site: Site, folder: Path, screens: list[str], widths: list[int], langs: list[str]) -> list[str]:
    evening = Evening(site)
    wrong: list[str] = []
    shots: dict[tuple[str, int], list[tuple[str, Image.Image]]] = {}
    pages: dict[str, Any] = {}
    for phase, act in evening.phases():
        act()
        if phase == "running":  # hours later: a page follows the clock of its server, but believes no such jump
            site.close_contexts()
            pages.clear()
        for key in [f"{name}-{lang}" for name in screens for lang in langs]:
            pages[key] = pages.get(key) or open_screen(site, *key.rsplit("-", 1))
        next(iter(pages.values())).wait_for_timeout(1500)
        for key, page in pages.items():
            for width in widths:
                shots.setdefault((key, width), []).append((phase, take(page, width)))
                wrong += [f"{key} {width} {phase}: sideways"] if page.evaluate(SIDEWAYS) else []
    for (key, width), some in shots.items():
        lay_out(key, width, some, folder)
    return wrong + [error for watch in site.watches for error in watch.errors]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--screens", default=",".join(SCREENS))
    parser.add_argument("--widths", default=",".join(map(str, SIZES)))
    parser.add_argument("--langs", default="vi,en")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="ops-gallery-") as data, sync_playwright() as driver:
        venue = venues.build(Path(data) / "data")
        server = venue.server(Path(data) / "server", OPS_TEST_CLOCK="1").start()
        site = Site(venue, server, launch(driver))
        try:
            widths = [int(one) for one in options.widths.split(",")]
            wrong = gallery(site, options.folder, options.screens.split(","), widths, options.langs.split(","))
        finally:
            site.close()
    print(f"{len(list(options.folder.glob('*.png')))} sheets in {options.folder}", *wrong, sep="\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
