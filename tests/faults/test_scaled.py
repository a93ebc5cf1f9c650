"""Two servers on one PostgreSQL, Redis as doorbell, nginx in front: the same order on both, whatever breaks."""

import signal
import threading
import time
from collections.abc import Callable

import pytest

from scripts.parts import Postgres, Redis, Server, wait_for
from tests.faults.venue import EVENT, Venue
from tests.support.follower import Follower, assert_converged
from tests.support.load import Json, Load, scan_item

SLOWEST_POST_S = 2.0
LATE_S = 3.0  # the other process looks once a second by itself; the machine is shared


def boards(venue: Venue, servers: list[Server]) -> list[Follower]:
    """One board and one desk on each server."""
    made = []
    for number, server in enumerate(servers):
        for audience, token in (("board", venue.staff["organiser"]), ("desk", venue.tablets[number]["token"])):
            made.append(Follower(lambda url=server.url: url, token, EVENT, audience, len(made)))
            made[-1].start()
    assert all(one.at_head.wait(15) for one in made)
    return made


def head(venue: Venue) -> int:
    return int(venue.query(f"SELECT seq FROM event WHERE id = '{EVENT}'")[0].seq)


def all_reach_the_head(venue: Venue, followers: list[Follower], seconds: float) -> float:
    """How long the slowest client needs to be where the journal is now."""
    began, asked = time.monotonic(), head(venue)
    for one in followers:
        assert one.reached(asked, seconds), f"{one.audience} {one.seq} of {asked}"
    return time.monotonic() - began


def assert_same_everywhere(venue: Venue, followers: list[Follower], load: Load) -> int:
    kept = venue.assert_all_kept(load)
    assert_converged(followers, venue.fresh_snapshots)
    for one in followers:
        assert one.resets == 0
    for audience in ("board", "desk"):
        heard = [one.heard for one in followers if one.audience == audience]
        shortest = max(lines[0] for lines in heard)
        assert len({tuple(line for line in lines if line >= shortest) for lines in heard}) == 1, "two orders"
    return kept


def test_two_servers_keep_one_order_while_redis_dies_freezes_and_returns(
    postgres_venue: Venue, serve, redis: Redis, make_nginx
) -> None:
    venue = postgres_venue
    servers = [serve(venue, OPS_REDIS_URL=redis.url, OPS_PROXIES="1") for _ in range(2)]
    front = make_nginx([server.port for server in servers])
    followers = boards(venue, servers)
    late: dict[str, float] = {}
    phases: list[tuple[str, Callable[[], object]]] = [
        ("whole", lambda: None),
        ("killed", redis.kill9),
        ("back", redis.start),
        ("frozen", redis.freeze),
        ("thawed", redis.thaw),
    ]
    with venue.load(front, 5) as load:
        for name, happen in phases:
            happen()
            time.sleep(1.5)
            late[name] = all_reach_the_head(venue, followers, LATE_S)
    assert load.of("fail") == []
    assert load.of("info") == []
    slowest = max(one.seconds for one in load.history)
    assert slowest < SLOWEST_POST_S, f"a scan waited {slowest:.2f} s"
    kept = assert_same_everywhere(venue, followers, load)
    assert all(server.process.poll() is None for server in servers)
    shown = ", ".join(f"{name} {seconds:.2f}" for name, seconds in late.items())
    print(f"\n{kept} scans, slowest {slowest:.2f} s; slowest client behind the head, s: {shown}")
    for one in followers:
        one.close()
    venue.assert_sound()


def at_once(*works: Callable[[], Json]) -> list[Json]:
    """Run them at the same moment; their answers in order."""
    answers: list[Json] = [{} for _ in works]

    def run(number: int) -> None:
        answers[number] = works[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_two_servers_judge_one_guest_one_after_the_other(postgres_venue: Venue, serve) -> None:
    """Both read before either writes: without a turn in the database both would let the guest in."""
    venue = postgres_venue
    servers = [serve(venue) for _ in range(2)]
    callers = [venue.tablet(server, number) for number, server in enumerate(servers)]

    def post(number: int, item: Json) -> Json:
        reply = venue.upload(callers[number], [item])
        assert reply.status == 200, reply.body
        answer: Json = reply.body["answers"][0]
        return answer

    for guest in venue.guests[:25]:
        items = [scan_item(guest, gate="A") for _ in callers]
        at_once(lambda: post(0, items[0]), lambda: post(1, items[1]))  # noqa: B023
        stood = venue.query(f"SELECT state FROM scan WHERE guest_id = '{guest}' ORDER BY state")
        # The later one was refused, or it came first and became a conflict that a supervisor sees.
        assert [row.state for row in stood] in (["conflict", "counted"], ["counted", "refused"]), guest
    for guest in venue.guests[25:50]:
        item = scan_item(guest, gate="A")
        answers = at_once(lambda: post(0, item), lambda: post(1, item))  # noqa: B023
        assert len({one["seq"] for one in answers}) == 1
        assert sorted(one["repeat"] for one in answers) == [False, True]
    for caller in callers:
        caller.close()
    venue.assert_sound()


def test_a_server_that_dies_behind_nginx_costs_no_scan(postgres_venue: Venue, serve, redis: Redis, make_nginx) -> None:
    venue = postgres_venue
    servers = [serve(venue, OPS_REDIS_URL=redis.url, OPS_PROXIES="1") for _ in range(2)]
    front = make_nginx([server.port for server in servers])
    followers = boards(venue, servers)
    with venue.load(front, 6) as load:
        for server in servers:
            time.sleep(0.7)
            server.kill9()
            time.sleep(0.5)
            server.start()
    wrong = [one for one in load.history if one.outcome == "fail"]
    assert wrong == []
    kept = assert_same_everywhere(venue, followers, load)
    print(f"\n{kept} scans, {len(load.of('info'))} without an answer at the first try")
    for one in followers:
        one.close()
    venue.assert_sound()


@pytest.mark.parametrize("times", [2])
def test_postgresql_crashes_under_load_and_the_servers_live_on(
    postgres_venue: Venue, serve, postgres: Postgres, times: int
) -> None:
    venue = postgres_venue
    servers = [serve(venue) for _ in range(2)]
    followers = boards(venue, servers)
    loads = [venue.load(server, 7 + number, writers=2) for number, server in enumerate(servers)]
    back = []
    with loads[0], loads[1]:
        for _ in range(times):
            time.sleep(0.7)
            postgres.stop(signal.SIGQUIT)
            time.sleep(0.5)
            postgres.start()
            back.append(until_answers(loads))
    for load in loads:
        refused = load.of("fail")
        assert {one.status for one in refused} == {503}, "a database that is away is no fault of the program"
        assert all(int(one.retry_after or 0) >= 1 for one in refused)
    both = Load([writer for load in loads for writer in load.writers])
    kept = assert_same_everywhere(venue, followers, both)
    assert all(server.process.poll() is None for server in servers)
    print(f"\n{kept} scans kept, {len(both.of('fail'))} refused; back after {', '.join(f'{s:.2f} s' for s in back)}")
    for one in followers:
        one.close()
    venue.assert_sound()


def until_answers(loads: list[Load]) -> float:
    """How long until every server has acknowledged a scan that was sent from now on."""
    began = time.monotonic()

    def answered(load: Load) -> bool:
        return any(one.began > began for one in load.of("ok"))

    assert wait_for(lambda: all(answered(load) for load in loads), 10), "the servers need a restart"
    return time.monotonic() - began
