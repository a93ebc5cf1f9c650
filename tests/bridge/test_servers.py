"""Several servers behind one bridge: who hears a site keeps it, and who dies loses it."""

from __future__ import annotations

from sqlalchemy import select

from ops.bridge.actions import control
from ops.bridge.models import bridge_item
from ops.bridge.presence import Presence, gauge_of
from ops.bridge.rules.tally import STALE_MS
from ops.core import clock
from ops.core.work import Doorbell, begin
from tests.bridge.bridges import make_sites
from tests.support.factories import World


def test_a_site_that_another_server_hears_is_not_lost(world: World, frozen: int) -> None:
    make_sites(world, world.make_staff("organiser"))
    gauge = {"pm": 12.5, "online": True}
    with begin(world.ops.db, Doorbell(), world.id, "system") as work:
        control.changed(work, {"hue": "online"})
    with world.ops.db.write() as conn:
        control.share(conn, "one", {(world.id, "hue"): gauge}, frozen)
        assert control.others(conn, world.id, "two", frozen + 500) == {"hue": gauge}
        assert control.others(conn, world.id, "one", frozen + 500) == {}, "its own are in its memory"
        control.share(conn, "two", {(world.id, "hue"): gauge}, frozen + 1_000)  # it went to the other server
        assert control.others(conn, world.id, "one", frozen + 1_500) == {"hue": gauge}
        assert world.id not in control.orphans(conn, "one", frozen + 1_500)


def test_sites_of_a_server_that_died_are_noticed_by_the_others(world: World, frozen: int) -> None:
    make_sites(world, world.make_staff("organiser"))
    with begin(world.ops.db, Doorbell(), world.id, "system") as work:
        control.changed(work, {"hue": "online", "can-tho": "online"})
    with world.ops.db.write() as conn:
        control.share(conn, "dead", {(world.id, "hue"): {}}, frozen)
        later = frozen + control.DEAD_AFTER_MS + 1
        control.share(conn, "alive", {(world.id, "can-tho"): {}}, later)
        assert control.orphans(conn, "alive", later)[world.id] == ["hue"]


def test_silence_is_told_once_and_a_beat_brings_back() -> None:
    heard, now = Presence(), clock.now()
    heard.enter("sid", "e", "hue")
    assert heard.beat("sid", now, gauge_of({"pm": 10, "offset": float("inf"), "odd": 1})) == ("e", "hue")
    assert heard.beat("sid", now + 250, {}) is None
    assert heard.silent(now + 250 + STALE_MS) == []
    assert heard.silent(now + 251 + STALE_MS) == [("e", "hue")]
    assert heard.silent(now + 9_999) == []
    assert heard.gauges("e")["hue"] == {"pm": 10.0, "at": now + 250, "online": False, "clients": 1}
    heard.leave("sid")
    assert heard.beat("sid", now + 10_000, {}) is None, "a socket that has gone says nothing more"
    heard.enter("next", "e", "hue")
    assert heard.beat("next", now + 10_000, {}) == ("e", "hue")


def test_how_late_the_return_is_comes_with_the_heartbeat(world: World) -> None:
    """The site's player knows it; when it shows nothing any more, nobody knows."""
    make_sites(world, world.make_staff("organiser"))
    bridge = world.ops.hall.extra["bridge"]

    def judged(gauge: dict[str, object]) -> bool | None:
        bridge.presence.enter("sid", world.id, "hue")  # a look forgets who has no socket
        bridge.presence.beat("sid", clock.now(), gauge_of({"pm": 5, "rtt": 40} | gauge))
        bridge.gauged_at = 0  # it looks once a second
        bridge._note_values()
        here = (bridge_item.c.site == "hue") & (bridge_item.c.item == "return_delay")
        with world.ops.db.read() as conn:
            return conn.execute(select(bridge_item.c.ok).where(here, bridge_item.c.event_id == world.id)).scalar()

    assert judged({"delay": None}) is None
    assert judged({"delay": 900}) is True
    assert judged({"delay": 2_600}) is False
    assert judged({}) is None
