"""The sample evening from its first row to its last on a fast clock, with five screens open: two callers, MC, crew and
timer. At every step all of them agree with `ops.stage.rules`, and the record at the end with a plain account.

The server's clock is set (OPS_TEST_CLOCK); the screens' clocks are moved by as much, as if the time had passed for
everybody. The evening is moved so that midnight falls into it, and lies in the past, where no session has ended.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from ops.core import clock
from tests.stage.show_script import MINUTE, SECOND, Act, Ledger, due_times, evening
from tests.stage.stage_fold import Fold
from tests.support.browser import MakeSite, Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

Row = dict[str, Any]
TRACK = "stage"
HOURS_BEFORE_MIDNIGHT = 3
AGREE_S = 8.0
CLOCK_MS = 100
SKEW_MS = 3 * 3_600_000
TIME_PASSES = """{
  const [wall, steady, Plain] = [Date.now.bind(Date), performance.now.bind(performance), Date];
  let by = SKEW;
  globalThis.Date = class extends Plain {
    constructor(...words) { if (words.length) super(...words); else super(wall() + by); }
    static now() { return wall() + by; }
  };
  performance.now = () => steady() + by;
  globalThis.letTimePass = (ms) => { by += ms; };
  globalThis.realNow = wall;
}"""
READ = """() => {
  const text = (one) => document.querySelector(one)?.innerText.replace(/\\s/g, '') ?? null;
  const row = (one) => document.querySelector(one)?.dataset.row ?? null;
  return {
    called: row('tr.live'), standby: row('tr.standby'), now: text('.now-card .digits'),
    late: text('.offsets .late b'), end: text('.offsets .end time'),
    read: row('.mc-read[data-on=true]'), beside: text('.mc-next .num'),
    mc: [...document.querySelectorAll('.mc-time .digits span:not(.colon)')].map((one) => one.innerText).join(':'),
    gone: document.querySelector('[data-gone]')?.dataset.gone ?? null, crew: text('.crew-now .tag .num'),
    own: document.querySelector('.mine')?.dataset.next ?? null, until: text('.crew-work .countdown .digits'),
    cues: [...document.querySelectorAll('.timer-rows .num')].map((one) => one.innerText),
    timer: text('.timer-digits .digits'), offset: text('.timer-offset .num'),
  };
}"""
SECONDS_SEEN = """() => new Promise((done) => {
  const seen = [];
  const place = document.querySelector('.strip time');
  new MutationObserver(() => {
    seen.push([place.innerText, realNow()]);
    if (seen.length === 4) done(seen);
  }).observe(place, { characterData: true, childList: true, subtree: true });
})"""


def seconds_of(text: str | None) -> int:
    """00:05, +1:02:03, −0:30 or 4:00 as seconds; a plus of a countdown means that it is over."""
    parts = [int(part) for part in re.findall(r"\d+", text or "")]
    total = sum(part * unit for part, unit in zip(reversed(parts), (1, 60, 3600), strict=False))
    return -total if text and text.startswith("\N{MINUS SIGN}") else total


def countdown(remaining: int) -> int:
    """What a countdown shows of so many ms."""
    return -(-remaining // 1000)


def near(shown: str | None, wanted: int) -> bool:
    return shown is not None and abs(seconds_of(shown) - wanted) <= 1


def near_clock(shown: str | None, at: int, zone_ms: int) -> bool:
    """A time of day within a second, also around midnight."""
    apart = (seconds_of(shown) - (at + zone_ms) // 1000) % 86_400
    return shown is not None and min(apart, 86_400 - apart) <= 1


@dataclass
class Hall:
    """The server with its clock, the screens, and the account of the show."""

    site: Site
    shift: int = 0  # server minus machine, ms
    pages: dict[str, Page] = field(default_factory=dict)
    cues: dict[str, str] = field(default_factory=dict)
    zone_ms: int = 7 * 3_600_000

    def now(self) -> int:
        return int(time.time() * 1000) + self.shift

    def set_clock(self, at: int | None) -> None:
        """Let it be another instant for the server and for every screen."""
        office = self.site.venue.office(self.site.server)
        reply = office.post("/api/clock", {"now": clock.iso(at) if at is not None else None})
        office.close()
        assert reply.status == 200, reply.body
        before, self.shift = self.shift, reply.body["now"] - int(time.time() * 1000)
        for page in self.pages.values():
            page.evaluate("ms => letTimePass(ms)", self.shift - before)

    def open(self, name: str, cookie: str, token: str, path: str, skew: int = 0, **options: Any) -> Page:
        """A screen in a browser of its own."""
        context = self.site.context(**options)
        self.site.give_cookie(context, cookie, token)
        context.add_init_script(TIME_PASSES.replace("SKEW", str(skew)))
        page = context.new_page()
        page.goto(self.site.url + path)
        page.wait_for_selector(".strip:has-text('Trực tuyến')")
        self.pages[name] = page
        return page

    def open_all(self) -> None:
        """Five screens, once; they stay for the tests that follow."""
        if self.pages:
            return
        self.cues = {row["id"]: row["cells"].get("cue", "") for row in self.rows()["sheet_row"]} | {"extra": "15b"}
        for name in ("caller", "second"):
            self.open(name, "ops_staff", self.site.venue.staff["organiser"], "/e/hp2025/call")
        for name, role, path in (("mc", "mc", "/mc"), ("crew", "crew", "/crew"), ("timer", "wall", "/timer")):
            self.open(name, "ops_device", self.site.pair("A", f"Máy {name}", role)["token"], path)
        self.pages["crew"].click("[data-department=audio]")

    def command(self, path: str, **values: Any) -> Any:
        return self.site.command(f"stage/{path}", track=TRACK, **values)

    def rows(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = self.site.snapshot("stage")
        return found


@pytest.fixture(scope="module")
def hall(make_site: MakeSite) -> Iterator[Hall]:
    site = make_site(OPS_TEST_CLOCK="1")
    yield Hall(site)
    site.close()
    site.assert_clean()


# ---------- what a screen must show ----------


def wrong_screens(hall: Hall, fold: Fold) -> list[str]:
    """What any screen shows that the rules do not say."""
    found = []
    for name, page in hall.pages.items():
        shown = page.evaluate(READ)
        now = max(hall.now(), fold.show.at)
        check = {"mc": wrong_mc, "crew": wrong_crew, "timer": wrong_timer}.get(name, wrong_caller)
        found += [f"{name}: {one}" for one in check(hall, shown, fold.state(now, TRACK), now)]
    return found


def left(state: Row) -> int | None:
    """The countdown of the rules, in seconds; negative when it is over."""
    live = state["live"]
    ms = live["remaining"] if live else state["until_start"]
    return None if ms is None else countdown(ms)


def wrong_caller(hall: Hall, shown: Row, state: Row, now: int) -> Iterator[str]:
    live, due = state["live"], left(state)
    if (shown["called"], shown["standby"]) != (live["row"] if live else None, state["standby"]):
        yield f"rows {shown['called']}, {shown['standby']} and not {live and live['row']}, {state['standby']}"
    if due is not None and not near(shown["now"], abs(due)):
        yield f"left {shown['now']} and not {due} s"
    if due is not None and abs(due) > 1 and shown["now"].startswith("+") != (due < 0):
        yield f"left {shown['now']} and not {due} s"
    if state["offset"] and not near(shown["late"], int(state["offset"][offset_of(state)] / 1000)):
        yield f"late {shown['late']} and not {state['offset']}"
    if state["expected_end"] is not None and not near_clock(shown["end"], state["expected_end"], hall.zone_ms):
        yield f"end {shown['end']} and not {clock.iso(state['expected_end'])}"


def offset_of(state: Row) -> str:
    return "relative" if state["relative"] else "absolute"


def wrong_mc(hall: Hall, shown: Row, state: Row, now: int) -> Iterator[str]:
    """Where the live row has no words for the MC, the next one is to be read, and the live one stands beside it."""
    live, due = state["live"], left(state)
    if live and shown["read"] != live["row"] and (shown["read"] or shown["beside"] != hall.cues[live["row"]]):
        yield f"row {shown['read']}, {shown['beside']} and not {live['row']}"
    if due is not None and not near(shown["mc"], abs(due)):
        yield f"left {shown['mc']} and not {due} s"


def wrong_crew(hall: Hall, shown: Row, state: Row, now: int) -> Iterator[str]:
    live = state["live"]
    if not live:
        return
    if shown["gone"] != live["row"] and shown["crew"] != hall.cues[live["row"]]:
        yield f"row {shown['gone']}, {shown['crew']} and not {live['row']}"
    own = next((row for row in state["rows"] if row["id"] == shown["own"]), None)
    if not shown["gone"] and own and own["expected_start"] is not None and shown["until"]:
        until = max(0, countdown(own["expected_start"] - now))
        if not near(shown["until"], until):
            yield f"until {own['id']} {shown['until']} and not {until} s"


def wrong_timer(hall: Hall, shown: Row, state: Row, now: int) -> Iterator[str]:
    live, due = state["live"], left(state)
    names = [live["row"] if live else None, state["standby"]]
    if shown["cues"] != [hall.cues[name] for name in names if name]:
        yield f"rows {shown['cues']} and not {names}"
    if due is not None and not near(shown["timer"], abs(due)):
        yield f"left {shown['timer']} and not {due} s"
    late = state["offset"] and abs(int(state["offset"][offset_of(state)] / 1000))
    if late and late > 4 and not near(shown["offset"], late):
        yield f"offset {shown['offset']} and not {state['offset']}"


def agree(hall: Hall, fold: Fold, what: object) -> None:
    """All screens show what the rules say, soon."""
    end = time.monotonic() + AGREE_S
    while wrong := wrong_screens(hall, fold):
        assert time.monotonic() < end, (what, wrong)
        hall.pages["caller"].wait_for_timeout(30)


# ---------- the evening ----------


def first_start(hall: Hall) -> int:
    """Before the last midnight that is four hours over: what comes after the evening comes later by every clock."""
    day: int = hall.rows()["event"][0]["day_start"]
    over = time.time() * 1000 > day + 4 * 60 * MINUTE
    return day - (0 if over else clock.DAY) - HOURS_BEFORE_MIDNIGHT * 60 * MINUTE


def begin(hall: Hall, first: int) -> tuple[Fold, dict[str, int], int]:
    """The sheet moved to a first start; its account, the planned lengths, by how much it was moved."""
    rows = hall.rows()
    sheet = {row["id"]: row for row in rows["sheet_row"]}
    (track,) = rows["track"]
    shift = first - sheet["r01"]["plan"]["start"]
    assert hall.command("reset", shift=shift).status == 200
    fold = Fold.of(rows)
    fold.step(first, {"do": "reset", "track": TRACK, "shift": shift})
    lengths = {
        name: sheet[name]["plan"]["duration"]
        for name in track["places"]
        if sheet[name]["plan"].get("kind", "timed") == "timed" and not sheet[name]["plan"].get("parallel")
    }
    return fold, lengths, shift


@dataclass
class Play:
    """The script on its way: the server, the account by the rules, and the plain one."""

    hall: Hall
    fold: Fold
    ledger: Ledger
    at: int

    def act(self, act: Act) -> None:
        self.at += act.wait
        self.hall.set_clock(self.at)
        if act.by_hand:
            self._press()
        elif act.path:
            self._command(act)
        else:
            self.hall.pages["caller"].wait_for_timeout(1050)  # a second of the screens
        agree(self.hall, self.fold, act)

    def _command(self, act: Act) -> None:
        reply = self.hall.command(act.path, **act.body)
        if act.refused:
            assert (reply.status, reply.body["error"]["fields"]) == (409, {"refusal": act.refused}), reply
            return
        assert reply.status == 200, (act, reply.body)
        if act.path == "edit":
            self.fold.edit(clock.parse_iso(reply.body["at"]), act.body | {"track": TRACK})
            return
        facts = reply.body["facts"]
        self._stepped(act.body, facts["at"], facts["live"])

    def _press(self) -> None:
        """GO by hand, on one caller's page or the other's."""
        before = self.fold.show.at
        page = self.hall.pages["caller" if self.at % 2 else "second"]
        page.click("#go")
        while (row := self.hall.rows()["clock"][0])["at"] == before:
            page.wait_for_timeout(20)
        self._stepped({"do": "go"}, row["at"], row["live"]["row"])

    def _stepped(self, body: Row, at: int, live: str | None) -> None:
        assert self.at <= at < self.at + 5 * SECOND
        self.fold.step(at, body | {"track": TRACK})
        self.ledger.note(body["do"], at, live, body.get("by", 0))


def test_the_sample_evening_on_five_screens(hall: Hall) -> None:
    first = first_start(hall)
    hall.set_clock(first)
    fold, lengths, shift = begin(hall, first)
    hall.open_all()
    play, began = Play(hall, fold, Ledger(), first), time.monotonic()
    acts = list(evening(lengths))
    for act in acts:
        play.act(act)
    print(f"\n  {len(acts)} acts, five screens, {time.monotonic() - began:.0f} s")
    assert play.at > first + (HOURS_BEFORE_MIDNIGHT + 1) * 60 * MINUTE, "midnight lies in it"
    rows = hall.rows()
    record = [run for run in hall.site.get(f"stage/record?track={TRACK}")["runs"] if run["take"] == 2]
    fold.check(rows, record, TRACK)
    check_record(record, play.ledger, rows, shift, lengths)


def check_record(
    record: list[Row], ledger: Ledger, rows: dict[str, list[Row]], shift: int, was: dict[str, int]
) -> None:
    """What was kept is what a person with a stopwatch has written down."""
    names = ("row", "started", "ended", "added", "paused")
    assert [{name: run[name] for name in names} for run in record] == ledger.runs
    assert {run["row"] for run in record} == ({*was} | {"extra"}) - {"r06", "r29"}
    order = rows["track"][0]["places"]
    sheet = {row["id"]: row for row in rows["sheet_row"]}
    due = due_times([sheet[name] for name in order], shift)
    last = {run["row"]: run for run in record}  # of what ran after the last change of the sheet
    for name in order[order.index("r16") :]:
        if name in last:
            planned = (last[name]["due"], last[name]["duration"])
            assert planned == (due[name], sheet[name]["plan"]["duration"]), name
    assert last["r01"]["due"] == due["r01"]


# ---------- alone, killed, wrong ----------


def of_now(hall: Hall) -> Fold:
    """An account of what has just been begun: a new take in which one row was started."""
    hall.open_all()
    rows = hall.rows()
    for row in rows["clock"]:
        if row["live"]:
            assert hall.command("step", do="stop").status == 200
    assert hall.command("reset").status == 200
    fold = Fold.of(rows)
    fold.step(hall.now(), {"do": "reset", "track": TRACK, "shift": rows["clock"][0]["shift"]})
    done = hall.command("step", do="start", row="r15")
    fold.step(done.body["facts"]["at"], {"do": "start", "track": TRACK, "row": "r15"})
    return fold


def test_the_mcs_tablet_is_offline_for_five_minutes_and_back(hall: Hall) -> None:
    hall.set_clock(int(time.time() * 1000) - 60 * MINUTE)
    fold, mc = of_now(hall), hall.pages["mc"]
    said = hall.site.command("stage/messages", text="Nói chậm lại", target="role:mc", look="plain")
    assert said.status == 200
    mc.wait_for_selector(".message:has-text('Nói chậm lại')")
    agree(hall, fold, "before")
    mc.context.set_offline(True)
    mc.evaluate("() => dispatchEvent(new Event('offline'))")
    mc.wait_for_selector(".mc-link:has-text('Mất mạng từ')", timeout=30_000)
    mc.click(".message button:has-text('Đã đọc')")
    hall.set_clock(hall.now() + 3 * MINUTE)
    done = hall.command("step", do="start", row="r20")
    alone = fold.state(hall.now() + 2 * MINUTE, TRACK)
    fold.step(done.body["facts"]["at"], {"do": "start", "track": TRACK, "row": "r20"})
    hall.set_clock(hall.now() + 2 * MINUTE)
    mc.wait_for_timeout(1050)
    shown = mc.evaluate(READ)
    assert shown["read"] == "r15", "it cannot know better"
    assert abs(seconds_of(shown["mc"]) - abs(countdown(alone["live"]["remaining"]))) <= 2, "its clock has run on"
    assert mc.locator(".mc-link:has-text('Mất mạng từ')").count() == 1
    assert clock_error(hall, mc) <= CLOCK_MS, "nor has its clock lost anything"
    mc.context.set_offline(False)
    mc.wait_for_selector(".mc-read[data-row=r20][data-on=true]", timeout=30_000)
    mc.wait_for_selector(".mc-link", state="detached", timeout=30_000)
    agree(hall, fold, "back")
    hall.pages["caller"].wait_for_selector(".sent li:has-text('đã đọc: Máy mc')")
    assert hall.site.command(f"stage/messages/{said.body['facts']['message']}/clear").status == 200


def test_a_caller_sees_the_same_row_and_clock_when_the_server_was_killed(hall: Hall) -> None:
    hall.set_clock(None)
    fold, caller = of_now(hall), hall.pages["caller"]
    hall.command("step", do="add", by=MINUTE)
    fold.step(hall.rows()["clock"][0]["at"], {"do": "add", "track": TRACK, "by": MINUTE})
    agree(hall, fold, "before")
    hall.site.server.kill9()
    caller.wait_for_selector(".call-now :text('Mất kết nối'), .strip.off, .strip.look")
    hall.site.server.start()
    for page in hall.pages.values():
        page.wait_for_selector(".strip:has-text('Trực tuyến')", timeout=30_000)
    agree(hall, fold, "after")
    caller.wait_for_timeout(1050)  # a GO within a second of the last would be the same tap twice
    done = hall.command("step", do="go", seen=fold.state(hall.now(), TRACK)["standby"])
    assert done.status == 200, "and the show goes on"
    fold.step(done.body["facts"]["at"], {"do": "go", "track": TRACK})
    agree(hall, fold, "going on")


def clock_error(hall: Hall, page: Page) -> float:
    """How far the seconds of a screen change from where the server's do, ms. A busy machine draws late, never early:
    the smallest of four is the clock's own."""
    errors = []
    for text, real in page.evaluate(SECONDS_SEEN):
        apart = (real + hall.shift + hall.zone_ms - seconds_of(text) * SECOND) % clock.DAY
        errors.append(apart if apart < clock.DAY / 2 else apart - clock.DAY)
    return abs(min(errors))


def test_a_device_that_is_three_hours_wrong_shows_the_servers_second(hall: Hall) -> None:
    hall.set_clock(None)
    token = hall.site.venue.staff["organiser"]
    page = hall.open("wrong", "ops_staff", token, "/e/hp2025/call", skew=SKEW_MS)
    page.wait_for_timeout(2500)  # eight exchanges
    errors = {name: clock_error(hall, hall.pages[name]) for name in ("wrong", "mc", "timer")}
    print(f"\n  {errors}")
    assert max(errors.values()) <= CLOCK_MS, errors


# ---------- a long sheet ----------

LONG = 300
IN_SIGHT = """row => { const one = document.querySelector(`tr[data-row="${row}"]`)?.getBoundingClientRect();
  const sheet = document.querySelector('.sheet').getBoundingClientRect();
  return Boolean(one) && one.top >= sheet.top - 1 && one.bottom <= sheet.bottom + 1; }"""
ROWS_DRAWN = "() => document.querySelectorAll('tr[data-row]').length"


def test_of_a_long_sheet_what_is_near_is_drawn_and_the_rest_comes_when_it_is_scrolled_to(hall: Hall) -> None:
    hall.set_clock(None)
    track = hall.site.command("stage/tracks", name="Gian hàng").body["facts"]["track"]
    names = [f"long{number}" for number in range(LONG)]
    rows = [
        {"edit": "insert", "row": {"id": name, "duration": MINUTE}, "after": before, "cells": {"title": f"Mục {name}"}}
        for name, before in zip(names, [None, *names], strict=False)
    ]
    assert hall.site.command("stage/edit", track=track, edits=rows).status == 200
    page = hall.open("long", "ops_staff", hall.site.venue.staff["organiser"], "/e/hp2025/call")
    del hall.pages["long"]  # it follows another sheet than the rest
    page.click("button:has-text('Gian hàng')")
    page.wait_for_selector("tr[data-row=long0]")
    assert page.evaluate(ROWS_DRAWN) < LONG / 4
    started = hall.site.command("stage/step", track=track, do="start", row="long250")
    assert started.status == 200
    page.wait_for_selector("tr.live[data-row=long250]")
    page.wait_for_function(IN_SIGHT, arg="long250")
    page.wait_for_selector("tr.standby[data-row=long251] .expected:not(:empty)")
    page.evaluate("() => { const sheet = document.querySelector('.sheet'); sheet.scrollTop = sheet.scrollHeight; }")
    page.wait_for_function(IN_SIGHT, arg="long299")
    page.evaluate("() => { document.querySelector('.sheet').scrollTop = 0; }")
    page.wait_for_function(IN_SIGHT, arg="long3")
    assert page.evaluate(ROWS_DRAWN) < LONG / 4
    page.wait_for_timeout(1200)
    assert page.evaluate(IN_SIGHT, "long3"), "the seconds do not move the sheet"
