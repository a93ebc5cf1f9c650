"""Sites as programs of their own: `ops bridge-site`, its lines read as they come."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from scripts.parts import ROOT

Row = dict[str, Any]
PATIENCE_S = 40.0


class SiteProgram:
    """One site in a process; `said` grows by itself."""

    def __init__(self, link: str, folder: Path, before: tuple[str, ...] = ()) -> None:
        self.link, self.folder, self.before = link, folder, before
        self.said: list[Row] = []
        self.start()

    def start(self) -> None:
        """Start it, or start it again on the same folder."""
        argv = [
            *self.before,
            sys.executable,
            "-m",
            "ops",
            "bridge-site",
            "--link",
            self.link,
            "--folder",
            str(self.folder),
        ]
        self.child = subprocess.Popen(
            argv, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ.copy()
        )
        self.reader = threading.Thread(target=self._read, args=(self.child,), daemon=True)
        self.reader.start()

    def _read(self, child: subprocess.Popen[str]) -> None:
        assert child.stdout is not None
        for line in child.stdout:
            self.said.append(json.loads(line))

    def wait(self, what: str, after: int = 0, **facts: Any) -> Row:
        """The first thing of this kind that it says behind a place in what it said."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            for row in list(self.said[after:]):
                if row["what"] == what and all(row.get(name) == value for name, value in facts.items()):
                    return row
            if self.child.poll() is not None and self.child.returncode:
                break
            time.sleep(0.02)
        raise AssertionError(f"no {what} {facts} in {[row['what'] for row in self.said[after:]]}")

    def stop(self) -> None:
        """Kill it, as a power cut would."""
        self.child.kill()
        self.child.wait()
        self.reader.join()
        for pipe in (self.child.stdout, self.child.stderr):
            assert pipe is not None
            pipe.close()
