"""Make the pictures of the documentation: every page at three widths, on the sample, with an evening going on in it.

    .venv/bin/python -m scripts.shots [--only arrivals,desk-go]

Writes docs/shots/<page>-<width>.png, at most 60 kB each. People in the pictures are invented (samples/).
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image

from ops.core import clock
from scripts import shots_live
from tests.e2e.camera import chromium_args, make_camera
from tests.faults import venue as venues
from tests.support.browser import Site, Tablet, guest_lines, launch, plain_guests

OUT = Path(__file__).resolve().parent.parent / "docs" / "shots"
SIZES = {360: 740, 820: 1180, 1366: 768}
LARGEST_BYTES = 60_000
TOTAL_BYTES = 5_000_000
SCANS = 110
SEED = 14
TO_TOP = """() => {
  document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  scrollTo(0, 0);
}"""
VIP, MET = "dv01-01", "dv01-02"


def iso(ago_s: float) -> str:
    at = datetime.now(UTC) - timedelta(seconds=ago_s)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def item(**facts: Any) -> dict[str, Any]:
    base = {"type": "scan", "ref": str(uuid.uuid4()), "direction": "in", "offset_ms": 0, "method": "camera"}
    return base | {"told": {"admit": True, "reason": "ok"}} | facts


def live_a_little(site: Site) -> None:
    """The last quarter of an hour at three gates: entries, a refusal, a conflict, an unknown code, VIPs."""
    chance = random.Random(SEED)
    taken: set[str] = set(plain_guests("A")[-1:])
    heads = [
        row["id"]
        for row in guest_lines()
        if row["head"]
        and not row["vip"]
        and row["status"] == "confirmed"
        and row["category"] == "ubnd_xa_phuong_dac_khu"
    ]
    for number, gate in enumerate("ABC"):
        tablet = site.venue.tablet(site.server, (0, 2, 3)[number])
        pool = [one for one in plain_guests(gate)[:300] + (heads if gate == "A" else []) if one not in taken]
        guests = chance.sample(pool, min(SCANS // (number + 1), len(pool)))
        taken |= set(guests)
        ages = sorted((chance.triangular(5, 880, 60) for _ in guests), reverse=True)
        items = [
            item(guest=guest, gate=gate, device_at=iso(age), dev_seq=n + 1, operator="Thu Trang")
            for n, (guest, age) in enumerate(zip(guests, ages, strict=True))
        ]
        report = {
            "queue": 0,
            "oldest": None,
            "dev_seq": len(items),
            "offset_ms": 12 * number,
            "battery": 92 - 17 * number,
        }
        reply = site.venue.upload(tablet, items, device=report)
        assert reply.status == 200, reply.body
        tablet.close()
    trouble(site, plain_guests("A")[-1])


def trouble(site: Site, twice: str) -> None:
    """What the head of reception has to decide."""
    first, second = (site.venue.tablet(site.server, number) for number in (0, 1))
    site.venue.upload(
        first,
        [
            item(guest=twice, gate="A", device_at=iso(190)),
            item(guest=VIP, gate="A", device_at=iso(95)),
            item(guest=MET, gate="A", device_at=iso(300)),
        ],
    )
    site.venue.upload(
        second,
        [item(guest=twice, gate="A", device_at=iso(160)), item(code="0123456789ABCDEF", gate="A", device_at=iso(130))],
    )
    site.command(f"guests/{MET}/met")
    first.close()
    second.close()


def disappear(site: Site) -> None:
    """A fourth tablet scanned, was heard of, and is gone: its last word is two minutes old."""
    import sqlite3

    lost = site.pair("B", "Bàn 5")
    caller = venues.Caller(site.url, lost["token"])
    caller.post("/api/device/beat", {"queue": 7, "oldest": 3, "dev_seq": 9, "offset_ms": 4200, "battery": 18})
    caller.close()
    site.server.stop()
    with sqlite3.connect(site.venue.database) as conn:
        conn.execute("UPDATE device SET seen_at = seen_at - 130000 WHERE id = ?", (lost["id"],))
    site.server.start()


# ---------- pages ----------

Shot = tuple[str, Callable[[], Any]]


def office_pages(site: Site, page: Any) -> Iterator[Shot]:
    """Name and how to get there, signed in."""

    def go(path: str, drawn: str) -> Callable[[], Any]:
        def act() -> None:
            page.goto("about:blank")
            page.goto(site.url + path)
            page.wait_for_selector(drawn)

        return act

    yield "home", go("/", "#home a.tile")
    yield "event", go("/e/hp2025/", ".tiles .figure:not(:empty)")
    yield "arrivals", go("/e/hp2025/arrivals", "#totals dd")
    yield "guests", go("/e/hp2025/guests", "#guests a.row")
    yield "guest", go(f"/e/hp2025/guests#{VIP}", "article.guest .timeline")
    yield "devices", go("/e/hp2025/devices", "section[aria-labelledby=paired] .row")
    yield "pairing", lambda: (page.click("text=Tạo mã"), page.wait_for_selector("figure.qr img"))
    yield "gates", go("/e/hp2025/gates", "#gates .row")
    yield "people", go("/e/hp2025/people", "#people .row")
    for name, drawn in RECEPTION.items():
        yield name.replace("/", "-"), go(f"/e/hp2025/{name}", drawn)
    yield "person", go(f"/e/hp2025/privacy/person#{VIP}", "#part-guest")


RECEPTION = {
    "lists": "#list-file", "delegations": "#delegations li h3", "seats": "#seats .chair", "invitations": ".invitation",
    "badges": "#badges li.row", "paper": "#paper form", "paper/entry": "#entry form, #entry .empty",
    "introductions": "#introductions .intro", "calls": "#calls button", "privacy": "#purge",
}  # fmt: skip


def device_pages(site: Site) -> None:
    """Screens of other devices, each paired in its role."""
    for name, role, drawn in (
        ("intro", "mc", "[data-guest]"),
        ("welcome", "wall", "body"),
        ("kiosk", "kiosk", ".kiosk-start button.main:enabled"),
    ):
        device = site.pair("A", f"Máy {role}", role)
        context = site.context()
        site.give_cookie(context, "ops_device", device["token"])
        page = context.new_page()
        page.goto(f"{site.url}/{name}")
        page.wait_for_selector(drawn)
        page.wait_for_timeout(2500)
        take(page, name)
        context.close()


STAGE = {
    "mc": ("mc", "/mc", ".mc-read"),
    "crew": ("crew", "/crew", ".crew-now"),
    "timer": ("wall", "/timer", ".timer-rows"),
    "prompter": ("mc", "/prompter", ".pr-part.main"),
    "timeline": ("wall", "/timeline", ".entry.live"),
    "backstage": ("wall", "/backstage", ".back-now"),
    "studio": ("wall", "/studio", ".lamp.on"),
}
"""Screens of the stage: the role of their device, where they are, what is there when they are drawn."""
ALL_PHASES = ("timer",)
SPEECH, LATE_MS = "r15", 240_000


def stage_pages(site: Site, wanted: set[str]) -> None:
    """The director's speech, begun four minutes late: by plan time, soon over, over, paused."""
    rows = site.get("stage/state?track=stage")["tracks"][0]["rows"]
    due = next(one["due"] for one in rows if one["id"] == SPEECH) + LATE_MS
    office = site.venue.office(site.server)

    def at(instant: int) -> None:
        assert office.post("/api/clock", {"now": clock.iso(instant)}).status == 200

    def step(do: str, **facts: Any) -> None:
        assert site.command("stage/step", track="stage", do=do, **facts).status == 200

    at(due)
    step("start", row=SPEECH)
    at(due + 60_000)
    caller = site.office("/call")
    caller.wait_for_selector(f"tr.live[data-row={SPEECH}]")
    pages = {name: stage_page(site, *where) for name, where in STAGE.items()}
    for name, page in {"call": caller, **pages}.items():
        if not wanted or name in wanted:
            take(page, name)
    for phase, (do, by) in {"soon": ("add", -330_000), "over": ("add", -150_000), "paused": ("pause", 0)}.items():
        if do == "pause":
            step("add", by=480_000)
        step(do, **({"by": by} if by else {}))
        for name in ALL_PHASES:
            if not wanted or f"{name}-{phase}" in wanted:
                take(pages[name], f"{name}-{phase}")
    office.close()


def stage_page(site: Site, role: str, path: str, drawn: str) -> Any:
    device = site.pair("A", f"Máy {path[1:]}", role)
    context = site.context()
    site.give_cookie(context, "ops_device", device["token"])
    page = context.new_page()
    page.goto(site.url + path)
    if role == "crew":
        page.click("[data-department=audio]")
    page.wait_for_selector(drawn, state="attached")
    page.wait_for_timeout(1500)
    return page


def open_pages(site: Site, page: Any) -> Iterator[Shot]:
    yield "sign-in", lambda: page.goto(f"{site.url}/sign-in")
    yield "pair", lambda: (page.goto(f"{site.url}/pair"), page.wait_for_selector("#pair form"))
    yield "invitation", lambda: page.goto(f"{site.url}/I/{site.code_of(VIP)}")
    yield "install", lambda: page.goto(f"{site.url}/install")


def desk_pages(tablet: Tablet) -> Iterator[Shot]:
    guests = plain_guests("A")
    press = next(row["id"] for row in guest_lines() if row["category"] == "bao_chi" and row["status"] == "confirmed")
    fresh = next(
        row["id"]
        for row in guest_lines()
        if row["vip"] and row["head"] and row["category"] == "so_nganh" and row["status"] == "confirmed"
    )
    yield "desk-start", lambda: tablet.page.wait_for_timeout(300)
    yield "desk-ready", lambda: (tablet.start(), [tablet.scan(guest) for guest in guests[300:303]], tablet.clear_card())
    yield "desk-go", lambda: tablet.scan(fresh)
    yield "desk-already-in", lambda: tablet.type_code(tablet.site.code_of(guests[-1]))
    yield "desk-wrong-gate", lambda: tablet.scan(press)
    yield "desk-search", lambda: tablet.find("ng th")
    yield (
        "desk-offline",
        lambda: (
            tablet.page.fill("#find", ""),
            tablet.offline(),
            tablet.wait_link("offline"),
            [tablet.scan(guest) for guest in guests[310:313]],
            tablet.clear_card(),
        ),
    )


# ---------- pictures ----------


def shrink(raw: bytes) -> bytes:
    """As few colours as it takes to stay small; a page has few."""
    picture = Image.open(io.BytesIO(raw)).convert("RGB")
    for colours in (128, 64, 32, 16):
        out = io.BytesIO()
        picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            out, "PNG", optimize=True
        )
        if out.tell() <= LARGEST_BYTES:
            break
    return out.getvalue()


def take(page: Any, name: str) -> None:
    """One page at the three widths."""
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(TO_TOP)
        page.wait_for_timeout(250)
        small = shrink(page.screenshot())
        (OUT / f"{name}-{width}.png").write_bytes(small)
        if len(small) > LARGEST_BYTES:
            raise SystemExit(f"{name}-{width}.png has {len(small)} bytes")


def take_all(page: Any, shots: Iterator[Shot], wanted: set[str]) -> None:
    for name, act in shots:
        act()
        page.wait_for_timeout(400)
        if not wanted or name in wanted:
            take(page, name)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="names of pages, with commas")
    wanted = set(filter(None, parser.parse_args().only.split(",")))
    from playwright.sync_api import sync_playwright

    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="ops-shots-") as folder, sync_playwright() as driver:
        venue = venues.build(Path(folder) / "data")
        venues.ops("tls", "init", "--name", "checkin.lan", "--address", "192.168.7.10", data=venue.data)
        film = make_camera(Path(folder) / "room.mjpeg", [None], seconds=1)
        server = venue.server(Path(folder) / "server", OPS_TEST_CLOCK="1").start()
        site = Site(venue, server, launch(driver, *chromium_args(film)))
        try:
            live_a_little(site)
            disappear(site)
            everything(site, wanted)
        finally:
            site.close()
    total = sum(file.stat().st_size for file in OUT.glob("*.png"))
    print(f"{len(list(OUT.glob('*.png')))} pictures, {total / 1000:.0f} kB")
    return int(total > TOTAL_BYTES)


def everything(site: Site, wanted: set[str]) -> None:
    live = frozenset(wanted & set(shots_live.IN_DOCS)) if wanted else frozenset(shots_live.IN_DOCS)
    if live:
        shots_live.prepare(site)
        for name, page in shots_live.pages(site, wanted=live):
            take(page, name)
    if wanted and wanted <= live:
        return
    # all four are in touch, only the lost one is not
    tablet, *_ = [site.tablet(number).open() for number in range(4)]
    office = site.office("/arrivals")
    take_all(office, office_pages(site, office), wanted)
    take_all(tablet.page, desk_pages(tablet), wanted)
    page = site.context().new_page()
    take_all(page, open_pages(site, page), wanted)
    if not wanted or "devices-of-roles" in wanted:
        device_pages(site)
    stage = {"call", *STAGE, *(f"{name}-{phase}" for name in ALL_PHASES for phase in ("soon", "over", "paused"))}
    if not wanted or wanted & stage:
        stage_pages(site, wanted)


if __name__ == "__main__":
    sys.exit(main())
