"""Browser tests say the same under every engine and database: they run once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.browser import Site

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.once)


@pytest.fixture(autouse=True)
def _close_what_was_opened(request: pytest.FixtureRequest) -> Iterator[None]:
    """A page that stays open goes on working: a tablet looks at its camera."""
    if "site" not in request.fixturenames:
        yield
        return
    site: Site = request.getfixturevalue("site")
    before = len(site.contexts)
    yield
    site.close_contexts(after=before)
