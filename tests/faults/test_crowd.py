"""Clients that do not read, and three hundred that come back at the same moment."""

import socket
import threading
import time
from pathlib import Path

from scripts.parts import wait_for
from tests.faults.venue import EVENT, Venue
from tests.support.follower import Follower, Wire, assert_converged, by_id, fetch_snapshot
from tests.support.load import scan_item

CROWD = 300
ALL_BACK_S = 30.0  # a shared machine; the bench has the strict number
MEMORY_KB = 60_000
FILLING = 120  # uploads that fill the kernel's buffers and then the server's queue (64 frames) of who does not read


def memory_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])


def lazy_client(venue: Venue, server) -> Wire:
    """Says hello and never reads again, with the smallest of buffers."""
    smallest = ((socket.SOL_SOCKET, socket.SO_RCVBUF, 4096),)
    wire = Wire(server.url, {"token": venue.tablets[0]["token"]}, smallest)
    wire.ask("hello", {"event": EVENT, "audience": "desk", "epoch": "", "seq": 0})
    return wire


def open_sockets(server) -> int:
    """Connections that the server holds on its port, seen from outside."""
    lines = [line.split() for line in Path(f"/proc/{server.pid}/net/tcp").read_text().splitlines()[1:]]
    ours = {f"socket:[{one[9]}]" for one in lines if int(one[1].rpartition(":")[2], 16) == server.port}
    return sum(target in ours for target in map(str, _fd_targets(server.pid)))


def _fd_targets(pid: int) -> list[Path]:
    found = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found.append(link.readlink())
        except FileNotFoundError:
            continue
    return found


def test_a_client_that_does_not_read_is_dropped_and_costs_nobody_anything(venue: Venue, serve) -> None:
    server = serve(venue)
    reader, *_ = followers = venue.followers(server, 1)
    assert reader.at_head.wait(15)
    caller = venue.tablet(server, 1)
    venue.upload(caller, [scan_item(venue.guests[0], gate="A")])
    settled, before = memory_kb(server.pid), open_sockets(server)
    lazy = [lazy_client(venue, server) for _ in range(3)]
    assert wait_for(lambda: open_sockets(server) >= before + 3, 5)
    crowd = venue.guests[:20]
    slowest, end, sent = 0.0, time.monotonic() + 40, 0
    direction = "out"
    while open_sockets(server) > before and time.monotonic() < end:
        direction = "out" if direction == "in" else "in"
        sent += 1
        time.sleep(0.0 if sent <= FILLING else 0.2)  # then it is the kernel's turn to give up: 20 s
        began = time.monotonic()
        reply = venue.upload(caller, [scan_item(one, gate="A", direction=direction) for one in crowd])
        slowest = max(slowest, time.monotonic() - began)
        assert reply.status == 200
    grown = memory_kb(server.pid) - settled
    assert open_sockets(server) <= before, "clients that do not read are still connected"
    assert grown < MEMORY_KB, f"{grown} kB for three lazy clients"
    assert_converged([reader], venue.fresh_snapshots)
    print(f"\nslowest upload of 20: {slowest:.2f} s, memory +{grown} kB")
    for one in followers:
        one.close()
    for wire in lazy:
        wire.ws.sock.close()
    caller.close()
    server.stop()
    venue.assert_sound()


def crowd_of(venue: Venue, server) -> list[Follower]:
    """Many clients that have loaded the roster before (one download, many copies)."""
    token = venue.tablets[0]["token"]
    whole = fetch_snapshot(server.url, token, EVENT, "desk")
    made = []
    for number in range(CROWD):
        one = Follower(lambda: server.url, token, EVENT, "desk", number)
        one.store, one.epoch, one.seq = by_id(whole["rows"]), whole["epoch"], whole["seq"]
        made.append(one)
        one.start()
    return made


def test_three_hundred_clients_that_return_at_once_are_soon_at_the_head(venue: Venue, serve) -> None:
    server = serve(venue)
    crowd = crowd_of(venue, server)
    assert wait_for(lambda: all(one.at_head.is_set() for one in crowd), ALL_BACK_S)
    server.kill9()
    for one in crowd:
        one.at_head.clear()
    server.start()
    began = time.monotonic()
    caller = venue.tablet(server, 1)
    posts = []
    done = threading.Event()

    def scan_on() -> None:
        for guest in venue.guests[:200]:
            if done.wait(0.05):
                return
            started = time.monotonic()
            assert venue.upload(caller, [scan_item(guest, gate="A")]).status == 200
            posts.append(time.monotonic() - started)

    writer = threading.Thread(target=scan_on)
    writer.start()
    back = wait_for(lambda: all(one.at_head.is_set() for one in crowd), ALL_BACK_S)
    took = time.monotonic() - began
    done.set()
    writer.join()
    missing = sum(not one.at_head.is_set() for one in crowd)
    assert back, f"{missing} of {CROWD} are not back after {took:.1f} s"
    assert_converged(crowd, venue.fresh_snapshots)
    assert [one.resets for one in crowd] == [0] * CROWD
    print(f"\n{CROWD} clients back in {took:.2f} s, slowest of {len(posts)} scans meanwhile {max(posts):.2f} s")
    caller.close()
    for one in crowd:
        one.give_up()
    server.stop()
    for one in crowd:
        one.close()
    venue.assert_sound()
