"""A real Chromium, and what a person does with it: the office at a laptop, a tablet at a door.

playwright is imported inside functions: this file is a plugin of every round, and the patched engines must not meet
playwright's own event loop. Browser tests run in the round with the unpatched test process (scripts/suite.py).
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sqlite3
import time
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from ops.core import tokens
from scripts.parts import ROOT, Server, find_tool
from tests.support.tablet import Tablet
from tests.support.tools import need

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Playwright

    from tests.faults.venue import Venue

Json = dict[str, Any]
TABLET_SIZE = {"width": 820, "height": 1180}
OFFICE_SIZE = {"width": 1366, "height": 768}
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--use-fake-ui-for-media-stream",
    # Each picture is searched for a code: at the usual rate every open tablet would keep a core busy.
    "--use-fake-device-for-media-stream=fps=2",
    # Pages of one context share a process, and a page that follows another takes it over: a new one is 0.2 s of a core.
    "--renderer-process-limit=1",
]  # fmt: skip
# A tablet without a network, or behind a portal, cannot help these lines in the console.
NETWORK_WORDS = re.compile(r"net::ERR_|Failed to load resource|WebSocket connection to|ServiceWorker")

SHOWN_FAILED = 5
RUNNING: list[Browser] = []
"""Browsers that were started, for `open_pages`."""
WATCHED: weakref.WeakKeyDictionary[BrowserContext, Watch] = weakref.WeakKeyDictionary()
"""What was seen of their pages, for `open_pages`."""


def launch(driver: Playwright, *more: str, env: dict[str, str] | None = None) -> Browser:
    """Debian's Chromium without a window, and without the frame around the page that the whole browser draws even where
    nobody sees it: a third of the time. `more` are flags, e.g. of a film for the camera."""
    program = find_tool("chromium-headless-shell") or need("chromium")
    made = driver.chromium.launch(executable_path=program, args=[*FLAGS, *more], env=env)  # type: ignore[arg-type]
    RUNNING.append(made)
    return made


def open_pages() -> Iterator[tuple[str, str]]:
    """What every open page of every browser shows and waits for: address, text. For reports of tests that failed."""
    for context in (one for browser in RUNNING if browser.is_connected() for one in browser.contexts):
        for page in context.pages:
            try:
                shown = page.evaluate("document.body?.innerText.replace(/\\s*\\n\\s*/g, ' | ') ?? ''")
            except Exception as error:
                shown = f"({error})"
            yield page.url, shown
        yield "of them", str(WATCHED.get(context, ""))


@dataclass
class Watch:
    """What a page must not do, collected: errors, requests to strangers."""

    home: str
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> Watch:
        context.on("page", self._follow_page)
        context.on("request", self._request)
        context.on("requestfinished", lambda request: self.waiting.discard(request.url))
        context.on("requestfailed", self._failed)
        return self

    def _failed(self, request: Any) -> None:
        self.waiting.discard(request.url)
        self.failed.append(f"{request.url} {request.failure}")

    def __str__(self) -> str:
        return f"no answer yet: {sorted(self.waiting)}; failed: {self.failed[-SHOWN_FAILED:]}; errors: {self.errors}"

    def _follow_page(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        page.on("console", lambda one: self._console(page.url, one.type, one.text))

    def _console(self, url: str, kind: str, text: str) -> None:
        if kind == "error" and not NETWORK_WORDS.search(text):
            self.errors.append(f"{url}: {text}")

    def _request(self, request: Any) -> None:
        url = request.url
        self.waiting.add(url)
        if request.service_worker is None:  # what the worker lays in for later is not what the page loads
            self.seen.append(url)
        if urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc != urlsplit(self.home).netloc:
            self.foreign.append(url)

    def assert_clean(self) -> None:
        assert not self.errors, self.errors
        assert not self.foreign, self.foreign


@dataclass
class Site:
    """A running server on a venue of its own, and the browser contexts that look at it."""

    venue: Venue
    server: Server
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    watches: list[Watch] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def event(self) -> str:
        return f"{self.url}/e/hp2025"

    def context(self, browser: Browser | None = None, shell: bool = False, **options: Any) -> BrowserContext:
        """A browser of its own: cookies, storage. With `shell` its service worker keeps the pages for a time without a
        network: that is two seconds of a core for each context, so only for a test that looks at it."""
        worker = "allow" if shell else "block"
        options = {"viewport": OFFICE_SIZE, "locale": "vi-VN", "service_workers": worker} | options
        made = (browser or self.browser).new_context(**options)
        made.set_default_timeout(30_000)
        self.contexts.append(made)
        self.watches.append(Watch(self.url).follow(made))
        WATCHED[made] = self.watches[-1]
        return made

    def give_cookie(self, context: BrowserContext, name: str, value: str) -> None:
        context.add_cookies([{"name": name, "value": value, "url": self.url}])

    def office(self, path: str = "/arrivals", login: str = "organiser", **options: Any) -> Page:
        """A page of the office, signed in."""
        context = self.context(**options)
        self.give_cookie(context, "ops_staff", self.venue.staff[login])
        page = context.new_page()
        page.goto(self.event + path)
        return page

    def tablet(
        self, number: int | None = None, gate: str = "A", browser: Browser | None = None, **options: Any
    ) -> Tablet:
        """A paired tablet: one of the venue's by its number, or a new one at a gate."""
        device = self.venue.tablets[number] if number is not None else self.pair(gate)
        context = self.context(browser, **({"viewport": TABLET_SIZE, "shell": True} | options))
        self.give_cookie(context, "ops_device", device["token"])
        return Tablet(self, context, device["token"], device["id"], device["name"])

    def pair(self, gate: str, name: str | None = None, role: str = "reception") -> Json:
        """Pair a device through the API; answers its row with the token."""
        office = self.venue.office(self.server)
        name = name or f"Bàn {len(self.contexts) + 1} {gate}"
        made = self.venue.command(office, "pairings", name=name, role=role, post=gate).body
        answer = office.post("/api/pair", {"code": made["facts"]["code"], "about": "test"}).body
        office.close()
        found: Json = answer["device"] | {"token": answer["token"]}
        return found

    def command(self, path: str, login: str = "organiser", **values: Any) -> Any:
        office = self.venue.office(self.server, login)
        reply = self.venue.command(office, path, **values)
        office.close()
        return reply

    def get(self, path: str, login: str = "organiser") -> Any:
        office = self.venue.office(self.server, login)
        reply = office.get(f"/api/events/hp2025/{path}")
        office.close()
        return reply.body

    def snapshot(self, audience: str, login: str = "organiser") -> dict[str, list[Json]]:
        """Rows of an audience with everything that was written before this call. A busy server hands out a snapshot of
        up to two seconds ago, for a screen catches up by the feed; a test that reads one alone must ask again."""
        (event,) = self.query("SELECT seq FROM event WHERE id = 'hp2025'")
        until = time.monotonic() + 10
        while (whole := self.get(f"snapshot/{audience}", login))["seq"] < event["seq"]:
            assert time.monotonic() < until, "the snapshot stays behind"
            time.sleep(0.1)
        rows: dict[str, list[Json]] = whole["rows"]
        return rows

    def board(self) -> dict[str, list[Json]]:
        return self.snapshot("board")

    # ---------- codes and truth ----------

    def code_of(self, guest: str, version: int = 1) -> str:
        secret = bytes.fromhex((self.venue.data / "secret.key").read_text().strip())
        return tokens.derive_code(secret, "hp2025", guest, version)

    def link_of(self, guest: str) -> str:
        """What a scanner reads off the invitation."""
        return f"{self.url.upper()}/I/{self.code_of(guest)}"

    def query(self, sql: str, *values: Any) -> list[Json]:
        with contextlib.closing(sqlite3.connect(f"file:{self.venue.database}?mode=ro", uri=True)) as conn:
            conn.row_factory = sqlite3.Row
            return [dict(row) for row in conn.execute(sql, values)]

    def scans(self) -> list[Json]:
        return self.query("SELECT * FROM scan WHERE event_id = 'hp2025'")

    def close_contexts(self, after: int = 0) -> None:
        """Close the browsers that were opened after the first so many."""
        closing, self.contexts[after:] = self.contexts[after:], []
        for context in closing:
            with contextlib.suppress(Exception):
                context.close()

    def close(self) -> None:
        self.close_contexts()
        self.server.kill9()

    def assert_clean(self) -> None:
        for watch in self.watches:
            watch.assert_clean()


MakeSite = Callable[..., Site]


def guest_lines() -> list[Json]:
    """The sample's guests, as the file has them; `id` is the guest's id."""
    import csv

    with (ROOT / "samples" / "haiphong-2025" / "guests.csv").open(encoding="utf-8", newline="") as file:
        return [row | {"id": row["key"].lower()} for row in csv.DictReader(file)]


def gate_categories(gate: str) -> list[str]:
    gates = json.loads((ROOT / "samples" / "haiphong-2025" / "gates.json").read_text(encoding="utf-8"))
    found: list[str] = next(one["categories"] for one in gates if one["id"] == gate)
    return found


def plain_guests(gate: str = "A") -> list[str]:
    """Confirmed guests whom this gate lets in, without flags: not VIP, not head, nothing noted."""
    wanted = set(gate_categories(gate))
    flags = ("vip", "head", "blocked", "attention", "note")
    return [
        row["id"]
        for row in guest_lines()
        if row["status"] == "confirmed" and row["category"] in wanted and not any(row[flag] for flag in flags)
    ]


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    need("chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        yield running


def small_film(path: Path) -> Path:
    """A grey room at two pictures a second. The browser's own test picture is 1920 wide, and to draw it and to search
    it took each open tablet a fifth of a core; tests/e2e/test_first_use.py reads codes from large pictures."""
    width, height = 320, 240
    pixels = width * height
    frames = [b"FRAME\n" + bytes([light]) * pixels + bytes([128]) * (pixels // 2) for light in (64, 72)]
    path.write_bytes(f"YUV4MPEG2 W{width} H{height} F2:1 Ip A1:1 C420\n".encode() + b"".join(frames))
    return path


@pytest.fixture(scope="session")
def chromium(driver: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The browser that most tests share; its camera shows a small room without a code."""
    film = small_film(tmp_path_factory.mktemp("camera") / "room.y4m")
    browser = launch(driver, f"--use-file-for-fake-video-capture={film}")
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def site_model(tmp_path_factory: pytest.TempPathFactory) -> Venue:
    """The sample event with four paired tablets, as a folder to copy."""
    from tests.faults import venue as venues

    return venues.build(tmp_path_factory.mktemp("site") / "model")


@pytest.fixture(scope="session")
def make_site(
    site_model: Venue, chromium: Browser, server_engine: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MakeSite]:
    """A factory of running sites, each on its own copy of the sample."""
    from tests.faults import venue as venues

    made: list[Site] = []

    def make(**env: str) -> Site:
        folder = tmp_path_factory.mktemp("site")
        mine = venues.copy_folder(site_model, folder / "data")
        made.append(Site(mine, mine.server(folder / "server", server_engine, **env).start(), chromium))
        return made[-1]

    yield make
    for site in made:
        site.close()


@pytest.fixture(scope="module")
def site(make_site: MakeSite) -> Iterator[Site]:
    """One site for the tests of a file; each test takes tablets and guests of its own."""
    mine = make_site()
    yield mine
    mine.close()
    mine.assert_clean()


@pytest.fixture
def own_site(make_site: MakeSite) -> Iterator[Site]:
    """A site whose server this test may stop."""
    mine = make_site()
    yield mine
    mine.close()
    mine.assert_clean()


def private_home(folder: Path) -> dict[str, str]:
    """Environment of a browser that shares no profile and no trust with the machine."""
    folder.mkdir(parents=True, exist_ok=True)
    return {name: value for name, value in os.environ.items() if name != "HOME"} | {"HOME": str(folder)}
