"""Programs a test cannot do without."""

import os

import pytest

from scripts.parts import find_tool

IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")


def need(tool: str) -> str:
    """Return the path of `tool`. Missing: the test is skipped here, and fails where CI=true promised everything."""
    path = find_tool(tool)
    if path is None:
        say = pytest.fail if IN_CI else pytest.skip
        say(f"{tool} is not installed; scripts/setup.sh installs it")
    return path
