"""Fixtures every test may use. The engine patches the standard library first, as in the product."""

import sys

from ops import engine


def asked_engine(argv: list[str]) -> str | None:
    """The value of --engine, read before pytest reads its options: patching cannot wait for them."""
    for place, word in enumerate(argv):
        if word.startswith("--engine="):
            return word.partition("=")[2]
        if word == "--engine" and place + 1 < len(argv):
            return argv[place + 1]
    return None


engine.bootstrap(asked_engine(sys.argv))

from pathlib import Path

import pytest

# Every file of tests/support is a plugin: a new file there needs no line here.
pytest.register_assert_rewrite("tests.support")
pytest_plugins = [f"tests.support.{file.stem}" for file in sorted((Path(__file__).parent / "support").glob("*.py"))]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=engine.ENGINES, help="engine of the test process (default: OPS_ENGINE)")
    parser.addoption("--server-engine", choices=engine.ENGINES, help="engine of servers that tests start")
    parser.addoption("--database", choices=("sqlite", "postgres"), default="sqlite")


def pytest_report_header(config: pytest.Config) -> str:
    return f"engine {engine.MODE}, servers {chosen_server_engine(config)}, database {config.getoption('--database')}"


def chosen_server_engine(config: pytest.Config) -> str:
    """Browser tests run unpatched (playwright has its own loop) and still want the product's default server."""
    return config.getoption("--server-engine") or engine.MODE


@pytest.fixture(scope="session")
def server_engine(pytestconfig: pytest.Config) -> str:
    return chosen_server_engine(pytestconfig)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """An empty data folder of a server."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str | None:
    """URL of this test's own database; None means the default, SQLite in the data folder."""
    if request.config.getoption("--database") == "postgres":
        url: str = request.getfixturevalue("postgres_url")
        return url
    return None
