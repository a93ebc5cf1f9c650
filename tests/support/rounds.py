"""Which tests a round leaves out because they would say there what they have said in another (scripts/suite.py)."""

import re
from pathlib import Path

import pytest

# Every way to a database of this run begins with one of these; nothing else knows which database it is.
DATABASES = frozenset({"copy_database", "database_url", "postgres"})
ONCE_FILE = re.compile(r"^pytestmark = (?:pytest\.mark\.once|\[.*pytest\.mark\.once.*\])", re.MULTILINE)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where `once` is left out, a file that is once as a whole is not even read: half of a short round was reading."""
    if config.getoption("markexpr") != "not once" or not collection_path.name.startswith("test_"):
        return None
    return True if ONCE_FILE.search(collection_path.read_text(encoding="utf-8")) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is about the other database is not a test that was skipped: it is none. The same for a test in the round of
    PostgreSQL that gets no database there: it would say what it said in the round before."""
    here = config.getoption("--database")
    others = [item for item in items if any(mark.args != (here,) for mark in item.iter_markers("only"))]
    if here == "postgres":
        others += [item for item in items if DATABASES.isdisjoint(getattr(item, "fixturenames", DATABASES))]
    left_out = set(others)
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=list(left_out))
