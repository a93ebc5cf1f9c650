"""The feed's promise for what the bridge changes (tests/test_replay.py runs these)."""

from __future__ import annotations

from ops.bridge.actions import control, cues, keys, lineup, sites, uplink
from ops.bridge.media_payloads import MediaDoor
from ops.bridge.rules.records import BY_ITSELF
from ops.bridge.site_payloads import Got, Remote
from ops.core import clock
from ops.core.work import Doorbell, Work, begin
from tests.bridge.bridges import ack, done, invite, let_in, make_sites, report, send
from tests.stage.sheets import load
from tests.support.evening import Evening, case
from tests.support.factories import new_ref

SECRET = bytes(range(32))


def system(one: Evening) -> Work:
    """A unit of work as the tasks have it."""
    return begin(one.world.ops.db, Doorbell(), one.world.id, "system")  # type: ignore[return-value]


@case("bridge.site_made")
def site(one: Evening) -> None:
    make_sites(one.world, one.staff)


@case("bridge.site_changed")
def site_changed(one: Evening) -> None:
    make_sites(one.world, one.staff)
    one.command("bridge/sites/hue/change", changes={"name": "Huế", "fallback": "Về trường quay"})


@case("bridge.sites_loaded")
def loaded(one: Evening) -> None:
    row = {"id": "a", "name": "A", "region": "bac", "order": 1, "kind": "main", "way": "page", "code": "01"}
    phrase = {"id": "p", "text": "Chờ", "order": 1, "priority": "normal"}
    with system(one) as work:  # type: ignore[attr-defined]
        assert sites.load(work, None, {"sites": [row], "phrases": [phrase]})["facts"]["sites"] == 1


@case("bridge.invite_made")
def invited(one: Evening) -> None:
    make_sites(one.world, one.staff)
    invite(one.world, one.staff, "hue")


@case("bridge.invite_used")
def joined(one: Evening) -> None:
    make_sites(one.world, one.staff)
    let_in(one.world, one.staff, "hue")


@case("bridge.invite_revoked")
def revoked(one: Evening) -> None:
    make_sites(one.world, one.staff)
    who = let_in(one.world, one.staff, "hue")
    one.command(f"bridge/invites/{who.id}/revoke")


@case("bridge.link_refused")
def refused(one: Evening) -> None:
    revoked(one)
    (row,) = one.world.snapshot("bridge")["rows"]["bridge_invite"]
    made = one.world.get(one.staff, f"bridge/invites/{row['id']}").json["link"]
    assert one.world.ops.ask("POST", "/api/bridge/join", json={"link": made}).status_code == 409


@case("bridge.key_made")
def key(one: Evening) -> None:
    make_sites(one.world, one.staff)
    one.command("bridge/keys", site="hue")


@case("bridge.key_revoked")
def key_revoked(one: Evening) -> None:
    make_sites(one.world, one.staff)
    made = one.command("bridge/keys", site="hue")["facts"]["key"]
    one.command(f"bridge/keys/{made}/revoke")


@case("bridge.key_refused")
def key_refused(one: Evening) -> None:
    make_sites(one.world, one.staff)
    said = MediaDoor(ask="publish", app="contrib", stream=f"{one.world.id}.hue", via="rtmp")
    with system(one) as work:  # type: ignore[attr-defined]
        keys.refuse(work, said, "no_key", "")


@case("bridge.settings_changed")
def settings(one: Evening) -> None:
    make_sites(one.world, one.staff)
    one.command(
        "bridge/settings", ttl=3_000, skip=["backup"], tsl=[{"host": "192.168.1.9", "port": 8900, "version": 3}]
    )


@case("bridge.phrases_changed")
def phrases(one: Evening) -> None:
    one.command("bridge/phrases", phrases=[{"id": "a", "text": "Chờ"}, {"id": "b", "text": "Nói ngắn"}])
    one.command("bridge/phrases", phrases=[{"id": "b", "text": "Nói ngắn", "priority": "urgent"}])


@case("bridge.cue_sent")
def cue(one: Evening) -> None:
    make_sites(one.world, one.staff)
    one.command("bridge/crosses", id="x1", site="hue", title="Huế")
    made = send(one.world, one.staff, "on_air", ("hue",), cross="x1", out=["hai-phong"], lead_ms=60_000)
    one.command(f"bridge/cues/{made['cue']}/cancel")


@case("bridge.cue_acked")
def acked(one: Evening) -> None:
    make_sites(one.world, one.staff)
    who = let_in(one.world, one.staff, "hue")
    ack(one.world, who, send(one.world, one.staff, "on_air", ("hue", "can-tho"))["cue"])


@case("bridge.cue_done")
def fired(one: Evening) -> None:
    make_sites(one.world, one.staff)
    who = let_in(one.world, one.staff, "hue")
    done(one.world, who, send(one.world, one.staff, "on_air", ("hue",))["cue"])


@case("bridge.tally_changed")
def passed(one: Evening) -> None:
    make_sites(one.world, one.staff)
    one.command("bridge/crosses", id="x1", site="hue", title="Huế")
    send(one.world, one.staff, "on_air", ("hue",), cross="x1", lead_ms=5_000)
    send(one.world, one.staff, "out", ("hue",), lead_ms=7_000)
    for later in (6_000, 8_000):
        with system(one) as work:  # type: ignore[attr-defined]
            work.now = clock.now() + later
            assert cues.pass_time(work)


@case("bridge.cross_made")
def cross(one: Evening) -> None:
    make_sites(one.world, one.staff)
    one.command("bridge/crosses", site="hue", title="Huế", planned_at=clock.now() + clock.HOUR, planned_ms=60_000)


@case("bridge.cross_changed")
def cross_changed(one: Evening) -> None:
    make_sites(one.world, one.staff)
    one.command("bridge/crosses", id="x1", site="hue", title="Huế")
    one.command("bridge/crosses/x1/change", changes={"title": "Huế chào", "skipped": True})


@case("bridge.talk_sent")
def talk(one: Evening) -> None:
    make_sites(one.world, one.staff)
    one.command("bridge/talk", text="Chờ một phút", target="region:trung", priority="urgent")
    who = let_in(one.world, one.staff, "hue")
    assert one.world.post(who, "bridge/say", ref=new_ref(), text="Rõ").status_code == 200  # type: ignore[arg-type]


@case("bridge.talk_marked")
def read(one: Evening) -> None:
    make_sites(one.world, one.staff)
    who = let_in(one.world, one.staff, "hue")
    made = one.command("bridge/talk", text="Chờ")["facts"]["talk"]
    report(one.world, who, Got(talks=[made]))
    assert one.world.post(who, f"bridge/talk/{made}/read", ref=new_ref()).status_code == 200  # type: ignore[arg-type]


@case("bridge.item_told")
def item(one: Evening) -> None:
    make_sites(one.world, one.staff)
    one.command("bridge/items", site="hue", item="scene", ok=True)
    with system(one) as work:  # type: ignore[attr-defined]
        assert lineup.measured(work, {"hue": {"fps": (False, 12.0)}, "can-tho": {"fps": (True, 30.0)}})


@case("bridge.go_said")
def go(one: Evening) -> None:
    make_sites(one.world, one.staff)
    one.command("bridge/go", site="hue", word="no_go", note="Không tiếng")
    one.command("bridge/go", site="hue", word="")


@case("bridge.code_made")
def code(one: Evening) -> None:
    make_sites(one.world, one.staff)
    one.command("bridge/code4", site="hue")


@case("bridge.frozen")
def frozen(one: Evening) -> None:
    make_sites(one.world, one.staff)
    one.command("bridge/crosses", site="hue", title="Huế", planned_at=clock.now() + BY_ITSELF["T-15"] - 1_000)
    one.command("bridge/freeze", label="hand")
    with system(one) as work:  # type: ignore[attr-defined]
        assert lineup.freeze_due(work, SECRET)


@case("bridge.control_changed")
def lost(one: Evening) -> None:
    make_sites(one.world, one.staff)
    for state in ("online", "lost"):
        with system(one) as work:  # type: ignore[attr-defined]
            assert control.changed(work, {"hue": state, "can-tho": state})


@case("bridge.remote_told")
def remote(one: Evening) -> None:
    make_sites(one.world, one.staff)
    who = let_in(one.world, one.staff, "hue", "server")
    report(one.world, who, Remote(row="b", state="soon", title="Cầu", slack=-1_000, at=clock.now()))  # type: ignore[arg-type]


TOLD = {"event": "hub", "site": "hue", "name": "Huế", "role": "server", "token": "brg_x"}


def link_up(one: Evening) -> None:
    """This event is a site of a hub elsewhere; row b of its sheet is the bridge, c the fallback."""
    load(one.world)
    with begin(one.world.ops.db, Doorbell(), one.world.id, f"staff:{one.staff.id}") as work:
        uplink.join(work, new_ref(), "http://192.168.1.2", TOLD, "brg_x", SECRET)
    one.command("bridge/uplink", row="b", fallback_row="c")


@case("bridge.uplink_changed")
def uplinked(one: Evening) -> None:
    link_up(one)
    one.command("bridge/uplink", auto=False)


HUB_CUE = {
    "id": "q1", "seq": 4, "prev": 0, "kind": "on_air", "of": "", "cross": "", "lead": 5_000, "ttl": 2_000, "script": "",
}  # fmt: skip


@case("bridge.mirrored")
def mirrored(one: Evening) -> None:
    link_up(one)
    now = clock.now()
    words = {"id": "t1", "seq": 1, "target": "all", "from": "", "text": "Chờ", "priority": "normal", "by": "Hà Nội"}
    told = {"site": {"id": "hue", "name": "Huế mới"}, "cues": [HUB_CUE | {"fire_at": now + 9_000, "sent_at": now}]}
    told |= {"talks": [words | {"sent_at": now, "sites": {"hue": {}}}]}
    with system(one) as work:  # type: ignore[attr-defined]
        assert uplink.mirror_joined(work, told)
    with system(one) as work:  # type: ignore[attr-defined]
        assert not uplink.mirror_joined(work, told)


@case("bridge.row_moved")
def moved(one: Evening) -> None:
    mirrored(one)
    with system(one) as work:  # type: ignore[attr-defined]
        row = uplink.follow_row(work, True)
        assert row is not None and row["state"] == "soon"


@case("bridge.fallback_taken")
def fallback(one: Evening) -> None:
    link_up(one)
    one.command("bridge/fallback")
