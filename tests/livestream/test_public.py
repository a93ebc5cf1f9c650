"""The public programme: only what is published, no cookie, small, 304 before anything is asked, calendars that hold."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from ops.core import clock
from ops.core.work import Doorbell, begin
from ops.livestream.models import live_slot
from ops.livestream.public.calendar import calendar
from ops.livestream.public.front import Front
from tests.livestream.numbers_week import START, load_week
from tests.support.factories import World, new_ref

LIMIT = 30_000


def get(world: World, path: str = "", **headers: str) -> Any:
    return world.ops.ask("GET", f"/p/{world.id}{path}", headers=headers)


def change(world: World, slot: str, **values: Any) -> None:
    """A change of a slot as a line of the journal tells it, without what the rules would say."""
    with begin(world.ops.db, Doorbell(), world.id, "system") as work:
        here = (live_slot.c.event_id == world.id) & (live_slot.c.id == slot)
        work.conn.execute(update(live_slot).where(here).values(**values))
        work.record("live.slot_changed", f"live_slot:{slot}", {"live_slot": [slot]}, {"slot": slot})
    world.ops.hall.extra["public"]._heads.clear()  # a second has passed


def test_nothing_is_told_before_somebody_publishes(world: World) -> None:
    load_week(world, published=False)
    assert get(world).status_code == 404
    assert get(world, ".json").status_code == 404
    assert world.ops.ask("GET", "/p/no-such-event").status_code == 404


def test_the_page_is_whole_without_a_script_and_without_a_cookie(world: World) -> None:
    load_week(world)
    answer = get(world, "?day=2025-11-14")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    for said in ("Phiên a", "HTX Nước mắm Cát Hải", "TikTok", "Gian G01", "19:05", "Đã xong"):
        assert said in text, said
    assert "Phiên d" not in text and "NL01" not in text
    planned = get(world, "?day=2025-11-15").get_data(as_text=True)
    assert "OCOP 4 sao" in planned and "79.000 ₫" in planned
    english = get(world, "/en?day=2025-11-15").get_data(as_text=True)
    assert "Livestream programme" in english and "Watch on Shopee" in english and "79,000 ₫" in english


def test_what_is_on_air_comes_first_and_a_plan_that_is_not_published_is_not_told(world: World) -> None:
    load_week(world)
    change(world, "d", state="live", actual_start=clock.now(), starts=START)
    found = get(world, ".json").json
    row = next(one for one in found["slots"] if one["id"] == "d")
    assert found["now"] == ["d"] and row["starts"] == clock.iso(START + clock.DAY) and "host" not in row
    assert "Đang phát trực tiếp" in get(world).get_data(as_text=True)


def test_the_voucher_is_told_with_its_rules(world: World) -> None:
    load_week(world)
    lead = world.make_staff("live_coordinator")
    rules = {"vi": "Mức giảm do từng gian niêm yết.", "en": "Each booth sets its own discount."}
    voucher = {"code": "MUASAMVIETNAM", "until": "2025-11-16T05:00:00Z", "rules": rules, "issuer": "Sở Công Thương"}
    path = f"/api/events/{world.id}/live/public"
    assert world.ops.ask("POST", path, lead.token, json={"ref": new_ref(), "voucher": voucher}).status_code == 200
    text = get(world).get_data(as_text=True)
    assert "MUASAMVIETNAM" in text and "12:00, Chủ nhật" in text and rules["vi"] in text
    assert rules["en"] in get(world, "/en").get_data(as_text=True)


def test_whoever_has_the_page_hears_304_until_something_happens(world: World) -> None:
    load_week(world)
    first = get(world)
    tag = first.headers["ETag"]
    again = get(world, **{"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert "Content-Security-Policy" in again.headers and "Set-Cookie" not in again.headers
    assert get(world, **{"If-None-Match": f"W/{tag}"}).status_code == 304
    assert get(world, **{"If-None-Match": '"other"'}).status_code == 200
    change(world, "d", link="https://shopee.vn/live/9")
    assert get(world, **{"If-None-Match": tag}).status_code == 200


def test_the_layer_answers_from_memory_alone() -> None:
    asked: list[str] = []
    now = [1_000]

    def head(event: str) -> int:
        asked.append(event)
        return 7

    front = Front(head, lambda: now[0], {"X-One": "1"})
    page = front.page(("e", "page"), lambda seq: (b"words", "text/html", 5_000), ("/p/e", ""))
    reached: list[str] = []

    def app(environ: dict[str, Any], start: Any) -> list[bytes]:
        reached.append(environ["PATH_INFO"])
        return [b""]

    told: list[Any] = []
    environ = {"PATH_INFO": "/p/e", "QUERY_STRING": "", "REQUEST_METHOD": "GET", "HTTP_IF_NONE_MATCH": f'"{page.tag}"'}
    for _ in range(3):
        front.before(app)(environ, lambda status, headers: told.append((status, dict(headers))))
    assert asked == ["e"] and not reached
    assert told[0][0] == "304 Not Modified" and told[0][1]["X-One"] == "1"
    now[0] = 5_000  # a slot begins: the words are wrong by themselves
    front.before(app)(environ, lambda *_: None)
    assert reached == ["/p/e"]


def test_a_long_day_stays_small(world: World) -> None:
    load_week(world)
    rows = world.ops.hall.db
    with rows.read() as conn:
        from ops.livestream.public.queries import programme

        found = programme(conn, world.id)
    assert found is not None
    long = {
        "title": "Đặc sản Hải Phòng: nước mắm, bánh đậu xanh, chả mực và quà",
        "producers": ["HTX Nước mắm Cát Hải"],
    }
    many = [found["slots"][0] | long | {"id": f"s{n}"} for n in range(60)]
    from ops.livestream.public import pages as public_pages

    with world.ops.app.test_request_context("/p/x"):
        body, _, _ = public_pages._html(found | {"slots": many}, "vi", "2025-11-14", START)
    css = world.ops.hall.extra["static"].files["css/livestream-public.css"]
    assert len(gzip.compress(body)) + len(gzip.compress(css)) < LIMIT and len(body) < 3 * LIMIT


# ---------- calendars ----------


def unfolded(text: str) -> list[str]:
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").rstrip("\r\n").split("\r\n")


def entries(text: str) -> list[dict[str, str]]:
    """The events of a calendar, read by the grammar of RFC 5545 section 3.1."""
    lines = unfolded(text)
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    found: list[dict[str, str]] = []
    for line in lines[1:-1]:
        read = re.fullmatch(r"([A-Z-]+)((?:;[A-Z-]+=[^:;]+)*):(.*)", line)
        assert read, line
        if line == "BEGIN:VEVENT":
            found.append({})
        elif line != "END:VEVENT" and found:
            assert read[1] not in found[-1]
            found[-1][read[1]] = read[3]
    return found


def local_day(instant: str) -> str:
    at = datetime.strptime(instant, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return at.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).strftime("%Y-%m-%d")


def test_calendars_of_the_event_a_day_a_slot_a_booth_a_host_and_a_channel(world: World) -> None:
    load_week(world)
    every = entries(get(world, ".ics").get_data(as_text=True))
    assert [one["UID"].partition("@")[0] for one in every] == ["a", "c", "b", "d"]
    first = every[0]
    assert datetime.strptime(first["DTSTART"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp() * 1000 == START
    assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= first.keys()
    for path, count in (("/booth/G01.ics", 2), ("/channel/k2.ics", 2), ("/host/NL01.ics", 4)):
        assert len(entries(get(world, path).get_data(as_text=True))) == count
    (alone,) = entries(get(world, "/slot/b.ics").get_data(as_text=True))
    assert alone == next(one for one in every if one["UID"] == alone["UID"]), "added twice, it is one entry"
    days = {local_day(one["DTSTART"]) for one in every}
    assert len(every) == sum(len(entries(get(world, f"/day/{day}.ics").get_data(as_text=True))) for day in days)
    for nothing in ("/booth/none.ics", "/slot/none.ics", "/day/1999-01-01.ics", "/day/none.ics"):
        assert get(world, nothing).status_code == 404
    assert get(world, "/phone/NL01.ics").status_code == 404


@pytest.mark.once
def test_signs_of_the_format_and_long_words_are_kept() -> None:
    title = "Nước mắm; bánh, kẹo \\ quà\ntặng " * 6
    slot = {"id": "a", "title": title, "starts": START, "ends": START, "state": "cancelled", "producers": [],
            "products": [], "channel_name": "", "room_name": "", "link": ""}  # fmt: skip
    (read,) = entries(calendar("Lịch", "host", START, [slot]))
    plain = re.sub(r"\\([;,\\nN])", lambda one: "\n" if one[1] in "nN" else one[1], read["SUMMARY"])
    assert plain == title and read["STATUS"] == "CANCELLED"


def test_the_wall_is_for_walls_and_totals_are_shown_when_allowed(world: World) -> None:
    load_week(world)
    wall, booth = world.make_device("wall", None), world.make_device("booth", "G01")
    path = f"/api/events/{world.id}/live/wall"
    assert world.ops.ask("GET", path, booth.token).status_code == 403
    assert world.ops.ask("GET", path, wall.token).json["totals"] is None
    lead = world.make_staff("live_coordinator")
    world.command(lead, "live/public", totals=True)
    world.command(lead, "live/figures", slot="a", values={"orders": 42})
    totals = world.ops.ask("GET", path, wall.token).json["totals"]
    assert (totals["orders"]["value"], totals["orders"]["have"], totals["orders"]["of"]) == (42, 1, 3)
    assert totals["orders"]["status"] == "provisional"
