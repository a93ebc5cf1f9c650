"""The receiver of osc_decoder.mjs as a child: its port, and what it understood."""

from __future__ import annotations

import json
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.support.tools import IN_CI, need

ROOT = Path(__file__).resolve().parents[2]
Row = dict[str, Any]


class OscReceiver:
    def __init__(self) -> None:
        if not (ROOT / "node_modules" / "osc-min").exists():
            (pytest.fail if IN_CI else pytest.skip)("osc-min is not installed; scripts/npm.sh ci installs it")
        argv = [need("node"), "tests/support/osc_decoder.mjs"]
        self.child = subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.child.stdout
        self.port = int(json.loads(self.child.stdout.readline())["port"])
        self.got: list[Row] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.child.stdout
        for line in self.child.stdout:
            self.got.append(json.loads(line))

    def close(self) -> None:
        self.child.kill()
        self.child.wait()
