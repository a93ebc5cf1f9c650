"""Browser tests say the same under every engine and database: they run once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.browser import Site, open_pages

HERE = Path(__file__).parent
TEXT_MAX = 2500


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.once)


def pytest_exception_interact(call: pytest.CallInfo[object], report: pytest.TestReport) -> None:
    """A page that did not do what was expected says in the report what it showed instead."""
    if call.when == "call":
        report.sections += [(f"page {url}", text[:TEXT_MAX]) for url, text in open_pages()]


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
