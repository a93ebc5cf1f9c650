"""A forked server is like a started one: its own process, its exit codes, its port, its log, its environment."""

import os
import signal
import socket
from pathlib import Path

import pytest
import requests

from scripts.parts import PartFailed, Server, wait_for
from tests.support import nursery
from tests.support.app import OpenCopy
from tests.support.server import MakeServer


@pytest.fixture
def migrated(open_copy: OpenCopy, database_url: str | None) -> Path:
    """The data folder of an empty event."""
    ops = open_copy()
    ops.close()
    return ops.data


def opened(url: str) -> int:
    return requests.get(f"{url}/healthz", timeout=20).status_code


@pytest.mark.only("sqlite")
def test_it_serves_leaves_and_comes_back(migrated: Path, make_server: MakeServer) -> None:
    server = make_server(migrated)
    assert isinstance(server.process, nursery.Child)
    assert opened(server.url) == 200
    url, first = server.url, server.pid
    assert server.stop() == 0
    assert server.restart().url == url and opened(url) == 200
    assert first != server.pid != os.getpid()
    assert f"pid={first}" in server.log() and f"pid={server.pid}" in server.log()


@pytest.mark.only("sqlite")
def test_its_end_is_seen(migrated: Path, make_server: MakeServer) -> None:
    server = make_server(migrated)
    assert server.process is not None
    server.freeze()
    assert server.process.poll() is None
    os.kill(server.pid, signal.SIGKILL)
    assert wait_for(lambda: not server.alive(), 20)
    assert server.process.returncode == -signal.SIGKILL
    server.restart()
    assert server.stop(signal.SIGINT) == 0


@pytest.mark.only("sqlite")
def test_a_start_that_fails_has_the_exit_code_of_the_program(migrated: Path, make_server: MakeServer) -> None:
    make_server(migrated)
    with pytest.raises(PartFailed, match="exit 75"):
        make_server(migrated)
    with pytest.raises(PartFailed, match=r"(?s)exit 1\).*ops migrate"):
        make_server(migrated / "other")


@pytest.mark.only("sqlite")
def test_nothing_of_the_nursery_is_open_in_a_child(migrated: Path, make_server: MakeServer) -> None:
    """A child that kept the tests' line would keep the nursery alive, or answer in its place."""
    server = make_server(migrated)
    (mother,) = {one._process.pid for one in nursery.NURSERIES.values() if one.env["OPS_ENGINE"] == server.engine}
    line = os.readlink(f"/proc/{mother}/fd/0")
    folder = Path(f"/proc/{server.pid}/fd")
    held = [os.readlink(one) for one in folder.iterdir() if one.exists() or one.is_symlink()]
    assert line.startswith("socket:") and line not in held
    assert os.readlink(folder / "1") == os.readlink(folder / "2") == str(server.log_path)


@pytest.mark.only("sqlite")
def test_another_environment_is_another_process(migrated: Path, make_server: MakeServer) -> None:
    server: Server = make_server(migrated, env={"PYTHONHASHSEED": "7"})
    assert not isinstance(server.process, nursery.Child)
    with socket.create_connection(("127.0.0.1", server.port), timeout=20):
        assert opened(server.url) == 200
