"""Introductions: from a scan at the door to the name on the MC's tablet, in a real Chromium, with the hall half full.

Server and browser share the machine and its clock. A drawn row is a row that the page has put into its list.
`python -m bench.intro [--guests 900] [--present 450] [--scans 40]`
"""

from __future__ import annotations

import argparse
import http.client
import json
import time
import uuid
from typing import Any

from bench.world import EVENT, World, percentile, show, world
from scripts.parts import Server
from tests.support.browser import launch

APPEARS_MS = 1000
WATCH = """() => { window.drawn = {}; new MutationObserver((all) => {
  for (const one of all) for (const node of one.addedNodes) {
  for (const row of node.querySelectorAll?.('[data-guest]') ?? []) window.drawn[row.dataset.guest] ??= Date.now();
  if (node.dataset?.guest) window.drawn[node.dataset.guest] ??= Date.now(); } })
  .observe(document.body, { childList: true, subtree: true }); }"""


class Caller:
    """One connection of somebody with a token."""

    def __init__(self, url: str, token: str) -> None:
        self.conn = http.client.HTTPConnection(url.split("//")[1], timeout=30)
        self.headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        self.conn.request("POST", path, json.dumps(body), self.headers)
        answer = self.conn.getresponse()
        data = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {data[:200]!r}")
        found: dict[str, Any] = json.loads(data)
        return found

    def command(self, path: str, **values: Any) -> dict[str, Any]:
        return self.post(f"/api/events/{EVENT}/{path}", {"ref": str(uuid.uuid4())} | values)


def pair_mc(place: World, office: Caller) -> str:
    """The token of the MC's tablet."""
    code = office.command("pairings", name="MC", role="mc", post=None)["facts"]["code"]
    token: str = Caller(place.url, "").post("/api/pair", {"code": code, "about": "bench"})["token"]
    return token


def come(door: Caller, *guests: str) -> None:
    """These guests pass the door now, in one upload."""
    at = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
    items = [
        {"type": "scan", "ref": str(uuid.uuid4()), "guest": one, "gate": "A", "device_at": at, "method": "list"}
        for one in guests
    ]
    door.post(f"/api/events/{EVENT}/scans", {"items": items})


def measure(page: Any, door: Caller, guests: list[str]) -> list[float]:
    """ms from sending each scan until its guest is drawn."""
    times = []
    for one in guests:
        sent = time.time() * 1000
        come(door, one)
        page.wait_for_function("id => window.drawn[id]", arg=one, timeout=10_000)
        times.append(page.evaluate("id => window.drawn[id]", one) - sent)
        time.sleep(0.1)
    return times


def run(place: World, server: Server, present: int, scans: int) -> list[tuple[str, str, str]]:
    """The table."""
    from playwright.sync_api import sync_playwright

    office, door = Caller(place.url, place.staff), Caller(place.url, place.devices[0])
    office.command("categories/xa/change", changes={"named": -1})  # everybody by name: the dearest list there is
    ids = [f"g{number:06d}" for number in range(len(place.codes))]
    come(door, *ids[:present])
    with sync_playwright() as driver:
        browser = launch(driver)
        context = browser.new_context()
        context.add_cookies([{"name": "ops_device", "value": pair_mc(place, office), "url": place.url}])
        page = context.new_page()
        page.goto(f"{place.url}/intro")
        page.wait_for_selector("[data-guest]")
        page.evaluate(WATCH)
        times = measure(page, door, ids[present : present + scans])
        browser.close()
    return [
        (f"scan sent -> drawn on the MC's tablet, {present} named, p50", f"{percentile(times, 0.5):.0f} ms", ""),
        ("the same, slowest", f"{max(times):.0f} ms", f"<= {APPEARS_MS} ms"),
    ]


def main() -> None:
    """Run and print; a name that came too late is a failure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--guests", type=int, default=900)
    parser.add_argument("--present", type=int, default=450)
    parser.add_argument("--scans", type=int, default=40)
    parser.add_argument("--engine", default="eventlet")
    options = parser.parse_args()
    with world(options.guests, 1, options.engine) as (place, server):
        rows = run(place, server, options.present, options.scans)
    show(f"Introductions, {options.engine}, SQLite FULL, {options.guests} guests", rows)


if __name__ == "__main__":
    main()
