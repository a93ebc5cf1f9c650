"""Monitors and a contribution in a real Chromium, against the real media process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.media import LONG_S, STREAM, DoorServer, Encoder, Media, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.once
KEY = "key-of-hai-phong-0123456789abcdef"
WATCH = """([address, broken, best]) => import('/static/js/bridge/monitor.js').then(({ watch }) => {
  const video = document.querySelector('video');
  globalThis.states = [];
  globalThis.monitor = watch(video, { best, onState: (state) => states.push(state),
    address: (kind) => (broken.includes(kind) ? address.replace(/media.[^/]+/, 'media/x') : address) + kind });
})"""
SEND = """(address) => import('/static/js/bridge/contribute.js').then(({ contribute, whatFits }) => {
  const film = document.createElement('canvas');
  [film.width, film.height] = [320, 180];
  const brush = film.getContext('2d');
  setInterval(() => {
    brush.fillStyle = `hsl(${(performance.now() / 10) % 360} 60% 50%)`;
    brush.fillRect(0, 0, 320, 180);
  }, 50);
  const sound = new AudioContext();
  const [tone, out] = [sound.createOscillator(), sound.createMediaStreamDestination()];
  tone.connect(out);
  tone.start();
  globalThis.fits = whatFits();
  globalThis.states = [];
  const stream = new MediaStream([...film.captureStream(20).getTracks(), ...out.stream.getTracks()]);
  const onState = (state) => states.push(state);
  globalThis.sending = contribute(stream, { address: (kind) => address + kind, onState });
})"""


@pytest.fixture
def page(chromium: Browser, media: tuple[Media, DoorServer]) -> Iterator[Page]:
    one = chromium.new_page()
    one.goto(f"{media[0].url}/page")
    yield one
    one.close()


@pytest.fixture
def picture(media: tuple[Media, DoorServer], film: Path) -> Iterator[Encoder]:
    part, door = media
    one = Encoder(f"rtmp://127.0.0.1:{part.rtmp}/contrib/{STREAM}?key={door.grant(KEY)}", film).start()
    until(lambda: door.row().get("state") == "LIVE", part.log())
    yield one
    one.kill()


def wait(page: Page, script: str, what: str) -> Any:
    """Ask the page until it says yes: its policy forbids to wait inside it."""
    end = time.monotonic() + LONG_S
    while not (found := page.evaluate(script)):
        assert time.monotonic() < end, f"{what}: {page.evaluate('globalThis.states?.slice(-5)')}"
        page.wait_for_timeout(100)
    return found


def plays(page: Page, mode: str) -> None:
    wait(page, f"monitor.stats().mode === '{mode}' && states.at(-1)?.reason === ''", mode)
    before = page.evaluate("document.querySelector('video').currentTime")
    wait(page, f"document.querySelector('video').currentTime > {before} + 0.5", f"{mode} stands still")


@pytest.mark.parametrize(("broken", "mode"), [([], "ts"), (["ts"], "hls"), (["ts", "index.m3u8"], "audio")])
def test_a_monitor_shows_the_best_that_its_line_carries(
    page: Page, media: tuple[Media, DoorServer], picture: Encoder, broken: list[str], mode: str
) -> None:
    page.evaluate(WATCH, [media[0].address(""), broken, "ts"])
    plays(page, mode)


def test_a_monitor_goes_on_through_the_slate(page: Page, media: tuple[Media, DoorServer], picture: Encoder) -> None:
    _, door = media
    page.evaluate(WATCH, [media[0].address(""), [], "ts"])
    plays(page, "ts")
    picture.kill()
    until(lambda: door.row().get("state") == "SLATE")
    plays(page, "ts")
    picture.start()
    until(lambda: door.row().get("state") == "LIVE")
    plays(page, "ts")


def test_a_site_with_nothing_but_a_browser_sends_and_is_kicked_when_it_is_revoked(
    page: Page, media: tuple[Media, DoorServer]
) -> None:
    part, door = media
    page.evaluate(SEND, part.address("", right="publish"))
    assert page.evaluate("fits").get("ok") is True
    until(lambda: door.row().get("state") == "LIVE", part.log())
    row = door.row()
    assert (row["via"], row["who"], row["key"]) == ("browser", "tester", None)
    assert wait(page, "sending.stats().got", "the server said nothing") > 0
    door.revoked.add("tester")
    door.ends.append(f"contrib/{STREAM}")
    wait(page, "states.some((state) => state.state === 'waiting')", "it was not sent away")
    until(lambda: any(event["via"] == "browser" for event in door.kinds("refused")))
    assert door.row().get("client") is None
