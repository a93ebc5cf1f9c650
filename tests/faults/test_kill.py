"""kill -9 under load at random moments: nothing acknowledged is lost, nothing is doubled, everybody catches up."""

import random
import time

import pytest

from tests.faults.venue import Venue
from tests.support.follower import assert_converged
from tests.support.load import Load

SEED = 20251114


def kill_often(server, times: int, seed: int, longest_s: float) -> list[float]:
    """Kill and start again; the moments are counted from when the server serves. Answers how long each start took."""
    chance, starts = random.Random(seed), []
    for _ in range(times):
        time.sleep(chance.uniform(0.0, longest_s))
        server.kill9()
        began = time.monotonic()
        server.start()
        starts.append(time.monotonic() - began)
    return starts


def survive(venue: Venue, server, times: int, longest_s: float) -> Load:
    """Load, followers, kills; then the whole account."""
    began = time.monotonic()
    followers = venue.followers(server)
    assert all(one.at_head.wait(10) for one in followers)
    with venue.load(server, SEED) as load:
        starts = kill_often(server, times, SEED, longest_s)
        time.sleep(0.3)
    kept = venue.assert_all_kept(load)
    assert_converged(followers, venue.fresh_snapshots)
    for one in followers:
        assert one.resets == 0, "had to load everything again"
        assert one.connects > times // 2
        one.close()
    server.stop()
    venue.assert_sound()
    unknown = len(load.of("info"))
    assert kept > times * 5, "the load is too thin"
    assert unknown > 0, "no kill hit a scan on its way: the load is too thin"
    took = time.monotonic() - began
    print(f"\n{times} kills in {took:.0f} s, slowest start {max(starts):.1f} s; {kept} kept, {unknown} unanswered")
    return load


def test_twenty_kills_on_sqlite_lose_and_double_nothing(venue: Venue, serve) -> None:
    server = serve(venue)
    load = survive(venue, server, times=20, longest_s=1.2)
    repeats = [one for one in load.of("ok") if one.answer["repeat"]]
    first_tries = {one.ref for one in load.of("info")}
    assert {one.ref for one in repeats} <= first_tries, "a scan that was sent once was called a repeat"


@pytest.mark.parametrize("any_venue", ["postgres_venue"], indirect=True)
def test_five_kills_on_postgresql_lose_and_double_nothing(any_venue: Venue, serve) -> None:
    survive(any_venue, serve(any_venue), times=5, longest_s=1.0)
