"""The server dies at every point of a write; the same ref, sent again, gets the right answer."""

import signal
from pathlib import Path

import pytest

from scripts.parts import Server
from tests.faults.venue import EVENT, Venue
from tests.support.follower import assert_converged
from tests.support.load import UNANSWERED, scan_item

LAUNCHER = str(Path(__file__).with_name("crash_server.py"))
BEFORE_COMMIT = ("begin", "begun", "facts", "rows")
AFTER_COMMIT = ("committed", "reply")
EMBEDDED, SERVED = ((*BEFORE_COMMIT, "journal", "commit"), AFTER_COMMIT), (BEFORE_COMMIT, ("sent", *AFTER_COMMIT))
"""Points at which the scan is not there afterwards, and points at which it is."""


class CrashServer(Server):
    """The server under a launcher that lets it die at a point."""

    def launch(self, argv, ready, env=None) -> None:
        super().launch([argv[0], LAUNCHER, *argv[2:]], ready, env)


def crash_and_repeat(venue: Venue, server: Server, asked: Path, point: str, guest: str) -> bool:
    """Answers what the server said of `repeat`."""
    item = scan_item(guest, gate="A")
    asked.write_text(point)
    with pytest.raises(UNANSWERED):
        venue.upload(venue.tablet(server), [item])
    assert server.process.wait(10) == -signal.SIGKILL, f"the server did not come to {point}"
    asked.unlink()
    server.start()
    caller = venue.tablet(server)
    (first,) = venue.upload(caller, [item]).body["answers"]
    (second,) = venue.upload(caller, [item]).body["answers"]
    caller.close()
    assert (first["ref"], first["admit"], first["reason"]) == (item["ref"], True, "ok")
    assert (second["seq"], second["repeat"]) == (first["seq"], True)
    return bool(first["repeat"])


@pytest.mark.parametrize(
    ("any_venue", "points"),
    [("venue", EMBEDDED), ("postgres_venue", SERVED)],
    indirect=["any_venue"], ids=["SQLite", "PostgreSQL"],
)  # fmt: skip
def test_a_crash_at_any_point_of_a_write_is_all_or_nothing(any_venue: Venue, points, serve, tmp_path: Path) -> None:
    asked = tmp_path / "point"
    server = serve(any_venue, CrashServer, CRASH_FILE=str(asked))
    (follower, *_) = followers = any_venue.followers(server, 1)
    assert follower.at_head.wait(10)
    lost, kept = points
    said = {
        point: crash_and_repeat(any_venue, server, asked, point, guest)
        for point, guest in zip(lost + kept, any_venue.guests, strict=False)
    }
    assert said == dict.fromkeys(lost, False) | dict.fromkeys(kept, True)
    refs = any_venue.query(f"SELECT guest_id FROM scan WHERE event_id = '{EVENT}'")
    assert sorted(row.guest_id for row in refs) == sorted(any_venue.guests[: len(said)])
    assert_converged(followers, any_venue.fresh_snapshots)
    for one in followers:
        one.close()
    server.stop()
    any_venue.assert_sound()
