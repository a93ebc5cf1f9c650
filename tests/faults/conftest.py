"""Venues to break. Everything here runs once: the engines and databases it needs are named by the tests themselves."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.parts import Postgres, Server
from tests.faults import venue as venues
from tests.faults.venue import Venue

HERE = Path(__file__).parent
# The quick ones first, then by the time they take.
SLOW = ("test_power_cut.py", "test_kill.py", "test_scaled.py")
Serve = Callable[..., Server]


def place(item: pytest.Item) -> int:
    """0 for what keeps its place; the slow files of this folder come after it, in their order."""
    mine = HERE in item.path.parents and item.path.name in SLOW
    return SLOW.index(item.path.name) + 1 if mine else 0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.once)
    items.sort(key=place)


@pytest.fixture(scope="session")
def sqlite_model(tmp_path_factory: pytest.TempPathFactory) -> Venue:
    return venues.build(tmp_path_factory.mktemp("venue") / "model")


@pytest.fixture(scope="session")
def postgres_model(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> Venue:
    url = postgres.fresh_database("ops_model")
    return venues.build(tmp_path_factory.mktemp("venue") / "model-postgres", url)


@pytest.fixture
def venue(sqlite_model: Venue, tmp_path: Path) -> Venue:
    """An untouched venue on SQLite."""
    return venues.copy_folder(sqlite_model, tmp_path / "venue")


@pytest.fixture
def postgres_venue(postgres_model: Venue, tmp_path: Path, postgres: Postgres) -> Venue:
    """An untouched venue on PostgreSQL."""
    return venues.copy_database(postgres_model, tmp_path / "venue-postgres", postgres)


@pytest.fixture
def any_venue(request: pytest.FixtureRequest) -> Venue:
    """`venue` or `postgres_venue`, as the test's parameter says."""
    chosen: Venue = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture
def serve(tmp_path: Path, server_engine: str) -> Iterator[Serve]:
    """Start a server of a venue; all are ended with the test."""
    started: list[Server] = []

    def start(of: Venue, kind: type[Server] = Server, **env: str) -> Server:
        server = of.server(tmp_path / f"server-{len(started)}", server_engine, kind, **env)
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.thaw()
        server.kill9()
