"""Uploads that go wrong on the way: answers lost, copies, another order, a wrong clock, rights taken away meanwhile."""

import random
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.faults import venue as venues
from tests.faults.proxy import LosingProxy
from tests.faults.venue import EVENT, Venue
from tests.support.follower import assert_converged
from tests.support.load import UNANSWERED, Caller, Json, iso_now, scan_item

TABLES = {
    "scan": "ref, guest_id, gate_id, device_id, dev_seq, direction, at, state, admit, reason, first_ref, undone_by",
    "guest": "id, entries, inside, extra, in_ref, in_at, last_in_ref, last_in_at, out_at",
    "undo": "ref, target, device_id, at, allowed",
    "arrived": "device_id, dev_seq, ref",
}


def tables(venue: Venue) -> dict[str, list[tuple[Any, ...]]]:
    """What the uploads have made, without numbers and times of arrival."""
    return {
        name: sorted((tuple(row) for row in venue.query(f"SELECT {columns} FROM {name}")), key=repr)
        for name, columns in TABLES.items()
    }


def test_an_answer_lost_after_the_commit_is_given_again(venue: Venue, serve) -> None:
    server = serve(venue)
    proxy = LosingProxy(server.port)
    caller = Caller(proxy.url, venue.tablets[0]["token"])
    told = []
    for guest in venue.guests[:20]:
        item = scan_item(guest, gate="A")
        proxy.lose = 1
        with pytest.raises(UNANSWERED):
            venue.upload(caller, [item])
        told.append(venue.upload(caller, [item]).body["answers"][0])
    caller.close()
    proxy.close()
    assert proxy.lost == 20
    assert [(one["repeat"], one["admit"], one["reason"]) for one in told] == [(True, True, "ok")] * 20
    assert len(venue.query("SELECT ref FROM scan")) == 20
    assert {one["ref"]: one["seq"] for one in told} == {row.ref: row.seq for row in venue.query(
        "SELECT ref, seq FROM journal WHERE kind = 'checkin.guest_admitted'")}  # fmt: skip
    venue.assert_sound()


def evening(venue: Venue, seed: int) -> list[tuple[int, Json]]:
    """What three tablets did alone for a while: overlapping guests, exits, undos, unknown codes; (tablet, item)."""
    chance, began = random.Random(seed), datetime.now(UTC).timestamp() - 3600
    numbers, done = [0, 0, 0], []
    for step in range(90):
        tablet = chance.randrange(3)
        numbers[tablet] += 1
        shift = began - datetime.now(UTC).timestamp() + step * 20 + chance.random()
        common = {"dev_seq": numbers[tablet], "device_at": iso_now(shift)}
        scans = [item["ref"] for by, item in done[-4:] if by == tablet and item["type"] == "scan"]
        if scans and chance.random() < 0.15:
            undo = {"type": "undo", "ref": scan_item("x")["ref"], "target": scans[-1], "offset_ms": 0}
            done.append((tablet, undo | common))
            continue
        told = {"admit": True, "reason": "ok"}
        item = scan_item(chance.choice(venue.guests[:25]), gate="A", told=told, **common)
        item["direction"] = "out" if chance.random() < 0.25 else "in"
        if chance.random() < 0.05:
            item |= {"guest": None, "code": "".join(chance.choice("0123456789ABCDEFGHJK") for _ in range(16))}
        done.append((tablet, item))
    return done


def deliver(venue: Venue, server: Any, uploads: list[tuple[int, list[Json]]], lanes: int) -> None:
    """Hand all uploads in, `lanes` at a time."""
    waiting, errors = list(reversed(uploads)), []

    def lane() -> None:
        callers = [venue.tablet(server, number) for number in range(3)]
        while waiting:
            tablet, items = waiting.pop()
            reply = venue.upload(callers[tablet], items)
            if reply.status != 200 or [one["ref"] for one in reply.body["answers"]] != [one["ref"] for one in items]:
                errors.append(reply)
        for caller in callers:
            caller.close()

    threads = [threading.Thread(target=lane) for _ in range(lanes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def shuffled(items: list[tuple[int, Json]], seed: int) -> list[tuple[int, list[Json]]]:
    """Every item 1 to 4 times, alone or with others of its tablet, in any order."""
    chance = random.Random(seed)
    copies = [one for one in items for _ in range(chance.randint(1, 4))]
    chance.shuffle(copies)
    uploads: list[tuple[int, list[Json]]] = []
    for tablet, item in copies:
        joins = uploads and uploads[-1][0] == tablet and chance.random() < 0.7
        if joins and item["ref"] not in [one["ref"] for one in uploads[-1][1]]:
            uploads[-1][1].append(item)
        else:
            uploads.append((tablet, [item]))
    return uploads


def test_copies_in_any_order_end_in_the_same_tables(sqlite_model: Venue, serve, tmp_path: Path) -> None:
    ends = []
    done = evening(sqlite_model, 7)
    orders = [[(tablet, [item]) for tablet, item in done]] + [shuffled(done, seed) for seed in (1, 2)]
    for number, uploads in enumerate(orders):
        venue = venues.copy_folder(sqlite_model, tmp_path / f"order-{number}")
        server = serve(venue)
        followers = venue.followers(server, 4)
        deliver(venue, server, uploads, lanes=1 if number == 0 else 3)
        assert_converged(followers, venue.fresh_snapshots)
        for one in followers:
            one.close()
        server.stop()
        venue.assert_sound()
        ends.append(tables(venue))
    assert len(ends[0]["scan"]) + len(ends[0]["undo"]) == 90
    states = {row[7] for row in ends[0]["scan"]}
    assert states >= {"counted", "conflict", "undone", "unresolved"}, "the evening is too dull to prove anything"
    for end in ends[1:]:
        for name, rows in ends[0].items():
            assert [row for row in rows if row not in end[name]] == [], name
            assert [row for row in end[name] if row not in rows] == [], name


@pytest.mark.parametrize("hours", [3, -3])
def test_a_clock_wrong_by_hours_is_corrected(venue: Venue, serve, hours: int) -> None:
    server = serve(venue)
    wrong = hours * 3600.0
    first, second = venue.guests[:2]
    knows = scan_item(first, gate="A", device_at=iso_now(wrong), offset_ms=-wrong * 1000)
    guesses = scan_item(second, gate="A", device_at=iso_now(wrong), offset_ms=None)
    caller = venue.tablet(server)
    before = datetime.now(UTC)
    reply = venue.upload(caller, [knows, guesses], sent_at=iso_now(wrong))
    caller.close()
    for answer in reply.body["answers"]:
        error_s = abs((datetime.fromisoformat(answer["scan_at"]) - before).total_seconds())
        assert (answer["state"], answer["admit"]) == ("accepted", True)
        assert error_s < 2, f"{error_s} s off"
    stored = venue.query("SELECT device_at, offset_ms, at FROM scan")
    assert [round(row.offset_ms / 3_600_000, 1) for row in stored] == [-hours, -hours]
    assert all(abs((row.device_at - row.at) / 3_600_000 - hours) < 0.01 for row in stored)
    server.stop()
    venue.assert_sound()


def test_the_queue_of_a_revoked_tablet_is_kept_aside_and_decidable(venue: Venue, serve) -> None:
    server = serve(venue)
    office, supervisor = venue.office(server), venue.office(server, "supervisor")
    *_, board = followers = venue.followers(server, 4)
    assert all(one.at_head.wait(10) for one in followers)
    lost = venue.tablets[0]
    assert venue.command(office, f"devices/{lost['id']}/revoke").status == 200
    queue = [scan_item(guest, gate="A", dev_seq=number) for number, guest in enumerate(venue.guests[:50], 1)]
    reply = venue.upload(venue.tablet(server), queue)
    assert (reply.status, reply.body["revoked"]) == (200, True)
    assert {one["state"] for one in reply.body["answers"]} == {"quarantined"}
    assert venue.upload(venue.tablet(server), queue[:1]).body["answers"][0]["repeat"] is True
    assert venue.query("SELECT ref FROM scan") == []
    fresh = venue.fresh_snapshots()["board"]
    aside = [row for row in fresh["rows"]["issue"] if row["kind"] == "quarantined"]
    assert {row["id"] for row in aside} == {f"quarantined:{item['ref']}" for item in queue}
    assert_converged([board], venue.fresh_snapshots)
    taken = venue.command(supervisor, f"quarantine/{queue[0]['ref']}/decide", accept=True)
    left = venue.command(supervisor, f"quarantine/{queue[1]['ref']}/decide", accept=False, reason="nhầm cổng")
    assert (taken.status, left.status) == (200, 200), (taken.body, left.body)
    assert venue.command(supervisor, f"quarantine/{queue[1]['ref']}/decide", accept=True).status == 409
    scans = venue.query("SELECT guest_id, admit FROM scan")
    assert [(row.guest_id, bool(row.admit)) for row in scans] == [(venue.guests[0], True)]
    fresh = venue.fresh_snapshots()["board"]
    assert len([row for row in fresh["rows"]["issue"] if row["kind"] == "quarantined"]) == 48
    revoked, *others = followers
    assert "revoked" in revoked.words
    assert_converged([board, *others[:2]], venue.fresh_snapshots)
    for one in followers:
        one.close()
    server.stop()
    venue.assert_sound()
    assert venue.query(f"SELECT id FROM event WHERE id = '{EVENT}'")
