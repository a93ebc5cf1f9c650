"""Areas, counts, lamps, tours, demos and the chart through the product."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from sqlalchemy import insert, update

from ops.core import clock
from ops.core.models import event
from ops.core.work import Doorbell, begin
from ops.livestream.catalogue.models import live_room
from ops.spaces.actions import taps
from ops.spaces.now_queries import next_due
from ops.spaces.rules import times
from tests.livestream.plans import make_plan
from tests.spaces.fair import ZONE, Fair, make_fair
from tests.support.factories import Device, Row, World, new_ref

MINUTE, HOUR = clock.MINUTE, clock.HOUR


@pytest.fixture
def fair(world: World, frozen: int) -> Fair:
    """A fair at 15:30 of the day on which the test runs."""
    noon = times.start_of(times.day_of(frozen, ZONE), ZONE, 15 * 60 + 30)
    clock.freeze(max(noon, frozen) if noon >= frozen else noon + clock.DAY)
    found = make_fair(world, world.make_staff("organiser"))
    found.command("settings", opens="09:00", closes="22:00")
    return found


def refusal(answer: Any) -> str:
    assert answer.status_code == 409, answer.text
    return str(answer.json["error"]["fields"]["refusal"])


def count(fair: Fair, who: Any, by: int, **more: Any) -> Row:
    """A tap, a moment after the one before."""
    clock.freeze(clock.now() + 1)
    facts: Row = fair.world.command(who, "spaces/count", area="a1", by=by, **more)["facts"]
    return facts


def lamp(fair: Fair) -> Row:
    found = fair.world.get(fair.boss, "spaces/now").json["areas"]
    return next(one for one in found if one["area"] == "a1")


def alive(fair: Fair, tablet: Device, minutes: list[int], **place: str) -> None:
    answer = fair.world.post(tablet, "spaces/alive", minutes=minutes, **place)
    assert answer.status_code == 200, answer.text


def minute(at: int | None = None) -> int:
    return (clock.now() if at is None else at) // MINUTE


# ---------- counts ----------


def test_taps_count_and_never_below_0(fair: Fair) -> None:
    door = fair.world.make_device("reception", "g1")
    assert [count(fair, door, by)["inside"] for by in (1, 5, -1, -5, -5)] == [1, 6, 5, 0, 0]
    row = fair.world.row("space", "space_count", "a1")
    assert row is not None
    assert (row["inside"], row["came"], row["left"], row["drift"], row["most"]) == (0, 6, 6, 5, 6)


def test_a_tap_that_waited_in_an_outbox_counts_when_it_happened(fair: Fair) -> None:
    """-1 arrives first but happened after +1: nothing is clamped."""
    door, other = (fair.world.make_device("reception", "g1") for _ in range(2))
    at = clock.now() - 10 * MINUTE
    assert count(fair, door, -1, device_at=clock.iso(at + MINUTE))["drift"] == 1
    facts = count(fair, other, 1, device_at=clock.iso(at - 500), offset_ms=500)
    assert (facts["inside"], facts["drift"]) == (0, 0)


def test_a_tap_is_taken_back_once_by_whoever_tapped_it(fair: Fair) -> None:
    door, other, ref = fair.world.make_device("reception", "g1"), fair.world.make_device("reception", "g1"), new_ref()
    count(fair, door, 5, ref=ref)
    count(fair, door, -1)
    assert refusal(fair.world.post(other, f"spaces/taps/{ref}/undo", ref=new_ref())) == "tap_foreign"
    undone = fair.world.command(door, f"spaces/taps/{ref}/undo")
    assert undone["facts"]["inside"] == 0
    assert fair.world.command(door, f"spaces/taps/{ref}/undo")["seq"] is None
    row = fair.world.row("space", "space_count", "a1")
    assert row is not None
    assert (row["inside"], row["drift"]) == (0, 1)
    late = new_ref()
    count(fair, door, 1, ref=late)
    clock.freeze(clock.now() + 10 * MINUTE + 1)
    assert refusal(fair.world.post(door, f"spaces/taps/{late}/undo", ref=new_ref())) == "tap_old"
    fair.command(f"taps/{late}/undo")
    assert fair.world.post(door, f"spaces/taps/{new_ref()}/undo", ref=new_ref()).status_code == 404


def test_a_booths_tablet_counts_in_its_own_area_alone(fair: Fair) -> None:
    tablet = fair.tablet("b1")
    assert fair.world.post(tablet, "spaces/count", ref=new_ref(), area="a1", by=1).status_code == 200
    assert fair.world.post(tablet, "spaces/count", ref=new_ref(), area="a2", by=1).status_code == 403
    assert fair.world.post(tablet, "spaces/count", ref=new_ref(), area="a1", by=2).status_code == 422


def test_the_lamp_is_amber_at_80_red_at_100_and_unknown_when_the_tablet_is_silent(fair: Fair) -> None:
    door = fair.world.make_device("reception", "a1", name="Cửa Đông")
    assert lamp(fair)["lamp"] == "unknown"
    found = []
    for by in (5, 1, 1, 1, 1, 1):
        count(fair, door, by)
        found.append((lamp(fair)["inside"], lamp(fair)["lamp"]))
    assert found == [(5, "green"), (6, "green"), (7, "green"), (8, "amber"), (9, "amber"), (10, "red")]
    clock.freeze(clock.now() + 5 * MINUTE + 1)
    silent = lamp(fair)
    assert (silent["lamp"], silent["percent"], silent["silent"]) == ("unknown", None, ["Cửa Đông"])
    alive(fair, door, [minute()], area="a1")
    assert lamp(fair)["lamp"] == "red"
    other = fair.world.make_device("reception", "a1", name="Cửa Tây")
    count(fair, other, -1)
    clock.freeze(clock.now() + 6 * MINUTE)
    alive(fair, door, [minute()], area="a1")
    assert (lamp(fair)["lamp"], lamp(fair)["silent"]) == ("unknown", ["Cửa Tây"])
    fair.world.command(fair.boss, f"devices/{other.id}/revoke")
    assert lamp(fair)["lamp"] == "amber"


def test_a_0_that_nobody_counted_is_not_told_as_counted(fair: Fair) -> None:
    assert (lamp(fair)["inside"], lamp(fair)["counted"]) == (0, False)
    door = fair.world.make_device("reception", "a1")
    alive(fair, door, [minute()], area="a1")
    assert (lamp(fair)["counted"], lamp(fair)["lamp"]) == (True, "green"), "somebody stands there: nobody has come"


def test_whoever_is_inside_stays_so_when_the_opening_is_put_later(fair: Fair) -> None:
    """The office counts what the tablet counts, also before an opening that was moved behind the first guests."""
    door = fair.world.make_device("reception", "g1")
    count(fair, door, 5)
    fair.command("settings", opens="20:00", closes="23:00")
    assert (lamp(fair)["inside"], lamp(fair)["lamp"]) == (5, "green")
    assert count(fair, door, 1)["inside"] == 6
    row = fair.world.row("space", "space_count", "a1")
    assert row is not None
    assert (row["inside"], lamp(fair)["inside"]) == (6, 6)


def test_counts_are_zeroed_at_the_opening_of_the_next_day(fair: Fair) -> None:
    door = fair.world.make_device("reception", "g1")
    count(fair, door, 5)
    opening = times.start_of(times.next_day(times.day_of(clock.now(), ZONE)), ZONE, 9 * 60)
    with fair.world.ops.db.read() as conn:
        assert next_due(conn, fair.world.id, clock.now()) == opening
    for at, zeroed in ((opening - 1, 0), (opening, 1), (opening, 0)):
        clock.freeze(at)
        with begin(fair.world.ops.db, Doorbell(), fair.world.id, "system") as work:
            assert taps.zero(work) == zeroed
    row = fair.world.row("space", "space_count", "a1")
    assert row is not None
    assert (row["inside"], row["drift"], row["day"]) == (0, 0, times.day_of(opening, ZONE))
    late = count(fair, door, 1, device_at=clock.iso(opening - MINUTE))
    assert late["inside"] == 0, "a tap of yesterday changes nothing of today"
    assert count(fair, door, 1)["inside"] == 1


# ---------- booths ----------


def test_tours_and_demos_are_counted_at_the_own_booth_and_taken_back(fair: Fair) -> None:
    tablet, ref = fair.tablet("b1"), new_ref()
    fair.world.command(tablet, "spaces/tour", ref=ref, booth="b1", people=12)
    fair.world.command(tablet, "spaces/tour", booth="b1", people=3)
    fair.world.command(tablet, "spaces/demo", booth="b1", demo="d1", people=20)
    fair.world.command(tablet, f"spaces/taps/{ref}/undo")
    row = fair.world.row("space", "space_tally", "b1")
    assert row is not None
    assert (row["tours"], row["tour_people"], row["demos"]) == (1, 3, 1)
    assert fair.world.post(tablet, "spaces/tour", ref=new_ref(), booth="b2", people=1).status_code == 403
    assert fair.world.post(tablet, "spaces/demo", ref=new_ref(), booth="b1", demo="none").status_code == 404


def test_a_booth_is_linked_to_a_booth_of_the_livestreams_and_its_device_stands_there(fair: Fair) -> None:
    with fair.world.ops.db.write() as conn:
        room = {"event_id": fair.world.id, "id": "G1", "name": "Gian G1", "site": "S1", "opens": "00:00",
                "closes": "00:00"}  # fmt: skip
        conn.execute(insert(live_room), [room | {"kind": "booth"}, room | {"id": "R1", "kind": "room"}])
    wrong = fair.world.post(fair.boss, "spaces/booths/b1/change", ref=new_ref(), changes={"room": "R1"})
    assert (wrong.status_code, wrong.json["error"]["code"]) == (422, "space_room")
    fair.command("booths/b1/change", changes={"room": "G1"})
    assert fair.world.get(fair.tablet("G1"), "spaces/booths/b1/codes").status_code == 200
    for changes in ({"area": "none"}, {"exhibitor": "none"}):
        answer = fair.world.post(fair.boss, "spaces/booths/b1/change", ref=new_ref(), changes=changes)
        assert answer.json["error"]["code"] == "space_link"


def test_a_booth_with_a_history_stays(fair: Fair) -> None:
    fair.phone().stamped("b1")
    assert refusal(fair.world.post(fair.boss, "spaces/booths/b1/remove", ref=new_ref())) == "has_history"
    fair.command("booths/b4/remove")
    assert fair.world.row("space", "space_booth", "b4") is None
    fair.command("booths/b3/change", changes={"stamps": False})
    assert refusal(fair.phone().scan("b3")) == "no_stamps"


def test_the_pin_of_the_kiosk_is_known_to_tablets_alone_and_only_as_a_hash(fair: Fair) -> None:
    import base64
    import hashlib

    fair.command("settings", pin="2580")
    office, tablet = (fair.world.row(audience, "space_settings", "spaces") for audience in ("spaces", "space"))
    assert office is not None
    assert tablet is not None
    assert (office["has_pin"], office["pin"]) == (True, None)
    pin = tablet["pin"]
    hashed = hashlib.pbkdf2_hmac("sha256", b"2580", base64.b64decode(pin["salt"]), pin["rounds"])
    assert base64.b64encode(hashed).decode() == pin["hash"]
    fair.command("settings", pin="")
    assert fair.world.row("space", "space_settings", "spaces")["has_pin"] is False  # type: ignore[index]


# ---------- the chart ----------


def heat(fair: Fair, **query: Any) -> Row:
    found: Row = fair.world.get(fair.boss, "spaces/heat", query_string=query).json
    return found


def cells(found: Row, booth: str) -> dict[str, Row]:
    row = next(one for one in found["rows"] if one["booth"] == booth)
    return {hour["hour"]: cell for hour, cell in zip(found["hours"], row["cells"], strict=True)}


def test_hours_with_a_silent_tablet_are_hatched_and_not_0(fair: Fair) -> None:
    tablet = fair.tablet("b1")
    hour = clock.now() // HOUR * HOUR
    alive(fair, tablet, list(range(minute(hour - 2 * HOUR), minute(hour - HOUR))), booth="b1")
    alive(fair, tablet, list(range(minute(hour), minute() + 1)), booth="b1")
    fair.phone().stamped("b1")
    day = times.day_of(clock.now(), ZONE)
    found = heat(fair, day=day)
    assert [one["hour"] for one in found["hours"]] == [f"{hour:02}" for hour in range(9, 22)]
    told = cells(found, "b1")
    assert told["13"] == {"value": 0, "silent": False, "open": True}
    assert told["14"] == {"value": None, "silent": True, "open": True}
    assert told["15"] == {"value": 1, "silent": False, "open": True}
    assert told["16"] == {"value": None, "silent": False, "open": True}
    assert cells(found, "b2")["13"]["silent"]
    assert (found["most"], sum(found["sums"])) == (1, 1)
    answer = fair.world.get(fair.boss, "spaces/heat.csv", query_string={"day": day})
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0][0] == "Gian hàng"
    assert rows[1][5:8] == ["0", "(máy mất liên lạc)", "1"]


def test_the_chart_of_demos_tours_and_leads(fair: Fair) -> None:
    tablet = fair.tablet("b1")
    fair.world.command(tablet, "spaces/tour", booth="b1", people=12)
    fair.world.command(tablet, "spaces/demo", booth="b1", demo="d1", device_at=clock.iso(clock.now() - HOUR))
    day = times.day_of(clock.now(), ZONE)
    assert cells(heat(fair, measure="tours", day=day), "b1")["15"]["value"] == 12
    assert cells(heat(fair, measure="demos", day=day), "b1")["14"]["value"] == 1
    assert heat(fair, measure="leads", day=day)["most"] == 0
    assert fair.world.get(fair.boss, "spaces/heat", query_string={"measure": "people"}).status_code == 422
    assert fair.world.get(fair.boss, "spaces/heat", query_string={"day": "2025-11-31"}).status_code == 422


def test_the_chart_of_live_minutes_splits_a_show_at_the_hour(fair: Fair) -> None:
    world = fair.world
    with world.ops.db.write() as conn:
        conn.execute(update(event).where(event.c.id == world.id).values(starts_at=clock.now() - clock.DAY))
    plan = make_plan(world, fair.boss)
    fair.command("booths/b1/change", changes={"room": "B1"})
    began = clock.now() // HOUR * HOUR - 10 * MINUTE
    clock.freeze(began)
    plan.session("P9", room="B1")
    plan.slot("s", began, "P9")
    plan.ready("s")
    plan.step("s", "go_live")
    clock.freeze(began + 40 * MINUTE)
    plan.step("s", "end")
    told = cells(heat(fair, measure="live", day=times.day_of(began, ZONE)), "b1")
    assert (told["14"]["value"], told["15"]["value"]) == (10, 30)
