"""The server as a process: it starts, says so, serves, and goes; under the engine and the database of the run."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from scripts.parts import Nginx, PartFailed, Postgres, Redis, Server
from tests.support.app import migrate_url
from tests.support.server import MakeServer, start_server


@pytest.fixture(scope="module")
def fresh_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database, to copy."""
    file = tmp_path_factory.mktemp("fresh") / "ops.db"
    migrate_url(f"sqlite:///{file}")
    return file


@pytest.fixture
def migrated(data_dir: Path, database_url: str | None, fresh_file: Path) -> Path:
    """The data folder of a server that can be started."""
    if database_url:
        migrate_url(database_url)
    else:
        shutil.copy(fresh_file, data_dir)
    return data_dir


def healthy(url: str) -> bool:
    return requests.get(f"{url}/healthz", timeout=20).status_code == 200


def test_it_serves_and_leaves_when_asked(migrated: Path, make_server: MakeServer) -> None:
    server = make_server()
    assert healthy(server.url)
    assert server.stop() == 0
    with pytest.raises(requests.ConnectionError):
        healthy(server.url)


def test_it_comes_back_on_its_port_after_a_kill(migrated: Path, make_server: MakeServer) -> None:
    server = make_server()
    url, pid = server.url, server.pid
    server.kill9()
    server.restart()
    assert (server.url, healthy(server.url)) == (url, True)
    assert server.pid != pid


@pytest.mark.only("sqlite")  # PostgreSQL takes several servers
def test_a_second_server_on_one_file_refuses(migrated: Path, make_server: MakeServer, server_engine: str) -> None:
    first = make_server()
    with pytest.raises(PartFailed, match="exit 75"):
        start_server(migrated, server_engine)
    assert healthy(first.url)


def test_a_taken_port_is_said_in_words(
    migrated: Path, fresh_file: Path, tmp_path: Path, make_server: MakeServer
) -> None:
    first = make_server()
    other = tmp_path / "other"
    other.mkdir(mode=0o700)
    shutil.copy(fresh_file, other)
    with pytest.raises(PartFailed) as failure:
        make_server(data=other, port=first.port, database_url=None)
    assert str(first.port) in str(failure.value)
    assert "Traceback" not in str(failure.value)


@pytest.mark.once
def test_two_servers_behind_nginx_answer_while_redis_dies(
    postgres: Postgres,
    redis: Redis,
    make_nginx: Callable[[list[int]], Nginx],
    make_server: MakeServer,
    tmp_path: Path,
) -> None:
    url = postgres.fresh_database()
    migrate_url(url)
    env = {"OPS_REDIS_URL": redis.url, "OPS_PROXIES": "1"}
    servers: list[Server] = [make_server(data=tmp_path / "shared", database_url=url, env=env) for _ in range(2)]
    front = make_nginx([server.port for server in servers])
    assert healthy(front.url)
    redis.kill9()
    assert [healthy(front.url) for _ in range(6)] == [True] * 6
    servers[0].kill9()
    assert [healthy(front.url) for _ in range(6)] == [True] * 6
