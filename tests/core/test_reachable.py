"""The database server does not answer: the person at the keyboard hears where it was looked for and what to check."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.engine import make_url

from ops.app import open_database
from ops.cli import main
from ops.config import Config
from ops.core import reachable
from ops.errors import StartError

pytestmark = pytest.mark.once

REFUSED = 'connection to server at "10.0.0.9", port 5432 failed: FATAL:  password authentication failed for user "ops"'


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that is taken but does not listen: whoever connects is refused."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield int(held.getsockname()[1])


def environment(port: int, folder: Path) -> dict[str, str]:
    url = f"postgresql+psycopg2://ops:rat-bi-mat@127.0.0.1:{port}/ops"
    return {"OPS_DATABASE_URL": url, "OPS_DATA": str(folder), "OPS_SECRET": "ab" * 32}


def check_words(text: str, port: int) -> None:
    assert f"không trả lời tại 127.0.0.1:{port}" in text
    assert "OPS_DATABASE_URL" in text
    assert "migrate" not in text
    assert "rat-bi-mat" not in text


def test_a_server_that_cannot_reach_its_database_says_where_it_looked(silent_port: int, tmp_path: Path) -> None:
    with pytest.raises(StartError) as refused:
        open_database(Config.from_env(environment(silent_port, tmp_path)))
    check_words(str(refused.value), silent_port)


@pytest.mark.parametrize("command", ["migrate", "check"])
def test_the_commands_say_it_too(command: str, silent_port: int, tmp_path: Path) -> None:
    done = CliRunner(env=environment(silent_port, tmp_path)).invoke(main, [command])
    assert done.exit_code == 1
    check_words(done.output, silent_port)


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("postgresql://ops:x@db.lan:6543/ops", "db.lan:6543"),
        ("postgresql://ops:x@db.lan/ops", "db.lan:5432"),
        ("postgresql:///ops?host=/run/postgresql", "/run/postgresql:5432"),
        ("postgresql:///ops", "localhost:5432"),
        ("postgresql://ops:half@other-half@db.lan/ops", "db.lan:5432"),
    ],
)
def test_the_place_holds_no_part_of_a_password(url: str, where: str) -> None:
    assert reachable.place(make_url(url)) == where


def test_a_server_that_answers_but_refuses_is_told_apart() -> None:
    text = reachable.sentence(make_url("postgresql://ops:rat-bi-mat@10.0.0.9/hoi-nghi"), REFUSED)
    assert "10.0.0.9:5432 từ chối" in text
    assert "hoi-nghi" in text
    assert "rat-bi-mat" not in text
