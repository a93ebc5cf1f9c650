"""One private PostgreSQL for the whole run; each test that asks gets an empty database in it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.parts import Postgres, free_port
from tests.support.tools import need

# The round on PostgreSQL asks what the program stores, not whether the disk keeps it: that is a matter of the faults,
# whose cluster has real fsync.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@pytest.fixture(scope="session")
def postgres(pytestconfig: pytest.Config) -> Iterator[Postgres]:
    """The cluster itself, for tests that stop, kill or freeze it; durable unless this round is about its tables."""
    need("postgres")
    if os.geteuid() == 0:
        need("setpriv")
    # Not below pytest's own folder: that one is closed to user postgres.
    folder = Path(tempfile.mkdtemp(prefix="ops-postgres-"))
    quick = pytestconfig.getoption("--database") == "postgres"
    server = Postgres(folder, free_port(), settings=FORGETFUL if quick else {}).start()
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture
def postgres_url(postgres: Postgres) -> str:
    """URL of a new, empty database."""
    return postgres.fresh_database()
