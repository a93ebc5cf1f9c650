"""The JavaScript of the devices, run by Node: the same vectors as Python's."""

import subprocess
from pathlib import Path

import pytest

from tests.support.tools import need

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("file", sorted((ROOT / "tests" / "js").glob("*.test.js")), ids=lambda file: file.stem)
def test_javascript(file: Path) -> None:
    done = subprocess.run([need("node"), "--test", str(file)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
