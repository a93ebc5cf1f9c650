"""The real server as a child process, under the engine and the database of this run."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.parts import Server

MakeServer = Callable[..., Server]


def start_server(
    data_dir: Path,
    engine: str,
    database_url: str | None = None,
    port: int = 0,
    env: dict[str, str] | None = None,
    host: str = "127.0.0.1",
) -> Server:
    """Start `python wsgi.py` on `data_dir` and return it when it serves: url, pid, stop(), kill9(), restart()."""
    settings = {"OPS_DATA": str(data_dir)}
    if database_url:
        settings["OPS_DATABASE_URL"] = database_url
    return Server(data_dir, port, engine=engine, env=settings | (env or {}), host=host).start()


@pytest.fixture
def make_server(data_dir: Path, server_engine: str, database_url: str | None) -> Iterator[MakeServer]:
    """A factory of servers. Without arguments: this test's data folder, this run's engine and database."""
    started: list[Server] = []

    def make(data: Path | None = None, engine: str | None = None, **options: object) -> Server:
        options.setdefault("database_url", database_url)
        server = start_server(data or data_dir, engine or server_engine, **options)  # type: ignore[arg-type]
        started.append(server)
        return server

    yield make
    for server in started:
        server.kill9()
