"""The database cannot take it: locked, full, read-only, used by another server, older than the clients remember."""

import contextlib
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from resource import RLIMIT_NOFILE, prlimit

from scripts.parts import ROOT, Server, free_port, wait_for
from tests.faults import venue as venues
from tests.faults.disks import fill, mount, need_mounts, run, small_memory_disk
from tests.faults.venue import EVENT, Venue
from tests.support.follower import assert_converged
from tests.support.load import UNANSWERED, Caller, scan_item

LOST_DISK = 74
QUICK_S = 3.0  # for one answer on a machine that others use as well


def timed(caller: Caller, path: str) -> float:
    began = time.monotonic()
    assert caller.get(path).status == 200
    return time.monotonic() - began


def accept_now(venue: Venue, server: Server, item: dict) -> None:
    """The scan that was refused is taken now, as new; and once."""
    caller = venue.tablet(server)
    (answer,) = venue.upload(caller, [item]).body["answers"]
    assert (answer["ref"], answer["repeat"], answer["admit"]) == (item["ref"], False, True)
    assert venue.upload(caller, [item]).body["answers"][0]["repeat"] is True
    caller.close()


def refuse_to_start(venue: Venue) -> tuple[int, str]:
    """Exit code and words of a server that must not come up."""
    argv = [sys.executable, "wsgi.py", "--port", "0"]
    env = os.environ | venue.settings()
    done = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert "ops ready" not in done.stdout
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return done.returncode, lines[0]


def test_a_database_locked_by_another_program_makes_scans_wait_outside(venue: Venue, serve) -> None:
    server = serve(venue)
    items = [scan_item(guest, gate="A") for guest in venue.guests[:6]]
    other = sqlite3.connect(venue.database, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    replies = []

    def post(item: dict) -> None:
        caller = venue.tablet(server)
        replies.append(venue.upload(caller, [item]))
        caller.close()

    threads = [threading.Thread(target=post, args=(item,)) for item in items]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    desk = venue.tablet(server)
    waits = [timed(desk, "/healthz"), timed(desk, f"/api/events/{EVENT}/snapshot/desk")]
    for thread in threads:
        thread.join(30)
    other.execute("ROLLBACK")
    other.close()
    desk.close()
    assert [(one.status, one.code) for one in replies] == [(503, "busy")] * len(items)
    assert all(int(one.headers["retry-after"]) >= 1 for one in replies)
    assert max(waits) < QUICK_S, f"readers waited {waits} for a writer's lock"
    for item in items:
        accept_now(venue, server, item)
    server.stop()
    venue.assert_sound()


def test_a_full_disk_is_said_in_words_and_needs_no_restart(sqlite_model: Venue, serve, tmp_path: Path) -> None:
    need_mounts(tmp_path)
    with small_memory_disk(tmp_path / "disk", "6m") as disk:
        venue = venues.copy_folder(sqlite_model, disk / "data")
        server = serve(venue)
        accept_now(venue, server, scan_item(venue.guests[0], gate="A"))
        ballast = fill(disk)
        caller, refused = venue.tablet(server), None
        for guest in venue.guests[1:200]:  # the log may have a little room left
            item = scan_item(guest, gate="A")
            reply = venue.upload(caller, [item])
            if reply.status != 200:
                refused = reply
                break
        assert refused is not None
        assert (refused.status, refused.code) == (503, "disk_full")
        assert int(refused.headers["retry-after"]) >= 1
        assert len(refused.body["error"]["message"]) > 20
        assert timed(caller, f"/api/events/{EVENT}/snapshot/desk") < QUICK_S
        caller.close()
        ballast.unlink()
        accept_now(venue, server, item)
        assert server.stop() == 0
        venue.assert_sound()
        ballast = fill(disk)
        code, words = refuse_to_start(venue)
        assert code in (1, LOST_DISK), words  # SQLite calls a log index that cannot grow an I/O error
        assert "đầy" in words


def test_a_read_only_folder_or_file_is_refused_at_the_start(sqlite_model: Venue, tmp_path: Path) -> None:
    need_mounts(tmp_path)
    with small_memory_disk(tmp_path / "disk", "8m") as disk:
        folder = venues.copy_folder(sqlite_model, disk / "data")
        mount("-o", "remount,ro", disk)
        code, words = refuse_to_start(folder)
        assert (code, "ghi" in words) == (1, True), words
        empty = Venue(disk / "none", None, {}, [], [])
        assert refuse_to_start(empty)[0] == 1
    file = venues.copy_folder(sqlite_model, tmp_path / "file")
    with mounted_read_only(file.database):
        code, words = refuse_to_start(file)
        assert (code, "ghi" in words) == (1, True), words
    assert venues.ops("check", data=file.data).returncode == 0


@contextlib.contextmanager
def mounted_read_only(file: Path) -> Iterator[None]:
    """The file as a read-only mount over itself: opening it for writing fails, whoever asks."""
    mount("--bind", file, file)
    try:
        mount("-o", "remount,bind,ro", file)
        yield
    finally:
        assert run("umount", file).returncode == 0


def test_a_second_server_on_the_same_file_leaves_at_once(venue: Venue, serve) -> None:
    server = serve(venue)
    accept_now(venue, server, scan_item(venue.guests[0], gate="A"))
    code, words = refuse_to_start(venue)
    assert code == 75
    assert str(venue.database) in words
    accept_now(venue, server, scan_item(venue.guests[1], gate="A"))
    assert server.stop() == 0
    venue.assert_sound()


def test_a_missing_postgresql_is_refused_at_the_start(venue: Venue) -> None:
    venue.url = f"postgresql+psycopg2://ops:secret-word@127.0.0.1:{free_port()}/ops"
    code, words = refuse_to_start(venue)
    assert code == 1
    assert "secret-word" not in words


def test_clients_that_know_more_than_a_restored_backup_start_again(venue: Venue, serve, tmp_path: Path) -> None:
    server = serve(venue)
    followers = venue.followers(server, 4)
    items = [scan_item(guest, gate="A") for guest in venue.guests[:10]]
    for item in items[:5]:
        accept_now(venue, server, item)
    venues.backup(venue.database, tmp_path / "backup.db")
    for item in items[5:]:
        accept_now(venue, server, item)
    assert_converged(followers, venue.fresh_snapshots)
    server.stop()
    for leftover in venue.data.glob("ops.db-*"):
        leftover.unlink()
    shutil.copy(tmp_path / "backup.db", venue.database)
    server.start()
    assert wait_for(lambda: all(one.loads == 2 for one in followers), 15), "nobody said that they know too much"
    assert [one.resets for one in followers] == [1] * len(followers)
    for item in items[5:]:  # a tablet hands in again what the backup does not know
        accept_now(venue, server, item)
    for one in followers:
        one.heard.clear()
        one.applied.clear()
    assert_converged(followers, venue.fresh_snapshots)
    server.stop()
    with sqlite3.connect(venue.database) as conn:  # what a restore command writes
        conn.execute("UPDATE installation SET epoch = 'another'")
    conn.close()
    server.start()
    assert wait_for(lambda: all(one.loads == 3 for one in followers), 15), "a new epoch was not noticed"
    assert [one.resets for one in followers] == [2] * len(followers)
    assert_converged(followers, venue.fresh_snapshots)
    for one in followers:
        assert one.epoch == "another"
        one.close()
    server.stop()
    venue.assert_sound()


def test_a_server_without_free_descriptors_recovers(venue: Venue, serve) -> None:
    server = serve(venue)
    accept_now(venue, server, scan_item(venue.guests[0], gate="A"))
    used = len(os.listdir(f"/proc/{server.pid}/fd"))
    prlimit(server.pid, RLIMIT_NOFILE, (used + 20, used + 20))
    held = [socket.create_connection(("127.0.0.1", server.port), timeout=5) for _ in range(60)]
    time.sleep(1.0)
    before = cpu_seconds(server.pid)
    time.sleep(1.0)
    burnt = cpu_seconds(server.pid) - before
    for one in held:
        one.close()
    assert wait_for(lambda: healthy(server), 15), "stays deaf after the crowd has gone"
    assert burnt < 0.9, f"spins while it cannot accept: {burnt:.2f} s of CPU in a second"
    accept_now(venue, server, scan_item(venue.guests[1], gate="A"))
    server.stop()
    venue.assert_sound()


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def healthy(server: Server) -> bool:
    caller = Caller(server.url, timeout=2)
    try:
        return caller.get("/healthz").status == 200
    except UNANSWERED:
        return False
    finally:
        caller.close()
