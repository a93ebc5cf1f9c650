"""A private nginx with the configuration of deploy/nginx."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from scripts.parts import Nginx, free_port
from tests.support.tools import need


@pytest.fixture
def make_nginx(tmp_path: Path) -> Iterator[Callable[[Sequence[int]], Nginx]]:
    """A factory: ports of the servers in, running nginx out."""
    need("nginx")
    started: list[Nginx] = []

    def make(upstreams: Sequence[int]) -> Nginx:
        port = free_port()
        started.append(Nginx(tmp_path / f"nginx-{port}", port, upstreams=list(upstreams)).start())
        return started[-1]

    yield make
    for server in started:
        server.stop()
