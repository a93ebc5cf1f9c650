"""The evening of scripts/bridge_evening.py stays alive: its short form, with lines cut and the hub killed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from scripts.parts import ROOT
from tests.support.tools import need_namespaces

pytestmark = pytest.mark.once
LONG_S = 240  # a slow, busy machine; alone it takes under half a minute


def test_after_a_bad_evening_three_journals_agree() -> None:
    need_namespaces()
    # A process of its own: it moves threads into namespaces, which a patched engine must not see.
    argv = [sys.executable, "-m", "scripts.bridge_evening", "--short"]
    told = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=LONG_S, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "The three journals agree." in told.stdout
    assert "6 cues" in told.stdout
