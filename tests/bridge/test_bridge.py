"""The bridge over HTTP: links that do not open, refused cues, the line-up, signed records, the door of media."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from sqlalchemy import select, update

from ops.bridge import loading, media_routes
from ops.bridge.actions import cues, lines, lineup, sites
from ops.bridge.models import bridge_freeze, bridge_invite
from ops.bridge.rules import records
from ops.bridge.site_payloads import CueAck, ForeignLine
from ops.bridge.site_routes import join_throttle
from ops.core import clock, journal, tokens
from ops.core.work import Doorbell, begin
from ops.errors import Conflict
from scripts.parts import ROOT
from tests.bridge.bridges import ack, busy_bridge, done, invite, let_in, make_sites, report, said, send
from tests.stage.sheets import load
from tests.support.factories import Row, Staff, World, new_ref


@pytest.fixture(autouse=True)
def nobody_waits() -> None:
    join_throttle.forget_all()


@pytest.fixture
def boss(world: World) -> Staff:
    staff = world.make_staff("organiser")
    make_sites(world, staff)
    return staff


def join(world: World, link: str, token: str | None = None) -> Any:
    return world.ops.ask("POST", "/api/bridge/join", token, json={"link": link})


def lines_of(world: World) -> list[journal.Line]:
    with world.ops.db.read() as conn:
        return journal.since(conn, world.id, 0, 10_000)


def refusals(world: World) -> list[str]:
    """Why links were refused, as the journal has it."""
    return [line.facts["why"] for line in lines_of(world) if line.kind == "bridge.link_refused"]


# ---------- links ----------


def test_a_link_binds_to_the_device_that_opens_it_first(world: World, boss: Staff) -> None:
    link = invite(world, boss, "hue")["link"]
    first = join(world, link)
    assert (first.status_code, first.json["site"], first.json["role"]) == (200, "hue", "producer")
    again = join(world, link, first.json["token"])
    assert again.json["token"] == first.json["token"], "the same device may open it as often as it likes"
    other = join(world, link)
    assert (other.status_code, other.json["error"]["code"]) == (409, "bridge_link_taken")
    assert "máy khác" in other.json["error"]["message"]
    assert refusals(world) == ["taken"]


def test_every_bad_link_has_a_word_and_is_logged(world: World, boss: Staff, frozen: int) -> None:
    made = {name: invite(world, boss, "hue")["link"] for name in ("wrong", "revoked")}
    made["expired"] = invite(world, boss, "hue", until=frozen + 60_000)["link"]
    made["early"] = invite(world, boss, "hue", starts=frozen + clock.HOUR, until=frozen + 2 * clock.HOUR)["link"]
    world.command(boss, f"bridge/invites/{made['revoked'].rpartition('/')[2][:12]}/revoke")
    wrong = made["wrong"][:-1] + ("0" if made["wrong"][-1] != "0" else "1")
    clock.freeze(frozen + 61_000)
    asked = [wrong, made["revoked"], made["expired"], made["early"], "không phải liên kết", "a" * 12 + "-" + "0" * 32]
    codes = [join(world, link).json["error"]["code"] for link in asked]
    unknown = "bridge_link_unknown"
    early = "bridge_link_early"
    assert codes == [unknown, "bridge_link_revoked", "bridge_link_expired", early, unknown, unknown]
    assert refusals(world) == ["unknown", "revoked", "expired", "early"]


def test_whoever_tries_links_has_to_wait(world: World, boss: Staff) -> None:
    codes = [join(world, f"{number:012}-{'0' * 32}").status_code for number in range(25)]
    assert codes[0] == 404
    assert codes[-1] == 429


def test_opening_the_page_of_a_link_binds_nothing(world: World, boss: Staff) -> None:
    link = invite(world, boss, "hue")["link"]
    assert world.ops.ask("GET", "/bridge/join/" + link.rpartition("/")[2]).status_code == 200
    assert join(world, link).status_code == 200


def test_an_operator_sees_and_does_only_what_is_of_their_site(world: World, boss: Staff) -> None:
    producer, mc = let_in(world, boss, "hue"), let_in(world, boss, "hue", "mc")
    mine: Row = world.get(producer, "bridge/mine").json  # type: ignore[arg-type]
    assert (mine["site"]["id"], "code4" in mine["site"]) == ("hue", False)
    assert world.get(producer, "snapshot/bridge").status_code == 403  # type: ignore[arg-type]
    say: Row = {"ref": new_ref(), "text": "Rõ"}
    assert world.post(mc, "bridge/say", **say).status_code == 403  # type: ignore[arg-type]
    assert world.post(producer, "bridge/say", **say).status_code == 200  # type: ignore[arg-type]
    foreign = {"ref": new_ref(), "item": "mc", "site": "can-tho"}
    assert world.post(producer, "bridge/items", **foreign).status_code == 422  # type: ignore[arg-type]
    assert world.post(producer, "bridge/cues", ref=new_ref(), kind="off", sites="all").status_code == 403  # type: ignore[arg-type]
    world.command(boss, f"bridge/invites/{producer.id}/revoke")
    world.ops.hall.identities.forget()
    assert world.get(producer, "bridge/mine").json["error"]["code"] == "device_revoked"  # type: ignore[arg-type]


def test_the_provinces_are_loaded_once_and_what_is_there_stays(world: World, boss: Staff) -> None:
    world.command(boss, "bridge/sites/hue/change", changes={"name": "Cố đô Huế"})
    first = world.command(boss, "bridge/sites/load")["facts"]
    assert first == {"sites": 31, "phrases": 13, "crosses": 0}, "three of the 34 were there"
    rows = {row["id"]: row for row in world.snapshot("bridge")["rows"]["bridge_site"]}
    assert (len(rows), rows["hue"]["name"], rows["ha-noi"]["kind"]) == (34, "Cố đô Huế", "main")
    assert world.command(boss, "bridge/sites/load")["facts"] == {"sites": 0, "phrases": 0, "crosses": 0}
    named = {row["id"]: (row["name"], row["region"], row["order"]) for row in loading.provinces()["sites"]}
    sample = json.loads((ROOT / "samples" / "haiphong-2025" / "bridge" / "sites.json").read_text(encoding="utf-8"))
    assert named == {row["id"]: (row["name"], row["region"], row["order"]) for row in sample}
    make_sites(world, boss, *(f"s{n}" for n in range(66)))
    with begin(world.ops.db, Doorbell(), world.id, "system") as work, pytest.raises(Conflict):
        sites.load(work, None, {"sites": [{"id": "one-more"}]})


# ---------- cues ----------


def test_a_cue_is_numbered_and_every_site_knows_the_one_before(world: World, boss: Staff) -> None:
    first = send(world, boss, "standby", "all")
    second = send(world, boss, "on_air", ("hue",), out=["hai-phong"])
    assert (first["seq"], second["seq"]) == (1, 2)
    who = let_in(world, boss, "hai-phong")
    told = world.get(who, "bridge/mine").json["cues"]  # type: ignore[arg-type]
    assert [(cue["seq"], cue["prev"], cue["kind"]) for cue in told] == [(1, 0, "standby"), (3, 1, "out")]
    assert told[1]["fire_at"] == second["fire_at"], "who leaves and who comes do it at one instant"


def test_a_lead_that_is_too_short_for_the_lines_is_refused(world: World, boss: Staff) -> None:
    short = world.post(boss, "bridge/cues", ref=new_ref(), kind="on_air", sites=["hue"], lead_ms=500)
    assert (short.status_code, short.json["error"]["fields"]) == (409, {"lead_ms": "1000"})
    who, made = let_in(world, boss, "hue"), send(world, boss, "on_air", ("hue",), lead_ms=30_000)
    row = world.row("bridge", "bridge_cue", made["cue"]) or {}
    ack(world, who, made["cue"], at=row["sent_at"] + 1_400)
    slow = world.post(boss, "bridge/cues", ref=new_ref(), kind="out", sites=["hue"], lead_ms=2_000)
    assert slow.json["error"]["fields"] == {"lead_ms": "2800"}
    assert send(world, boss, "out", ("hue",))["lead"] == 2_800


def test_one_instant_for_one_lamp(world: World, boss: Staff) -> None:
    send(world, boss, "on_air", ("hue",), lead_ms=20_000)
    second = world.post(boss, "bridge/cues", ref=new_ref(), kind="on_air", sites=["hue", "can-tho"])
    assert (second.status_code, second.json["error"]["fields"]) == (409, {"sites": "hue"})
    for named, out in ((["nobody"], []), (["hue"], ["hue"])):
        bad = world.post(boss, "bridge/cues", ref=new_ref(), kind="on_air", sites=named, out=out)
        assert bad.status_code == 422


def test_a_replayed_report_changes_nothing(world: World, boss: Staff) -> None:
    who, made = let_in(world, boss, "hue"), send(world, boss, "on_air", ("hue",))
    assert ack(world, who, made["cue"]) == {"ok": True, "new": True}
    assert ack(world, who, made["cue"]) == {"ok": True, "new": False}
    assert done(world, who, made["cue"])["new"] is True
    assert done(world, who, made["cue"], "missed")["new"] is False
    assert said(world, made["cue"], "hue")["state"] == "fired"
    other = let_in(world, boss, "can-tho")
    assert done(world, other, made["cue"])["ok"] is False, "it was not their cue"


def test_a_cross_has_the_times_that_were(world: World, boss: Staff) -> None:
    world.command(boss, "bridge/crosses", id="x", site="hue", title="Huế", planned_at=clock.now(), planned_ms=60_000)
    assert (world.row("bridge", "bridge_cross", "x") or {})["state"] == "planned"
    on = send(world, boss, "on_air", ("hue",), cross="x", lead_ms=2_000)
    assert (world.row("bridge", "bridge_cross", "x") or {})["state"] == "next"
    out = send(world, boss, "out", ("hue",), lead_ms=50_000)
    for _ in range(2):  # two servers
        with begin(world.ops.db, Doorbell(), world.id, "system") as work:
            work.now = clock.now() + 60_000
            cues.pass_time(work)
    row = world.row("bridge", "bridge_cross", "x") or {}
    assert (row["state"], row["on_at"], row["off_at"]) == ("done", on["fire_at"], out["fire_at"])
    (told,) = world.get(boss, "bridge/record?cross=x").json["crosses"]
    assert told["took"] == out["fire_at"] - on["fire_at"]
    assert told["over"] == told["took"] - 60_000
    rows = list(csv.reader(io.StringIO(world.get(boss, "bridge/record.csv").get_data(as_text=True))))
    assert [row[1] for row in rows[1:]] == ["Huế"]
    change = world.post(boss, "bridge/crosses/x/change", ref=new_ref(), changes={"site": "can-tho"})
    assert change.json["error"]["code"] == "bridge_cross_begun"


def test_a_cross_of_the_hub_starts_its_own_row_of_the_run_sheet(world: World, boss: Staff) -> None:
    load(world)
    world.command(boss, "bridge/crosses", id="x", site="hue", title="Huế", row="b")
    world.command(boss, "bridge/crosses", id="gone", site="can-tho", title="Cần Thơ", row="not-in-the-sheet")
    for cross, where in (("x", "hue"), ("gone", "can-tho")):
        send(world, boss, "on_air", (where,), cross=cross, lead_ms=2_000)
    for _ in range(2):  # two servers
        with begin(world.ops.db, Doorbell(), world.id, "system") as work:
            work.now = clock.now() + 5_000
            cues.pass_time(work)
    found = lines_of(world)
    begun = [line.facts for line in found if line.kind == "stage.stepped"]
    assert [facts["row"] for facts in begun] == ["b"]
    assert [line.facts.get("row") for line in found if line.kind == "bridge.tally_changed"] == ["b", None]


def test_a_cue_that_is_sent_again_is_the_same_cue(world: World, boss: Staff) -> None:
    asked: Row = {"ref": new_ref(), "kind": "on_air", "sites": ["hue"], "lead_ms": 20_000}
    first, second = (world.post(boss, "bridge/cues", **asked).json for _ in range(2))
    assert first["facts"]["cue"] == second["facts"]["cue"]
    assert len([line for line in lines_of(world) if line.kind == "bridge.cue_sent"]) == 1


def test_a_site_clock_that_is_wrong_by_an_hour_is_noted_and_spoils_no_figure(world: World, boss: Staff) -> None:
    who = let_in(world, boss, "hue")
    for site_is, health, received in (("slow", {"offset": 3_600_000.0}, 0), ("fast, uncorrected", {}, clock.HOUR)):
        made = send(world, boss, "on_air", ("hue",), lead_ms=2_000)["cue"]
        sent_at = (world.row("bridge", "bridge_cue", made) or {})["sent_at"]
        report(world, who, CueAck(cue=made, received_at=clock.now() + received, health=health))
        at = said(world, made, "hue")["received_at"]
        assert 0 <= at - sent_at < clock.MINUTE, site_is
        world.command(boss, f"bridge/cues/{made}/cancel")
    noted = [line.facts["clock_off"] for line in lines_of(world) if line.kind == "bridge.cue_acked"]
    assert (noted[0], round(noted[1] / clock.MINUTE)) == (3_600_000, -60)
    assert send(world, boss, "on_air", ("hue",))["lead"] < clock.MINUTE, "an hour is no delivery"


# ---------- line-up ----------


def test_the_return_is_proven_by_its_code(world: World, boss: Staff) -> None:
    who = let_in(world, boss, "hue")
    code = (world.row("bridge", "bridge_site", "hue") or {})["code4"]
    wrong = "0000" if code != "0000" else "1111"
    for value, ok in ((wrong, False), (code, True)):
        world.command(who, "bridge/items", item="return", value=value)  # type: ignore[arg-type]
        assert (world.row("bridge", "bridge_site", "hue") or {})["items"]["return"]["ok"] is ok
    bare = world.post(who, "bridge/items", ref=new_ref(), item="return")  # type: ignore[arg-type]
    assert bare.json["error"]["code"] == "bridge_code_needed"
    world.command(boss, "bridge/code4", site="hue")
    assert (world.row("bridge", "bridge_site", "hue") or {})["items"]["return"]["ok"] is None


def test_only_a_verdict_that_turns_leaves_a_line(world: World, boss: Staff) -> None:
    task = world.ops.hall.extra["bridge"]
    before = world.snapshot("bridge")["seq"]
    for value in (2_500, 2_600, 900, 800, None):
        task.measured(world.id, "hue", {"bitrate": value})
        task._note_values()
    assert world.snapshot("bridge")["seq"] == before + 3
    item = (world.row("bridge", "bridge_site", "hue") or {})["items"]["bitrate"]
    assert (item["ok"], item["value"]) == (None, None)


def test_frozen_records_are_chained_and_a_changed_one_is_found(world: World, boss: Staff) -> None:
    world.command(boss, "bridge/go", site="hue", word="go")
    made = [world.command(boss, "bridge/freeze", label=label)["facts"] for label in ("hand", "T-15")]
    assert world.get(boss, "bridge/freezes/verify").json == {"records": 2, "faults": []}
    body = world.get(boss, f"bridge/freezes/{made[0]['freeze']}").json["freeze"]
    assert (body["body"]["counts"]["go"], body["prev"]) == (1, records.FIRST)
    assert world.get(boss, f"bridge/freezes/{made[1]['freeze']}").json["freeze"]["prev"] == made[0]["hash"]
    here = (bridge_freeze.c.event_id == world.id) & (bridge_freeze.c.n == 1)
    with world.ops.db.write() as conn:
        kept = conn.execute(select(bridge_freeze.c.body).where(here)).scalar_one()
        conn.execute(update(bridge_freeze).where(here).values(body=kept.replace('"go":1', '"go":3')))
    assert world.get(boss, "bridge/freezes/verify").json["faults"] == [{"n": 1, "what": "hash"}]
    with world.ops.db.write() as conn:
        conn.execute(update(bridge_freeze).where(here).values(body=kept))


def test_records_are_taken_by_themselves_before_the_first_cross(world: World, boss: Staff) -> None:
    first = clock.now() + clock.HOUR
    world.command(boss, "bridge/crosses", site="hue", title="Huế", planned_at=first)
    taken: list[str] = []
    for ahead in (61, 60, 59, 40, 15, 14, 5, 4, 0, -1):
        with begin(world.ops.db, Doorbell(), world.id, "system") as work:
            work.now = first - ahead * clock.MINUTE
            lineup.freeze_due(work, world.ops.hall.config.secret)
    taken = [row["label"] for row in world.snapshot("bridge")["rows"]["bridge_freeze"]]
    assert taken == ["T-60", "T-15", "T-5"]


# ---------- media ----------


def ask_media(world: World, path: str, body: Row, secret: str | None = None) -> Any:
    key = tokens.subkey(world.ops.hall.config.secret, "media").hex() if secret is None else secret
    return world.ops.ask("POST", f"/bridge/media/{path}", key, json=body)


def test_the_door_for_media_knows_keys_sites_and_times(world: World, boss: Staff) -> None:
    made = world.command(boss, "bridge/keys", site="hue")["facts"]
    key = media_key(made["stream_key"])
    asked: Row = {"ask": "publish", "app": "contrib", "stream": f"{world.id}.hue", "key": key, "via": "rtmp"}
    assert ask_media(world, "door", asked).json == {"allow": True}
    tries: list[tuple[Row, str]] = [
        ({"stream": f"{world.id}.can-tho"}, "other_site"), ({"key": "0" * 64}, "wrong_key"), ({"key": None}, "no_key"),
        ({"stream": "nothing.here"}, "unknown_stream"), ({"app": "program"}, "other_site"),
    ]  # fmt: skip
    assert [ask_media(world, "door", asked | change).json["why"] for change, _ in tries] == [why for _, why in tries]
    assert ask_media(world, "door", asked, "wrong").status_code == 403
    report: Row = {"boot": "b", "at": 1, "streams": [{"app": "contrib", "stream": f"{world.id}.hue", "state": "LIVE",
                   "key": key, "measured": {"kbps": 2_500, "fps": 30.0}}]}  # fmt: skip
    send(world, boss, "standby", ("hue",))
    orders = ask_media(world, "report", report).json
    assert orders["end"] == []
    want = {one["stream"].partition(".")[2]: one for one in orders["want"]}
    assert list(want) == ["hai-phong", "hue", "can-tho"], "also of those who do not send yet"
    assert (want["hue"]["slate"]["title"], want["hue"]["record"]) == ("Điểm hue", False)
    world.command(boss, f"bridge/keys/{made['key']}/revoke")
    assert ask_media(world, "door", asked).json == {"allow": False, "why": "revoked"}
    assert ask_media(world, "report", report).json["end"] == [f"contrib/{world.id}.hue"]
    with world.ops.db.read() as conn:
        lines = journal.since(conn, world.id, 0, 10_000)
    assert [line.facts["why"] for line in lines if line.kind == "bridge.key_refused"] == [
        "other_site", "wrong_key", "no_key", "other_site", "revoked",
    ]  # fmt: skip
    assert not [line for line in lines if key in journal.pack(line.facts)]


def media_key(stream_key: str) -> str:
    """What the media process shows of a key."""
    from ops.bridge.actions.keys import hash_key

    return hash_key(stream_key.partition("?key=")[2])


def test_what_is_not_measured_is_not_a_verdict() -> None:
    live = {"state": "LIVE", "measured": {"kbps": 2_000, "probe": "off", "black": False}}
    found = media_routes.values_of(live)
    assert (found["bitrate"], found["fps"], found["black"]) == (2_000, None, None)
    dark = {"state": "LIVE", "measured": {"probe": "key", "black": True, "black_since": clock.now() - 3_000}}
    assert (media_routes.values_of(dark)["black"] or 0) >= 3_000
    assert set(media_routes.values_of({"state": "LOST"}).values()) == {None}


# ---------- journal lines of another installation ----------


def test_foreign_lines_are_kept_once_whatever_the_order(world: World, boss: Staff) -> None:
    def line(seq: int) -> ForeignLine:
        return ForeignLine(seq=seq, kind="stage.stepped", at=clock.now(), actor="staff:x", facts={"n": seq})

    for part in ([1, 2, 3], [3, 2], [5, 1], [4], [4, 5]):
        with begin(world.ops.db, Doorbell(), world.id, "system") as work:
            highest = lines.take_lines(work, "hue", [line(seq) for seq in part])
    assert highest == 5
    assert world.get(boss, "bridge/record").json["lines"] == {"hue": 5}


def test_a_busy_bridge_breaks_no_invariant(world: World) -> None:
    from ops import checks

    busy_bridge(world, world.make_staff("organiser"))
    assert checks.run(world.ops.db, world.id) == []
    with world.ops.db.read() as conn:
        assert conn.execute(select(bridge_invite.c.token_hash).where(bridge_invite.c.event_id == world.id)).all()


def test_lamps_as_single_values_for_a_control_surface(world: World, boss: Staff) -> None:
    send(world, boss, "on_air", ("hue",), lead_ms=20_000)
    made = world.command(boss, "outputs/tokens", name="Deck", rights=["read"])["facts"]["token"]
    shown = world.post(boss, "outputs/tokens", ref=new_ref(), name="Deck 2", rights=["read"]).json
    token = shown.get("token") or shown["facts"].get("secret") or ""
    assert made
    found = world.ops.ask("GET", f"/api/control/{world.id}/bridge", token).json
    assert found["tally_hue"] == "UNKNOWN", "nobody is on the line"
    assert found["next_in_s"] in range(1, 21)
