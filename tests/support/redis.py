"""A private Redis."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.parts import Redis, free_port
from tests.support.tools import need


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    need("redis-server")
    server = Redis(tmp_path / "redis", free_port()).start()
    yield server
    server.kill9()
