"""The power goes while scans come in: what was acknowledged is on the disk. ext4 in a file, cut off by its ioctl."""

import time
from pathlib import Path

import pytest

from scripts.parts import wait_for
from tests.faults import venue as venues
from tests.faults.disks import Ext4, need_mounts
from tests.faults.venue import Venue
from tests.support.follower import assert_converged

LOST_DISK = 74  # the server leaves by itself when its disk has gone


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_power_cut_loses_nothing_that_was_acknowledged(sqlite_model: Venue, serve, tmp_path: Path, seed: int) -> None:
    need_mounts(tmp_path)
    disk = Ext4(tmp_path / "disk.img", tmp_path / "disk")
    disk.make()
    disk.power_on()
    venue = venues.copy_folder(sqlite_model, disk.at / "data")
    disk.settle()
    followers, server = [], serve(venue)
    try:
        followers = venue.followers(server, 2)
        assert all(one.at_head.wait(15) for one in followers)
        with venue.load(server, seed, pause_s=(0.0, 0.005)) as load:
            assert wait_for(lambda: len(load.of("ok")) > 100 + 40 * seed, 20)
            disk.cut_power()
            left = wait_for(lambda: not server.alive(), 5)
            time.sleep(0.2)
        code = server.process.returncode
        server.kill9()
        disk.power_off()
        disk.power_on()
        server.start()
        kept = venue.assert_all_kept(load)
        assert_converged(followers, venue.fresh_snapshots)
        for one in followers:
            assert one.resets == 0, "somebody heard of a scan that the power cut took back"
            one.close()
        assert server.stop() == 0
        venue.assert_sound()
        assert left and code == LOST_DISK, f"went on without a disk (exit {code})"
        print(f"\n{kept} acknowledged before the cut, all kept")
    finally:
        for one in followers:
            one.close()
        server.kill9()
        disk.power_off()
