"""One private PostgreSQL for the whole run; each test that asks gets an empty database in it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.parts import Postgres, free_port
from tests.support.tools import need


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The cluster itself, for tests that stop, kill or freeze it."""
    need("postgres")
    if os.geteuid() == 0:
        need("setpriv")
    # Not below pytest's own folder: that one is closed to user postgres.
    folder = Path(tempfile.mkdtemp(prefix="ops-postgres-"))
    server = Postgres(folder, free_port()).start()
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture
def postgres_url(postgres: Postgres) -> str:
    """URL of a new, empty database."""
    return postgres.fresh_database()
