"""The feed's promise for what sessions and slots change (tests/test_replay.py runs these)."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from ops.core import clock
from ops.core.work import Doorbell, begin
from ops.livestream.actions import alarms, following, loading
from tests.livestream.plans import HOUR, MINUTE, Plan, make_plan
from tests.stage.sheets import load
from tests.support.evening import Evening, case
from tests.support.factories import new_ref

for _file in sorted(Path(__file__).parent.glob("replay_*.py")):
    if _file.stem != "replay_cases":
        importlib.import_module(f"tests.livestream.{_file.stem}")


def planned(one: Evening, *, linked: str = "") -> Plan:
    """A plan with one slot that begins in five minutes."""
    plan = make_plan(one.world, one.staff)
    plan.slot("s", clock.now() + 5 * MINUTE, **({"sheet_row": linked} if linked else {}))
    return plan


def act(one: Evening, action: Any) -> None:
    with begin(one.world.ops.db, Doorbell(), one.world.id, "system") as work:
        assert action(work)


@case("live.loaded")
def loaded(one: Evening) -> None:
    make_plan(one.world, one.staff)
    starts = clock.now() + HOUR
    week = {
        "settings": {"days": ["2026-11-14"]},
        "sessions": [{"id": "Q1", "title": "Phiên mẫu", "room": "R1"}],
        "slots": [{"id": "q", "session": "Q1", "starts": starts, "ends": starts + HOUR, "channel": "K1"}],
    }
    with begin(one.world.ops.db, Doorbell(), one.world.id, "system") as work:
        assert loading.load_plan(work, week)


@case("live.session_made")
@case("live.slot_made")
def made(one: Evening) -> None:
    planned(one)


@case("live.session_changed")
def session_changed(one: Evening) -> None:
    planned(one)
    one.command("live/sessions/P1/change", changes={"title": "Tên khác", "room": "R2", "wish": {"from": "19:00"}})


@case("live.slot_changed")
def slot_changed(one: Evening) -> None:
    planned(one)
    moved = {"starts": clock.iso(clock.now() + HOUR), "ends": clock.iso(clock.now() + 2 * HOUR), "host": "H2"}
    one.command("live/slots/s/change", changes=moved, pinned=True)


@case("live.slot_stepped")
@case("live.slot_ticked")
def stepped(one: Evening) -> None:
    plan = planned(one)
    plan.ready("s")
    for do in ("go_live", "end", "reopen", "end"):
        plan.step("s", do)


@case("live.slot_acked")
@case("live.slot_overridden")
def answered_for(one: Evening) -> None:
    plan = planned(one)
    plan.session("P2", producers=["CT2"], products=["SP2"], room="R2")
    at = clock.now() + 5 * MINUTE
    plan.slot("t", at, "P2", channel="K2", goods=[{"product": "SP2", "pieces": 9_000}])
    plan.confirm("s")
    found = one.world.get(one.staff, "live/check").json["conflicts"]
    double = next(row for row in found if row["kind"] == "person.double")
    asked = {"kind": double["kind"], "reason": "Người dẫn chạy hai phòng cạnh nhau"}
    one.command("live/slots/t/override", **asked, **{"with": double["with"]})
    plan.confirm("t")


@case("live.slot_late")
def late(one: Evening) -> None:
    planned(one).confirm("s")
    for minutes in (5, 10):
        one.command("live/slots/s/late", minutes=minutes)


@case("live.goods_told")
def goods(one: Evening) -> None:
    planned(one)
    for said in ({"pinned": True}, {"stock_left": 3}, {"sold_out": True}, {"wrong": "price"}):
        one.command("live/slots/s/goods/SP1", **said)


@case("live.day_confirmed")
def day(one: Evening) -> None:
    plan = planned(one)
    plan.acked("s")
    offset = 7 * HOUR
    from ops.livestream.ask_queries import local_day

    one.command("live/confirm-day", day=local_day(clock.now() + 5 * MINUTE, offset))


@case("live.requested")
@case("live.request_answered")
def asked(one: Evening) -> None:
    planned(one)
    later = {"starts": clock.iso(clock.now() + 3 * HOUR), "ends": clock.iso(clock.now() + 4 * HOUR)}
    for kind, wanted, accept in (("swap", later, True), ("extra", later | {"channel": "K2", "host": "H2"}, True),
                                 ("help", {}, False)):  # fmt: skip
        made = one.command("live/requests", kind=kind, slot="s", reason="Khách đông", wanted=wanted)
        one.command(f"live/requests/{made['facts']['request']}/answer", accept=accept, words="Được")


@case("live.published")
@case("live.seen")
def published(one: Evening) -> None:
    plan = planned(one)
    plan.confirm("s")
    one.command("live/publish", note="Bản đầu")
    one.command("live/seen", slot="s", version=1, who="person:H1")
    one.command("live/slots/s/change", changes={"host": "H2"}, note="đổi người dẫn")
    one.command("live/publish")
    one.command("live/seen", slot="s", version=2, who="person:H2")


@case("live.edit_undone")
@case("live.edit_redone")
def taken_back(one: Evening) -> None:
    slot_changed(one)
    for _ in range(3):
        one.command("live/undo")
    for _ in range(3):
        one.command("live/redo")
    one.command("live/undo")


@case("live.settings_changed")
def settings(one: Evening) -> None:
    one.command("live/settings", buffers={"room": 20}, days=["2026-11-14"], help={"name": "Chị Vi", "phone": "0900"})


@case("live.alarmed")
def rang(one: Evening) -> None:
    planned(one).confirm("s")
    act(one, alarms.ring)


@case("live.stage_followed")
def followed(one: Evening) -> None:
    load(one.world)
    planned(one, linked="a").ready("s")
    act(one, following.follow)
    one.command("stage/step", track="stage", do="start", row="a")
    act(one, following.follow)
    one.command("stage/step", track="stage", do="start", row="b")
    act(one, following.follow)


@case("live.press_kept")
def press_kept(one: Evening) -> None:
    """Ready, said the phone, and what had been looked at before came after it: then it counts."""
    plan, now = planned(one), clock.now()
    phone = one.world.make_device("booth", "R1")
    plan.confirm("s")
    stamp = {"device_at": clock.iso(now), "offset_ms": 0}
    assert one.world.post(phone, "live/slots/s/step", ref=new_ref(), do="ready", **stamp).status_code == 409
    for what in ("sign", "price", "channel"):
        seen = {"device_at": clock.iso(now - 1000), "offset_ms": 0}
        one.world.command(phone, "live/slots/s/tick", what=what, **seen)
    assert plan.row("s")["state"] == "ready"
