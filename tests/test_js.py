"""The JavaScript of the devices, run by Node: the same vectors as Python's."""

import subprocess
from pathlib import Path

import pytest

from tests.support.tools import need

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent
LIMIT_S = 180  # a timer that is left running keeps Node for ever


@pytest.mark.parametrize("file", sorted((ROOT / "tests" / "js").glob("*.test.js")), ids=lambda file: file.stem)
def test_javascript(file: Path) -> None:
    command = [need("node"), str(file)]  # with --test a second Node would be started only to ask how this one ended
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=LIMIT_S)
    assert done.returncode == 0, done.stdout + done.stderr
