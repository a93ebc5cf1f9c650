"""What a site without a screen knows, kept on its disk."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

Row = dict[str, Any]
KEPT_CUES = 200


class Store:
    """What a site knows, in one file that is replaced whole; without a path in memory only."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.cues: dict[str, Row] = {}
        self.states: dict[str, str] = {}
        self.reports: dict[str, Row] = {}
        self.last_cue = self.last_talk = 0
        if path is not None and path.exists():
            kept = json.loads(path.read_text(encoding="utf-8"))
            for name in ("cues", "states", "reports", "last_cue", "last_talk"):
                setattr(self, name, kept.get(name, getattr(self, name)))

    def keep(self) -> None:
        """Write it down before anything is said of it."""
        newest = sorted(self.cues.values(), key=lambda cue: -int(cue["seq"]))[:KEPT_CUES]
        self.cues = {cue["id"]: cue for cue in newest}
        self.states = {one: state for one, state in self.states.items() if one in self.cues}
        if self.path is None:
            return
        names = ("cues", "states", "reports", "last_cue", "last_talk")
        text = json.dumps({name: getattr(self, name) for name in names}, ensure_ascii=False)
        other = self.path.with_suffix(".new")
        with other.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        other.replace(self.path)
