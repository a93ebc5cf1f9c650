"""A week on a fast clock: loaded, planned, dragged, disturbed, repaired, and run by a seeded hand on a real server.

Held against a count of its own (week_stories.py): every alarm at its instant and no other one, every slot as it was
pressed, the numbers added up from what was typed, every follower's store like a fresh snapshot. `-s` shows the days.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from ops import checks
from ops.core import clock
from ops.core.db import Database
from tests.livestream.week_stories import Cut, Ledger, Story, export_of, in_upload_order, stories_of, typed
from tests.support.app import Ops
from tests.support.factories import Device, Row, new_ref
from tests.support.follower import assert_converged
from tests.support.server import start_server
from tests.support.week import EVENT, PATIENCE_S, SECRET, STANDING, Office, follow, make_office

pytestmark = pytest.mark.once  # its server is a process of its own; single steps are asked under every engine elsewhere
SEED = 20251114
MINUTE, HOUR = clock.MINUTE, clock.HOUR
CLOSED, CLOSES, ILL = "R03", "16:00", "NL09"
CUT_DAY, DISTURBED_DAY = 1, 3
OFF_MS = 137_000
"""By so much the clocks of the phones are slow."""


@pytest.fixture
def office(own_ops: Ops, tmp_path: Path, server_engine: str) -> Iterator[Office]:
    made = make_office(own_ops, tmp_path / "sample")
    url = own_ops.db.url.render_as_string(hide_password=False)
    own_ops.close()
    env = {"OPS_SECRET": SECRET.hex(), "OPS_TEST_CLOCK": "1"}
    made.server = start_server(own_ops.data, server_engine, url, env=env)
    made.db = Database(url)
    yield made
    made.close()


def test_a_week_on_a_fast_clock(office: Office) -> None:
    began, hand, ledger = time.monotonic(), Random(SEED), Ledger()
    follow(office)
    office.set_clock(office.instant(office.days()[0], 7) - 24 * HOUR)
    plan_the_rest(office)
    confirm_all(office)
    drag(office, hand)
    office.do("publish", note="Lịch tuần")
    told: dict[str, Story] = {}
    for n, day in enumerate(office.days()):
        office.set_clock(office.instant(day, 5))
        if n == DISTURBED_DAY:
            disturb_and_repair(office)
        told |= run_day(office, n, day, hand, ledger)
    assert len(told) > 90
    everything_stands(office, told, ledger)
    office.hear()
    phones = {"booth": next(iter(office.rooms.values()))}
    clients = list(office.clients.values())
    audiences = {one.audience for one in clients}
    assert_converged(clients, lambda: {of: office.snapshot(of, phones.get(of)) for of in audiences}, PATIENCE_S)
    assert office.db is not None and checks.run(office.db, EVENT) == []
    print(f"{len(told)} slots, {len(office.alarms)} alarms, {office.commands} commands, {office.seq} lines, "
          f"{time.monotonic() - began:.0f} s")  # fmt: skip


# ---------- before the week ----------


def proposal(office: Office, **asked: Any) -> Row:
    """A proposal of the planner's child process, when it is there."""
    job = office.post("proposals", **asked)
    assert job.status == 200, job.body
    end = time.monotonic() + PATIENCE_S
    while (found := office.get(f"live/proposals/{job.body['id']}"))["state"] == "working":
        assert time.monotonic() < end, "the planner does not answer"
        time.sleep(0.1)
    assert found["state"] == "ready", found
    return found


def plan_the_rest(office: Office) -> None:
    """Sessions without a slot get one, on the days that are left; what stands stays where it is."""
    days = office.days()
    office.do("settings", days=days)
    before, sessions = office.rows("live_slot"), office.rows("live_session")
    assert len(sessions) == 120 and len(before) > 40
    left = sessions.keys() - {row["session"] for row in before.values()}
    found = proposal(office, scope={"what": "new", "days": days[STANDING:]}, seconds=3, seed=1)
    assert {move["session"] for move in found["moves"]} <= left
    office.do(f"proposals/{found['id']}/accept", moves="all")
    after = office.rows("live_slot")
    assert {name: after[name] for name in before} == before
    placed = len(after) - len(before)
    assert placed == len(found["moves"]) and placed + len(found["unplaced"]) == len(left)
    spirits = {name for name, row in office.rows("product").items() if (row["alcohol"] or 0) >= 15}
    sold = {name for name in left if spirits & {*sessions[name]["products"]}}
    unplaced = {one["session"]: one["why"] for one in found["unplaced"]}
    assert sold and sold <= unplaced.keys() and all(unplaced[name]["goods"] for name in sold)
    assert len(unplaced) - len(sold) <= 0.05 * len(left), unplaced
    print(f"\nplan: {len(before)} slots stood, {placed} of {len(left)} placed ({found['score']['solver']})")


def confirm_all(office: Office) -> None:
    """What the stage runs is not run here; every warning is seen by name, every clean slot confirmed."""
    staged = [row["id"] for row in office.rows("live_slot").values() if row["sheet_row"]]
    for name in staged:
        office.do(f"slots/{name}/step", do="cancel", reason="Do kịch bản sân khấu điều khiển")
    for day in office.days():
        acknowledge(office, day)
        office.do("confirm-day", day=day)
    states = Counter(row["state"] for row in office.rows("live_slot").values())
    assert states["confirmed"] >= 100, states
    print(f"plan: {dict(states)}")


def acknowledge(office: Office, day: str) -> None:
    """Every warning of a day, by the name that the server gives it; one word for both slots of a pair."""
    kinds: dict[str, list[list[str]]] = {}
    for one in office.get("live/check", day=day)["conflicts"]:
        if one["level"] == "warn":
            kinds.setdefault(one["slots"][0], []).append([one["kind"], one["with"]])
    for slot, seen in kinds.items():
        office.do(f"slots/{slot}/ack", kinds=seen)


def drag(office: Office, hand: Random) -> None:
    """A coordinator's hand takes slots elsewhere: refused where something stands, pinned where it may. The day without
    a network keeps what it has."""
    quiet = office.days()[CUT_DAY]
    rows = [row for row in planned(office).values() if row["state"] == "confirmed" and not on_day(row, quiet)]
    moved, refused = list[str](), 0
    for row in hand.sample(sorted(rows, key=lambda one: one["id"]), len(rows)):
        if len(moved) == 6:
            break
        by = hand.choice((-60, -30, -15, 15, 30, 60)) * MINUTE
        times = {name: clock.iso(row[name] + by) for name in ("starts", "ends")}
        asked = {"changes": times, "seen": row["version"], "pinned": True, "note": "Nhường giờ cho ca khác"}
        answer = office.post(f"slots/{row['id']}/change", **asked)
        if answer.status == 200:
            office.done = answer.body["seq"]
            after = office.rows("live_slot")[row["id"]]
            assert (after["state"], after["starts"]) == ("confirmed", times["starts"])
            assert {"starts", "ends"} <= after["pinned"].keys()
            again = office.refused(
                f"slots/{row['id']}/change", **asked | {"changes": {"starts": clock.iso(row["starts"])}}
            )
            assert again["code"] == "live_stale", "who saw an older version does not overwrite"
            moved.append(row["id"])
        else:
            assert answer.body["error"]["fields"]["refusal"] == "conflicts", answer.body
            refused += 1
    assert len(moved) == 6
    before = office.rows("live_slot")
    office.do("undo")
    assert office.rows("live_slot")[moved[-1]]["starts"] != before[moved[-1]]["starts"]
    office.do("redo")
    assert office.rows("live_slot")[moved[-1]]["starts"] == before[moved[-1]]["starts"]
    print(f"drag: {len(moved)} moved, {refused} refused, one undone and done again")


# ---------- in the middle of it ----------


def disturb_and_repair(office: Office) -> None:
    """A room closes early from now on, and a host falls ill for two days; the planner moves what was hit, only that."""
    days = office.days()
    ill = (office.instant(days[DISTURBED_DAY], 0), office.instant(days[DISTURBED_DAY + 2], 0))
    room, person = office.rows("live_room")[CLOSED], office.rows("live_person")[ILL]
    office.do(f"catalogue/room/{CLOSED}/change", seen=room["revision"], changes={"closes": CLOSES},
              was={"closes": room["closes"]})  # fmt: skip
    away = [{"from": clock.iso(ill[0]), "until": clock.iso(ill[1]), "note": "Ốm"}]
    office.do(f"people/{ILL}/times", seen=person["revision"], away=[*person["away"], *away], free=person["free"])
    before = planned(office)
    hit = {one["id"] for one in before.values() if one["starts"] >= office.at and is_hit(office, one, ill)}
    assert len(hit) >= 3
    found = proposal(office, scope={"what": "repair"}, seconds=1, seed=1)
    moved = {move["slot"] for move in found["moves"]}
    drafts = {one["id"] for one in before.values() if one["state"] == "draft"}
    assert moved and moved <= hit | drafts, moved - hit
    assert hit <= moved | {one["slot"] for one in found["unplaced"]}
    office.do(f"proposals/{found['id']}/accept", moves="all")
    after = planned(office)
    assert not [name for name in moved if is_hit(office, after[name], ill)]
    assert {name for name in after if after[name]["starts"] != before[name]["starts"]} <= moved
    assert {after[name]["state"] for name in moved & hit} == {"confirmed"}, "what was promised stays promised"
    office.do("publish", note="Phòng đóng sớm, một người ốm")
    told = {name: row["told"] for name, row in after.items() if name in moved & hit}
    published = office.rows("live_slot")
    assert all(published[name]["told"]["version"] > told[name]["version"] for name in told)
    print(f"repair: {len(hit)} hit, {len(moved & hit)} moved, {len(found['unplaced'])} without another place")


def is_hit(office: Office, slot: Row, ill: tuple[int, int]) -> bool:
    """Does it want the closed room or the ill host?"""
    day = clock.iso(slot["starts"] + 7 * HOUR)
    assert day is not None
    closes = office.instant(day[:10], int(CLOSES[:2]))
    person = ILL in (slot["host"], *slot["assistants"])
    return (slot["room"] == CLOSED and slot["ends"] > closes) or (
        person and slot["starts"] < ill[1] and ill[0] < slot["ends"]
    )


def planned(office: Office) -> dict[str, Row]:
    """Slots that stand, with their room and instants in ms."""
    sessions = office.rows("live_session")
    return {
        name: row | {"room": row["room"] or sessions[row["session"]]["room"]}
        | {one: clock.parse_iso(row[one]) for one in ("starts", "ends")}
        for name, row in office.rows("live_slot").items() if row["state"] in ("draft", "requested", "confirmed")
    }  # fmt: skip


# ---------- a day ----------

Acts = list[tuple[int, Callable[[], None]]]


def run_day(office: Office, n: int, day: str, hand: Random, ledger: Ledger) -> dict[str, Story]:
    """Everything that happens on a day, in its order; alarms are waited for at their instants."""
    cut = Cut(office.instant(day, 13), office.instant(day, 14, 40) + MINUTE // 2) if n == CUT_DAY else None
    sign_papers(office, day)
    today = [row for row in planned(office).values() if row["state"] == "confirmed" and on_day(row, day)]
    stories = stories_of(today, office.rows("channel"), hand, cut)
    acts, late, asked = Acts(), list[tuple[Story, int, Callable[[], None]]](), office.alarms.copy()
    for story in stories:
        for pressed, act in acts_of(office, story, hand, ledger):
            if cut and cut.heard(pressed) != pressed:
                late.append((story, pressed, act))
            else:
                acts.append((pressed, act))
    if cut:
        assert any(story.may_ring() for story in stories), "somebody ended before the network was back"
        acts.append((cut.back, lambda: upload(in_upload_order(late, hand))))
    due: dict[int, set[tuple[str, str]]] = {}
    for story in stories:
        for at, kind in story.due():
            due.setdefault(at, set()).add((story.slot, kind))
    worst = walk(office, acts, due)
    rang = Counter((slot, kind) for _, slot, kind in office.alarms[len(asked) :])
    wanted = {one for some in due.values() for one in some}
    allowed = {one for story in stories for one in story.may_ring()}
    assert rang.keys() - allowed == wanted - allowed, (rang.keys() ^ wanted) - allowed
    assert wanted <= rang.keys() and set(rang.values()) <= {1}, "each rings once"
    office.set_clock(office.instant(day, 23))
    imported = bring_exports(office, stories, hand, ledger)
    kinds = Counter(story.kind for story in stories)
    print(f"{day}: {len(stories)} slots {dict(kinds)}, {len(late)} acts heard late, {sum(rang.values())} alarms, the "
          f"slowest {worst} ms after its instant, {imported} rows imported")  # fmt: skip
    return {story.slot: story for story in stories}


def on_day(row: Row, day: str) -> bool:
    return (clock.iso(row["starts"] + 7 * HOUR) or "")[:10] == day


def walk(office: Office, acts: Acts, due: dict[int, set[tuple[str, str]]]) -> int:
    """Instant by instant: what is done is done, what is due must ring before the clock goes on. The slowest, in ms."""
    order = sorted({at for at, _ in acts} | due.keys())
    worst = 0
    for at in order:
        office.set_clock(at)
        for pressed, act in acts:
            if pressed == at:
                act()
        if at in due:
            worst = max(worst, office.wait_for_alarms(due[at], at))
    office.hear()
    return worst


def sign_papers(office: Office, day: str) -> None:
    """Papers that are late stop `ready`: somebody answers for them by name, but for spirits nobody can."""
    for one in office.get("live/check", day=day)["conflicts"]:
        if one["stops"] == "ready":
            asked = {"kind": one["kind"], "with": one["with"], "reason": "Đã xem bản giấy tại gian hàng"}
            office.do(f"slots/{one['slots'][0]}/override", **asked)


def acts_of(office: Office, story: Story, hand: Random, ledger: Ledger) -> Acts:
    """What is done with a slot and when it is pressed: by the phone of its room, or by the coordinator."""
    phone = office.rooms[story.room]
    if story.written_off_at:
        return [(story.written_off_at, lambda: give_up(office, story))]
    acts: Acts = []
    for at, do in ((story.ready_at, "ready"), (story.live_at, "go_live"), (story.ended_at, "end")):
        if at is not None:
            acts.append((at, step(office, story, do, phone, at)))
    if story.told_at:
        acts.append((story.told_at, press(office, f"slots/{story.slot}/late", phone, story.told_at, minutes=10)))
    if story.ended_at:
        ledger.aired.add(story.slot)
        acts.append((story.ended_at, tell(office, story, typed(hand), phone, ledger)))
    return acts


def press(office: Office, path: str, phone: Device, at: int, **body: Any) -> Callable[[], None]:
    """One act of a phone whose clock is slow; called again it is the same act."""
    asked = {"ref": new_ref(), "device_at": clock.iso(at - OFF_MS), "offset_ms": OFF_MS, **body}

    def act() -> None:
        office.do(path, phone, **asked)

    return act


def step(office: Office, story: Story, do: str, phone: Device, at: int) -> Callable[[], None]:
    """A step; before `ready` the three looks that only a person can take."""
    ticks = [press(office, f"slots/{story.slot}/tick", phone, at, what=what) for what in ("sign", "price", "channel")]
    whole = [*(ticks if do == "ready" else ()), press(office, f"slots/{story.slot}/step", phone, at, do=do)]

    def act() -> None:
        for one in whole:
            one()

    return act


def give_up(office: Office, story: Story) -> None:
    """The coordinator does not wait for the end: nobody came."""
    office.do(f"slots/{story.slot}/step", do="no_show")


def tell(office: Office, story: Story, values: Row, phone: Device, ledger: Ledger) -> Callable[[], None]:
    """Numbers at the end: typed once; a number that was misread is corrected by the office, with a reason."""
    story.numbers = values
    wrong = bool(values.get("gmv")) and story.starts // MINUTE % 4 == 0
    first = press(office, "figures", phone, story.ended_at or 0, slot=story.slot, values=values)

    def act() -> None:
        if not values:
            return
        first()
        ledger.tell(story.slot, values)
        if wrong and (story.slot, "net") not in ledger.said:
            correct(office, story, ledger)

    return act


def correct(office: Office, story: Story, ledger: Ledger) -> None:
    """Final, then final otherwise: without a reason it is refused."""
    final = {"gmv": story.numbers["gmv"] + 9_000, "net": story.numbers["gmv"]}
    office.do("figures", slot=story.slot, values=final, status="final")
    other = {"gmv": final["gmv"] + 1_000}
    assert office.refused("figures", slot=story.slot, values=other, status="final")["code"] == "figure_needs_reason"
    office.do("figures", slot=story.slot, values=other, status="final", note="Sàn đối soát lại")
    ledger.tell(story.slot, final | other, final=True)


def upload(order: list[Callable[[], None]]) -> None:
    for act in order:
        act()


def bring_exports(office: Office, stories: list[Story], hand: Random, ledger: Ledger) -> int:
    """The files of the platforms at night, one channel each; the first one of a night is handed in again and changes
    nothing."""
    shows = [one for one in stories if one.shows]
    taken = 0
    for channel in sorted({one.channel for one in shows}):
        mine = [one for one in shows if one.channel == channel][:4]
        if len(mine) < 2:
            continue
        rows = [(one, hand_in(hand, ledger.said.get((one.slot, "gmv")))) for one in mine]
        asked = {"platform": mine[0].platform, "channel": channel, "status": "final", "name": f"{channel}.csv",
                 "note": "Đối soát cuối ngày"}  # fmt: skip
        done = office.send("exports", export_of(rows), **asked)["facts"]
        assert (done["rows"], done["slots"]) == (len(rows), sorted(one.slot for one in mine)), done
        if not taken:
            again = office.send("exports", export_of(rows), **asked)
            assert (again["seq"], again["facts"]["rows"]) == (None, 0)
        for one, values in rows:
            ledger.tell(one.slot, values, final=True)
        taken += len(rows)
    return taken


def hand_in(hand: Random, before: tuple[int, bool] | None) -> Row:
    """A line of an export: near what was typed, or anything."""
    orders = hand.randrange(5, 180)
    gmv = before[0] - before[0] % 7 if before else orders * 100_000
    return {"gmv": gmv, "orders": orders, "views": hand.randrange(2_000, 90_000), "peak": hand.randrange(40, 900)}


# ---------- after it ----------


def everything_stands(office: Office, told: dict[str, Story], ledger: Ledger) -> None:
    """Slots as they were pressed, totals as they add up."""
    rows = office.rows("live_slot")
    for story in told.values():
        row, wanted = rows[story.slot], story.outcome()
        instants = {name: clock.parse_iso(row[name]) if row[name] else None for name in ("actual_start", "actual_end")}
        assert {"state": row["state"], "flags": set(row["flags"]), **instants} == wanted, (story, row)
    numbers = office.get("live/numbers")
    for metric in ("gmv", "orders", "peak", "views", "net"):
        found = numbers["totals"][metric]
        assert {name: found[name] for name in ("value", "have", "of", "status")} == ledger.total(metric), metric
    assert numbers["totals"]["gmv"]["status"] == "provisional" and numbers["coverage"]["of"] == len(ledger.aired)
    assert numbers["coverage"]["have"] == len({slot for slot, _ in ledger.said})
    gmv = ledger.total("gmv")
    paper = office.get("live/numbers.csv").decode("utf-8-sig")
    assert str(gmv["value"]) in paper and f"{gmv['have']}/{gmv['of']}" in paper and "Tạm tính" in paper
    print(f"numbers: {gmv['value']:,} đồng from {gmv['have']} of {gmv['of']} slots, {gmv['status']}")
